import { describe, expect, it } from 'vitest';

import {
  branch,
  chance,
  defineAction,
  defineAdventure,
  defineJourney,
  every,
  repeat,
  wait,
  when,
  type Journey,
} from '../../src/index.ts';
import { uniformAt } from '../journeys/world.ts';
import {
  changes,
  entries,
  except,
  expectChanges,
  keysOf,
  run,
  SEND_BACK,
  wordsOf,
  type Entry,
  type Run,
} from './shop.ts';

const base = run();
const visitPath = ['user', 'journey', 'visit'];
const checkoutPath = [...visitPath, 'adventure', 'checkout'];

const extra = (options: object = {}) =>
  defineAction({
    id: 'extra',
    fields: { lucky: chance(0.5) },
    handler: (ctx) => [ctx.event('extra', { r: ctx.random.float() })],
    ...options,
  });

/** Which instance an event belongs to. */
const instanceOf = ({ meta }: Entry): string => `${meta.actor} ${meta.journey}:${meta.instance}`;

/** Events made by others of the actor behind its first event that fits: their place in its count moves. */
function behind(before: Run, isFirst: (entry: Entry) => boolean, own = true): readonly Entry[] {
  const first = new Map<number, number>();
  for (const entry of before.values()) {
    if (!isFirst(entry)) continue;
    const { actor, sequence } = entry.meta;
    first.set(actor, Math.min(first.get(actor) ?? Infinity, sequence));
  }
  return [...before.values()].filter(({ meta }) => {
    const from = first.get(meta.actor) ?? Infinity;
    return own ? meta.sequence >= from : meta.sequence > from;
  });
}

const hour = 3_600_000;
const shiftedBy = (before: Run, after: Run, list: readonly Entry[]) =>
  new Set(list.map(({ key, event }) => Number(after.get(key)?.event.timestamp) - event.timestamp.getTime()));

describe('adding an action without a delay', () => {
  it('adds its events, and moves counts over the actor alone', async () => {
    const before = await base;

    const after = await run({ checkout: { actions: (actions) => [extra(), ...actions] } });

    const baskets = [...before.values()].filter(({ meta }) => meta.action === 'basket');
    const found = changes(before, after);
    expectChanges(except(found, 'added', 'sequences'), {});
    // One for each visit that came as far as the checkout: those that bounced at the basket, too.
    expect(found.added.every((key) => key.includes('checkout/extra#0.0'))).toBe(true);
    expect(found.added.length).toBeGreaterThanOrEqual(baskets.length);
    expect(found.values).toEqual([]);
  });

  it('adds them where no count runs behind, and then changes nothing at all', async () => {
    const before = await base;
    const last = (journeys: readonly Journey[]) =>
      journeys.map((journey) =>
        journey.id === 'survey'
          ? defineJourney({
              ...journey,
              adventures: [...journey.adventures, defineAdventure({ id: 'more', actions: [extra()] })],
            })
          : journey,
      );

    const found = changes(before, await run({ journeys: last }));

    expectChanges(except(found, 'added', 'sequences'), {});
    expect(found.added).toHaveLength(25);
    expect(found.sequences.length).toBe(behind(before, ({ meta }) => meta.journey === 'survey', false).length);
  });
});

describe('adding a delay', () => {
  it('moves the later times of its instances, and of what they start, alone', async () => {
    const before = await base;

    const after = await run({
      checkout: { actions: ([basket, ...actions]) => [basket, wait('1h'), ...actions] as never },
    });

    const visits = new Set(entries(before, 'basket').map(instanceOf));
    const moved = [...before.values()].filter(
      (entry) => ['pay', 'ship'].includes(entry.meta.action) && visits.has(instanceOf(entry)),
    );
    // A parcel goes back so long after the order it belongs to.
    const returns = entries(before, 'send-back');
    const found = changes(before, after);
    expectChanges(except(found, 'sequences', 'values'), { times: keysOf([...moved, ...returns]) });
    expect(shiftedBy(before, after, [...moved, ...returns])).toEqual(new Set([hour]));
    // Visits that come between are counted before: that is all the rest that may move.
    expect(found.values.every((value) => value.endsWith(' invoice'))).toBe(true);
    expect(found.sequences.length).toBeLessThan(before.size);
  });

  it('moves the chain behind it, not what has a schedule', async () => {
    const before = await base;

    const after = await run({ register: { timeSpan: '1h' } });

    const chain = [...before.values()].filter(({ meta }) => ['signup', 'survey'].includes(meta.journey));
    const found = changes(before, after);
    expectChanges(except(found, 'sequences'), { times: keysOf(chain) });
    expect(shiftedBy(before, after, chain)).toEqual(new Set([hour]));
  });

  it('to an action that had none keeps its draws', async () => {
    const before = await base;

    const after = await run({ sendBack: { timeSpan: '5h' } });

    const found = changes(before, after);
    expectChanges(except(found, 'sequences'), { times: keysOf(entries(before, 'send-back')) });
  });
});

describe('wrapping actions into verbs', () => {
  it.each<[string, (steps: readonly never[]) => readonly unknown[]]>([
    ['when', (steps) => [when(() => true, steps)]],
    ['branch', (steps) => [branch({ all: { weight: 1, steps } }, { id: 'wrap' })]],
    ['repeat', (steps) => [repeat(1, steps)]],
    ['all three', (steps) => [when(() => true, [repeat(1, [branch({ all: { weight: 1, steps } }, { id: 'wrap' })])])]],
  ])('changes nothing where they run as often: %s', async (verb, wrap) => {
    const first = (actions: readonly unknown[]) =>
      [...wrap(actions.slice(0, 1) as never[]), ...actions.slice(1)] as never;

    // The checkout has a branch of its own, which a new one before it would renumber.
    const after = await run({
      join: { actions: first },
      ...(verb === 'branch' ? {} : { checkout: { actions: first } }),
    });

    expectChanges(changes(await base, after), {});
  });

  it('changes how often they run, and their draws not at all', async () => {
    const before = await base;

    const after = await run({ browse: { actions: (actions) => [repeat(2, actions as never)] } });

    // The inner verb has another path now, so how often it repeats is drawn anew; each view keeps what it was.
    const seen = (run_: Run) =>
      new Map(entries(run_, 'view').map(({ key, event }) => [key, JSON.stringify([event.id, event.payload])]));
    const [old, now] = [seen(before), seen(after)];
    const shared = [...old.keys()].filter((key) => now.has(key));
    expect(now.size).toBeGreaterThan(old.size);
    expect(shared.length).toBeGreaterThan(100);
    for (const key of shared) expect(now.get(key)).toBe(old.get(key));
  });
});

describe('adding a verb before another one of its kind', () => {
  const arms = { nothing: { weight: 1, steps: [] }, neither: { weight: 1, steps: [] } };
  const chosen = (entry: Entry, id: string): 'pay' | 'leave' =>
    uniformAt([...checkoutPath, 'step', id], wordsOf(entry)) * 10 < 8 ? 'pay' : 'leave';

  it('changes the draw of the later one, which has no name', async () => {
    const before = await base;

    const after = await run({ checkout: { actions: (actions) => [branch(arms), ...actions] } });

    const baskets = entries(before, 'basket');
    const lost = baskets.filter(
      (entry) => chosen(entry, 'branch#0') === 'pay' && chosen(entry, 'branch#1') === 'leave',
    );
    const won = baskets.filter((entry) => chosen(entry, 'branch#0') === 'leave' && chosen(entry, 'branch#1') === 'pay');
    const found = changes(before, after);
    const orders = (keys: readonly string[]) => keys.filter((key) => key.includes('/pay#0.0'));
    expect(orders(found.removed)).toHaveLength(lost.length);
    expect(orders(found.added)).toHaveLength(won.length);
    expect(lost.length + won.length).toBeGreaterThan(10);
    // What is there in both runs says the same, but for the running number of invoices.
    expect(found.values.every((value) => value.endsWith(' invoice'))).toBe(true);
    expect([...found.ids, ...found.names, ...found.sessions, ...found.keyOrder]).toEqual([]);
  });

  it('changes nothing where the later one has a name', async () => {
    const named = (actions: readonly unknown[]) =>
      actions.map((step) =>
        (step as { kind?: string }).kind === 'branch' ? { ...(step as object), id: 'outcome' } : step,
      ) as never;
    const before = await run({ checkout: { actions: named } });

    const after = await run({ checkout: { actions: (actions) => [branch(arms), ...(named(actions) as never[])] } });

    expectChanges(changes(before, after), {});
  });
});

describe('moving weights', () => {
  const u = (entry: Entry): number => uniformAt([...checkoutPath, 'step', 'branch#0'], wordsOf(entry));

  it('of a branch changes the draws in the moved interval alone', async () => {
    const before = await base;

    const after = await run({ payWeight: 18 });

    const won = entries(before, 'basket').filter((entry) => u(entry) >= 0.8 && u(entry) < 0.9);
    const found = changes(before, after);
    expect(found.removed).toEqual([]);
    const instances = new Set(won.map(instanceOf));
    expect(found.added.filter((key) => key.includes('/pay#0.0'))).toHaveLength(instances.size);
    expect(found.added.filter((key) => key.includes('/ship#0.0'))).toHaveLength(instances.size);
    expect(instances.size).toBeGreaterThan(2);
    expect(found.values.every((value) => value.endsWith(' invoice'))).toBe(true);
    expectChanges(except(found, 'added', 'values', 'sequences'), {});
  });

  it('by another arm changes the draws that fall into it alone', async () => {
    const before = await base;

    const after = await run({
      checkout: {
        actions: (actions) =>
          actions.map((step) =>
            'arms' in step ? branch({ ...step.arms, call: { weight: 1, steps: [extra()] } } as never) : step,
          ),
      },
    });

    // Of eleven parts the first ten are those of before, a little narrower each.
    const orders = entries(before, 'pay', 0);
    const lost = orders.filter((entry) => u(entry) * 11 >= 8);
    const called = entries(before, 'basket').filter((entry) => u(entry) * 11 >= 10);
    const found = changes(before, after);
    expect(found.removed.filter((key) => key.includes('/pay#0.0'))).toHaveLength(lost.length);
    expect(found.added.filter((key) => key.includes('/extra#0'))).toHaveLength(called.length);
    expect(found.added.filter((key) => !key.includes('/extra#0'))).toEqual([]);
    expect([...found.ids, ...found.names, ...found.times, ...found.sessions]).toEqual([]);
  });

  it('of a bounce lets those go whose draw lies between', async () => {
    const before = await base;

    const after = await run({ basket: { bounceChance: 0.35 } });

    const draw = (entry: Entry) => uniformAt([...checkoutPath, 'action', 'basket', '@bounce'], wordsOf(entry));
    const gone = entries(before, 'basket').filter((entry) => draw(entry) < 0.35);
    const found = changes(before, after);
    expect(found.added).toEqual([]);
    expect(found.removed.filter((key) => key.includes('/basket#0'))).toEqual(keysOf(gone));
    const instances = new Set(gone.map(instanceOf));
    expect(found.removed.filter((key) => key.includes('/pay#0.0'))).toHaveLength(
      entries(before, 'pay', 0).filter((entry) => instances.has(instanceOf(entry))).length,
    );
    expect([...found.ids, ...found.names, ...found.times, ...found.sessions]).toEqual([]);
    expect(gone.length).toBeGreaterThan(3);
  });
});

describe('flipping the outcome of one order', () => {
  it('changes nothing of any other visit, order or return, its time, draws and name', async () => {
    const before = await base;
    // An order in the middle of the history of a user, which something came back from.
    const target = entries(before, 'pay', 0).find(
      (entry) =>
        entry.meta.actor > 3 &&
        entries(before, 'send-back').some(({ meta }) => meta.actor === entry.meta.actor) &&
        entries(before, 'pay', 0).some(
          (other) => other.meta.actor === entry.meta.actor && other.meta.sequence > entry.meta.sequence,
        ),
    );
    if (target === undefined) throw new Error('the shop has no such order');
    const isTarget = (userId: string, instance: string): boolean =>
      userId === target.event.userId && instance === target.meta.instance;

    const after = await run({ pay: { bounceChance: (ctx) => (isTarget(ctx.userId, ctx.instance) ? 1 : 0) } });

    const found = changes(before, after);
    const own = [...before.values()].filter((entry) => entry.meta.actor === target.meta.actor);
    const instance = instanceOf(target);
    const removed = own.filter(
      (entry) => instanceOf(entry) === instance && ['pay', 'ship'].includes(entry.meta.action),
    );
    const started = found.removed.filter((key) => key.includes(' return:'));
    expect(found.added).toEqual([]);
    expect([...found.removed].sort()).toEqual([...keysOf(removed), ...started].sort());
    // The one return of this order goes with it; every other keeps its name.
    expect(started.length).toBeLessThanOrEqual(1);
    expect([...found.ids, ...found.names, ...found.times, ...found.sessions, ...found.keyOrder]).toEqual([]);
    // Counts over the actor move: its later invoices, and places among its events.
    const later = entries(before, 'pay', 0).filter(
      ({ meta }) => meta.actor === target.meta.actor && meta.sequence > target.meta.sequence,
    );
    expect([...found.values].sort()).toEqual(
      keysOf(later)
        .map((key) => `${key} invoice`)
        .sort(),
    );
    expect(later.length).toBeGreaterThan(0);
  });
});

describe('adding a journey', () => {
  const newsletter = defineJourney({
    id: 'newsletter',
    adventures: [defineAdventure({ id: 'read', actions: [wait('1h'), extra()] })],
  });

  it('at the end of the chain adds its events', async () => {
    const before = await base;

    const found = changes(before, await run({ journeys: (list) => [...list, newsletter] }));

    expectChanges(except(found, 'added', 'sequences'), {});
    expect(found.added).toHaveLength(25);
    expect(found.sequences.length).toBeLessThan(before.size);
  });

  it('in the middle of the chain moves the times of what stands behind, and no draw', async () => {
    const before = await base;

    const after = await run({ journeys: ([signup, ...list]) => [signup, newsletter, ...list] as readonly Journey[] });

    const found = changes(before, after);
    expectChanges(except(found, 'added', 'sequences'), { times: keysOf(entries(before, 'answer')) });
    expect(found.added).toHaveLength(25);
    expect(shiftedBy(before, after, entries(before, 'answer'))).toEqual(new Set([hour]));
  });

  it('with a schedule adds its events, wherever it stands', async () => {
    const before = await base;
    const scheduled = defineJourney({ ...newsletter, arrivals: every('3d', { count: 4 }) });

    for (const place of [0, 2, 4]) {
      const after = await run({ journeys: (list) => [...list.slice(0, place), scheduled, ...list.slice(place)] });

      const found = changes(before, after);
      expectChanges(except(found, 'added', 'sequences'), {});
      expect(found.added).toHaveLength(25 * 4);
    }
  });
});

describe('renaming an id', () => {
  const renamed = (entry: Entry, part: string): boolean => entry.key.includes(part);

  it('of an action changes everything below it, and nothing else', async () => {
    const before = await base;

    const found = changes(before, await run({ ship: { id: 'dispatch', name: 'ship' } }));

    const own = keysOf([...before.values()].filter((entry) => renamed(entry, '/ship#')));
    expect([...found.removed].sort()).toEqual([...own].sort());
    expect(found.added).toHaveLength(own.length);
    expectChanges(except(found, 'added', 'removed', 'sequences'), {});
  });

  it('of a journey changes everything below it, and what it starts', async () => {
    const before = await base;

    const found = changes(before, await run({ visit: { id: 'call' } }));

    const kept = [...before.values()].filter(({ meta }) => ['signup', 'survey'].includes(meta.journey));
    expect(found.removed).toHaveLength(before.size - kept.length);
    expectChanges(except(found, 'added', 'removed', 'sequences'), {});
  });

  it('of a field changes that field', async () => {
    const before = await base;

    const { reason, weight } = SEND_BACK;

    const after = await run({ sendBack: { fields: { why: reason, weight } } });

    const keys = keysOf(entries(before, 'send-back'));
    expectChanges(changes(before, after), { values: keys.flatMap((key) => [`${key} reason`, `${key} why`]) });
  });
});

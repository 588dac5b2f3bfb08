import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import * as built from '../../dist/src/testing/index.js';
import {
  chance,
  defineAction,
  defineAdventure,
  defineDataset,
  defineJourney,
  fake,
  fromDataset,
  int,
  list,
  lognormal,
  maybe,
  mixture,
  normal,
  object,
  oneOf,
  poisson,
  sequence,
  weighted,
  type Event,
} from '../../src/index.ts';
import type { Projection } from '../../src/model/projection.ts';
import { expectDeterministic, fixture, generatorLaws, LawBroken, projectionLaws } from '../../src/testing/index.ts';
import { newsletter, shop, signUp } from './shop.ts';

/** What a broken law says. */
async function breach(check: () => unknown): Promise<string> {
  try {
    await check();
  } catch (thrown) {
    if (thrown instanceof LawBroken) return thrown.message;
    throw thrown;
  }
  return 'no law was broken';
}

describe('the laws of generators', () => {
  it.each([
    ['chance', chance(0.3)],
    ['oneOf', oneOf(['a', 'b'])],
    ['weighted', weighted({ a: 1, b: 2 })],
    ['int', int({ min: 1, max: 6 })],
    ['lognormal', lognormal({ median: 10, sigma: 1, decimals: 2 })],
    [
      'mixture',
      mixture([
        [1, normal({ mean: 0, sd: 1 })],
        [2, poisson({ mean: 3 })],
      ]),
    ],
    ['object and list', object({ a: list(int({ min: 0, max: 3 }), chance(0.5)), b: maybe(0.5, 1) })],
    ['sequence', sequence({ prefix: 'A-', block: 100 })],
    ['fake', fake((f) => f.person.firstName())],
    ['a mapped one', int({ min: 1, max: 6 }).map((n) => n * n)],
  ])('hold for %s', (_, generator) => {
    generatorLaws(generator);
  });

  it('hold for rows of datasets', () => {
    const prices = defineDataset({ id: 'prices', count: 9, fields: { price: int({ min: 1, max: 99 }) } });

    generatorLaws(fromDataset('prices', 'price'), { datasets: [prices], users: 30 });
  });

  it('find a generator that gives something else when it is drawn twice', async () => {
    let calls = 0;
    const counting = int({ min: 1, max: 6 }).map((n) => n + calls++);

    expect(await breach(() => generatorLaws(counting))).toMatch(
      /^drawn twice it gives the same: actor 0 got \d+ instead of \d+$/,
    );
  });

  it('find a generator that remembers who drew before', async () => {
    let last = 0;
    const greedy = int({ min: 1, max: 6 }).map((n) => (last = Math.max(n, last % 6)));

    expect(await breach(() => generatorLaws(greedy, { users: 40 }))).toMatch(/: actor \d+ got \d+ instead of \d+$/);
  });

  it('find a generator whose values cannot be written', () => {
    expect(() => generatorLaws(int({ min: 0, max: 3 }).map((n) => 1 / n - 1 / n))).toThrow('INVALID_FIELD_VALUE');
  });
});

/** Turnover by day: cells in integers, so it folds in any parts and answers for any day. */
const turnover: Projection<Map<number, number>, Record<string, number>> = {
  id: 'turnover',
  of: ['order.placed'],
  init: () => new Map(),
  apply: (state, event: Event) => {
    const day = Math.floor(event.timestamp.getTime() / 86_400_000);
    state.set(day, (state.get(day) ?? 0) + Math.round(Number(event.payload['amount']) * 100));
  },
  merge: (a, b) => {
    for (const [day, cents] of b) a.set(day, (a.get(day) ?? 0) + cents);
    return a;
  },
  finish: (state, asOf) => {
    const days = [...state].filter(([day]) => day * 86_400_000 < asOf);
    return { cents: days.reduce((sum, [, cents]) => sum + cents, 0) };
  },
  // Days nobody may ask about any more become one.
  forget: (state, before) => {
    const old = [...state.keys()].filter((day) => (day + 1) * 86_400_000 < before);
    const sum = old.reduce((cents, day) => cents + (state.get(day) ?? 0), 0);
    for (const day of old) state.delete(day);
    if (old.length > 0) state.set(Math.max(...old), sum);
  },
};

describe('the laws of projections', () => {
  const events: readonly Event[] = fixture(shop, { starts: 'uniform' })
    .at('2025-01-01')
    .until('2025-03-01')
    .users(60)
    .buildList()
    .flat();

  it('hold for a fold of daily cells', () => {
    projectionLaws(turnover, events);
  });

  it.each([
    [
      'a merge that keeps one side only',
      { merge: (a: Map<number, number>, b: Map<number, number>) => (a.size > 0 ? a : b) },
      /breaks a law, folding apart is folding together: cut behind event 1 of 60 \(order.placed\)/,
    ],
    [
      'a merge that forgets the unit',
      { merge: () => new Map<number, number>() },
      /breaks a law, init\(\) is the unit of merge: merged into an empty state the result changes/,
    ],
    [
      'a fold that depends on what stood there before',
      {
        apply: (state: Map<number, number>) => void state.set(0, (state.get(0) ?? 1) * 2),
        finish: (state: Map<number, number>) => ({ last: state.get(0) ?? 0 }),
      },
      /breaks a law, folding apart is folding together/,
    ],
    [
      'a view that shows what happens later',
      { finish: (state: Map<number, number>) => ({ days: state.size }) },
      /breaks a law, later events change no view: as of 2025-01-\d\dT00:00:00.000Z \(one that nobody reads/,
    ],
    [
      'a forget that takes away what later views need',
      {
        forget: (state: Map<number, number>, before: number) =>
          [...state.keys()].filter((day) => day * 86_400_000 < before).forEach((day) => state.delete(day)),
      },
      /breaks a law, forgetting changes no later view: as of .*, after forgetting before/,
    ],
  ])('find %s', async (_, wrong, message) => {
    expect(await breach(() => projectionLaws({ ...turnover, ...wrong } as typeof turnover, events))).toMatch(message);
  });

  it('find a merge that is not commutative', async () => {
    const names: Projection<string[], Record<string, string>> = {
      id: 'names',
      init: () => [],
      apply: (state, { name }: Event) => void state.push(name),
      merge: (a, b) => [...a, ...b],
      finish: (state) => ({ all: state.join() }),
    };

    expect(await breach(() => projectionLaws(names, events, { isRead: false }))).toMatch(
      /'names' breaks a law, merge is commutative: cut behind event/,
    );
  });

  it('leave views alone where nobody reads, and merging where the fold is ordered', () => {
    const total = { ...turnover, finish: (state: Map<number, number>) => ({ days: state.size }) };
    const ordered = { ...turnover, ordered: true, merge: () => new Map<number, number>() };

    projectionLaws(total, events, { isRead: false });
    projectionLaws(ordered, events);
  });

  it('say so when there is nothing to fold', async () => {
    expect(await breach(() => projectionLaws({ ...turnover, of: ['order.plced'] }, events))).toBe(
      `'turnover' folds none of the ${events.length} events given`,
    );
  });
});

describe('expectDeterministic', () => {
  it('holds for journeys in lanes, shards and both orders', async () => {
    await expectDeterministic([signUp, shop, newsletter], { lanes: [1, 4, 16], shards: [2, 3, 7] });
  });

  it('holds with handlers that await', async () => {
    const slow = defineAction({
      id: 'slow',
      handler: async (ctx) => {
        for (let i = ctx.random.int(0, 5); i > 0; i--) await Promise.resolve();
        return [ctx.event('slow.done', { n: ctx.random.int(1, 9) })];
      },
    });
    await expectDeterministic(
      defineJourney({ id: 'job', adventures: [defineAdventure({ id: 'a', actions: [slow] })] }),
    );
  });

  it('holds on worker threads', async () => {
    const workerModule = fileURLToPath(new URL('worker-shop.mjs', import.meta.url));

    await built.expectDeterministic([], { workerModule, workers: [2], lanes: [1], shards: [2], users: 30 });
  });

  it('finds a handler that counts in a variable of its own', async () => {
    let count = 0;
    const leaky = defineAction({ id: 'leaky', handler: (ctx) => [ctx.event('leaked', { n: count++ })] });
    const job = defineJourney({ id: 'job', adventures: [defineAdventure({ id: 'a', actions: [leaky] })] });

    expect(await breach(() => expectDeterministic(job))).toBe(
      `the same call gives the same events: again in user order, event 1 (user-0, 'leaked') differs in payload.n
  expected: 0
  received: 20`,
    );
  });

  it('finds what differs in lanes alone', async () => {
    let inFlight = 0;
    const crowded = defineAction({
      id: 'crowded',
      handler: async (ctx) => {
        const others = inFlight++;
        await Promise.resolve();
        inFlight--;
        return [ctx.event('met', { others })];
      },
    });
    const job = defineJourney({ id: 'job', adventures: [defineAdventure({ id: 'a', actions: [crowded] })] });

    expect(await breach(() => expectDeterministic(job, { lanes: [1, 4] }))).toMatch(
      /^the same call gives the same events: 4 lanes in user order, event 2 \(user-1, 'met'\) differs in payload.others/,
    );
  });

  it('finds what differs between orders alone', async () => {
    let last = '';
    const visit = defineAction({
      id: 'visit',
      handler: (ctx) => {
        last = ctx.userId;
        return [];
      },
    });
    const leave = defineAction({ id: 'leave', handler: (ctx) => [ctx.event('left', { isLast: last === ctx.userId })] });
    const job = defineJourney({
      id: 'job',
      adventures: [defineAdventure({ id: 'a', timeSpan: { min: '1h', max: '9h' }, actions: [visit, leave] })],
    });

    expect(await breach(() => expectDeterministic(job, { orders: ['user'] }))).toBe('no law was broken');
    expect(await breach(() => expectDeterministic(job, { orders: ['time'], shards: [] }))).toBe('no law was broken');
    expect(await breach(() => expectDeterministic(job))).toMatch(
      /^the same call gives the same events: 3 shards in time order, event \d+ \(user-\d+, 'left'\) differs in payload.isLast/,
    );
    expect(await breach(() => expectDeterministic(job, { shards: [] }))).toMatch(
      /^the same call gives the same events: time order instead of user order, event \d+ \(user-\d+, 'left'\) differs/,
    );
  });
});

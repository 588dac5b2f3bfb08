import { describe, expect, it } from 'vitest';

import { branch, discrete, int, repeat, wait, weighted, when, type Context } from '../../src/index.ts';
import {
  action,
  adventure,
  expectEvents,
  failureOf,
  flow,
  journey,
  look,
  namesOf,
  silent,
  simulate,
  timesOf,
  uniformAt,
  uniformsAt,
} from './world.ts';

const actors = Array.from({ length: 100 }, (_, i) => i);
const set = (key: string, value: unknown) => silent(`set-${key}-${String(value)}`, (ctx) => ctx.set(key, value));

describe('when', () => {
  it('takes the first list if its condition holds, else the second', async () => {
    const isEven = (ctx: Context): boolean => ctx.actor.index % 2 === 0;
    const shop = flow('shop', [when(isEven, [action('even')], [action('odd')]), action('after')]);

    const { events } = await simulate(shop, { users: 2 });

    expectEvents(
      events,
      `
      user    name
      user-0  even
      user-0  after
      user-1  odd
      user-1  after
      `,
    );
  });

  it('takes nothing if its condition does not hold and there is no second list', async () => {
    const shop = flow('shop', [when(() => false, [action('then')]), action('after')]);

    const { events } = await simulate(shop);

    expect(namesOf(events)).toEqual(['after']);
  });

  it('asks once, on entry', async () => {
    let asked = 0;
    const shop = flow('shop', [
      set('open', true),
      when(
        (ctx) => (asked++, ctx.get('open') === true),
        [set('open', false), action('first'), action('second')],
        [action('never')],
      ),
    ]);

    const { events } = await simulate(shop);

    expect(namesOf(events)).toEqual(['first', 'second']);
    expect(asked).toBe(1);
  });

  it('may stand between adventures, and inside another verb', async () => {
    const shop = journey('shop', [
      when(
        () => true,
        [
          adventure('browse', [action('view')]),
          when(() => false, [adventure('never', [action('never')])], [adventure('buy', [action('pay')])]),
        ],
      ),
      adventure('leave', [action('leave')]),
    ]);

    const { events } = await simulate(shop);

    expect(namesOf(events)).toEqual(['view', 'pay', 'leave']);
  });

  it('gives its condition a random stream of its own and takes no draw itself', async () => {
    const shop = flow('shop', [when((ctx) => ctx.random.chance(0.5), [action('heads')], [action('tails')])]);

    const { events } = await simulate(shop, { users: actors.length });

    const path = ['user', 'journey', 'shop', 'adventure', 'main', 'step', 'when#0', '@handler'];
    expect(namesOf(events)).toEqual(actors.map((i) => (uniformAt(path, [i]) < 0.5 ? 'heads' : 'tails')));
  });

  it.each([1, 'yes', null, undefined])('fails if its condition gives %o instead of a boolean', async (given) => {
    const shop = flow('shop', [when(() => given as unknown as boolean, [action('then')])]);

    const error = await failureOf(simulate(shop));

    expect(error).toMatchObject({
      code: 'INVALID_FIELD_VALUE',
      expected: 'true or false',
      path: ["journey 'shop'", "adventure 'main'", "'when#0'"],
    });
  });
});

describe('branch', () => {
  it('takes the first arm whose cumulative weight exceeds the draw', async () => {
    const shop = flow('shop', [
      branch({
        pay: { weight: 6, steps: [action('pay')] },
        dispute: { weight: 3, steps: [action('dispute')] },
        ignore: { weight: 1, steps: [action('ignore')] },
      }),
    ]);

    const { events } = await simulate(shop, { users: actors.length });

    const path = ['user', 'journey', 'shop', 'adventure', 'main', 'step', 'branch#0'];
    const arm = (u: number): string => (u * 10 < 6 ? 'pay' : u * 10 < 9 ? 'dispute' : 'ignore');
    expect(namesOf(events)).toEqual(actors.map((i) => arm(uniformAt(path, [i]))));
    expect(new Set(namesOf(events)).size).toBe(3);
  });

  it('may have an arm without steps, and goes on behind', async () => {
    const shop = flow('shop', [
      branch({ leave: { weight: 1, steps: [] }, stay: { weight: 0, steps: [action('stay')] } }),
      action('after'),
    ]);

    const { events } = await simulate(shop);

    expect(namesOf(events)).toEqual(['after']);
  });

  it('takes weights that are computed or drawn', async () => {
    const shop = flow('shop', [
      branch({
        trade: { weight: (ctx) => ctx.actor.index, steps: [action('trade')] },
        retail: { weight: discrete([[0, 1]]), steps: [action('retail')] },
        // The first actor has no other way.
        none: { weight: (ctx) => (ctx.actor.index === 0 ? 1 : 0), steps: [action('none')] },
      }),
    ]);

    const { events } = await simulate(shop, { users: 3 });

    expect(namesOf(events)).toEqual(['none', 'trade', 'trade']);
  });

  it('names itself by its position, or by the id it is given', async () => {
    const arms = { a: { weight: 1, steps: [action('a')] }, b: { weight: 1, steps: [action('b')] } };
    const unnamed = flow('shop', [wait('1s'), branch(arms)]);
    const named = flow('shop', [wait('1s'), branch(arms, { id: 'outcome' })]);

    const [first, second] = await Promise.all([
      simulate(unnamed, { users: actors.length }),
      simulate(named, { users: actors.length }),
    ]);

    const path = ['user', 'journey', 'shop', 'adventure', 'main', 'step'];
    const drawn = (id: string) => actors.map((i) => (uniformAt([...path, id], [i]) < 0.5 ? 'a' : 'b'));
    expect(namesOf(first.events)).toEqual(drawn('branch#0'));
    expect(namesOf(second.events)).toEqual(drawn('outcome'));
  });

  it('draws anew each time it is entered', async () => {
    const shop = flow('shop', [
      repeat(20, [branch({ a: { weight: 1, steps: [action('a')] }, b: { weight: 1, steps: [action('b')] } })]),
    ]);

    const { events } = await simulate(shop);

    const path = ['user', 'journey', 'shop', 'adventure', 'main', 'step', 'repeat#0', 'step', 'branch#0'];
    expect(namesOf(events)).toEqual(
      Array.from({ length: 20 }, (_, round) => (uniformAt(path, [0, 0, round]) < 0.5 ? 'a' : 'b')),
    );
  });

  it('whose computed weights are all 0 has no way to go', async () => {
    const shop = flow('shop', [
      branch({
        a: { weight: () => 0, steps: [action('a')] },
        b: { weight: () => 0, steps: [action('b')] },
      }),
    ]);

    const error = await failureOf(simulate(shop));

    expect(error).toMatchObject({
      code: 'INVALID_WEIGHTS',
      path: ["journey 'shop'", "adventure 'main'", "'branch#0'"],
    });
    expect(error.message).toContain("all weights of 'branch#0' are 0");
  });
});

describe('repeat', () => {
  it.each([0, 1, 3])('runs its steps %i times', async (times) => {
    const shop = flow('shop', [repeat(times, [action('view'), wait('1m')]), action('after')]);

    const { events, result } = await simulate(shop);

    expect(namesOf(events)).toEqual([...Array.from({ length: times }, () => 'view'), 'after']);
    expect(timesOf(events).at(-1)).toBe(`01-01 00:0${times}:00`);
    expect(result.counts.actions.executed).toBe(times + 1);
  });

  it('asks once how often, on entry', async () => {
    const shop = flow('shop', [
      set('visits', 2),
      repeat((ctx) => ctx.get<number>('visits') ?? 0, [look('view', (ctx) => (ctx.set('visits', 99), {}))]),
    ]);

    const { events } = await simulate(shop);

    expect(namesOf(events)).toEqual(['view', 'view']);
  });

  it('may draw how often', async () => {
    const shop = flow('shop', [repeat(int({ min: 0, max: 4 }), [action('view')])]);

    const { events } = await simulate(shop, { users: actors.length });

    const path = ['user', 'journey', 'shop', 'adventure', 'main', 'step', 'repeat#0', 'value'];
    const expected = actors.map((i) => Math.floor(uniformAt(path, [i]) * 5));
    const views = actors.map((i) => events.filter(({ userId }) => userId === `user-${i}`).length);
    expect(views).toEqual(expected);
  });

  it.each([-1, 1.5, 1_000_001, Number.NaN])('cannot run %d times', async (times) => {
    const shop = flow('shop', [repeat(() => times, [action('view')])]);

    const error = await failureOf(simulate(shop));

    expect(error).toMatchObject({ code: 'INVALID_FIELD_VALUE', received: String(times) });
    expect(error.message).toContain('is not a whole number from 0 to 1,000,000');
  });

  it('asks a condition before each round, the first included', async () => {
    const shop = flow('shop', [
      set('left', 2),
      repeat({ while: (ctx) => Number(ctx.get('left')) > 0 }, [
        look('visit', (ctx) => (ctx.set('left', Number(ctx.get('left')) - 1), { left: ctx.get('left') })),
      ]),
      repeat({ while: () => false }, [action('never')]),
    ]);

    const { events } = await simulate(shop);

    expectEvents(
      events,
      `
      name   left
      visit  1
      visit  0
      `,
    );
  });

  it('waits between rounds, then asks; not before the first', async () => {
    const shop = flow('shop', [
      repeat({ while: (ctx) => ctx.now() < new Date('2025-01-15'), every: '7d' }, [action('remind')]),
      action('give-up'),
    ]);

    const { events } = await simulate(shop);

    expectEvents(
      events,
      `
      time            name
      01-01 00:00:00  remind
      01-08 00:00:00  remind
      01-15 00:00:00  give-up
      `,
    );
  });

  it('draws each wait between rounds, and each chance of its condition, on its own', async () => {
    const shop = flow('shop', [
      repeat({ while: (ctx) => ctx.random.chance(0.75), every: { min: '1h', max: '9h' } }, [action('visit')]),
    ]);

    const { events } = await simulate(shop, { users: 50 });

    const path = ['user', 'journey', 'shop', 'adventure', 'main', 'step', 'repeat#0'];
    const hour = 3_600_000;
    const expected = Array.from({ length: 50 }, (_, i) => i).flatMap((i) => {
      const visits = [];
      let at = Date.UTC(2025, 0, 1);
      for (let round = 0; uniformAt([...path, '@handler'], [i, 0, round]) < 0.75; round++) {
        visits.push(`user-${i} ${at}`);
        at += Math.floor(hour + uniformAt([...path, 'every'], [i, 0, round]) * 8 * hour + 0.5);
      }
      return visits;
    });
    expect(events.map(({ userId, timestamp }) => `${userId} ${timestamp.getTime()}`)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(50);
  });

  it('whose condition still holds after the most rounds is a fault', async () => {
    const endless = flow('shop', [repeat({ while: () => true, max: 5 }, [action('retry')])]);
    const patient = flow('shop', [repeat({ while: () => true }, [silent('retry')])]);

    const [error, second] = await Promise.all([failureOf(simulate(endless)), failureOf(simulate(patient))]);

    expect(error).toMatchObject({
      code: 'REPEAT_LIMIT',
      rawMessage: expect.stringContaining('repeated 5 times and its condition still holds') as string,
      path: ["journey 'shop'", "adventure 'main'", "'repeat#0'"],
      result: { counts: { events: { written: 5 } } },
    });
    expect(second.message).toContain('repeated 1000 times');
  });

  it.each([0, 1.5, 1_000_001])('takes no limit of %d', async (max) => {
    const error = await failureOf(simulate(flow('shop', [repeat({ while: () => false, max }, [action('retry')])])));

    expect(error).toMatchObject({
      code: 'INVALID_SHAPE',
      path: ["journey 'shop'", "adventure 'main'", "'repeat#0'", "'max'"],
      expected: 'a whole number from 1 to 1,000,000',
    });
  });

  it('may have a limit of a million', async () => {
    const most = repeat({ while: () => false, max: 1_000_000 }, [action('retry')]);

    expect((await simulate(flow('shop', [most]))).events).toEqual([]);
  });

  it('may do as many rounds as its limit says', async () => {
    const rounds = (ctx: Context): number => Number(ctx.get('rounds') ?? 0);
    const shop = flow('shop', [
      repeat({ while: (ctx) => rounds(ctx) < 5, max: 5 }, [
        look('retry', (ctx) => (ctx.set('rounds', rounds(ctx) + 1), {})),
      ]),
    ]);

    const { events } = await simulate(shop);

    expect(events).toHaveLength(5);
  });

  it('may stand inside another: actions inside count their occurrences through', async () => {
    const shop = flow('shop', [
      repeat(2, [repeat(2, [action('view', { fields: { page: weighted({ a: 1, b: 1 }) } })]), action('rest')]),
    ]);

    const { events } = await simulate(shop, { meta: true });

    expect(events.map(({ name, meta }) => `${name} ${meta?.occurrence}`)).toEqual([
      'view 0',
      'view 1',
      'rest 0',
      'view 2',
      'view 3',
      'rest 1',
    ]);
  });

  it('of adventures runs them again, with new occurrences', async () => {
    const shop = journey('shop', [repeat(2, [adventure('buy', [action('view'), action('pay')])])]);

    const { events, result } = await simulate(shop, { meta: true });

    expect(events.map(({ name, meta }) => `${name} ${meta?.occurrence}`)).toEqual([
      'view 0',
      'pay 0',
      'view 1',
      'pay 1',
    ]);
    expect(result.counts.adventures.started).toBe(2);
  });
});

describe('an action that stands at several places of its adventure', () => {
  const roll = action('roll', { fields: { eyes: int({ min: 1, max: 6 }) } });

  it('shares path and occurrences, so it draws on', async () => {
    const shop = flow('shop', [roll, when(() => true, [roll], [roll]), roll]);

    const { events } = await simulate(shop, { meta: true });

    const path = ['user', 'journey', 'shop', 'adventure', 'main', 'action', 'roll', 'field', 'eyes', 'value'];
    expect(events.map(({ payload, meta }) => [meta?.occurrence, payload['eyes']])).toEqual(
      [0, 1, 2].map((k) => [k, 1 + Math.floor(uniformAt(path, [0, 0, k]) * 6)]),
    );
  });

  it('draws the same inside a verb as outside', async () => {
    const plain = flow('shop', [roll, roll]);
    const wrapped = flow('shop', [
      when(() => true, [branch({ only: { weight: 1, steps: [roll] } })]),
      repeat(1, [roll]),
    ]);

    const [before, after] = await Promise.all([simulate(plain, { users: 9 }), simulate(wrapped, { users: 9 })]);

    expect(after.events).toEqual(before.events);
  });
});

describe('ctx.random of a handler', () => {
  it('is one stream that goes on within the call', async () => {
    const shop = flow('shop', [look('roll', (ctx) => ({ list: [ctx.random.float(), ctx.random.float()] }))]);

    const { events } = await simulate(shop);

    const next = uniformsAt(['user', 'journey', 'shop', 'adventure', 'main', 'action', 'roll', '@handler'], []);
    expect(events[0]?.payload['list']).toEqual([next(), next()]);
  });
});

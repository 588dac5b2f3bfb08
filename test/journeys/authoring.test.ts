import { describe, expect, it } from 'vitest';

import {
  branch,
  chance,
  defineAction,
  defineAdventure,
  defineDataset,
  defineJourney,
  definePersona,
  definePopulation,
  every,
  generate,
  InMemoryAdapter,
  oneOf,
  personaMix,
  profile,
  recurring,
  repeat,
  SynodeError,
  wait,
  when,
  type Journey,
} from '../../src/index.ts';
import { action, adventure, failureOf, flow, journey, simulate } from './world.ts';

const issuesOf = async (faulty: Journey | readonly Journey[]) =>
  ((await failureOf(simulate(faulty))) as SynodeError).issues;

const empty = flow('shop', []);

describe('builders', () => {
  it('give frozen plain values', () => {
    const pay = defineAction({ id: 'pay' });
    const buy = defineAdventure({ id: 'buy', actions: [pay, wait('1d')] });
    const shop = defineJourney({ id: 'shop', adventures: [buy] });
    const persona = definePersona({ id: 'buyer', attributes: {} });
    const values = [
      pay,
      buy,
      buy.actions,
      shop,
      shop.adventures,
      persona,
      personaMix([[persona, 1]]),
      defineDataset({ id: 'products', count: 1, fields: {} }),
      definePopulation({ id: 'users', size: 1, journeys: [shop] }),
      wait('1d'),
      when(() => true, [pay]),
      branch({ a: { weight: 1, steps: [] } }),
      repeat(2, [pay]),
      every('1d'),
      recurring({ every: 'month' }),
      profile({ holidays: 0 }),
      chance(0.5),
      chance(0.5).map(String),
    ];

    for (const value of values) expect(Object.isFrozen(value)).toBe(true);
    for (const value of values.filter((one) => !('kind' in one))) {
      expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(value));
    }
  });

  it('refuse only what is no definition at all', () => {
    const builders: readonly ((definition: never) => unknown)[] = [
      defineAction,
      defineAdventure,
      defineJourney,
      definePersona,
      defineDataset,
      definePopulation,
    ];

    for (const build of builders) {
      for (const odd of [undefined, null, 'text', 5, []]) {
        expect(() => build(odd as never)).toThrow(/INVALID_SHAPE.*needs an object/);
      }
      expect(() => build({ id: '!', count: -1, actions: 5, adventures: 'x' } as never)).not.toThrow();
    }
    expect(() => personaMix({} as never)).toThrow(/INVALID_SHAPE/);
    expect(() => chance(0.5).map('x' as never)).toThrow(/INVALID_SHAPE/);
    expect(() => chance(99)).not.toThrow();
  });

  it('leave what they were given as it was', async () => {
    const actions = [action('view')];
    const buy = defineAdventure({ id: 'buy', actions });

    actions.push(action('pay'));

    expect((await simulate(defineJourney({ id: 'shop', adventures: [buy] }))).events).toHaveLength(1);
  });
});

describe('names', () => {
  it('default to ids', () => {
    const pay = defineAction({ id: 'pay' });

    expect(pay.name).toBe('pay');
    expect(defineAdventure({ id: 'buy', actions: [] }).name).toBe('buy');
    expect(defineJourney({ id: 'shop', adventures: [] }).name).toBe('shop');
    expect(definePersona({ id: 'buyer', attributes: {} }).name).toBe('buyer');
    expect(defineDataset({ id: 'products', count: 1, fields: {} }).name).toBe('products');
  });

  it('of events are 1 to 128 characters without control characters', async () => {
    for (const name of ['', 'x'.repeat(129), 'line\nbreak', 'tab\t', '\u007f', 5 as never]) {
      expect(await issuesOf(flow('shop', [action('pay', { name })]))).toMatchObject([
        { code: 'INVALID_SHAPE', message: 'an event name must be text' },
      ]);
    }
    expect((await simulate(flow('shop', [action('pay', { name: 'Größe › 数' })]))).events[0]?.name).toBe('Größe › 数');
  });
});

describe('ids', () => {
  it.each(['a@b', 'a/b', 'a:b', 'a#b', 'a b', 'ä', '1a', '-a', '_a', '', 'x'.repeat(129)])(
    'cannot be %j, wherever one stands',
    async (id) => {
      const places = [
        flow(id, []),
        journey('shop', [adventure(id, [])]),
        flow('shop', [action(id)]),
        flow('shop', [wait('1d', { id })]),
        flow('shop', [branch({ a: { weight: 1, steps: [] } }, { id })]),
      ];

      for (const place of places) expect(await issuesOf(place)).toMatchObject([{ code: 'INVALID_ID' }]);
    },
  );

  it.each(['a', 'A1_.-', 'x'.repeat(128)])('may be %j', async (id) => {
    expect((await simulate(journey(id, [adventure(id, [action(id, { name: 'done' })])]))).events).toHaveLength(1);
  });

  it.each<[string, Journey | readonly Journey[]]>([
    ['journeys', [flow('shop', []), flow('shop', [])]],
    ['journeys, also one value twice', [empty, empty]],
    ['adventures', journey('shop', [adventure('buy', []), adventure('buy', [])])],
    ['actions', flow('shop', [action('pay'), action('pay')])],
    ['actions in verbs', flow('shop', [action('pay'), when(() => true, [repeat(2, [action('pay')])])])],
    ['verbs', flow('shop', [wait('1d', { id: 'pause' }), wait('1d', { id: 'pause' })])],
  ])('are used once in their place: %s', async (_what, faulty) => {
    expect((await issuesOf(faulty)).map(({ code }) => code)).toContain('DUPLICATE_ID');
  });

  it('may be those of others elsewhere', async () => {
    const pay = action('pay');
    const shop = journey('pay', [
      adventure('pay', [pay, wait('1h', { id: 'pay' })]),
      adventure('other', [action('pay'), pay]),
    ]);

    const error = await failureOf(simulate(shop));
    const { events } = await simulate(
      journey('pay', [adventure('pay', [pay, pay]), adventure('other', [action('pay')])]),
    );

    expect((error as SynodeError).code).toBe('DUPLICATE_ID');
    expect(events).toHaveLength(3);
  });
});

describe('keys nobody knows', () => {
  it('are refused in every definition, with what was meant', async () => {
    const odd = { wieght: 1 };
    const places: (readonly [string, Journey])[] = [
      ['journey', { ...flow('shop', []), ...odd }],
      ['adventure', journey('shop', [{ ...adventure('buy', []), ...odd }])],
      ['action', flow('shop', [{ ...action('pay'), ...odd }])],
      ['wait', flow('shop', [{ ...wait('1d'), ...odd }])],
      ['when', flow('shop', [{ ...when(() => true, []), ...odd }])],
      ['branch', flow('shop', [{ ...branch({ a: { weight: 1, steps: [] } }), ...odd }])],
      ['arm', flow('shop', [branch({ a: { weight: 1, steps: [], ...odd } as never })])],
      ['repeat', flow('shop', [{ ...repeat(1, []), ...odd }])],
      ['timeSpan', flow('shop', [action('pay', { timeSpan: { min: '1d', max: '2d', ...odd } })])],
      ['every', flow('shop', [], { arrivals: { ...every('1d', { count: 1 }), ...odd } })],
    ];

    for (const [what, place] of places) {
      const issues = await issuesOf(place);
      expect({ what, codes: issues.map(({ code }) => code) }).toEqual({ what, codes: ['UNKNOWN_KEY'] });
      expect(issues[0]?.path.at(-1)).toContain('wieght');
    }
  });
});

describe('a journey', () => {
  it('may be given alone or in a list', async () => {
    const shop = flow('shop', [action('view')]);

    expect((await simulate([shop])).events).toEqual((await simulate(shop)).events);
    // Nobody means to simulate nothing: a run without actors is said by `users: 0`.
    await expect(simulate([])).rejects.toMatchObject({ code: 'INVALID_SHAPE' });
    expect((await simulate([shop], { users: 0 })).events).toEqual([]);
  });

  it('may be written by hand, without the builders', async () => {
    const sink = new InMemoryAdapter();
    const shop: Journey = {
      id: 'shop',
      name: 'Shop',
      adventures: [
        {
          id: 'buy',
          name: 'Buy',
          actions: [{ id: 'pay', name: 'paid', handler: (ctx) => [ctx.event('paid', { by: ctx.userId })] }],
        },
      ],
    };

    await generate(shop, { users: 1, adapter: sink, logger: false });

    expect(sink.events.map(({ payload }) => payload)).toEqual([{ by: 'user-0' }]);
  });

  it('keeps its values although they are drawn by functions of the same name', async () => {
    const eyes = oneOf([1, 2, 3, 4, 5, 6]);
    const shop = flow('shop', [action('roll', { fields: { a: eyes, b: eyes } })]);

    const { events } = await simulate(shop, { users: 60 });

    // One generator value at two places is two draws.
    expect(events.some(({ payload }) => payload['a'] !== payload['b'])).toBe(true);
  });
});

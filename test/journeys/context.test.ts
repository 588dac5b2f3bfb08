import { describe, expect, it } from 'vitest';

import {
  chance,
  defineDataset,
  DEFAULT_START,
  Engine,
  fake,
  fakePool,
  fromDataset,
  int,
  repeat,
  sequence,
  SynodeContext,
  SynodeError,
  uniform,
  wait,
  type AnyEvent,
  type Context,
  type Event,
} from '../../src/index.ts';
import {
  action,
  adventure,
  expectEvents,
  failureOf,
  flow,
  journey,
  look,
  silent,
  simulate,
  uniformsAt,
} from './world.ts';

/** What a handler sees, without a run around it. */
async function seen<T>(see: (ctx: Context) => T, options: Parameters<typeof simulate>[1] = {}): Promise<T> {
  const found: T[] = [];
  await simulate(flow('shop', [silent('look', (ctx) => void found.push(see(ctx)))]), options);
  return found[0] as T;
}

async function eventsOf(engine: Engine<never>, context?: SynodeContext): Promise<readonly Event[]> {
  const events: AnyEvent[] = [];
  for await (const event of (engine as Engine<ReturnType<typeof flow>>).run(context)) events.push(event);
  return events as readonly Event[];
}

const run = (shop: ReturnType<typeof flow>, context?: SynodeContext) =>
  eventsOf(new Engine(shop) as unknown as Engine<never>, context);

const handlerPath = ['user', 'journey', 'shop', 'adventure', 'main', 'action', 'look'];

describe('the clock of a context', () => {
  it('gives a copy, which may be changed', async () => {
    const [first, second] = await seen((ctx) => {
      const now = ctx.now();
      now.setUTCFullYear(1999);
      return [now, ctx.now()];
    });

    expect(first?.getUTCFullYear()).toBe(1999);
    expect(second).toEqual(DEFAULT_START);
  });

  it('is also there in milliseconds', async () => {
    expect(await seen((ctx) => ctx.nowMs === ctx.now().getTime())).toBe(true);
  });

  it('knows where the period begins, however late an actor does', async () => {
    const startDate = '2025-03-01';
    const from = await seen((ctx) => [ctx.startMs, ctx.nowMs], { startDate, duration: '30d', starts: 'uniform' });

    expect(from[0]).toBe(Date.parse(startDate));
    expect(from[1]).toBeGreaterThan(Date.parse(startDate));
  });
});

describe('ctx.generateId', () => {
  it('gives prefix, underscore and 20 characters, the same in every equal run', async () => {
    const ids = (ctx: Context) => [ctx.generateId('inv'), ctx.generateId('inv'), ctx.generateId()];

    const [first, second] = await Promise.all([seen(ids), seen(ids)]);

    expect(first[0]).toMatch(/^inv_[0-9a-hjkmnp-tv-z]{20}$/);
    expect(first[2]).toMatch(/^[0-9a-hjkmnp-tv-z]{20}$/);
    expect(new Set(first).size).toBe(3);
    expect(second).toEqual(first);
  });
});

describe('ctx.event', () => {
  it('fills in ids, session and time, and emits nothing by itself', async () => {
    const made: Event[] = [];
    const { events } = await simulate(
      flow('shop', [silent('look', (ctx) => void made.push(ctx.event('lost', { a: 1 })))]),
    );

    expect(events).toEqual([]);
    expect(made).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-z]{20}$/) as string,
        userId: 'user-0',
        sessionId: 'user-0:shop:0',
        name: 'lost',
        timestamp: DEFAULT_START,
        payload: { a: 1 },
      },
    ]);
  });

  it('dates an event later, and takes an id', async () => {
    const shop = flow('shop', [
      {
        ...action('order'),
        handler: (ctx: Context) => [
          ctx.event('ordered'),
          ctx.event('due', {}, { after: '14d', id: 'due-1' }),
          ctx.event('paid', {}, { after: '1bd' }),
        ],
      },
    ]);

    const { events } = await simulate(shop);

    expect(events.map(({ id }) => id)).toContain('due-1');
    expectEvents(
      events,
      `
      time            name
      01-01 00:00:00  ordered
      01-02 00:00:00  paid
      01-15 00:00:00  due
      `,
    );
  });

  it('refuses a date that is no duration', async () => {
    const error = await failureOf(seen((ctx) => ctx.event('late', {}, { after: '-1d' as never })));

    expect(error).toMatchObject({ code: 'INVALID_DURATION' });
  });
});

describe('options of a context’s methods', () => {
  it('that nobody knows are refused, with what was meant', async () => {
    const error = await failureOf(seen((ctx) => ctx.event('late', {}, { afer: '1d' } as object)));

    expect(error).toMatchObject({ code: 'UNKNOWN_KEY', suggestion: "Did you mean 'after'?" });
    expect(error.message).toContain("unknown option 'afer' of ctx.event");
  });
});

describe('ctx.draw', () => {
  it('is a stream of its own: no other draw moves it', async () => {
    const alone = await seen((ctx) => ctx.draw('price', int({ min: 1, max: 1000 })));
    const among = await seen((ctx) => {
      ctx.random.float();
      ctx.draw('other', chance(0.5));
      ctx.generateId();
      const price = ctx.draw('price', int({ min: 1, max: 1000 }));
      return price;
    });

    expect(among).toBe(alone);
  });

  it('continues the stream of its name, and begins anew with the next occurrence', async () => {
    const draws: number[][] = [];
    const shop = flow('shop', [
      silent(
        'look',
        (ctx) =>
          void draws.push([ctx.draw('u', uniform({ low: 0, high: 1 })), ctx.draw('u', uniform({ low: 0, high: 1 }))]),
      ),
    ]);

    await simulate(shop, { users: 2 });

    const expected = [0, 1].map((actor) => {
      const next = uniformsAt([...handlerPath, 'draw', 'u', 'value'], [actor]);
      return [next(), next()];
    });
    expect(draws).toEqual(expected);
  });

  it('goes on along its stream however many names are drawn in between', async () => {
    const u = uniform({ low: 0, high: 1 });
    const draws: number[] = [];
    const shop = flow('shop', [
      repeat(2, [
        silent('look', (ctx) => {
          draws.push(ctx.draw('u', u));
          for (let i = 0; i < 11_000; i++) ctx.draw(`other ${i}`, u);
          draws.push(ctx.draw('u', u));
        }),
      ]),
    ]);

    await simulate(shop);

    const expected = [0, 1].flatMap((occurrence) => {
      const next = uniformsAt([...handlerPath, 'draw', 'u', 'value'], [0, 0, occurrence]);
      return [next(), next()];
    });
    expect(draws).toEqual(expected);
  });

  it('leaves the streams of the handler where they were', async () => {
    const plain = await seen((ctx) => [ctx.random.float(), ctx.random.float()]);
    const interrupted = await seen((ctx) => {
      const first = ctx.random.float();
      ctx.draw(
        'name',
        fake((f) => f.person.fullName()),
      );
      return [first, ctx.random.float()];
    });

    expect(interrupted).toEqual(plain);
  });

  it('leaves faker on the stream of the handler, also where it is held', async () => {
    const plain = await seen((ctx) => {
      const { faker } = ctx;
      return [faker.number.int(), faker.number.int()];
    });
    const interrupted = await seen((ctx) => {
      const { faker } = ctx;
      const first = faker.number.int();
      ctx.draw(
        'name',
        fake((f) => f.person.fullName()),
      );
      ctx.draw('city', fakePool('location.city'));
      return [first, faker.number.int()];
    });

    expect(interrupted).toEqual(plain);
  });

  it('refuses what is no generator', async () => {
    const error = await failureOf(seen((ctx) => ctx.draw('price', 5 as never)));

    expect(error).toMatchObject({ code: 'INVALID_GENERATOR', received: '5' });
  });

  it('counts a sequence for itself, at each place', async () => {
    const numbers = (ctx: Context) => ({
      a: ctx.draw('a', sequence()),
      b: ctx.draw('b', sequence({ start: 10 })),
      again: ctx.draw('a', sequence()),
    });
    const shop = flow('shop', [
      action('field', { fields: { n: sequence(), m: sequence() } }),
      look('first', numbers),
      look('second', numbers),
    ]);

    const { events } = await simulate(shop);

    expectEvents(
      events,
      `
      name    n  m  a  b   again
      field   1  1  -  -   -
      first   -  -  1  10  2
      second  -  -  1  10  2
      `,
    );
  });
});

describe('ctx.random', () => {
  it('gives floats between 0 and 1, evenly', async () => {
    const n = 10_000;
    const floats = (await seen((ctx) => Array.from({ length: n }, () => ctx.random.float()))) as readonly number[];

    expect(floats.every((u) => u > 0 && u < 1)).toBe(true);
    for (let tenth = 0; tenth < 10; tenth++) {
      const count = floats.filter((u) => Math.floor(u * 10) === tenth).length;
      expect(Math.abs(count - n / 10)).toBeLessThan(4 * Math.sqrt(n * 0.1 * 0.9));
    }
  });

  it('covers whole numbers with both ends', async () => {
    const rolls = await seen((ctx) => Array.from({ length: 300 }, () => ctx.random.int(1, 6)));

    expect(new Set(rolls)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });

  it('takes chances and weights in their proportion', async () => {
    const n = 10_000;
    const [chances, picks] = await seen((ctx) => [
      Array.from({ length: n }, () => ctx.random.chance(0.3)).filter(Boolean).length,
      Array.from({ length: n }, () => ctx.random.weighted({ a: 3, b: 1 })).filter((key) => key === 'a').length,
    ]);

    // Four standard deviations of a binomial count.
    expect(Math.abs(Number(chances) - 0.3 * n)).toBeLessThan(4 * Math.sqrt(n * 0.3 * 0.7));
    expect(Math.abs(Number(picks) - 0.75 * n)).toBeLessThan(4 * Math.sqrt(n * 0.75 * 0.25));
  });

  it('picks each of a list evenly', async () => {
    const n = 9000;
    const picks = await seen((ctx) => Array.from({ length: n }, () => ctx.random.pick(['a', 'b', 'c'])));

    for (const key of ['a', 'b', 'c']) {
      const count = picks.filter((pick) => pick === key).length;
      expect(Math.abs(count - n / 3)).toBeLessThan(4 * Math.sqrt((n * 2) / 9));
    }
  });

  it('shuffles without loss and samples distinct elements', async () => {
    const list = ['a', 'b', 'c', 'd', 'e'];
    const [shuffled, sample] = await seen((ctx) => [ctx.random.shuffle(list), ctx.random.sample(list, 3)]);

    expect([...(shuffled ?? [])].sort()).toEqual(list);
    expect(new Set(sample).size).toBe(3);
    expect(list.join('')).toBe('abcde');
  });

  it.each([
    ['int', (ctx: Context) => ctx.random.int(3, 2)],
    ['chance', (ctx: Context) => ctx.random.chance(1.5)],
    ['pick', (ctx: Context) => ctx.random.pick([])],
    ['weighted', (ctx: Context) => ctx.random.weighted({ a: 0 })],
    ['sample', (ctx: Context) => ctx.random.sample(['a'], 2)],
  ])('refuses what random.%s cannot do', async (method, misuse) => {
    const error = await failureOf(seen((ctx) => misuse(ctx)));

    expect(error).toMatchObject({ code: 'INVALID_FIELD_VALUE' });
    expect(error.message).toContain(`random.${method} needs`);
  });
});

describe('ctx.shared', () => {
  const price = int({ min: 1, max: 1_000_000 });
  const ask = (keys: readonly (string | number)[]) =>
    flow('shop', [
      look('ask', (ctx) => Object.fromEntries(keys.map((key) => [`k${key}`, ctx.shared('price', key, price)]))),
    ]);

  it('tells all actors the same, at any time', async () => {
    const { events } = await simulate(ask([1, 2]), { users: 5 });

    const [first] = events;
    expect(events.every((event) => JSON.stringify(event.payload) === JSON.stringify(first?.payload))).toBe(true);
    expect(first?.payload['k1']).not.toBe(first?.payload['k2']);
  });

  it('depends on seed, name and key alone', async () => {
    const [one, other, seeded] = await Promise.all([
      simulate(ask([7])),
      simulate([flow('other', [action('first')]), ask([3, '7'])]),
      simulate(ask([7]), { seed: 'other' }),
    ]);

    expect(one.events[0]?.payload['k7']).toBe(other.events[1]?.payload['k7']);
    expect(seeded.events[0]?.payload['k7']).not.toBe(one.events[0]?.payload['k7']);
  });

  it('tells again what it has forgotten', async () => {
    const many = Array.from({ length: 12_000 }, (_, i) => i);
    const answers = await seen((ctx) => {
      const first = many.map((key) => ctx.shared('price', key, price));
      return [first, many.map((key) => ctx.shared('price', key, price))];
    });

    expect(answers[1]).toEqual(answers[0]);
  });
});

describe('who and what a context belongs to', () => {
  it('is told by actor, instance and session', async () => {
    const persona = { id: 'retail', name: 'Retail', attributes: {} };
    const { events } = await simulate(
      flow('shop', [look('who', ({ actor, instance, sessionId, userId }) => ({ actor, instance, sessionId, userId }))]),
      { users: 2, persona },
    );

    expect(events[1]?.payload).toEqual({
      actor: { population: 'user', index: 1, persona: 'retail' },
      instance: '0',
      sessionId: 'user-1:shop:0',
      userId: 'user-1',
    });
  });

  it('includes what the actor has completed, nobody else', async () => {
    const first = flow('first', [
      silent('mark', (ctx) => ctx.actor.index === 0 && ctx.markJourneyComplete('elsewhere')),
    ]);
    const second = flow('second', [
      look('ask', (ctx) => ({
        first: ctx.hasCompletedJourney('first'),
        elsewhere: ctx.hasCompletedJourney('elsewhere'),
      })),
    ]);

    const { events } = await simulate([first, second], { users: 2 });

    expectEvents(
      events,
      `
      user    first  elsewhere
      user-0  true   true
      user-1  true   false
      `,
    );
  });
});

describe('a context of one’s own', () => {
  it('has the documented defaults', () => {
    const ctx = new SynodeContext();

    expect(ctx.now()).toEqual(DEFAULT_START);
    expect(ctx.locale).toBe('en');
    expect(ctx.userId).toBe('user-0');
    expect(ctx.actor).toEqual({ population: 'user', index: 0, persona: '' });
  });

  it('takes start, locale, seed, population and actor', () => {
    const ctx = new SynodeContext(new Date('2025-03-01'), undefined, 'de-DE', {
      population: 'vendor',
      actor: 3,
      seed: 42,
    });

    expect(ctx.now().toISOString()).toBe('2025-03-01T00:00:00.000Z');
    expect(ctx.locale).toBe('de');
    expect(ctx.userId).toBe('vendor-3');
  });

  it('refuses an unknown locale and an invalid start', () => {
    expect(() => new SynodeContext(undefined, undefined, 'xx')).toThrow(/LOCALE_UNKNOWN/);
    expect(() => new SynodeContext(new Date(Number.NaN))).toThrow(/INVALID_DATE_RANGE/);
  });

  it('lets an engine run one instance, in order of time, equal to the first user of a run', async () => {
    const shop = flow('shop', [
      action('order', { fields: { price: int({ min: 1, max: 99 }) }, timeSpan: { min: '1h', max: '2h' } }),
      { ...action('pay'), handler: (ctx: Context) => [ctx.event('reminded', {}, { after: '2d' }), ctx.event('paid')] },
      wait('1d'),
      action('ship'),
    ]);

    const events = await run(shop);

    expect(events).toEqual((await simulate(shop)).events);
    expect(events.map(({ name }) => name)).toEqual(['order', 'paid', 'ship', 'reminded']);
  });

  it('keeps clock, state and completions, so that engines may run on it in turn', async () => {
    const ctx = new SynodeContext();
    const first = flow('first', [silent('set', (c) => c.set('name', 'Ada')), wait('1d'), action('done')]);
    const second = journey('second', [adventure('main', [look('ask', (c) => ({ name: c.get('name') }))])], {
      requires: ['first'],
    });

    const events = [...(await run(first, ctx)), ...(await run(second, ctx)), ...(await run(first, ctx))];

    expectEvents(
      events,
      `
      time            session          name  payload
      01-02 00:00:00  user-0:first:0   done  {}
      01-02 00:00:00  user-0:second:0  ask   {"name":"Ada"}
      01-03 00:00:00  user-0:first:1   done  {}
      `,
    );
    expect(ctx.now().toISOString()).toBe('2025-01-03T00:00:00.000Z');
    expect(ctx.hasCompletedJourney('second')).toBe(true);
  });

  it('counts sequences of several engines apart', async () => {
    const ctx = new SynodeContext();
    const counting = (id: string) => flow(id, [action('count', { fields: { n: sequence() } })]);

    const events = [
      ...(await run(counting('a'), ctx)),
      ...(await run(counting('b'), ctx)),
      ...(await run(counting('a'), ctx)),
    ];

    expectEvents(
      events,
      `
      session     n
      user-0:a:0  1
      user-0:b:0  1
      user-0:a:1  2
      `,
    );
  });

  it('reads the datasets it is given, and those registered with it', async () => {
    const products = defineDataset({ id: 'products', count: 1, fields: { sku: 'P-1' } });
    const slow = defineDataset({ id: 'slow', count: 1, fields: { sku: () => Promise.resolve('S-1') } });
    const shop = flow('shop', [
      action('view', {
        fields: {
          sku: fromDataset(products, 'sku'),
          slow: fromDataset(slow, 'sku'),
          mine: (ctx: Context) => ctx.dataset('mine').row(0)['sku'],
        },
      }),
    ]);
    const ctx = new SynodeContext(undefined, undefined, undefined, { datasets: [products, slow] });
    ctx.registerDataset({ id: 'mine', name: 'Mine', rows: [{ sku: 'M-1' }] });

    const events = await run(shop, ctx);

    expectEvents(
      events,
      `
      sku  slow  mine
      P-1  S-1   M-1
      `,
    );
  });

  it('moves its clock between runs by whole milliseconds, never back', () => {
    const ctx = new SynodeContext();

    ctx.advanceTime(1500);

    expect(ctx.now().toISOString()).toBe('2025-01-01T00:00:01.500Z');
    for (const ms of [-1, 0.5, Number.NaN]) expect(() => ctx.advanceTime(ms)).toThrow(/INVALID_DURATION/);
  });

  it('lets a scope be cleared between runs', async () => {
    const ctx = new SynodeContext();
    const note = silent('note', (c) => {
      c.set('cart', 3, { scope: 'journey' });
      c.set('name', 'Ada');
    });
    await run(flow('shop', [note]), ctx);
    expect([ctx.get('cart'), ctx.get('name')]).toEqual([3, 'Ada']);

    ctx.clearScope('journey');

    expect([ctx.get('cart'), ctx.get('name')]).toEqual([undefined, 'Ada']);
  });

  it('rejects with the failure of a handler, and can go on', async () => {
    const ctx = new SynodeContext();
    const bad = flow('bad', [
      action('view'),
      silent('pay', () => {
        throw new Error('no card');
      }),
    ]);

    const error = await failureOf(run(bad, ctx));

    expect(error).toBeInstanceOf(SynodeError);
    expect(error).toMatchObject({ code: 'HANDLER_ERROR' });
    // The handler is over: the clock is the runner's again.
    ctx.advanceTime(1000);
    expect(await run(flow('good', [action('view')]), ctx)).toHaveLength(1);
  });
});

describe('calls that would break the clock of a run', () => {
  it.each([
    ['advanceTime', (ctx: SynodeContext) => ctx.advanceTime(1000), 'wait'],
    ['clearScope', (ctx: SynodeContext) => ctx.clearScope('journey'), 'scope'],
  ])('%s is refused inside a handler', async (method, call, instead) => {
    const shop = flow('shop', [silent('view', (ctx) => call(ctx as SynodeContext))]);

    for (const failing of [simulate(shop), run(shop)]) {
      const error = await failureOf(failing);

      expect(error).toMatchObject({ code: 'HANDLER_ERROR', suggestion: expect.stringContaining(instead) as string });
      expect(error.message).toContain(`${method} was called inside a handler`);
    }
  });
});

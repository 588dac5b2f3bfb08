import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import {
  DEFAULT_START,
  defineAction,
  defineAdventure,
  defineCalendar,
  defineDataset,
  defineJourney,
  definePersona,
  definePopulation,
  every,
  fromDataset,
  generate,
  InMemoryAdapter,
  wait,
} from '../../src/index.ts';
import { fixture, seeds } from '../../src/testing/index.ts';
import { errorOf } from './errors.ts';
import { buyer, newsletter, shop, signUp } from './shop.ts';

function journeyOf(action: ReturnType<typeof defineAction>): ReturnType<typeof defineJourney> {
  return defineJourney({ id: 'job', adventures: [defineAdventure({ id: 'work', actions: [action] })] });
}

describe('a fixture', () => {
  it('is immutable: every modifier gives a copy', () => {
    const plain = fixture(shop);
    const before = plain.build();

    const changed = plain.seed('other').users(7).pin('shop/buy/place/amount', 1).only({ journeys: [] });

    expect(changed).not.toBe(plain);
    expect(Object.isFrozen(plain)).toBe(true);
    expect(plain.build()).toEqual(before);
    expect(changed.build()).toEqual([]);
  });

  it("has the seed 'test', the default start, one actor and no digest", async () => {
    const { events, result } = await fixture(signUp).collect();

    expect(result.seed).toBe('test');
    expect(result.window).toMatchObject({ start: DEFAULT_START.toISOString(), end: null });
    expect(result.counts.users).toEqual({ planned: 1, simulated: 1, failed: 0 });
    expect(result.stream).toMatchObject({ events: 1, sha256: null });
    expect(events).toEqual(fixture(signUp, { seed: 'test', users: 1 }).build());
  });

  it('gives the same events whatever ran before it', () => {
    const first = fixture([signUp, shop]).build({ actor: 3 });
    fixture(newsletter).users(40).buildList();
    const kept = fixture([signUp, shop]);
    kept.build({ actor: 9 });

    expect(kept.build({ actor: 3 })).toEqual(first);
    expect(fixture([signUp, shop]).build({ actor: 3 })).toEqual(first);
  });

  it('gives what generate gives under that seed', async () => {
    const sink = new InMemoryAdapter();
    await generate([signUp, shop, newsletter], { users: 12, persona: buyer, seed: 42, adapter: sink });

    const world = fixture([signUp, shop, newsletter], { persona: buyer, seed: 42, users: 12 });

    expect((await world.collect()).events).toEqual(sink.events);
    expect(world.buildList().flat()).toEqual(sink.events);
  });

  it('refuses options that mean nothing here, with the nearest one that does', () => {
    const error = errorOf(() => fixture(shop, { user: 3 } as object).build());

    expect(error.code).toBe('UNKNOWN_KEY');
    expect(error.suggestion).toBe("Did you mean 'users'?");
  });

  it('tells every fault of its journeys at once', () => {
    const wrong = defineJourney({ id: 'wrong', adventures: [], bounceChance: 15, requires: ['nothing'] });
    const twice = fixture(shop)
      .pin('nowhere', 1)
      .only({ actors: [-1] });

    expect(errorOf(() => fixture(wrong).build()).issues.map(({ code }) => code)).toEqual([
      'INVALID_BOUNCE_CHANCE',
      'UNKNOWN_JOURNEY',
    ]);
    expect(errorOf(() => twice.build()).issues).toHaveLength(2);
  });

  it('refuses schedules that never end where the window does not', () => {
    const daily = defineJourney({ ...newsletter, id: 'daily', arrivals: every('1d') });

    expect(errorOf(() => fixture(daily).build())).toMatchObject({ code: 'UNBOUNDED_ARRIVALS' });
    expect(fixture(daily).until('2025-01-04').build()).toHaveLength(3);
  });
});

describe('build', () => {
  it('gives the events of one actor, at once and in order', () => {
    const events = fixture(shop).build({ actor: 8 });

    expect(events.map(({ userId }) => userId)).toEqual(events.map(() => 'user-8'));
    expect(events.map(({ name }) => name)).toEqual(['order.placed', 'payment.reminded', 'order.paid']);
    expect(events.map(({ timestamp }) => timestamp)).toEqual(
      events.map(({ timestamp }) => timestamp).toSorted((a, b) => a.getTime() - b.getTime()),
    );
  });

  it('gives plain events: six fields, no trace of where they come from', () => {
    const [event] = fixture(shop).build();

    expect(Object.keys(event ?? {})).toEqual(['id', 'userId', 'sessionId', 'name', 'timestamp', 'payload']);
    expect(fixture(shop, { meta: true }).build()[0]?.meta).toMatchObject({
      journey: 'shop',
      action: 'place',
      actor: 0,
    });
  });

  it('looks deeply at what handlers put into payloads', () => {
    const job = journeyOf(
      defineAction({ id: 'deep', handler: (ctx) => [ctx.event('done', { list: [{ at: Number.NaN }] })] }),
    );

    expect(errorOf(() => fixture(job).build())).toMatchObject({
      code: 'INVALID_FIELD_VALUE',
      received: 'NaN',
    });
  });

  it('tells of events that were made and not returned', () => {
    const told: string[] = [];
    const logger = { ...console, warn: (text: string) => void told.push(text) };
    const job = journeyOf(
      defineAction({
        id: 'forget',
        handler: (ctx) => {
          ctx.event('lost');
          return [ctx.event('kept')];
        },
      }),
    );

    fixture(job, { logger }).build();

    expect(told).toEqual(["[EVENT_NOT_RETURNED] action 'forget' made 2 events and returned 1"]);
  });

  it('passes on what a handler throws, with who and where', () => {
    const job = journeyOf(
      defineAction({
        id: 'break',
        handler: () => {
          throw new Error('no stock');
        },
      }),
    );

    const error = errorOf(() => fixture(job).build({ actor: 2 }));

    expect(error.code).toBe('HANDLER_ERROR');
    expect(error.rawMessage).toBe('user-2 · 2025-01-01T00:00:00.000Z · job › work › break (occurrence 0): no stock');
  });

  it('judges events by the schemas it is given', () => {
    const schema = z.object({ amount: z.number().max(1) });
    const told: string[] = [];
    const logger = { ...console, warn: (text: string) => void told.push(text) };

    const strict = fixture(shop, { eventSchema: { schema: { 'order.placed': schema } } });
    const warned = fixture(shop, { eventSchema: { schema: { 'order.placed': schema }, mode: 'warn' }, logger });

    expect(errorOf(() => strict.build()).code).toBe('EVENT_INVALID');
    expect(warned.build().length).toBeGreaterThan(0);
    expect(told).toEqual(["[SCHEMA_INVALID] event 'order.placed' breaks its schema"]);
  });
});

describe('what awaits', () => {
  const slow = defineAction({
    id: 'slow',
    handler: async (ctx) => [ctx.event('slow.done', { n: ctx.random.int(1, 9) })],
  });

  it.each([
    ['a handler', fixture(journeyOf(slow)), "user-0 awaits in action 'slow' of journey 'job'"],
    [
      'an attribute',
      fixture(shop).persona(definePersona({ id: 'late', attributes: { score: async () => 1 } })),
      'user-0 awaits in an attribute of its persona',
    ],
    [
      'a dataset',
      fixture(shop).dataset(defineDataset({ id: 'prices', count: 3, fields: { price: async () => 1 } })),
      "dataset 'prices' is computed asynchronously",
    ],
  ])('%s is refused by build, which names buildAsync', (_, world, message) => {
    const error = errorOf(() => world.build());

    expect(error.code).toBe('ASYNC_FIXTURE');
    expect(error.rawMessage).toBe(message);
    expect(error.suggestion).toContain('buildAsync');
  });

  it('is awaited by buildAsync, with the events of a run', async () => {
    const job = journeyOf(slow);
    const prices = defineDataset({ id: 'prices', count: 3, fields: { price: async (_ctx, { index }) => index * 5 } });
    const look = defineAction({ id: 'look', fields: { price: fromDataset('prices', 'price') } });

    const built = await fixture(job).buildAsync({ actor: 1 });
    const priced = await fixture(journeyOf(look)).dataset(prices).buildAsync();

    expect(built).toEqual((await fixture(job).collect({ users: 2 })).byUser['user-1']);
    expect(priced[0]?.payload).toEqual({ price: expect.toSatisfy((price) => [0, 5, 10].includes(price as number)) });
  });

  it('leaves the fixture usable', async () => {
    const world = fixture(journeyOf(slow));

    errorOf(() => world.build());

    expect(await world.buildAsync()).toEqual(await fixture(journeyOf(slow)).buildAsync());
  });
});

describe('several actors', () => {
  it('buildList gives the actors 0 to n − 1, each as build does', () => {
    const world = fixture(shop);

    const list = world.buildList(4);

    expect(list).toEqual([0, 1, 2, 3].map((actor) => world.build({ actor })));
    expect(world.users(2).buildList()).toEqual(list.slice(0, 2));
  });

  it('collect sorts the events by name, user and session', async () => {
    const { events, byName, byUser, sessions, result, table } = await fixture([signUp, shop]).collect({ users: 6 });

    expect(byName['account.opened']).toHaveLength(6);
    expect(byName['order.placed']).toEqual(events.filter(({ name }) => name === 'order.placed'));
    expect(byUser['user-4']).toEqual(events.filter(({ userId }) => userId === 'user-4'));
    expect(sessions['user-4:shop:0']).toEqual(byUser['user-4']?.slice(1));
    expect(result.counts.events.emitted).toBe(events.length);
    expect(table().split('\n')).toHaveLength(events.length + 1);
  });

  it('collect keeps time order where it is asked for', async () => {
    const { events } = await fixture(shop, { order: 'time', users: 10 }).collect();
    const times = events.map(({ timestamp }) => timestamp.getTime());

    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(events.slice(0, 10).map(({ userId }) => userId)).size).toBeGreaterThan(5);
  });

  it('a population is taken with its persona, its start and its calendar', () => {
    const calendar = defineCalendar({ id: 'never-on-thursday', weekend: ['thursday'] });
    const job = defineJourney({
      id: 'job',
      adventures: [
        defineAdventure({
          id: 'a',
          actions: [wait('1bd'), defineAction({ id: 'b', fields: { tier: (ctx) => ctx.get('tier') } })],
        }),
      ],
    });
    const population = definePopulation({ id: 'buyers', size: 3, persona: buyer, journeys: [job], calendar });

    const events = fixture(population).build({ actor: 2 });

    expect(events.table(['tier'])).toBe(
      ['time                      actor     name  tier', '2025-01-03T00:00:00.000Z  buyers-2  b     basic'].join('\n'),
    );
    expect(fixture(population).buildList(50)).toHaveLength(3);
  });
});

describe('looking for events', () => {
  it('first gives the first one of a name, searching further actors', () => {
    const world = fixture(shop);
    const all = world.buildList(30).flat();

    const reminded = world.first('payment.reminded');
    const dear = world.first('order.placed', ({ payload }) => payload.amount > 300);

    expect(reminded).toEqual(all.find(({ name }) => name === 'payment.reminded'));
    expect(reminded.userId).not.toBe('user-0');
    expect(dear.payload.amount).toBeGreaterThan(300);
  });

  it('last and all look at the actors of this world', () => {
    const world = fixture(shop).users(30);
    const placed = world
      .buildList()
      .flat()
      .filter(({ name }) => name === 'order.placed');

    expect(world.all('order.placed')).toEqual(placed);
    expect(world.last('order.placed')).toEqual(placed.at(-1));
    expect(fixture(shop).all('order.placed')).toEqual(placed.slice(0, 1));
  });

  it('last and all take the first actor that has one where this world has none', () => {
    const actor = fixture(shop).first('payment.reminded').userId;

    const reminders = fixture(shop).all('payment.reminded');

    expect(new Set(reminders.map(({ userId }) => userId))).toEqual(new Set([actor]));
    expect(fixture(shop).last('payment.reminded')).toEqual(reminders.at(-1));
  });

  it('nothing found says how many were searched and which names are near', () => {
    const error = errorOf(() => fixture(shop).first('order.payed' as 'order.paid'));

    expect(error.code).toBe('FIXTURE_NOT_FOUND');
    expect(error.rawMessage).toBe("no 'order.payed' in 1,000 actors");
    expect(error.suggestion).toBe("Did you mean 'order.paid'? Or pin the branch that leads to it.");
  });

  it('events that fail the condition are told apart from events that are not there', () => {
    const error = errorOf(() =>
      fixture(shop)
        .pin('shop/buy/place/amount', 5)
        .all('order.placed', (e) => e.payload.amount > 5),
    );

    expect(error.code).toBe('FIXTURE_NOT_FOUND');
    expect(error.rawMessage).toBe("none of 1,000 events 'order.placed' in 1,000 actors is as asked for");
  });

  it('payload overrides single fields and leaves the rest', () => {
    const payload = fixture(shop).payload('order.placed', { sku: 'pot' });

    expect(payload).toEqual({ ...fixture(shop).first('order.placed').payload, sku: 'pot' });
  });
});

describe('modifiers', () => {
  it('seed gives other draws, the same for the same seed', () => {
    expect(fixture(shop).seed(7).build()).toEqual(fixture(shop, { seed: '7' }).build());
    expect(fixture(shop).seed(7).build()).not.toEqual(fixture(shop).build());
  });

  it('users says how many actors there are', async () => {
    expect((await fixture(signUp).users(5).collect()).events).toHaveLength(5);
    expect(fixture(signUp).users(5).all('account.opened')).toHaveLength(5);
  });

  it('persona gives the actors attributes', () => {
    const job = journeyOf(defineAction({ id: 'show', fields: { tier: (ctx) => ctx.get('tier') } }));

    expect(fixture(job).build()[0]?.payload).toEqual({});
    expect(fixture(job).persona(buyer).build()[0]?.payload).toEqual({ tier: 'gold' });
  });

  it('at is when actors begin, until when they end', () => {
    const world = fixture(newsletter).at('2026-03-01').until(new Date('2026-05-10T00:00:00Z'));

    expect(world.build().map(({ timestamp }) => timestamp.toISOString().slice(0, 7))).toEqual([
      '2026-03',
      '2026-03',
      '2026-04',
    ]);
    expect(fixture(signUp).at('2026-03-01').build()[0]?.id).toBe(fixture(signUp).build()[0]?.id);
    expect(errorOf(() => fixture(shop).until('2024-01-01').build()).code).toBe('INVALID_DATE_RANGE');
  });

  it('dataset adds a table, or takes the place of one', () => {
    const prices = (first: number) => defineDataset({ id: 'prices', count: 1, fields: { price: first } });
    const job = journeyOf(defineAction({ id: 'look', fields: { price: fromDataset('prices', 'price') } }));
    const world = fixture(job).dataset(prices(1));

    expect(world.build()[0]?.payload).toEqual({ price: 1 });
    expect(world.dataset(prices(2)).build()[0]?.payload).toEqual({ price: 2 });
    expect(world.dataset({ id: 'prices', name: 'Given', rows: [{ price: 3 }] }).build()[0]?.payload).toEqual({
      price: 3,
    });
  });

  it('calendar says what business days are', () => {
    const job = defineJourney({
      id: 'job',
      adventures: [defineAdventure({ id: 'a', actions: [wait('1bd'), defineAction({ id: 'b' })] })],
    });
    const shut = defineCalendar({ id: 'shut', holidays: ['2025-01-02'] });

    expect(fixture(job).build()[0]?.timestamp.toISOString()).toBe('2025-01-02T00:00:00.000Z');
    expect(fixture(job).calendar(shut).build()[0]?.timestamp.toISOString()).toBe('2025-01-03T00:00:00.000Z');
  });
});

it('seeds gives as many different seeds as asked for, the same each time', () => {
  expect(seeds(3)).toEqual(['test-0', 'test-1', 'test-2']);
  expect(seeds(2, 'night')).toEqual(['night-0', 'night-1']);
});

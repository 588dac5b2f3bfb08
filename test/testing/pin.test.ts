import { describe, expect, it } from 'vitest';

import {
  after,
  defineAction,
  defineAdventure,
  defineDataset,
  defineJourney,
  fromDataset,
  int,
  list,
  object,
  personaMix,
  definePersona,
  repeat,
  wait,
  type Event,
} from '../../src/index.ts';
import { fixture } from '../../src/testing/index.ts';
import { errorOf } from './errors.ts';
import { buyer, shop } from './shop.ts';

/** Fields of events in which two histories differ, as `name.field`. */
function differences(a: readonly Event[], b: readonly Event[]): readonly string[] {
  const flat = (event: Event): Record<string, unknown> => ({
    ...event.payload,
    id: event.id,
    session: event.sessionId,
    time: event.timestamp.getTime(),
  });
  const found = new Set<string>();
  expect(b.map(({ name }) => name)).toEqual(a.map(({ name }) => name));
  a.forEach((event, i) => {
    const [before, after] = [flat(event), flat(b[i] ?? event)];
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (before[key] !== after[key]) found.add(`${event.name}.${key}`);
    }
  });
  return [...found].sort();
}

describe('a pin', () => {
  const free = fixture(shop).persona(buyer);

  it('fixes a field; what is computed from it follows, all else stays', () => {
    const pinned = free.pin('shop/buy/place/amount', 250);

    const before = free.buildList(40).flat();
    const after = pinned.buildList(40).flat();

    expect(differences(before, after)).toEqual(['order.placed.amount', 'order.placed.total']);
    expect(pinned.all('order.placed').map(({ payload }) => payload.amount)).toEqual([250]);
    expect(pinned.payload('order.placed').total).toBe(250);
  });

  it('fixes a computed field', () => {
    const after = free.pin('shop/buy/place/total', 1).buildList(20).flat();

    expect(differences(free.buildList(20).flat(), after)).toEqual(['order.placed.total']);
  });

  it('leaves a field out with undefined', () => {
    expect(Object.keys(free.pin('shop/buy/place/express', undefined).payload('order.placed'))).toEqual([
      'amount',
      'sku',
      'total',
    ]);
  });

  it('fixes the arm of a branch, which keeps the draws it would have had', () => {
    const slow = free.pin('shop/buy/branch#0', 'slow');
    const drawn = free.first('payment.reminded').userId;
    const actor = Number(drawn.split('-')[1]);

    expect(slow.build({ actor })).toEqual(free.build({ actor }));
    for (const events of slow.buildList(10)) expect(events.map(({ name }) => name)).toContain('payment.reminded');
    expect(
      free
        .pin('shop/buy/branch#0', 'smooth')
        .buildList(10)
        .flat()
        .map(({ name }) => name),
    ).not.toContain('payment.reminded');
  });

  it('fixes how often steps are repeated', () => {
    const world = free.pin('shop/buy/branch#0', 'slow').pin('shop/buy/branch#0/slow/repeat#0', 7);

    expect(world.all('payment.reminded')).toHaveLength(7);
  });

  it.each([
    ['static', 3],
    ['computed', () => 3],
    ['drawn', int({ min: 3, max: 3 })],
  ])('fixes a %s number of rounds', (_, times) => {
    const job = defineJourney({
      id: 'job',
      adventures: [
        defineAdventure({ id: 'a', actions: [repeat(times, [defineAction({ id: 'b' })], { id: 'again' })] }),
      ],
    });

    expect(fixture(job).build()).toHaveLength(3);
    expect(fixture(job).pin('job/a/again', 2).build()).toHaveLength(2);
  });

  it('fixes a bounce', () => {
    const stays = free.pin('shop/buy/pay/@bounce', false).buildList(20);
    const leaves = free.pin('shop/buy/pay/@bounce', true).buildList(20);

    for (const events of stays) expect(events.at(-1)?.name).toBe('order.paid');
    for (const events of leaves) expect(events.at(-1)?.name).not.toBe('order.paid');
  });

  it('fixes a delay; later steps move with it', () => {
    const pinned = free
      .pin('shop/buy/place/@delay', 5000)
      .pin('shop/buy/pay/@bounce', false)
      .pin('shop/buy/branch#0', 'smooth');

    const times = pinned.build().map(({ timestamp }) => timestamp.toISOString());

    expect(times).toEqual(['2025-01-01T00:00:05.000Z', '2025-01-03T00:00:05.000Z']);
  });

  it('fixes a wait, by length or until an instant', () => {
    const until = wait({ until: new Date('2025-06-01'), id: 'summer' });
    const job = defineJourney({
      id: 'job',
      adventures: [defineAdventure({ id: 'a', actions: [wait('3d'), until, defineAction({ id: 'b' })] })],
    });

    const built = fixture(job).pin('job/a/wait#0', 1000).pin('job/a/summer', 500).build();

    expect(built[0]?.timestamp.toISOString()).toBe('2025-01-01T00:00:01.500Z');
  });

  it('fixes an attribute, and which persona an actor is', () => {
    const show = defineAction({
      id: 'show',
      fields: { who: (ctx) => ctx.actor.persona, income: (ctx) => ctx.get('income'), tier: (ctx) => ctx.get('tier') },
    });
    const job = defineJourney({ id: 'job', adventures: [defineAdventure({ id: 'a', actions: [show] })] });
    const other = definePersona({ id: 'other', attributes: { income: 0 } });
    const world = fixture(job).persona(
      personaMix([
        [buyer, 0.9],
        [other, 0.1],
      ]),
    );

    expect(differences(world.build(), world.pin('persona/income', 9).build())).toEqual(['show.income']);
    expect(world.pin('@persona', 'other').payload('show')).toEqual({ who: 'other', income: 0 });
  });

  it('fixes parts of nested values and fields of datasets', () => {
    const prices = defineDataset({
      id: 'prices',
      count: 5,
      fields: { price: int({ min: 1, max: 90 }), name: (_c, { index }) => `p${index}` },
    });
    const nested = defineAction({
      id: 'nested',
      fields: {
        box: object({ wide: int({ min: 1, max: 9 }), deep: int({ min: 1, max: 9 }) }),
        dice: list(4, int({ min: 1, max: 6 })),
        price: fromDataset('prices', 'price'),
        due: after({ min: '1d', max: '9d' }, { as: 'date' }),
      },
    });
    const job = defineJourney({ id: 'job', adventures: [defineAdventure({ id: 'a', actions: [nested] })] });
    const world = fixture(job).dataset(prices);
    const before = world.payload('nested');

    const after5 = world
      .pin('job/a/nested/box.deep', 50)
      .pin('job/a/nested/dice[2]', 60)
      .pin('dataset/prices/price', 70)
      .pin('job/a/nested/due/value', 86_400_000)
      .payload('nested');

    expect(after5).toEqual({
      box: { ...before.box, deep: 50 },
      dice: before.dice.map((value, i) => (i === 2 ? 60 : value)),
      price: 70,
      due: '2025-01-02',
    });
    expect(world.pin('job/a/nested/dice/count', 2).payload('nested').dice).toEqual(before.dice.slice(0, 2));
  });

  it('holds for every actor and occurrence, and the last pin of a path counts', () => {
    const world = free.pin('shop/buy/place/sku', 'mug').pin('shop/buy/place/sku', 'pot').users(9);

    expect(world.all('order.placed').map(({ payload }) => payload.sku)).toEqual(Array(9).fill('pot'));
  });

  it('cannot be changed from outside once it is set', () => {
    const box = { size: 1 };
    const world = free.pin('shop/buy/place/sku', box);

    box.size = 2;

    expect(world.payload('order.placed').sku).toEqual({ size: 1 });
  });

  it('reaches collect as well', async () => {
    const { byName } = await free.pin('shop/buy/place/amount', 1).collect({ users: 3 });

    expect(byName['order.placed']?.map(({ payload }) => payload.amount)).toEqual([1, 1, 1]);
  });
});

describe('a pin that cannot be', () => {
  it('of an unknown path names the nearest', () => {
    const error = errorOf(() => fixture(shop).pin('shop/buy/place/amout', 1).build());

    expect(error.code).toBe('INVALID_SHAPE');
    expect(error.path).toEqual(["pin 'shop/buy/place/amout'"]);
    expect(error.rawMessage).toBe("nothing is decided at 'shop/buy/place/amout'");
    expect(error.suggestion).toBe("Did you mean 'shop/buy/place/amount'?");
  });

  it('tells a test runner all of it, which shows the message of toJSON', () => {
    const error = errorOf(() => fixture(shop).pin('shop/buy/place/amout', 1).build());

    expect(error.toJSON()).toMatchObject({ code: 'INVALID_SHAPE', message: error.format() });
    expect(error.format()).toContain("Did you mean 'shop/buy/place/amount'?");
  });

  it.each([
    ['shop/buy/pay/@bounce', 1, 'true or false'],
    ['shop/buy/place/@delay', '5s', 'whole milliseconds, 0 or more'],
    ['shop/buy/branch#0', 'fast', "'smooth' or 'slow'"],
    ['shop/buy/branch#0/slow/repeat#0', -1, 'a whole number from 0 to 1,000,000'],
    ['shop/buy/place/amount', Number.NaN, 'a JSON value or Date'],
  ])('%s to %s says what it can be', (path, value, expected) => {
    const error = errorOf(() => fixture(shop).pin(path, value).build());

    expect(error).toMatchObject({ code: 'INVALID_SHAPE', expected });
  });

  it('names several decisions says so', () => {
    const job = defineJourney({
      id: 'job',
      adventures: [
        defineAdventure({
          id: 'a',
          actions: [defineAction({ id: 'x', fields: { y: 1 } }), repeat(1, [wait('1d', { id: 'y' })], { id: 'x' })],
        }),
      ],
    });

    expect(errorOf(() => fixture(job).pin('job/a/x/y', 1).build()).rawMessage).toBe(
      "'job/a/x/y' names several decisions",
    );
  });
});

import { describe, expect, it } from 'vitest';

import {
  defineAction,
  defineDataset,
  every,
  fake,
  generate,
  int,
  object,
  poissonProcess,
  repeat,
  sequence,
  uniform,
  wait,
  when,
  type AnyEvent,
  type Context,
  type EncodedBatch,
  type Event,
  type OutputAdapter,
  type RunOptions,
} from '../../src/index.ts';
import { adventure, expectEvents, flow, journey, silent, simulate } from './world.ts';

/** Now, or a few turns of the event loop later. */
type Later = <T>(value: T) => T | Promise<T>;
const now: Later = (value) => value;
const later: Later = async <T>(value: T) => {
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  return value;
};

const stock = (at: Later) =>
  defineDataset({
    id: 'stock',
    count: 20,
    fields: {
      sku: sequence({ prefix: 'S-' }),
      price: int({ min: 1, max: 99 }),
      size: (ctx: Context) => at(ctx.random.int(1, 5)),
    },
  });

const buyer = (at: Later) => ({
  id: 'buyer',
  name: 'Buyer',
  attributes: {
    locale: (ctx: Context) => at(ctx.random.chance(0.5) ? 'de' : 'en'),
    name: fake((f) => f.person.firstName()),
    budget: (ctx: Context) => at(ctx.random.int(10, 90)),
  },
});

/** A world that uses all there is between one step and the next. */
const world = (at: Later) => {
  const browse = defineAction({
    id: 'browse',
    timeSpan: { min: '1m', max: '2h' },
    bounceChance: 0.1,
    fields: {
      before: uniform({ low: 0, high: 1 }),
      item: (ctx: Context) => at(ctx.dataset('stock').randomRow({ weight: 'price' })['sku']),
      part: object({ a: (ctx: Context) => at(ctx.random.float()), b: fake((f) => f.word.noun()) }),
      after: uniform({ low: 0, high: 1 }),
    },
  });
  const order = defineAction({
    id: 'order',
    fields: { n: sequence() },
    handler: (ctx, { n }) => {
      const draws = [ctx.random.float(), ctx.draw('d', uniform({ low: 0, high: 1 }))];
      ctx.set('orders', (ctx.get<number>('orders') ?? 0) + 1);
      if (ctx.random.chance(0.5)) ctx.start('deliver', { after: '5h', input: n });
      const events = [
        ctx.event('placed', { n, draws, by: ctx.get('name') }),
        ctx.event('mailed', {}, { after: '30m' }),
      ];
      return at(events) as typeof events;
    },
  });
  const deliver = defineAction({
    id: 'deliver',
    handler: (ctx) => at([ctx.event('delivered', { of: ctx.input(), orders: ctx.get('orders') })]) as never,
  });
  return [
    flow('chain', [browse, when((ctx) => Number(ctx.get('budget')) > 30, [repeat(2, [order, wait('3h')])])]),
    journey('visit', [adventure('look', [browse], { onBounce: 'skip' }), adventure('buy', [order])], {
      arrivals: poissonProcess({ rate: 2, per: '1d' }),
      suppressionPeriod: '2h',
    }),
    flow('deliver', [deliver], { arrivals: { kind: 'never' } }),
  ];
};

const options = { users: 12, startDate: '2025-01-01', endDate: '2025-01-08', meta: true } as const;

/** The canonical lines of a run. */
async function linesOf(at: Later, more: Pick<RunOptions<Event>, 'batchSize' | 'lanes'> = {}): Promise<string> {
  const parts: string[] = [];
  const sink: OutputAdapter<AnyEvent> = {
    encoding: 'ndjson',
    write: () => undefined,
    writeEncoded: ({ bytes }: EncodedBatch) => void parts.push(Buffer.from(bytes).toString('utf8')),
  };
  await generate(world(at), {
    ...options,
    persona: buyer(at),
    datasets: [stock(at)],
    adapter: sink,
    logger: false,
    ...more,
  });
  return parts.join('');
}

describe('what waits for the outside', () => {
  it('gives the same bytes as what answers at once, in any batches', async () => {
    const sync = await linesOf(now);

    expect(sync.split('\n').length).toBeGreaterThan(300);
    expect(await linesOf(later)).toBe(sync);
    expect(await linesOf(later, { batchSize: 1 })).toBe(sync);
    expect(await linesOf(now, { batchSize: 7 })).toBe(sync);
  });

  it('gives the same bytes when several actors wait at once', async () => {
    const sync = await linesOf(now);

    expect(await linesOf(later, { lanes: 5 })).toBe(sync);
    expect(await linesOf(later, { lanes: 64, batchSize: 2 })).toBe(sync);
    expect(await linesOf(now, { lanes: 5 })).toBe(sync);
  });

  it.each([1, 3, 8])('lets %i of them wait at once in so many lanes', async (lanes) => {
    let waiting = 0;
    let most = 0;
    const shop = flow('shop', [
      defineAction({
        id: 'wait',
        handler: async (ctx) => {
          most = Math.max(most, ++waiting);
          await later(undefined);
          waiting--;
          return [ctx.event('waited')];
        },
      }),
    ]);

    await simulate(shop, { users: 40, lanes });

    expect(most).toBe(lanes);
  });

  it('gives the same counts', async () => {
    const run = (at: Later) => simulate(world(at), { ...options, persona: buyer(at), datasets: [stock(at)] });

    const [sync, async] = await Promise.all([run(now), run(later)]);

    expect(async.events).toEqual(sync.events);
    expect(async.result.counts).toEqual(sync.result.counts);
  });

  it('holds up its actor alone, not the order', async () => {
    const shop = flow('shop', [
      defineAction({ id: 'slow', handler: async (ctx) => [ctx.event('slow', { n: await later(ctx.actor.index) })] }),
      silent('quick'),
    ]);

    const { events } = await simulate(shop, { users: 3 });

    expectEvents(
      events,
      `
      user    n
      user-0  0
      user-1  1
      user-2  2
      `,
    );
  });

  it('may end a run that has events dated later', async () => {
    const shop = flow(
      'shop',
      [defineAction({ id: 'slow', handler: async (ctx) => [await later(ctx.event('late', {}, { after: '1d' }))] })],
      { arrivals: every('12h', { count: 2 }) },
    );

    const { events } = await simulate(shop);

    expectEvents(
      events,
      `
      time            session
      01-02 00:00:00  user-0:shop:0
      01-02 12:00:00  user-0:shop:1
      `,
    );
  });
});

/**
 * A chain of four small processes, each reading the one before: demand → purchasing → receiving → paying. Made with the
 * library that is given: tests on one thread use the sources, worker threads what is shipped.
 */
import type * as Synode from '../../src/index.ts';
import type { Event, Projection } from '../../src/index.ts';

/** Sums of a payload's `count` by day: integer cells, so that any grouping merges to the same bits. */
export function dailySum(id: string, of: readonly string[], options: { lookAhead?: boolean; restart?: boolean } = {}) {
  const projection: Projection<Map<number, number>, number, Event> = {
    id,
    of,
    ...options,
    init: () => new Map(),
    apply: (days, event) => {
      const day = Math.floor(event.timestamp.getTime() / 86_400_000);
      days.set(day, (days.get(day) ?? 0) + (event.payload['count'] as number));
    },
    merge: (a, b) => {
      const sum = new Map(a);
      for (const [day, count] of b) sum.set(day, (sum.get(day) ?? 0) + count);
      return sum;
    },
    finish: (days, asOf) => {
      let sum = 0;
      for (const [day, count] of days) if (day * 86_400_000 < asOf) sum += count;
      return sum;
    },
  };
  return projection;
}

export interface ChainOptions {
  readonly end?: string | undefined;
  readonly runInDays?: number;
}

export function chainOn(synode: typeof Synode, customers = 20) {
  const { defineAction, defineAdventure, defineJourney, definePopulation, defineProcess, scenario } = synode;
  const { every, int, never, poissonProcess, recurring, wait } = synode;

  const demanded = dailySum('demanded', ['demand.raised'], { lookAhead: true });
  const ordered = dailySum('ordered', ['purchase.ordered'], { lookAhead: true });
  const received = dailySum('received', ['goods.received']);

  const raise = defineAction({ id: 'raise', name: 'demand.raised', fields: { count: int({ min: 1, max: 9 }) } });

  const demand = defineProcess({
    id: 'demand',
    lookAheadDays: 10,
    emits: ['demand.raised'],
    projections: [demanded],
    populations: [
      definePopulation({
        id: 'customer',
        size: customers,
        journeys: [
          defineJourney({
            id: 'buy',
            arrivals: poissonProcess({ rate: 1, per: '4d' }),
            adventures: [defineAdventure({ id: 'need', actions: [wait({ min: '1h', max: '3d' }), raise] })],
          }),
        ],
      }),
    ],
  });

  const order = defineAction({
    id: 'order',
    handler: (ctx) => {
      const { earlier, own } = ctx.view(demanded);
      const before = ctx.get<number>('ordered') ?? 0;
      ctx.set('ordered', earlier);
      return [ctx.event('purchase.ordered', { count: earlier - before, seen: earlier, own })];
    },
  });

  const purchasing = defineProcess({
    id: 'purchasing',
    lookAheadDays: 5,
    emits: ['purchase.ordered'],
    reads: ['demanded'],
    projections: [ordered],
    populations: [
      definePopulation({
        id: 'buyer',
        size: 1,
        starts: 'together',
        journeys: [
          defineJourney({
            id: 'plan',
            arrivals: every('1d', { offset: '7h' }),
            adventures: [defineAdventure({ id: 'daily', actions: [order] })],
          }),
        ],
      }),
    ],
  });

  const receive = defineAction({
    id: 'receive',
    handler: (ctx) => {
      const { earlier, own } = ctx.view(ordered);
      return [ctx.event('goods.received', { count: ctx.random.int(0, 3) + (earlier % 2), seen: earlier, own })];
    },
  });

  const receiving = defineProcess({
    id: 'receiving',
    emits: ['goods.received'],
    reads: [{ id: 'ordered', lookAheadDays: 2 }],
    projections: [received],
    populations: [
      definePopulation({
        id: 'clerk',
        size: 3,
        journeys: [
          defineJourney({
            id: 'shift',
            arrivals: poissonProcess({ rate: 1, per: '1d' }),
            adventures: [defineAdventure({ id: 'dock', actions: [receive] })],
          }),
        ],
      }),
    ],
  });

  const pay = defineAction({
    id: 'pay',
    handler: (ctx) => {
      const { earlier } = ctx.view(received);
      const total = ctx.view<{ readonly earlier: number }>('ordered').earlier;
      return [ctx.event('payment.made', { count: earlier, total })];
    },
  });

  const opening = defineAction({ id: 'open', handler: (ctx) => [ctx.event('opening_balance', { count: 1000 })] });

  const paying = defineProcess({
    id: 'paying',
    tailDays: 20,
    tail: (event) => event.name === 'payment.made',
    emits: ['payment.made', 'opening_balance'],
    reads: ['received', 'ordered'],
    populations: [
      definePopulation({
        id: 'treasurer',
        size: 1,
        starts: 'together',
        journeys: [
          defineJourney({
            id: 'close',
            arrivals: recurring({ every: 'month', day: 'last business day', at: '17:00' }),
            adventures: [defineAdventure({ id: 'run', actions: [pay] })],
          }),
          defineJourney({
            id: 'open',
            arrivals: never(),
            adventures: [defineAdventure({ id: 'books', actions: [opening] })],
          }),
        ],
      }),
    ],
  });

  const chainOfFour = ({ end, runInDays = 15 }: ChainOptions = { end: '2025-04-01' }) =>
    scenario({
      period: { start: '2025-02-01', ...(end === undefined ? {} : { end }) },
      runInDays,
      processes: [paying(), receiving(), purchasing(), demand()],
    });

  return { chainOfFour, demanded };
}

/** Two processes for the tests of fixtures: orders, and invoices that read them. */
import {
  branch,
  defineAction,
  defineAdventure,
  defineCheck,
  defineJourney,
  definePopulation,
  defineProcess,
  every,
  int,
  poissonProcess,
  scenario,
  type Event,
  type Projection,
} from '../../src/index.ts';

/** Turnover by day, in cents. */
export const turnover: Projection<Map<number, number>, Record<string, number>, Event> = {
  id: 'turnover',
  of: ['order.placed'],
  init: () => new Map(),
  apply: (days, { timestamp, payload }) => {
    const day = Math.floor(timestamp.getTime() / 86_400_000);
    days.set(day, (days.get(day) ?? 0) + Number(payload['cents']));
  },
  merge: (a, b) => {
    for (const [day, cents] of b) a.set(day, (a.get(day) ?? 0) + cents);
    return a;
  },
  finish: (days, asOf) => ({
    cents: [...days].reduce((sum, [day, cents]) => (day * 86_400_000 < asOf ? sum + cents : sum), 0),
  }),
};

const place = defineAction({ id: 'place', name: 'order.placed', fields: { cents: int({ min: 100, max: 9000 }) } });
const order = defineJourney({
  id: 'order',
  arrivals: poissonProcess({ rate: 1, per: '5d' }),
  adventures: [
    defineAdventure({
      id: 'buy',
      actions: [
        place,
        branch({
          keep: { weight: 3, steps: [] },
          back: { weight: 1, steps: [defineAction({ id: 'return', name: 'order.returned' })] },
        }),
      ],
    }),
  ],
});

export const sales = defineProcess({
  id: 'sales',
  emits: ['order.placed', 'order.returned'],
  projections: [turnover],
  populations: [
    definePopulation({ id: 'shopper', size: 5, starts: 'together', journeys: [order] }),
    definePopulation({ id: 'reseller', size: 2, starts: 'together', journeys: [order] }),
  ],
  checks: [
    defineCheck({ id: 'S1', name: 'turnover-is-positive', over: turnover, holds: (cents: number) => cents >= 0 }),
  ],
});

const report = defineAction({
  id: 'report',
  name: 'turnover.reported',
  handler: (ctx) => [ctx.event('turnover.reported', { cents: ctx.view(turnover).earlier.cents })],
});

export const reporting = defineProcess({
  id: 'reporting',
  reads: ['turnover'],
  emits: ['turnover.reported'],
  populations: [
    definePopulation({
      id: 'clerk',
      size: 1,
      starts: 'together',
      journeys: [
        defineJourney({
          id: 'weekly',
          arrivals: every('7d', { offset: '7d' }),
          adventures: [defineAdventure({ id: 'sum', actions: [report] })],
        }),
      ],
    }),
  ],
});

export const company = scenario({
  id: 'company',
  period: { start: '2025-03-01', end: '2025-04-01' },
  processes: [reporting(), sales()],
});

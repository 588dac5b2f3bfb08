import { describe, expect, it } from 'vitest';

import { deliveries, freight, o2c } from '../../journeys/order-to-cash/index.ts';
import { world } from '../../journeys/world/world.ts';
import {
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  generate,
  InMemoryAdapter,
  recurring,
  scenario,
} from '../../src/index.ts';
import { Happened, type Line } from './run.ts';

const DAY = 86_400_000;

/** On the first of each month: what will have left of each material thirty days from now, and the freight of before. */
const look = defineAction({
  id: 'look',
  emits: ['plan.made'],
  handler: (ctx) => {
    const now = ctx.view(deliveries, { asOf: ctx.nowMs }).earlier;
    const later = ctx.view(deliveries, { asOf: ctx.nowMs + 30 * DAY }).earlier;
    return [ctx.event('plan.made', { at: ctx.nowMs, now, later, freight: ctx.view(freight) })];
  },
});

const planning = defineProcess({
  id: 'planning',
  emits: ['plan.made'],
  reads: [{ id: 'deliveries', lookAheadDays: 30 }, 'freight'],
  populations: [
    definePopulation({
      id: 'planner',
      size: 1,
      starts: 'together',
      journeys: [
        defineJourney({
          id: 'plan',
          arrivals: recurring({ every: 'month', day: 1 }),
          adventures: [defineAdventure({ id: 'plan', actions: [look] })],
        }),
      ],
    }),
  ],
});

interface Plan {
  readonly at: number;
  readonly now: Readonly<Record<string, number>>;
  readonly later: Readonly<Record<string, number>>;
  readonly freight: Readonly<Record<string, number>>;
}

describe('what others read of order to cash', () => {
  it('is what leaves in the days to come, and the freight of the days before', async () => {
    const adapter = new InMemoryAdapter();
    const { projections } = await generate(
      scenario({
        ...world({ preset: 'distributor' }),
        seed: 3,
        period: { start: '2025-01-01', end: '2025-05-01' },
        processes: [o2c({ customers: 40 }), planning()],
      }),
      { adapter },
    );
    const told = new Happened(adapter.events as unknown as readonly Line[]);
    const issued = (until: number): Record<string, number> => {
      const sums: Record<string, number> = {};
      for (const { payload, timestamp } of told.of('delivery.goods_issued')) {
        if (timestamp.getTime() >= until) continue;
        for (const { materialId = '', quantity } of payload.lines) {
          if (materialId !== '') sums[`1000/${materialId}`] = (sums[`1000/${materialId}`] ?? 0) + quantity;
        }
      }
      return sums;
    };
    const plans = told.events
      .filter(({ name }) => name === 'plan.made')
      .map(({ payload }) => payload as unknown as Plan);
    const third = plans[2];
    const accrued = told
      .of('outbound_freight.accrued')
      .filter(({ timestamp }) => timestamp.getTime() < (third?.at ?? 0))
      .reduce((sum, { payload }) => sum + payload.amount, 0);
    const positive = (sums: Readonly<Record<string, number>> = {}): object =>
      Object.fromEntries(Object.entries(sums).filter(([, quantity]) => quantity > 0));

    expect(plans.length).toBe(4);
    expect(positive(third?.now)).toEqual(issued(third?.at ?? 0));
    expect(positive(third?.later)).toEqual(issued((third?.at ?? 0) + 30 * DAY));
    expect(Object.values(third?.freight ?? {}).reduce((sum, amount) => sum + amount, 0)).toBe(accrued);
    expect(accrued).toBeGreaterThan(0);
    expect(projections['deliveries']).toEqual(issued(Infinity));
  });
});

/** What carriers are owed for goods they took out, by carrier and month, until they bill it. */
import type { Event, Projection } from '../../src/index.ts';
import { addOn, mergeDays, sumUp, summed, type ByDay } from './by-day.ts';
import { DAY_MS } from './dates.ts';

interface Accrual {
  readonly item: string;
  readonly amount: number;
}

type Accrued = Map<string, ByDay>;
type FreightByItem = Readonly<Record<string, number>>;

/** Minor units of the company's currency by item: a carrier and month on 2900, which its carrier bills and clears. */
export const freight: Projection<Accrued, FreightByItem, Event, FreightByItem> = {
  id: 'freight',
  of: ['outbound_freight.accrued'],
  lookBackDays: 60,
  init: () => new Map(),
  apply: (items, { payload, timestamp }) => {
    const { item, amount } = payload as unknown as Accrual;
    let days = items.get(item);
    if (days === undefined) items.set(item, (days = new Map()));
    addOn(days, Math.floor(timestamp.getTime() / DAY_MS), amount);
  },
  merge: mergeDays,
  finish: (items, asOf) => {
    const sums = [...items].map(([item, days]) => [item, summed(days, -Infinity, asOf / DAY_MS)] as const);
    return Object.fromEntries(sums.filter(([, sum]) => sum !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
  },
  combine: (earlier) => earlier,
  forget: (items, before) => {
    for (const days of items.values()) sumUp(days, Math.floor(before / DAY_MS));
  },
};

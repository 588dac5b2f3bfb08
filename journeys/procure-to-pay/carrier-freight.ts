/** What carriers are owed for goods they took out, by carrier and month, until they bill it. */
import type { Event, Projection } from '../../src/index.ts';

const DAY_MS = 86_400_000;

/** By item (carrier and month): what was accrued on which day, UTC. */
type Accrued = Map<string, Map<number, number>>;

interface Accrual {
  readonly item: string;
  readonly amount: number;
}

/** Minor units of the company's currency by item, as of a day. */
export const carrierFreight: Projection<
  Accrued,
  Readonly<Record<string, number>>,
  Event,
  Readonly<Record<string, number>>
> = {
  id: 'carrierFreight',
  of: ['outbound_freight.accrued'],
  lookBackDays: 60,
  init: () => new Map(),
  apply: (items, { payload, timestamp }) => {
    const { item, amount } = payload as unknown as Accrual;
    add(items, item, Math.floor(timestamp.getTime() / DAY_MS), amount);
  },
  merge: (a, b) => {
    for (const [item, days] of b) for (const [day, amount] of days) add(a, item, day, amount);
    return a;
  },
  finish: (items, asOf) => {
    const sums = [...items].map(([item, days]) => {
      const told = [...days].filter(([day]) => day * DAY_MS < asOf);
      return [item, told.reduce((sum, [, amount]) => sum + amount, 0)] as const;
    });
    return Object.fromEntries(sums.filter(([, sum]) => sum !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
  },
  combine: (earlier) => earlier,
};

function add(items: Accrued, item: string, day: number, amount: number): void {
  let days = items.get(item);
  if (days === undefined) items.set(item, (days = new Map()));
  days.set(day, (days.get(day) ?? 0) + amount);
}

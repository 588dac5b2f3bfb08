/** What others plan and settle by: goods that leave, by material and day, and freight to be billed, by carrier and month. */
import type { Projection } from '../../src/index.ts';
import type { Told } from './documents.ts';

const DAY_MS = 86_400_000;

/** Sums by day number. */
type ByDay = Map<number, number>;

/** Units that have left, by `company/material`. */
export type DeliveredTotals = Readonly<Record<string, number>>;

function add(days: ByDay, day: number, quantity: number): void {
  days.set(day, (days.get(day) ?? 0) + quantity);
}

function merged(a: Map<string, ByDay>, b: Map<string, ByDay>): Map<string, ByDay> {
  for (const [key, days] of b) {
    const known = a.get(key);
    if (known === undefined) a.set(key, days);
    else for (const [day, quantity] of days) add(known, day, quantity);
  }
  return a;
}

function summed(days: ByDay, from: number, to: number): number {
  let sum = 0;
  for (const [day, quantity] of days) if (day >= from && day < to) sum += quantity;
  return sum;
}

/** Sums up the days before one into the first of them. */
function sumUp(days: ByDay, before: number): void {
  const sum = summed(days, -Infinity, before);
  for (const day of days.keys()) if (day < before) days.delete(day);
  if (sum !== 0) days.set(before - 1, sum);
}

/**
 * Goods issued by company and material, as of any midnight. Readers may look ahead, because supply is planned for what will
 * leave: what leaves between two days is the difference of two views.
 */
export const deliveries = Object.freeze({
  id: 'deliveries',
  of: ['delivery.goods_issued'],
  lookAhead: true,
  init: (): Map<string, ByDay> => new Map(),
  apply: (state: Map<string, ByDay>, { payload, timestamp }: Told<'delivery.goods_issued'>): void => {
    const day = Math.floor(timestamp.getTime() / DAY_MS);
    for (const { materialId, quantity } of payload.lines) {
      if (materialId === undefined) continue;
      const key = `${payload.company}/${materialId}`;
      let days = state.get(key);
      if (days === undefined) state.set(key, (days = new Map()));
      add(days, day, quantity);
    }
  },
  merge: merged,
  finish: (state: Map<string, ByDay>, asOf: number): DeliveredTotals =>
    Object.fromEntries([...state].map(([key, days]) => [key, summed(days, -Infinity, asOf / DAY_MS)])),
  forget: (state: Map<string, ByDay>, before: number): void => {
    for (const days of state.values()) sumUp(days, Math.floor(before / DAY_MS));
  },
}) satisfies Projection<Map<string, ByDay>, DeliveredTotals, Told<'delivery.goods_issued'>>;

/** Freight to be billed by a carrier for a month: an item on 2900. */
export interface FreightRow {
  readonly company: string;
  readonly carrier: string;
  /** Minor units of the company's currency. */
  readonly amount: number;
}

/** What is told of an item, and its amounts by day. */
interface Freight {
  readonly company: string;
  readonly carrier: string;
  readonly days: ByDay;
}

/** Freight accrued by item: carrier and month. Its carrier bills it, and clears it. */
export const freight = Object.freeze({
  id: 'freight',
  of: ['outbound_freight.accrued'],
  init: (): Map<string, Freight> => new Map(),
  apply: (state: Map<string, Freight>, { payload, timestamp }: Told<'outbound_freight.accrued'>): void => {
    const { item, company, carrier, amount } = payload;
    let known = state.get(item);
    if (known === undefined) state.set(item, (known = { company, carrier, days: new Map() }));
    add(known.days, Math.floor(timestamp.getTime() / DAY_MS), amount);
  },
  merge: (a: Map<string, Freight>, b: Map<string, Freight>): Map<string, Freight> => {
    for (const [item, of] of b) {
      const known = a.get(item);
      if (known === undefined) a.set(item, of);
      else for (const [day, amount] of of.days) add(known.days, day, amount);
    }
    return a;
  },
  finish: (state: Map<string, Freight>, asOf: number): Readonly<Record<string, FreightRow>> =>
    Object.fromEntries(
      [...state].map(([item, { company, carrier, days }]) => [
        item,
        { company, carrier, amount: summed(days, -Infinity, asOf / DAY_MS) },
      ]),
    ),
  forget: (state: Map<string, Freight>, before: number): void => {
    for (const { days } of state.values()) sumUp(days, Math.floor(before / DAY_MS));
  },
}) satisfies Projection<Map<string, Freight>, Readonly<Record<string, FreightRow>>, Told<'outbound_freight.accrued'>>;

/** What others plan by: goods that leave, by material and day. */
import type { Projection } from '../../src/index.ts';
import { addOn, mergeDays, sumUp, summed, type ByDay } from '../world/by-day.ts';
import { DAY_MS } from '../world/dates.ts';
import type { Told } from './documents.ts';

/** Units that have left, by `company/material`. */
export type DeliveredTotals = Readonly<Record<string, number>>;

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
      addOn(days, day, quantity);
    }
  },
  merge: mergeDays,
  finish: (state: Map<string, ByDay>, asOf: number): DeliveredTotals =>
    Object.fromEntries([...state].map(([key, days]) => [key, summed(days, -Infinity, asOf / DAY_MS)])),
  forget: (state: Map<string, ByDay>, before: number): void => {
    for (const days of state.values()) sumUp(days, Math.floor(before / DAY_MS));
  },
}) satisfies Projection<Map<string, ByDay>, DeliveredTotals, Told<'delivery.goods_issued'>>;

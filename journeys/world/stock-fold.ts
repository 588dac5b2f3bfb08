/** What has moved in and out of stores: the fold that books of stock are kept by. */
import type { Event, Projection } from '../../src/index.ts';

/** Movements by `company/material`, then by instant. */
export type Moved = Map<string, Map<number, number>>;

/** By `company/material`, 10^−`uomScale` of the unit. */
export type MovedTotals = Readonly<Record<string, number>>;

/** What puts goods into the store, or takes them out; of a count each line says which. */
const SIGN: Readonly<Record<string, 1 | -1>> = Object.freeze({
  'goods_receipt.posted': 1,
  'customer_return.received': 1,
  'delivery.goods_issued': -1,
  'vendor_return.posted': -1,
  'customer_return.scrapped': -1,
  'count_difference.posted': 1,
});

interface Document {
  readonly company: string;
  readonly lines: readonly {
    readonly materialId?: string;
    readonly quantity: number;
    readonly direction?: 'in' | 'out';
  }[];
}

/** The fold under a name of its own: who keeps it stands before who reads it, so each reader that stands apart has one. */
export function stockFold(id: string): Projection<Moved, MovedTotals, Event, MovedTotals> {
  return Object.freeze({
    id,
    of: Object.keys(SIGN),
    grain: '1ms' as const,
    lookBackDays: 1,
    init: (): Moved => new Map(),
    apply: (moved: Moved, { name, payload, timestamp }: Event): void => {
      const { company, lines } = payload as unknown as Document;
      for (const { materialId, quantity, direction } of lines) {
        const sign = direction === 'out' ? -1 : (SIGN[name] ?? 1);
        if (materialId !== undefined) add(moved, `${company}/${materialId}`, timestamp.getTime(), sign * quantity);
      }
    },
    merge: (a: Moved, b: Moved): Moved => {
      for (const [key, byMs] of b) for (const [ms, quantity] of byMs) add(a, key, ms, quantity);
      return a;
    },
    // Told to readers; what stock is in the end is no sum of movements alone.
    finish: (_moved: Moved, _asOf: number): MovedTotals => ({}),
    view: (moved: Moved, asOf: number): MovedTotals =>
      Object.fromEntries(
        [...moved].map(([key, byMs]) => [key, sumBefore(byMs, asOf)] as const).filter(([, sum]) => sum !== 0),
      ),
    combine: (earlier: MovedTotals, own: MovedTotals): MovedTotals => {
      const sums: Record<string, number> = { ...earlier };
      for (const [key, quantity] of Object.entries(own)) sums[key] = (sums[key] ?? 0) + quantity;
      return sums;
    },
    forget: (moved: Moved, before: number): void => {
      for (const [key, byMs] of moved) {
        const sum = sumBefore(byMs, before);
        for (const ms of byMs.keys()) if (ms < before) byMs.delete(ms);
        add(moved, key, LONG_AGO, sum);
      }
    },
  });
}

const LONG_AGO = -Infinity;

function sumBefore(byMs: ReadonlyMap<number, number>, instant: number): number {
  let sum = 0;
  for (const [ms, quantity] of byMs) if (ms < instant) sum += quantity;
  return sum;
}

function add(moved: Moved, key: string, ms: number, quantity: number): void {
  if (quantity === 0) return;
  let byMs = moved.get(key);
  if (byMs === undefined) moved.set(key, (byMs = new Map()));
  byMs.set(ms, (byMs.get(ms) ?? 0) + quantity);
}

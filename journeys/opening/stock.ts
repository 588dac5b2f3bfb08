/** What is on hand on the first day: what was there when simulation began, and what has moved since. */
import { lineAmount, type Event, type Projection } from '../../src/index.ts';
import { standardCostIn, UOM_SCALE, type Material } from '../world/masters/materials.ts';
import type { OnHand } from '../world/initial-stock.ts';
import { needsFold } from '../world/requirements.ts';

/** Stock of one material. */
export interface Stock {
  readonly material: Material;
  /** 10^−`uomScale` of its unit; below 0 where it was sold and nobody supplied it. */
  readonly quantity: number;
  readonly uomScale: number;
  /** Standard cost of a unit in the fiscal year of the first day, minor units. */
  readonly unitCost: number;
  readonly value: number;
}

/** Needs as opening sees them. */
export const neededFirst = Object.freeze(needsFold('needed-first'));

/** Movements by `company/material`, then by instant. */
type Moved = Map<string, Map<number, number>>;

/** What leaves the store is below 0. */
const SIGN: Readonly<Record<string, 1 | -1>> = Object.freeze({
  'goods_receipt.posted': 1,
  'customer_return.received': 1,
  'delivery.goods_issued': -1,
  'vendor_return.posted': -1,
  'customer_return.scrapped': -1,
});

/** What has moved before the first day, by `company/material`. */
export const movedBefore: Projection<
  Moved,
  Readonly<Record<string, number>>,
  Event,
  Readonly<Record<string, number>>
> = Object.freeze({
  id: 'moved-before',
  of: Object.keys(SIGN),
  grain: '1ms' as const,
  lookBackDays: 1,
  init: (): Moved => new Map(),
  apply: (moved: Moved, { name, payload, timestamp }: Event): void => {
    const { company, lines } = payload as unknown as {
      readonly company: string;
      readonly lines: readonly { readonly materialId?: string; readonly quantity: number }[];
    };
    for (const { materialId, quantity } of lines) {
      if (materialId !== undefined)
        add(moved, `${company}/${materialId}`, timestamp.getTime(), (SIGN[name] ?? 1) * quantity);
    }
  },
  merge: (a: Moved, b: Moved): Moved => {
    for (const [key, byMs] of b) for (const [ms, quantity] of byMs) add(a, key, ms, quantity);
    return a;
  },
  finish: (moved: Moved, asOf: number) =>
    Object.fromEntries(
      [...moved].map(([key, byMs]) => {
        let sum = 0;
        for (const [ms, quantity] of byMs) if (ms < asOf) sum += quantity;
        return [key, sum] as const;
      }),
    ),
  combine: (earlier: Readonly<Record<string, number>>) => earlier,
  forget: (moved: Moved, before: number): void => {
    for (const [key, byMs] of moved) {
      let sum = 0;
      for (const [ms, quantity] of byMs) {
        if (ms >= before) continue;
        sum += quantity;
        byMs.delete(ms);
      }
      add(moved, key, LONG_AGO, sum);
    }
  },
});

const LONG_AGO = -Infinity;

function add(moved: Moved, key: string, ms: number, quantity: number): void {
  if (quantity === 0) return;
  let byMs = moved.get(key);
  if (byMs === undefined) moved.set(key, (byMs = new Map()));
  byMs.set(ms, (byMs.get(ms) ?? 0) + quantity);
}

/** The stock of a company on its first day, at the standard of that year. */
export function stockOnHand(
  first: readonly OnHand[],
  moved: Readonly<Record<string, number>>,
  fiscalYear: number,
): readonly Stock[] {
  return first.map(({ material, quantity: initial }) => {
    const uomScale = UOM_SCALE[material.uom];
    const quantity = initial + (moved[`${material.company}/${material.materialId}`] ?? 0);
    const unitCost = standardCostIn(material, fiscalYear);
    const value = lineAmount({ quantity: Math.abs(quantity), unitPrice: unitCost, uomScale });
    return { material, quantity, uomScale, unitCost, value };
  });
}

/** What is on hand on the first day: what was there when simulation began, and what has moved since. */
import { lineAmount } from '../../src/index.ts';
import type { OnHand } from '../world/initial-stock.ts';
import { standardCostIn, UOM_SCALE, type Material } from '../world/masters/materials.ts';
import { needsFold } from '../world/requirements.ts';
import { stockFold, type MovedTotals } from '../world/stock-fold.ts';

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

/** What has moved before the first day. */
export const movedBefore = stockFold('moved-before');

/** The stock of a company on its first day, at the standard of that year. */
export function stockOnHand(first: readonly OnHand[], moved: MovedTotals, fiscalYear: number): readonly Stock[] {
  return first.map(({ material, quantity: initial }) => {
    const uomScale = UOM_SCALE[material.uom];
    const quantity = initial + (moved[`${material.company}/${material.materialId}`] ?? 0);
    const unitCost = standardCostIn(material, fiscalYear);
    const value = lineAmount({ quantity: Math.abs(quantity), unitPrice: unitCost, uomScale });
    return { material, quantity, uomScale, unitCost, value };
  });
}

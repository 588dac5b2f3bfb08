/** The events of inventory, by name. Money is minor units of company currency, quantities 10^−`uomScale` of the unit. */
import { z } from 'zod';

import type { Event } from '../../src/index.ts';

const code = z.string();
const date = z.iso.date();
const money = z.int().min(0);
const quantity = z.int().min(0);

/** Who does what to which document. */
const step = { documentId: code, documentType: code, company: code, plant: code, performedBy: code };

const head = {
  ...step,
  documentDate: date,
  postingDate: date,
  fiscalYear: z.int(),
  fiscalPeriod: z.int().min(1).max(12),
  currency: code,
  rate9: z.int().min(1),
  rateDate: date,
  status: code,
  references: z.array(z.strictObject({ documentId: code, documentType: code, relation: z.enum(['follows']) })),
};

const goods = {
  line: z.int().min(1),
  materialId: code,
  materialType: code,
  plant: code,
  uom: code,
  uomScale: z.int().min(0),
};

const counted = z.strictObject({ line: z.int().min(1), materialId: code, countedQuantity: quantity });

const differenceLine = z.strictObject({
  ...goods,
  reference: z.strictObject({ documentId: code, line: z.int().min(1) }),
  /** More was found than the books say, or less. */
  direction: z.enum(['in', 'out']),
  quantity,
  /** Standard cost of a unit. */
  unitCost: money,
  value: money,
  reason: z.enum(['mis-pick', 'damage', 'unit error', 'unknown']),
  costCenter: code,
});

const revaluedLine = z.strictObject({
  ...goods,
  quantity,
  oldCost: money,
  newCost: money,
  /** Stock becomes worth more, or less. */
  direction: z.enum(['in', 'out']),
  amount: money,
  costCenter: code,
});

export const schemas = {
  'cycle_count.started': z.strictObject({
    ...head,
    lines: z.array(z.strictObject({ ...goods, bookQuantity: quantity, unitCost: money })),
  }),
  'cycle_count.recorded': z.strictObject({ ...step, lines: z.array(counted) }),
  'cycle_count.recounted': z.strictObject({ ...step, lines: z.array(counted) }),
  'count_difference.posted': z.strictObject({
    ...head,
    approvedBy: code.optional(),
    lines: z.array(differenceLine),
  }),
  'material.standard_cost_released': z.strictObject({
    company: code,
    plant: code,
    materialId: code,
    performedBy: code,
    approvedBy: code,
    fiscalYear: z.int(),
    validFrom: date,
    currency: code,
    oldCost: money,
    newCost: money,
  }),
  'standard_cost.revalued': z.strictObject({ ...head, lines: z.array(revaluedLine) }),
} as const;

export type InventoryEventName = keyof typeof schemas;
/** The payload of an event. */
export type PayloadOf<N extends InventoryEventName> = z.output<(typeof schemas)[N]>;
/** An event of inventory. */
export type InventoryEvent<N extends InventoryEventName = InventoryEventName> = {
  [K in N]: Event<K, PayloadOf<K>>;
}[N];

export const eventNames: readonly InventoryEventName[] = Object.freeze(Object.keys(schemas) as InventoryEventName[]);

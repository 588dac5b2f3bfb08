/** What the documents of procure to pay are made of: heads, lines, amounts, as zod schemas. */
import { z } from 'zod';

import {
  bp,
  clearing,
  code,
  date,
  dated,
  line,
  lineReference,
  money,
  openItem,
  pricePer,
  quantity,
  rate9,
} from '../../world/documents.ts';

export const partner = z.strictObject({ kind: z.literal('vendor'), id: code });
export const relation = z.enum([
  'follows',
  'partOf',
  'invoices',
  'pays',
  'reverses',
  'returns',
  'credits',
  'settles',
  'calls',
]);
export const reference = z.strictObject({ documentId: code, documentType: code, relation });

/** Every event names its document, whose it is, and who did it. */
export const step = { documentId: code, documentType: code, company: code, partner, performedBy: code };

/** Of an approval: 1 is the first above who asks. */
export const level = z.int().min(1);

/** A change of a vendor's row: who keeps it, and the second pair of eyes. */
export const masterChange = { ...step, confirmedBy: code, date };
/** What the vendor asked for. */
export const requested = { requestedDate: date, channel: z.enum(['letter', 'portal']) };

/** The head of an event that creates a document. */
export const head = {
  ...step,
  ...dated,
  /** Category of the vendor, which accounts may be divided by. */
  partnerGroup: code,
  status: code,
  references: z.array(reference),
};

/** Goods of a line, as accounts are chosen by them. */
export const goods = {
  materialId: code,
  materialType: z.enum(['raw', 'packaging', 'supply', 'trading', 'finished', 'semi']),
  plant: code,
  uom: code,
  uomScale: z.int().min(0),
};
/** What a line is for: goods of a master row, or something used up at once or put to use as an asset. */
export const bought = {
  materialId: code.optional(),
  materialType: goods.materialType.optional(),
  plant: code.optional(),
  description: code.optional(),
  spendCategory: code.optional(),
  assetId: code.optional(),
  uom: code,
  uomScale: z.int().min(0),
};
export const priced = {
  unitPrice: money,
  pricePer,
  net: money,
  taxCode: code,
  taxBp: bp,
  tax: money,
  /** What the buyer assesses itself, and whether it gets it back. */
  selfAssessedBp: bp,
  deductible: z.boolean(),
};

export const requisitionLine = z.strictObject({
  line,
  ...bought,
  quantity,
  estimate: money.optional(),
  needDate: date,
});
export const orderLine = z.strictObject({
  line,
  ...bought,
  quantity,
  ...priced,
  needDate: date,
  promisedDate: date,
  /** Whether an invoice waits for what was received. */
  grBased: z.boolean(),
  toleranceBp: bp,
  costCenter: code,
  reference: lineReference,
});

/** Units of an order line on the account between receipt and invoice: cleared at their value, or opened. */
export const unitsCleared = z.strictObject({ item: code, quantity, amount: money, localAmount: money });
export const unitsOpened = z.strictObject({ item: code, quantity, amount: money });
export const grir = { cleared: unitsCleared.optional(), opened: unitsOpened.optional() };

export const receiptLine = z.strictObject({
  line,
  ...bought,
  quantity,
  /** Order line it belongs to. */
  reference: lineReference,
  /** Standard cost of a unit in force, company currency; 0 of what is not kept. */
  unitCost: money,
  standardValue: money,
  /** Value at order price and the rate of the day, or at that of units already invoiced. */
  orderValue: money,
  ...grir,
  inspection: z.enum(['accepted', 'partlyRejected']),
  costCenter: code,
});
/** Work that was done: what of an order line, and what it is worth. */
export const serviceLine = z.strictObject({
  line,
  description: code,
  spendCategory: code,
  uom: code,
  uomScale: z.int().min(0),
  quantity,
  reference: lineReference,
  orderValue: money,
  ...grir,
  costCenter: code,
});
export const returnLine = z.strictObject({
  line,
  ...goods,
  quantity,
  reference: lineReference,
  receiptLine: lineReference,
  unitCost: money,
  standardValue: money,
  orderValue: money,
  ...grir,
  reason: code,
  costCenter: code,
});
export const invoiceLine = z.strictObject({
  line,
  kind: z.enum(['goods', 'expense', 'asset', 'freight', 'carrier', 'recurring']),
  materialId: code.optional(),
  materialType: goods.materialType.optional(),
  description: code.optional(),
  spendCategory: code.optional(),
  assetId: code.optional(),
  uomScale: z.int().min(0),
  quantity,
  ...priced,
  selfAssessed: money,
  /** Order line that is billed; none for freight. */
  reference: lineReference.optional(),
  /** What the order line said, and what counted when it was matched. */
  orderPrice: money,
  ordered: quantity,
  received: quantity,
  invoiced: quantity,
  grBased: z.boolean(),
  ...grir,
  /** Of a contract: which, for how long, and what was used at which tariff (ten-thousandths of a minor unit). */
  contractId: code.optional(),
  servicePeriod: z.strictObject({ from: date, to: date }).optional(),
  consumption: z.strictObject({ kilowattHours: quantity, tariff10000: z.int().min(1) }).optional(),
  /** Freight of a carrier and month that this settles. */
  accrued: clearing.optional(),
  costCenter: code,
});
export const matchStatus = z.enum(['matched', 'priceBlocked', 'quantityBlocked', 'noReceipt', 'notRelevant']);
export const blockReason = z.enum(['price', 'quantity', 'noReceipt', 'amount']);

export const creditLine = z.strictObject({
  line,
  kind: z.enum(['quantity', 'price', 'return']),
  materialId: code.optional(),
  spendCategory: code.optional(),
  assetId: code.optional(),
  uomScale: z.int().min(0),
  quantity,
  net: money,
  tax: money,
  selfAssessed: money,
  deductible: z.boolean(),
  taxCode: code,
  reference: lineReference,
  invoiceLine: lineReference.optional(),
  ...grir,
  costCenter: code,
});

export const paid = z.strictObject({
  /** Document that is paid: an invoice, or a credit memo that is netted. */
  invoice: code,
  kind: z.enum(['invoice', 'creditMemo']),
  amount: money,
  discount: money,
  discountTax: money,
  withholding: money,
  clears: clearing,
  dueDate: date,
});
export const method = z.enum(['transfer', 'check', 'wire', 'card']);
export const payment = { paymentRunId: code, method, valueDate: date, bankAccount: code, items: z.array(paid) };

export const banked = {
  ...step,
  currency: code,
  rate9,
  rateDate: date,
  amount: money,
  fee: money,
  method,
  bankAccount: code,
  valueDate: date,
  costCenter: code,
  clears: z.array(clearing).optional(),
  opens: openItem.optional(),
};
/** What is left of an order line between receipt and invoice. */
export const writtenOffLine = z.strictObject({
  line,
  materialId: code.optional(),
  spendCategory: code.optional(),
  assetId: code.optional(),
  reference: lineReference,
  side: z.enum(['debit', 'credit']),
  cleared: unitsCleared,
  costCenter: code,
});

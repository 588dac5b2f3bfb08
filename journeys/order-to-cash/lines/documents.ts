/** What the documents of order to cash are made of: heads, lines, amounts, as zod schemas. */
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

export const text = z.string();

const partner = z.strictObject({ kind: z.enum(['customer', 'vendor']), id: code });
const relation = z.enum(['follows', 'partOf', 'invoices', 'pays', 'reverses', 'returns', 'credits', 'settles']);
const reference = z.strictObject({ documentId: code, documentType: code, relation });
export const transit = z.union([z.strictObject({ opens: openItem }), z.strictObject({ clears: z.array(clearing) })]);

/** Every event names its document, who it concerns, and who did it. */
export const step = {
  documentId: code,
  documentType: code,
  company: code,
  partner,
  performedBy: code,
};

/** The head of an event that creates a document. */
export const head = {
  ...step,
  ...dated,
  /** Group of the customer, which accounts may be divided by. */
  partnerGroup: code,
  status: code,
  references: z.array(reference),
};

/** An event that clears items without being a document of its own: the currency they are in, and the rate it is booked at. */
export const cleared = { ...step, partnerGroup: code, currency: code, rate9, amount: money };

/** Where revenue belongs. */
export const segmented = {
  segment: code,
  market: z.enum(['domestic', 'foreign']),
  salesRegion: code,
  costCenter: code,
};

/** What is sold in a line: goods or a service, and where it is booked. */
const sold = {
  line,
  materialId: code.optional(),
  serviceId: code.optional(),
  materialType: z.enum(['finished', 'trading']).optional(),
  productGroup: code.optional(),
  ...segmented,
  plant: code,
  uom: code,
  uomScale: z.int().min(0),
  quantity,
};
const priced = { unitPrice: money, pricePer, net: money, taxCode: code, taxBp: bp, tax: money };

export const quoteLine = z.strictObject({ ...sold, ...priced, listPrice: money });
export const orderLine = z.strictObject({
  ...sold,
  ...priced,
  priceSource: z.enum(['list', 'quote', 'override']),
  confirmedDate: date,
});
export const deliveryLine = z.strictObject({
  ...sold,
  reference: lineReference,
  /** Minor units of the company's currency for a unit at standard; 0 for services. */
  unitCost: money,
  weight: z.int().min(0),
});
export const invoiceLine = z.strictObject({
  ...sold,
  ...priced,
  reference: lineReference,
  deliveryLine: lineReference.optional(),
});
export const creditLine = z.strictObject({ ...sold, ...priced, reference: lineReference });

/** What is asked for an invoice that is late. */
export const chargedLine = z.strictObject({
  line,
  invoice: text,
  daysOverdue: z.int().min(0),
  base: money,
  interest: money,
});

export const exposure = {
  /** Minor units of the company's currency. */
  openItems: money,
  undeliveredOrders: money,
  thisOrder: money,
  creditLimit: money,
  oldestOverdueDays: z.int().min(0),
  exposureCurrency: code,
};

const remittance = z.strictObject({
  invoice: code,
  item: code,
  /** Cash, and what the entry takes off the item beside it. */
  amount: money,
  discount: money,
  discountTax: money,
  tolerated: money,
  /** What the customer holds back and disputes; stays open. */
  shortPaid: money,
  reason: text,
  clears: clearing,
});

const method = z.enum(['transfer', 'debit', 'check', 'wire', 'card']);
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
  clears: z.array(clearing).optional(),
  opens: openItem.optional(),
};
export const receipt = {
  ...head,
  method,
  valueDate: date,
  amount: money,
  bankAccount: code,
  remittance: z.array(remittance),
  unapplied: z.strictObject({ item: code, amount: money }).optional(),
  transit,
};
export const services = { serviceId: code, amount: money, currency: code };

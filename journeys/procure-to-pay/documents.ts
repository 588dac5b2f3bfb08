/** What procure to pay tells: its documents and the steps they go through, as zod schemas and as the types these give. */
import { z } from 'zod';

import type { Event } from '../../src/index.ts';

const money = z.int().min(0);
const quantity = z.int().min(0);
const bp = z.int().min(0);
const rate9 = z.int().min(1);
const date = z.string().length(10);
const code = z.string().min(1);
const line = z.int().min(1);

const partner = z.strictObject({ kind: z.literal('vendor'), id: code });
const relation = z.enum(['follows', 'partOf', 'invoices', 'pays', 'reverses', 'returns', 'credits', 'settles']);
const reference = z.strictObject({ documentId: code, documentType: code, relation });
const lineReference = z.strictObject({ documentId: code, line });
const clearing = z.strictObject({ item: code, amount: money, localAmount: money });
const openItem = z.strictObject({
  id: code,
  dueDate: date.optional(),
  discountDate: date.optional(),
  discountBp: bp.optional(),
});

/** Every event names its document, whose it is, and who did it. */
const step = { documentId: code, documentType: code, company: code, partner, performedBy: code };

/** The head of an event that creates a document. */
const head = {
  ...step,
  documentDate: date,
  postingDate: date,
  fiscalYear: z.int(),
  fiscalPeriod: z.int(),
  currency: code,
  rate9,
  rateDate: date,
  /** Category of the vendor, which accounts may be divided by. */
  partnerGroup: code,
  status: code,
  references: z.array(reference),
};
const totals = { net: money, tax: money, gross: money };

/** Goods of a line, as accounts are chosen by them. */
const goods = {
  materialId: code,
  materialType: z.enum(['raw', 'packaging', 'supply', 'trading', 'finished', 'semi']),
  plant: code,
  uom: code,
  uomScale: z.int().min(0),
};
const priced = {
  unitPrice: money,
  pricePer: line,
  net: money,
  taxCode: code,
  taxBp: bp,
  tax: money,
  /** What the buyer assesses itself, and whether it gets it back. */
  selfAssessedBp: bp,
  deductible: z.boolean(),
};

const requisitionLine = z.strictObject({ line, ...goods, quantity, needDate: date });
const orderLine = z.strictObject({
  line,
  ...goods,
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
const unitsCleared = z.strictObject({ item: code, quantity, amount: money, localAmount: money });
const unitsOpened = z.strictObject({ item: code, quantity, amount: money });
const grir = { cleared: unitsCleared.optional(), opened: unitsOpened.optional() };

const receiptLine = z.strictObject({
  line,
  ...goods,
  quantity,
  /** Order line it belongs to. */
  reference: lineReference,
  /** Standard cost of a unit in force, company currency. */
  unitCost: money,
  standardValue: money,
  /** Value at order price and the rate of the day, or at that of units already invoiced. */
  orderValue: money,
  ...grir,
  inspection: z.enum(['accepted', 'partlyRejected']),
  costCenter: code,
});
const returnLine = z.strictObject({
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
const invoiceLine = z.strictObject({
  line,
  kind: z.enum(['goods', 'freight', 'carrier']),
  materialId: code.optional(),
  materialType: goods.materialType.optional(),
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
  /** Freight of a carrier and month that this settles. */
  accrued: clearing.optional(),
  costCenter: code,
});
const matchStatus = z.enum(['matched', 'priceBlocked', 'quantityBlocked', 'noReceipt', 'notRelevant']);
const blockReason = z.enum(['price', 'quantity', 'noReceipt', 'amount']);

const creditLine = z.strictObject({
  line,
  kind: z.enum(['quantity', 'price', 'return']),
  materialId: code.optional(),
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

const paid = z.strictObject({
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
const method = z.enum(['transfer', 'check', 'wire', 'card']);
const payment = { paymentRunId: code, method, valueDate: date, bankAccount: code, items: z.array(paid) };

const banked = {
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

/** The schema of each event. */
export const eventSchemas = {
  'requisition.created': z.strictObject({
    ...head,
    requester: code,
    needDate: date,
    costCenter: code,
    justification: code,
    lines: z.array(requisitionLine),
  }),
  'requisition.approved': z.strictObject({ ...step, level: line }),
  'requisition.sourced': z.strictObject({ ...step, purchaseOrder: code }),
  'purchase_order.created': z.strictObject({
    ...head,
    ...totals,
    kind: z.enum(['standard', 'framework', 'service', 'asset']),
    terms: code,
    incoterm: z.enum(['FCA', 'DAP']),
    invoicePolicy: z.enum(['afterReceipt', 'beforeReceipt', 'noReceipt']),
    lines: z.array(orderLine),
  }),
  'purchase_order.approved': z.strictObject({ ...step, level: line, net: money }),
  'purchase_order.sent': z.strictObject(step),
  'purchase_order.confirmed': z.strictObject({ ...step, promisedDate: date }),
  'purchase_order.changed': z.strictObject({
    ...step,
    field: z.enum(['unitPrice', 'quantity', 'promisedDate']),
    line,
    from: z.union([z.int(), date]),
    to: z.union([z.int(), date]),
    net: money,
    reason: code,
  }),
  'purchase_order.closed': z.strictObject({ ...step, reason: z.enum(['completed', 'writtenOff']) }),
  'goods_receipt.posted': z.strictObject({
    ...head,
    deliveryNote: code,
    /** Currency of the order, and the rate its value was converted at. */
    orderCurrency: code,
    orderRate9: rate9,
    lines: z.array(receiptLine),
  }),
  'vendor_return.posted': z.strictObject({
    ...head,
    orderCurrency: code,
    orderRate9: rate9,
    lines: z.array(returnLine),
  }),
  'vendor_invoice.received': z.strictObject({ ...step, vendorInvoiceNumber: code, receivedDate: date }),
  'vendor_invoice.posted': z.strictObject({
    ...head,
    ...totals,
    vendorInvoiceNumber: code,
    receivedDate: date,
    baselineDate: date,
    terms: code,
    dueDate: date,
    discountDate: date.optional(),
    discountBp: bp,
    /** What the vendor wrote as its total. */
    statedGross: money,
    lines: z.array(invoiceLine),
    matchStatus,
    blockReasons: z.array(blockReason),
  }),
  'vendor_invoice.matched': z.strictObject({ ...step, matchStatus }),
  'vendor_invoice.blocked': z.strictObject({ ...step, matchStatus, blockReasons: z.array(blockReason) }),
  'vendor_invoice.block_released': z.strictObject({ ...step, reason: z.enum(['accepted', 'received', 'credited']) }),
  'vendor_credit_memo.posted': z.strictObject({
    ...head,
    ...totals,
    vendorInvoiceNumber: code,
    lines: z.array(creditLine),
  }),
  'vendor_payment.proposed': z.strictObject({
    ...step,
    currency: code,
    paymentRunId: code,
    amount: money,
    items: z.array(code),
  }),
  'vendor_payment.released': z.strictObject({
    ...head,
    ...payment,
    /** What leaves the account. */
    amount: money,
    discount: money,
    withholding: money,
    costCenter: code,
    /** Second signature of large payments. */
    countersignedBy: code.optional(),
  }),
  'vendor_payment.voided': z.strictObject({
    ...head,
    ...payment,
    amount: money,
    discount: money,
    costCenter: code,
    reason: code,
    /** Entry that is taken back, and what comes back to life. */
    reverses: code,
    clears: clearing,
    reopens: z.array(
      z.strictObject({
        item: z.strictObject({ id: code, dueDate: date }),
        amount: money,
        kind: z.enum(['invoice', 'creditMemo']),
      }),
    ),
  }),
  'payment.cleared': z.strictObject(banked),
  'payment.returned': z.strictObject({ ...banked, reason: code }),
  'grir_balance.written_off': z.strictObject({
    ...head,
    costCenter: code,
    lines: z.array(
      z.strictObject({
        line,
        materialId: code,
        reference: lineReference,
        side: z.enum(['debit', 'credit']),
        cleared: unitsCleared,
        costCenter: code,
      }),
    ),
  }),
  'control.performed': z.strictObject({
    company: code,
    controlId: z.enum(['C002', 'C010']),
    objectId: code,
    result: z.enum(['effective', 'exception']),
    performedBy: code,
    evidence: z.array(code),
  }),
} as const;

/** Names of the events of this process. */
export type P2pEventName = keyof typeof eventSchemas;
/** What an event of a name says. */
export type PayloadOf<N extends P2pEventName> = z.output<(typeof eventSchemas)[N]>;

export type RequisitionLine = z.output<typeof requisitionLine>;
export type PurchaseOrderLine = z.output<typeof orderLine>;
export type ReceiptLine = z.output<typeof receiptLine>;
export type ReturnLine = z.output<typeof returnLine>;
export type InvoiceLine = z.output<typeof invoiceLine>;
export type CreditLine = z.output<typeof creditLine>;
export type PaidItem = z.output<typeof paid>;
export type MatchStatus = z.output<typeof matchStatus>;
export type BlockReason = z.output<typeof blockReason>;
export type PayMethod = z.output<typeof method>;

/** An event of this process by its name. */
export type P2pEvent<N extends P2pEventName = P2pEventName> = {
  [K in N]: Event<K, PayloadOf<K>>;
}[N];

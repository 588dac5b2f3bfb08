/** What procure to pay tells: its documents and the steps they go through, as zod schemas and as the types these give. */
import { z } from 'zod';

import type { Event } from '../../src/index.ts';
import { bp, clearing, code, date, line, money, quantity, rate9, totals } from '../world/documents.ts';
import {
  banked,
  blockReason,
  creditLine,
  head,
  invoiceLine,
  level,
  masterChange,
  matchStatus,
  method,
  orderLine,
  paid,
  payment,
  receiptLine,
  requested,
  requisitionLine,
  returnLine,
  serviceLine,
  step,
  writtenOffLine,
} from './lines/documents.ts';

/** A vendor's invoice. */
const invoice = {
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
  'requisition.approved': z.strictObject({ ...step, level }),
  'requisition.rejected': z.strictObject({ ...step, level, reason: code }),
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
  'purchase_order.approved': z.strictObject({ ...step, level, net: money }),
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
  'purchase_order.cancelled': z.strictObject({ ...step, reason: code }),
  'purchase_order.closed': z.strictObject({ ...step, reason: z.enum(['completed', 'writtenOff']) }),
  'goods_receipt.posted': z.strictObject({
    ...head,
    deliveryNote: code,
    /** Currency of the order, and the rate its value was converted at. */
    orderCurrency: code,
    orderRate9: rate9,
    lines: z.array(receiptLine),
  }),
  'service_entry.submitted': z.strictObject({ ...step, purchaseOrder: code, quantity }),
  'service_entry.accepted': z.strictObject({
    ...head,
    /** Currency of the order, and the rate its value was converted at. */
    orderCurrency: code,
    orderRate9: rate9,
    lines: z.array(serviceLine),
  }),
  'vendor_return.posted': z.strictObject({
    ...head,
    orderCurrency: code,
    orderRate9: rate9,
    lines: z.array(returnLine),
  }),
  'vendor_invoice.received': z.strictObject({ ...step, vendorInvoiceNumber: code, receivedDate: date }),
  'vendor_invoice.posted': z.strictObject(invoice),
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
    /** What was withheld and is owed to no authority any more. */
    withheld: clearing.optional(),
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
    lines: z.array(writtenOffLine),
  }),
  'down_payment.released': z.strictObject({
    ...head,
    method,
    valueDate: date,
    bankAccount: code,
    amount: money,
    /** What the vendor owes until it has delivered. */
    opens: z.strictObject({ id: code }),
    countersignedBy: code,
  }),
  'down_payment.cleared': z.strictObject({
    ...head,
    amount: money,
    invoiceClears: clearing,
    advanceClears: clearing,
  }),
  'vendor_invoice.returned_to_vendor': z.strictObject({ ...step, reasons: z.array(blockReason) }),
  'vendor_invoice.reversed': z.strictObject({
    ...invoice,
    /** Entry that is taken back, and its item. */
    reverses: code,
    clears: clearing,
    reason: code,
  }),
  'vendor.onboarded': z.strictObject({
    ...masterChange,
    category: code,
    terms: code,
    currency: code,
    taxId: code,
    bankAccount: code,
  }),
  'vendor.bank_details_changed': z.strictObject({
    ...masterChange,
    ...requested,
    from: code,
    to: code,
    /** Under the number that was known before. */
    calledBack: z.boolean(),
  }),
  'vendor.address_changed': z.strictObject({
    ...masterChange,
    ...requested,
    to: z.strictObject({ street: code, city: code, postalCode: code, region: code }),
  }),
  'control.performed': z.strictObject({
    company: code,
    controlId: z.enum(['C002', 'C010', 'C011']),
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

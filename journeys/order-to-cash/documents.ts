/** What order to cash tells: its documents and the steps they go through, as zod schemas and as the types these give. */
import { z } from 'zod';

import type { Context, Duration, Event } from '../../src/index.ts';
import { bp, clearing, code, date, line, money, quantity, rate9, totals } from '../world/documents.ts';
import {
  banked,
  chargedLine,
  cleared,
  creditLine,
  deliveryLine,
  exposure,
  head,
  invoiceLine,
  orderLine,
  quoteLine,
  receipt,
  segmented,
  services,
  step,
  text,
  transit,
} from './lines/documents.ts';

/** A schema for each event, by its name. */
export const schemas = {
  'quote.created': z.strictObject({
    ...head,
    ...totals,
    validTo: date,
    winProbabilityBp: bp,
    lines: z.array(quoteLine).min(1),
  }),
  'quote.sent': z.strictObject({ ...step, status: code }),
  'quote.won': z.strictObject({ ...step, status: code, wonOrder: code }),
  'quote.lost': z.strictObject({ ...step, status: code, reason: text }),
  'quote.expired': z.strictObject({ ...step, status: code }),

  'sales_order.created': z.strictObject({
    ...head,
    ...totals,
    customerPo: code,
    requestedDate: date,
    terms: code,
    incoterm: z.enum(['EXW', 'FCA', 'DAP']),
    creditStatus: z.literal('unchecked'),
    lines: z.array(orderLine).min(1),
  }),
  'sales_order.credit_checked': z.strictObject({
    ...step,
    ...exposure,
    creditStatus: z.enum(['released', 'blocked']),
  }),
  'sales_order.credit_blocked': z.strictObject({
    ...step,
    creditStatus: z.literal('blocked'),
    reason: z.enum(['limit', 'overdue']),
  }),
  'sales_order.credit_released': z.strictObject({
    ...step,
    /** Who leads the credit manager and signs too, where the amount is above that one's limit. */
    approvedBy: code.optional(),
    creditStatus: z.literal('approved'),
    reason: text,
  }),
  'sales_order.rejected': z.strictObject({ ...step, creditStatus: z.literal('rejected'), reason: text }),
  'sales_order.confirmed': z.strictObject({ ...step, status: code, confirmedDate: date }),
  'sales_order.changed': z.strictObject({
    ...step,
    ...totals,
    reason: z.enum(['quantity', 'date']),
    requestedDate: date,
    lines: z.array(orderLine).min(1),
  }),
  'sales_order.cancelled': z.strictObject({ ...step, status: code, reason: text }),
  'sales_order.closed': z.strictObject({ ...step, status: code }),

  'delivery.created': z.strictObject({
    ...head,
    salesOrder: code,
    carrier: text,
    /** Minor units of the company's currency; 0 unless we pay for the way. */
    freightCost: money,
    plannedIssue: date,
    lines: z.array(deliveryLine).min(1),
  }),
  'delivery.picked': z.strictObject({
    ...step,
    status: code,
    lines: z.array(z.strictObject({ line, pickedQuantity: quantity })),
  }),
  'delivery.packed': z.strictObject({ ...step, status: code, packages: z.int().min(1), weight: z.int().min(0) }),
  'delivery.goods_issued': z.strictObject({
    ...step,
    status: code,
    salesOrder: code,
    goodsIssueDate: date,
    fiscalYear: z.int(),
    lines: z.array(deliveryLine).min(1),
  }),
  'delivery.proof_received': z.strictObject({ ...step, status: code, proofOfDelivery: date }),
  'outbound_freight.accrued': z.strictObject({
    ...step,
    carrier: code,
    /** Item on 2900: carrier and month. */
    item: code,
    amount: money,
    currency: code,
    costCenter: code,
    weight: z.int().min(0),
  }),

  'customer_invoice.posted': z.strictObject({
    ...head,
    ...totals,
    billingDate: date,
    dueDate: date,
    discountDate: date.optional(),
    discountBp: bp.optional(),
    terms: code,
    kind: z.enum(['product', 'service', 'subscription', 'rebill']),
    salesOrder: text,
    lines: z.array(invoiceLine).min(1),
  }),
  'customer_invoice.sent': z.strictObject({ ...step, status: code, channel: z.enum(['email', 'edi', 'post']) }),
  'customer_invoice.disputed': z.strictObject({
    ...step,
    status: code,
    amount: money,
    reason: z.enum(['price', 'quantity', 'quality', 'shortPayment']),
  }),
  'customer_invoice.dispute_resolved': z.strictObject({
    ...step,
    status: code,
    outcome: z.enum(['accepted', 'rejected']),
    amount: money,
  }),

  'receipt.banked': z.strictObject(banked),
  'receipt.returned': z.strictObject({ ...banked, reason: text }),
  'customer_receipt.applied': z.strictObject(receipt),
  'customer_receipt.reversed': z.strictObject({
    ...receipt,
    /** Id of the entry that is taken back; absent where it was booked before the first day. */
    reversesEntry: code.optional(),
    /** Items that are open again. */
    reopened: z.array(z.strictObject({ item: code, of: code, amount: money, localAmount: money, dueDate: date })),
  }),
  'unapplied_receipt.applied': z.strictObject({
    ...cleared,
    invoices: z.array(clearing).min(1),
    unapplied: z.array(clearing).min(1),
  }),
  'customer_refund.released': z.strictObject({
    ...cleared,
    unapplied: z.array(clearing).min(1),
    transit,
  }),
  'payment.cleared': z.strictObject(banked),
  'customer_charge.posted': z.strictObject({
    ...head,
    ...totals,
    kind: z.enum(['dunning', 'returnedReceipt']),
    dueDate: date,
    charge: money,
    interest: money,
    lines: z.array(chargedLine),
  }),
  'credit_memo.posted': z.strictObject({
    ...head,
    ...totals,
    reason: z.enum(['return', 'priceError', 'quantityError', 'goodwill', 'rebill']),
    invoice: code,
    lines: z.array(creditLine).min(1),
    clears: z.array(clearing),
    surplus: z.strictObject({ item: code, amount: money }).optional(),
  }),

  'customer_return.announced': z.strictObject({
    ...head,
    reason: text,
    delivery: code,
    lines: z.array(deliveryLine).min(1),
  }),
  'customer_return.received': z.strictObject({
    ...step,
    status: code,
    disposition: z.enum(['restock', 'scrap']),
    fiscalYear: z.int(),
    delivery: code,
    lines: z.array(deliveryLine).min(1),
  }),
  'customer_return.scrapped': z.strictObject({
    ...step,
    status: code,
    delivery: code,
    lines: z.array(deliveryLine).min(1),
  }),

  'dunning_notice.sent': z.strictObject({
    ...step,
    documentDate: date,
    currency: code,
    level: z.int().min(1).max(4),
    items: z.array(z.strictObject({ invoice: code, item: code, daysOverdue: z.int().min(0), amount: money })).min(1),
    interest: money,
    charge: money,
    deadline: date,
  }),
  'receivable.written_off': z.strictObject({
    ...cleared,
    reason: z.enum(['overdue', 'insolvency']),
    invoice: code,
    daysOverdue: z.int().min(0),
    clears: z.array(clearing).min(1),
  }),
  'receivable.recovered': z.strictObject({
    ...step,
    currency: code,
    rate9,
    amount: money,
    writtenOff: code,
    transit,
  }),

  'deferred_revenue.released': z.strictObject({
    ...step,
    ...services,
    rate9,
    ...segmented,
    invoice: code,
    month: z.string().length(7),
    days: z.int().min(1),
    total: money,
    totalDays: z.int().min(1),
  }),
  'subscription.signed': z.strictObject({ ...step, ...services, start: date, end: date }),
  'subscription.renewed': z.strictObject({ ...step, ...services, start: date, end: date }),
  'subscription.ended': z.strictObject({ ...step, serviceId: code, end: date }),

  'customer.onboarded': z.strictObject({ ...step, segment: code, region: code, currency: code, creditLimit: money }),
  'customer.credit_limit_changed': z.strictObject({
    ...step,
    approvedBy: code,
    from: money,
    to: money,
    yearlySales: money,
    rating: code,
  }),
  'customer.insolvency_declared': z.strictObject({ ...step, rating: code }),

  'control.performed': z.strictObject({
    company: code,
    controlId: z.enum(['C020', 'C021']),
    objectId: code,
    result: z.enum(['effective', 'exception']),
    performedBy: code,
    evidence: z.array(code).min(1),
  }),
} as const;

type Frozen<T> = T extends readonly (infer U)[]
  ? readonly Frozen<U>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<Exclude<T[K], undefined>> }
    : T;

/** Names of the events of order to cash. */
export type EventName = keyof typeof schemas;
/** The payload of an event, by its name. */
export type Payload<N extends EventName> = Frozen<z.infer<(typeof schemas)[N]>>;

/** An event of order to cash. */
export type Told<N extends EventName = EventName> = { [K in N]: Event<K, Payload<K>> }[N];

/** Makes an event whose payload is the one of its name. */
export function tell<N extends EventName>(
  ctx: Pick<Context, 'event'>,
  name: N,
  payload: Payload<N>,
  options?: { readonly after: Duration },
): Told<N> {
  // Events without options take the shorter way.
  const made = options === undefined ? ctx.event(name, payload) : ctx.event(name, payload, options);
  return made as unknown as Told<N>;
}

export type OrderLine = Payload<'sales_order.created'>['lines'][number];
export type QuoteLine = Payload<'quote.created'>['lines'][number];
export type DeliveryLine = Payload<'delivery.goods_issued'>['lines'][number];
export type InvoiceLine = Payload<'customer_invoice.posted'>['lines'][number];
export type CreditLine = Payload<'credit_memo.posted'>['lines'][number];
export type Remittance = Payload<'customer_receipt.applied'>['remittance'][number];
export type PayMethod = Payload<'receipt.banked'>['method'];

/** Names of all events, as a process has to list them. */
export const eventNames = Object.freeze(Object.keys(schemas)) as readonly EventName[];

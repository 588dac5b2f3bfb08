/** From a requisition to an order of what is used up or put to use: priced, approved, sent, confirmed; changed or called off. */
import { chance, type Context, convertAmount, defineAction, NO_UNITS } from '../../src/index.ts';
import { approvalChain, personIn } from '../world/masters/people.ts';
import { spotRate9, usdRates } from '../world/rates/rates.ts';
import { change } from './change.ts';
import { dateOn } from '../world/clock.ts';
import { isPaidInAdvance, startAdvance } from './down-payment.ts';
import { startOutlayDeliveries } from './outlay-delivery.ts';
import type { P2pEvent } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { netOf, orderEvents, orderPayload, signerOn } from './order-document.ts';
import { outlayOf, outlayTax } from './outlay.ts';
import { APPROVAL_DAYS, type Request, type Wanted } from './outlay-request.ts';
import {
  inSessions,
  localValue,
  type InvoicePolicy,
  type Order,
  type OutlayLine,
  pickByScore,
  rateOn,
  type Relation,
  relationOf,
  SHARE,
} from './relation.ts';
import { fitted, ORDER_STEP } from './request.ts';

/** What is being bought, as its journey keeps it. */
export interface OutlayPurchase {
  readonly kind: Order['kind'];
  readonly requisition: string;
  readonly orderId: string;
  readonly wanted: readonly Wanted[];
  readonly needDay: number;
  next: number;
  order: Order<OutlayLine> | undefined;
}

const OUTLAY = 'outlay';

export const hasOutlay = (ctx: Context): boolean => ctx.get(OUTLAY) !== undefined;
export const nextOutlayStep = (ctx: Context): Date => new Date(outlayPurchaseOf(ctx).next);

export function outlayPurchaseOf(ctx: Context): OutlayPurchase {
  const purchase = ctx.get<OutlayPurchase>(OUTLAY);
  if (purchase === undefined) throw new TypeError('nothing is being bought here');
  return purchase;
}

/** Goes on with what was approved. */
export function keepOutlay(
  ctx: Context,
  { requisition, orderId, wanted, needDay }: Pick<Request, 'requisition' | 'orderId' | 'wanted' | 'needDay'>,
  { kind, orderAt }: { readonly kind: Order['kind']; readonly orderAt: number },
): void {
  const purchase: OutlayPurchase = { kind, requisition, orderId, wanted, needDay, next: orderAt, order: undefined };
  ctx.set(OUTLAY, purchase, { scope: 'journey' });
}

const MOST_DAYS = 12;

export function orderOutlayAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'order-outlay',
    emits: ['purchase_order.created', 'purchase_order.approved', 'purchase_order.sent', 'purchase_order.confirmed'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const purchase = outlayPurchaseOf(ctx);
      const { clock, company } = relation;
      const [day, date] = [clock.dayOf(ctx.nowMs), clock.dateOf(ctx.nowMs)];
      const buyer = personIn(ctx, company, { pool: 'buyer', key: purchase.orderId, date });
      const policy = policyOf(ctx, purchase, options);
      const order = makeOutlayOrder(ctx, relation, purchase, { buyer: buyer.employeeId, policy });
      purchase.order = order;
      relation.orders.set(order.orderId, order);
      const rate9 = rateOn(ctx, relation, date);
      const approvers = approvalChain(ctx, company, {
        requester: buyer.position,
        amount: localValue(relation, netOf(order), rate9),
        date,
        until: dateOn(day + APPROVAL_DAYS),
      });
      const steps = Array.from({ length: approvers.length + 2 }, (_, i) => ctx.draw(`step.${i}`, ORDER_STEP));
      const due = fitted(steps, MOST_DAYS - 4).map((days) => clock.workAfter(ctx.nowMs, days));
      const signing = { orderId: purchase.orderId, approvers };
      const instants = inSessions(ctx, relation, due, (i, on) => signerOn(ctx, relation, signing, { i, day: on }));
      purchase.next = instants[approvers.length + 1] ?? ctx.nowMs;
      const { requisition } = purchase;
      const costCenterOf = ({ outlay }: OutlayLine) => outlay.costCenter;
      const payload = orderPayload(ctx, relation, order, { requisition, day, rate9, boughtOf: outlayOf, costCenterOf });
      return orderEvents(ctx, relation, order, { payload, approvers, instants });
    },
  });
}

/** What is put to use is received; calls of a yearly order are billed one by one. */
function policyOf(ctx: Context, { kind }: OutlayPurchase, { invoicePolicies }: ResolvedP2pOptions): InvoicePolicy {
  if (kind === 'framework') return 'afterReceipt';
  const { afterReceipt, beforeReceipt, noReceipt } = invoicePolicies;
  const isAsset = kind === 'asset';
  return pickByScore<InvoicePolicy>(ctx.draw('policy', SHARE), [
    ['afterReceipt', afterReceipt + (isAsset ? noReceipt : 0)],
    ['beforeReceipt', beforeReceipt],
    ['noReceipt', isAsset ? 0 : noReceipt],
  ]);
}

interface Making {
  readonly buyer: string;
  readonly policy: InvoicePolicy;
}

function makeOutlayOrder(
  ctx: Context,
  relation: Relation,
  { orderId, kind, wanted, needDay }: OutlayPurchase,
  { buyer, policy }: Making,
): Order<OutlayLine> {
  const date = relation.clock.dateOf(ctx.nowMs);
  const { company, vendor } = relation;
  const pair = { from: company.currency, to: vendor.currency };
  const priceOf = ({ estimate, quantity, unit }: Wanted): number => {
    const value = isSame(pair) ? estimate : convertAmount(estimate, spotRate9(pair, date, usdRates(ctx)), pair);
    return Math.max(1, Math.round((value * (unit === 'H' ? 100 : 1)) / quantity));
  };
  const lines = wanted.map((one, i): OutlayLine => {
    const tax = outlayTax(relation, one.outlay, date);
    return {
      line: i + 1,
      material: { uom: one.unit },
      outlay: one.outlay,
      quantity: one.quantity,
      unitPrice: priceOf(one),
      taxCode: tax.code,
      taxBp: tax.chargedBp,
      selfAssessedBp: tax.selfAssessedBp,
      deductible: tax.deductible,
      needDay,
      promisedDay: needDay,
      grBased: policy === 'afterReceipt',
      received: 0,
      returned: 0,
      invoiced: 0,
      credited: 0,
      units: NO_UNITS,
      touched: 0,
    };
  });
  const day = relation.clock.dayOf(ctx.nowMs);
  return { orderId, day, kind, currency: vendor.currency, policy, buyer, lines, deliveries: 0, invoices: 0 };
}

function isSame({ from, to }: { readonly from: string; readonly to: string }): boolean {
  return from === to;
}

/** What is changed after the confirmation, or called off; else what comes is on its way. */
export function followUpOutlayAction(options: ResolvedP2pOptions) {
  const scaled = (p: number) => chance(Math.min(1, p * options.messiness));
  const [cancels, changes] = [scaled(options.orderCancelChance), scaled(options.orderChangeChance)];
  const partial = scaled(options.partialReceiptChance);
  return defineAction({
    id: 'follow-up-outlay',
    emits: ['purchase_order.changed', 'purchase_order.approved', 'purchase_order.cancelled'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const { order } = outlayPurchaseOf(ctx);
      if (order === undefined) return [];
      const isAdvanced = isPaidInAdvance(ctx, relation, { order, options });
      if (isAdvanced) startAdvance(ctx, relation, order);
      else if (ctx.draw('cancels', cancels)) return [cancel(ctx, relation, order)];
      const isChanged = order.kind !== 'framework' && ctx.draw('changes', changes);
      const events = isChanged ? change(ctx, relation, order) : [];
      startOutlayDeliveries(ctx, relation, { order, isPartial: ctx.draw('partial', partial), isAdvanced });
      return events;
    },
  });
}

function cancel(ctx: Context, { company, partner, orders }: Relation, { orderId, buyer }: Order) {
  orders.delete(orderId);
  const step = { documentId: orderId, documentType: 'PO', company: company.code, partner };
  return ctx.event(
    'purchase_order.cancelled',
    Object.assign({}, step, { performedBy: buyer, reason: 'no longer needed' }),
  );
}

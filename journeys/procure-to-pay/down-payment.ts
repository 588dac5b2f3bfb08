/** A part of a large order that is paid before anything comes: released, executed by the bank, and cleared with the first invoice. */
import { chance, type Context, defineAction, clearing, partOf } from '../../src/index.ts';
import { minorInCurrency } from '../world/masters/draws.ts';
import { dateOn } from '../world/clock.ts';
import type { P2pEvent, PayloadOf } from './documents.ts';
import { openedValues } from './locals.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { valueDay } from './pay-plan.ts';
import { PAYING, type Paying } from './paying.ts';
import { netOf } from './order-document.ts';
import { postings } from './postings.ts';
import { documentId, doer, localValue, type Order, postedOn, rateOn, type Relation, relationOf } from './relation.ts';

/** What an order has paid in advance and not cleared yet. */
export interface Advance {
  readonly item: string;
  amount: number;
  localAmount: number;
}

const RELEASE_DAYS = 2;
const RELEASE_HOUR = 17;
const BANK_HOUR = 6;
const SHARE_BP = 10_000;

/** Whether so large an order is paid in part before it comes; then it is not called off any more. */
export function isPaidInAdvance(
  ctx: Context,
  relation: Relation,
  { order, options }: { readonly order: Order; readonly options: ResolvedP2pOptions },
): boolean {
  const { threshold, chance: p } = options.downPayment;
  if (order.kind !== 'asset') return false;
  const net = netOf(order);
  const local = localValue(relation, net, rateOn(ctx, relation, relation.clock.dateOf(ctx.nowMs)));
  return local > minorInCurrency(threshold, relation.company.currency) && ctx.draw('advance', chance(p));
}

export function startAdvance(ctx: Context, { clock }: Relation, { orderId }: Order): void {
  const day = clock.addBusinessDays(clock.dayOf(ctx.nowMs), RELEASE_DAYS);
  ctx.start('down-payment', { at: clock.at(day, RELEASE_HOUR), input: { orderId } });
}

export function releaseAdvanceAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'release-advance',
    emits: ['down_payment.released'],
    handler: (ctx): P2pEvent<'down_payment.released'>[] => {
      const relation = relationOf(ctx, options);
      const order = relation.orders.get(ctx.input<{ readonly orderId: string }>()?.orderId ?? '');
      if (order === undefined) return [];
      const payload = advanceOf(ctx, relation, order, options);
      if (payload.amount === 0) return [];
      const isSame = payload.currency === relation.company.currency;
      const values = isSame ? undefined : openedValues(relation, postings['PP08'], payload);
      const valueOf = (item: string): number => values?.get(item) ?? payload.amount;
      order.advance = { item: payload.opens.id, amount: payload.amount, localAmount: valueOf(payload.opens.id) };
      const { clock, method } = relation;
      const paying: Paying = {
        paymentId: payload.documentId,
        items: [],
        next: clock.at(
          Math.max(clock.dayOf(ctx.nowMs) + 1, valueDay(relation, method, clock.dayOf(ctx.nowMs))),
          BANK_HOUR,
        ),
        amount: payload.amount,
        released: undefined,
        entryId: '',
        transit: { item: payload.documentId, localAmount: valueOf(payload.documentId) },
        fate: 'cleared',
      };
      ctx.set(PAYING, paying, { scope: 'journey' });
      return [ctx.event('down_payment.released', payload)];
    },
  });
}

function advanceOf(
  ctx: Context,
  relation: Relation,
  order: Order,
  { downPayment }: ResolvedP2pOptions,
): PayloadOf<'down_payment.released'> {
  const { clock, company, partner, vendor, method } = relation;
  const [day, date] = [clock.dayOf(ctx.nowMs), clock.dateOf(ctx.nowMs)];
  const id = documentId(ctx, 'DP', relation);
  const net = netOf(order);
  const amount = partOf(net, Math.round(downPayment.share * SHARE_BP));
  return {
    documentId: id,
    documentType: 'DP',
    company: company.code,
    partner,
    performedBy: doer(ctx, relation, 'paymentReleaser', id),
    ...postedOn(ctx, relation, day),
    currency: vendor.currency,
    rate9: rateOn(ctx, relation, date),
    rateDate: date,
    partnerGroup: vendor.category,
    status: 'released',
    references: [{ documentId: order.orderId, documentType: 'PO', relation: 'pays' }],
    method,
    valueDate: dateOn(valueDay(relation, method, day)),
    bankAccount: `${company.code}-BK-${vendor.currency}`,
    amount,
    opens: { id: `${id}/A` },
    countersignedBy: doer(ctx, relation, 'controller', id),
  };
}

/** What was paid in advance is taken off the first invoice, up to what that asks for. */
export function clearAdvance(
  ctx: Context,
  relation: Relation,
  { order, invoice }: { readonly order: Order; readonly invoice: PayloadOf<'vendor_invoice.posted'> },
): P2pEvent<'down_payment.cleared'>[] {
  const { advance } = order;
  const payable = relation.payables.get(invoice.documentId);
  if (advance === undefined || advance.amount === 0 || payable === undefined) return [];
  const amount = Math.min(advance.amount, payable.amount);
  const paid = clearing({ id: advance.item, ...advance }, amount);
  const owed = clearing({ id: payable.item, amount: payable.amount, localAmount: payable.localAmount }, amount);
  Object.assign(advance, { amount: paid.rest.amount, localAmount: paid.rest.localAmount });
  payable.amount = owed.rest.amount;
  payable.localAmount = owed.rest.localAmount;
  if (payable.amount === 0) relation.payables.delete(payable.item);
  const { company, partner, vendor, clock } = relation;
  const [day, date] = [clock.dayOf(ctx.nowMs), clock.dateOf(ctx.nowMs)];
  const payload = {
    documentId: documentId(ctx, 'DC', relation),
    documentType: 'DC',
    company: company.code,
    partner,
    performedBy: invoice.performedBy,
    ...postedOn(ctx, relation, day),
    currency: vendor.currency,
    rate9: rateOn(ctx, relation, date),
    rateDate: date,
    partnerGroup: vendor.category,
    status: 'posted',
    references: [
      { documentId: invoice.documentId, documentType: 'VI', relation: 'settles' as const },
      { documentId: order.orderId, documentType: 'PO', relation: 'settles' as const },
    ],
    amount,
    invoiceClears: owed.clears,
    advanceClears: paid.clears,
  };
  return [ctx.event('down_payment.cleared', payload)];
}

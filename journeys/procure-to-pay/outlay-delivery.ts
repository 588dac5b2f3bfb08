/** What is used up comes in one part or more, work is done and accepted; each part is billed. */
import { type Context, defineAction, type Generator, int, lognormal, normal, uniform } from '../../src/index.ts';
import { OFFSET } from './delivery-plan.ts';
import { closing } from './close.ts';
import type { P2pEvent } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { outlayOf } from './outlay.ts';
import { bill, deliveryNote, goodsHead, quantitiesOf } from './goods-in.ts';
import {
  documentId,
  doer,
  inSession,
  type Order,
  type OutlayLine,
  outlayOrderOf,
  rateOn,
  type Relation,
  relationOf,
  SHARE,
} from './relation.ts';
import { moveUnits, type PostedUnits } from './units.ts';

/** A part of an order: units by line. */
export interface OutlayDelivery {
  readonly orderId: string;
  readonly quantities: Readonly<Record<number, number>>;
  /** Of a yearly order: the month that is called. */
  readonly call?: number;
}

const FIRST_PART = uniform({ low: 0.3, high: 0.8 });
const LATER_DAYS = int({ min: 2, max: 10 });
const EARLY_DAYS = uniform({ low: 0.5, high: 3 });
const CALLS = 12;
const CALLED = normal({ mean: 1, sd: 0.15, min: 0.5, max: 1.5 });
/** Hours of the day in which goods come, and in which work is reported. */
const FROM_HOUR = 6;
const HOURS = 5.9;

interface Dispatch {
  readonly order: Order<OutlayLine>;
  readonly isPartial: boolean;
  /** Whether a part is paid first: then no invoice comes before that. */
  readonly isAdvanced: boolean;
}

export function startOutlayDeliveries(
  ctx: Context,
  relation: Relation,
  { order, isPartial, isAdvanced }: Dispatch,
): void {
  const { clock, vendor } = relation;
  if (order.kind === 'framework') return startCalls(ctx, relation, order);
  const promised = Math.max(...order.lines.map(({ promisedDay }) => promisedDay));
  const offset = Math.round(ctx.draw('offset', OFFSET[vendor.persona]));
  const earliest = clock.addBusinessDays(clock.dayOf(ctx.nowMs), isAdvanced ? 3 : 1);
  const first = Math.max(earliest, clock.addBusinessDays(clock.following(promised), offset));
  const all = Object.fromEntries(order.lines.map(({ line, quantity }) => [line, quantity]));
  const billedFrom = order.policy === 'noReceipt' ? first : isAdvanced ? clock.addBusinessDays(earliest, 4) : undefined;
  if (order.policy !== 'afterReceipt') startBilling(ctx, relation, order, billedFrom);
  if (order.policy === 'noReceipt') return;
  const parts = isPartial ? splitOf(ctx, order) : [all];
  order.deliveries = parts.length;
  for (const [n, quantities] of parts.entries()) {
    const day = n === 0 ? first : clock.addBusinessDays(first, ctx.draw('later', LATER_DAYS));
    const input: OutlayDelivery = { orderId: order.orderId, quantities };
    ctx.start(receiptJourneyOf(order), { at: clock.at(day, FROM_HOUR + HOURS * ctx.draw(`hour.${n}`, SHARE)), input });
  }
}

/** Work is accepted, goods are received. */
function receiptJourneyOf({ kind }: Order): 'service-entry' | 'outlay-delivery' {
  return kind === 'service' || kind === 'framework' ? 'service-entry' : 'outlay-delivery';
}

/** Two parts, where there is enough for two. */
function splitOf(ctx: Context, { lines }: Order): readonly Readonly<Record<number, number>>[] {
  const part = ctx.draw('part', FIRST_PART);
  const first = Object.fromEntries(lines.map(({ line, quantity }) => [line, Math.floor(quantity * part)]));
  const rest = Object.fromEntries(lines.map(({ line, quantity }) => [line, quantity - (first[line] ?? 0)]));
  return Object.values(first).some((quantity) => quantity > 0) ? [first, rest] : [rest];
}

/** Who bills without waiting for a receipt: at once, or when it is due. */
function startBilling(ctx: Context, { clock }: Relation, order: Order, day: number | undefined): void {
  order.invoices = 1;
  const quantities = Object.fromEntries(order.lines.map(({ line, quantity }) => [line, quantity]));
  const at = clock.workAfter(day === undefined ? ctx.nowMs : clock.at(day, FROM_HOUR), ctx.draw('early', EARLY_DAYS));
  ctx.start('billing', { at, input: { orderId: order.orderId, quantities } });
}

/** Each month what was done in it is called: about a twelfth, the last month what is left. */
function startCalls(ctx: Context, { clock }: Relation, order: Order<OutlayLine>): void {
  const now = new Date(ctx.nowMs);
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const left = new Map(order.lines.map(({ line, quantity }) => [line, quantity]));
  for (let call = month; call < CALLS; call++) {
    const quantities: Record<number, number> = {};
    for (const { line, quantity } of order.lines) {
      const rest = left.get(line) ?? 0;
      const wanted = Math.round((quantity / (CALLS - month)) * ctx.draw(`call.${call}.${line}`, CALLED));
      quantities[line] = call === CALLS - 1 ? rest : Math.min(rest, wanted);
      left.set(line, rest - (quantities[line] ?? 0));
    }
    if (Object.values(quantities).every((quantity) => quantity === 0)) continue;
    const last = clock.preceding(clock.dayOf(Date.UTC(year, call + 1, 1, 12)) - 1);
    const day = Math.max(last, clock.addBusinessDays(clock.dayOf(ctx.nowMs), 1));
    order.deliveries++;
    const input: OutlayDelivery = { orderId: order.orderId, quantities, call: call + 1 };
    ctx.start('service-entry', { at: clock.at(day, 8 + HOURS * ctx.draw(`hour.${call}`, SHARE)), input });
  }
}

/** What comes is used up at once, or becomes a part of an asset: it is worth what was ordered. */
export function receiveOutlayAction(options: ResolvedP2pOptions) {
  const invoiceDays = lognormal(options.receiptToInvoiceDays);
  return defineAction({
    id: 'receive-outlay',
    emits: ['goods_receipt.posted', 'purchase_order.closed'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const expected = expectedHere(ctx, relation);
      if (expected === undefined) return [];
      const { order } = expected;
      const receipt = documentId(ctx, 'GR', relation);
      const { head, lines } = received(ctx, relation, { ...expected, receipt, documentType: 'GR' });
      const payload = Object.assign({}, head, {
        performedBy: doer(ctx, relation, 'receiver', receipt),
        deliveryNote: deliveryNote(ctx, relation),
        lines: lines.map((line) =>
          Object.assign({}, line, { unitCost: 0, standardValue: 0, inspection: 'accepted' as const }),
        ),
      });
      haveBilled(ctx, relation, expected, invoiceDays);
      return [ctx.event('goods_receipt.posted', payload), ...closing(ctx, relation, order)];
    },
  });
}

/** A part of an order, on the day on which it is received or accepted. */
interface Expected {
  readonly order: Order<OutlayLine>;
  readonly delivery: OutlayDelivery;
}

function expectedHere(ctx: Context, relation: Relation): Expected | undefined {
  const delivery = ctx.input<OutlayDelivery>();
  const order = outlayOrderOf(relation, delivery?.orderId);
  return delivery === undefined || order === undefined ? undefined : { order, delivery };
}

/** What is billed part by part is billed once it is there. */
function haveBilled(
  ctx: Context,
  relation: Relation,
  { order, delivery }: Expected,
  invoiceDays: Generator<number>,
): void {
  if (order.policy !== 'afterReceipt') return;
  bill(ctx, relation, { order, quantities: quantitiesOf(delivery), rejected: undefined, invoiceDays });
}

interface Receiving extends Expected {
  readonly receipt: string;
  readonly documentType: 'GR' | 'SE';
}

function received(ctx: Context, relation: Relation, { order, delivery, receipt, documentType }: Receiving) {
  order.deliveries--;
  const { clock, company, partner } = relation;
  const [day, date] = [clock.dayOf(ctx.nowMs), clock.dateOf(ctx.nowMs)];
  const rate9 = rateOn(ctx, relation, date);
  const came = order.lines.filter(({ line }) => (delivery.quantities[line] ?? 0) > 0);
  const lines = came.map((line, i) => {
    const quantity = delivery.quantities[line.line] ?? 0;
    const { value, ...units } = moveUnits(relation, order, line, {
      side: 'credit',
      quantity,
      rate9,
      isLocal: true,
      day,
    });
    line.received += quantity;
    return {
      line: i + 1,
      ...outlayOf(line),
      quantity,
      reference: { documentId: order.orderId, line: line.line },
      orderValue: value,
      ...(units satisfies PostedUnits),
      costCenter: line.outlay.costCenter,
    };
  });
  const isCall = order.kind === 'framework';
  const head = Object.assign(goodsHead(ctx, relation, { documentId: receipt, documentType, day, date }), {
    references: [
      { documentId: order.orderId, documentType: 'PO', relation: isCall ? ('calls' as const) : ('follows' as const) },
    ],
    orderCurrency: order.currency,
    orderRate9: rate9,
    company: company.code,
    partner,
  });
  return { head, lines };
}

const ACCEPTED_AFTER = lognormal({ median: 1, p95: 4, max: 6 });

/** What was done, as the vendor reports it, and when it is looked at. */
interface Entry {
  readonly entryId: string;
  readonly next: number;
}

const ENTRY = 'entry';
const NO_ENTRY: Entry = { entryId: '', next: 0 };
const entryOf = (ctx: Context): Entry => ctx.get<Entry>(ENTRY) ?? NO_ENTRY;
export const hasEntry = (ctx: Context): boolean => ctx.get(ENTRY) !== undefined;
export const acceptedAt = (ctx: Context): Date => new Date(entryOf(ctx).next);

export function submitEntryAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'submit-entry',
    emits: ['service_entry.submitted'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const expected = expectedHere(ctx, relation);
      if (expected === undefined) return [];
      const { order, delivery } = expected;
      const { company, partner, clock } = relation;
      const entryId = documentId(ctx, 'SE', relation);
      const due = clock.workAfter(ctx.nowMs, ctx.draw('accepted', ACCEPTED_AFTER));
      const next = inSession(ctx, relation, due, { pool: 'receiver', key: entryId });
      ctx.set(ENTRY, { entryId, next }, { scope: 'journey' });
      const quantity = Object.values(delivery.quantities).reduce((sum, one) => sum + one, 0);
      const step = { documentId: entryId, documentType: 'SE', company: company.code, partner };
      const performedBy = 'system:vendor-portal';
      return [
        ctx.event(
          'service_entry.submitted',
          Object.assign({}, step, { performedBy, purchaseOrder: order.orderId, quantity }),
        ),
      ];
    },
  });
}

/** Accepted by somebody who did not order it: the cost is there now. */
export function acceptEntryAction(options: ResolvedP2pOptions) {
  const invoiceDays = lognormal(options.receiptToInvoiceDays);
  return defineAction({
    id: 'accept-entry',
    emits: ['service_entry.accepted', 'purchase_order.closed'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const expected = expectedHere(ctx, relation);
      if (expected === undefined) return [];
      const { order } = expected;
      const receipt = entryOf(ctx).entryId;
      const { head, lines } = received(ctx, relation, { ...expected, receipt, documentType: 'SE' });
      const payload = Object.assign({}, head, { performedBy: doer(ctx, relation, 'receiver', receipt), lines });
      haveBilled(ctx, relation, expected, invoiceDays);
      return [ctx.event('service_entry.accepted', payload), ...closing(ctx, relation, order)];
    },
  });
}

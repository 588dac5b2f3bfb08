/** At the gate: goods are received and inspected, what fails goes back, and its replacement comes in time. */
import { chance, defineAction, int, lineAmount, lognormal, uniform, type Context } from '../../src/index.ts';
import { closing } from './close.ts';
import type { Delivery } from './delivery-plan.ts';
import type { P2pEvent, ReceiptLine, ReturnLine } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { goodsOf } from './request.ts';
import { bill, deliveryNote, goodsHead, quantitiesOf, type Failed } from './goods-in.ts';
import {
  documentId,
  doer,
  pickIndex,
  rateOn,
  relationOf,
  SHARE,
  standardOn,
  stockOrderOf,
  UOM_SCALE,
  type Order,
  type Relation,
  type StockLine,
} from './relation.ts';
import { moveUnits } from './units.ts';

/** What went wrong with a delivery, until it is sent back. */
interface Rejected {
  readonly line: number;
  readonly quantity: number;
  readonly receipt: string;
  readonly receiptLine: number;
  readonly at: number;
}

const REJECTED = 'rejected';
export const hasRejected = (ctx: Context): boolean => ctx.get(REJECTED) !== undefined;
export const rejectedAt = (ctx: Context): Date => new Date(ctx.get<Rejected>(REJECTED)?.at ?? ctx.nowMs);

const REJECTED_PART = uniform({ low: 0.05, high: 0.5 });
const REPLACED_AFTER = int({ min: 1, max: 3 });

export function receiveAction(options: ResolvedP2pOptions) {
  const { inspectionRejectChance, overDeliveryChance, tolerances, receiptToInvoiceDays } = options;
  const rejects = chance(Math.min(1, inspectionRejectChance * options.messiness));
  const overDelivers = chance(overDeliveryChance);
  const invoiceDays = lognormal(receiptToInvoiceDays);
  return defineAction({
    id: 'receive',
    emits: ['goods_receipt.posted', 'purchase_order.closed'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const delivery = ctx.input<Delivery>();
      const order = stockOrderOf(relation, delivery?.orderId);
      if (delivery === undefined || order === undefined) return [];
      const quantities = quantitiesOf(delivery);
      if (delivery.isLast && ctx.draw('over', overDelivers))
        addExtra(ctx, relation, { order, quantities, limitBp: tolerances.overDeliveryBp });
      const rejected =
        !delivery.isReplacement && ctx.draw('reject', rejects)
          ? pickRejected(ctx, relation, order, quantities)
          : undefined;
      order.deliveries--;
      const receipt = documentId(ctx, 'GR', relation);
      const payload = receiptOf(ctx, relation, { order, quantities, receipt, rejected: rejected?.line });
      if (payload.lines.length === 0) return closing(ctx, relation, order);
      if (rejected !== undefined) plan(ctx, relation, order, Object.assign({}, rejected, { receipt, payload }));
      if (order.policy === 'afterReceipt') bill(ctx, relation, { order, quantities, rejected, invoiceDays });
      return [ctx.event('goods_receipt.posted', payload), ...closing(ctx, relation, order)];
    },
  });
}

interface Extra {
  readonly order: Order<StockLine>;
  readonly quantities: Map<number, number>;
  readonly limitBp: number;
}

/** More than was ordered on one line: as much as is let in. It is used up before more is ordered. */
function addExtra(ctx: Context, { surplus }: Relation, { order: { lines }, quantities, limitBp }: Extra): void {
  const line = lines[pickIndex(ctx, 'over.line', lines.length)];
  if (line === undefined) return;
  const room = Math.floor((line.quantity * limitBp) / 10_000);
  const extra = Math.floor(room * ctx.draw('over.part', SHARE));
  quantities.set(line.line, (quantities.get(line.line) ?? 0) + extra);
  const { materialId } = line.material;
  surplus.set(materialId, (surplus.get(materialId) ?? 0) + extra);
}

/** What fails inspection; nothing where its replacement could not come in time. */
function pickRejected(
  ctx: Context,
  { clock }: Relation,
  { lines }: Order<StockLine>,
  quantities: ReadonlyMap<number, number>,
): Failed | undefined {
  const latest = clock.preceding(Math.min(...lines.map(({ needDay }) => needDay)));
  if (clock.addBusinessDays(clock.dayOf(ctx.nowMs), 3) > latest) return undefined;
  const line = lines[pickIndex(ctx, 'reject.line', lines.length)]?.line ?? 1;
  const quantity = Math.floor((quantities.get(line) ?? 0) * ctx.draw('reject.part', REJECTED_PART));
  return quantity === 0 ? undefined : { line, quantity };
}

interface Receiving {
  readonly order: Order<StockLine>;
  readonly quantities: ReadonlyMap<number, number>;
  readonly receipt: string;
  readonly rejected: number | undefined;
}

function receiptOf(ctx: Context, relation: Relation, { order, quantities, receipt, rejected }: Receiving) {
  const { clock, company, partner, costCenters } = relation;
  const [day, date] = [clock.dayOf(ctx.nowMs), clock.dateOf(ctx.nowMs)];
  const rate9 = rateOn(ctx, relation, date);
  const lines: ReceiptLine[] = [];
  for (const line of order.lines) {
    const quantity = quantities.get(line.line) ?? 0;
    if (quantity === 0) continue;
    const { value, ...units } = moveUnits(relation, order, line, {
      side: 'credit',
      quantity,
      rate9,
      isLocal: true,
      day,
    });
    line.received += quantity;
    const unitCost = standardOn(ctx, relation, line.material, day);
    lines.push({
      line: lines.length + 1,
      ...goodsOf(line.material),
      quantity,
      reference: { documentId: order.orderId, line: line.line },
      unitCost,
      standardValue: lineAmount({ quantity, unitPrice: unitCost, uomScale: UOM_SCALE[line.material.uom] }),
      orderValue: value,
      ...units,
      inspection: rejected === line.line ? 'partlyRejected' : 'accepted',
      costCenter: costCenters.purchasing,
    });
  }
  return Object.assign(goodsHead(ctx, relation, { documentId: receipt, documentType: 'GR', day, date }), {
    performedBy: doer(ctx, relation, 'receiver', receipt),
    references: [{ documentId: order.orderId, documentType: 'PO', relation: 'follows' as const }],
    deliveryNote: deliveryNote(ctx, relation),
    orderCurrency: order.currency,
    orderRate9: rate9,
    company: company.code,
    partner,
    lines,
  });
}

function plan(
  ctx: Context,
  { clock }: Relation,
  order: Order,
  {
    line,
    quantity,
    receipt,
    payload,
  }: Failed & { readonly receipt: string; readonly payload: { readonly lines: readonly ReceiptLine[] } },
): void {
  const receiptLine = payload.lines.find(({ reference }) => reference.line === line)?.line ?? 1;
  const rejected: Rejected = { line, quantity, receipt, receiptLine, at: clock.workAfter(ctx.nowMs, 1) };
  ctx.set(REJECTED, rejected, { scope: 'journey' });
  // Its replacement is one more delivery to wait for.
  order.deliveries++;
}

/** What failed goes back, at standard cost out of stock, and is replaced before it is needed. */
export function returnAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'send-back',
    emits: ['vendor_return.posted'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const rejected = ctx.get<Rejected>(REJECTED);
      const order = stockOrderOf(relation, ctx.input<Delivery>()?.orderId);
      const line = order?.lines.find((one) => one.line === rejected?.line);
      if (rejected === undefined || order === undefined || line === undefined) return [];
      const { clock } = relation;
      const latest = clock.preceding(Math.min(...order.lines.map(({ needDay }) => needDay)));
      const day = Math.min(latest, clock.addBusinessDays(clock.dayOf(ctx.nowMs), ctx.draw('replaced', REPLACED_AFTER)));
      const input: Delivery = {
        orderId: order.orderId,
        quantities: { [line.line]: rejected.quantity },
        isLast: false,
        isReplacement: true,
      };
      ctx.start('delivery', { at: Math.max(ctx.nowMs, clock.at(day, 6 + 5.9 * ctx.draw('hour', SHARE))), input });
      return [ctx.event('vendor_return.posted', returnOf(ctx, relation, { order, line, rejected }))];
    },
  });
}

function returnOf(
  ctx: Context,
  relation: Relation,
  {
    order,
    line,
    rejected,
  }: { readonly order: Order<StockLine>; readonly line: StockLine; readonly rejected: Rejected },
) {
  const { clock, company, partner, costCenters } = relation;
  const [day, date] = [clock.dayOf(ctx.nowMs), clock.dateOf(ctx.nowMs)];
  const rate9 = rateOn(ctx, relation, date);
  const { quantity } = rejected;
  const { value, ...units } = moveUnits(relation, order, line, { side: 'debit', quantity, rate9, isLocal: true, day });
  line.returned += quantity;
  const unitCost = standardOn(ctx, relation, line.material, day);
  const id = documentId(ctx, 'RV', relation);
  const returned: ReturnLine = {
    line: 1,
    ...goodsOf(line.material),
    quantity,
    reference: { documentId: order.orderId, line: line.line },
    receiptLine: { documentId: rejected.receipt, line: rejected.receiptLine },
    unitCost,
    standardValue: lineAmount({ quantity, unitPrice: unitCost, uomScale: UOM_SCALE[line.material.uom] }),
    orderValue: value,
    ...units,
    reason: 'failed inspection',
    costCenter: costCenters.purchasing,
  };
  return Object.assign(goodsHead(ctx, relation, { documentId: id, documentType: 'RV', day, date }), {
    performedBy: doer(ctx, relation, 'receiver', rejected.receipt),
    references: [{ documentId: rejected.receipt, documentType: 'GR', relation: 'returns' as const }],
    company: company.code,
    partner,
    orderCurrency: order.currency,
    orderRate9: rate9,
    lines: [returned],
  });
}

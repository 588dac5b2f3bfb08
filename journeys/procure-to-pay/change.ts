/** What is changed on an order after its confirmation, before the goods are on their way. */
import { chance, type Context, defineAction, int, partOf, uniform, weighted } from '../../src/index.ts';
import { approvalChain, personIn } from '../world/masters/people.ts';
import { dateOn } from '../world/clock.ts';
import { startDeliveries } from './delivery-plan.ts';
import type { P2pEvent } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { netOf } from './order-document.ts';
import {
  localValue,
  type Order,
  type OrderLine,
  pickIndex,
  rateOn,
  type Relation,
  relationOf,
  isStock,
} from './relation.ts';
import { purchaseOf } from './request.ts';

const FIELD = weighted({ unitPrice: 0.3, quantity: 0.4, promisedDate: 0.3 });

const PRICE_MOVE = uniform({ low: -0.04, high: 0.08 });

const MORE = uniform({ low: 0.05, high: 0.3 });

const DAYS_LATER = int({ min: 1, max: 5 });

/** Above this the order is approved again. */
const REAPPROVAL_BP = 500;

const HOUR_MS = 3_600_000;

/** What is changed after the confirmation, and then the deliveries are on their way. */
export function followUpAction(options: ResolvedP2pOptions) {
  const changes = chance(Math.min(1, options.orderChangeChance * options.messiness));
  const partial = chance(Math.min(1, options.partialReceiptChance * options.messiness));
  return defineAction({
    id: 'follow-up',
    emits: ['purchase_order.changed', 'purchase_order.approved'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const { order, sentDay } = purchaseOf(ctx);
      if (order === undefined) return [];
      const events = ctx.draw('changes', changes) ? change(ctx, relation, order) : [];
      startDeliveries(ctx, relation, { order, sentDay, isPartial: ctx.draw('partial', partial) });
      return events;
    },
  });
}

export function change(
  ctx: Context,
  relation: Relation,
  order: Order,
): P2pEvent<'purchase_order.changed' | 'purchase_order.approved'>[] {
  const { company, partner, clock } = relation;
  const line = order.lines[pickIndex(ctx, 'line', order.lines.length)];
  if (line === undefined) return [];
  const before = netOf(order);
  const field = ctx.draw('field', FIELD);
  const { from, to } = changeLine(ctx, relation, line, field);
  if (from === to) return [];
  const net = netOf(order);
  const date = clock.dateOf(ctx.nowMs);
  const { employeeId: buyer, position } = personIn(ctx, company, { pool: 'buyer', key: order.orderId, date });
  const step = { documentId: order.orderId, documentType: 'PO', company: company.code, partner };
  const payload = Object.assign({}, step, {
    performedBy: buyer,
    field,
    line: line.line,
    from,
    to,
    net,
    reason: 'agreed with the vendor',
  });
  const events = [ctx.event('purchase_order.changed', payload)];
  if (net - before <= partOf(before, REAPPROVAL_BP)) return events;
  const amount = localValue(relation, net, rateOn(ctx, relation, date));
  const approvers = approvalChain(ctx, company, { requester: position, amount, date });
  const again = approvers.map(({ employeeId }, i) =>
    ctx.event('purchase_order.approved', Object.assign({}, step, { performedBy: employeeId, level: i + 1, net }), {
      after: (i + 1) * HOUR_MS,
    }),
  );
  return [...events, ...again];
}

/** More is ordered, never less: what is needed stays. A later day stays before the day of need. */
function changeLine(
  ctx: Context,
  { clock, surplus }: Relation,
  line: OrderLine,
  field: 'unitPrice' | 'quantity' | 'promisedDate',
): { readonly from: number | string; readonly to: number | string } {
  if (field === 'unitPrice') {
    const from = line.unitPrice;
    line.unitPrice = Math.max(1, Math.round(from * (1 + ctx.draw('price', PRICE_MOVE))));
    return { from, to: line.unitPrice };
  }
  if (field === 'quantity') {
    const from = line.quantity;
    line.quantity = from + Math.ceil(from * ctx.draw('more', MORE));
    if (isStock(line)) {
      const { materialId } = line.material;
      surplus.set(materialId, (surplus.get(materialId) ?? 0) + line.quantity - from);
    }
    return { from, to: line.quantity };
  }
  const from = line.promisedDay;
  line.promisedDay = Math.min(
    clock.preceding(line.needDay),
    clock.addBusinessDays(from, ctx.draw('later', DAYS_LATER)),
  );
  return { from: dateOn(from), to: dateOn(line.promisedDay) };
}

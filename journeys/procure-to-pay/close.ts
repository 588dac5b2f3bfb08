/** The end of an order: closed when all came and was billed; what is left over after ninety days is written off. */
import { defineAction, type Context } from '../../src/index.ts';
import type { P2pEvent } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { accountOf, costCenterOfLine } from './outlay.ts';
import {
  documentId,
  doer,
  isStock,
  postedOn,
  relationOf,
  type Order,
  type OrderLine,
  type Relation,
} from './relation.ts';
import { isEven, unitsItem } from './units.ts';
import { dateOn } from '../world/clock.ts';

const WRITE_OFF_DAYS = 90;

/** Closes an order of which nothing more is expected, or waits for what may still come. */
export function closing(ctx: Context, relation: Relation, order: Order): P2pEvent<'purchase_order.closed'>[] {
  if (order.deliveries > 0 || order.invoices > 0) return [];
  if (!isEven(order)) {
    const touched = Math.max(...order.lines.map((line) => line.touched));
    const due = relation.clock.at(relation.clock.following(touched + WRITE_OFF_DAYS), 9);
    ctx.start('write-off', { at: Math.max(ctx.nowMs, due), input: { orderId: order.orderId } });
    return [];
  }
  relation.orders.delete(order.orderId);
  return [ctx.event('purchase_order.closed', closed(relation, order, 'completed'))];
}

function closed({ company, partner }: Relation, { orderId }: Order, reason: 'completed' | 'writtenOff') {
  const step = { documentId: orderId, documentType: 'PO', company: company.code, partner };
  return Object.assign({}, step, { performedBy: 'system:order-closing', reason });
}

/** Units that nobody billed, or that never came: to the price variance, by the most senior invoice clerk. */
export function writeOffAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'write-off',
    emits: ['grir_balance.written_off', 'purchase_order.closed'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const order = relation.orders.get(ctx.input<{ readonly orderId: string }>()?.orderId ?? '');
      if (order === undefined || order.deliveries > 0 || order.invoices > 0) return [];
      const day = relation.clock.dayOf(ctx.nowMs);
      const touched = Math.max(...order.lines.map((line) => line.touched));
      if (day < touched + WRITE_OFF_DAYS) return [];
      relation.orders.delete(order.orderId);
      const id = documentId(ctx, 'WO', relation);
      const { company, partner, vendor, costCenters } = relation;
      const date = dateOn(day);
      const left = order.lines.filter(({ units }) => units.layers.length > 0);
      const payload = {
        documentId: id,
        documentType: 'WO',
        company: company.code,
        partner,
        performedBy: doer(ctx, relation, 'invoiceClerk', company.code),
        ...postedOn(ctx, relation, day),
        currency: company.currency,
        rate9: 1_000_000_000,
        rateDate: date,
        partnerGroup: vendor.category,
        status: 'posted',
        references: [{ documentId: order.orderId, documentType: 'PO', relation: 'settles' as const }],
        costCenter: costCenters.purchasing,
        lines: left.map((line, i) => writtenOff(relation, order, line, i + 1)),
      };
      return [
        ctx.event('grir_balance.written_off', payload),
        ctx.event('purchase_order.closed', closed(relation, order, 'writtenOff')),
      ];
    },
  });
}

function writtenOff(relation: Relation, order: Order, line: OrderLine, n: number) {
  const { side, layers } = line.units;
  const quantity = layers.reduce((sum, layer) => sum + layer.quantity, 0);
  const value = layers.reduce((sum, layer) => sum + layer.localAmount, 0);
  return {
    line: n,
    ...(isStock(line) ? { materialId: line.material.materialId } : accountOf(line)),
    reference: { documentId: order.orderId, line: line.line },
    side,
    cleared: { item: unitsItem(order, line.line, side), quantity, amount: value, localAmount: value },
    costCenter: costCenterOfLine(relation, line),
  };
}

/** Returns: a part of one line of a delivery comes back, goes on the shelf or on the scrap heap, and is credited. */
import { defineAction, defineAdventure, defineJourney, never, when, type Context } from '../../src/index.ts';
import { postingDay } from '../world/clock.ts';
import { standardCostIn } from '../world/masters/materials.ts';
import { creditLine, postCredit } from './credit-memo.ts';
import { until, untilWorkday } from './days.ts';
import { tell, type DeliveryLine, type InvoiceLine, type Told } from './documents.ts';
import type { ReturnInput } from './fulfil.ts';
import { withQuantity } from './lines.ts';
import { head, newDocument, relationOf, step, today, untilDone, who, type Relation, type Seat } from './relation.ts';
import { fiscalOf } from './tables.ts';

const RESTOCK_CHANCE = 0.8;
const SHARE_PERCENT = { from: 10, to: 100 } as const;
const REASONS = ['damaged', 'wrong goods', 'too late', 'quality'] as const;

/** A return on its way. */
interface Return {
  readonly relation: Relation;
  readonly returnId: string;
  readonly deliveryId: string;
  readonly line: DeliveryLine;
  readonly isRestocked: boolean;
}

const KEY = 'return';

function theReturn(ctx: Context): Return {
  const known = ctx.get<Return>(KEY);
  if (known === undefined) throw new TypeError('nothing has been announced');
  return known;
}

function announce(seat: Seat) {
  return defineAction({
    id: 'announce',
    emits: ['customer_return.announced'],
    timeSpan: (ctx) => untilWorkday(ctx, relationOf(ctx, seat).trade.days, 0),
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      const input = ctx.input<ReturnInput>();
      const invoiced = input === undefined ? undefined : invoiceOf(relation, input.deliveryId);
      if (input === undefined || invoiced === undefined) return [];
      const { deliveryId, lines } = input;
      const chosen = ctx.random.pick(lines);
      const percent = ctx.random.int(SHARE_PERCENT.from, SHARE_PERCENT.to);
      const quantity = Math.max(1, Math.round((chosen.quantity * percent) / 100));
      const returnId = newDocument(ctx, relation, 'RT');
      const line = Object.assign({}, chosen, {
        quantity,
        reference: { documentId: deliveryId, line: chosen.line },
        weight: 0,
      });
      const isRestocked = ctx.random.chance(RESTOCK_CHANCE);
      ctx.set(KEY, { relation, returnId, deliveryId, line, isRestocked }, { scope: 'journey' });
      const begun = {
        documentId: returnId,
        documentType: 'RT',
        performedBy: who(ctx, relation, 'sales', returnId),
        status: 'announced',
        references: [{ documentId: deliveryId, documentType: 'DL', relation: 'returns' as const }],
      };
      const reason = ctx.random.pick(REASONS);
      return [
        tell(
          ctx,
          'customer_return.announced',
          Object.assign(head(ctx, relation, begun), {
            reason,
            delivery: deliveryId,
            lines: [Object.assign({}, line, { line: 1 })],
          }),
        ),
      ];
    },
  });
}

/** What was billed for a delivery. */
function invoiceOf({ invoiced }: Relation, deliveryId: string) {
  return invoiced.get(deliveryId);
}

/** Received goods go back at the standard in force, whatever they left at. */
const receiveGoods = defineAction({
  id: 'receive-goods',
  emits: ['customer_return.received', 'customer_return.scrapped'],
  timeSpan: (ctx) => {
    const { relation } = theReturn(ctx);
    const { days } = relation.trade;
    // In the morning, like all that comes in.
    const day = days.business(days.dayOf(ctx.nowMs), ctx.random.int(2, 8));
    return until(ctx, days.at(day, 6 + ctx.random.float() * 5.5));
  },
  handler: (ctx): readonly Told[] => {
    const { relation, returnId, deliveryId, line, isRestocked } = theReturn(ctx);
    const { trade } = relation;
    const material = trade.byId.get(line.materialId ?? '');
    const { fiscalYear } = fiscalOf(trade, postingDay(ctx, today(ctx, relation)));
    const unitCost = material === undefined ? line.unitCost : standardCostIn(material, fiscalYear);
    const lines = [Object.assign({}, line, { line: 1, unitCost })];
    const performedBy = who(ctx, relation, 'receiver', returnId);
    const base = step(relation, { documentId: returnId, documentType: 'RT', performedBy });
    const disposition = isRestocked ? ('restock' as const) : ('scrap' as const);
    const received = tell(
      ctx,
      'customer_return.received',
      Object.assign({}, base, { status: 'received', disposition, fiscalYear, delivery: deliveryId, lines }),
    );
    if (isRestocked) return [received];
    return [
      received,
      tell(
        ctx,
        'customer_return.scrapped',
        Object.assign({}, base, { status: 'scrapped', delivery: deliveryId, lines }),
      ),
    ];
  },
});

const creditReturn = defineAction({
  id: 'credit-return',
  emits: ['credit_memo.posted'],
  timeSpan: (ctx) => {
    const { relation, returnId } = theReturn(ctx);
    return untilDone(ctx, relation, ctx.random.int(1, 4), { pool: 'biller', key: returnId });
  },
  handler: (ctx): readonly Told[] => {
    const { relation, returnId, deliveryId, line } = theReturn(ctx);
    const billed = invoiceOf(relation, deliveryId);
    const sold = billed?.lines.find(({ deliveryLine }) => deliveryLine?.line === line.line);
    if (billed === undefined || sold === undefined) return [];
    const credited: InvoiceLine = withQuantity(sold, line.quantity);
    relation.invoiced.delete(deliveryId);
    return postCredit(ctx, relation, {
      invoice: billed.invoice,
      rate9: billed.rate9,
      rateDay: billed.day,
      reason: 'return',
      lines: [Object.assign(creditLine(credited, billed.invoice), { line: 1 })],
      reference: { documentId: returnId, documentType: 'RT', relation: 'follows' },
      biller: returnId,
    });
  },
});

const isAnnounced = (ctx: Context): boolean => ctx.get(KEY) !== undefined;

/** Goods that come back, up to the credit memo. */
export function returnJourney(seat: Seat) {
  return defineJourney({
    id: 'customer-return',
    arrivals: never(),
    adventures: [
      defineAdventure({
        id: 'return',
        actions: [announce(seat), when(isAnnounced, [receiveGoods, creditReturn])],
      }),
    ],
  });
}

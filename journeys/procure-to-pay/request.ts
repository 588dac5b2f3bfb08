/** From need to requisition: planned every Monday, made on its day, approved by a planner, given to a source. */
import { type Context, defineAction, lognormal } from '../../src/index.ts';
import type { Material } from '../world/masters/materials.ts';
import { dateOn } from '../world/clock.ts';
import type { P2pEvent } from './documents.ts';
import { orderDays, type PlannedLine, plannedLines, weekNeeds } from './need.ts';
import type { CountPlan } from '../world/counts.ts';
import { plannedWeek } from '../world/supply.ts';
import type { ResolvedP2pOptions } from './options.ts';
import {
  documentId,
  doerAt,
  inSessions,
  type Order,
  type Relation,
  relationOf,
  type StockLine,
  UOM_SCALE,
  workerOn,
} from './relation.ts';
import { requisitionPayload } from './requisition.ts';

const STEP = lognormal({ median: 1, p95: 4 });

export const ORDER_STEP = lognormal({ median: 0.5, p95: 3 });

/** Working days from the requisition to the order, and from there until it is sent: together less than twelve. */
const REQUEST_DAYS = 6.5;

const BATCH_HOUR = 2;

/** One requisition and the order it becomes. */
export interface Purchase {
  readonly week: number;
  readonly orderBy: number;
  readonly requisition: string;
  readonly orderId: string;
  readonly lines: readonly PlannedLine[];
  /** When the next step is due. */
  next: number;
  order: Order<StockLine> | undefined;
  sentDay: number;
}

const PURCHASE = 'purchase';

export const hasPurchase = (ctx: Context): boolean => ctx.get(PURCHASE) !== undefined;

export const nextStep = (ctx: Context): Date => new Date(purchaseOf(ctx).next);

export function purchaseOf(ctx: Context): Purchase {
  const purchase = ctx.get<Purchase>(PURCHASE);
  if (purchase === undefined) throw new TypeError('nothing is being bought here');
  return purchase;
}

/** Every Monday: what the week that can still be ordered for needs is requested on its day. */
export function planAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'plan',
    emits: [],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      if (relation.supplied.length === 0) return [];
      const { clock } = relation;
      const week = plannedWeek(relation.lead, clock.dayOf(ctx.nowMs));
      const { request } = orderDays(relation, week);
      ctx.start('direct-purchase', { at: Math.max(ctx.nowMs, clock.at(request, BATCH_HOUR)), input: { week } });
      return [];
    },
  });
}

/** The requisition of a week's needs, made by the planning run, approved by a planner, given to a source. */
export function requestAction(options: ResolvedP2pOptions, counts: CountPlan | undefined) {
  return defineAction({
    id: 'request',
    emits: ['requisition.created', 'requisition.approved', 'requisition.sourced'],
    handler: (ctx): P2pEvent<'requisition.created' | 'requisition.approved' | 'requisition.sourced'>[] => {
      const relation = relationOf(ctx, options);
      const { clock, company, partner } = relation;
      const week = ctx.input<{ readonly week: number }>()?.week ?? 0;
      const lines = plannedLines(ctx, relation, week, weekNeeds(ctx, relation, counts));
      if (lines.length === 0) return [];
      const day = clock.dayOf(ctx.nowMs);
      const [requisition, orderId] = [documentId(ctx, 'PR', relation), documentId(ctx, 'PO', relation)];
      const due = fitted(
        [ctx.draw('approve', STEP), ctx.draw('source', STEP), ctx.draw('order', ORDER_STEP)],
        REQUEST_DAYS,
      ).map((days) => clock.workAfter(ctx.nowMs, days));
      const [approved, sourced, ordered] = inSessions(ctx, relation, due, (i, on) =>
        workerOn(ctx, relation, i === 0 ? { pool: 'planner', key: requisition } : { pool: 'buyer', key: orderId }, on),
      );
      const { orderBy } = orderDays(relation, week);
      const purchase: Purchase = {
        week,
        orderBy,
        requisition,
        orderId,
        lines,
        next: ordered ?? 0,
        order: undefined,
        sentDay: 0,
      };
      ctx.set(PURCHASE, purchase, { scope: 'journey' });
      const step = { documentId: requisition, documentType: 'PR', company: company.code, partner };
      return [
        ctx.event('requisition.created', requisitionOf(ctx, relation, purchase, day)),
        ctx.event(
          'requisition.approved',
          Object.assign({}, step, {
            performedBy: doerAt(ctx, relation, { pool: 'planner', key: requisition, ms: approved ?? 0 }),
            level: 1,
          }),
          { after: (approved ?? 0) - ctx.nowMs },
        ),
        ctx.event(
          'requisition.sourced',
          Object.assign({}, step, {
            performedBy: doerAt(ctx, relation, { pool: 'buyer', key: orderId, ms: sourced ?? 0 }),
            purchaseOrder: orderId,
          }),
          { after: (sourced ?? 0) - ctx.nowMs },
        ),
      ];
    },
  });
}

/** Steps one after another, shortened together where they would take longer than there is time. */
export function fitted(steps: readonly number[], most: number): readonly number[] {
  const total = steps.reduce((sum, days) => sum + days, 0);
  const factor = total > most ? most / total : 1;
  let at = 0;
  return steps.map((days) => (at += days * factor));
}

function requisitionOf(ctx: Context, relation: Relation, { requisition, lines }: Purchase, day: number) {
  return requisitionPayload(ctx, relation, {
    requisition,
    requester: 'system:mrp',
    day,
    needDay: Math.min(...lines.map(({ needDay }) => needDay)),
    costCenter: relation.costCenters.purchasing,
    justification: 'replenishment',
    lines: lines.map(({ material, quantity, needDay }, i) => ({
      line: i + 1,
      ...goodsOf(material),
      quantity,
      needDate: dateOn(needDay),
    })),
  });
}

/** What a line says of its goods. */
export function goodsOf({ materialId, type, plant, uom }: Material) {
  return { materialId, materialType: type, plant, uom, uomScale: UOM_SCALE[uom] };
}

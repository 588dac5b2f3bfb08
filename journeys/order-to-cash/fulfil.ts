/** Deliveries: made up, picked, packed, handed to a carrier, proved; with the freight where we pay it. */
import { defineAction, lognormal, mulDiv, share, uniform, type Context } from '../../src/index.ts';
import { postingDay } from '../world/clock.ts';
import { standardCostIn } from '../world/masters/materials.ts';
import { winners } from '../world/masters/keys.ts';
import { caseOf, type Case } from './case.ts';
import { issueHour, until } from './days.ts';
import { tell, type DeliveryLine, type OrderLine, type Told } from './documents.ts';
import { soldOf } from './lines.ts';
import { cancelled } from './order.ts';
import { head, newDocument, step, today, who, type Relation, type Seat } from './relation.ts';
import { dollars, fiscalOf, type Trade } from './tables.ts';

const MINUTE_MS = 60_000;
const GRAMS_PER_PACKAGE = 25_000;
/** A first delivery of two takes so much of each line, percent. */
const FIRST_PART = { from: 30, to: 70 } as const;
/** Dollars of a way, and of a kilogram; twice as much abroad. */
const FREIGHT = { way: 20, kilogram: 0.6, abroad: 2 } as const;
const CARRIER_FACTOR = uniform({ low: 0.9, high: 1.1 });

/** Whether there is something left to deliver. */
export function isDelivering(ctx: Context): boolean {
  const { stage, portions, delivered } = caseOf(ctx);
  return stage === 'confirmed' && (portions.length === 0 || delivered < portions.length);
}

/** Whether the delivery of this round is under way. */
export function isGoing(ctx: Context): boolean {
  return caseOf(ctx).stage === 'confirmed';
}

/** What each delivery takes of each line; a second one only where there is something for it. */
function portionsOf(ctx: Context, { lines }: Case, { options }: Seat): readonly (readonly number[])[] {
  const all = lines.map(({ quantity }) => quantity);
  if (!ctx.random.chance(options.partialShipmentChance)) return [all];
  const first = ctx.random.int(FIRST_PART.from, FIRST_PART.to);
  const split = all.map((quantity) => share(quantity, [first, 100 - first]));
  const parts = [0, 1].map((i) => split.map((of) => of[i] ?? 0));
  return parts.every((part) => part.some((quantity) => quantity > 0)) ? parts : [all];
}

function deliveryLines(ctx: Context, { relation, lines, portions, delivered, orderId }: Case): readonly DeliveryLine[] {
  const { trade } = relation;
  const { fiscalYear } = fiscalOf(trade, postingDay(ctx, today(ctx, relation)));
  const taken = portions[delivered] ?? [];
  const leaving: DeliveryLine[] = [];
  for (const [i, ordered] of lines.entries()) {
    const quantity = taken[i] ?? 0;
    if (quantity > 0)
      leaving.push(deliveryLine(trade, { ordered, line: leaving.length + 1, quantity, orderId, fiscalYear }));
  }
  return leaving;
}

interface Portion {
  readonly ordered: OrderLine;
  readonly line: number;
  readonly quantity: number;
  readonly orderId: string;
  readonly fiscalYear: number;
}

function deliveryLine({ byId }: Trade, { ordered, line, quantity, orderId, fiscalYear }: Portion): DeliveryLine {
  const material = byId.get(ordered.materialId ?? '');
  return Object.assign(soldOf(ordered, line, quantity), {
    reference: { documentId: orderId, line: ordered.line },
    unitCost: material === undefined ? 0 : standardCostIn(material, fiscalYear),
    weight: material === undefined ? 0 : material.weight * quantity,
  });
}

/** What every event of the delivery says. */
function deliveryStep(ctx: Context, { relation, deliveryId }: Case, performedBy?: string) {
  const touch = { documentId: deliveryId, documentType: 'DL' };
  return step(
    relation,
    Object.assign({}, touch, { performedBy: performedBy ?? who(ctx, relation, 'shipper', deliveryId) }),
  );
}

/** Makes up the delivery on the morning of its day. Picking and packing follow within hours. */
export function createDelivery(seat: Seat) {
  return defineAction({
    id: 'create-delivery',
    emits: ['delivery.created', 'delivery.picked', 'delivery.packed', 'sales_order.cancelled'],
    timeSpan: (ctx) => {
      const { relation, nextDay } = caseOf(ctx);
      return until(ctx, relation.trade.days.at(nextDay, 7.5 + ctx.random.float()));
    },
    handler: (ctx): readonly Told[] => {
      const opened = caseOf(ctx);
      const { relation } = opened;
      if (opened.portions.length === 0) opened.portions = portionsOf(ctx, opened, seat);
      if (relation.isInsolvent) {
        if (opened.delivered === 0) return [cancelled(ctx, opened, 'insolvency')];
        opened.stage = 'ended';
        relation.orders.delete(opened.orderId);
        return [];
      }
      opened.deliveryId = newDocument(ctx, relation, 'DL');
      const lines = deliveryLines(ctx, opened);
      const base = deliveryStep(ctx, opened);
      const picked = ctx.random.int(30, 90);
      const packed = picked + ctx.random.int(20, 60);
      const weight = lines.reduce((sum, line) => sum + line.weight, 0);
      const packages = Math.max(1, Math.ceil(weight / GRAMS_PER_PACKAGE));
      return [
        deliveryEvent(ctx, opened, lines),
        tell(
          ctx,
          'delivery.picked',
          Object.assign({}, base, {
            status: 'picked',
            lines: lines.map(({ line, quantity }) => ({ line, pickedQuantity: quantity })),
          }),
          { after: picked * MINUTE_MS },
        ),
        tell(ctx, 'delivery.packed', Object.assign({}, base, { status: 'packed', packages, weight }), {
          after: packed * MINUTE_MS,
        }),
      ];
    },
  });
}

function deliveryEvent(ctx: Context, opened: Case, lines: readonly DeliveryLine[]) {
  const { relation, orderId, deliveryId, nextDay } = opened;
  const freight = freightOf(ctx, opened, lines);
  const begun = {
    documentId: deliveryId,
    documentType: 'DL',
    performedBy: who(ctx, relation, 'shipper', deliveryId),
    status: 'created',
    references: [{ documentId: orderId, documentType: 'SO', relation: 'follows' as const }],
  };
  return tell(
    ctx,
    'delivery.created',
    Object.assign(head(ctx, relation, begun), {
      salesOrder: orderId,
      carrier: freight?.carrier ?? '',
      freightCost: freight?.amount ?? 0,
      plannedIssue: relation.trade.days.date(nextDay),
      lines,
    }),
  );
}

/** The freight of a way that we pay; undefined for any other, and where nobody carries. */
function freightOf(
  ctx: Context,
  { relation, incoterm, deliveryId }: Case,
  lines: readonly DeliveryLine[],
): { readonly carrier: string; readonly amount: number } | undefined {
  const weight = lines.reduce((sum, line) => sum + line.weight, 0);
  const { carriers, company } = relation.trade;
  const [carrier] = incoterm === 'DAP' && weight > 0 ? winners(carriers, deliveryId) : [];
  if (carrier === undefined) return undefined;
  const factor = ctx.shared('carrier', carrier.vendorId, CARRIER_FACTOR);
  const way = dollars(FREIGHT.way, company.currency);
  // A thousand kilograms at once: a currency without cents has no price of one.
  const perTon = dollars(FREIGHT.kilogram * 1000, company.currency);
  const times = isAbroad(relation) ? FREIGHT.abroad : 1;
  return {
    carrier: carrier.vendorId,
    amount: Math.round((way + mulDiv(weight, perTon, 1_000_000)) * times * factor),
  };
}

function isAbroad({ trade, customer }: Relation): boolean {
  return customer.region !== trade.company.region;
}

/** Goods leave: cost of what is sold, the proof to come, and now and then something that will come back. */
export function issueGoods({ options }: Seat) {
  return defineAction({
    id: 'issue-goods',
    emits: ['delivery.goods_issued', 'outbound_freight.accrued', 'delivery.proof_received'],
    timeSpan: (ctx) => {
      const { days } = caseOf(ctx).relation.trade;
      return until(ctx, days.at(days.dayOf(ctx.nowMs), issueHour(ctx)));
    },
    handler: (ctx): readonly Told[] => {
      const opened = caseOf(ctx);
      const { relation, orderId } = opened;
      const { days } = relation.trade;
      const day = days.dayOf(ctx.nowMs);
      const lines = deliveryLines(ctx, opened);
      const base = deliveryStep(ctx, opened);
      const proofDay = day + (isAbroad(relation) ? ctx.random.int(3, 10) : ctx.random.int(1, 4));
      const proofAt = days.at(proofDay, 8 + ctx.random.float() * 10);
      const status = 'issued';
      const issued = tell(
        ctx,
        'delivery.goods_issued',
        Object.assign({}, base, {
          status,
          salesOrder: orderId,
          goodsIssueDate: days.date(day),
          fiscalYear: fiscalOf(relation.trade, postingDay(ctx, day)).fiscalYear,
          lines,
        }),
      );
      const proof = tell(
        ctx,
        'delivery.proof_received',
        Object.assign(deliveryStep(ctx, opened, 'system:carrier'), {
          status: 'proved',
          proofOfDelivery: days.date(proofDay),
        }),
        { after: proofAt - ctx.nowMs },
      );
      if (ctx.random.chance(options.returnChance)) startReturn(ctx, opened, { lines, proofAt });
      return [issued, ...accrued(ctx, opened, lines), proof];
    },
  });
}

function accrued(ctx: Context, opened: Case, lines: readonly DeliveryLine[]) {
  const freight = freightOf(ctx, opened, lines);
  if (freight === undefined) return [];
  const { relation } = opened;
  const { days, company } = relation.trade;
  const month = days.date(today(ctx, relation)).slice(0, 7);
  return [
    tell(
      ctx,
      'outbound_freight.accrued',
      Object.assign(deliveryStep(ctx, opened), {
        carrier: freight.carrier,
        item: `FR-${company.code}-${freight.carrier}-${month}`,
        amount: freight.amount,
        currency: company.currency,
        costCenter: lines[0]?.costCenter ?? company.code,
        weight: lines.reduce((sum, line) => sum + line.weight, 0),
      }),
    ),
  ];
}

/** What is told to the journey of a return. */
export interface ReturnInput {
  readonly deliveryId: string;
  readonly lines: readonly DeliveryLine[];
}

/** Days from the proof of delivery on. */
const RETURN_AFTER = lognormal({ median: 10, p95: 30 });

function startReturn(
  ctx: Context,
  { deliveryId, relation }: Case,
  { lines, proofAt }: { readonly lines: readonly DeliveryLine[]; readonly proofAt: number },
): void {
  const goods = lines.filter(({ materialId }) => materialId !== undefined);
  if (goods.length === 0) return;
  const days = Math.max(1, Math.round(ctx.draw('return', RETURN_AFTER)));
  relation.invoiced.set(deliveryId, undefined);
  const input: ReturnInput = { deliveryId, lines: goods };
  ctx.start('customer-return', { at: proofAt + days * 24 * 60 * MINUTE_MS, input });
}

/** From need to order: requisition, approval, source, order, its chain of approval, what is changed, and who delivers when. */
import {
  chance,
  defineAction,
  int,
  lineAmount,
  lognormal,
  NO_UNITS,
  partOf,
  uniform,
  weighted,
  type Context,
} from '../../src/index.ts';
import { dateOn } from './clock.ts';
import { approvalChain, personIn, type Person } from '../world/masters/people.ts';
import { purchasePrice } from '../world/masters/prices.ts';
import { usdRates } from '../world/rates/rates.ts';
import { purchaseTaxCode, type TaxedPurchase } from '../world/tax/determine.ts';
import type { TaxCode } from '../world/tax/codes.ts';
import type { Material } from '../world/masters/materials.ts';
import { startDeliveries } from './delivery-plan.ts';
import type { P2pEvent, PurchaseOrderLine } from './documents.ts';
import { forecastNeed, orderDays, plannedLines, plannedWeek, type PlannedLine } from './need.ts';
import type { ResolvedP2pOptions } from './options.ts';
import {
  documentId,
  doer,
  localValue,
  pickByScore,
  postedOn,
  rateOn,
  relationOf,
  UOM_SCALE,
  type Order,
  type OrderLine,
  pickIndex,
  type Relation,
} from './relation.ts';

const STEP = lognormal({ median: 1, p95: 4 });
const ORDER_STEP = lognormal({ median: 0.5, p95: 3 });
/** Working days from the requisition to the order, and from there until it is sent: together less than twelve. */
const REQUEST_DAYS = 6.5;
const SEND_DAYS = 5;
const BATCH_HOUR = 2;
const SHARE = uniform({ low: 0, high: 1 });

/** One requisition and the order it becomes. */
interface Purchase {
  readonly week: number;
  readonly orderBy: number;
  readonly requisition: string;
  readonly orderId: string;
  readonly lines: readonly PlannedLine[];
  /** When the next step is due. */
  next: number;
  order: Order | undefined;
  sentDay: number;
}

const PURCHASE = 'purchase';

export const hasPurchase = (ctx: Context): boolean => ctx.get(PURCHASE) !== undefined;
export const nextStep = (ctx: Context): Date => new Date(purchaseOf(ctx).next);

function purchaseOf(ctx: Context): Purchase {
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
      const week = plannedWeek(relation, clock.dayOf(ctx.nowMs));
      const { request } = orderDays(relation, week);
      ctx.start('direct-purchase', { at: Math.max(ctx.nowMs, clock.at(request, BATCH_HOUR)), input: { week } });
      return [];
    },
  });
}

/** The requisition of a week's needs, made by the planning run, approved by a planner, given to a source. */
export function requestAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'request',
    emits: ['requisition.created', 'requisition.approved', 'requisition.sourced'],
    handler: (ctx): P2pEvent<'requisition.created' | 'requisition.approved' | 'requisition.sourced'>[] => {
      const relation = relationOf(ctx, options);
      const { clock, company, partner } = relation;
      const week = ctx.input<{ readonly week: number }>()?.week ?? 0;
      const lines = plannedLines(ctx, relation, week, forecastNeed(ctx, relation));
      if (lines.length === 0) return [];
      const day = clock.dayOf(ctx.nowMs);
      const [requisition, orderId] = [documentId(ctx, 'PR', relation), documentId(ctx, 'PO', relation)];
      const [approved, sourced, ordered] = fitted(
        [ctx.draw('approve', STEP), ctx.draw('source', STEP), ctx.draw('order', ORDER_STEP)],
        REQUEST_DAYS,
      ).map((days) => clock.workAfter(ctx.nowMs, days));
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
        ctx.event('requisition.created', requisitionOf(relation, purchase, day)),
        ctx.event(
          'requisition.approved',
          { ...step, performedBy: doer(ctx, relation, 'planner', requisition), level: 1 },
          { after: (approved ?? 0) - ctx.nowMs },
        ),
        ctx.event(
          'requisition.sourced',
          { ...step, performedBy: doer(ctx, relation, 'buyer', orderId), purchaseOrder: orderId },
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

function requisitionOf(relation: Relation, { requisition, lines }: Purchase, day: number) {
  const { company, partner, vendor, costCenters } = relation;
  const date = dateOn(day);
  return {
    documentId: requisition,
    documentType: 'PR',
    company: company.code,
    partner,
    performedBy: 'system:mrp',
    ...postedOn(relation, day, date),
    currency: company.currency,
    rate9: 1_000_000_000,
    rateDate: date,
    partnerGroup: vendor.category,
    status: 'created',
    references: [],
    requester: 'system:mrp',
    needDate: dateOn(Math.min(...lines.map(({ needDay }) => needDay))),
    costCenter: costCenters.purchasing,
    justification: 'replenishment',
    lines: lines.map(({ material, quantity, needDay }, i) => ({
      line: i + 1,
      ...goodsOf(material),
      quantity,
      needDate: dateOn(needDay),
    })),
  };
}

/** What a line says of its goods. */
export function goodsOf({ materialId, type, plant, uom }: Material) {
  return { materialId, materialType: type, plant, uom, uomScale: UOM_SCALE[uom] };
}

/** The order: priced at its date, approved up the line as far as its value asks, sent, and confirmed by the vendor. */
export function orderAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'order',
    emits: ['purchase_order.created', 'purchase_order.approved', 'purchase_order.sent', 'purchase_order.confirmed'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const purchase = purchaseOf(ctx);
      const { clock, company, partner } = relation;
      const { orderId } = purchase;
      const date = clock.dateOf(ctx.nowMs);
      const buyer = personIn(ctx, company, { pool: 'buyer', key: orderId, date });
      const order = makeOrder(ctx, relation, purchase, { buyer, options });
      purchase.order = order;
      relation.orders.set(orderId, order);
      const net = order.lines.reduce((sum, line) => sum + amountOf(line), 0);
      const rate9 = rateOn(ctx, relation, date);
      const approvers = approvalChain(ctx, company, {
        requester: buyer.position,
        amount: localValue(relation, net, rate9),
        date,
      });
      const instants = stepInstants(ctx, relation, approvers.length);
      const sent = instants[approvers.length] ?? ctx.nowMs;
      purchase.sentDay = clock.dayOf(sent);
      const confirmed = confirmedAt(ctx, relation, purchase, sent);
      purchase.next = confirmed;
      const step = { documentId: orderId, documentType: 'PO', company: company.code, partner };
      const promisedDate = dateOn(Math.min(...order.lines.map(({ promisedDay }) => promisedDay)));
      return [
        ctx.event(
          'purchase_order.created',
          orderPayload(relation, purchase, order, { rate9, date, day: clock.dayOf(ctx.nowMs) }),
        ),
        ...approvers.map(({ employeeId }, i) =>
          ctx.event(
            'purchase_order.approved',
            { ...step, performedBy: employeeId, level: i + 1, net },
            { after: (instants[i] ?? ctx.nowMs) - ctx.nowMs },
          ),
        ),
        ctx.event('purchase_order.sent', { ...step, performedBy: buyer.employeeId }, { after: sent - ctx.nowMs }),
        ctx.event(
          'purchase_order.confirmed',
          { ...step, performedBy: 'system:vendor-portal', promisedDate },
          { after: confirmed - ctx.nowMs },
        ),
      ];
    },
  });
}

/** Each approval, then the sending: all of it before the last day on which the order can go out. */
function stepInstants(ctx: Context, { clock }: Relation, approvals: number): readonly number[] {
  const steps = Array.from({ length: approvals + 1 }, (_, i) => ctx.draw(`step.${i}`, ORDER_STEP));
  return fitted(steps, SEND_DAYS).map((days) => clock.workAfter(ctx.nowMs, days));
}

function confirmedAt(ctx: Context, { clock }: Relation, { order }: Purchase, sent: number): number {
  const promised = Math.min(...(order?.lines ?? []).map(({ promisedDay }) => promisedDay));
  const most = Math.max(0.5, (promised - clock.dayOf(sent)) / 3 - 1);
  return clock.workAfter(sent, Math.min(most, ctx.draw('confirm', ORDER_STEP)));
}

interface Making {
  readonly buyer: Person;
  readonly options: ResolvedP2pOptions;
}

const POLICY = 'policy';

function makeOrder(ctx: Context, relation: Relation, purchase: Purchase, { buyer, options }: Making): Order {
  const { vendor } = relation;
  const policies = Object.entries(options.invoicePolicies) as ['afterReceipt' | 'beforeReceipt', number][];
  const policy = pickByScore(ctx.draw(POLICY, SHARE), policies);
  const date = relation.clock.dateOf(ctx.nowMs);
  return {
    orderId: purchase.orderId,
    currency: vendor.currency,
    policy,
    buyer: buyer.employeeId,
    lines: purchase.lines.map((planned, i) => makeLine(ctx, relation, planned, { line: i + 1, date, policy })),
    deliveries: 0,
    invoices: 0,
  };
}

function makeLine(
  ctx: Context,
  relation: Relation,
  { material, quantity, needDay }: PlannedLine,
  { line, date, policy }: { readonly line: number; readonly date: string; readonly policy: Order['policy'] },
): OrderLine {
  const { company, vendor, facts } = relation;
  const { startYear } = facts;
  const tax = taxOf(relation, material, date);
  return {
    line,
    material,
    quantity,
    unitPrice: purchasePrice(
      ctx,
      { company, material, vendor, date, startYear, currency: vendor.currency },
      usdRates(ctx),
    ),
    taxCode: tax.code,
    taxBp: tax.chargedBp,
    selfAssessedBp: tax.selfAssessedBp,
    deductible: tax.deductible,
    needDay,
    promisedDay: needDay - material.safetyDays,
    grBased: policy === 'afterReceipt',
    received: 0,
    returned: 0,
    invoiced: 0,
    credited: 0,
    units: NO_UNITS,
    touched: 0,
  };
}

/** The tax code of goods from this vendor on a date. */
export function taxOf(relation: Relation, { taxClass, type }: Material, date: string): TaxCode {
  const { company, vendor, facts, taxes } = relation;
  const use = type === 'trading' || type === 'finished' ? 'resale' : 'production';
  const key = `${taxClass}/${use}`;
  const known = taxes.get(key);
  if (known !== undefined && known.validFrom <= date && (known.validTo === '' || date <= known.validTo)) return known;
  const purchase: TaxedPurchase = { vendor, buyer: company, taxClass, supply: 'goods', use, date };
  const code = purchaseTaxCode(purchase, facts.tax);
  taxes.set(key, code);
  return code;
}

/** Net amount of an order line, document currency. */
export function amountOf({
  quantity,
  unitPrice,
  material,
}: Pick<OrderLine, 'quantity' | 'unitPrice' | 'material'>): number {
  return lineAmount({ quantity, unitPrice, uomScale: UOM_SCALE[material.uom] });
}

function orderPayload(
  relation: Relation,
  { requisition }: Purchase,
  order: Order,
  { rate9, date, day }: { readonly rate9: number; readonly date: string; readonly day: number },
) {
  const { company, partner, vendor, isForeign, terms } = relation;
  const lines = order.lines.map((line) => payloadLine(relation, line, requisition));
  const net = lines.reduce((sum, line) => sum + line.net, 0);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  return {
    documentId: order.orderId,
    documentType: 'PO',
    company: company.code,
    partner,
    performedBy: order.buyer,
    ...postedOn(relation, day, date),
    currency: vendor.currency,
    rate9,
    rateDate: date,
    partnerGroup: vendor.category,
    status: 'created',
    references: [{ documentId: requisition, documentType: 'PR', relation: 'follows' as const }],
    net,
    tax,
    gross: net + tax,
    kind: 'standard' as const,
    terms: terms.code,
    incoterm: isForeign ? ('FCA' as const) : ('DAP' as const),
    invoicePolicy: order.policy,
    lines,
  };
}

const TOLERANCE_BP = 1000;

function payloadLine({ costCenters }: Relation, line: OrderLine, requisition: string): PurchaseOrderLine {
  const net = amountOf(line);
  return {
    line: line.line,
    ...goodsOf(line.material),
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    pricePer: 1,
    net,
    taxCode: line.taxCode,
    taxBp: line.taxBp,
    tax: partOf(net, line.taxBp),
    selfAssessedBp: line.selfAssessedBp,
    deductible: line.deductible,
    needDate: dateOn(line.needDay),
    promisedDate: dateOn(line.promisedDay),
    grBased: line.grBased,
    toleranceBp: TOLERANCE_BP,
    costCenter: costCenters.purchasing,
    reference: { documentId: requisition, line: line.line },
  };
}

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

function change(ctx: Context, relation: Relation, order: Order): P2pEvent[] {
  const { company, partner, clock } = relation;
  const line = order.lines[pickIndex(ctx, 'line', order.lines.length)];
  if (line === undefined) return [];
  const before = netOf(order);
  const field = ctx.draw('field', FIELD);
  const { from, to } = changeLine(ctx, relation, line, field);
  if (from === to) return [];
  const net = netOf(order);
  const step = { documentId: order.orderId, documentType: 'PO', company: company.code, partner };
  const payload = {
    ...step,
    performedBy: order.buyer,
    field,
    line: line.line,
    from,
    to,
    net,
    reason: 'agreed with the vendor',
  };
  const events: P2pEvent[] = [ctx.event('purchase_order.changed', payload)];
  if (net - before <= partOf(before, REAPPROVAL_BP)) return events;
  const date = clock.dateOf(ctx.nowMs);
  const { position } = personIn(ctx, company, { pool: 'buyer', key: order.orderId, date });
  const amount = localValue(relation, net, rateOn(ctx, relation, date));
  const approvers = approvalChain(ctx, company, { requester: position, amount, date });
  const again = approvers.map(({ employeeId }, i) =>
    ctx.event(
      'purchase_order.approved',
      { ...step, performedBy: employeeId, level: i + 1, net },
      { after: (i + 1) * HOUR_MS },
    ),
  );
  return [...events, ...again];
}

function netOf({ lines }: Order): number {
  return lines.reduce((sum, line) => sum + amountOf(line), 0);
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
    const { materialId } = line.material;
    surplus.set(materialId, (surplus.get(materialId) ?? 0) + line.quantity - from);
    return { from, to: line.quantity };
  }
  const from = line.promisedDay;
  line.promisedDay = Math.min(
    clock.preceding(line.needDay),
    clock.addBusinessDays(from, ctx.draw('later', DAYS_LATER)),
  );
  return { from: dateOn(from), to: dateOn(line.promisedDay) };
}

/** The order as a document, whatever is bought: what its lines come to, and what is told of it until it is confirmed. */
import { type Context, lineAmount, partOf } from '../../src/index.ts';
import { holderOn, type Person } from '../world/masters/people.ts';
import { dateOn } from '../world/clock.ts';
import type { P2pEvent, PayloadOf, PurchaseOrderLine } from './documents.ts';
import { doerAt, type Order, type OrderLine, postedOn, type Relation, UOM_SCALE, workerOn } from './relation.ts';

/** What may come above an order line, of its quantity. */
const TOLERANCE_BP = 1000;

/** Net amount of an order line, document currency. */
export function amountOf({
  quantity,
  unitPrice,
  material,
}: Pick<OrderLine, 'quantity' | 'unitPrice' | 'material'>): number {
  return lineAmount({ quantity, unitPrice, uomScale: UOM_SCALE[material.uom] });
}

/** Net amount of an order as it stands, document currency. */
export function netOf({ lines }: Pick<Order, 'lines'>): number {
  return lines.reduce((sum, line) => sum + amountOf(line), 0);
}

type Bought = Pick<
  PurchaseOrderLine,
  'materialId' | 'materialType' | 'plant' | 'description' | 'spendCategory' | 'assetId' | 'uom' | 'uomScale'
>;

interface Ordering<L extends OrderLine> {
  readonly requisition: string;
  /** The day of the order, and the rate it is valued at. */
  readonly day: number;
  readonly rate9: number;
  /** What a line says of what is bought, and who bears it. */
  readonly boughtOf: (line: L) => Bought;
  readonly costCenterOf: (line: L) => string;
}

export function orderPayload<L extends OrderLine>(
  ctx: Context,
  relation: Relation,
  order: Order<L>,
  ordering: Ordering<L>,
): PayloadOf<'purchase_order.created'> {
  const { company, partner, vendor, isForeign, terms } = relation;
  const { requisition, day, rate9 } = ordering;
  const date = dateOn(day);
  const lines = order.lines.map((line) => payloadLine(line, ordering));
  const net = lines.reduce((sum, line) => sum + line.net, 0);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  return {
    documentId: order.orderId,
    documentType: 'PO',
    company: company.code,
    partner,
    performedBy: order.buyer,
    ...postedOn(ctx, relation, day),
    currency: vendor.currency,
    rate9,
    rateDate: date,
    partnerGroup: vendor.category,
    status: 'created',
    references: [{ documentId: requisition, documentType: 'PR', relation: 'follows' }],
    net,
    tax,
    gross: net + tax,
    kind: order.kind,
    terms: terms.code,
    incoterm: isForeign ? 'FCA' : 'DAP',
    invoicePolicy: order.policy,
    lines,
  };
}

function payloadLine<L extends OrderLine>(
  line: L,
  { requisition, boughtOf, costCenterOf }: Ordering<L>,
): PurchaseOrderLine {
  const net = amountOf(line);
  return {
    line: line.line,
    ...boughtOf(line),
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
    costCenter: costCenterOf(line),
    reference: { documentId: requisition, line: line.line },
  };
}

/** An order that is approved, then sent. */
export interface Signing {
  readonly orderId: string;
  /** Who approves it, one after the other. */
  readonly approvers: readonly Person[];
}

/** Who takes its step of a number on a day; what comes behind the sending is the vendor's. */
export function signerOn(
  ctx: Context,
  relation: Relation,
  { orderId, approvers }: Signing,
  { i, day }: { readonly i: number; readonly day: number },
): Person | undefined {
  const approver = approvers[i];
  if (approver !== undefined) return holderOn(approver, dateOn(day));
  return i === approvers.length ? workerOn(ctx, relation, { pool: 'buyer', key: orderId }, day) : undefined;
}

interface Course extends Pick<Signing, 'approvers'> {
  /** Each approval, then the sending, then the confirmation. */
  readonly instants: readonly number[];
}

/** What is told of an order once it is made: it is approved, sent, and confirmed by the vendor. */
export function orderEvents(
  ctx: Context,
  relation: Relation,
  { orderId, lines }: Order,
  { payload, approvers, instants }: Course & { readonly payload: PayloadOf<'purchase_order.created'> },
): P2pEvent[] {
  const { clock, company, partner } = relation;
  const n = approvers.length;
  const at = (i: number): number => instants[i] ?? ctx.nowMs;
  const after = (i: number) => ({ after: at(i) - ctx.nowMs });
  const step = { documentId: orderId, documentType: 'PO', company: company.code, partner };
  const promisedDate = dateOn(Math.min(...lines.map(({ promisedDay }) => promisedDay)));
  const approved = (one: Person, i: number) =>
    Object.assign({}, step, {
      performedBy: holderOn(one, clock.dateOf(at(i))).employeeId,
      level: i + 1,
      net: payload.net,
    });
  const sender = doerAt(ctx, relation, { pool: 'buyer', key: orderId, ms: at(n) });
  const performedBy = 'system:vendor-portal';
  return [
    ctx.event('purchase_order.created', payload),
    ...approvers.map((one, i) => ctx.event('purchase_order.approved', approved(one, i), after(i))),
    ctx.event('purchase_order.sent', Object.assign({}, step, { performedBy: sender }), after(n)),
    ctx.event('purchase_order.confirmed', Object.assign({}, step, { performedBy, promisedDate }), after(n + 1)),
  ];
}

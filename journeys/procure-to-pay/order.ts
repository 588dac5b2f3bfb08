/** The order: priced at its date, approved up the line as far as its value asks, sent, and confirmed by the vendor. */
import { type Context, defineAction, lineAmount, NO_UNITS, partOf, uniform } from '../../src/index.ts';
import type { Material } from '../world/masters/materials.ts';
import { approvalChain, holderOn, type Person, personIn } from '../world/masters/people.ts';
import { purchasePrice } from '../world/masters/prices.ts';
import { usdRates } from '../world/rates/rates.ts';
import type { TaxCode } from '../world/tax/codes.ts';
import { purchaseTaxCode, type TaxedPurchase } from '../world/tax/determine.ts';
import { dateOn } from './clock.ts';
import type { P2pEvent, PurchaseOrderLine } from './documents.ts';
import type { PlannedLine } from './need.ts';
import type { ResolvedP2pOptions } from './options.ts';
import {
  doerAt,
  localValue,
  type InvoicePolicy,
  type Order,
  type OrderLine,
  pickByScore,
  postedOn,
  rateOn,
  type Relation,
  relationOf,
  type StockLine,
  UOM_SCALE,
} from './relation.ts';
import { fitted, goodsOf, ORDER_STEP, type Purchase, purchaseOf } from './request.ts';

const SEND_DAYS = 5;
/** The same in calendar days, holidays and all: who leaves before takes nothing on. */
const APPROVAL_DAYS = 14;

const SHARE = uniform({ low: 0, high: 1 });

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
        until: dateOn(clock.dayOf(ctx.nowMs) + APPROVAL_DAYS),
      });
      const instants = stepInstants(ctx, relation, approvers.length);
      const sent = instants[approvers.length] ?? ctx.nowMs;
      purchase.sentDay = clock.dayOf(sent);
      const confirmed = confirmedAt(ctx, relation, purchase, sent);
      purchase.next = confirmed;
      const then = (one: Person, i: number): string => holderOn(one, clock.dateOf(instants[i] ?? ctx.nowMs)).employeeId;
      const step = { documentId: orderId, documentType: 'PO', company: company.code, partner };
      const promisedDate = dateOn(Math.min(...order.lines.map(({ promisedDay }) => promisedDay)));
      return [
        ctx.event(
          'purchase_order.created',
          orderPayload(relation, purchase, order, { rate9, date, day: clock.dayOf(ctx.nowMs) }),
        ),
        ...approvers.map((one, i) =>
          ctx.event(
            'purchase_order.approved',
            Object.assign({}, step, { performedBy: then(one, i), level: i + 1, net }),
            { after: (instants[i] ?? ctx.nowMs) - ctx.nowMs },
          ),
        ),
        ctx.event(
          'purchase_order.sent',
          Object.assign({}, step, { performedBy: doerAt(ctx, relation, { pool: 'buyer', key: orderId, ms: sent }) }),
          { after: sent - ctx.nowMs },
        ),
        ctx.event(
          'purchase_order.confirmed',
          Object.assign({}, step, { performedBy: 'system:vendor-portal', promisedDate }),
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

/** When goods that are kept or put to use are billed: never without a receipt. */
export function policyOfGoods(ctx: Context, { invoicePolicies }: ResolvedP2pOptions): InvoicePolicy {
  const { afterReceipt, beforeReceipt, noReceipt } = invoicePolicies;
  return pickByScore<InvoicePolicy>(ctx.draw(POLICY, SHARE), [
    ['afterReceipt', afterReceipt + noReceipt],
    ['beforeReceipt', beforeReceipt],
  ]);
}

function makeOrder(ctx: Context, relation: Relation, purchase: Purchase, { buyer, options }: Making): Order<StockLine> {
  const { vendor } = relation;
  const policy = policyOfGoods(ctx, options);
  const date = relation.clock.dateOf(ctx.nowMs);
  return {
    orderId: purchase.orderId,
    kind: 'standard',
    day: relation.clock.dayOf(ctx.nowMs),
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
  { line, date, policy }: { readonly line: number; readonly date: string; readonly policy: InvoicePolicy },
): StockLine {
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
  order: Order<StockLine>,
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
    kind: order.kind,
    terms: terms.code,
    incoterm: isForeign ? ('FCA' as const) : ('DAP' as const),
    invoicePolicy: order.policy,
    lines,
  };
}

export const TOLERANCE_BP = 1000;

function payloadLine({ costCenters }: Relation, line: StockLine, requisition: string): PurchaseOrderLine {
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

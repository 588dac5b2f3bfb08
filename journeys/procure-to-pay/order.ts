/** The order: priced at its date, approved up the line as far as its value asks, sent, and confirmed by the vendor. */
import { type Context, defineAction, NO_UNITS } from '../../src/index.ts';
import type { Material } from '../world/masters/materials.ts';
import { approvalChain, type Person, personIn } from '../world/masters/people.ts';
import { purchasePrice } from '../world/masters/prices.ts';
import { usdRates } from '../world/rates/rates.ts';
import type { TaxCode } from '../world/tax/codes.ts';
import { purchaseTaxCode, type TaxedPurchase } from '../world/tax/determine.ts';
import { dateOn } from '../world/clock.ts';
import type { P2pEvent } from './documents.ts';
import type { PlannedLine } from './need.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { netOf, orderEvents, orderPayload, signerOn, type Signing } from './order-document.ts';
import {
  inSessions,
  localValue,
  type InvoicePolicy,
  type Order,
  pickByScore,
  rateOn,
  type Relation,
  relationOf,
  SHARE,
  type StockLine,
} from './relation.ts';
import { fitted, goodsOf, ORDER_STEP, type Purchase, purchaseOf } from './request.ts';

const SEND_DAYS = 5;
/** The same in calendar days, holidays and all: who leaves before takes nothing on. */
const APPROVAL_DAYS = 14;

/** The order: priced at its date, approved up the line as far as its value asks, sent, and confirmed by the vendor. */
export function orderAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'order',
    emits: ['purchase_order.created', 'purchase_order.approved', 'purchase_order.sent', 'purchase_order.confirmed'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const purchase = purchaseOf(ctx);
      const { clock, company } = relation;
      const { orderId } = purchase;
      const [day, date] = [clock.dayOf(ctx.nowMs), clock.dateOf(ctx.nowMs)];
      const buyer = personIn(ctx, company, { pool: 'buyer', key: orderId, date });
      const order = makeOrder(ctx, relation, purchase, { buyer, options });
      purchase.order = order;
      relation.orders.set(orderId, order);
      const rate9 = rateOn(ctx, relation, date);
      const approvers = approvalChain(ctx, company, {
        requester: buyer.position,
        amount: localValue(relation, netOf(order), rate9),
        date,
        until: dateOn(day + APPROVAL_DAYS),
      });
      const steps = stepInstants(ctx, relation, { orderId, approvers });
      const sent = steps[approvers.length] ?? ctx.nowMs;
      purchase.sentDay = clock.dayOf(sent);
      purchase.next = confirmedAt(ctx, relation, purchase, sent);
      const payload = orderPayload(ctx, relation, order, {
        requisition: purchase.requisition,
        day,
        rate9,
        boughtOf: ({ material }) => goodsOf(material),
        costCenterOf: () => relation.costCenters.purchasing,
      });
      return orderEvents(ctx, relation, order, { payload, approvers, instants: [...steps, purchase.next] });
    },
  });
}

/** Each approval, then the sending: all of it before the last day on which the order can go out. */
function stepInstants(ctx: Context, relation: Relation, signing: Signing): readonly number[] {
  const steps = Array.from({ length: signing.approvers.length + 1 }, (_, i) => ctx.draw(`step.${i}`, ORDER_STEP));
  const due = fitted(steps, SEND_DAYS).map((days) => relation.clock.workAfter(ctx.nowMs, days));
  return inSessions(ctx, relation, due, (i, day) => signerOn(ctx, relation, signing, { i, day }));
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

/** When goods that are kept are billed: never without a receipt. */
function policyOfGoods(ctx: Context, { invoicePolicies }: ResolvedP2pOptions): InvoicePolicy {
  const { afterReceipt, beforeReceipt, noReceipt } = invoicePolicies;
  return pickByScore<InvoicePolicy>(ctx.draw('policy', SHARE), [
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

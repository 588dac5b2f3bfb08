/** Carriers bill once a month what was accrued for them, now and then something else; nothing was ordered or received. */
import { chance, defineAction, partOf, uniform, type Context } from '../../src/index.ts';
import { freight } from '../world/freight.ts';
import { billOf, startBill } from './bill.ts';
import { dateOn } from './clock.ts';
import type { InvoiceLine, P2pEvent, PayloadOf } from './documents.ts';
import { invoiceHead } from './invoice.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { outlayTax } from './outlay.ts';
import { addPayable, schedulePayment } from './pay-plan.ts';
import { relationOf, type Relation } from './relation.ts';

const ACCRUED = 'accrued';
const DIFFERS = chance(0.05);
const UPWARD = chance(0.5);
const DIFFERENCE = uniform({ low: 0.005, high: 0.05 });

interface Month {
  readonly item: string;
  readonly amount: number;
}

export const hasFreight = (ctx: Context): boolean => ctx.get(ACCRUED) !== undefined;

/** The month that is over, where anything was carried in it. */
export function carrierInvoiceAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'receive-carrier-invoice',
    emits: ['vendor_invoice.received'],
    handler: (ctx): P2pEvent<'vendor_invoice.received'>[] => {
      const relation = relationOf(ctx, options);
      const { vendor, company, clock } = relation;
      if (vendor.category !== 'freight') return [];
      const first = dateOn(clock.dayOf(ctx.nowMs)).slice(0, 8);
      const month = dateOn(clock.dayOf(Date.parse(`${first}01`)) - 1).slice(0, 7);
      const item = `FR-${company.code}-${vendor.vendorId}-${month}`;
      const amount = ctx.view(freight)[item] ?? 0;
      if (amount === 0) return [];
      ctx.set(ACCRUED, { item, amount }, { scope: 'journey' });
      return [startBill(ctx, relation)];
    },
  });
}

/** Posted against what was accrued, and paid when it is due: there is nothing to match it with. */
export function postCarrierInvoiceAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'post-carrier-invoice',
    emits: ['vendor_invoice.posted', 'vendor_invoice.matched'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const month = ctx.get<Month>(ACCRUED);
      if (month === undefined) return [];
      const bill = billOf(ctx);
      const payload = carrierInvoice(ctx, relation, month);
      addPayable(relation, { kind: 'invoice', payload, localAmount: payload.gross });
      const payable = relation.payables.get(bill.invoiceId);
      if (payable !== undefined) schedulePayment(ctx, relation, payable, options);
      const { documentId, documentType, company, partner } = payload;
      const matched = { documentId, documentType, company, partner, performedBy: 'system:matching' };
      return [
        ctx.event('vendor_invoice.posted', payload),
        ctx.event('vendor_invoice.matched', Object.assign({}, matched, { matchStatus: payload.matchStatus })),
      ];
    },
  });
}

function carrierInvoice(ctx: Context, relation: Relation, month: Month): PayloadOf<'vendor_invoice.posted'> {
  const off = ctx.draw('differs', DIFFERS) ? ctx.draw('difference', DIFFERENCE) * (ctx.draw('up', UPWARD) ? 1 : -1) : 0;
  const net = Math.max(1, Math.round(month.amount * (1 + off)));
  const line = carrierLine(relation, month, { net, date: relation.clock.dateOf(ctx.nowMs) });
  const gross = net + line.tax;
  return Object.assign(invoiceHead(ctx, relation, billOf(ctx)), {
    references: [],
    net,
    tax: line.tax,
    gross,
    statedGross: gross,
    lines: [line],
    matchStatus: 'notRelevant' as const,
    blockReasons: [],
  });
}

function carrierLine(
  relation: Relation,
  { item, amount }: Month,
  { net, date }: { readonly net: number; readonly date: string },
): InvoiceLine {
  const tax = outlayTax(relation, { supply: 'service' }, date);
  return {
    line: 1,
    kind: 'carrier',
    uomScale: 0,
    quantity: 1,
    unitPrice: net,
    pricePer: 1,
    net,
    taxCode: tax.code,
    taxBp: tax.chargedBp,
    tax: partOf(net, tax.chargedBp),
    selfAssessedBp: tax.selfAssessedBp,
    deductible: tax.deductible,
    selfAssessed: partOf(net, tax.selfAssessedBp),
    orderPrice: 0,
    ordered: 0,
    received: 0,
    invoiced: 0,
    grBased: false,
    accrued: { item, amount, localAmount: amount },
    costCenter: relation.costCenters.purchasing,
  };
}

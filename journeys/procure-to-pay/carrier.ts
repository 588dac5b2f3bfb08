/** Carriers bill once a month what was accrued for them, now and then something else; nothing was ordered or received. */
import { chance, defineAction, uniform, type Context } from '../../src/index.ts';
import { freight } from '../world/freight.ts';
import { startBill } from './bill.ts';
import { dateOn } from '../world/clock.ts';
import type { InvoiceLine, P2pEvent } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { outlayTax } from './outlay.ts';
import { relationOf, type Relation } from './relation.ts';
import { postUnordered } from './unordered-invoice.ts';
import { lineTax, unorderedLine } from './unordered-line.ts';

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
      return postUnordered(ctx, relation, { line: carrierLine(ctx, relation, month), options });
    },
  });
}

function carrierLine(ctx: Context, relation: Relation, { item, amount }: Month): InvoiceLine {
  const off = ctx.draw('differs', DIFFERS) ? ctx.draw('difference', DIFFERENCE) * (ctx.draw('up', UPWARD) ? 1 : -1) : 0;
  const date = relation.clock.dateOf(ctx.nowMs);
  return unorderedLine({
    line: 1,
    says: { kind: 'carrier' },
    net: Math.max(1, Math.round(amount * (1 + off))),
    tax: lineTax(outlayTax(relation, { supply: 'service' }, date)),
    accrued: { item, amount, localAmount: amount },
    costCenter: relation.costCenters.purchasing,
  });
}

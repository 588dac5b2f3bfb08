/**
 * The model job: a purchase from requisition to payment as a user writes it, through the public names alone. One user is 6 actions
 * × 8 events = 48 events of 48 names and 6 payload shapes; every figure and gate of the benches is for this journey.
 */
import { defineAction, defineAdventure, defineJourney, type Context, type Random } from '../src/index.ts';
import {
  ACCOUNTS,
  COMPANY_CODES,
  COST_CENTERS,
  CURRENCIES,
  dayText,
  LINE_TEXTS,
  MATERIALS,
  PLANTS,
  VENDORS,
} from './model-text.ts';

export const SEED = 'bench';
export const EVENTS_PER_USER = 48;

/** Options of every run: a year of starts, and nothing cut off, so that each user gives all its events. */
export const RUN = { seed: SEED, startDate: '2025-01-01', endDate: '2026-01-01', afterEnd: 'keep' } as const;

/** Drawn like any chance, and never true in a run of this size: each user gives 48 events. */
export const NEVER = 1e-12;

/** What the first action settles and the others refer to. */
export interface Deal {
  readonly companyCode: string;
  readonly vendorName: string;
  readonly purchaseOrder: number;
  readonly currency: string;
}

function agree(ctx: Context): Deal {
  const { random } = ctx;
  const deal = {
    companyCode: random.pick(COMPANY_CODES),
    vendorName: random.pick(VENDORS),
    purchaseOrder: random.int(4_500_000_000, 4_599_999_999),
    currency: random.pick(CURRENCIES),
  };
  ctx.set('deal', deal);
  return deal;
}

function dealOf(ctx: Context): Deal {
  const deal = ctx.get<Deal>('deal');
  if (deal === undefined) throw new Error('requisition comes first');
  return deal;
}

export interface Line {
  readonly account: string;
  readonly costCenter: string;
  readonly side: 'debit' | 'credit';
  readonly amount: number;
  readonly text: string;
}

function line(random: Random, side: Line['side'], amount: number): Line {
  return {
    account: random.pick(ACCOUNTS),
    costCenter: random.pick(COST_CENTERS),
    side,
    amount,
    text: random.pick(LINE_TEXTS),
  };
}

/** Two to four lines that balance. */
export function postings(random: Random, amount: number, tax: number): readonly Line[] {
  const count = random.int(2, 4);
  const credit = line(random, 'credit', amount + tax);
  if (count === 2) return [credit, line(random, 'debit', amount + tax)];
  if (count === 3) return [credit, line(random, 'debit', amount), line(random, 'debit', tax)];
  const part = Math.floor(amount / 2);
  return [credit, line(random, 'debit', part), line(random, 'debit', amount - part), line(random, 'debit', tax)];
}

/** 19 % of an amount in minor units, half up. */
export function taxOf(amount: number): number {
  return Math.floor((amount * 19 + 50) / 100);
}

function requested({ random, nowMs }: Context, deal: Deal) {
  const quantity = random.int(1, 500);
  const unitPrice = random.int(100, 99_999);
  const amount = quantity * unitPrice;
  const tax = taxOf(amount);
  return {
    requisitionNumber: `PR-${random.int(1_000_000, 9_999_999)}`,
    companyCode: deal.companyCode,
    vendorName: deal.vendorName,
    material: random.pick(MATERIALS),
    plant: random.pick(PLANTS),
    purchaseOrder: deal.purchaseOrder,
    quantity,
    unitPrice,
    amount,
    tax,
    currency: deal.currency,
    neededBy: dayText(nowMs, random.int(1, 60)),
    lines: postings(random, amount, tax),
  };
}

function ordered({ random, nowMs }: Context, deal: Deal) {
  const quantity = random.int(1, 500);
  const unitPrice = random.int(100, 99_999);
  const amount = quantity * unitPrice;
  const tax = taxOf(amount);
  return {
    purchaseOrder: deal.purchaseOrder,
    orderNumber: `PO-${random.int(1_000_000, 9_999_999)}`,
    vendorName: deal.vendorName,
    companyCode: deal.companyCode,
    plant: random.pick(PLANTS),
    material: random.pick(MATERIALS),
    unitPrice,
    quantity,
    currency: deal.currency,
    amount,
    tax,
    deliveryDate: dayText(nowMs, random.int(1, 60)),
    lines: postings(random, amount, tax),
  };
}

function received({ random, nowMs }: Context, deal: Deal) {
  const quantity = random.int(1, 500);
  const unitPrice = random.int(100, 99_999);
  const amount = quantity * unitPrice;
  const tax = taxOf(amount);
  return {
    receiptNumber: `GR-${random.int(1_000_000, 9_999_999)}`,
    purchaseOrder: deal.purchaseOrder,
    plant: random.pick(PLANTS),
    material: random.pick(MATERIALS),
    quantity,
    postingDate: dayText(nowMs, random.int(1, 60)),
    vendorName: deal.vendorName,
    companyCode: deal.companyCode,
    currency: deal.currency,
    unitPrice,
    amount,
    tax,
    lines: postings(random, amount, tax),
  };
}

function invoiced({ random, nowMs }: Context, deal: Deal) {
  const quantity = random.int(1, 500);
  const unitPrice = random.int(100, 99_999);
  const amount = quantity * unitPrice;
  const tax = taxOf(amount);
  return {
    documentNumber: `RE-${random.int(1_000_000, 9_999_999)}`,
    companyCode: deal.companyCode,
    vendorName: deal.vendorName,
    currency: deal.currency,
    amount,
    tax,
    dueDate: dayText(nowMs, random.int(1, 60)),
    purchaseOrder: deal.purchaseOrder,
    material: random.pick(MATERIALS),
    plant: random.pick(PLANTS),
    quantity,
    unitPrice,
    lines: postings(random, amount, tax),
  };
}

function paid({ random, nowMs }: Context, deal: Deal) {
  const quantity = random.int(1, 500);
  const unitPrice = random.int(100, 99_999);
  const amount = quantity * unitPrice;
  const tax = taxOf(amount);
  return {
    paymentNumber: `ZP-${random.int(1_000_000, 9_999_999)}`,
    valueDate: dayText(nowMs, random.int(1, 60)),
    currency: deal.currency,
    amount,
    tax,
    vendorName: deal.vendorName,
    companyCode: deal.companyCode,
    purchaseOrder: deal.purchaseOrder,
    quantity,
    unitPrice,
    material: random.pick(MATERIALS),
    plant: random.pick(PLANTS),
    lines: postings(random, amount, tax),
  };
}

function settled({ random, nowMs }: Context, deal: Deal) {
  const quantity = random.int(1, 500);
  const unitPrice = random.int(100, 99_999);
  const amount = quantity * unitPrice;
  const tax = taxOf(amount);
  return {
    lines: postings(random, amount, tax),
    clearingNumber: `KZ-${random.int(1_000_000, 9_999_999)}`,
    clearedOn: dayText(nowMs, random.int(1, 60)),
    companyCode: deal.companyCode,
    vendorName: deal.vendorName,
    purchaseOrder: deal.purchaseOrder,
    amount,
    tax,
    currency: deal.currency,
    quantity,
    unitPrice,
    plant: random.pick(PLANTS),
    material: random.pick(MATERIALS),
  };
}

const requisition = defineAction({
  id: 'requisition',
  timeSpan: { min: '1d', max: '10d' },
  bounceChance: NEVER,
  handler: (ctx) => {
    const deal = agree(ctx);
    return [
      ctx.event('requisition.drafted', requested(ctx, deal)),
      ctx.event('requisition.priced', requested(ctx, deal)),
      ctx.event('requisition.sourced', requested(ctx, deal)),
      ctx.event('requisition.budgeted', requested(ctx, deal)),
      ctx.event('requisition.submitted', requested(ctx, deal)),
      ctx.event('requisition.reviewed', requested(ctx, deal)),
      ctx.event('requisition.approved', requested(ctx, deal)),
      ctx.event('requisition.released', requested(ctx, deal)),
    ];
  },
});

const order = defineAction({
  id: 'order',
  timeSpan: { min: '1bd', max: '5bd' },
  bounceChance: NEVER,
  handler: (ctx) => {
    const deal = dealOf(ctx);
    return [
      ctx.event('purchase_order.drafted', ordered(ctx, deal)),
      ctx.event('purchase_order.checked', ordered(ctx, deal)),
      ctx.event('purchase_order.approved', ordered(ctx, deal)),
      ctx.event('purchase_order.sent', ordered(ctx, deal)),
      ctx.event('purchase_order.acknowledged', ordered(ctx, deal)),
      ctx.event('purchase_order.confirmed', ordered(ctx, deal)),
      ctx.event('purchase_order.scheduled', ordered(ctx, deal)),
      ctx.event('purchase_order.dispatched', ordered(ctx, deal)),
    ];
  },
});

const receive = defineAction({
  id: 'receive',
  timeSpan: { min: '3d', max: '30d' },
  bounceChance: NEVER,
  handler: (ctx) => {
    const deal = dealOf(ctx);
    return [
      ctx.event('goods_receipt.announced', received(ctx, deal)),
      ctx.event('goods_receipt.arrived', received(ctx, deal)),
      ctx.event('goods_receipt.unloaded', received(ctx, deal)),
      ctx.event('goods_receipt.counted', received(ctx, deal)),
      ctx.event('goods_receipt.inspected', received(ctx, deal)),
      ctx.event('goods_receipt.accepted', received(ctx, deal)),
      ctx.event('goods_receipt.stored', received(ctx, deal)),
      ctx.event('goods_receipt.posted', received(ctx, deal)),
    ];
  },
});

const invoice = defineAction({
  id: 'invoice',
  timeSpan: { min: '1d', max: '14d' },
  bounceChance: NEVER,
  handler: (ctx) => {
    const deal = dealOf(ctx);
    return [
      ctx.event('vendor_invoice.scanned', invoiced(ctx, deal)),
      ctx.event('vendor_invoice.captured', invoiced(ctx, deal)),
      ctx.event('vendor_invoice.matched', invoiced(ctx, deal)),
      ctx.event('vendor_invoice.coded', invoiced(ctx, deal)),
      ctx.event('vendor_invoice.reviewed', invoiced(ctx, deal)),
      ctx.event('vendor_invoice.approved', invoiced(ctx, deal)),
      ctx.event('vendor_invoice.posted', invoiced(ctx, deal)),
      ctx.event('vendor_invoice.archived', invoiced(ctx, deal)),
    ];
  },
});

const pay = defineAction({
  id: 'pay',
  timeSpan: { min: '5bd', max: '20bd' },
  bounceChance: NEVER,
  handler: (ctx) => {
    const deal = dealOf(ctx);
    return [
      ctx.event('payment.proposed', paid(ctx, deal)),
      ctx.event('payment.checked', paid(ctx, deal)),
      ctx.event('payment.approved', paid(ctx, deal)),
      ctx.event('payment.signed', paid(ctx, deal)),
      ctx.event('payment.transmitted', paid(ctx, deal)),
      ctx.event('payment.accepted', paid(ctx, deal)),
      ctx.event('payment.executed', paid(ctx, deal)),
      ctx.event('payment.confirmed', paid(ctx, deal)),
    ];
  },
});

const settle = defineAction({
  id: 'settle',
  timeSpan: { min: '1d', max: '3d' },
  bounceChance: NEVER,
  handler: (ctx) => {
    const deal = dealOf(ctx);
    return [
      ctx.event('clearing.proposed', settled(ctx, deal)),
      ctx.event('clearing.matched', settled(ctx, deal)),
      ctx.event('clearing.discounted', settled(ctx, deal)),
      ctx.event('clearing.rounded', settled(ctx, deal)),
      ctx.event('clearing.posted', settled(ctx, deal)),
      ctx.event('clearing.reported', settled(ctx, deal)),
      ctx.event('clearing.reconciled', settled(ctx, deal)),
      ctx.event('clearing.closed', settled(ctx, deal)),
    ];
  },
});

export const ACTIONS = [requisition, order, receive, invoice, pay, settle] as const;

/** The journey that every gate runs. */
export const modelJob = defineJourney({
  id: 'purchasing',
  bounceChance: NEVER,
  adventures: [defineAdventure({ id: 'case', actions: [...ACTIONS] })],
});

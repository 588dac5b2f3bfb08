/** Payment runs: what is due is proposed and released, discounts are taken, disputed parts wait. */
import {
  chance,
  clearing,
  type Context,
  defineAction,
  type Generator,
  int,
  mulDiv,
  partOf,
  uniform,
} from '../../src/index.ts';
import { minorInCurrency } from '../world/masters/draws.ts';
import { adjustsDiscount } from '../world/tax/determine.ts';
import { planBank } from './bank.ts';
import { PAYING, payingOf, type Paying } from './paying.ts';
import { dateOn } from '../world/clock.ts';
import type { P2pEvent, PaidItem, PayloadOf } from './documents.ts';
import { openedValues } from './locals.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { nextRunDay, RELEASE_HOUR, schedulePayment, startRun, valueDay } from './pay-plan.ts';
import { postings } from './postings.ts';
import { documentId, doer, type Payable, postedOn, rateOn, type Relation, relationOf } from './relation.ts';

export function proposeAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'propose',
    emits: ['vendor_payment.proposed'],
    handler: (ctx): P2pEvent<'vendor_payment.proposed'>[] => {
      const relation = relationOf(ctx, options);
      const { clock, company, partner, vendor, payables, runs } = relation;
      const day = ctx.input<{ readonly day: number }>()?.day ?? 0;
      runs.delete(day);
      const items = [...payables.values()].filter(({ run }) => run === day);
      if (items.length === 0) return [];
      const amount = items.reduce((sum, { kind, amount: one }) => sum + (kind === 'invoice' ? one : -one), 0);
      if (amount <= 0) {
        postpone(ctx, relation, items, nextRunDay(relation, day + 1, options));
        return [];
      }
      const paymentId = documentId(ctx, 'PY', relation);
      const paying: Paying = {
        paymentId,
        items,
        next: clock.at(day, RELEASE_HOUR),
        amount: 0,
        released: undefined,
        entryId: '',
        transit: { item: paymentId, localAmount: 0 },
        fate: 'cleared',
      };
      ctx.set(PAYING, paying, { scope: 'journey' });
      return [
        ctx.event('vendor_payment.proposed', {
          documentId: paymentId,
          documentType: 'PY',
          company: company.code,
          partner,
          performedBy: doer(ctx, relation, 'paymentProposer', paymentId),
          currency: vendor.currency,
          paymentRunId: runId(relation, day),
          amount,
          items: items.map(({ item }) => item),
        }),
      ];
    },
  });
}

/** Credit above debt waits. */
function postpone(ctx: Context, relation: Relation, items: readonly Payable[], day: number): void {
  for (const item of items) item.run = day;
  startRun(ctx, relation, day);
}

function runId({ company, vendor }: Relation, day: number): string {
  return `RUN-${company.code}-${dateOn(day)}-${vendor.currency}`;
}

const DISPUTED = uniform({ low: 0.1, high: 0.6 });

const DISPUTED_DAYS = int({ min: 10, max: 30 });

/** Above this two people release, dollars. */
const TWO_RELEASE = 10_000;

export function releaseAction(options: ResolvedP2pOptions) {
  const partial = chance(options.partialPaymentChance);
  return defineAction({
    id: 'release',
    emits: ['vendor_payment.released', 'control.performed'],
    handler: (ctx): P2pEvent<'vendor_payment.released' | 'control.performed'>[] => {
      const relation = relationOf(ctx, options);
      const paying = payingOf(ctx);
      const payload = paymentOf(ctx, relation, paying, { partial, options });
      paying.released = payload;
      paying.amount = payload.amount;
      const released = ctx.event('vendor_payment.released', payload);
      paying.entryId = `${released.id}-1`;
      const isSame = payload.currency === relation.company.currency;
      const localAmount = isSame
        ? payload.amount
        : (openedValues(relation, postings['PP10'], payload).get(paying.paymentId) ?? 0);
      paying.transit = { item: paying.paymentId, localAmount };
      planBank(ctx, relation, paying, payload);
      return [released, ...secondSignature(ctx, relation, payload)];
    },
  });
}

function secondSignature(
  ctx: Context,
  relation: Relation,
  payload: PayloadOf<'vendor_payment.released'>,
): P2pEvent<'control.performed'>[] {
  const { countersignedBy, documentId: paymentId, performedBy } = payload;
  if (countersignedBy === undefined) return [];
  return [
    ctx.event('control.performed', {
      company: relation.company.code,
      controlId: 'C002',
      objectId: paymentId,
      result: 'effective',
      performedBy: countersignedBy,
      evidence: [paymentId, performedBy],
    }),
  ];
}

interface Releasing {
  readonly partial: Generator<boolean>;
  readonly options: ResolvedP2pOptions;
}

function paymentOf(
  ctx: Context,
  relation: Relation,
  { paymentId, items }: Paying,
  { partial, options }: Releasing,
): PayloadOf<'vendor_payment.released'> {
  const { clock, company, vendor, partner, method, costCenters } = relation;
  const [day, date] = [clock.dayOf(ctx.nowMs), clock.dateOf(ctx.nowMs)];
  const due = valueDay(relation, method, day);
  const paid = items.map((item, i) => {
    const isPartial = item.kind === 'invoice' && ctx.draw(`partial.${i}`, partial);
    const disputed = isPartial ? Math.floor(item.amount * ctx.draw(`disputed.${i}`, DISPUTED)) : 0;
    return payItem(relation, item, { amount: item.amount - disputed, due, credits: creditsOf(items, item) });
  });
  for (const [i, item] of items.entries()) settle(ctx, relation, item, { paid: paid[i], day, options, i });
  const sum = (of: (one: PaidItem) => number): number =>
    paid.reduce((all, one) => all + (one.kind === 'invoice' ? of(one) : -of(one)), 0);
  const [discount, withholding] = [sum((one) => one.discount), sum((one) => one.withholding)];
  const amount = sum((one) => one.amount) - discount - withholding;
  const needsTwo = amount >= minorInCurrency(TWO_RELEASE, vendor.currency);
  return {
    documentId: paymentId,
    documentType: 'PY',
    company: company.code,
    partner,
    performedBy: doer(ctx, relation, 'paymentReleaser', paymentId),
    ...postedOn(ctx, relation, day),
    currency: vendor.currency,
    rate9: rateOn(ctx, relation, date),
    rateDate: date,
    partnerGroup: vendor.category,
    status: 'released',
    references: paid.map(({ invoice }) => ({ documentId: invoice, documentType: 'VI', relation: 'pays' as const })),
    paymentRunId: runId(relation, day),
    method,
    valueDate: dateOn(due),
    bankAccount: `${company.code}-BK-${vendor.currency}`,
    items: paid,
    amount,
    discount,
    withholding,
    costCenter: costCenters.finance,
    ...(needsTwo ? { countersignedBy: doer(ctx, relation, 'controller', paymentId) } : {}),
  };
}

/** What credit memos take off an invoice that is paid in the same run. */
function creditsOf(items: readonly Payable[], { invoice, kind }: Payable): number {
  if (kind !== 'invoice') return 0;
  return items.reduce((sum, one) => (one.kind === 'creditMemo' && one.invoice === invoice ? sum + one.amount : sum), 0);
}

interface PayingItem {
  readonly amount: number;
  /** Day on which the money is there. */
  readonly due: number;
  readonly credits: number;
}

function payItem({ company, vendor, facts }: Relation, item: Payable, { amount, due, credits }: PayingItem): PaidItem {
  const { discountDay, discountBp, gross, tax, kind, invoice, dueDay } = item;
  const isEarly = kind === 'invoice' && discountDay !== undefined && due <= discountDay;
  const discount = isEarly ? partOf(Math.max(0, amount - credits), discountBp) : 0;
  const isTaxed = discount > 0 && tax > 0 && adjustsDiscount(company.region, facts.tax);
  const { clears } = clearing({ id: item.item, amount: item.amount, localAmount: item.localAmount }, amount);
  return {
    // A memo whose payment was taken back is open under another name.
    invoice: kind === 'invoice' ? invoice : (item.item.split('/')[0] ?? item.item),
    kind,
    amount,
    discount,
    discountTax: isTaxed ? mulDiv(discount, tax, gross) : 0,
    withholding: kind === 'invoice' ? partOf(amount - discount, vendor.withholdingBp) : 0,
    clears,
    dueDate: dateOn(dueDay),
  };
}

/** What is paid in full is gone; a disputed rest waits. */
function settle(
  ctx: Context,
  relation: Relation,
  item: Payable,
  {
    paid,
    day,
    options,
    i,
  }: {
    readonly paid: PaidItem | undefined;
    readonly day: number;
    readonly options: ResolvedP2pOptions;
    readonly i: number;
  },
): void {
  if (paid === undefined || paid.amount === item.amount) {
    relation.payables.delete(item.item);
    return;
  }
  item.amount -= paid.clears.amount;
  item.localAmount -= paid.clears.localAmount;
  item.heldUntil = day + ctx.draw(`held.${i}`, DISPUTED_DAYS);
  schedulePayment(ctx, relation, item, options);
}

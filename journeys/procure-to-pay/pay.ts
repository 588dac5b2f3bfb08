/** Payment runs: proposed, released, executed by the bank; now and then voided, or given back and sent again. */
import {
  chance,
  clearing,
  defineAction,
  int,
  mulDiv,
  partOf,
  uniform,
  type Context,
  type Generator,
} from '../../src/index.ts';
import { dateOn } from './clock.ts';
import { minorInCurrency } from '../world/masters/draws.ts';
import { adjustsDiscount } from '../world/tax/determine.ts';
import type { P2pEvent, PaidItem, PayloadOf } from './documents.ts';
import { openedValues } from './locals.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { nextRunDay, RELEASE_HOUR, schedulePayment, startRun, valueDay } from './pay-plan.ts';
import { postings } from './postings.ts';
import { documentId, doer, localValue, postedOn, rateOn, relationOf, type Payable, type Relation } from './relation.ts';

/** A payment on its way. */
interface Paying {
  readonly paymentId: string;
  readonly items: readonly Payable[];
  next: number;
  released: PayloadOf<'vendor_payment.released'> | undefined;
  /** Entry of the release; its item under way, and what that is worth. */
  entryId: string;
  transit: { readonly item: string; readonly localAmount: number };
  fate: 'cleared' | 'voided' | 'returned';
}

const PAYING = 'paying';
const payingOf = (ctx: Context): Paying => {
  const paying = ctx.get<Paying>(PAYING);
  if (paying === undefined) throw new TypeError('nothing is being paid here');
  return paying;
};
export const isPaying = (ctx: Context): boolean => ctx.get(PAYING) !== undefined;
export const nextPayStep = (ctx: Context): Date => new Date(payingOf(ctx).next);
export const isVoided = (ctx: Context): boolean => payingOf(ctx).fate === 'voided';
export const isReturned = (ctx: Context): boolean => payingOf(ctx).fate === 'returned';

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
const VOID = chance(0.004);
const RETURN = chance(0.003);
/** Above this two people release, dollars. */
const TWO_RELEASE = 10_000;
const CHECK_DAYS = int({ min: 3, max: 9 });
const BANK_HOUR = 6;
const VOID_HOUR = 18;

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

function planBank(
  ctx: Context,
  relation: Relation,
  paying: Paying,
  { method }: PayloadOf<'vendor_payment.released'>,
): void {
  const { clock, isForeign } = relation;
  const day = clock.dayOf(ctx.nowMs);
  const bankDay =
    method === 'check' ? clock.addBankDays(day, ctx.draw('check', CHECK_DAYS)) : valueDay(relation, method, day);
  if (!isForeign && ctx.draw('void', VOID)) {
    paying.fate = 'voided';
    paying.next = clock.at(day, VOID_HOUR);
    return;
  }
  if (method !== 'check' && method !== 'card' && ctx.draw('return', RETURN)) paying.fate = 'returned';
  paying.next = method === 'card' ? clock.at(day, 20) : clock.at(bankDay, BANK_HOUR);
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
    ...postedOn(relation, day, date),
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
    invoice: kind === 'invoice' ? invoice : item.item,
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

/** What the bank takes for a wire abroad, dollars. */
const WIRE_FEE = 15;

function banked(ctx: Context, relation: Relation, { paymentId, released }: Paying, fee: number) {
  const { clock, company, vendor, partner, method } = relation;
  const date = clock.dateOf(ctx.nowMs);
  return {
    documentId: paymentId,
    documentType: 'PY',
    company: company.code,
    partner,
    performedBy: 'system:bank',
    currency: vendor.currency,
    rate9: rateOn(ctx, relation, date),
    rateDate: date,
    amount: released?.amount ?? 0,
    fee,
    method,
    bankAccount: `${company.code}-BK-${vendor.currency}`,
    valueDate: date,
  };
}

/** The bank executes a payment; also one that was sent again. */
export function clearAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'clear',
    emits: ['payment.cleared'],
    handler: (ctx): P2pEvent<'payment.cleared'>[] => {
      const relation = relationOf(ctx, options);
      const paying = payingOf(ctx);
      const { item, localAmount } = paying.transit;
      const fee = relation.isForeign ? minorInCurrency(WIRE_FEE, relation.vendor.currency) : 0;
      const movement = banked(ctx, relation, paying, fee);
      const transit = { clears: [{ item, amount: movement.amount, localAmount }] };
      const { clock } = relation;
      paying.next = clock.at(clock.addBankDays(clock.dayOf(ctx.nowMs), ctx.draw('later', GIVEN_BACK)), BANK_HOUR);
      return [ctx.event('payment.cleared', { ...movement, transit })];
    },
  });
}

const GIVEN_BACK = int({ min: 1, max: 3 });
const SENT_AGAIN = int({ min: 2, max: 5 });

/** The bank gives a payment back: wrong bank data. It goes out again when they are right. */
export function giveBackAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'give-back',
    emits: ['payment.returned'],
    handler: (ctx): P2pEvent<'payment.returned'>[] => {
      const relation = relationOf(ctx, options);
      const paying = payingOf(ctx);
      const { clock, company, vendor } = relation;
      const movement = banked(ctx, relation, paying, 0);
      const item = `${paying.paymentId}/2`;
      const isSame = vendor.currency === company.currency;
      const localAmount = isSame ? movement.amount : localValue(relation, movement.amount, movement.rate9);
      paying.transit = { item, localAmount };
      paying.next = clock.at(clock.addBankDays(clock.dayOf(ctx.nowMs), ctx.draw('again', SENT_AGAIN)), BANK_HOUR);
      return [
        ctx.event('payment.returned', { ...movement, transit: { opens: { id: item } }, reason: 'wrong bank data' }),
      ];
    },
  });
}

/** A payment that is stopped before the bank has it: its items are owed again. */
export function voidAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'void',
    emits: ['vendor_payment.voided'],
    handler: (ctx): P2pEvent<'vendor_payment.voided'>[] => {
      const relation = relationOf(ctx, options);
      const { released, entryId, items, transit } = payingOf(ctx);
      if (released === undefined) return [];
      const { withholding: _none, countersignedBy: _nobody, ...rest } = released;
      const reopened = released.items.map((paid, i) => reopen(relation, items[i], paid));
      for (const payable of reopened) schedulePayment(ctx, relation, payable, options);
      const { clock } = relation;
      const payload = {
        ...rest,
        ...postedOn(relation, clock.dayOf(ctx.nowMs), clock.dateOf(ctx.nowMs)),
        status: 'voided',
        references: [{ documentId: released.documentId, documentType: 'PY', relation: 'reverses' as const }],
        reason: 'stopped before the bank had it',
        reverses: entryId,
        clears: { item: transit.item, amount: released.amount, localAmount: transit.localAmount },
        reopens: reopened.map(({ item, dueDay, amount, kind }) => ({
          item: { id: item, dueDate: dateOn(dueDay) },
          amount,
          kind,
        })),
      };
      return [ctx.event('vendor_payment.voided', payload)];
    },
  });
}

/** A cleared item does not come back to life: a new one takes its place. */
function reopen(relation: Relation, item: Payable | undefined, paid: PaidItem): Payable {
  if (item === undefined) throw new TypeError('a payment has its items');
  const reopened = item.reopened + 1;
  const [root = item.item] = item.item.split('/');
  const known = relation.payables.get(item.item);
  const payable: Payable = {
    ...item,
    item: `${root}/${reopened + 1}`,
    amount: paid.clears.amount,
    localAmount: paid.clears.localAmount,
    reopened,
    heldUntil: 0,
  };
  if (known !== undefined) known.reopened = reopened;
  relation.payables.set(payable.item, payable);
  return payable;
}

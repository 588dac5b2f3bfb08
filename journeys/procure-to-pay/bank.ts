/** What becomes of a released payment: executed by the bank, voided before, or given back and sent again. */
import { chance, type Context, defineAction, int } from '../../src/index.ts';
import { minorInCurrency } from '../world/masters/draws.ts';
import { dateOn } from '../world/clock.ts';
import type { P2pEvent, PaidItem, PayloadOf } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { openedValues } from './locals.ts';
import { schedulePayment, valueDay } from './pay-plan.ts';
import { payingOf, type Paying } from './paying.ts';
import { withheldItem } from './payment-lines.ts';
import { postings } from './postings.ts';
import { localValue, type Payable, postedOn, rateOn, type Relation, relationOf } from './relation.ts';

const VOID = chance(0.004);

const RETURN = chance(0.003);

const CHECK_DAYS = int({ min: 3, max: 9 });

const BANK_HOUR = 6;

const VOID_HOUR = 18;

export function planBank(
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

/** What the bank takes for a wire abroad, dollars. */
const WIRE_FEE = 15;

function banked(ctx: Context, relation: Relation, { paymentId, amount }: Paying, fee: number) {
  const { clock, company, vendor, partner, method, costCenters } = relation;
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
    amount,
    fee,
    method,
    bankAccount: `${company.code}-BK-${vendor.currency}`,
    valueDate: date,
    costCenter: costCenters.finance,
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
      const clears = [{ item, amount: movement.amount, localAmount }];
      const { clock } = relation;
      paying.next = clock.at(clock.addBankDays(clock.dayOf(ctx.nowMs), ctx.draw('later', GIVEN_BACK)), BANK_HOUR);
      return [ctx.event('payment.cleared', Object.assign({}, movement, { clears }))];
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
        ctx.event('payment.returned', Object.assign({}, movement, { opens: { id: item }, reason: 'wrong bank data' })),
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
      const { withholding: _withheld, countersignedBy: _nobody, ...rest } = released;
      const reopened = released.items.map((paid, i) => reopen(relation, items[i], paid));
      for (const payable of reopened) schedulePayment(ctx, relation, payable, options);
      const { clock } = relation;
      const payload = Object.assign({}, rest, postedOn(ctx, relation, clock.dayOf(ctx.nowMs)), {
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
      });
      const withheld = withheldFrom(relation, released);
      const voided = withheld === undefined ? payload : { ...payload, withheld };
      // In another currency an item that is opened again is worth what its entry makes of it.
      const values =
        released.currency === relation.company.currency ? undefined : openedValues(relation, postings['PP13'], voided);
      for (const payable of reopened) payable.localAmount = values?.get(payable.item) ?? payable.localAmount;
      return [ctx.event('vendor_payment.voided', voided)];
    },
  });
}

/** What the release owes to an authority, as its entry opened it. */
function withheldFrom(
  relation: Relation,
  released: PayloadOf<'vendor_payment.released'>,
): PayloadOf<'vendor_payment.voided'>['withheld'] {
  const { withholding: amount, currency } = released;
  if (amount === 0) return undefined;
  const item = withheldItem(released);
  const isSame = currency === relation.company.currency;
  const localAmount = isSame ? amount : (openedValues(relation, postings['PP10'], released).get(item) ?? 0);
  return { item, amount, localAmount };
}

/** A cleared item does not come back to life: a new one takes its place. */
function reopen(relation: Relation, item: Payable | undefined, paid: PaidItem): Payable {
  if (item === undefined) throw new TypeError('a payment has its items');
  const reopened = item.reopened + 1;
  const [root = item.item] = item.item.split('/');
  const known = relation.payables.get(item.item);
  const payable: Payable = Object.assign({}, item, {
    item: `${root}/${reopened + 1}`,
    amount: paid.clears.amount,
    localAmount: paid.clears.localAmount,
    reopened,
    heldUntil: 0,
  });
  if (known !== undefined) known.reopened = reopened;
  relation.payables.set(payable.item, payable);
  return payable;
}

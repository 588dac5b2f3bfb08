/** Money without an invoice: set against what is open, and given back after sixty days. */
import {
  clearing,
  defineAction,
  defineAdventure,
  defineJourney,
  never,
  repeat,
  when,
  type Context,
} from '../../src/index.ts';
import { until, untilWorkday } from './days.ts';
import { tell, type Payload, type Told } from './documents.ts';
import { postpone } from './pay.ts';
import {
  bankAccountOf,
  localOf,
  newDocument,
  relationOf,
  settle,
  step,
  today,
  who,
  type Relation,
  type Seat,
  type Unapplied,
} from './relation.ts';
import { dollars, rateOn } from './tables.ts';

/** Days after which it goes back. */
const KEPT_DAYS = 60;
const WEEK = '7d';
const WIRE_FEE = 15;
type Cleared = Payload<'unapplied_receipt.applied'>['invoices'][number];

function moneyOf(ctx: Context, relation: Relation): Unapplied | undefined {
  const item = ctx.input<{ readonly item: string }>()?.item;
  return relation.unapplied.find((one) => one.item === item);
}

function remove(relation: Relation, money: Unapplied): void {
  const at = relation.unapplied.indexOf(money);
  if (at !== -1) relation.unapplied.splice(at, 1);
}

function workday(seat: Seat) {
  return (ctx: Context): number => untilWorkday(ctx, relationOf(ctx, seat).trade.days, 0);
}

/** Sets it against the oldest open invoices. */
function applyIt(seat: Seat) {
  return defineAction({
    id: 'apply-unapplied',
    emits: ['unapplied_receipt.applied'],
    timeSpan: workday(seat),
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      const money = moneyOf(ctx, relation);
      if (money === undefined) return [];
      const invoices = setAgainst(ctx, relation, money.amount);
      const amount = invoices.reduce((sum, one) => sum + one.amount, 0);
      if (amount === 0) return [];
      const taken = clearing({ id: money.item, amount: money.amount, localAmount: money.localAmount }, amount);
      money.amount = taken.rest.amount;
      money.localAmount = taken.rest.localAmount;
      if (money.amount === 0) remove(relation, money);
      const documentId = newDocument(ctx, relation, 'RA');
      return [
        tell(
          ctx,
          'unapplied_receipt.applied',
          Object.assign(touched(ctx, relation, documentId), { amount, invoices, unapplied: [taken.clears] }),
        ),
      ];
    },
  });
}

function touched(ctx: Context, relation: Relation, documentId: string) {
  const { trade, customer } = relation;
  const documentType = documentId.slice(0, 2);
  return Object.assign(
    step(relation, { documentId, documentType, performedBy: who(ctx, relation, 'cashApplier', documentId) }),
    {
      partnerGroup: customer.segment,
      currency: customer.currency,
      rate9: rateOn(ctx, trade, customer.currency, today(ctx, relation)),
    },
  );
}

/** Takes an amount off open invoices, oldest first. What is left of one is paid later. */
function setAgainst(ctx: Context, relation: Relation, most: number): readonly Cleared[] {
  const cleared: Cleared[] = [];
  let left = most;
  const open = relation.receivables.filter(
    ({ kind, isReserved, isDisputed }) => kind === 'invoice' && !isReserved && !isDisputed,
  );
  for (const receivable of open.toSorted((a, b) => a.dueDay - b.dueDay)) {
    if (left === 0) break;
    const amount = Math.min(left, receivable.amount);
    const { item, amount: whole, localAmount } = receivable;
    const taken = clearing({ id: item, amount: whole, localAmount }, amount);
    receivable.amount = taken.rest.amount;
    receivable.localAmount = taken.rest.localAmount;
    cleared.push(taken.clears);
    left -= amount;
    if (receivable.amount > 0 && receivable.payDay === 0) postpone(ctx, relation, receivable, ctx.random.int(15, 45));
    settle(relation, receivable);
  }
  return cleared;
}

function isLeft(seat: Seat) {
  return (ctx: Context): boolean => {
    const relation = relationOf(ctx, seat);
    return moneyOf(ctx, relation) !== undefined && !relation.isInsolvent;
  };
}

function isYoung(seat: Seat) {
  return (ctx: Context): boolean => {
    const relation = relationOf(ctx, seat);
    const money = moneyOf(ctx, relation);
    return money !== undefined && today(ctx, relation) - money.day < KEPT_DAYS;
  };
}

const REFUND = 'refund';

function release(seat: Seat) {
  return defineAction({
    id: 'refund',
    emits: ['customer_refund.released'],
    timeSpan: workday(seat),
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      const money = moneyOf(ctx, relation);
      if (money === undefined) return [];
      remove(relation, money);
      const documentId = newDocument(ctx, relation, 'RF');
      const base = touched(ctx, relation, documentId);
      const { item, amount, localAmount } = money;
      const local = localOf(relation, amount, base.rate9);
      ctx.set(REFUND, { documentId, amount, localAmount: local }, { scope: 'journey' });
      return [
        tell(
          ctx,
          'customer_refund.released',
          Object.assign({}, base, {
            amount,
            unapplied: [{ item, amount, localAmount }],
            transit: { opens: { id: documentId } },
          }),
        ),
      ];
    },
  });
}

const payOut = (seat: Seat) =>
  defineAction({
    id: 'pay-out',
    emits: ['payment.cleared'],
    timeSpan: (ctx) => {
      const { days } = relationOf(ctx, seat).trade;
      const { isForeign } = relationOf(ctx, seat);
      const day = days.banking(days.business(days.dayOf(ctx.nowMs), isForeign ? 2 : 1));
      return until(ctx, days.at(day, 9));
    },
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      const refund = ctx.get<{ readonly documentId: string; readonly amount: number; readonly localAmount: number }>(
        REFUND,
      );
      if (refund === undefined) return [];
      const { documentId, amount, localAmount } = refund;
      const { trade, customer, isForeign } = relation;
      const day = today(ctx, relation);
      const date = trade.days.date(day);
      return [
        tell(
          ctx,
          'payment.cleared',
          Object.assign(step(relation, { documentId, documentType: 'RF', performedBy: 'system:bank' }), {
            currency: customer.currency,
            rate9: rateOn(ctx, trade, customer.currency, day),
            rateDate: date,
            amount,
            fee: isForeign ? dollars(WIRE_FEE, customer.currency) : 0,
            method: isForeign ? ('wire' as const) : ('transfer' as const),
            bankAccount: bankAccountOf(relation),
            valueDate: date,
            clears: [{ item: documentId, amount, localAmount }],
          }),
        ),
      ];
    },
  });

/** Unapplied money, until it has found its invoices or gone back. */
export function unappliedJourney(seat: Seat) {
  const attempt = applyIt(seat);
  return defineJourney({
    id: 'unapplied-money',
    arrivals: never(),
    adventures: [
      defineAdventure({
        id: 'place',
        actions: [
          attempt,
          repeat({ while: isYoung(seat), every: WEEK, max: 12 }, [attempt]),
          when(isLeft(seat), [release(seat), payOut(seat)]),
        ],
      }),
    ],
  });
}

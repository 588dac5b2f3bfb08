/**
 * Receipts: everything a customer pays on one day in one amount. The bank comes first, then the accountant says what it was
 * for; a check is the other way round, and may bounce.
 */
import { defineAction, defineAdventure, defineJourney, never, share, when, type Context } from '../../src/index.ts';
import { postCharge } from './charge.ts';
import { until, untilWorkday, workHour } from './days.ts';
import { invoiceStep } from './bill.ts';
import { tell, type PayMethod, type Remittance, type Told } from './documents.ts';
import { payItem, remittanceOf, take, type Paid } from './remit.ts';
import { postpone } from './pay.ts';
import {
  bankAccountOf,
  begin,
  head,
  localOf,
  newDocument,
  relationOf,
  settle,
  step,
  today,
  untilDone,
  who,
  type Receivable,
  type Relation,
  type Seat,
} from './relation.ts';
import { dollars, rateOn } from './tables.ts';

/** A receipt on its way. */
interface Money {
  readonly relation: Relation;
  readonly receiptId: string;
  readonly method: PayMethod;
  readonly amount: number;
  readonly rate9: number;
  readonly valueDay: number;
  readonly paid: readonly Paid[];
  readonly isCheck: boolean;
  readonly willReturn: boolean;
  readonly isUnidentified: boolean;
  remittance: readonly Remittance[];
  /** Id of the entry that its application was booked by. */
  entryId: string;
  appliedMs: number;
}

const KEY = 'money';
const BOUNCING: readonly PayMethod[] = ['debit', 'check'];
/** Dollars of a returned receipt: what the bank takes, and what the customer is charged. */
const RETURN_FEE = 15;

const moneyOf = (ctx: Context): Money | undefined => ctx.get<Money>(KEY);

function theMoney(ctx: Context): Money {
  const money = moneyOf(ctx);
  if (money === undefined) throw new TypeError('no money has come in');
  return money;
}

/** What is due today and nobody has begun to pay; charges go along with an invoice. */
function dueItems({ receivables }: Relation, day: number): readonly Receivable[] {
  const isFree = ({ isReserved, isDisputed }: Receivable): boolean => !isReserved && !isDisputed;
  const due = receivables.filter((one) => one.kind === 'invoice' && isFree(one) && one.payDay > 0 && one.payDay <= day);
  return due.length === 0 ? due : [...due, ...receivables.filter((one) => one.kind === 'charge' && isFree(one))];
}

function receive(seat: Seat) {
  const { options } = seat;
  return defineAction({
    id: 'receive',
    emits: ['receipt.banked', 'customer_receipt.applied', 'customer_invoice.disputed'],
    timeSpan: (ctx) => ctx.random.int(0, 180) * 60_000,
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      begin(ctx, relation);
      const day = today(ctx, relation);
      const due = relation.isInsolvent ? [] : dueItems(relation, day);
      if (due.length === 0) return [];
      const paid = due.map((receivable) => payItem(ctx, relation, { receivable, day, options }));
      const { method } = relation;
      const willReturn = BOUNCING.includes(method) && ctx.random.chance(options.returnedPaymentChance);
      const isCheck = method === 'check';
      const money: Money = {
        relation,
        receiptId: newDocument(ctx, relation, 'RC'),
        method,
        amount: paid.reduce((sum, { cash }) => sum + cash, 0),
        rate9: rateOn(ctx, relation.trade, relation.customer.currency, day),
        valueDay: day,
        paid,
        isCheck,
        willReturn,
        isUnidentified: !isCheck && ctx.random.chance(options.unidentifiedChance),
        remittance: [],
        entryId: '',
        appliedMs: 0,
      };
      ctx.set(KEY, money, { scope: 'journey' });
      for (const { receivable } of paid) receivable.isReserved = true;
      return isCheck ? applied(ctx, money) : [banked(ctx, money)];
    },
  });
}

/** The item on 1040. */
function transitItem({ relation, receiptId, amount, rate9 }: Money) {
  return { item: receiptId, amount, localAmount: localOf(relation, amount, rate9) };
}

function banked(ctx: Context, money: Money) {
  const transit = money.isCheck ? { clears: [transitItem(money)] } : { opens: { id: money.receiptId } };
  return tell(ctx, 'receipt.banked', Object.assign(movement(ctx, money), transit));
}

/** What the bank says of the receipt. */
function movement(ctx: Context, { relation, receiptId, amount, rate9, method, valueDay }: Money) {
  const { days } = relation.trade;
  return Object.assign(step(relation, { documentId: receiptId, documentType: 'RC', performedBy: 'system:bank' }), {
    currency: relation.customer.currency,
    rate9,
    rateDate: days.date(valueDay),
    amount,
    fee: 0,
    method,
    bankAccount: bankAccountOf(relation),
    valueDate: days.date(today(ctx, relation)),
  });
}

/** What the receipt was for. */
function applied(ctx: Context, money: Money) {
  const { relation, paid } = money;
  const told = paid.filter(({ how }) => how !== 'onAccount');
  money.remittance = told.map(remittanceOf);
  const event = tell(ctx, 'customer_receipt.applied', Object.assign(receiptPayload(ctx, money), openedBy(ctx, money)));
  money.entryId = `${event.id}-1`;
  money.appliedMs = ctx.nowMs;
  for (const [i, { receivable }] of told.entries()) {
    const line = money.remittance[i];
    if (line !== undefined) take(receivable, line);
  }
  return [event, ...paid.flatMap((one) => followUp(ctx, relation, one))];
}

function receiptPayload(ctx: Context, money: Money) {
  const { relation, receiptId, method, amount, rate9, valueDay, remittance, isCheck } = money;
  const { days } = relation.trade;
  const references = remittance.map(({ invoice }) => ({
    documentId: invoice,
    documentType: 'CI',
    relation: 'pays' as const,
  }));
  const performedBy = who(ctx, relation, 'cashApplier', receiptId);
  const begun = { documentId: receiptId, documentType: 'RC', performedBy, references, rate9, rateDay: valueDay };
  return Object.assign(head(ctx, relation, Object.assign({}, begun, { status: 'applied' })), {
    method,
    valueDate: days.date(valueDay),
    amount,
    bankAccount: bankAccountOf(relation),
    remittance,
    transit: isCheck ? { opens: { id: receiptId } } : { clears: [transitItem(money)] },
  });
}

/** Money that no invoice is named for: an item on 2070. */
function openedBy(ctx: Context, { relation, paid, remittance, receiptId, rate9, amount }: Money) {
  const unapplied = paid.reduce((sum, { cash, how }) => sum + (how === 'onAccount' ? cash : 0), 0);
  if (unapplied === 0) return {};
  const item = `${receiptId}/unapplied`;
  const beside = remittance.reduce((sum, line) => sum + line.discount + line.tolerated, 0);
  const local = localOf(relation, amount + beside, rate9);
  const localAmount = share(local, [...remittance.map(({ clears }) => clears.amount), unapplied]).at(-1) ?? 0;
  relation.unapplied.push({ item, amount: unapplied, localAmount, day: today(ctx, relation) });
  ctx.start('unapplied-money', { after: `${ctx.random.int(2, 10)}d`, input: { item } });
  return { unapplied: { item, amount: unapplied } };
}

/** What comes of a payment that was not the whole of it. */
function followUp(ctx: Context, relation: Relation, { receivable, how, shortPaid }: Paid) {
  receivable.isReserved = false;
  receivable.isTried = true;
  settle(relation, receivable);
  if (how === 'partial') postpone(ctx, relation, receivable, ctx.random.int(15, 45));
  // Until the money finds it, nobody pays it again.
  if (how === 'onAccount') receivable.payDay = 0;
  if (shortPaid === 0) return [];
  receivable.isDisputed = true;
  ctx.start('short-payment', { after: `${ctx.random.int(5, 20)}d`, input: { receivable, amount: shortPaid } });
  const base = invoiceStep(ctx, relation, receivable.invoice, `customer:${relation.customer.customerId}`);
  const reason = 'shortPayment' as const;
  return [
    tell(ctx, 'customer_invoice.disputed', Object.assign({}, base, { status: 'disputed', amount: shortPaid, reason })),
  ];
}

/** From now to when a receipt is told in the books. A customer who holds something back is there on business days only. */
function untilApplied(ctx: Context, { relation, receiptId, paid }: Money): number {
  const later = ctx.random.int(0, 1);
  if (paid.some(({ shortPaid }) => shortPaid > 0)) return untilWorkday(ctx, relation.trade.days, later);
  return untilDone(ctx, relation, later, { pool: 'cashApplier', key: receiptId });
}

const applyMoney = defineAction({
  id: 'apply',
  emits: ['customer_receipt.applied', 'customer_invoice.disputed'],
  timeSpan: (ctx) => {
    const money = theMoney(ctx);
    const { days } = money.relation.trade;
    if (!money.isUnidentified) return untilApplied(ctx, money);
    const found = days.dayOf(ctx.nowMs) + ctx.random.int(5, 30);
    return until(ctx, days.at(days.business(found, 0), workHour(ctx)));
  },
  handler: (ctx): readonly Told[] => applied(ctx, theMoney(ctx)),
});

const bankCheck = defineAction({
  id: 'bank-check',
  emits: ['receipt.banked'],
  timeSpan: (ctx) => {
    const { days } = theMoney(ctx).relation.trade;
    const day = days.banking(days.business(days.dayOf(ctx.nowMs), ctx.random.int(1, 3)));
    return until(ctx, days.at(day, 10 + ctx.random.float() * 3));
  },
  handler: (ctx): readonly Told[] => [banked(ctx, theMoney(ctx))],
});

const RETURN_REASONS = ['insufficient funds', 'account closed', 'refused by the payer'] as const;

const returnReceipt = defineAction({
  id: 'return-receipt',
  emits: ['receipt.returned'],
  timeSpan: (ctx) => {
    const { days } = theMoney(ctx).relation.trade;
    const day = days.banking(days.business(days.dayOf(ctx.nowMs), ctx.random.int(2, 6)));
    return until(ctx, days.at(day, 9 + ctx.random.float() * 3));
  },
  handler: (ctx): readonly Told[] => {
    const money = theMoney(ctx);
    const { relation, receiptId } = money;
    const reason = ctx.random.pick(RETURN_REASONS);
    const fee = dollars(RETURN_FEE, relation.customer.currency);
    const opens = { id: `${receiptId}/returned` };
    return [tell(ctx, 'receipt.returned', Object.assign(movement(ctx, money), { fee, opens, reason }))];
  },
});

const reverseReceipt = defineAction({
  id: 'reverse-receipt',
  emits: ['customer_receipt.reversed', 'customer_charge.posted'],
  timeSpan: (ctx) => untilWorkday(ctx, theMoney(ctx).relation.trade.days, ctx.random.int(0, 1)),
  handler: (ctx): readonly Told[] => {
    const money = theMoney(ctx);
    const { relation, receiptId, amount } = money;
    // What was booked before the books were opened stands in no file.
    const entryId = money.appliedMs < relation.openedMs ? undefined : money.entryId;
    const clears = [Object.assign(transitItem(money), { item: `${receiptId}/returned` })];
    const reopened = money.paid.flatMap(({ receivable }) => reopen(ctx, money, receivable));
    const reversed = tell(
      ctx,
      'customer_receipt.reversed',
      Object.assign(receiptPayload(ctx, money), {
        status: 'reversed',
        amount,
        transit: { clears },
        ...(entryId === undefined ? {} : { reversesEntry: entryId }),
        reopened,
      }),
    );
    const charge = dollars(RETURN_FEE, relation.customer.currency);
    return [reversed, ...postCharge(ctx, relation, { kind: 'returnedReceipt', charge, items: [] })];
  },
});

/** The item again, under the next number, as large as what was taken off it. */
function reopen(ctx: Context, { relation, remittance }: Money, receivable: Receivable) {
  const line = remittance.find(({ item }) => item === receivable.item);
  if (line === undefined) return [];
  const { amount, localAmount } = line.clears;
  const count = (relation.reopened.get(receivable.invoice) ?? 0) + 1;
  relation.reopened.set(receivable.invoice, count);
  const item = `${receivable.invoice}/${count}`;
  const again: Receivable = Object.assign({}, receivable, {
    item,
    amount,
    localAmount,
    isReserved: false,
    isTried: true,
  });
  relation.receivables.push(again);
  postpone(ctx, relation, again, ctx.random.int(5, 12));
  return [{ item, of: receivable.item, amount, localAmount, dueDate: relation.trade.days.date(receivable.dueDay) }];
}

const isPaid = (ctx: Context): boolean => moneyOf(ctx) !== undefined;

/** Money of one day: received, applied, and given back where it bounces. */
export function paymentJourney(seat: Seat) {
  return defineJourney({
    id: 'payment',
    arrivals: never(),
    adventures: [
      defineAdventure({
        id: 'collect',
        actions: [
          receive(seat),
          when(isPaid, [
            when((ctx) => theMoney(ctx).isCheck, [bankCheck], [applyMoney]),
            when((ctx) => theMoney(ctx).willReturn, [returnReceipt, reverseReceipt]),
          ]),
        ],
      }),
    ],
  });
}

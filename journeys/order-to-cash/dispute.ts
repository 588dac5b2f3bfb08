/** Disputes: money held back, and invoices that are wrong. */
import { defineAction, defineAdventure, defineJourney, never, type Context } from '../../src/index.ts';
import { billingControl, invoiceStep, postInvoice, sent, type BillingErrorInput } from './bill.ts';
import { amountLines, creditLine, postCredit } from './credit-memo.ts';
import { until, untilWorkday, workHour } from './days.ts';
import { planPayment, postpone } from './pay.ts';
import { newDocument, relationOf, type Receivable, type Relation, type Seat } from './relation.ts';
import { tell, type Told } from './documents.ts';

const ACCEPTED_CHANCE = 0.6;

/** On a business day, at work. */
function atWork(ctx: Context, relation: Relation): number {
  const { days } = relation.trade;
  const day = days.dayOf(ctx.nowMs);
  const isToday = days.isBusinessDay(day);
  return until(ctx, days.at(isToday ? day : days.business(day, 0), workHour(ctx)));
}

interface Held {
  readonly receivable: Receivable;
  readonly amount: number;
}

function heldBack(ctx: Context): Held {
  const input = ctx.input<Held>();
  if (input === undefined) throw new TypeError('a dispute is about something');
  return input;
}

/** Accepted: credited. Rejected: paid after all. */
function resolve(seat: Seat) {
  return defineAction({
    id: 'resolve',
    emits: ['customer_invoice.dispute_resolved', 'credit_memo.posted'],
    timeSpan: (ctx) => atWork(ctx, relationOf(ctx, seat)),
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      const { receivable, amount: held } = heldBack(ctx);
      receivable.isDisputed = false;
      const amount = Math.min(held, receivable.amount);
      if (amount === 0 || relation.isInsolvent) return [];
      const isAccepted = ctx.random.chance(ACCEPTED_CHANCE);
      const outcome = isAccepted ? ('accepted' as const) : ('rejected' as const);
      const base = invoiceStep(ctx, relation, receivable.invoice);
      const resolved = tell(
        ctx,
        'customer_invoice.dispute_resolved',
        Object.assign({}, base, { status: 'resolved', outcome, amount }),
      );
      if (isAccepted) {
        const { invoice, rate9, billedDay: rateDay } = receivable;
        const reason = ctx.random.chance(0.5) ? ('priceError' as const) : ('goodwill' as const);
        const lines = amountLines(receivable, amount);
        return [resolved, ...postCredit(ctx, relation, { invoice, rate9, rateDay, reason, lines })];
      }
      postpone(ctx, relation, receivable, ctx.random.int(10, 30));
      return [resolved];
    },
  });
}

function wrongInvoice(ctx: Context): BillingErrorInput {
  const input = ctx.input<BillingErrorInput>();
  if (input === undefined) throw new TypeError('a wrong invoice is one of some delivery');
  return input;
}

function complain(seat: Seat) {
  return defineAction({
    id: 'complain',
    emits: ['customer_invoice.disputed'],
    timeSpan: (ctx) => atWork(ctx, relationOf(ctx, seat)),
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      const { receivable, right } = wrongInvoice(ctx);
      const { invoice, gross, lines } = receivable;
      const rightGross = right.reduce((sum, line) => sum + line.net + line.tax, 0);
      const isPrice = lines.some((line, i) => line.unitPrice !== right[i]?.unitPrice);
      const base = invoiceStep(ctx, relation, invoice, `customer:${relation.customer.customerId}`);
      const reason = isPrice ? ('price' as const) : ('quantity' as const);
      const amount = gross - rightGross;
      return [tell(ctx, 'customer_invoice.disputed', Object.assign({}, base, { status: 'disputed', amount, reason }))];
    },
  });
}

/** The wrong invoice is credited whole, and the right one written. */
function rebill(seat: Seat) {
  return defineAction({
    id: 'rebill',
    emits: [
      'customer_invoice.dispute_resolved',
      'credit_memo.posted',
      'customer_invoice.posted',
      'customer_invoice.sent',
      'control.performed',
    ],
    timeSpan: (ctx) => untilWorkday(ctx, relationOf(ctx, seat).trade.days, ctx.random.int(1, 5)),
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      const { receivable, right, delivery } = wrongInvoice(ctx);
      receivable.isDisputed = false;
      if (relation.isInsolvent) return [];
      const { invoice, rate9, billedDay: rateDay, gross, lines, salesOrder } = receivable;
      const base = invoiceStep(ctx, relation, invoice);
      const outcome = 'accepted' as const;
      const resolved = tell(
        ctx,
        'customer_invoice.dispute_resolved',
        Object.assign({}, base, { status: 'resolved', outcome, amount: gross }),
      );
      const all = lines.map((line) => creditLine(line, invoice));
      const credit = postCredit(ctx, relation, { invoice, rate9, rateDay, reason: 'rebill', lines: all });
      const made = postInvoice(ctx, relation, {
        documentId: newDocument(ctx, relation, 'CI'),
        kind: 'rebill',
        salesOrder,
        lines: right,
        references: [
          { documentId: delivery, documentType: 'DL', relation: 'invoices' },
          { documentId: invoice, documentType: 'CI', relation: 'follows' },
        ],
      });
      planPayment(ctx, relation, made.receivable, seat.options);
      return [
        resolved,
        ...credit,
        made.posted,
        sent(ctx, relation, made.receivable.invoice),
        billingControl(ctx, relation, { receivable: made.receivable, right, delivery }),
      ];
    },
  });
}

/** Money held back, until it is credited or paid. */
export function shortPaymentJourney(seat: Seat) {
  return defineJourney({
    id: 'short-payment',
    arrivals: never(),
    adventures: [defineAdventure({ id: 'dispute', actions: [resolve(seat)] })],
  });
}

/** A wrong invoice, until the right one is written. */
export function billingErrorJourney(seat: Seat) {
  return defineJourney({
    id: 'billing-error',
    arrivals: never(),
    adventures: [defineAdventure({ id: 'correct', actions: [complain(seat), rebill(seat)] })],
  });
}

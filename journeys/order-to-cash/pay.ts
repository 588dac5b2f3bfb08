/** When a customer means to pay: by its behavior, its terms and the days on which it pays. */
import type { Context } from '../../src/index.ts';
import type { CustomerPersona } from '../world/masters/customers.ts';
import { lastWeekday, nextWeekday } from './days.ts';
import type { Options } from './options.ts';
import { plan, today, type Receivable, type Relation } from './relation.ts';

/** Days from the due date to the payment, from and to. */
const OFFSETS: Readonly<Record<CustomerPersona, readonly [from: number, to: number]>> = {
  early: [-10, -2],
  onTime: [-1, 2],
  slightlyLate: [5, 15],
  oftenLate: [15, 45],
  highRisk: [30, 90],
};
/** Days from the invoice on which a discount is taken. */
const DISCOUNT_DAYS = [7, 10] as const;
/** Receipts come in during the morning. */
const PAY_HOUR = 9;
/** Invoices and reminders of Wednesday. */
const WEDNESDAY = 3;
const DUNNING_HOUR = 6;

/** Decides when a new item will be paid, and lets the day be. */
export function planPayment(ctx: Context, relation: Relation, receivable: Receivable, options: Options): void {
  const { billedDay, dueDay, discountDay } = receivable;
  const [from, to] = OFFSETS[relation.behavior];
  const offset = ctx.random.int(from, to);
  if (discountDay > 0 && ctx.random.chance(options.discountTakenChance)) {
    const wished = billedDay + ctx.random.int(...DISCOUNT_DAYS);
    receivable.takesDiscount = true;
    receivable.payDay = payDayUpTo(relation, Math.min(wished, discountDay), billedDay);
  } else {
    receivable.payDay = payDayFrom(relation, Math.max(billedDay, dueDay + offset));
  }
  planRun(ctx, relation, receivable.payDay);
  planDunning(ctx, relation, dueDay + (options.dunning.days[0] ?? 0));
}

/** The first day from this one on that the customer pays on. */
export function payDayFrom({ trade, customer }: Relation, day: number): number {
  const wished = customer.payWeekday === 0 ? day : nextWeekday(day, customer.payWeekday);
  return trade.days.banking(wished);
}

/** The last such day up to this one; the day itself where the customer's own would be before the invoice. */
function payDayUpTo({ trade, customer }: Relation, day: number, billedDay: number): number {
  const { days } = trade;
  let at = customer.payWeekday === 0 ? day : lastWeekday(day, customer.payWeekday);
  while (at > billedDay && days.banking(at) !== at) at--;
  return at > billedDay ? at : days.banking(billedDay + 1);
}

/** Lets the customer pay on a day whatever is due by then. */
export function planRun(ctx: Context, relation: Relation, day: number): void {
  const at = Math.max(day, today(ctx, relation) + 1);
  plan(ctx, relation, { journey: 'payment', day: relation.trade.days.banking(at), hour: PAY_HOUR });
}

/** Lets reminders be looked at in the first weekly run from a day on. */
export function planDunning(ctx: Context, relation: Relation, day: number): void {
  const at = nextWeekday(Math.max(day, today(ctx, relation) + 1), WEDNESDAY);
  plan(ctx, relation, { journey: 'dunning', day: at, hour: DUNNING_HOUR });
}

/** Moves the payment of an item to so many days from now. */
export function postpone(ctx: Context, relation: Relation, receivable: Receivable, days: number): void {
  receivable.payDay = payDayFrom(relation, today(ctx, relation) + days);
  receivable.takesDiscount = false;
  planRun(ctx, relation, receivable.payDay);
}

/** Lets an item be paid in a deadline, whatever the customer's own weekday is; at the latest on the next banking day. */
export function promise(ctx: Context, relation: Relation, receivable: Receivable, deadlineDays: number): void {
  const { days } = relation.trade;
  const day = today(ctx, relation);
  const wished = days.banking(day + ctx.random.int(1, deadlineDays));
  receivable.payDay = wished <= day + deadlineDays ? wished : days.banking(day + 1);
  receivable.takesDiscount = false;
  planRun(ctx, relation, receivable.payDay);
}

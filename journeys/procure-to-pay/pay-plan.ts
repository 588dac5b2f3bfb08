/** Which payment run pays what: the last one that is still in time, for the discount where it is worth taking. */
import { type Context } from '../../src/index.ts';
import { dayOfDate } from '../world/dates.ts';
import type { PayloadOf, PayMethod } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';
import type { Payable, Relation } from './relation.ts';

/** Hours of the day at which a run is proposed, and released. */
export const PROPOSAL_HOUR = 15;
export const RELEASE_HOUR = 17;

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;

type PayableDocument =
  | { readonly kind: 'invoice'; readonly payload: PayloadOf<'vendor_invoice.posted'>; readonly localAmount: number }
  | {
      readonly kind: 'creditMemo';
      readonly payload: PayloadOf<'vendor_credit_memo.posted'>;
      readonly localAmount: number;
      readonly invoice: string;
    };

/** Notes what is owed, or what the vendor owes. It is paid when `schedulePayment` says so. */
export function addPayable({ payables }: Relation, document: PayableDocument): void {
  const { payload, localAmount } = document;
  const isInvoice = document.kind === 'invoice';
  const due = isInvoice ? document.payload.dueDate : payload.documentDate;
  const discountDate = isInvoice ? document.payload.discountDate : undefined;
  payables.set(payload.documentId, {
    item: payload.documentId,
    invoice: isInvoice ? payload.documentId : document.invoice,
    kind: document.kind,
    amount: payload.gross,
    localAmount,
    gross: payload.gross,
    tax: payload.tax,
    dueDay: dayOfDate(due),
    discountDay: discountDate === undefined ? undefined : dayOfDate(discountDate),
    discountBp: isInvoice ? document.payload.discountBp : 0,
    reopened: 0,
    run: undefined,
    heldUntil: 0,
  });
}

/** When money leaves: the day after for a transfer, the day itself for a check or a card, two days for a foreign wire. */
export function valueDay({ clock, isForeign }: Relation, method: PayMethod, runDay: number): number {
  if (isForeign) return clock.addBankDays(runDay, 2);
  return method === 'check' || method === 'card' ? runDay : clock.addBankDays(runDay, 1);
}

/** Yearly yield of paying early, basis points. */
export function discountYieldBp(discountBp: number, daysEarlier: number): number {
  return daysEarlier <= 0 ? Infinity : Math.floor((discountBp * 365 * 10_000) / ((10_000 - discountBp) * daysEarlier));
}

/** Puts an item into its run, and starts the run where nothing else is in it yet. */
export function schedulePayment(ctx: Context, relation: Relation, payable: Payable, options: ResolvedP2pOptions): void {
  const { clock, terms } = relation;
  const today = clock.dayOf(ctx.nowMs);
  const isOver = ctx.nowMs >= clock.at(today, PROPOSAL_HOUR);
  const first = nextRunDay(relation, Math.max(today + (isOver ? 1 : 0), payable.heldUntil), options);
  const { discountDay, discountBp, dueDay } = payable;
  const isWorth =
    discountDay !== undefined && discountYieldBp(discountBp, terms.dueDays - terms.discountDays) > options.hurdleBp;
  const early = isWorth ? lastRunFor(relation, discountDay, first, options) : undefined;
  const day = early ?? lastRunFor(relation, dueDay + options.stretchDays, first, options) ?? first;
  payable.run = day;
  startRun(ctx, relation, day);
}

/** Every vendor has one payment a run. */
export function startRun(ctx: Context, relation: Relation, day: number): void {
  if (relation.runs.has(day)) return;
  relation.runs.add(day);
  ctx.start('payment', { at: relation.clock.at(day, PROPOSAL_HOUR), input: { day } });
}

/** The last run whose money is there on a day, if it is not before `first`. */
function lastRunFor(
  relation: Relation,
  target: number,
  first: number,
  options: ResolvedP2pOptions,
): number | undefined {
  for (let day = target; day >= first; day--) {
    if (isRunDay(relation, day, options) && valueDay(relation, relation.method, day) <= target) return day;
  }
  return undefined;
}

export function nextRunDay(relation: Relation, from: number, options: ResolvedP2pOptions): number {
  let day = from;
  while (!isRunDay(relation, day, options)) day++;
  return day;
}

function isRunDay({ clock }: Relation, day: number, { paymentRuns }: ResolvedP2pOptions): boolean {
  const weekday = WEEKDAYS[(((day + 3) % 7) + 7) % 7];
  return weekday !== undefined && paymentRuns.includes(weekday) && clock.isBusinessDay(day);
}

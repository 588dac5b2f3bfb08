/** Reminders, every Wednesday: one for all that is overdue long enough, a level higher each time; in the end the item is given up. */
import { defineAction, defineAdventure, defineJourney, mulDiv, never, type Context } from '../../src/index.ts';
import { postCharge } from './charge.ts';
import type { Options } from './options.ts';
import { planDunning, promise } from './pay.ts';
import {
  begin,
  newDocument,
  plan,
  relationOf,
  step,
  today,
  type Receivable,
  type Relation,
  type Seat,
} from './relation.ts';
import { dollars } from './tables.ts';
import { tell, type Told } from './documents.ts';

const LEVELS = 4;
const WRITE_OFF_HOUR = 10;
/** Basis points of a year in days. */
const YEAR_BP = 365 * 10_000;
const CHARGED_FROM_LEVEL = 2;

/** Items that reach their next level today. */
function reached({ receivables }: Relation, day: number, { dunning }: Options): readonly Receivable[] {
  return receivables.filter(({ kind, isDisputed, isReserved, level, dueDay }) => {
    if (kind === 'charge' || isDisputed || isReserved || level >= LEVELS) return false;
    return day - dueDay >= (dunning.days[level] ?? Infinity);
  });
}

function remind(seat: Seat) {
  const { options } = seat;
  return defineAction({
    id: 'remind',
    emits: ['dunning_notice.sent', 'customer_charge.posted'],
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      begin(ctx, relation);
      const day = today(ctx, relation);
      const due = relation.isInsolvent ? [] : reached(relation, day, options);
      const events = due.length === 0 ? [] : notice(ctx, relation, { due, day, options });
      for (const one of relation.receivables) planNext(ctx, relation, { one, day, options });
      return events;
    },
  });
}

interface Due {
  readonly due: readonly Receivable[];
  readonly day: number;
  readonly options: Options;
}

function notice(ctx: Context, relation: Relation, { due, day, options }: Due) {
  const { dunning } = options;
  const { trade, customer } = relation;
  const items = due.map((one) => interestOf(one, day, dunning.interestBp));
  for (const one of due) {
    one.level++;
    one.noticeDay = day;
  }
  const level = Math.max(...due.map((one) => one.level));
  const charge = level >= CHARGED_FROM_LEVEL && dunning.charge > 0 ? dollars(dunning.charge, customer.currency) : 0;
  const willPay = ctx.random.chance(dunning.payAfter[level - 1] ?? 0);
  if (willPay) for (const one of due) promise(ctx, relation, one, dunning.deadlineDays);
  const documentId = newDocument(ctx, relation, 'DN');
  const sent = tell(
    ctx,
    'dunning_notice.sent',
    Object.assign(step(relation, { documentId, documentType: 'DN', performedBy: 'system:dunning' }), {
      documentDate: trade.days.date(day),
      currency: customer.currency,
      level,
      items: items.map(({ invoice, daysOverdue, base }, i) => ({
        invoice,
        item: due[i]?.item ?? invoice,
        daysOverdue,
        amount: base,
      })),
      interest: items.reduce((sum, { interest }) => sum + interest, 0),
      charge,
      deadline: trade.days.date(day + dunning.deadlineDays),
    }),
  );
  return [sent, ...postCharge(ctx, relation, { kind: 'dunning', charge, items })];
}

/** Interest since the last notice, at first since the due date. */
function interestOf({ invoice, amount, dueDay, noticeDay }: Receivable, day: number, interestBp: number) {
  const since = day - Math.max(dueDay, noticeDay);
  return { invoice, daysOverdue: day - dueDay, base: amount, interest: mulDiv(amount, interestBp * since, YEAR_BP) };
}

interface Next {
  readonly one: Receivable;
  readonly day: number;
  readonly options: Options;
}

function planNext(ctx: Context, relation: Relation, { one, day, options }: Next): void {
  const { kind, level, dueDay } = one;
  if (kind === 'charge') return;
  const next = options.dunning.days[level];
  if (next !== undefined) planDunning(ctx, relation, Math.max(dueDay + next, day + 1));
  else {
    const last = relation.trade.days.business(Math.max(dueDay + options.writeOffAfterDays + 1, day + 1), 0);
    plan(ctx, relation, { journey: 'write-off', day: last, hour: WRITE_OFF_HOUR });
  }
}

/** The weekly look at what is overdue. */
export function dunningJourney(seat: Seat) {
  return defineJourney({
    id: 'dunning',
    arrivals: never(),
    adventures: [defineAdventure({ id: 'dun', actions: [remind(seat)] })],
  });
}

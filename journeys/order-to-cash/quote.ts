/** Quotes: offered, sent, and won, lost or forgotten. */
import { defineAction, defineAdventure, lognormal, mulDiv, type Context } from '../../src/index.ts';
import { at, caseOf, openCase, type Case } from './case.ts';
import { until, workHour } from './days.ts';
import { drawLines, totalsOf, withQuantity } from './lines.ts';
import { head, newDocument, step, today, untilDone, who, type Seat } from './relation.ts';
import { tell, type Told } from './documents.ts';

/** Days a quote holds. */
const VALID_DAYS = 30;
/** What is offered below the price, basis points at most. */
const MOST_OFF_BP = 500;
/** Business days until a customer decides. */
const DECISION = lognormal({ median: 8, p95: 30 });

/** Chance that an arrival is a quote, where lost quotes are arrivals of their own. */
export function quotedShare({ quoteShare, quoteWinChance }: Seat['options']): number {
  const quotes = quotesPerOrder({ quoteShare, quoteWinChance });
  return quotes === 0 ? 0 : quotes / (quotes + 1 - quoteShare);
}

/** Quotes that it takes for one order; where none is ever won, they are as many as were to begin with one. */
export function quotesPerOrder({
  quoteShare,
  quoteWinChance,
}: Pick<Seat['options'], 'quoteShare' | 'quoteWinChance'>): number {
  return quoteWinChance === 0 ? quoteShare : quoteShare / quoteWinChance;
}

/** Opens the case; a quoted one with its quote. */
export function enter(seat: Seat) {
  return defineAction({
    id: 'enter',
    emits: ['quote.created'],
    handler: (ctx): readonly Told[] => {
      const opened = openCase(ctx, seat);
      const { relation } = opened;
      if (relation.isInsolvent || relation.trade.days.date(today(ctx, relation)) < relation.customer.since) {
        opened.stage = 'ended';
        return [];
      }
      if (ctx.random.float() >= quotedShare(seat.options)) return [];
      return [createQuote(ctx, opened, seat)];
    },
  });
}

function createQuote(ctx: Context, opened: Case, { options }: Seat) {
  const { relation } = opened;
  opened.stage = 'quoting';
  opened.quoteId = newDocument(ctx, relation, 'QT');
  const offBp = ctx.random.int(0, MOST_OFF_BP);
  opened.quoted = drawLines(ctx, relation).map((line) =>
    withQuantity(line, line.quantity, mulDiv(line.listPrice, 10_000 - offBp, 10_000)),
  );
  opened.validTo = today(ctx, relation) + VALID_DAYS;
  const touch = {
    documentId: opened.quoteId,
    documentType: 'QT',
    performedBy: who(ctx, relation, 'sales', opened.quoteId),
    status: 'created',
  };
  const { net, tax, gross } = totalsOf(opened.quoted);
  return tell(
    ctx,
    'quote.created',
    Object.assign(head(ctx, relation, touch), {
      net,
      tax,
      gross,
      validTo: relation.trade.days.date(opened.validTo),
      winProbabilityBp: Math.round(options.quoteWinChance * 10_000),
      lines: opened.quoted,
    }),
  );
}

function touchOf(ctx: Context, { relation, quoteId }: Case) {
  return step(relation, {
    documentId: quoteId,
    documentType: 'QT',
    performedBy: who(ctx, relation, 'sales', quoteId),
  });
}

/** Sends the quote, and what the customer will make of it. */
function sendQuote({ options }: Seat) {
  return defineAction({
    id: 'send-quote',
    emits: ['quote.sent'],
    timeSpan: (ctx) => {
      const { relation, quoteId } = caseOf(ctx);
      return untilDone(ctx, relation, ctx.random.int(1, 3), { pool: 'sales', key: quoteId });
    },
    handler: (ctx): readonly Told[] => {
      const opened = caseOf(ctx);
      const { days } = opened.relation.trade;
      const answer = days.business(days.dayOf(ctx.nowMs), Math.max(1, Math.round(ctx.draw('decision', DECISION))));
      opened.isWon = ctx.random.chance(options.quoteWinChance);
      // Who means to buy says so while the offer holds.
      const last = days.business(opened.validTo - 4, 0);
      opened.nextDay = opened.isWon ? Math.min(answer, Math.max(last, days.dayOf(ctx.nowMs))) : answer;
      return [tell(ctx, 'quote.sent', Object.assign(touchOf(ctx, opened), { status: 'sent' }))];
    },
  });
}

const LOST_TO = ['price', 'delivery time', 'another supplier', 'no need any more'] as const;

const decideQuote = defineAction({
  id: 'decide-quote',
  emits: ['quote.won', 'quote.lost', 'quote.expired'],
  timeSpan: (ctx) => {
    const { relation, nextDay, validTo, isWon } = caseOf(ctx);
    const { days } = relation.trade;
    const isLate = !isWon && nextDay > validTo;
    // What nobody has answered ends in the night after its last day.
    return until(ctx, isLate ? days.at(validTo + 1, 2) : days.at(nextDay, workHour(ctx)));
  },
  handler: (ctx): readonly Told[] => {
    const opened = caseOf(ctx);
    const { relation, isWon, nextDay, validTo } = opened;
    opened.stage = isWon && !relation.isInsolvent ? 'ordering' : 'ended';
    if (opened.stage === 'ordering') {
      opened.orderId = newDocument(ctx, relation, 'SO');
      return [tell(ctx, 'quote.won', Object.assign(touchOf(ctx, opened), { status: 'won', wonOrder: opened.orderId }))];
    }
    if (nextDay > validTo) {
      const performedBy = 'system:quotes';
      return [tell(ctx, 'quote.expired', Object.assign(touchOf(ctx, opened), { performedBy, status: 'expired' }))];
    }
    const reason = ctx.random.pick(LOST_TO);
    return [tell(ctx, 'quote.lost', Object.assign(touchOf(ctx, opened), { status: 'lost', reason }))];
  },
});

/** The adventure of a quoted order. */
export function quoteAdventure(seat: Seat) {
  return defineAdventure({ id: 'quote', actions: [sendQuote(seat), decideQuote] });
}

/** Whether the case is a quote that waits for its answer. */
export const isQuoting = at('quoting');

/** The life of a customer beside its orders: it begins, its limit is looked at every year, and now and then it ends. */
import {
  defineAction,
  defineAdventure,
  defineJourney,
  int,
  once,
  repeat,
  when,
  type Context,
} from '../../src/index.ts';
import { CREDIT_MONTHS, type Rating } from '../world/masters/customers.ts';
import { minorInCurrency } from '../world/masters/draws.ts';
import { until, untilWorkday, workHour } from './days.ts';
import { relationOf, step, today, who, type Relation, type Seat } from './relation.ts';
import { writeOff } from './write-off.ts';
import { tell, type Told } from './documents.ts';

/** Chance of a year that a customer of a rating fails. */
const HAZARD: Readonly<Record<Rating, number>> = {
  AAA: 0,
  AA: 0.0005,
  A: 0.001,
  BBB: 0.004,
  BB: 0.012,
  B: 0.03,
  CCC: 0.1,
  D: 0.25,
};
const YEAR_DAYS = 365;
const LEAST_LIMIT = 5000;
/** A year of sales is told from no fewer days. */
const LEAST_DAYS = 90;
const REVIEW_DAY = int({ min: 0, max: YEAR_DAYS - 1 });

/** What every event of the customer itself says. */
function customerStep(ctx: Context, relation: Relation, performedBy: string) {
  const { customerId } = relation.customer;
  return step(relation, { documentId: customerId, documentType: 'customer', performedBy });
}

interface Life {
  readonly relation: Relation;
  readonly firstDay: number;
  reviewDay: number;
  failsOn: number;
}

const KEY = 'life';

function lifeOf(ctx: Context): Life {
  const life = ctx.get<Life>(KEY);
  if (life === undefined) throw new TypeError('a customer has not begun');
  return life;
}

function start(seat: Seat) {
  return defineAction({
    id: 'start',
    emits: ['customer.onboarded'],
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      const firstDay = today(ctx, relation);
      const reviewDay = firstDay + ctx.draw('review', REVIEW_DAY);
      ctx.set(KEY, { relation, firstDay, reviewDay, failsOn: 0 } satisfies Life, { scope: 'journey' });
      return [];
    },
  });
}

const isNew = (ctx: Context): boolean => {
  const { relation, firstDay } = lifeOf(ctx);
  return relation.customer.since > relation.trade.days.date(firstDay);
};

function onboard() {
  return defineAction({
    id: 'onboard',
    emits: ['customer.onboarded'],
    timeSpan: (ctx) => {
      const { days } = lifeOf(ctx).relation.trade;
      let day = days.dayOf(ctx.nowMs);
      while (days.date(day) < lifeOf(ctx).relation.customer.since) day++;
      return until(ctx, days.at(days.business(day, 0), 8));
    },
    handler: (ctx): readonly Told[] => {
      const { relation } = lifeOf(ctx);
      const { segment, region, currency } = relation.customer;
      const performedBy = who(ctx, relation, 'sales', relation.customer.customerId);
      const { creditLimit } = relation;
      return [
        tell(
          ctx,
          'customer.onboarded',
          Object.assign(customerStep(ctx, relation, performedBy), { segment, region, currency, creditLimit }),
        ),
      ];
    },
  });
}

/** Up to the next review: whether the customer will fail before it. */
const drawFate = defineAction({
  id: 'draw-fate',
  emits: [],
  handler: (ctx): readonly Told[] => {
    const life = lifeOf(ctx);
    const from = today(ctx, life.relation);
    const span = Math.max(1, life.reviewDay - from);
    const fails = ctx.random.chance((HAZARD[life.relation.customer.rating] * span) / YEAR_DAYS);
    life.failsOn = fails ? from + ctx.random.int(1, span) : 0;
    return [];
  },
});

const review = defineAction({
  id: 'review-limit',
  emits: ['customer.credit_limit_changed'],
  timeSpan: (ctx) => {
    const { relation, reviewDay } = lifeOf(ctx);
    const { days } = relation.trade;
    return until(ctx, days.at(days.business(reviewDay, 0), workHour(ctx)));
  },
  handler: (ctx): readonly Told[] => {
    const life = lifeOf(ctx);
    life.reviewDay += YEAR_DAYS;
    const { relation, firstDay } = life;
    const day = today(ctx, relation);
    const span = Math.min(YEAR_DAYS, day - firstDay);
    if (span < LEAST_DAYS || relation.isInsolvent) return [];
    const { billed, customer, trade, creditLimit } = relation;
    while ((billed[0]?.day ?? day) <= day - YEAR_DAYS) billed.shift();
    const sum = billed.reduce((total, { gross }) => total + gross, 0);
    const yearlySales = Math.round((sum * YEAR_DAYS) / span);
    const least = minorInCurrency(LEAST_LIMIT, trade.company.currency);
    const to = Math.max(least, Math.round((yearlySales / 12) * CREDIT_MONTHS[customer.rating]));
    if (to === creditLimit) return [];
    relation.creditLimit = to;
    const keeper = who(ctx, relation, 'sales', customer.customerId);
    return [
      tell(
        ctx,
        'customer.credit_limit_changed',
        Object.assign(customerStep(ctx, relation, keeper), {
          approvedBy: who(ctx, relation, 'creditManager', customer.customerId),
          from: creditLimit,
          to,
          yearlySales,
          rating: customer.rating,
        }),
      ),
    ];
  },
});

const fail = defineAction({
  id: 'declare-insolvency',
  emits: ['customer.insolvency_declared'],
  timeSpan: (ctx) => {
    const { relation, failsOn } = lifeOf(ctx);
    const { days } = relation.trade;
    return until(ctx, days.at(days.business(failsOn, 0), workHour(ctx)));
  },
  handler: (ctx): readonly Told[] => {
    const { relation } = lifeOf(ctx);
    relation.isInsolvent = true;
    const { rating } = relation.customer;
    return [
      tell(
        ctx,
        'customer.insolvency_declared',
        Object.assign(customerStep(ctx, relation, 'authority:court'), { rating }),
      ),
    ];
  },
});

/** What is still open some weeks later is lost; money on its way is not. */
const loseItems = defineAction({
  id: 'lose-items',
  emits: ['receivable.written_off'],
  timeSpan: (ctx) => untilWorkday(ctx, lifeOf(ctx).relation.trade.days, ctx.random.int(20, 40)),
  handler: (ctx): readonly Told[] => {
    const { relation } = lifeOf(ctx);
    const items = relation.receivables.filter(({ isReserved }) => !isReserved);
    return writeOff(ctx, relation, { items, reason: 'insolvency' });
  },
});

const isAlive = (ctx: Context): boolean => !lifeOf(ctx).relation.isInsolvent;
const failsBeforeReview = (ctx: Context): boolean => {
  const { failsOn, reviewDay } = lifeOf(ctx);
  return failsOn > 0 && failsOn <= reviewDay;
};

/** From the first day of a customer to its last. */
export function relationJourney(seat: Seat) {
  return defineJourney({
    id: 'relation',
    arrivals: once({ at: 'start' }),
    adventures: [
      defineAdventure({
        id: 'life',
        actions: [
          start(seat),
          when(isNew, [onboard()]),
          repeat({ while: isAlive, max: 100 }, [drawFate, when(failsBeforeReview, [fail, loseItems], [review])]),
        ],
      }),
    ],
  });
}

/** What is asked for now and then and used up at once: supplies, parts, work. Each need calls up the next one. */
import {
  amount,
  type Context,
  defineAction,
  exponential,
  type Generator,
  int,
  lognormal,
  type Money,
  share,
  uniform,
} from '../../src/index.ts';
import { dayOfDate, yearOfDate } from '../world/dates.ts';
import type { BudgetCategory } from '../world/masters/contracts.ts';
import { inCurrency, minorInCurrency } from '../world/masters/draws.ts';
import type { P2pEvent } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { startFramework } from './framework.ts';
import { keepOutlay } from './outlay-purchase.ts';
import { newRequest, requesterOf, requestOutlay, type Wanted } from './outlay-request.ts';
import { type Order, pickByScore, type Relation, relationOf, SHARE } from './relation.ts';
import { spendingOf } from './spending.ts';

/** What a purchase comes to, dollars; what costs more is planned, not asked for. */
const VALUE = { median: 900, p95: 12_000, max: 50_000 };
/** Of that law below its bound: e^(μ + σ²/2) · Φ((ln max − μ − σ²)/σ) ÷ Φ((ln max − μ)/σ). */
const MEAN_VALUE = 2612;
/** People quote round figures. */
const HABIT_SHARE = 0.25;
const HABIT_STEPS = [100, 50, 10];
const WORK_DAYS_PER_YEAR = 250;
const WAIT = exponential({ mean: 1 });
const LINES = [
  [1, 0.6],
  [2, 0.25],
  [3, 0.15],
] as const;
const PIECES = int({ min: 1, max: 12 });
const LEAD_DAYS = lognormal({ median: 8, p95: 25 });
const RATE_USD = uniform({ low: 90, high: 160 });

const TEXTS: Readonly<Record<BudgetCategory, readonly string[]>> = {
  it: ['workstation set-up', 'network support', 'system adaptation'],
  professional: ['legal advice', 'tax advice', 'process review'],
  supplies: ['office supplies', 'packing aids', 'protective clothing', 'cleaning supplies'],
  marketing: ['printed matter', 'trade fair stand', 'online campaign'],
  maintenance: ['spare parts', 'lubricants', 'filters and seals'],
  other: ['furnishings', 'tools', 'staff catering'],
};

/** The first need of a vendor's goods or work; of one who is used once there is no second. */
export function beginSpendingAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'begin-spending',
    emits: [],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const { category, status, oneTime } = relation.vendor;
      if (status !== 'active' || (category !== 'mro' && category !== 'service')) return [];
      const isLater = ctx.input<{ readonly isLater: boolean }>()?.isLater === true;
      if (category === 'service' && !oneTime && !isLater) startFramework(ctx, relation);
      if (!oneTime) startNext(ctx, relation);
      else
        ctx.start('indirect-purchase', {
          at: relation.clock.workAfter(ctx.nowMs, WORK_DAYS_PER_YEAR * ctx.draw('once', SHARE)),
        });
      return [];
    },
  });
}

/**
 * The next need comes after a time that remembers nothing, as often as the budget of the year pays for; in a year without
 * one nobody asks before the next.
 */
function startNext(ctx: Context, relation: Relation): void {
  const { clock, company, facts, vendor } = relation;
  // Who is no vendor yet is asked for nothing.
  const isNew = vendor.since > clock.dateOf(ctx.nowMs);
  const now = isNew ? clock.at(clock.following(dayOfDate(vendor.since) + 1), 8) : clock.workAfter(ctx.nowMs, 0);
  const year = yearOfDate(clock.dateOf(now));
  const total = [...spendingOf(ctx, relation, year).asked.values()].reduce((sum, one) => sum + one, 0);
  if (total > 0) {
    const mean = minorInCurrency(MEAN_VALUE, company.currency);
    const days = ctx.draw('wait', WAIT) * WORK_DAYS_PER_YEAR * (mean / total);
    ctx.start('indirect-purchase', { at: clock.workAfter(now, days) });
  } else if (year < facts.startYear + facts.years - 1) {
    ctx.start('spending', {
      at: clock.at(clock.following(dayOfDate(`${year + 1}-01-02`)), 8),
      input: { isLater: true },
    });
  }
}

/** A requisition of somebody, as far as it gets. */
export function requestIndirectAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'request-indirect',
    emits: ['requisition.created', 'requisition.approved', 'requisition.rejected', 'requisition.sourced'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      if (!relation.vendor.oneTime) startNext(ctx, relation);
      const { clock } = relation;
      const ids = newRequest(ctx, relation);
      const requester = requesterOf(ctx, relation, ids.requisition);
      const needDay = clock.following(clock.dayOf(ctx.nowMs) + 5 + Math.round(ctx.draw('lead', LEAD_DAYS)));
      const wanted = wantedOf(ctx, relation, requester.position.costCenter);
      const { events, orderAt } = requestOutlay(
        ctx,
        relation,
        Object.assign({}, ids, { wanted, needDay, justification: 'own need', requester }),
      );
      if (orderAt !== undefined)
        keepOutlay(ctx, Object.assign({}, ids, { wanted, needDay }), { kind: kindOf(relation), orderAt });
      return [...events];
    },
  });
}

function kindOf({ vendor }: Relation): Order['kind'] {
  return vendor.category === 'service' ? 'service' : 'standard';
}

/** One to three things for an amount, which one of them alone may make round. */
function wantedOf(ctx: Context, relation: Relation, costCenter: string): readonly Wanted[] {
  const category = categoryOf(ctx, relation);
  const isWork = kindOf(relation) === 'service';
  const { currency } = relation.company;
  const total = ctx.draw('value', valueIn(currency)).amount;
  const count = isWork ? 1 : pickByScore<number>(ctx.draw('lines', SHARE), LINES);
  return partsOf(ctx, total, count).map((estimate, i): Wanted => {
    const texts = TEXTS[category];
    const description = texts[Math.floor(ctx.draw(`text.${i}`, SHARE) * texts.length)] ?? category;
    const supply = isWork ? ('service' as const) : ('goods' as const);
    const outlay = { description, spendCategory: category, costCenter, supply };
    // A round figure is quoted for the whole.
    if (estimate % minorInCurrency(ROUND, currency) === 0) return { outlay, unit: 'EA', quantity: 1, estimate };
    if (!isWork) return { outlay, unit: 'EA', quantity: Math.min(estimate, ctx.draw(`pieces.${i}`, PIECES)), estimate };
    const hourly = minorInCurrency(ctx.draw('rate', RATE_USD), currency);
    return {
      outlay,
      unit: 'H',
      quantity: Math.max(HALF_HOUR, Math.round((estimate * 2) / hourly) * HALF_HOUR),
      estimate,
    };
  });
}

const ROUND = 10;
/** Hundredths of an hour. */
const HALF_HOUR = 50;

/** In proportion to the budgets. */
function categoryOf(ctx: Context, relation: Relation): BudgetCategory {
  const year = yearOfDate(relation.clock.dateOf(ctx.nowMs));
  const asked = [...spendingOf(ctx, relation, year).asked];
  const fallback: BudgetCategory = relation.vendor.category === 'service' ? 'professional' : 'other';
  return asked.length === 0 ? fallback : pickByScore(ctx.draw('category', SHARE), asked);
}

/** Parts of an amount, none of them nothing. */
function partsOf(ctx: Context, total: number, count: number): readonly number[] {
  if (count === 1 || total < count) return [total];
  const weights = Array.from({ length: count }, (_, i) => 1 + Math.round(ctx.draw(`part.${i}`, SHARE) * 99));
  return share(total, weights).filter((part) => part > 0);
}

/** Values by currency: pure functions of their parameters. */
const values = new Map<string, Generator<Money>>();

type Law = [median: number, p95: number, max: number];

function valueIn(currency: string): Generator<Money> {
  let value = values.get(currency);
  if (value === undefined) {
    const [median, p95, max] = [VALUE.median, VALUE.p95, VALUE.max].map((usd) => inCurrency(usd, currency)) as Law;
    const habit = { share: HABIT_SHARE, steps: HABIT_STEPS.map((step) => inCurrency(step, currency)) };
    values.set(currency, (value = amount({ model: lognormal({ median, p95, max }), currency, habit })));
  }
  return value;
}

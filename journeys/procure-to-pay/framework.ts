/** Work that is needed all year: one order a vendor and year, called month by month. */
import { type Context, defineAction, share, uniform } from '../../src/index.ts';
import { dayOfDate, yearOfDate } from '../world/dates.ts';
import type { BudgetCategory } from '../world/masters/contracts.ts';
import { minorInCurrency } from '../world/masters/draws.ts';
import { hash32, winners } from '../world/masters/keys.ts';
import type { P2pEvent } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { keepOutlay } from './outlay-purchase.ts';
import { newRequest, requesterOf, requestOutlay, type Wanted } from './outlay-request.ts';
import { type Relation, relationOf } from './relation.ts';
import { centersOf, spendingOf } from './spending.ts';

const RATE_USD = uniform({ low: 90, high: 160 });
const START_DAYS = uniform({ low: 0.2, high: 3 });
const MONTHS = 12;
/** Cost centers that an order is for. */
const CENTERS = 3;

const TEXTS: Readonly<Partial<Record<BudgetCategory, string>>> = {
  it: 'system operation and support',
  professional: 'audit and advice by the hour',
  marketing: 'agency work',
  maintenance: 'care of buildings and equipment',
};

/** The order of this year, or of what is left of it, and after it that of the next. */
export function startFramework(ctx: Context, { clock }: Relation): void {
  ctx.start('service-order', { at: clock.workAfter(ctx.nowMs, ctx.draw('framework', START_DAYS)) });
}

export function requestFrameworkAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'request-framework',
    emits: ['requisition.created', 'requisition.approved', 'requisition.rejected', 'requisition.sourced'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const { clock } = relation;
      const date = clock.dateOf(ctx.nowMs);
      const year = yearOfDate(date);
      const nextYear = clock.following(dayOfDate(`${year + 1}-01-02`));
      ctx.start('service-order', { at: clock.workAfter(clock.at(nextYear, 8), ctx.draw('next', START_DAYS)) });
      const month = Number(date.slice(5, 7)) - 1;
      const wanted = wantedOf(ctx, relation, { year, part: (MONTHS - month) / MONTHS });
      if (wanted.length === 0) return [];
      const ids = newRequest(ctx, relation);
      const needDay = clock.preceding(dayOfDate(`${year}-12-31`));
      const justification = 'work of the year';
      const requester = requesterOf(ctx, relation, ids.requisition);
      const { events, orderAt } = requestOutlay(
        ctx,
        relation,
        Object.assign({}, ids, { wanted, needDay, justification, requester }),
      );
      if (orderAt !== undefined)
        keepOutlay(ctx, Object.assign({}, ids, { wanted, needDay }), { kind: 'framework', orderAt });
      return [...events];
    },
  });
}

/** Hours for the few cost centers that need most of a category. */
function wantedOf(
  ctx: Context,
  relation: Relation,
  { year, part }: { readonly year: number; readonly part: number },
): readonly Wanted[] {
  const { company, vendor } = relation;
  const hourly = minorInCurrency(ctx.draw('rate', RATE_USD), company.currency);
  return [...spendingOf(ctx, relation, year).framework].flatMap(([category, budget]) => {
    const candidates = centersOf(ctx, relation, { category, year }).map((row) =>
      Object.assign({}, row, { lot: hash32(row.budgetId), sizeWeight: row.amount }),
    );
    const centers = winners(candidates, `${vendor.vendorId}/${year}/${category}`, CENTERS);
    const parts = share(
      Math.round(budget * part),
      centers.map(({ amount }) => amount),
    );
    return centers.flatMap(({ costCenter }, i): Wanted[] => {
      const estimate = parts[i] ?? 0;
      const quantity = Math.round((estimate * 2) / hourly) * 50;
      const description = TEXTS[category] ?? category;
      const outlay = { description, spendCategory: category, costCenter, supply: 'service' as const };
      return quantity === 0 ? [] : [{ outlay, unit: 'H', quantity, estimate }];
    });
  });
}

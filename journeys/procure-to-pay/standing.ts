/** What a vendor relation has open on the first day, where simulation begins before it. */
import type { Context } from '../../src/index.ts';
import { freight } from '../world/freight.ts';
import { monthOf, standingFold, type Standing, type Teller } from '../world/opening/open-items.ts';
import { dateOn } from '../world/clock.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { rateOn, relationOf, type Relation } from './relation.ts';

export const standing = standingFold('vendor-standing', 'procure-to-pay');

/** Its own items; of a carrier also what was accrued for it and it has not billed. */
export function vendorTeller(options: ResolvedP2pOptions) {
  return (ctx: Context): Teller => {
    const relation = relationOf(ctx, options);
    const { company, vendor } = relation;
    const own = ctx.view(standing);
    const carried = vendor.category === 'freight' ? accruals(ctx, relation, own.clearedOfOthers) : {};
    return {
      company,
      partnerGroup: vendor.category,
      standing: Object.assign({}, own, { items: Object.assign({}, own.items, carried) }),
      documents: [...relation.orders.values()].map(({ orderId, currency, day }) => {
        const documentDate = dateOn(day);
        const rate9 = rateOn(ctx, relation, documentDate);
        return { documentId: orderId, documentDate, currency, rate9, partner: relation.partner };
      }),
    };
  };
}

function accruals(
  ctx: Context,
  { company, vendor, partner, clock }: Relation,
  cleared: Readonly<Record<string, number>>,
): Readonly<Record<string, Standing>> {
  const start = `FR-${company.code}-${vendor.vendorId}-`;
  const open = Object.entries(ctx.view(freight))
    .filter(([item]) => item.startsWith(start))
    .map(([item, amount]) => [item, amount - (cleared[item] ?? 0)] as const)
    // What is accrued this month goes on, and those who accrue it tell it.
    .filter(([item, amount]) => amount > 0 && !item.endsWith(monthOf(ctx, company)));
  const documentDate = dateOn(clock.dayOf(ctx.nowMs));
  return Object.fromEntries(
    open.map(([id, amount]): readonly [string, Standing] => [
      id,
      {
        id,
        role: 'grir',
        side: 'credit',
        amount,
        localAmount: amount,
        quantity: 0,
        currency: company.currency,
        rate9: 1_000_000_000,
        documentId: id,
        documentDate,
        partner,
        openItem: { id },
      },
    ]),
  );
}

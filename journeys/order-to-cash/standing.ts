/** What a customer relation has open on the first day, where simulation begins before it. */
import type { Context } from '../../src/index.ts';
import { monthOf, type Teller } from '../world/opening/open-items.ts';
import { standingFold } from '../world/opening/standing-items.ts';
import { relationOf, type Seat } from './relation.ts';

export const standing = standingFold('customer-standing', 'order-to-cash');

/** Freight of this month goes on; what was accrued in months before is its carrier's to tell. */
export function customerTeller(seat: Seat) {
  return (ctx: Context): Teller => {
    const relation = relationOf(ctx, seat);
    const { trade, customer, orders } = relation;
    relation.openedMs = ctx.nowMs;
    const month = monthOf(ctx, trade.company);
    const { items, ...rest } = ctx.view(standing);
    const own = Object.entries(items).filter(([id, { role }]) => role !== 'grir' || id.endsWith(month));
    const partner = { kind: 'customer' as const, id: customer.customerId };
    const documents = [...orders].map(([documentId, { gross, rate9, day }]) => {
      return { documentId, documentDate: trade.days.date(day), currency: customer.currency, rate9, partner, gross };
    });
    const { segment: partnerGroup } = customer;
    return {
      company: trade.company,
      partnerGroup,
      standing: Object.assign({}, rest, { items: Object.fromEntries(own) }),
      documents,
    };
  };
}

/** What a customer relation has open on the first day, where simulation begins before it. */
import type { Context } from '../../src/index.ts';
import { standingFold, type Teller } from '../world/opening/open-items.ts';
import { relationOf, type Seat } from './relation.ts';

export const standing = standingFold('customer-standing', 'order-to-cash');

/** Freight that was accrued is its carrier's to tell. */
export function customerTeller(seat: Seat) {
  return (ctx: Context): Teller => {
    const { trade, customer } = relationOf(ctx, seat);
    const { items, ...rest } = ctx.view(standing);
    const own = Object.fromEntries(Object.entries(items).filter(([, { role }]) => role !== 'grir'));
    return { company: trade.company, partnerGroup: customer.segment, standing: { ...rest, items: own } };
  };
}

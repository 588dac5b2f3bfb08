/** What everything that comes in has in common: its papers, what it is worth, and that it is billed. */
import { chance, int, type Context, type Generator } from '../../src/index.ts';
import type { Delivery } from './delivery-plan.ts';
import { postedOn, SHARE, type Order, type Relation } from './relation.ts';

const NOTE = int({ min: 100_000, max: 999_999 });
const BILLS_ALL = chance(0.5);

/** What of a line failed inspection. */
export interface Failed {
  readonly line: number;
  readonly quantity: number;
}

/** What comes, by line of the order. */
export function quantitiesOf({ quantities }: Pick<Delivery, 'quantities'>): Map<number, number> {
  return new Map(Object.entries(quantities).map(([line, quantity]) => [Number(line), quantity]));
}

/** The paper that comes with the goods. */
export function deliveryNote(ctx: Context, { vendor }: Relation): string {
  return `DN-${vendor.vendorId.slice(-4)}-${ctx.draw('note', NOTE)}`;
}

interface GoodsDocument {
  readonly documentId: string;
  readonly documentType: 'GR' | 'SE' | 'RV';
  readonly day: number;
  readonly date: string;
}

/** Goods are valued in company currency. */
export function goodsHead(
  ctx: Context,
  relation: Relation,
  { documentId: id, documentType, day, date }: GoodsDocument,
) {
  return {
    documentId: id,
    documentType,
    ...postedOn(ctx, relation, day),
    currency: relation.company.currency,
    rate9: 1_000_000_000,
    rateDate: date,
    partnerGroup: relation.vendor.category,
    status: 'posted',
  };
}

interface Billing {
  readonly order: Order;
  readonly quantities: ReadonlyMap<number, number>;
  readonly rejected: Failed | undefined;
  readonly invoiceDays: Generator<number>;
}

/** The vendor bills what it delivered, or what it heard that was kept. */
export function bill(ctx: Context, { clock }: Relation, { order, quantities, rejected, invoiceDays }: Billing): void {
  const billed = Object.fromEntries(quantities);
  if (rejected !== undefined && !ctx.draw('bills-all', BILLS_ALL)) {
    billed[rejected.line] = (billed[rejected.line] ?? 0) - rejected.quantity;
  }
  order.invoices++;
  const days = Math.round(ctx.draw('invoice', invoiceDays));
  const day = clock.following(clock.dayOf(ctx.nowMs) + Math.max(1, days));
  ctx.start('billing', {
    at: clock.at(day, 8 + 8 * ctx.draw('invoice.hour', SHARE)),
    input: { orderId: order.orderId, quantities: billed },
  });
}

/** When the goods of an order come: around the promised day as reliably as the vendor is, and never after the day of need. */
import { chance, normal, uniform, type Context, type Generator } from '../../src/index.ts';
import type { VendorPersona } from '../world/masters/vendors.ts';
import type { Order, Relation } from './relation.ts';

/** Units of an order that come together: by line. */
export interface Delivery {
  readonly orderId: string;
  /** By line number. */
  readonly quantities: Readonly<Record<number, number>>;
  readonly isLast: boolean;
  /** What replaces goods that went back is not inspected out again. */
  readonly isReplacement: boolean;
}

interface Dispatch {
  readonly order: Order;
  readonly sentDay: number;
  /** Whether it comes in parts. */
  readonly isPartial: boolean;
}

/** Business days behind the promise. */
export const OFFSET: Readonly<Record<VendorPersona, Generator<number>>> = {
  reliable: normal({ mean: -1, sd: 1 }),
  standard: normal({ mean: 0, sd: 2 }),
  transactional: normal({ mean: 1, sd: 3 }),
  problematic: normal({ mean: 3, sd: 4 }),
};
const THREE = chance(0.15);
const FIRST_PART = uniform({ low: 0.3, high: 0.8 });
const SHARE = uniform({ low: 0, high: 1 });
const FIRST_HOUR = 6;
const HOURS = 6;
/** The goods are on their way for two business days at least. */
const LEAST_DAYS = 2;

/** Starts the deliveries of an order, and its invoice where that does not wait for them. */
export function startDeliveries(ctx: Context, relation: Relation, { order, sentDay, isPartial }: Dispatch): void {
  const { clock } = relation;
  const parts = !isPartial ? 1 : ctx.draw('three', THREE) ? 3 : 2;
  const latest = clock.preceding(Math.min(...order.lines.map(({ needDay }) => needDay)));
  const promised = Math.min(...order.lines.map(({ promisedDay }) => promisedDay));
  const offset = Math.round(ctx.draw('offset', OFFSET[relation.vendor.persona]));
  const earliest = clock.addBusinessDays(Math.max(sentDay, clock.dayOf(ctx.nowMs)), LEAST_DAYS);
  let day = bounded(clock.addBusinessDays(clock.following(promised), offset), earliest, latest);
  order.deliveries = parts;
  const splits = splitsOf(ctx, order, parts);
  for (const [n, quantities] of splits.entries()) {
    if (n > 0)
      day = bounded(clock.following(day + Math.round((latest - day) * ctx.draw(`later.${n}`, SHARE))), day, latest);
    const hour = FIRST_HOUR + (HOURS * (n + ctx.draw(`hour.${n}`, SHARE))) / parts;
    const input: Delivery = { orderId: order.orderId, quantities, isLast: n === parts - 1, isReplacement: false };
    ctx.start('delivery', { at: clock.at(day, hour), input });
  }
  if (order.policy === 'beforeReceipt') startEarlyInvoice(ctx, relation, order);
}

function bounded(day: number, earliest: number, latest: number): number {
  return Math.max(Math.min(day, latest), Math.min(earliest, latest));
}

/** What comes with each delivery: a part of every line, the rest with the last. */
function splitsOf(ctx: Context, { lines }: Order, parts: number): readonly Readonly<Record<number, number>>[] {
  const left = new Map(lines.map(({ line, quantity }) => [line, quantity]));
  return Array.from({ length: parts }, (_, n) => {
    const part = n === parts - 1 ? 1 : ctx.draw(`part.${n}`, FIRST_PART);
    return Object.fromEntries(
      lines.map(({ line }) => {
        const rest = left.get(line) ?? 0;
        const quantity = n === parts - 1 ? rest : Math.floor(rest * part);
        left.set(line, rest - quantity);
        return [line, quantity];
      }),
    );
  });
}

const EARLY_DAYS = uniform({ low: 0.5, high: 3 });

/** Who bills when the goods leave the house is faster than they are. */
function startEarlyInvoice(ctx: Context, { clock }: Relation, order: Order): void {
  order.invoices = 1;
  const quantities = Object.fromEntries(order.lines.map(({ line, quantity }) => [line, quantity]));
  const at = clock.workAfter(ctx.nowMs, ctx.draw('early', EARLY_DAYS));
  ctx.start('billing', { at, input: { orderId: order.orderId, quantities } });
}

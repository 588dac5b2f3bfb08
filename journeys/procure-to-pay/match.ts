/** Order, receipt and invoice side by side: what an invoice is blocked for. */
import { lineAmount, partOf } from '../../src/index.ts';
import { minorInCurrency } from '../world/masters/draws.ts';
import type { BlockReason, InvoiceLine, MatchStatus } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';

export type Tolerances = ResolvedP2pOptions['tolerances'];

export interface Matched {
  readonly matchStatus: MatchStatus;
  readonly blockReasons: readonly BlockReason[];
}

/** Kinds of lines that somebody ordered. */
const ORDERED: ReadonlySet<InvoiceLine['kind']> = new Set(['goods', 'expense', 'asset']);

/** What is compared of a line; the counts are those of the moment of posting, this invoice included. */
type Compared = Pick<
  InvoiceLine,
  'kind' | 'uomScale' | 'quantity' | 'unitPrice' | 'orderPrice' | 'ordered' | 'received' | 'invoiced' | 'grBased'
>;

export function match(
  invoice: {
    readonly lines: readonly Compared[];
    readonly gross: number;
    readonly statedGross: number;
    readonly currency: string;
  },
  tolerances: Tolerances,
): Matched {
  const reasons = new Set<BlockReason>();
  if (invoice.gross !== invoice.statedGross) reasons.add('amount');
  for (const line of invoice.lines) {
    if (!ORDERED.has(line.kind)) continue;
    if (isTooDear(line, invoice.currency, tolerances)) reasons.add('price');
    if (line.grBased && line.received === 0) reasons.add('noReceipt');
    else if (isTooMuch(line, tolerances)) reasons.add('quantity');
  }
  return { matchStatus: statusOf(reasons), blockReasons: [...reasons] };
}

function isTooDear(
  { quantity, unitPrice, orderPrice, uomScale }: Compared,
  currency: string,
  { priceBp, priceMax }: Tolerances,
): boolean {
  const ordered = lineAmount({ quantity, unitPrice: orderPrice, uomScale });
  const above = lineAmount({ quantity, unitPrice, uomScale }) - ordered;
  return above > Math.min(partOf(ordered, priceBp), minorInCurrency(priceMax, currency));
}

function isTooMuch(
  { ordered, received, invoiced, grBased }: Compared,
  { quantityBp, overDeliveryBp }: Tolerances,
): boolean {
  return grBased
    ? invoiced > received + partOf(received, quantityBp)
    : invoiced > ordered + partOf(ordered, overDeliveryBp);
}

function statusOf(reasons: ReadonlySet<BlockReason>): MatchStatus {
  if (reasons.size === 0) return 'matched';
  if (reasons.has('noReceipt')) return 'noReceipt';
  return reasons.has('quantity') ? 'quantityBlocked' : 'priceBlocked';
}

/** What an invoice may say above its order, as checks reckon it. */
import { lineAmount, partOf } from '../../../src/index.ts';
import { minorInCurrency } from '../../world/masters/draws.ts';
import type { InvoiceLine } from '../documents.ts';
import type { ResolvedP2pOptions } from '../options.ts';

export type Tolerances = ResolvedP2pOptions['tolerances'];

interface Priced {
  readonly line: Pick<InvoiceLine, 'quantity' | 'unitPrice' | 'uomScale'>;
  readonly orderPrice: number;
  readonly currency: string;
}

/** What a line is billed above the price of its order, minor units of its currency. */
export function aboveOrder({ line, orderPrice }: Omit<Priced, 'currency'>): number {
  const { quantity, unitPrice, uomScale } = line;
  return lineAmount({ quantity, unitPrice, uomScale }) - lineAmount({ quantity, unitPrice: orderPrice, uomScale });
}

/** What it may be at most. */
export function dearestOf({ line, orderPrice, currency }: Priced, { priceBp, priceMax }: Tolerances): number {
  const { quantity, uomScale } = line;
  const ordered = lineAmount({ quantity, unitPrice: orderPrice, uomScale });
  return Math.min(partOf(ordered, priceBp), minorInCurrency(priceMax, currency));
}

/** What may be billed of an order line at most: of what is kept, or where nobody waits for that, of what was ordered. */
export function mostOf(
  { grBased, kept, ordered }: { readonly grBased: boolean; readonly kept: number; readonly ordered: number },
  { quantityBp, overDeliveryBp }: Tolerances,
): number {
  return grBased ? kept + partOf(kept, quantityBp) : ordered + partOf(ordered, overDeliveryBp);
}

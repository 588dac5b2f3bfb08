/** The basket of one visit, and what it costs. Prices are gross, in cents, as the shop's export has them. */
import type { Context } from 'synode';

import type { Product } from './rows.ts';

/** One line of a basket and later of an order. */
export interface Line {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly taxBp: number;
  readonly weightGrams: number;
  readonly note?: string | undefined;
}

export function basketOf(ctx: Context): readonly Line[] {
  return ctx.get<readonly Line[]>('basket') ?? [];
}

/** Puts so many of a product into the basket; the same product again is more of the line. */
export function addToBasket(ctx: Context, product: Product, quantity: number): void {
  const { sku, name, category, priceMinor: unitPrice, taxBp, weightGrams, note } = product;
  const before = basketOf(ctx);
  const already = before.find((line) => line.sku === sku)?.quantity ?? 0;
  const line = { sku, name, category, quantity: already + quantity, unitPrice, taxBp, weightGrams, note };
  ctx.set('basket', [...before.filter((other) => other.sku !== sku), line], { scope: 'journey' });
}

export function goodsTotal(lines: readonly Line[]): number {
  return lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
}

export function weightOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { quantity, weightGrams }) => sum + quantity * weightGrams, 0);
}

/** Tax inside gross prices, rounded per line as on the invoice. */
export function taxTotal(lines: readonly Line[]): number {
  const taxOf = ({ quantity, unitPrice, taxBp }: Line): number =>
    Math.round((quantity * unitPrice * taxBp) / (10_000 + taxBp));
  return lines.reduce((sum, line) => sum + taxOf(line), 0);
}

/** Free from 75 € inside Germany; by forwarder above 31.5 kg. */
export function shippingFor(lines: readonly Line[], country: string): number {
  if (weightOf(lines) > 31_500) return country === 'DE' ? 3900 : 7900;
  if (country !== 'DE') return 1290;
  return goodsTotal(lines) >= 7500 ? 0 : 590;
}

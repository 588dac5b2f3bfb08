/** What sells: by category, season and customer, and cheap things more often than dear ones. */
import type { Context } from 'synode';

import type { Product } from './rows.ts';

type Segment = 'retail' | 'trade';

/** How much each category sells to whom. */
const DEMAND: Readonly<Record<string, Readonly<Record<Segment, number>>>> = {
  Garten: { retail: 22, trade: 6 },
  Saatgut: { retail: 20, trade: 2 },
  Bewässerung: { retail: 16, trade: 6 },
  Farbe: { retail: 14, trade: 14 },
  Werkzeug: { retail: 12, trade: 20 },
  Befestigung: { retail: 9, trade: 30 },
  Elektro: { retail: 5, trade: 12 },
  Arbeitsschutz: { retail: 2, trade: 10 },
};

/** Share of the year's demand by month, from January; all others sell evenly. */
const SEASON: Readonly<Record<string, readonly number[]>> = {
  Garten: [3, 5, 11, 15, 15, 11, 9, 8, 8, 7, 5, 3],
  Saatgut: [7, 15, 24, 19, 11, 5, 3, 4, 5, 4, 2, 1],
  Bewässerung: [1, 2, 6, 12, 18, 20, 19, 13, 5, 2, 1, 1],
  Farbe: [6, 6, 9, 11, 11, 10, 9, 9, 9, 8, 7, 5],
};

function weightOf(product: Product, segment: Segment, month: number): number {
  // What has to be fetched at the counter is not sold by parcel.
  if (product.note === 'nur Abholung') return 0;
  const demand = DEMAND[product.category]?.[segment] ?? 1;
  const season = (SEASON[product.category]?.[month] ?? 100 / 12) / (100 / 12);
  return (demand * season) / Math.cbrt(product.priceMinor);
}

/** One function for each month and segment: the dataset keeps the sums of each. */
const WEIGHTS = { retail: monthly('retail'), trade: monthly('trade') };

function monthly(segment: Segment): readonly ((product: Product) => number)[] {
  return Array.from({ length: 12 }, (_, month) => (product: Product) => weightOf(product, segment, month));
}

/** A product that this customer may want at this time of the year. */
export function pickProduct(ctx: Context): Product {
  const weight = WEIGHTS[segmentOf(ctx)][ctx.now().getUTCMonth()];
  return ctx.typedDataset<Product>('products').randomRow(weight === undefined ? {} : { weight, as: 'product' });
}

export function segmentOf(ctx: Context): Segment {
  return ctx.actor.persona === 'trade' ? 'trade' : 'retail';
}

/** How many of it: seeds and fixings by the handful, machines one at a time, all of it more for trade. */
export function quantityOf(ctx: Context, { category, priceMinor }: Product): number {
  const small = priceMinor < 1000 ? 3 : priceMinor < 4000 ? 2 : 1;
  const byTrade = segmentOf(ctx) === 'trade' && category !== 'Saatgut' ? small * 3 : small;
  return ctx.random.chance(0.55) ? 1 : ctx.random.int(1, byTrade);
}

/** Share of delivered lines that come back, by category: sizes do not fit, lamps do not match. */
const RETURNS: Readonly<Record<string, number>> = {
  Arbeitsschutz: 0.17,
  Elektro: 0.07,
  Werkzeug: 0.05,
  Garten: 0.04,
  Bewässerung: 0.04,
  Farbe: 0.02,
  Befestigung: 0.02,
  Saatgut: 0.005,
};

export function returnShare({ category, note = '' }: Pick<Product, 'category' | 'note'>): number {
  return note.includes('Rückgabe ausgeschlossen') ? 0 : (RETURNS[category] ?? 0.04);
}

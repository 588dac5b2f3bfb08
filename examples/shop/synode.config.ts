/**
 * A year of a shop for house and garden: its own products and customers, two kinds of visitors, visits by hour, weekday
 * and season, orders, parcels and what comes back. `npm run shop` runs it.
 */
import { defineConfig, readDataset } from 'synode';

import { warehouse } from './calendar.ts';
import { returnParcel } from './journeys/returns.ts';
import { browse, restock } from './journeys/visit.ts';
import { visitors } from './personas.ts';
import { customerRow, productRow } from './rows.ts';
import { schemas } from './schemas.ts';

const data = (name: string): URL => new URL(`data/${name}`, import.meta.url);

const products = await readDataset(data('products.csv'), { id: 'products', row: productRow, csv: { delimiter: ';' } });
const customers = await readDataset(data('customers.csv'), { id: 'customers', row: customerRow });

export default defineConfig({
  journeys: [browse, restock, returnParcel],
  users: 2000,
  persona: visitors,
  preloadedDatasets: [products, customers],
  calendar: warehouse,
  startDate: '2025-01-01',
  endDate: '2026-01-01',
  starts: 'together',
  order: 'time',
  seed: 'shop',
  eventSchema: { schema: schemas },
  adapter: 'out/shop/events.ndjson',
});

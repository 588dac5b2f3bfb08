/** Services a company sells: work by the hour, and subscriptions by the year. */
import {
  defineDataset,
  fake,
  lognormal,
  minorDecimals,
  uniform,
  type Context,
  type DatasetDefinition,
} from '../../../src/index.ts';
import { tenTo } from '../arithmetic.ts';
import type { Company } from '../companies.ts';
import type { TaxClass } from '../products.ts';
import { inCurrency, lognormalMinor, type RowPlace } from './draws.ts';
import { datasetId, rowId } from './keys.ts';

/** A service: row of `services.<company>`. */
export interface Service {
  readonly serviceId: string;
  readonly name: string;
  readonly company: string;
  readonly kind: 'single' | 'subscription';
  /** Minor units: an hour of single work, a year of a subscription. */
  readonly price: number;
  /** Hundredths of hours that a sale of single work takes; 0 for subscriptions. */
  readonly hours100: number;
  readonly taxClass: TaxClass;
}

/** Services of a company: every other one is a subscription. */
export function serviceDataset(company: Company): DatasetDefinition<Service> {
  const { code, currency } = company;
  const hourly = uniform({ low: inCurrency(90, currency), high: inCurrency(160, currency) });
  const yearly = lognormalMinor({ median: 6000, p95: 40_000 }, currency);
  const hours = lognormal({ median: 6, p95: 24, min: 0.5 });
  const scale = tenTo(minorDecimals(currency));
  return defineDataset({
    id: datasetId('services', code),
    name: `Services of ${company.name}`,
    count: company.services,
    fields: {
      serviceId: (_ctx: Context, { index }: RowPlace) => rowId('services', code, index),
      name: fake((f) => f.company.buzzPhrase()),
      company: code,
      kind: (_ctx: Context, { index }: RowPlace) => kindAt(index),
      price: (ctx: Context, { index }: RowPlace) =>
        kindAt(index) === 'single' ? Math.round(ctx.draw('hourly', hourly) * scale) : ctx.draw('yearly', yearly),
      hours100: (ctx: Context, { index }: RowPlace) =>
        kindAt(index) === 'single' ? Math.round(ctx.draw('hours', hours) * 100) : 0,
      taxClass: 'standard' as const,
    },
  }) as DatasetDefinition<Service>;
}

function kindAt(index: number): Service['kind'] {
  return index % 2 === 0 ? 'single' : 'subscription';
}

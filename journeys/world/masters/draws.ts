/** Generators that several tables share, and the shape of a field that is computed. */
import { int, lognormal, minorDecimals, type Context, type Generator } from '../../../src/index.ts';
import { significant, tenTo } from '../arithmetic.ts';
import { anchorOf } from '../rates/rates.ts';

/** What a field function of a dataset is told. */
export interface RowPlace {
  readonly index: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A computed field. */
export type RowField<T> = (ctx: Context, row: RowPlace) => T;

/** Twelve digits. */
export const twelveDigits: Generator<string> = int({ min: 0, max: 999_999_999_999 }).map((value) =>
  String(value).padStart(12, '0'),
);

/** 32 bits: a row's part in choices among rows. */
export const lot: Generator<number> = int({ min: 0, max: 4_294_967_295 });

/** An amount of dollars in another currency at its anchor, to two significant digits; major units. */
export function inCurrency(usd: number, currency: string): number {
  return currency === 'USD' ? usd : significant(usd / anchorOf(currency), 2);
}

/** The same in whole minor units. */
export function minorInCurrency(usd: number, currency: string): number {
  return Math.round(inCurrency(usd, currency) * tenTo(minorDecimals(currency)));
}

/** Minor units of a lognormal law given in dollars. */
export function lognormalMinor(
  {
    median,
    p95,
    min,
    max,
  }: { readonly median: number; readonly p95: number; readonly min?: number; readonly max?: number },
  currency: string,
): Generator<number> {
  const at = (usd: number): number => inCurrency(usd, currency);
  const bounds = { ...(min === undefined ? {} : { min: at(min) }), ...(max === undefined ? {} : { max: at(max) }) };
  const scale = tenTo(minorDecimals(currency));
  return lognormal({ median: at(median), p95: at(p95), ...bounds }).map((major) =>
    Math.max(1, Math.round(major * scale)),
  );
}

/** Mean of a lognormal law by median and 95th percentile. */
export function lognormalMean({ median, p95 }: { readonly median: number; readonly p95: number }): number {
  const sigma = Math.log(p95 / median) / 1.6448536269514722;
  return median * Math.exp((sigma * sigma) / 2);
}

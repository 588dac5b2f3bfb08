/**
 * Exchange rates of any day: an anchor times exp(σ · noise), published as a whole number of billionths on weekdays. Other
 * pairs are quotients of published rates, so every triangle holds to the last published digit.
 */
import { defineDataset, mulDiv, SynodeError, type Context, type DatasetDefinition } from '../../../src/index.ts';
import { dateOfDay, dayOfDate, weekdayOfDay } from '../dates.ts';
import { CURRENCIES } from '../regions.ts';
import { noiseDataset, noiseOn, NOISE_DAYS, type NoiseAt, type NoiseNode } from './noise.ts';

/** Billionths: rates are whole numbers of them. */
export const RATE9 = 1_000_000_000;
/** The currency all published rates are told in. */
export const BASE_CURRENCY = 'USD';

/** First day rates exist for, and the first day they do not. */
export const FIRST_RATE_DATE = '2000-01-01';
const FIRST_DAY = dayOfDate(FIRST_RATE_DATE);
export const LAST_RATE_DATE = dateOfDay(FIRST_DAY + NOISE_DAYS - 1);

/** Around what a currency moves, in dollars, and how far. Row of the dataset `currencies`. */
export interface CurrencyAnchor {
  readonly currency: string;
  readonly usdPerUnit: number;
  readonly sigma: number;
}

const ANCHORS: Readonly<Record<string, number>> = {
  USD: 1,
  EUR: 1.1,
  GBP: 1.28,
  JPY: 0.0067,
  CNY: 0.139,
  INR: 0.0117,
  BRL: 0.178,
  MXN: 0.053,
  AUD: 0.65,
  SGD: 0.75,
  KRW: 0.00071,
  CAD: 0.72,
};
const SIGMA = 0.08;
const LIVELY: Readonly<Record<string, number>> = { BRL: 0.14, MXN: 0.14, USD: 0 };

/** The anchors of all currencies of the world. */
export const CURRENCY_ANCHORS: readonly CurrencyAnchor[] = Object.freeze(
  CURRENCIES.map((currency) =>
    Object.freeze({ currency, usdPerUnit: ANCHORS[currency] ?? 1, sigma: LIVELY[currency] ?? SIGMA }),
  ),
);

/** Dollars for a unit of a currency at its anchor. */
export function anchorOf(currency: string): number {
  const usd = ANCHORS[currency];
  if (usd === undefined) throw unavailable(`there is no exchange rate for '${currency}'`, currency);
  return usd;
}

/** A published rate: row of the datasets `exchangeRates.<currency>`, one per day. */
export interface PublishedRate {
  readonly date: string;
  readonly currency: string;
  /** Dollars for a unit, billionths. */
  readonly rate9: number;
  /** Whether it was published on this day; else it is the last one that was. */
  readonly isPublished: boolean;
}

/** Whether a rate is published: Monday to Friday but 1 January and 25 December. */
export function isPublished(date: string): boolean {
  return weekdayOfDay(dayOfDate(date)) <= 5 && !date.endsWith('-01-01') && !date.endsWith('-12-25');
}

/** The rate of a currency on a day, made from its noise. */
export function computeRate9({ usdPerUnit, sigma }: CurrencyAnchor, date: string, at: NoiseAt): number {
  const day = publishedDay(dayOfDate(date)) - FIRST_DAY;
  return Math.round(usdPerUnit * Math.exp(sigma * noiseOn(Math.max(0, day), at)) * RATE9);
}

/** The last day up to this one on which rates were published. */
function publishedDay(day: number): number {
  let last = day;
  while (!isPublished(dateOfDay(last))) last--;
  return last;
}

/** Noise and rates of every currency but the dollar. */
export function rateDatasets(): readonly (DatasetDefinition<NoiseNode> | DatasetDefinition<PublishedRate>)[] {
  return CURRENCY_ANCHORS.filter(({ currency }) => currency !== BASE_CURRENCY).flatMap((anchor) => [
    noiseDataset(noiseId(anchor.currency)),
    rateDataset(anchor),
  ]);
}

function rateDataset(anchor: CurrencyAnchor): DatasetDefinition<PublishedRate> {
  const { currency } = anchor;
  const dateAt = (index: number): string => dateOfDay(FIRST_DAY + index);
  return defineDataset({
    id: ratesId(currency),
    name: `Exchange rates of ${currency}, in dollars`,
    count: NOISE_DAYS,
    fields: {
      date: (_ctx: unknown, { index }: { readonly index: number }) => dateAt(index),
      currency,
      rate9: (ctx: Context, { index }: { readonly index: number }) => {
        const nodes = ctx.typedDataset<NoiseNode>(noiseId(currency));
        return computeRate9(anchor, dateAt(index), (node) => nodes.row(node).z);
      },
      isPublished: (_ctx: unknown, { index }: { readonly index: number }) => isPublished(dateAt(index)),
    },
  });
}

function noiseId(currency: string): string {
  return `rateNoise.${currency}`;
}

function ratesId(currency: string): string {
  return `exchangeRates.${currency}`;
}

/** Dollars for a unit of a currency on a date, billionths. */
export type UsdRate9 = (currency: string, date: string) => number;

/** The published rates as a handler sees them. */
export function usdRates(ctx: Pick<Context, 'typedDataset'>): UsdRate9 {
  return (currency, date) => {
    if (currency === BASE_CURRENCY) return RATE9;
    anchorOf(currency);
    const index = dayOfDate(date) - FIRST_DAY;
    if (!(index >= 0 && index < NOISE_DAYS)) throw unavailable(`there is no exchange rate on ${date}`, date);
    return ctx.typedDataset<PublishedRate>(ratesId(currency)).row(index).rate9;
  };
}

/** Two currencies: so many of `to` for one of `from`. */
export interface CurrencyPair {
  readonly from: string;
  readonly to: string;
}

/** The rate of a day: that of the last day on which one was published. */
export function spotRate9({ from, to }: CurrencyPair, date: string, usd: UsdRate9): number {
  if (from === to) return RATE9;
  return crossRate9(usd(from, date), usd(to, date));
}

/** a ÷ b of two rates in billionths, rounded half away from zero to billionths. */
export function crossRate9(a9: number, b9: number): number {
  return mulDiv(a9, RATE9, b9);
}

/** First and last day of a period, both in it. */
export interface DateSpan {
  readonly first: string;
  readonly last: string;
}

/** The rate at the end of a period. */
export function closingRate9(pair: CurrencyPair, { last }: DateSpan, usd: UsdRate9): number {
  return spotRate9(pair, last, usd);
}

/**
 * The mean of the rates published in a period, rounded to billionths; that of its last day where none was.
 *
 * A long period is a sum of a few thousand rates below 2⁴⁴ each: exact.
 */
export function averageRate9(pair: CurrencyPair, { first, last }: DateSpan, usd: UsdRate9): number {
  let [sum, count] = [0, 0];
  for (let day = dayOfDate(first); day <= dayOfDate(last); day++) {
    const date = dateOfDay(day);
    if (!isPublished(date)) continue;
    sum += spotRate9(pair, date, usd);
    count++;
  }
  return count === 0 ? closingRate9(pair, { first, last }, usd) : mulDiv(sum, 1, count);
}

function unavailable(message: string, received: string): SynodeError {
  return new SynodeError('RATE_NOT_AVAILABLE', message, {
    path: ['world', "'exchangeRates'"],
    expected: `one of ${CURRENCIES.join(', ')}, from ${FIRST_RATE_DATE} to ${LAST_RATE_DATE}`,
    received: `'${received}'`,
    suggestion: 'Use a currency and a date of the table.',
  });
}

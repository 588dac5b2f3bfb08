/** Customers of a company. A million of them cost nothing until somebody asks for one. */
import {
  chance,
  defineDataset,
  fake,
  int,
  weighted,
  type Context,
  type DatasetDefinition,
  type RegionCode,
} from '../../../src/index.ts';
import { listMarkup } from '../industries.ts';
import type { Company } from '../companies.ts';
import { REGIONS } from '../regions.ts';
import { lot, minorInCurrency, twelveDigits, type RowPlace } from './draws.ts';
import { datasetId, rowId } from './keys.ts';
import { abroad, stateNear, taxIdFrom } from './places.ts';
import { CUSTOMER_SEGMENTS, segmentMix, TYPICAL_COST, unitsPerYear, type CustomerSegment } from './segments.ts';
import type { TermsCode } from './terms.ts';

/** How a customer pays, against the due date. */
export type CustomerPersona = 'early' | 'onTime' | 'slightlyLate' | 'oftenLate' | 'highRisk';
export type Rating = 'AAA' | 'AA' | 'A' | 'BBB' | 'BB' | 'B' | 'CCC' | 'D';

/** A customer: row of `customers.<company>`. */
export interface Customer {
  readonly customerId: string;
  readonly name: string;
  readonly company: string;
  readonly segment: CustomerSegment;
  readonly persona: CustomerPersona;
  readonly region: RegionCode;
  /** Of a US customer, else `''`. */
  readonly state: string;
  readonly currency: string;
  readonly terms: TermsCode;
  readonly rating: Rating;
  /** Minor units of the company's currency. */
  readonly creditLimit: number;
  readonly discountBp: number;
  readonly channel: 'field' | 'inside' | 'web';
  readonly taxId: string;
  /** `final` buys for itself and is taxed, `reseller` by certificate is not. */
  readonly status: 'final' | 'reseller';
  readonly dunningProcedure: 'standard' | 'gentle';
  readonly payMethod: 'transfer' | 'debit' | 'check' | 'wire' | 'card';
  /** Weekday of its payment runs, Monday 1 to Friday 5; 0 for any. */
  readonly payWeekday: number;
  readonly lot: number;
  readonly since: string;
}

const isDomestic = chance(0.85);
const persona = weighted({ early: 0.15, onTime: 0.45, slightlyLate: 0.25, oftenLate: 0.1, highRisk: 0.05 });
const terms = weighted({ N30: 0.5, N60: 0.2, '2/10N30': 0.2, N15: 0.05, IMM: 0.05 });
const rating = weighted({ AAA: 0.05, AA: 0.1, A: 0.25, BBB: 0.3, BB: 0.15, B: 0.1, CCC: 0.04, D: 0.01 });
const payMethod = weighted({ transfer: 0.5, check: 0.25, debit: 0.1, wire: 0.1, card: 0.05 });
const channel = weighted({ field: 0.3, inside: 0.4, web: 0.3 });
const reseller = chance(0.7);
const gentle = chance(0.2);
const payWeekday = int({ min: 1, max: 5 });
const person = fake((f) => f.person.fullName());
const firm = fake((f) => f.company.name());

/** Months of sales that a rating is lent. */
export const CREDIT_MONTHS: Readonly<Record<Rating, number>> = Object.freeze({
  AAA: 12,
  AA: 10,
  A: 8,
  BBB: 6,
  BB: 5,
  B: 4,
  CCC: 2.5,
  D: 1.5,
});
const LEAST_LIMIT_USD = 5000;

/** First credit limit, dollars: on what the segment is expected to buy in a year. */
export function firstLimitUsd(segment: CustomerSegment, rated: Rating, markup: number): number {
  const { discountBp } = CUSTOMER_SEGMENTS[segment];
  const yearly = unitsPerYear(segment) * TYPICAL_COST * markup * (1 - discountBp / 10_000);
  return Math.max(LEAST_LIMIT_USD, (yearly / 12) * CREDIT_MONTHS[rated]);
}

/** Customers of a company; row i depends on nothing but i. */
export function customerDataset(company: Company, startYear: number): DatasetDefinition<Customer> {
  const { code, region: home, currency } = company;
  const foreign = abroad(home);
  const state = stateNear(company.state === '' ? 'CA' : company.state);
  const since = int({ min: startYear - 12, max: startYear - 1 });
  const month = int({ min: 1, max: 12 });
  const markup = listMarkup(company.industry);
  const of = <K extends keyof Customer>({ data }: RowPlace, key: K): Customer[K] => data[key] as Customer[K];
  const runsFixed = (row: RowPlace): boolean => of(row, 'segment') === 'enterprise' || of(row, 'segment') === 'mid';
  return defineDataset({
    id: datasetId('customers', code),
    name: `Customers of ${company.name}`,
    count: company.customers,
    fields: {
      customerId: (_ctx: Context, { index }: RowPlace) => rowId('customers', code, index),
      segment: (_ctx: Context, { index }: RowPlace) => segmentMix.kindOf(index),
      name: (ctx: Context, row: RowPlace) => ctx.draw('name', of(row, 'segment') === 'consumer' ? person : firm),
      company: code,
      persona,
      region: (ctx: Context) => (ctx.draw('domestic', isDomestic) ? home : ctx.draw('abroad', foreign)),
      state: (ctx: Context, row: RowPlace) => (of(row, 'region') === 'US' ? ctx.draw('state', state) : ''),
      currency: (_ctx: Context, row: RowPlace) =>
        of(row, 'region') === home ? currency : REGIONS[of(row, 'region')].currency,
      terms,
      rating,
      creditLimit: (_ctx: Context, row: RowPlace) =>
        minorInCurrency(firstLimitUsd(of(row, 'segment'), of(row, 'rating'), markup), currency),
      discountBp: (_ctx: Context, row: RowPlace) => CUSTOMER_SEGMENTS[of(row, 'segment')].discountBp,
      channel: (ctx: Context, row: RowPlace) =>
        of(row, 'segment') === 'consumer' ? ('web' as const) : ctx.draw('channel', channel),
      taxId: (ctx: Context, row: RowPlace) =>
        of(row, 'segment') === 'consumer' ? '' : taxIdFrom(of(row, 'region'), ctx.draw('digits', twelveDigits)),
      status: (ctx: Context, row: RowPlace) =>
        of(row, 'segment') !== 'consumer' && ctx.draw('reseller', reseller)
          ? ('reseller' as const)
          : ('final' as const),
      dunningProcedure: (ctx: Context, row: RowPlace) =>
        of(row, 'segment') === 'enterprise' && ctx.draw('gentle', gentle) ? ('gentle' as const) : ('standard' as const),
      payMethod,
      payWeekday: (ctx: Context, row: RowPlace) => (runsFixed(row) ? ctx.draw('payWeekday', payWeekday) : 0),
      lot,
      since: (ctx: Context) => `${ctx.draw('year', since)}-${String(ctx.draw('month', month)).padStart(2, '0')}-01`,
    },
  }) as DatasetDefinition<Customer>;
}

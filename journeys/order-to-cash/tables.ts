/** What the orders of a company are made from, computed once a run and thread: goods and their popularity, people, rates. */
import { compileFiscal, minorDecimals, type CompiledFiscal, type Context } from '../../src/index.ts';
import { tenTo } from '../world/arithmetic.ts';
import type { Company } from '../world/companies.ts';
import { INDUSTRY_FACTS } from '../world/industries.ts';
import { popularityShares } from '../world/masters/demand.ts';
import { minorInCurrency } from '../world/masters/draws.ts';
import type { DutyPool } from '../world/masters/duties.ts';
import { datasetId, winners } from '../world/masters/keys.ts';
import { isSold, standardCostIn, type Material } from '../world/masters/materials.ts';
import { peopleIn, type Person } from '../world/masters/people.ts';
import { quantityFactor } from '../world/masters/segments.ts';
import type { Service } from '../world/masters/services.ts';
import { vendorMix, type Vendor } from '../world/masters/vendors.ts';
import { anchorOf, spotRate9, usdRates } from '../world/rates/rates.ts';
import type { TaxTable } from '../world/tax/determine.ts';
import { worldOf } from '../world/world.ts';
import { daysOf, type Days } from './days.ts';

type Tables = Pick<Context, 'typedDataset'>;

/** A company as its sales see it. */
export interface Trade {
  readonly company: Company;
  readonly tax: TaxTable;
  readonly days: Days;
  readonly fiscal: CompiledFiscal;
  /** What is sold, most popular first. */
  readonly goods: readonly Material[];
  readonly byId: ReadonlyMap<string, Material>;
  /** Popularity summed up to and including each of them; ends at 1. */
  readonly popularity: readonly number[];
  /** Share of lines that are services. */
  readonly serviceShare: number;
  readonly services: readonly Service[];
  readonly subscriptions: readonly Service[];
  /** Vendors of freight who charge in the company's currency. */
  readonly carriers: readonly Vendor[];
  /** Cost centers of revenue and of what goods cost. */
  readonly salesCenters: readonly string[];
  readonly people: Map<string, readonly Person[]>;
  readonly rates: Map<string, number>;
}

/** Trades already put together: pure functions of rows, which live as long as their run. */
const known = new WeakMap<object, Trade>();

/** The trade of a company in this run. */
export function tradeOf(ctx: Tables, company: Company): Trade {
  // Rows belong to a run and its seed; the positions of a company are never empty.
  const anchor = ctx.typedDataset(datasetId('employees', company.code)).row(0);
  let trade = known.get(anchor);
  if (trade === undefined) known.set(anchor, (trade = makeTrade(ctx, company)));
  return trade;
}

function makeTrade(ctx: Tables, company: Company): Trade {
  const { code } = company;
  const goods = ctx
    .typedDataset<Material>(datasetId('materials', code))
    .getAllRows()
    .filter(({ type }) => isSold(type));
  const services = ctx.typedDataset<Service>(datasetId('services', code)).getAllRows();
  const { product, service } = INDUSTRY_FACTS[company.industry];
  return {
    company,
    tax: worldOf(ctx).tax,
    days: daysOf(company),
    fiscal: compileFiscal(company.fiscalCalendar),
    goods,
    byId: new Map(goods.map((material) => [material.materialId, material])),
    popularity: summed(popularityShares(goods.length)),
    serviceShare: goods.length === 0 ? 1 : service / (product + service),
    services: services.filter(({ kind }) => kind === 'single'),
    subscriptions: services.filter(({ kind }) => kind === 'subscription'),
    carriers: carriersOf(ctx, company),
    salesCenters: ctx
      .typedDataset<{ readonly costCenter: string; readonly department: string }>(datasetId('costCenters', code))
      .where(({ department }) => department === 'SAL')
      .map(({ costCenter }) => costCenter),
    people: new Map(),
    rates: new Map(),
  };
}

function summed(shares: readonly number[]): readonly number[] {
  let sum = 0;
  return shares.map((one) => (sum += one));
}

function carriersOf(ctx: Tables, company: Company): readonly Vendor[] {
  const vendors = ctx.typedDataset<Vendor>(datasetId('vendors', company.code));
  if (company.given.includes('vendors')) {
    return vendors.where(({ category, currency }) => category === 'freight' && currency === company.currency);
  }
  const mix = vendorMix(company);
  return Array.from({ length: mix.count('freight', company.vendors) }, (_, k) =>
    vendors.row(mix.indexOf('freight', k)),
  ).filter(({ currency }) => currency === company.currency);
}

/** The row of the good that a number in (0, 1) falls on. */
export function goodAt({ goods, popularity }: Trade, u: number): Material | undefined {
  let [low, high] = [0, popularity.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((popularity[middle] ?? 1) < u) low = middle + 1;
    else high = middle;
  }
  return goods[low];
}

/** How many more units of a material are ordered than of typical goods. */
export function unitsFactor({ company }: Trade, material: Material, year: number): number {
  const { currency } = company;
  const usd = (standardCostIn(material, year) / tenTo(minorDecimals(currency))) * anchorOf(currency);
  return quantityFactor(Math.max(0.01, usd));
}

/** A piece of work, and the day on which it is done. */
interface Work {
  readonly pool: DutyPool;
  readonly key: string;
  readonly day: number;
}

/** The person of a pool who takes a piece of work. */
export function personFor(ctx: Tables, trade: Trade, work: Work): string {
  return workerFor(ctx, trade, work)?.employeeId ?? `system:${work.pool}`;
}

/** The same as a person; undefined where nobody is there. */
export function workerFor(ctx: Tables, trade: Trade, { pool, key, day }: Work): Person | undefined {
  const at = `${pool}/${day}`;
  let people = trade.people.get(at);
  if (people === undefined) {
    people = peopleIn(ctx, trade.company, { pool, date: trade.days.date(day) });
    if (trade.people.size > MOST_DAYS) trade.people.clear();
    trade.people.set(at, people);
  }
  return people.length === 1 ? people[0] : winners(people, key)[0];
}

/** People of a pool and day, kept; recomputed beyond that. */
const MOST_DAYS = 8192;

/** Company currency for a unit of another, times 10⁹, on a day. */
export function rateOn(ctx: Tables, { company, days, rates }: Trade, currency: string, day: number): number {
  if (currency === company.currency) return ONE;
  const key = `${currency}/${day}`;
  let rate9 = rates.get(key);
  if (rate9 === undefined) {
    rate9 = spotRate9({ from: currency, to: company.currency }, days.date(day), usdRates(ctx));
    rates.set(key, rate9);
  }
  return rate9;
}

/** Rates are whole numbers of billionths. */
export const ONE = 1_000_000_000;

/** Dollars of an option in minor units of another currency, at its anchor. */
export function dollars(amount: number, currency: string): number {
  return minorInCurrency(amount, currency);
}

/** Fiscal year and period of a day. */
export function fiscalOf(
  { fiscal }: Trade,
  day: number,
): { readonly fiscalYear: number; readonly fiscalPeriod: number } {
  return { fiscalYear: fiscal.yearOf(day).year, fiscalPeriod: fiscal.periodOf(day) };
}

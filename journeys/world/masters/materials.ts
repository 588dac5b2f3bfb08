/**
 * Materials of a company: what they cost in each year, what they are made of, and who supplies them. Costs of bought goods
 * are drawn, those of made goods rolled up from parts and work (`parts.ts`).
 */
import {
  defineDataset,
  fake,
  int,
  lognormal,
  normal,
  oneOf,
  SynodeError,
  uniform,
  weighted,
  type Context,
  type DatasetDefinition,
} from '../../../src/index.ts';
import type { Company } from '../companies.ts';
import { INDUSTRY_FACTS, materialWeights, type MaterialType } from '../industries.ts';
import { groupOf, PRODUCT_GROUPS, type Segment, type TaxClass } from '../products.ts';
import { strata, type Strata } from '../strata.ts';
import { lot, lognormalMinor, type RowPlace } from './draws.ts';
import { datasetId, rowId } from './keys.ts';
import { partsOf, rollUp, routingOf, type Component, type Operation } from './parts.ts';
import { sourcesOf, type Source } from './sources.ts';

/** First and last year with standard costs: those of the calendars. */
export const COST_YEARS: { readonly first: number; readonly last: number } = Object.freeze({ first: 2020, last: 2030 });
/** Year whose cost is drawn; those around it follow by yearly price indices. */
const ANCHOR_YEAR = 2025;

/** A material: row of `materials.<company>`. */
export interface Material {
  readonly materialId: string;
  readonly name: string;
  readonly company: string;
  readonly type: MaterialType;
  readonly group: string;
  readonly segment: Segment;
  readonly uom: 'EA' | 'KG' | 'M' | 'L';
  readonly plant: string;
  readonly taxClass: TaxClass;
  readonly valuation: 'standard' | 'periodicAverage' | 'fifo';
  readonly abcClass: 'A' | 'B' | 'C';
  readonly leadTimeDays: number;
  readonly safetyDays: number;
  /** Of a made material; of a bought one it follows from demand (`lotSizeOf`), and is 0 here. */
  readonly lotSize: number;
  /** Grams. */
  readonly weight: number;
  readonly bom: readonly Component[];
  readonly routing: readonly Operation[];
  readonly sources: readonly Source[];
  /** Minor units for one unit, by fiscal year. */
  readonly standardCosts: Readonly<Record<string, number>>;
  /** Minor units for one unit, by fiscal year; 0 for what is not sold. */
  readonly listPrices: Readonly<Record<string, number>>;
  readonly lot: number;
  readonly validFrom: string;
}

/** Decimals of quantities, by unit. */
export const UOM_SCALE: Readonly<Record<Material['uom'], number>> = Object.freeze({ EA: 0, KG: 3, M: 2, L: 3 });

/** Which rows are of which type. */
export function materialMix({ role, industry }: Pick<Company, 'role' | 'industry'>): Strata<MaterialType> {
  return strata(materialWeights(role, industry));
}

/** What is sold, and what is made. */
export const isSold = (type: MaterialType): boolean => type === 'finished' || type === 'trading';
export const isMade = (type: MaterialType): boolean => type === 'finished' || type === 'semi';

const valuation = weighted({ standard: 0.6, periodicAverage: 0.3, fifo: 0.1 });
const abc = weighted({ A: 0.2, B: 0.3, C: 0.5 });
const leadTime = lognormal({ median: 10, p95: 30, min: 0.5, max: 38.5 });
const weight = lognormal({ median: 2, p95: 20 });
const rawUom = weighted({ EA: 0.6, KG: 0.25, M: 0.1, L: 0.05 });
const madeLot = int({ min: 50, max: 500 });
const PRICE_INDEX = normal({ mean: 0.025, sd: 0.015 });
const SAFETY_DAYS = 10;

/** Materials of a company; row i depends on nothing but i and the vendors it is bought from. */
export function materialDataset(company: Company, validFrom: string): DatasetDefinition<Material> {
  const { code, currency, plants } = company;
  const mix = materialMix(company);
  const [low, high] = INDUSTRY_FACTS[company.industry].margin;
  const margin = uniform({ low, high });
  const bought = lognormalMinor({ median: 1.2, p95: 12 }, currency);
  const traded = lognormalMinor({ median: 40, p95: 300 }, currency);
  const group = oneOf(PRODUCT_GROUPS.map((one) => one.group));
  const plant = oneOf(plants);
  const of = <K extends keyof Material>({ data }: RowPlace, key: K): Material[K] => data[key] as Material[K];
  const row = (ctx: Context, index: number): Material =>
    ctx.typedDataset<Material>(datasetId('materials', code)).row(index);
  return defineDataset({
    id: datasetId('materials', code),
    name: `Materials of ${company.name}`,
    count: company.materials,
    fields: {
      materialId: (_ctx: Context, { index }: RowPlace) => rowId('materials', code, index),
      name: fake((f) => `${f.commerce.productAdjective()} ${f.commerce.product().toLowerCase()}`),
      company: code,
      type: (_ctx: Context, { index }: RowPlace) => mix.kindOf(index),
      group,
      segment: (_ctx: Context, at: RowPlace) => groupOf(of(at, 'group')).segment,
      uom: (ctx: Context, at: RowPlace) => (of(at, 'type') === 'raw' ? ctx.draw('uom', rawUom) : ('EA' as const)),
      plant,
      taxClass: (_ctx: Context, at: RowPlace) => groupOf(of(at, 'group')).taxClass,
      valuation,
      abcClass: abc,
      leadTimeDays: (ctx: Context) => Math.round(ctx.draw('days', leadTime)),
      safetyDays: SAFETY_DAYS,
      lotSize: (ctx: Context, at: RowPlace) => (isMade(of(at, 'type')) ? ctx.draw('lot', madeLot) : 0),
      weight: (ctx: Context) => Math.max(1, Math.round(ctx.draw('kilograms', weight) * 1000)),
      bom: (ctx: Context, at: RowPlace) => partsOf(ctx, mix, at.index),
      routing: (ctx: Context, at: RowPlace) => (isMade(of(at, 'type')) ? routingOf(ctx, company) : []),
      sources: (ctx: Context, at: RowPlace) =>
        sourcesOf(ctx, company, {
          type: of(at, 'type'),
          abcClass: of(at, 'abcClass'),
          materialId: of(at, 'materialId'),
          from: validFrom,
        }),
      standardCosts: (ctx: Context, at: RowPlace) => {
        const type = of(at, 'type');
        if (!isMade(type)) return indexed(ctx, ctx.draw('cost', type === 'trading' ? traded : bought));
        const parts = of(at, 'bom').map((part) => ({ part, row: row(ctx, part.index) }));
        return byYear((year) =>
          rollUp(
            parts.map((one) => ({ part: one.part, cost: standardCostIn(one.row, year) })),
            { routing: of(at, 'routing'), lotSize: of(at, 'lotSize') },
          ),
        );
      },
      listPrices: (ctx: Context, at: RowPlace) => {
        const earned = isSold(of(at, 'type')) ? 1 - ctx.draw('margin', margin) : Infinity;
        const costs = of(at, 'standardCosts');
        return byYear((year) => Math.round((costs[String(year)] ?? 0) / earned));
      },
      lot,
      validFrom,
    },
  }) as unknown as DatasetDefinition<Material>;
}

function byYear(valueIn: (year: number) => number): Readonly<Record<string, number>> {
  const years = Array.from({ length: COST_YEARS.last - COST_YEARS.first + 1 }, (_, i) => COST_YEARS.first + i);
  return Object.fromEntries(years.map((year) => [String(year), valueIn(year)]));
}

/** The cost of the anchor year, moved by a price index of each year after or before it. */
function indexed(ctx: Context, cost: number): Readonly<Record<string, number>> {
  const indices = new Map<number, number>();
  for (let year = COST_YEARS.first; year <= COST_YEARS.last; year++) {
    if (year !== ANCHOR_YEAR) indices.set(year, 1 + ctx.draw(`index.${year}`, PRICE_INDEX));
  }
  return byYear((year) => {
    let factor = 1;
    for (let at = ANCHOR_YEAR + 1; at <= year; at++) factor *= indices.get(at) ?? 1;
    for (let at = year; at < ANCHOR_YEAR; at++) factor /= indices.get(at) ?? 1;
    return Math.max(1, Math.round(cost * factor));
  });
}

/** Standard cost of a unit in a fiscal year, minor units. @throws SynodeError `CALENDAR_YEAR_UNSUPPORTED` */
export function standardCostIn(
  { materialId, standardCosts }: Pick<Material, 'materialId' | 'standardCosts'>,
  year: number,
): number {
  return standardCosts[String(year)] ?? noYear(materialId, year);
}

/** List price of a unit in a fiscal year, minor units. @throws SynodeError `CALENDAR_YEAR_UNSUPPORTED` */
export function listPriceIn(
  { materialId, listPrices }: Pick<Material, 'materialId' | 'listPrices'>,
  year: number,
): number {
  return listPrices[String(year)] ?? noYear(materialId, year);
}

function noYear(materialId: string, year: number): never {
  throw new SynodeError('CALENDAR_YEAR_UNSUPPORTED', `material ${materialId} has no cost in ${year}`, {
    path: ['world', `material '${materialId}'`],
    expected: `a year from ${COST_YEARS.first} to ${COST_YEARS.last}`,
    received: String(year),
    suggestion: 'Stay inside those years.',
  });
}

/**
 * What a year is expected to bring: how much of each material is sold or used up, and what that earns. A plan, made from
 * master data alone before anything happens; orders follow from the same figures (`segments.ts`).
 */
import { minorDecimals, type Context } from '../../../src/index.ts';
import { tenTo } from '../arithmetic.ts';
import type { Company } from '../companies.ts';
import { anchorOf } from '../rates/rates.ts';
import { datasetId } from './keys.ts';
import { isSold, listPriceIn, standardCostIn, type Material } from './materials.ts';
import { customersOf } from './rows.ts';
import { CUSTOMER_SEGMENTS, quantityFactor, unitsPerYear, type CustomerSegment } from './segments.ts';

/** The plan of a company for one year. */
export interface YearPlan {
  readonly year: number;
  /** Units expected to be sold, or used in what is sold, by material id. */
  readonly expectedDemand: ReadonlyMap<string, number>;
  /** Minor units of the company's currency, net of discounts. */
  readonly plannedRevenue: number;
}

/** What plans are made from. */
export interface PlanningData {
  readonly company: Company;
  readonly materials: readonly Material[];
  /** How many customers there are of each segment. */
  readonly customers: Readonly<Record<CustomerSegment, number>>;
}

const SEGMENT_NAMES = Object.keys(CUSTOMER_SEGMENTS) as readonly CustomerSegment[];
/** Exponent of popularity: the r-th most popular material is asked for 1 ÷ r as often as the first. */
const POPULARITY_EXPONENT = 1;

/** Shares of the lines that ask for each of the sold materials, in the order of rows. They sum to one. */
export function popularityShares(count: number): readonly number[] {
  const weights = Array.from({ length: count }, (_, i) => Math.exp(-POPULARITY_EXPONENT * Math.log(i + 1)));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The plan of a year from rows alone: whoever has the exported masters makes the same. */
export function planYear({ company, materials, customers }: PlanningData, year: number): YearPlan {
  const units = new Map(SEGMENT_NAMES.map((segment) => [segment, customers[segment] * unitsPerYear(segment)]));
  const total = [...units.values()].reduce((sum, value) => sum + value, 0);
  const discounted = [...units].reduce(
    (sum, [segment, value]) => sum + value * (1 - CUSTOMER_SEGMENTS[segment].discountBp / 10_000),
    0,
  );
  const sold = materials.filter(({ type }) => isSold(type));
  const shares = popularityShares(sold.length);
  const demand = new Map<string, number>();
  let revenue = 0;
  for (const [i, material] of sold.entries()) {
    const factor = quantityFactor(costInDollars(material, company, year));
    const quantity = total * (shares[i] ?? 0) * factor;
    demand.set(material.materialId, quantity);
    revenue += quantity * listPriceIn(material, year);
  }
  addComponents(materials, demand);
  return {
    year,
    expectedDemand: demand,
    plannedRevenue: total === 0 ? 0 : Math.round(revenue * (discounted / total)),
  };
}

function costInDollars(material: Material, { currency }: Company, year: number): number {
  const minor = standardCostIn(material, year);
  return Math.max(0.01, (minor / tenTo(minorDecimals(currency))) * anchorOf(currency));
}

/** What is used in what is sold: products before their semi-finished parts, because parts have parts too. */
function addComponents(materials: readonly Material[], demand: Map<string, number>): void {
  for (const type of ['finished', 'semi'] as const) {
    for (const material of materials) {
      if (material.type !== type) continue;
      const wanted = demand.get(material.materialId) ?? 0;
      for (const { index, qtyPer, scrapBp } of material.bom) {
        const id = materials[index]?.materialId ?? '';
        demand.set(id, (demand.get(id) ?? 0) + wanted * qtyPer * (1 + scrapBp / 10_000));
      }
    }
  }
}

/** Plans already made: pure functions of rows, which live as long as their run. */
const made = new WeakMap<object, Map<number, YearPlan>>();

/** The plan of a company for a year, as a handler or a field asks for it. */
export function yearPlan(ctx: Pick<Context, 'typedDataset'>, company: Company, year: number): YearPlan {
  const materials = ctx.typedDataset<Material>(datasetId('materials', company.code)).getAllRows();
  const [first] = materials;
  const plans = (first === undefined ? undefined : made.get(first)) ?? new Map<number, YearPlan>();
  if (first !== undefined) made.set(first, plans);
  let plan = plans.get(year);
  if (plan === undefined)
    plans.set(year, (plan = planYear({ company, materials, customers: countsOf(ctx, company) }, year)));
  return plan;
}

function countsOf(ctx: Pick<Context, 'typedDataset'>, company: Company): PlanningData['customers'] {
  const count = (segment: CustomerSegment): number => customersOf(ctx, company, segment).size;
  return { enterprise: count('enterprise'), mid: count('mid'), smb: count('smb'), consumer: count('consumer') };
}

/** Units of a material expected in a year; 0 for what nobody sells or uses. */
export function expectedDemand(
  ctx: Pick<Context, 'typedDataset'>,
  company: Company,
  { materialId, year }: { readonly materialId: string; readonly year: number },
): number {
  return yearPlan(ctx, company, year).expectedDemand.get(materialId) ?? 0;
}

/** Revenue a company plans for a year, minor units. */
export function plannedRevenue(ctx: Pick<Context, 'typedDataset'>, company: Company, year: number): number {
  return yearPlan(ctx, company, year).plannedRevenue;
}

const PROFIT_SHARE = 0.05;
const CASH_SHARE = 0.08;

/** Profit before tax a company plans for a year: a twentieth of its revenue. */
export function plannedProfit(ctx: Pick<Context, 'typedDataset'>, company: Company, year: number): number {
  return Math.round(plannedRevenue(ctx, company, year) * PROFIT_SHARE);
}

/** What stands on a bank account on the first day: a share of planned revenue on the one in the company's currency. */
export function openingCash(
  ctx: Pick<Context, 'typedDataset'>,
  company: Company,
  { bankAccount, year }: { readonly bankAccount: string; readonly year: number },
): number {
  const isMain = bankAccount === `${company.code}-BK-${company.currency}`;
  return isMain ? Math.round(plannedRevenue(ctx, company, year) * CASH_SHARE) : 0;
}

const LOT_DAYS = 14;

/** Units bought at once: the demand of two weeks, rounded up to 1, 2 or 5 times a power of ten; of made ones the row's. */
export function lotSizeOf(
  ctx: Pick<Context, 'typedDataset'>,
  company: Company,
  material: Material,
  year: number,
): number {
  if (material.lotSize > 0) return material.lotSize;
  return roundedUpLot((expectedDemand(ctx, company, { materialId: material.materialId, year }) * LOT_DAYS) / 365);
}

/** The least of 1, 2, 5, 10, 20, 50, … that is no less. */
export function roundedUpLot(quantity: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of [1, 2, 5]) if (step * power >= quantity) return step * power;
  }
}

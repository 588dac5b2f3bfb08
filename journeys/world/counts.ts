/**
 * When stock is counted, and by how much it differs from the books then. Pure functions of seed, plant, material and date, so
 * that those who buy replace in time what a count will find missing.
 */
import { chance, normal, type Context, type Surroundings } from '../../src/index.ts';
import { tenTo } from './arithmetic.ts';
import { clockOf, dateOn } from './clock.ts';
import type { Company } from './companies.ts';
import { dayOfDate, yearOfDate } from './dates.ts';
import { lotSizeOf, yearPlan } from './masters/demand.ts';
import { scoreOf } from './masters/keys.ts';
import { COST_YEARS, isSold, UOM_SCALE, type Material } from './masters/materials.ts';
import type { DaySpan, Requirements } from './requirements.ts';

/** Id of the process that counts: the others ask whether it is there. */
export const COUNTING_PROCESS = 'inventory';

/** What counting is asked to be. */
export interface Counting {
  /** Counts a year, by class of the material. */
  readonly countFrequency: Readonly<Record<Material['abcClass'], number>>;
  /** How often a counted line differs, and by how much of typical stock, as a standard deviation. */
  readonly countDifference: { readonly chance: number; readonly sd: number };
}

/** Counts of a scenario. */
export interface CountPlan {
  /** Days on which a material is counted: business days. */
  daysOf(company: Company, material: Material, span: DaySpan): readonly number[];
  /** What is found on a day above the books, or below 0; 10^−`uomScale` of the unit. */
  difference(ctx: Asked, company: Company, counted: { readonly material: Material; readonly day: number }): number;
}

type Asked = Pick<Context, 'typedDataset' | 'shared'>;

/** The counts of the scenario; undefined where nobody counts. */
export function countsIn({ processes }: Pick<Surroundings, 'processes'>): CountPlan | undefined {
  const found = processes.find(({ id }) => id === COUNTING_PROCESS);
  return found === undefined ? undefined : countPlan(found.options as unknown as Counting);
}

/** No calendar knows the years before: nothing is counted of them. */
const isKnown = (year: number): boolean => year >= COST_YEARS.first;

const COUNT_KEY = 0x636f756e;
const MOST_COUNTS = 16;
const DAYS_PER_YEAR = 365;

export function countPlan({ countFrequency, countDifference }: Counting): CountPlan {
  const differs = chance(countDifference.chance);
  const size = normal({ mean: 0, sd: countDifference.sd });
  /** Days by material and year: asked for with every week that is planned. */
  const known = new Map<string, readonly number[]>();
  const daysIn = (company: Company, material: Material, year: number): readonly number[] => {
    const key = `${material.materialId}/${year}`;
    let days = known.get(key);
    if (days === undefined) known.set(key, (days = countDays(company, material, { year, times: countFrequency })));
    return days;
  };
  return {
    daysOf: (company, material, { from, before }) => {
      const [first, last] = [yearOfDate(dateOn(from)), yearOfDate(dateOn(before - 1))];
      // The last day of a year may be no business day: it is counted on one of the next.
      const years = Array.from({ length: last - first + 2 }, (_, i) => first - 1 + i).filter(isKnown);
      const days = years.flatMap((year) => daysIn(company, material, year));
      return days.filter((day) => day >= from && day < before);
    },
    difference: (ctx, company, { material, day }) => {
      const key = `${material.plant}/${material.materialId}/${dateOn(day)}`;
      if (!ctx.shared('count-differs', key, differs)) return 0;
      const typical = typicalStock(ctx, company, material, yearOfDate(dateOn(day)));
      return Math.round(typical * tenTo(UOM_SCALE[material.uom]) * ctx.shared('count-difference', key, size));
    },
  };
}

/** As many days of a year as its class asks for, each in its part of the year. */
function countDays(
  company: Company,
  { lot, abcClass }: Material,
  { year, times }: { readonly year: number; readonly times: Counting['countFrequency'] },
): readonly number[] {
  const first = dayOfDate(`${year}-01-01`);
  const length = dayOfDate(`${year + 1}-01-01`) - first;
  const clock = clockOf(company);
  return Array.from({ length: times[abcClass] }, (_, k) => {
    const from = Math.floor((k * length) / times[abcClass]);
    const width = Math.floor(((k + 1) * length) / times[abcClass]) - from;
    return clock.following(first + from + Math.floor(scoreOf(lot ^ COUNT_KEY, year * MOST_COUNTS + k) * width));
  });
}

/** Units of a material that are there on most days: safety and half a lot; none of parts that nobody asks for. */
function typicalStock(ctx: Asked, company: Company, material: Material, year: number): number {
  const { expectedDemand } = yearPlan(ctx, company, year);
  const perDay = isSold(material.type) ? (expectedDemand.get(material.materialId) ?? 0) / DAYS_PER_YEAR : 0;
  return perDay === 0 ? 0 : perDay * material.safetyDays + lotSizeOf(ctx, company, material, year) / 2;
}

/** What supply is planned for: what is told, and what counts will find missing on their days. */
export interface SupplyNeeds {
  readonly isTold: boolean;
  needed(material: Material, span: DaySpan): { readonly quantity: number; readonly firstDay: number };
  returned(material: Material, span: DaySpan): number;
}

export function withShrinkage(
  ctx: Asked,
  company: Company,
  { needs, counts }: { readonly needs: Requirements; readonly counts: CountPlan | undefined },
): SupplyNeeds {
  if (counts === undefined) return needs;
  return {
    isTold: needs.isTold,
    returned: (material, span) => needs.returned(material, span),
    needed: (material, span) => {
      let { quantity, firstDay } = needs.needed(material, span);
      for (const day of counts.daysOf(company, material, span)) {
        const difference = counts.difference(ctx, company, { material, day });
        if (difference >= 0) continue;
        quantity -= difference;
        firstDay = Math.min(firstDay, day);
      }
      return { quantity, firstDay };
    },
  };
}

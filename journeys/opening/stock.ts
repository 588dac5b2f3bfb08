/** What is on hand on the first day: enough until what is ordered then arrives. */
import { calendarById, compileCalendar, lineAmount, type CompiledCalendar, type Context } from '../../src/index.ts';
import { tenTo } from '../world/arithmetic.ts';
import type { Company } from '../world/companies.ts';
import { dayOfDate, yearOfDate } from '../world/dates.ts';
import { lotSizeOf, yearPlan } from '../world/masters/demand.ts';
import { datasetId } from '../world/masters/keys.ts';
import { isSold, standardCostIn, type Material } from '../world/masters/materials.ts';

/** Stock of one material. */
export interface Stock {
  readonly material: Material;
  /** 10^−`uomScale` of its unit. */
  readonly quantity: number;
  readonly uomScale: number;
  /** Standard cost of a unit in the fiscal year of the first day, minor units. */
  readonly unitCost: number;
  readonly value: number;
}

/** Decimals of quantities. */
const UOM_SCALE = Object.freeze({ EA: 0, KG: 3, M: 2, L: 3 });
const DAY_MS = 86_400_000;
const DAYS_PER_YEAR = 365;
/** Weeks of need that are ordered together, at most. */
const MOST_WEEKS = 3;
/** From a need to its order. */
const ORDER_BUSINESS_DAYS = 12;

/** Calendars by region: pure functions of their tables. */
const calendars = new Map<string, CompiledCalendar>();

/** The stock of what a company sells, in the order of its rows. Where no other process asks for them, parts have none. */
export function stockOnHand(
  ctx: Pick<Context, 'typedDataset'>,
  company: Company,
  { firstDay, fiscalYear }: { readonly firstDay: string; readonly fiscalYear: number },
): readonly Stock[] {
  const materials = ctx.typedDataset<Material>(datasetId('materials', company.code)).getAllRows();
  const year = yearOfDate(firstDay);
  const { expectedDemand } = yearPlan(ctx, company, year);
  const orderDays = daysToOrder(company, firstDay);
  return materials.flatMap((material): readonly Stock[] => {
    const perDay = isSold(material.type) ? (expectedDemand.get(material.materialId) ?? 0) / DAYS_PER_YEAR : 0;
    if (perDay === 0) return [];
    const lot = lotSizeOf(ctx, company, material, year);
    const uomScale = UOM_SCALE[material.uom];
    const quantity = Math.ceil(perDay * daysCovered(material, orderDays) + lot / 2) * tenTo(uomScale);
    const unitCost = standardCostIn(material, fiscalYear);
    return [{ material, quantity, uomScale, unitCost, value: lineAmount({ quantity, unitPrice: unitCost, uomScale }) }];
  });
}

/** Days of demand until a first order can arrive, and the days of safety behind them. */
export function daysCovered(
  { leadTimeDays, safetyDays }: Pick<Material, 'leadTimeDays' | 'safetyDays'>,
  orderDays: number,
): number {
  const bundle = 7 * Math.max(1, Math.min(MOST_WEEKS, Math.ceil(leadTimeDays / 7)));
  return bundle + leadTimeDays + orderDays + safetyDays;
}

/** Calendar days that twelve business days take from the first day on. */
function daysToOrder({ region }: Company, firstDay: string): number {
  let calendar = calendars.get(region);
  if (calendar === undefined) calendars.set(region, (calendar = compileCalendar(calendarById(region))));
  const start = dayOfDate(firstDay) * DAY_MS;
  return Math.round((calendar.addBusinessDays(start, ORDER_BUSINESS_DAYS) - start) / DAY_MS);
}

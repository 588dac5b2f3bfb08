/**
 * What is on hand when a company is first looked at: its needs until the first order of each source can arrive, the days of
 * safety, and half a lot. From then on orders see to each week.
 */
import {
  calendarById,
  compileCalendar,
  type CompiledCalendar,
  type Context,
  type Surroundings,
} from '../../src/index.ts';
import { tenTo } from './arithmetic.ts';
import type { Company } from './companies.ts';
import type { SupplyNeeds } from './counts.ts';
import { dateOfDay, DAY_MS, yearOfDate } from './dates.ts';
import { lotSizeOf, yearPlan } from './masters/demand.ts';
import { datasetId } from './masters/keys.ts';
import { isSold, UOM_SCALE, type Material } from './masters/materials.ts';
import { firstBundle, leadsOf, mondayOf, sourceOf, weekOf } from './supply.ts';

const DAYS_PER_YEAR = 365;
/** Weeks of need that are ordered together, at most. */
const MOST_WEEKS = 3;
/** From a need to its order. */
const ORDER_BUSINESS_DAYS = 12;

/** Calendars by region: pure functions of their tables. */
const calendars = new Map<string, CompiledCalendar>();

/** A material and how much there is of it, 10^−`uomScale` of its unit. */
export interface OnHand {
  readonly material: Material;
  readonly quantity: number;
}

/** What a scenario says of the days before its period. */
export interface RunIn {
  readonly runInDays: number;
  /** Whether somebody replaces what is sold. */
  readonly isSupplied: boolean;
}

const SUPPLY_EVENT = 'goods_receipt.posted';

export function runInOf({ runInDays, processes }: Pick<Surroundings, 'runInDays' | 'processes'>): RunIn {
  return { runInDays, isSupplied: processes.some(({ emits }) => emits.includes(SUPPLY_EVENT)) };
}

/**
 * What is on hand when simulation begins. `undefined` where goods are sold in the run-in and nobody replaces them: then the
 * first day of the period is planned for when it has come. Where nobody sells it is planned for at once.
 */
export function stockAtStart(
  ctx: Pick<Context, 'typedDataset' | 'nowMs'>,
  company: Company,
  { needs, runIn: { runInDays, isSupplied } }: { readonly needs: SupplyNeeds; readonly runIn: RunIn },
): readonly OnHand[] | undefined {
  if (needs.isTold && !isSupplied && runInDays > 0) return undefined;
  const day = Math.floor(ctx.nowMs / DAY_MS + (needs.isTold ? 0 : runInDays));
  return initialStock(ctx, company, { day, needs });
}

/** The stock of what a company sells on a day, in the order of its rows. Parts have none where nobody asks for them. */
export function initialStock(
  ctx: Pick<Context, 'typedDataset'>,
  company: Company,
  { day, needs }: { readonly day: number; readonly needs: SupplyNeeds },
): readonly OnHand[] {
  const materials = ctx.typedDataset<Material>(datasetId('materials', company.code)).getAllRows();
  const year = yearOfDate(dateOfDay(day));
  const { expectedDemand } = yearPlan(ctx, company, year);
  const orderDays = daysToOrder(company, day);
  return materials.flatMap((material): readonly OnHand[] => {
    const perDay = isSold(material.type) ? (expectedDemand.get(material.materialId) ?? 0) / DAYS_PER_YEAR : 0;
    if (perDay === 0) return [];
    const half = lotSizeOf(ctx, company, material, year) / 2;
    const unit = tenTo(UOM_SCALE[material.uom]);
    const days = needs.isTold ? material.safetyDays : daysCovered(material, orderDays);
    const told = needs.isTold ? untilFirstOrders(materials, material, { day, needs }) : 0;
    return [{ material, quantity: told + Math.ceil(perDay * days + half) * unit }];
  });
}

/** What is needed from a day on in the weeks that no order sees to. */
function untilFirstOrders(
  materials: readonly Material[],
  material: Material,
  { day, needs }: { readonly day: number; readonly needs: SupplyNeeds },
): number {
  const leads = leadsOf(materials);
  const ordered = material.sources.map(({ vendorId }) => {
    const lead = leads.get(vendorId);
    return lead === undefined ? 0 : firstBundle(lead, material, day);
  });
  const last = Math.max(0, ...ordered);
  let quantity = 0;
  for (let week = weekOf(day); week < last; week++) {
    if (week >= (ordered[sourceOf(material, week)] ?? 0)) continue;
    quantity += needs.needed(material, { from: Math.max(day, mondayOf(week)), before: mondayOf(week + 1) }).quantity;
  }
  return quantity;
}

/** Where nobody tells needs: days of demand until a first order can arrive, and the days of safety behind them. */
export function daysCovered(
  { leadTimeDays, safetyDays }: Pick<Material, 'leadTimeDays' | 'safetyDays'>,
  orderDays: number,
): number {
  const bundle = 7 * Math.max(1, Math.min(MOST_WEEKS, Math.ceil(leadTimeDays / 7)));
  return bundle + leadTimeDays + orderDays + safetyDays;
}

/** Calendar days that twelve business days take from a day on. */
function daysToOrder({ region }: Company, day: number): number {
  let calendar = calendars.get(region);
  if (calendar === undefined) calendars.set(region, (calendar = compileCalendar(calendarById(region))));
  const start = day * DAY_MS;
  return Math.round((calendar.addBusinessDays(start, ORDER_BUSINESS_DAYS) - start) / DAY_MS);
}

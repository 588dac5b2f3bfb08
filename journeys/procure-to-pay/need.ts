/**
 * What has to be ordered when. Weeks are ISO weeks, numbered; each week's need of a material goes to one of its sources, and
 * a source bundles as many weeks as its lead time fills, up to three.
 */
import { type Context } from '../../src/index.ts';
import { yearOfDate } from '../world/dates.ts';
import { dateOn } from './clock.ts';
import { roundedUpLot } from '../world/masters/demand.ts';
import { scoreOf } from '../world/masters/keys.ts';
import { isSold, type Material } from '../world/masters/materials.ts';
import { pickByScore, planOf, UOM_SCALE, type Relation, type Supplied } from './relation.ts';
import { requirements } from '../world/requirements.ts';
import { tenTo } from '../world/arithmetic.ts';

/** First day of a week, a Monday. */
export function mondayOf(week: number): number {
  return week * 7 - 3;
}

/** The week of a day. */
export function weekOf(day: number): number {
  return Math.floor((day + 3) / 7);
}

/** What is needed of a material, and from which day on. */
export interface Need {
  readonly material: Material;
  /** 10^−`uomScale` of its unit. */
  readonly quantity: number;
  readonly firstDay: number;
}

/** What a line of an order is for. */
export interface PlannedLine {
  readonly material: Material;
  readonly quantity: number;
  readonly needDay: number;
}

const MOST_WEEKS = 3;
/** Between the first day of a group of needs and the last the planning run may come: twelve business days and holidays. */
const STEPS_DAYS = 21;
const REQUEST_BUSINESS_DAYS = 12;

/** How far ahead needs are told, and what of it passes between the request and the order at most. */
const LOOK_AHEAD_DAYS = 90;
const REQUEST_DAYS = 23;

/** Weeks that are ordered together: as many as the lead time fills, as far as their needs are told. */
export function bundleWeeks(relation: Relation, { leadTimeDays }: Pick<Material, 'leadTimeDays'>): number {
  const told = Math.floor((LOOK_AHEAD_DAYS - relation.leadDays - safetyOf(relation) - REQUEST_DAYS) / 7);
  return Math.max(1, Math.min(MOST_WEEKS, told, Math.ceil(leadTimeDays / 7)));
}

/** The week whose needs the planning run of a Monday sees to. */
export function plannedWeek(relation: Relation, monday: number): number {
  return weekOf(monday + 6 + relation.leadDays + safetyOf(relation) + STEPS_DAYS);
}

function safetyOf({ supplied }: Relation): number {
  return supplied.reduce((most, { material }) => Math.max(most, material.safetyDays), 0);
}

/** When what a week needs has to be ordered, and when it is requested. */
export function orderDays(relation: Relation, week: number): { readonly orderBy: number; readonly request: number } {
  const { clock, leadDays } = relation;
  const orderBy = clock.preceding(mondayOf(week) - leadDays - safetyOf(relation));
  return { orderBy, request: clock.addBusinessDays(orderBy, -REQUEST_BUSINESS_DAYS) };
}

/** What is needed of a material in a week, whoever supplies it. */
export type WeekNeed = (material: Material, week: number) => Omit<Need, 'material'>;

/** What to order of the bundles that begin in a week; what was delivered above need before is used up first. */
export function plannedLines(ctx: Context, relation: Relation, week: number, needOf: WeekNeed): readonly PlannedLine[] {
  const lines: PlannedLine[] = [];
  for (const supplied of relation.supplied) {
    const { material } = supplied;
    const weeks = bundleWeeks(relation, material);
    if ((week + material.lot) % weeks !== 0) continue;
    const need = bundledNeed(supplied, { week, weeks }, needOf);
    if (need.quantity === 0) continue;
    const surplus = relation.surplus.get(material.materialId) ?? 0;
    const lacking = need.quantity - surplus;
    const lot = lotOf(ctx, relation, material, week);
    const quantity = lacking <= 0 ? 0 : Math.ceil(lacking / lot) * lot;
    relation.surplus.set(material.materialId, surplus + quantity - need.quantity);
    if (quantity > 0) lines.push({ material, quantity, needDay: need.firstDay });
  }
  return lines;
}

const LOT_DAYS = 14;

/** Bought at once: the demand of two weeks, rounded up. */
function lotOf(ctx: Context, relation: Relation, { materialId, lotSize, uom }: Material, week: number): number {
  const unit = tenTo(UOM_SCALE[uom]);
  if (lotSize > 0) return lotSize * unit;
  const plan = planOf(ctx, relation, yearOfDate(dateOn(mondayOf(week))));
  return roundedUpLot(((plan.expectedDemand.get(materialId) ?? 0) * LOT_DAYS) / DAYS_PER_YEAR) * unit;
}

/** The weeks of a bundle that fall to this source. */
function bundledNeed(
  { material, source }: Supplied,
  { week, weeks }: { readonly week: number; readonly weeks: number },
  needOf: WeekNeed,
): Omit<Need, 'material'> {
  let [quantity, firstDay] = [0, Infinity];
  for (let at = week; at < week + weeks; at++) {
    if (sourceOf(material, at) !== source) continue;
    const need = needOf(material, at);
    quantity += need.quantity;
    if (need.quantity > 0) firstDay = Math.min(firstDay, need.firstDay);
  }
  return { quantity, firstDay };
}

const SOURCE_KEY = 0x736f7572;

/** Which source supplies a week: by quota. */
export function sourceOf({ lot, sources }: Pick<Material, 'lot' | 'sources'>, week: number): number {
  if (sources.length < 2) return 0;
  return pickByScore(
    scoreOf(lot ^ SOURCE_KEY, week),
    sources.map(({ quotaBp }, i) => [i, quotaBp] as const),
  );
}

const LEVEL_KEY = 0x6e656564;
const REST_KEY = 0x72657374;
const DAYS_PER_YEAR = 365;

/** The need of a week: as it is told, or where nobody tells it, as planned. */
export function weekNeed(ctx: Context, relation: Relation): WeekNeed {
  const told = ctx.view(requirements);
  if (!told.isTold) return forecastNeed(ctx, relation);
  const company = relation.company.code;
  return ({ materialId }, week) =>
    told.needed({ company, materialId }, { from: mondayOf(week), before: mondayOf(week + 1) });
}

/**
 * The need of a week where nobody tells it: demand as planned, a week more and a week less of it, from its Monday on. Whole
 * units, so that a year comes to its plan.
 */
export function forecastNeed(ctx: Pick<Context, 'typedDataset'>, relation: Relation): WeekNeed {
  return (material, week) => {
    const firstDay = mondayOf(week);
    if (!isSold(material.type)) return { quantity: 0, firstDay };
    const { materialId, lot, uom } = material;
    const year = yearOfDate(dateOn(firstDay));
    const mean = ((planOf(ctx, relation, year).expectedDemand.get(materialId) ?? 0) * 7) / DAYS_PER_YEAR;
    const expected = mean * (0.5 + scoreOf(lot ^ LEVEL_KEY, week));
    return { quantity: Math.floor(expected + scoreOf(lot ^ REST_KEY, week)) * tenTo(UOM_SCALE[uom]), firstDay };
  };
}

/**
 * What has to be ordered when. Weeks are ISO weeks, numbered; each week's need of a material goes to one of its sources, and
 * a source bundles as many weeks as its lead time fills, up to three.
 */
import { type Context } from '../../src/index.ts';
import { yearOfDate } from '../world/dates.ts';
import { dateOn } from '../world/clock.ts';
import { roundedUpLot } from '../world/masters/demand.ts';
import { scoreOf } from '../world/masters/keys.ts';
import { isSold, type Material } from '../world/masters/materials.ts';
import { planOf, UOM_SCALE, type Relation, type Supplied } from './relation.ts';
import { withShrinkage, type CountPlan } from '../world/counts.ts';
import { requirements } from '../world/requirements.ts';
import { beginsBundle, bundleWeeks, mondayOf, sourceOf, toldFrom } from '../world/supply.ts';
import { tenTo } from '../world/arithmetic.ts';

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

const REQUEST_BUSINESS_DAYS = 12;

/** When what a week needs has to be ordered, and when it is requested. */
export function orderDays(relation: Relation, week: number): { readonly orderBy: number; readonly request: number } {
  const { clock, lead } = relation;
  const orderBy = clock.preceding(mondayOf(week) - lead.leadDays - lead.safetyDays);
  const steps = clock.addBusinessDays(orderBy, -REQUEST_BUSINESS_DAYS);
  return { orderBy, request: Math.max(steps, toldFrom(lead, week)) };
}

/** What is needed of a material in a week, and what customers bring back in it, whoever supplies it. */
export interface WeekNeeds {
  needed(material: Material, week: number): Omit<Need, 'material'>;
  returned(material: Material, week: number): number;
}

/**
 * What to order of the bundles that begin in a week; what came above need before, and what customers have brought back until
 * then, is used up first.
 */
export function plannedLines(ctx: Context, relation: Relation, week: number, needs: WeekNeeds): readonly PlannedLine[] {
  const lines: PlannedLine[] = [];
  for (const supplied of relation.supplied) {
    const { material } = supplied;
    const weeks = bundleWeeks(relation.lead, material);
    if (!beginsBundle(material, week, weeks)) continue;
    const need = bundledNeed(supplied, { week, weeks }, needs);
    const known = relation.surplus.get(material.materialId) ?? 0;
    const surplus = known + broughtBack(supplied, { week, weeks }, needs);
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

interface Bundle {
  readonly week: number;
  readonly weeks: number;
}

/** The weeks of a bundle that fall to this source. */
function bundledNeed(
  { material, source }: Supplied,
  { week, weeks }: Bundle,
  needs: WeekNeeds,
): Omit<Need, 'material'> {
  let [quantity, firstDay] = [0, Infinity];
  for (let at = week; at < week + weeks; at++) {
    if (sourceOf(material, at) !== source) continue;
    const need = needs.needed(material, at);
    quantity += need.quantity;
    if (need.quantity > 0) firstDay = Math.min(firstDay, need.firstDay);
  }
  return { quantity, firstDay };
}

/** What customers bring back in the weeks of the bundle before, as far as they fall to this source: it is there by then. */
function broughtBack({ material, source }: Supplied, { week, weeks }: Bundle, needs: WeekNeeds): number {
  let quantity = 0;
  for (let at = week - weeks; at < week; at++) {
    if (sourceOf(material, at) === source) quantity += needs.returned(material, at);
  }
  return quantity;
}

const LEVEL_KEY = 0x6e656564;
const REST_KEY = 0x72657374;
const DAYS_PER_YEAR = 365;

/** The needs of weeks: as they are told, with what counts will find missing; or where nobody tells them, as planned. */
export function weekNeeds(ctx: Context, relation: Relation, counts: CountPlan | undefined): WeekNeeds {
  const told = withShrinkage(ctx, relation.company, { needs: ctx.view(requirements), counts });
  if (!told.isTold) return { needed: forecastNeed(ctx, relation), returned: () => 0 };
  const span = (week: number) => ({ from: mondayOf(week), before: mondayOf(week + 1) });
  return {
    needed: (material, week) => told.needed(material, span(week)),
    returned: (material, week) => told.returned(material, span(week)),
  };
}

/**
 * The need of a week where nobody tells it: demand as planned, a week more and a week less of it, from its Monday on. Whole
 * units, so that a year comes to its plan.
 */
export function forecastNeed(ctx: Pick<Context, 'typedDataset'>, relation: Relation): WeekNeeds['needed'] {
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

/**
 * How supply is planned, week by week: which source sees to which week, how many weeks are ordered together, and from which
 * week on an order can still arrive in time. Those who plan orders and those who say what is on hand before reckon alike.
 */
import { scoreOf } from './masters/keys.ts';
import type { Material } from './masters/materials.ts';

/** First day of a week, a Monday; weeks are ISO weeks, numbered. */
export function mondayOf(week: number): number {
  return week * 7 - 3;
}

/** The week of a day. */
export function weekOf(day: number): number {
  return Math.floor((day + 3) / 7);
}

/** What a vendor's materials ask for before the day of need: the longest of each. */
export interface Lead {
  readonly leadDays: number;
  readonly safetyDays: number;
}

export function leadOf(materials: readonly Pick<Material, 'leadTimeDays' | 'safetyDays'>[]): Lead {
  return materials.reduce(
    ({ leadDays, safetyDays }, material) => ({
      leadDays: Math.max(leadDays, material.leadTimeDays),
      safetyDays: Math.max(safetyDays, material.safetyDays),
    }),
    { leadDays: 0, safetyDays: 0 },
  );
}

const MOST_WEEKS = 3;
/** Between the first day of a group of needs and the last the planning run may come: twelve business days and holidays. */
const STEPS_DAYS = 21;
/** How far ahead needs are told, 90 days, less one: before dawn in the east it is still the day before. */
const LOOK_AHEAD_DAYS = 89;
/** What of it passes between the request and the order at most. */
const REQUEST_DAYS = 23;

/** Weeks that are ordered together: as many as the lead time fills, as far as their needs are told. */
export function bundleWeeks({ leadDays, safetyDays }: Lead, { leadTimeDays }: Pick<Material, 'leadTimeDays'>): number {
  const told = Math.floor((LOOK_AHEAD_DAYS - leadDays - safetyDays - REQUEST_DAYS) / 7);
  return Math.max(1, Math.min(MOST_WEEKS, told, Math.ceil(leadTimeDays / 7)));
}

/** The first day on which the needs of a bundle are told to their end. */
export function toldFrom({ leadDays, safetyDays }: Lead, week: number): number {
  return mondayOf(week) - leadDays - safetyDays - REQUEST_DAYS;
}

/** Whether a bundle of so many weeks begins with a week. */
export function beginsBundle({ lot }: Pick<Material, 'lot'>, week: number, weeks: number): boolean {
  return (week + lot) % weeks === 0;
}

/** The week whose needs the planning run of a Monday sees to. */
export function plannedWeek({ leadDays, safetyDays }: Lead, monday: number): number {
  return weekOf(monday + 6 + leadDays + safetyDays + STEPS_DAYS);
}

/** The first week that is ordered for when planning begins on a day. */
export function firstBundle(lead: Lead, material: Pick<Material, 'lot' | 'leadTimeDays'>, day: number): number {
  const monday = mondayOf(weekOf(day + 6));
  const weeks = bundleWeeks(lead, material);
  let week = plannedWeek(lead, monday);
  while (!beginsBundle(material, week, weeks)) week++;
  return week;
}

const SOURCE_KEY = 0x736f7572;

/** Which source supplies a week: by quota. */
export function sourceOf({ lot, sources }: Pick<Material, 'lot' | 'sources'>, week: number): number {
  if (sources.length < 2) return 0;
  let left = scoreOf(lot ^ SOURCE_KEY, week) * sources.reduce((sum, { quotaBp }) => sum + quotaBp, 0);
  const found = sources.findIndex(({ quotaBp }) => (left -= quotaBp) < 0);
  return found === -1 ? sources.length - 1 : found;
}

/** Leads by vendor: a pure function of the masters, which lives as long as their rows. */
const leads = new WeakMap<object, ReadonlyMap<string, Lead>>();

/** The lead of each vendor that supplies any of a company's materials. */
export function leadsOf(materials: readonly Material[]): ReadonlyMap<string, Lead> {
  const [first] = materials;
  if (first === undefined) return new Map();
  let known = leads.get(first);
  if (known === undefined) {
    const supplied = new Map<string, Material[]>();
    for (const material of materials) {
      for (const { vendorId } of material.sources)
        supplied.set(vendorId, [...(supplied.get(vendorId) ?? []), material]);
    }
    known = new Map([...supplied].map(([vendorId, list]) => [vendorId, leadOf(list)]));
    leads.set(first, known);
  }
  return known;
}

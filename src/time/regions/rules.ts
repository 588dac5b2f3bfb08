/** The words regional calendars are written in, and how their days off follow from them. */
import { dayNumber, nthWeekday, type Weekday, weekdayOf } from '../civil.ts';
import { readDay } from '../instant.ts';

/** Years the regional tables hold for. */
export const REGION_YEARS = [2020, 2030] as const;

/**
 * What becomes of a holiday on a weekend. `none`: lost. `next-weekday`: the next free weekday is off as well.
 * `sunday-only`: the same, but only for Sundays. `nearest`: Saturday → the Friday before, Sunday → the Monday after.
 */
export type Substitution = 'none' | 'next-weekday' | 'sunday-only' | 'nearest';

/** One holiday over the years. */
export interface HolidayRule {
  readonly name: string;
  /** Day numbers in a year. */
  readonly days: (year: number) => readonly number[];
  readonly from: number;
  readonly until: number;
  /** Dates of the years in which it was moved by law, `YYYY-MM-DD`. */
  readonly movedTo: readonly string[];
  /** Own substitution; default the region's. */
  readonly substitution: Substitution | undefined;
  /** First year of the own substitution; before it a holiday on a weekend is lost. */
  readonly substitutedFrom: number;
}

type RuleOptions = Partial<Pick<HolidayRule, 'from' | 'until' | 'movedTo' | 'substitution' | 'substitutedFrom'>>;

/** What is known only in part, in words for the run report. */
export interface RegionNote {
  readonly from: number;
  readonly until: number;
  readonly text: string;
}

/** The holidays of a region, as facts. */
export interface RegionTable {
  readonly code: string;
  readonly name: string;
  /** Standard time, minutes ahead of UTC; no daylight saving. */
  readonly utcOffsetMinutes: number;
  readonly substitution: Substitution;
  readonly holidays: readonly HolidayRule[];
  /** Weekends worked to make up for days off, `YYYY-MM-DD`. */
  readonly workingDays?: readonly string[];
  /** A weekday between two holidays is one too. */
  readonly isBridged?: boolean;
  /** Two holidays on one day give a substitute too. */
  readonly isOverlapSubstituted?: boolean;
  /** How the banks' calendar differs. */
  readonly bank?: { readonly substitution?: Substitution; readonly alsoClosed?: readonly HolidayRule[] };
  readonly notes?: readonly RegionNote[];
}

/** The same date every year, `MM-DD`. */
export function onDate(name: string, monthDay: string, options?: RuleOptions): HolidayRule {
  return rule(name, (year) => [dayFrom(`${year}-${monthDay}`)], options);
}

/** The n-th weekday of a month; n = −1 is the last. */
export function onNth(
  name: string,
  { n, weekday, month }: { readonly n: number; readonly weekday: Weekday; readonly month: number },
  options?: RuleOptions,
): HolidayRule {
  return rule(name, (year) => [nthWeekday({ year, month }, { n, weekday })], options);
}

/** Days after Easter Sunday, before it for negative numbers. */
export function fromEaster(name: string, offsetDays: number, options?: RuleOptions): HolidayRule {
  return rule(name, (year) => [easterSunday(year) + offsetDays], options);
}

/**
 * A feast that follows another calendar: its date `MM-DD` in each year from 2020 (or `from`) on, `length` days from each.
 */
export function onListed(
  name: string,
  monthDays: string,
  { length = 1, ...options }: RuleOptions & { readonly length?: number } = {},
): HolidayRule {
  const first = options.from ?? REGION_YEARS[0];
  const days = (year: number): number[] => {
    const monthDay = monthDays.split(' ')[year - first];
    return monthDay === undefined ? [] : Array.from({ length }, (_, i) => dayFrom(`${year}-${monthDay}`) + i);
  };
  return rule(name, days, options);
}

/** Once-only dates, `YYYY-MM-DD`. */
export function onceOn(name: string, ...dates: readonly string[]): HolidayRule {
  return rule(name, (year) => dates.filter((date) => Number(date.slice(0, 4)) === year).map(dayFrom));
}

/** The days off of one year as decreed: `MM-DD` and stretches `MM-DD..MM-DD`. */
export function asDecreed(year: number, stretches: string): HolidayRule {
  const days = (): number[] =>
    stretches.split(' ').flatMap((text) => {
      const [first = '', last = first] = text.split('..');
      const [from, to] = [dayFrom(`${year}-${first}`), dayFrom(`${year}-${last}`)];
      return Array.from({ length: to - from + 1 }, (_, i) => from + i);
    });
  return rule(`Notice for ${year}`, days, { from: year, until: year });
}

/** Dates of one year from their `MM-DD`. */
export function inYear(year: number, monthDays: string): readonly string[] {
  return monthDays.split(' ').map((monthDay) => `${year}-${monthDay}`);
}

/** One day a year by arithmetic. */
export function onComputed(name: string, day: (year: number) => number, options?: RuleOptions): HolidayRule {
  return rule(name, (year) => [day(year)], options);
}

/** Easter Sunday of the Gregorian calendar (Meeus/Jones/Butcher). */
export function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return dayNumber(year, Math.floor(f / 31), (f % 31) + 1);
}

interface Occurrence {
  readonly day: number;
  readonly substitution: Substitution;
}

/**
 * All days off from 2020 to 2030, in order: the holidays themselves, on weekends too, their substitutes, and days
 * between two holidays where the region bridges them.
 */
export function expandRegion(table: RegionTable, kind: 'public' | 'bank'): readonly number[] {
  const [firstYear, lastYear] = REGION_YEARS;
  const rules = kind === 'bank' ? [...table.holidays, ...(table.bank?.alsoClosed ?? [])] : table.holidays;
  const usual = (kind === 'bank' ? table.bank?.substitution : undefined) ?? table.substitution;
  const occurrences: Occurrence[] = [];
  // One year more than the table holds: a holiday may be observed on the last day of the year before.
  for (let year = firstYear; year <= lastYear + 1; year++) {
    for (const rule of rules) occurrences.push(...occurrencesOf(rule, year, usual));
  }
  occurrences.sort((a, b) => a.day - b.day);

  const off = new Set(occurrences.map(({ day }) => day));
  for (const day of table.isBridged === true ? bridges(off) : []) off.add(day);
  let previous: Occurrence | undefined;
  for (const occurrence of occurrences) {
    const isOverlap = table.isOverlapSubstituted === true && previous?.day === occurrence.day;
    if (isOverlap && !isWeekend(occurrence.day)) off.add(nextFreeWeekday(off, occurrence.day));
    else addSubstitute(off, occurrence);
    previous = occurrence;
  }
  const [start, end] = [dayNumber(firstYear, 1, 1), dayNumber(lastYear + 1, 1, 1)];
  return [...off].filter((day) => day >= start && day < end).sort((a, b) => a - b);
}

/** The day number of a date in this folder; a date that does not exist is a mistake in a table. */
function dayFrom(date: string): number {
  const day = readDay(date);
  if (day === undefined) throw new RangeError(`no such date: ${date}`);
  return day;
}

function rule(name: string, days: HolidayRule['days'], options: RuleOptions = {}): HolidayRule {
  return {
    name,
    days,
    from: options.from ?? REGION_YEARS[0],
    until: options.until ?? REGION_YEARS[1] + 1,
    movedTo: options.movedTo ?? [],
    substitution: options.substitution,
    substitutedFrom: options.substitutedFrom ?? REGION_YEARS[0],
  };
}

function occurrencesOf(rule: HolidayRule, year: number, usual: Substitution): Occurrence[] {
  if (year < rule.from || year > rule.until) return [];
  const isSubstituted = year >= rule.substitutedFrom;
  const substitution = isSubstituted ? (rule.substitution ?? usual) : 'none';
  const moved = rule.movedTo.filter((date) => date.startsWith(String(year)));
  const days = moved.length > 0 ? moved.map(dayFrom) : rule.days(year);
  return days.map((day) => ({ day, substitution }));
}

/** Adds the day off that replaces a holiday on a weekend, if its rule gives one. */
function addSubstitute(off: Set<number>, { day, substitution }: Occurrence): void {
  const weekday = weekdayOf(day);
  if (weekday < 6 || substitution === 'none') return;
  if (substitution === 'nearest') off.add(weekday === 6 ? day - 1 : day + 1);
  else if (weekday === 7 || substitution === 'next-weekday') off.add(nextFreeWeekday(off, day));
}

function nextFreeWeekday(off: ReadonlySet<number>, day: number): number {
  let next = day + 1;
  while (off.has(next) || isWeekend(next)) next++;
  return next;
}

/** Weekdays that are no holiday and lie between two. */
function bridges(off: ReadonlySet<number>): number[] {
  return [...off].map((day) => day + 1).filter((day) => !off.has(day) && off.has(day + 1) && !isWeekend(day));
}

function isWeekend(day: number): boolean {
  return weekdayOf(day) >= 6;
}

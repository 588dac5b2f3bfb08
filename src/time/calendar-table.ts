/**
 * Business days by table: one Int32 array counts the business days before each day, the other lists them, so that
 * "n business days later" is two look-ups. 30 business days take some nanoseconds; a walk takes hundreds.
 */
import { SynodeError } from '../errors.ts';
import type { BusinessDayConvention, Calendar } from './calendar.ts';
import {
  civilDate,
  type CivilMonth,
  dayNumber,
  daysInMonth,
  FIRST_YEAR,
  LAST_YEAR,
  type Weekday,
  WEEKDAYS,
  weekdayOf,
} from './civil.ts';
import { readDay } from './instant.ts';

export const DEFAULT_WEEKEND: readonly Weekday[] = ['saturday', 'sunday'];

export interface DayTable {
  readonly id: string;
  readonly firstYear: number;
  readonly lastYear: number;
  /** Day number of 1 January of the first year. */
  readonly firstDay: number;
  readonly dayCount: number;
  /** Business days before day `firstDay + i`; one entry more than there are days. */
  readonly before: Int32Array;
  /** Day number of the k-th business day. */
  readonly businessDays: Int32Array;
  /** Whether each weekday is worked, Monday first, exceptions apart. */
  readonly workedWeekdays: readonly boolean[];
  /** Day numbers of the listed holidays. */
  readonly holidays: ReadonlySet<number>;
  /** Days at a stretch without a business day, at most. */
  readonly longestClosure: number;
}

/** Builds the table of a checked calendar. */
export function buildDayTable(calendar: Calendar): DayTable {
  const [firstYear, lastYear] = calendar.years ?? [FIRST_YEAR, LAST_YEAR];
  const firstDay = dayNumber(firstYear, 1, 1);
  const dayCount = dayNumber(lastYear + 1, 1, 1) - firstDay;
  const holidays = daySet(calendar.holidays);
  const weekend = calendar.weekend ?? DEFAULT_WEEKEND;
  const workedWeekdays = WEEKDAYS.map((name) => !weekend.includes(name));
  const isWorked = workedDays(calendar, { firstDay, dayCount, holidays, workedWeekdays });

  const before = new Int32Array(dayCount + 1);
  const businessDays = new Int32Array(dayCount);
  let count = 0;
  let longestClosure = 0;
  let lastWorked = -1;
  for (let i = 0; i < dayCount; i++) {
    before[i] = count;
    if (isWorked[i] === 1) {
      businessDays[count++] = firstDay + i;
      lastWorked = i;
    } else if (i - lastWorked > longestClosure) longestClosure = i - lastWorked;
  }
  before[dayCount] = count;
  return {
    id: calendar.id,
    firstYear,
    lastYear,
    firstDay,
    dayCount,
    before,
    businessDays: businessDays.subarray(0, count),
    workedWeekdays,
    holidays,
    longestClosure,
  };
}

/** One flag per day: the week's pattern repeated by native copies, then the dated exceptions. */
function workedDays(
  calendar: Calendar,
  {
    firstDay,
    dayCount,
    holidays,
    workedWeekdays,
  }: Pick<DayTable, 'firstDay' | 'dayCount' | 'holidays' | 'workedWeekdays'>,
): Uint8Array {
  const flags = new Uint8Array(dayCount);
  for (let i = 0; i < 7; i++) flags[i] = workedWeekdays[weekdayOf(firstDay + i) - 1] === true ? 1 : 0;
  for (let filled = 7; filled < dayCount; filled *= 2) flags.copyWithin(filled, 0, filled);
  for (const day of holidays) flags[day - firstDay] = 0;
  for (const day of daySet(calendar.workingDays)) flags[day - firstDay] = 1;
  return flags;
}

export function isBusinessDayNo(table: DayTable, day: number): boolean {
  const i = indexOf(table, day);
  return at(table.before, i + 1) > at(table.before, i);
}

/** The n-th business day after a day (before it for n < 0); n = 0 is the day itself or the next business day. */
export function shiftBusinessDays(table: DayTable, day: number, n: number): number {
  const i = indexOf(table, day);
  const k = n > 0 ? at(table.before, i + 1) + n - 1 : at(table.before, i) + n;
  const result = table.businessDays[k];
  if (result === undefined) throw outsideYears(table, n < 0 ? table.firstYear - 1 : table.lastYear + 1);
  return result;
}

/** Business days in [from, to); negative when `to` is earlier. */
export function countBusinessDays(table: DayTable, from: number, to: number): number {
  return at(table.before, indexOf(table, to)) - at(table.before, indexOf(table, from));
}

/** Whether a day is a listed holiday, on a weekend too. */
export function isHolidayNo(table: DayTable, day: number): boolean {
  return indexOf(table, day) >= 0 && table.holidays.has(day);
}

/** The business day that a day becomes by a convention. */
export function adjustDay(table: DayTable, day: number, convention: BusinessDayConvention): number {
  if (convention === 'none' || isBusinessDayNo(table, day)) return day;
  if (convention === 'following') return shiftBusinessDays(table, day, 0);
  if (convention === 'modified-following') {
    const next = table.businessDays[at(table.before, indexOf(table, day))];
    const { year, month } = civilDate(day);
    if (next !== undefined && next <= dayNumber(year, month, daysInMonth(year, month))) return next;
  }
  return shiftBusinessDays(table, day, -1);
}

/** The n-th business day of a month (from the end for n < 0), or nothing where the month has fewer. */
export function nthBusinessDay(table: DayTable, { year, month }: CivilMonth, n: number): number | undefined {
  const first = dayNumber(year, month, 1);
  const last = first + daysInMonth(year, month) - 1;
  const from = at(table.before, indexOf(table, first));
  const to = at(table.before, indexOf(table, last) + 1);
  const k = n > 0 ? from + n - 1 : to + n;
  return n !== 0 && k >= from && k < to ? table.businessDays[k] : undefined;
}

/** Position of a day in the table. */
export function indexOf(table: DayTable, day: number): number {
  const i = day - table.firstDay;
  if (i < 0 || i >= table.dayCount) throw outsideYears(table, civilDate(day).year);
  return i;
}

/** The error for a date the table does not hold. */
export function outsideYears(table: DayTable, year: number): SynodeError {
  const { id, firstYear, lastYear } = table;
  return new SynodeError(
    'CALENDAR_YEAR_UNSUPPORTED',
    `calendar '${id}' knows the years ${firstYear} to ${lastYear}, not ${year}`,
    {
      path: [`calendar '${id}'`],
      expected: `a date from ${firstYear}-01-01 to ${lastYear}-12-31`,
      received: `a date in ${year}`,
      suggestion: `Keep the run and what it plans inside these years, or use 'weekdays' or a calendar of your own.`,
    },
  );
}

function daySet(dates: readonly string[] = []): ReadonlySet<number> {
  const days = new Set<number>();
  for (const date of dates) {
    const day = readDay(date);
    if (day !== undefined) days.add(day);
  }
  return days;
}

/** An index the table is known to have; typed arrays are read so without a branch for `undefined`. */
function at(values: Int32Array, i: number): number {
  return values[i] as number;
}

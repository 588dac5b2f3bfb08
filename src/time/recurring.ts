/** Dates that come again, as a business says them: the 15th, the last business day of a quarter, every Friday at 17:00. */
import type { BusinessDayConvention, CompiledCalendar } from './calendar.ts';
import { adjustDay, type DayTable, indexOf, nthBusinessDay, outsideYears } from './calendar-table.ts';
import { civilDate, type CivilMonth, DAY_MS, dayNumber, daysInMonth, type Weekday, WEEKDAYS } from './civil.ts';
import { readTimeOfDay } from './clock-time.ts';

export const RECURRING_UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type RecurringUnit = (typeof RECURRING_UNITS)[number];

/** A day of a month: 1..31 (at most the month's last day), −1..−31 from the end, or a business day. */
export type RecurringDay = number | 'first business day' | 'last business day' | { readonly businessDay: number };

/**
 * A rule for dates that come again.
 *
 * `weekday` (of a week, default Monday); `day` (of a month, default 1); `month` (1..3 of a quarter, 1..12 of a year;
 * default the first, the last where `day` counts from the end); `at` time of day `HH:mm`, default 00:00; `roll` what
 * becomes of a date that is no business day, default it stays. Days and times are those of the calendar (UTC, unless it
 * has an offset).
 * @example { every: 'month', day: 'last business day', at: '17:00' }
 */
export interface RecurringRule {
  readonly every: RecurringUnit;
  readonly weekday?: Weekday;
  readonly day?: RecurringDay;
  readonly month?: number;
  readonly at?: string;
  readonly roll?: BusinessDayConvention;
}

/** A rule ready for the clock. */
export interface CompiledRecurring {
  /**
   * The first occurrence strictly after an instant; `Infinity` when there is none before `until` (default endless).
   * Years the calendar does not know throw `CALENDAR_YEAR_UNSUPPORTED`, unless they lie past `until`.
   */
  next(afterMs: number, until?: number): number;
}

/** Prepares a rule that `checkRecurring` accepts. */
export function compileRecurring(rule: RecurringRule, calendar: CompiledCalendar): CompiledRecurring {
  const timeMs = readTimeOfDay(rule.at ?? '00:00') ?? 0;
  const roll = rule.roll ?? 'none';
  const asksCalendar = roll !== 'none' || typeof (rule.day ?? 1) !== 'number';
  const dayOfPeriod = dayRule(rule, calendar);
  const periodOfDay = PERIOD_OF_DAY[rule.every];
  // A roll moves a date over one closure at most, so that many days back a date may still be ahead.
  const reach = roll === 'none' ? 0 : calendar.days.longestClosure;

  const next = (afterMs: number, until = Infinity): number => {
    const localAfter = afterMs + calendar.utcOffsetMs;
    const localUntil = until + calendar.utcOffsetMs;
    if (asksCalendar) indexOf(calendar.days, Math.floor((localAfter + 1) / DAY_MS));
    for (let period = periodOfDay(Math.floor(localAfter / DAY_MS) - reach); ; period++) {
      const nominal = dayOfPeriod(period);
      if (nominal === undefined) continue;
      const day = roll === 'none' ? nominal : rollDay(calendar.days, nominal, roll);
      if (day === Infinity) return nothingBefore(localUntil, calendar.days);
      const local = day * DAY_MS + timeMs;
      if (local > localAfter) return local < localUntil ? local - calendar.utcOffsetMs : Infinity;
    }
  };
  return { next };
}

/** No occurrence before `until`, provided that the calendar reaches that far. */
function nothingBefore(localUntil: number, days: DayTable): number {
  if (localUntil > (days.firstDay + days.dayCount) * DAY_MS) throw outsideYears(days, days.lastYear + 1);
  return Infinity;
}

/** Consecutive numbers of the periods, by a day in them. */
const PERIOD_OF_DAY: Readonly<Record<RecurringUnit, (day: number) => number>> = {
  day: (day) => day,
  week: (day) => Math.floor((day + 3) / 7),
  month: monthIndexOf,
  quarter: (day) => Math.floor(monthIndexOf(day) / 3),
  year: (day) => Math.floor(monthIndexOf(day) / 12),
};

const MONTHS_IN = { month: 1, quarter: 3, year: 12 } as const;

/** The day a period names before any roll; nothing where a month has no business day at all. */
function dayRule(rule: RecurringRule, calendar: CompiledCalendar): (period: number) => number | undefined {
  const { every, weekday = 'monday', day = 1 } = rule;
  if (every === 'day') return (period) => period;
  if (every === 'week') return (period) => period * 7 - 3 + WEEKDAYS.indexOf(weekday);
  const months = MONTHS_IN[every];
  const month = rule.month ?? (countsFromEnd(day) ? months : 1);
  return (period) => dayOfMonth(monthOf(period * months + month - 1), day, calendar);
}

function dayOfMonth(month: CivilMonth, day: RecurringDay, calendar: CompiledCalendar): number | undefined {
  if (typeof day === 'number') {
    const last = daysInMonth(month.year, month.month);
    const inMonth = day > 0 ? Math.min(day, last) : Math.max(last + 1 + day, 1);
    return dayNumber(month.year, month.month, inMonth);
  }
  const { days } = calendar;
  if (month.year < days.firstYear) return -Infinity;
  if (month.year > days.lastYear) return Infinity;
  const n = businessDayCount(day);
  return nthBusinessDay(days, month, n) ?? nthBusinessDay(days, month, n > 0 ? -1 : 1);
}

/** The day after the roll; infinite where only a year that the calendar does not know could tell. */
function rollDay(days: DayTable, day: number, roll: BusinessDayConvention): number {
  if (!Number.isFinite(day)) return day;
  const first = days.businessDays[0] ?? Infinity;
  const last = days.businessDays[days.businessDays.length - 1] ?? -Infinity;
  if (day < days.firstDay || (roll === 'preceding' && day < first)) return -Infinity;
  if (day >= days.firstDay + days.dayCount || (roll === 'following' && day > last)) return Infinity;
  return adjustDay(days, day, roll);
}

function businessDayCount(day: Exclude<RecurringDay, number>): number {
  if (day === 'first business day') return 1;
  return day === 'last business day' ? -1 : day.businessDay;
}

function countsFromEnd(day: RecurringDay): boolean {
  return (typeof day === 'number' ? day : businessDayCount(day)) < 0;
}

function monthIndexOf(day: number): number {
  const { year, month } = civilDate(day);
  return year * 12 + month - 1;
}

function monthOf(monthIndex: number): CivilMonth {
  const year = Math.floor(monthIndex / 12);
  return { year, month: monthIndex - year * 12 + 1 };
}

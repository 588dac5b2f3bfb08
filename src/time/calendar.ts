/** Business calendars: what an author writes, and the compiled form that the clock asks. */
import {
  adjustDay,
  buildDayTable,
  countBusinessDays,
  type DayTable,
  isBusinessDayNo,
  isHolidayNo,
  nthBusinessDay,
  shiftBusinessDays,
} from './calendar-table.ts';
import { type CivilMonth, DAY_MS, FIRST_YEAR, HOUR_MS, LAST_YEAR, MINUTE_MS, type Weekday } from './civil.ts';
import { addOpenMs, buildOpeningTable, isOpenAt, openHoursBetween, type OpeningTable } from './opening-hours.ts';

/** Windows of a day as `'09:00-17:00'`, several where there are breaks; one list for all worked weekdays, or by weekday. */
export type OpeningHours = string | readonly string[] | Readonly<Partial<Record<Weekday, string | readonly string[]>>>;

/** What a date that is no business day becomes. `modified-following` follows, unless that leaves the month. */
export type BusinessDayConvention = 'none' | 'following' | 'modified-following' | 'preceding';

/** A business calendar, as plain data. */
export interface Calendar {
  readonly id: string;
  /** Weekdays that are not worked; default Saturday and Sunday. */
  readonly weekend?: readonly Weekday[];
  /** Dates that are not worked, `YYYY-MM-DD`; default none. */
  readonly holidays?: readonly string[];
  /** Dates of the weekend that are worked all the same, `YYYY-MM-DD`; default none. */
  readonly workingDays?: readonly string[];
  /** When business hours count; default 09:00–17:00 on every worked weekday. */
  readonly openingHours?: OpeningHours;
  /** First and last year the calendar holds for; default 1970 to 2200. */
  readonly years?: readonly [number, number];
  /** Local time of the calendar, minutes ahead of UTC, the same all year; default 0. Days and hours are local ones. */
  readonly utcOffsetMinutes?: number;
}

/** A calendar ready to be asked. Instants are UTC ms; years outside its range throw `CALENDAR_YEAR_UNSUPPORTED`. */
export interface CompiledCalendar {
  readonly id: string;
  readonly utcOffsetMs: number;
  /** First and last year it holds for. */
  readonly years: readonly [number, number];
  readonly days: DayTable;
  isBusinessDay(ms: number): boolean;
  isHoliday(ms: number): boolean;
  isOpen(ms: number): boolean;
  /** The n-th business day after (before, for n < 0), time of day kept; 0 rolls forward to a business day. */
  addBusinessDays(ms: number, n: number): number;
  /** Business days from the day of `from` to the day of `to`, the last not counted. */
  businessDaysBetween(from: number, to: number): number;
  adjust(ms: number, convention: BusinessDayConvention): number;
  /** Local midnight of the n-th business day of a month, counted from the end for n < 0; none where there are fewer. */
  businessDayOfMonth(month: CivilMonth, n: number): number | undefined;
  /** So many opening hours later, fractions allowed, ≥ 0; 0 rolls forward to the next opening. */
  addBusinessHours(ms: number, hours: number): number;
  businessHoursBetween(from: number, to: number): number;
}

/** Monday to Friday without holidays: the calendar of a run that names none. */
export const WEEKDAYS_CALENDAR: Calendar = Object.freeze({ id: 'weekdays' });

/**
 * A calendar of your own, for `RunOptions.calendar`, populations and scenarios.
 *
 * Default: Monday to Friday, no holidays, open 09:00–17:00, years 1970 to 2200, UTC. Faults are reported with those of
 * the plan (`INVALID_SHAPE`, `INVALID_OPTION`, `UNKNOWN_KEY`).
 * @example defineCalendar({ id: 'plant', holidays: ['2025-12-24'], openingHours: ['06:00-14:00', '14:30-22:00'] })
 */
export function defineCalendar(calendar: Calendar): Calendar {
  return Object.freeze({ ...calendar });
}

/** Prepares a checked calendar. Its tables are built when first asked for: many runs never ask, or count days only. */
export function compileCalendar(calendar: Calendar): CompiledCalendar {
  const utcOffsetMs = (calendar.utcOffsetMinutes ?? 0) * MINUTE_MS;
  let dayTable: DayTable | undefined;
  let openingTable: OpeningTable | undefined;
  const days = (): DayTable => (dayTable ??= buildDayTable(calendar));
  const opening = (): OpeningTable => (openingTable ??= buildOpeningTable(calendar, days()));
  const localDay = (ms: number): number => Math.floor((ms + utcOffsetMs) / DAY_MS);

  return {
    id: calendar.id,
    utcOffsetMs,
    years: calendar.years ?? [FIRST_YEAR, LAST_YEAR],
    get days() {
      return days();
    },
    isBusinessDay: (ms) => isBusinessDayNo(days(), localDay(ms)),
    isHoliday: (ms) => isHolidayNo(days(), localDay(ms)),
    isOpen: (ms) => isOpenAt(opening(), ms + utcOffsetMs),
    addBusinessDays: (ms, n) => {
      const day = localDay(ms);
      return ms + (shiftBusinessDays(days(), day, n) - day) * DAY_MS;
    },
    businessDaysBetween: (from, to) => countBusinessDays(days(), localDay(from), localDay(to)),
    adjust: (ms, convention) => {
      const day = localDay(ms);
      return ms + (adjustDay(days(), day, convention) - day) * DAY_MS;
    },
    businessDayOfMonth: (month, n) => {
      const day = nthBusinessDay(days(), month, n);
      return day === undefined ? undefined : day * DAY_MS - utcOffsetMs;
    },
    addBusinessHours: (ms, hours) =>
      addOpenMs(opening(), ms + utcOffsetMs, Math.floor(hours * HOUR_MS + 0.5)) - utcOffsetMs,
    businessHoursBetween: (from, to) => openHoursBetween(opening(), { from: from + utcOffsetMs, to: to + utcOffsetMs }),
  };
}

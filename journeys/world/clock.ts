/** The clock of a company: its days, its business days and those of its banks. Days are numbers since 1970-01-01. */
import {
  calendarById,
  compileCalendar,
  compileFiscal,
  type CompiledCalendar,
  type CompiledFiscal,
  type Context,
} from '../../src/index.ts';
import type { Company } from './companies.ts';
import { dateOfDay, DAY_MS } from './dates.ts';

const HOUR_MS = 3_600_000;
/** What is planned a year ahead, such as reviews and releases, falls on a business day some days later at most. */
export const PLAN_DAYS = 380;
/** People work from eight to six. */
const OPENS = 8 * HOUR_MS;
const OPEN_MS = 10 * HOUR_MS;

export interface Clock {
  readonly fiscal: CompiledFiscal;
  /** The local day of an instant. */
  dayOf(ms: number): number;
  dateOf(ms: number): string;
  /** The instant of a local time on a day. */
  at(day: number, hours: number): number;
  isBusinessDay(day: number): boolean;
  /** The same day, or the business day before (after) it. */
  preceding(day: number): number;
  following(day: number): number;
  /** So many business days later, or earlier. */
  addBusinessDays(day: number, n: number): number;
  /** The same for days on which banks work. */
  addBankDays(day: number, n: number): number;
  /** So many working days of ten hours after an instant, fractions allowed: always inside working hours. */
  workAfter(ms: number, days: number): number;
}

/** Clocks by company: pure functions of region and fiscal calendar. */
const clocks = new WeakMap<Company, Clock>();

export function clockOf(company: Company): Clock {
  let clock = clocks.get(company);
  if (clock === undefined) clocks.set(company, (clock = makeClock(company)));
  return clock;
}

/** Dates by day: the same few thousand of the calendars' years are written again and again. */
const dates = new Map<number, string>();

/** The date of a day, `YYYY-MM-DD`. */
export function dateOn(day: number): string {
  let date = dates.get(day);
  if (date === undefined) {
    date = dateOfDay(day);
    dates.set(day, date);
  }
  return date;
}

/**
 * The day on which what happens on a local day is posted: west of Greenwich the period begins on the evening before its
 * first day, and no document posts to a day before the books open. What is run in keeps its day.
 */
export function postingDay({ nowMs, startMs }: Pick<Context, 'nowMs' | 'startMs'>, day: number): number {
  return nowMs < startMs ? day : Math.max(day, Math.floor(startMs / DAY_MS));
}

function makeClock({ region, utcOffsetMinutes, fiscalCalendar }: Company): Clock {
  const work = compileCalendar(calendarById(region));
  const bank = compileCalendar(calendarById(`${region}-bank`));
  const offset = utcOffsetMinutes * 60_000;
  const dayOf = (ms: number): number => Math.floor((ms + offset) / DAY_MS);
  const at = (day: number, hours: number): number => day * DAY_MS - offset + Math.round(hours * HOUR_MS);
  const following = (day: number): number => shift(work, day, 0);
  const addBusinessDays = (day: number, n: number): number => shift(work, day, n);
  return {
    fiscal: compileFiscal(fiscalCalendar),
    dayOf,
    dateOf: (ms) => dateOn(dayOf(ms)),
    at,
    isBusinessDay: (day) => work.isBusinessDay(day * DAY_MS),
    preceding: (day) => Math.floor(work.adjust(day * DAY_MS, 'preceding') / DAY_MS),
    following,
    addBusinessDays,
    addBankDays: (day, n) => shift(bank, day, n),
    workAfter: (ms, days) => {
      const [day, time] = [dayOf(ms), (ms + offset) % DAY_MS];
      const isLate = time >= OPENS + OPEN_MS || !work.isBusinessDay(day * DAY_MS);
      const from = isLate ? addBusinessDays(day, 1) : day;
      const done = isLate || time < OPENS ? 0 : time - OPENS;
      const total = done + Math.round(days * OPEN_MS);
      const whole = Math.floor(total / OPEN_MS);
      const to = whole === 0 ? from : addBusinessDays(from, whole);
      return to * DAY_MS - offset + OPENS + (total - whole * OPEN_MS);
    },
  };
}

function shift(calendar: CompiledCalendar, day: number, n: number): number {
  return Math.floor(calendar.addBusinessDays(day * DAY_MS, n) / DAY_MS);
}

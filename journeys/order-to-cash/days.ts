/** Days and hours of a company: local dates, business days, and when people are at work. */
import { calendarById, compileCalendar, type CompiledCalendar, type Context } from '../../src/index.ts';
import type { Company } from '../world/companies.ts';
import { dateOfDay, DAY_MS, weekdayOfDay } from '../world/dates.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Local days are whole numbers from 1970-01-01 on. */
export interface Days {
  readonly dayOf: (ms: number) => number;
  /** `YYYY-MM-DD`. */
  readonly date: (day: number) => string;
  readonly isBusinessDay: (day: number) => boolean;
  /** n business days on; 0: the day itself, or the first business day after it. */
  readonly business: (day: number, n: number) => number;
  /** The first day from this one on that banks work. */
  readonly banking: (day: number) => number;
  /** The instant of a local hour, fractions included. */
  readonly at: (day: number, hour: number) => number;
}

/** The calendar of a company's region, and that of its banks. */
export function daysOf({ region, utcOffsetMinutes }: Company): Days {
  const offset = utcOffsetMinutes * MINUTE_MS;
  const people = calendarIn(region);
  const banks = calendarIn(`${region}-bank`);
  const dates = new Map<number, string>();
  // The calendars count days of no zone: local noon stands for a local day.
  const noon = (day: number): number => day * DAY_MS + DAY_MS / 2;
  const dayAt = (ms: number): number => Math.floor(ms / DAY_MS);
  return {
    dayOf: (ms) => dayAt(ms + offset),
    date: (day) => {
      let text = dates.get(day);
      if (text === undefined) dates.set(day, (text = dateOfDay(day)));
      return text;
    },
    isBusinessDay: (day) => people.isBusinessDay(noon(day)),
    business: (day, n) => {
      return dayAt(n === 0 ? people.adjust(noon(day), 'following') : people.addBusinessDays(noon(day), n));
    },
    banking: (day) => {
      // Banks and people may rest on different days: nothing is banked when nobody is there.
      let at = day;
      while (!(people.isBusinessDay(noon(at)) && banks.isBusinessDay(noon(at)))) at++;
      return at;
    },
    at: (day, hour) => day * DAY_MS + Math.floor(hour * HOUR_MS) - offset,
  };
}

function calendarIn(id: string): CompiledCalendar {
  return compileCalendar(calendarById(id));
}

/** Share of what people do outside 08:00 to 18:00: late in the evening, or before six. */
const LATE_SHARE = 0.03;
const EARLY_SHARE = 0.02;

/** When a day of work begins. */
const OPENS_HOUR = 8;

/** An hour of a working day at which somebody does something. */
export function workHour(ctx: Pick<Context, 'random'>): number {
  const u = ctx.random.float();
  if (u < LATE_SHARE) return 20 + (u / LATE_SHARE) * 3;
  if (u < LATE_SHARE + EARLY_SHARE) return 5 + (u - LATE_SHARE) / EARLY_SHARE;
  return OPENS_HOUR + ((u - LATE_SHARE - EARLY_SHARE) / (1 - LATE_SHARE - EARLY_SHARE)) * 10;
}

/** Goods leave in the afternoon: what comes in came before. */
export function issueHour(ctx: Pick<Context, 'random'>): number {
  return 12 + ctx.random.float() * 5.5;
}

/** From now to an hour of a day, ms; where that is past, a few minutes. */
export function until(ctx: Pick<Context, 'random' | 'nowMs'>, instant: number): number {
  return instant > ctx.nowMs ? instant - ctx.nowMs : ctx.random.int(5, 40) * MINUTE_MS;
}

/** From now to an hour at which somebody is at work, so many business days from today, ms. */
export function untilWorkday(ctx: Pick<Context, 'random' | 'nowMs'>, days: Days, later: number): number {
  const span = until(ctx, days.at(days.business(days.dayOf(ctx.nowMs), later), workHour(ctx)));
  const day = days.dayOf(ctx.nowMs + span);
  // Some minutes after a late hour may be the next day, and a weekend.
  return days.isBusinessDay(day) ? span : days.at(days.business(day, 0), OPENS_HOUR) - ctx.nowMs;
}

/** The first day from `day` on that is this weekday, Monday 1 … Sunday 7. */
export function nextWeekday(day: number, weekday: number): number {
  return day + ((weekday - weekdayOfDay(day) + 7) % 7);
}

/** The last day up to `day` that is this weekday. */
export function lastWeekday(day: number, weekday: number): number {
  return day - ((weekdayOfDay(day) - weekday + 7) % 7);
}

/** Intensity that is constant by the hour: its integral over time, and the inverse that arrivals are drawn with. */
import type { CompiledCalendar } from './calendar.ts';
import { isHolidayNo } from './calendar-table.ts';
import { civilDate, DAY_MS, dayNumber, dayOf, daysInMonth, HOUR_MS, LAST_YEAR, weekdayOf } from './civil.ts';
import { at, cellReaching, runningSums, totalOf } from './cumulative.ts';
import type { ProfileOptions } from './profile.ts';

/** A profile ready for the clock. Amounts are ms of mean intensity: over a long time as many as ms pass. */
export interface Intensity {
  readonly factorAt: (ms: number) => number;
  /** The integral of the factor over [from, to). */
  readonly weightBetween: (from: number, to: number) => number;
  /**
   * The instant by which `amount` has passed since `from`, to the nearest ms; `Infinity` when that is not before `until`.
   * A Poisson process of rate r per ms asks for `-ln(1 − u) / r`.
   */
  readonly advance: (from: number, amount: number, until?: number) => number;
  /** The instant of [start, end) below which the share u of the window's weight lies; `start` if it has none. */
  readonly instantAt: (window: { readonly start: number; readonly end: number }, u: number) => number;
}

/** Prepares a checked profile; the calendar is its own or the population's. */
export function compileProfile(value: ProfileOptions, calendar: CompiledCalendar): Intensity {
  const hours = scaledToMeanOne(value.hours ?? ones(24));
  const hoursBefore = runningSums(hours);
  const years = yearTable(value, calendar);
  const { utcOffsetMs } = calendar;

  /** Weight from the first local midnight of a year to a local instant in it. */
  const weightInYear = (localMs: number): number => {
    const day = dayOf(localMs);
    const { firstDay, before } = years(civilDate(day).year);
    const time = localMs - day * DAY_MS;
    const hour = Math.floor(time / HOUR_MS);
    const inDay = at(hoursBefore, hour) * HOUR_MS + at(hours, hour) * (time - hour * HOUR_MS);
    const index = day - firstDay;
    return at(before, index) * DAY_MS + (at(before, index + 1) - at(before, index)) * inDay;
  };

  /** The local instant of a year before which a weight of at most the year's lies. */
  const instantInYear = (year: number, weight: number): number => {
    const { firstDay, before } = years(year);
    const index = cellReaching(before, weight / DAY_MS);
    const dayFactor = at(before, index + 1) - at(before, index);
    const inDay = dayFactor === 0 ? 0 : (weight - at(before, index) * DAY_MS) / dayFactor / HOUR_MS;
    const hour = cellReaching(hoursBefore, inDay);
    const hourFactor = at(hours, hour);
    const inHour = hourFactor === 0 ? 0 : (inDay - at(hoursBefore, hour)) / hourFactor;
    return (firstDay + index) * DAY_MS + (hour + Math.min(1, Math.max(0, inHour))) * HOUR_MS;
  };

  const yearWeight = (year: number): number => totalOf(years(year).before) * DAY_MS;
  const yearStart = (year: number): number => dayNumber(year, 1, 1) * DAY_MS;

  const advance = (from: number, amount: number, until = Infinity): number => {
    const localFrom = from + utcOffsetMs;
    let { year } = civilDate(dayOf(localFrom));
    let weight = weightInYear(localFrom) + amount;
    while (weight > yearWeight(year)) {
      weight -= yearWeight(year);
      year++;
      if (year > LAST_YEAR || yearStart(year) - utcOffsetMs >= until) return Infinity;
    }
    const found = Math.floor(instantInYear(year, weight) + 0.5) - utcOffsetMs;
    return found < until ? Math.max(from, found) : Infinity;
  };

  const weightBetween = (from: number, to: number): number => {
    if (to <= from) return 0;
    const last = civilDate(dayOf(to - 1 + utcOffsetMs)).year;
    let { year } = civilDate(dayOf(from + utcOffsetMs));
    let weight = -weightInYear(from + utcOffsetMs);
    for (; year < last; year++) weight += yearWeight(year);
    const isYearEnd = to + utcOffsetMs === yearStart(last + 1);
    return weight + (isYearEnd ? yearWeight(last) : weightInYear(to + utcOffsetMs));
  };

  return {
    factorAt: (ms) => {
      const day = dayOf(ms + utcOffsetMs);
      const { firstDay, before } = years(civilDate(day).year);
      const hour = Math.floor((ms + utcOffsetMs - day * DAY_MS) / HOUR_MS);
      return (at(before, day - firstDay + 1) - at(before, day - firstDay)) * at(hours, hour);
    },
    weightBetween,
    advance,
    instantAt: ({ start, end }, u) => {
      const weight = weightBetween(start, end);
      return weight === 0 ? start : Math.min(end - 1, advance(start, u * weight, end));
    },
  };
}

interface YearWeights {
  readonly firstDay: number;
  /** Sum of the day factors before each day of the year; one entry more than there are days. */
  readonly before: Float64Array;
}

/** Day factors by year, kept once computed: they are a pure function of profile and calendar. */
function yearTable(value: ProfileOptions, calendar: CompiledCalendar): (year: number) => YearWeights {
  const weekdays = scaledToMeanOne(value.weekdays ?? ones(7));
  const months = scaledToMeanOne(value.months ?? ones(12));
  const { holidays = 1 } = value;
  const known = new Map<number, YearWeights>();
  return (year) => {
    let weights = known.get(year);
    if (weights === undefined) {
      const factors: number[] = [];
      for (let month = 1; month <= 12; month++) {
        const first = dayNumber(year, month, 1);
        for (let day = first; day < first + daysInMonth(year, month); day++) {
          const holiday = holidays !== 1 && isHolidayNo(calendar.days, day) ? holidays : 1;
          factors.push(at(months, month - 1) * at(weekdays, weekdayOf(day) - 1) * holiday);
        }
      }
      weights = { firstDay: dayNumber(year, 1, 1), before: runningSums(factors) };
      known.set(year, weights);
    }
    return weights;
  };
}

function ones(length: number): readonly number[] {
  return Array.from({ length }, () => 1);
}

function scaledToMeanOne(factors: readonly number[]): readonly number[] {
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
  return factors.map((factor) => factor / mean);
}

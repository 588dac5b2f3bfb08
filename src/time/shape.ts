/** How a year's work is spread over its days: weekday, holidays, period ends, seasons and named days as weights. */
import type { CompiledCalendar } from './calendar.ts';
import { isBusinessDayNo, isHolidayNo } from './calendar-table.ts';
import { civilDate, dayNumber, nthWeekday, weekdayOf } from './civil.ts';
import type { FiscalYear } from './fiscal.ts';
import { readDay } from './instant.ts';
import type { PeriodEnd, SeasonEvent, ShapeOptions, YearlyDay } from '../model/volume.ts';

export const DEFAULT_WEEKDAYS = [1.3, 1.1, 1, 1, 0.85, 0.1, 0.1] as const;
export const DEFAULT_MONTHS = [0.85, 0.85, 0.9, 0.95, 0.95, 1, 0.95, 0.95, 1, 1.1, 1.2, 1.3] as const;
const RISE = 3;
const PLATEAU_DAYS = 3;

/** The weight of each day of a fiscal year, in order, not yet normalised. Days are those of the calendar's own clock. */
export function dayWeights(options: ShapeOptions, year: FiscalYear, calendar: CompiledCalendar): Float64Array {
  const length = (year.periodStarts[12] ?? year.firstDay) - year.firstDay;
  const weights = new Float64Array(length);
  const weekdayWeight = weekdayWeights(options, calendar);
  const months = options.months === true ? DEFAULT_MONTHS : options.months;
  const periodEnd = options.periodEnd === false ? undefined : periodEndFactors(options.periodEnd ?? {}, year, calendar);
  const events = eventFactors(options.events ?? [], year);
  for (let i = 0; i < length; i++) {
    const day = year.firstDay + i;
    if (options.businessDaysOnly === true && !isBusinessDayNo(calendar.days, day)) continue;
    const holiday = isHolidayNo(calendar.days, day) ? (options.holidays ?? 0.05) : 1;
    const season = months?.[civilDate(day).month - 1] ?? 1;
    weights[i] = weekdayWeight(day) * holiday * (periodEnd?.[i] ?? 1) * season * (events.get(day) ?? 1);
  }
  return weights;
}

/** The weight of a day's weekday; a make-up working day weighs what a worked weekday does on average. */
function weekdayWeights(options: ShapeOptions, calendar: CompiledCalendar): (day: number) => number {
  const weights = options.weekdays ?? DEFAULT_WEEKDAYS;
  const { workedWeekdays } = calendar.days;
  const worked = weights.filter((_, i) => workedWeekdays[i] === true);
  const usual = worked.reduce((sum, weight) => sum + weight, 0) / worked.length;
  return (day) => {
    const i = weekdayOf(day) - 1;
    const isMakeUp = workedWeekdays[i] !== true && isBusinessDayNo(calendar.days, day);
    return isMakeUp ? usual : (weights[i] ?? 0);
  };
}

/** The period-end factor of each day of a year. A weekend takes the factor of the business day before it. */
function periodEndFactors(options: PeriodEnd, year: FiscalYear, calendar: CompiledCalendar): Float64Array {
  const { days: length = 10, month = 2.5, quarter = 4, year: yearPeak = 6, shape = 'exponential' } = options;
  const count = (year.periodStarts[12] ?? year.firstDay) - year.firstDay;
  const factors = new Float64Array(count).fill(1);
  for (let period = 1; period <= 12; period++) {
    const peaks = [month, ...(period % 3 === 0 ? [quarter] : []), ...(period === 12 ? [yearPeak] : [])];
    const peak = Math.max(...peaks);
    const start = year.periodStarts[period - 1] ?? 0;
    let left = 0;
    for (let day = (year.periodStarts[period] ?? 0) - 1; day >= start && left < length; day--) {
      factors[day - year.firstDay] = 1 + (peak - 1) * rise(shape, length - 1 - left, length);
      if (isBusinessDayNo(calendar.days, day)) left++;
    }
  }
  return factors;
}

/** Share of the peak on the k-th of so many business days, from 0 on. */
function rise(shape: NonNullable<PeriodEnd['shape']>, k: number, length: number): number {
  if (shape === 'flat') return 1;
  if (shape === 'plateau') return Math.min(1, (k + 1) / PLATEAU_DAYS);
  return length === 1 ? 1 : Math.expm1((RISE * k) / (length - 1)) / Math.expm1(RISE);
}

/** Factor by day of the named days that touch a fiscal year; overlapping ones multiply. */
function eventFactors(events: readonly SeasonEvent[], year: FiscalYear): ReadonlyMap<number, number> {
  const factors = new Map<number, number>();
  const lastYear = civilDate((year.periodStarts[12] ?? 0) - 1).year;
  for (let civilYear = civilDate(year.firstDay).year - 1; civilYear <= lastYear; civilYear++) {
    for (const { on, days = 1, factor } of events) {
      const first = yearlyDay(on, civilYear);
      for (let day = first; day < first + days; day++) factors.set(day, (factors.get(day) ?? 1) * factor);
    }
  }
  return factors;
}

/** The day number of a yearly day; 29 February is 1 March in other years. */
export function yearlyDay(on: YearlyDay, year: number): number {
  if (typeof on === 'string') return readDay(`${year}-${on}`) ?? dayNumber(year, 3, 1);
  return nthWeekday({ year, month: on.month }, on) + (on.plusDays ?? 0);
}

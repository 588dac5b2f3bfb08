/** Fiscal years and their twelve periods: calendar months from any month, or weeks in a 4-4-5 pattern. */
import { describeValue, didYouMean, type SynodeIssue } from '../errors.ts';
import { civilDate, dayNumber, daysInMonth, WEEKDAYS, weekdayOf } from './civil.ts';
import { issueFrom } from './fault.ts';
import type { FiscalCalendar, WeekPattern } from '../model/volume.ts';

const WEEK_PATTERNS: Readonly<Record<WeekPattern, readonly number[]>> = {
  '4-4-5': [4, 4, 5],
  '4-5-4': [4, 5, 4],
  '5-4-4': [5, 4, 4],
};

/** A fiscal year: its number, its first day, and the first day of each period, then of the next year. */
export interface FiscalYear {
  readonly year: number;
  readonly firstDay: number;
  /** Thirteen day numbers: period p lasts from `periodStarts[p − 1]` until before `periodStarts[p]`. */
  readonly periodStarts: readonly number[];
}

/** A fiscal calendar ready to be asked; days are day numbers. */
export interface CompiledFiscal {
  year(number: number): FiscalYear;
  yearOf(day: number): FiscalYear;
  /** Period 1..12 of a day. */
  periodOf(day: number): number;
}

/** Prepares a checked fiscal calendar. */
export function compileFiscal(calendar: FiscalCalendar): CompiledFiscal {
  const starts = (number: number): readonly number[] =>
    calendar.type === 'calendar' || calendar.type === 'months'
      ? monthStarts(number, calendar.type === 'months' ? calendar.startMonth : 1)
      : weekStarts(number, calendar);
  // Years are asked for again and again: a pure function's results kept.
  const known = new Map<number, FiscalYear>();
  const year = (number: number): FiscalYear => {
    let found = known.get(number);
    if (found === undefined) {
      const periodStarts = starts(number);
      found = { year: number, firstDay: periodStarts[0] ?? 0, periodStarts };
      known.set(number, found);
    }
    return found;
  };
  const yearOf = (day: number): FiscalYear => {
    let found = year(civilDate(day).year);
    while (day < found.firstDay) found = year(found.year - 1);
    while (day >= (found.periodStarts[12] ?? Infinity)) found = year(found.year + 1);
    return found;
  };
  return { year, yearOf, periodOf: (day) => periodIn(yearOf(day), day) };
}

/** Period 1..12 of a day of a fiscal year. */
export function periodIn({ periodStarts }: FiscalYear, day: number): number {
  let period = 1;
  while (period < 12 && day >= (periodStarts[period] ?? Infinity)) period++;
  return period;
}

/** Checks a fiscal calendar; paths are relative to it. */
export function checkFiscal(calendar: FiscalCalendar): SynodeIssue[] {
  const types = ['calendar', 'months', ...Object.keys(WEEK_PATTERNS)];
  if (!types.includes(calendar.type)) {
    return [fault('type', calendar.type, `one of ${types.join(', ')}`, didYouMean(String(calendar.type), types))];
  }
  if (calendar.type === 'calendar') return [];
  if (calendar.type === 'months') {
    return isMonth(calendar.startMonth) ? [] : [fault('startMonth', calendar.startMonth, '1 to 12')];
  }
  const { yearEnd, weekday, month } = calendar;
  return [
    ...(yearEnd === 'last' || yearEnd === 'nearest' ? [] : [fault('yearEnd', yearEnd, "'last' or 'nearest'")]),
    ...(WEEKDAYS.includes(weekday) ? [] : [fault('weekday', weekday, `one of ${WEEKDAYS.join(', ')}`)]),
    ...(isMonth(month) ? [] : [fault('month', month, '1 to 12')]),
  ];
}

function monthStarts(number: number, startMonth: number): readonly number[] {
  const first = (startMonth === 1 ? number : number - 1) * 12 + startMonth - 1;
  return Array.from({ length: 13 }, (_, i) => dayNumber(Math.floor((first + i) / 12), ((first + i) % 12) + 1, 1));
}

function weekStarts(number: number, calendar: Extract<FiscalCalendar, { yearEnd: unknown }>): readonly number[] {
  const first = lastDayOfYear(number - 1, calendar) + 1;
  const starts = [first];
  for (let period = 0; period < 11; period++) {
    starts.push((starts[period] ?? first) + 7 * (WEEK_PATTERNS[calendar.type][period % 3] ?? 4));
  }
  return [...starts, lastDayOfYear(number, calendar) + 1];
}

function lastDayOfYear(
  number: number,
  { yearEnd, weekday, month }: Extract<FiscalCalendar, { yearEnd: unknown }>,
): number {
  const monthEnd = dayNumber(number, month, daysInMonth(number, month));
  const back = (weekdayOf(monthEnd) - 1 - WEEKDAYS.indexOf(weekday) + 7) % 7;
  return yearEnd === 'nearest' && back > 3 ? monthEnd - back + 7 : monthEnd - back;
}

function isMonth(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 12;
}

function fault(key: string, value: unknown, expected: string, suggestion?: string): SynodeIssue {
  const received = describeValue(value);
  const message = `${key} of a fiscal calendar is ${received}`;
  const hint = suggestion === undefined ? {} : { suggestion };
  return issueFrom({ message, expected, received, ...hint }, 'INVALID_OPTION', key);
}

/** Hours counted only while a calendar is open: a prefix sum of open minutes per day, and the windows of each weekday. */
import type { Calendar, OpeningHours } from './calendar.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, WEEKDAYS, weekdayOf } from './civil.ts';
import { DEFAULT_WEEKEND, type DayTable, indexOf, isBusinessDayNo, outsideYears } from './calendar-table.ts';
import { readTimeOfDay } from './clock-time.ts';

export const DEFAULT_WINDOW = '09:00-17:00';

/** A stretch of one day in ms after midnight, start included, end not. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

export interface OpeningTable {
  readonly days: DayTable;
  /** Open minutes before day `firstDay + i`; one entry more than there are days. */
  readonly minutesBefore: Int32Array;
  /** Windows by weekday, Monday first. */
  readonly windows: readonly (readonly Window[])[];
}

/** `'09:00-12:30'` → a window in whole minutes, start before end. */
export function readWindow(text: string): Window | undefined {
  const [from, to, ...more] = text.split('-');
  if (from === undefined || to === undefined || more.length > 0) return undefined;
  const start = readTimeOfDay(from);
  const end = readTimeOfDay(to);
  if (start === undefined || end === undefined || start >= end) return undefined;
  return start % MINUTE_MS === 0 && end % MINUTE_MS === 0 ? { start, end } : undefined;
}

/** The window texts of a weekday, Monday 0; nothing on weekends and on days the author leaves out. */
export function windowTexts(calendar: Calendar, weekdayIndex: number): readonly string[] {
  const name = WEEKDAYS[weekdayIndex];
  if (name === undefined || (calendar.weekend ?? DEFAULT_WEEKEND).includes(name)) return [];
  const hours: OpeningHours = calendar.openingHours ?? DEFAULT_WINDOW;
  if (typeof hours === 'string') return [hours];
  if (isList(hours)) return hours;
  const ofDay = hours[name] ?? [];
  return typeof ofDay === 'string' ? [ofDay] : ofDay;
}

/** Builds the table of a checked calendar. A make-up working day without hours of its own opens like the first weekday that has some. */
export function buildOpeningTable(calendar: Calendar, days: DayTable): OpeningTable {
  const own = WEEKDAYS.map((_, i) => windowTexts(calendar, i).flatMap((text) => readWindow(text) ?? []));
  const usual = own.find((windows) => windows.length > 0) ?? [];
  const windows = own.map((list, i) => (days.workedWeekdays[i] === true ? list : usual));
  const minutes = windows.map((list) => list.reduce((sum, { start, end }) => sum + end - start, 0) / MINUTE_MS);

  const minutesBefore = new Int32Array(days.dayCount + 1);
  for (let i = 0; i < days.dayCount; i++) {
    const isOpen = (days.before[i + 1] ?? 0) > (days.before[i] ?? 0);
    const open = isOpen ? (minutes[weekdayOf(days.firstDay + i) - 1] ?? 0) : 0;
    minutesBefore[i + 1] = (minutesBefore[i] ?? 0) + open;
  }
  return { days, minutesBefore, windows };
}

/** Whether a local instant lies inside opening hours. */
export function isOpenAt(table: OpeningTable, localMs: number): boolean {
  const day = Math.floor(localMs / DAY_MS);
  const time = localMs - day * DAY_MS;
  return windowsOf(table, day).some(({ start, end }) => start <= time && time < end);
}

/**
 * The earliest local instant by which so many open milliseconds have passed; for 0 the same instant, or the next
 * opening when closed.
 */
export function addOpenMs(table: OpeningTable, localMs: number, openMs: number): number {
  const target = openMsBefore(table, localMs) + openMs;
  const isRoll = openMs === 0;
  const i = dayReaching(table, indexOf(table.days, Math.floor(localMs / DAY_MS)), target, isRoll);
  const day = table.days.firstDay + i;
  let rest = target - (table.minutesBefore[i] ?? 0) * MINUTE_MS;
  for (const { start, end } of windowsOf(table, day)) {
    const length = end - start;
    if (isRoll ? rest < length : rest <= length) return day * DAY_MS + start + rest;
    rest -= length;
  }
  throw outsideYears(table.days, table.days.lastYear + 1);
}

/** Open hours from one local instant to another; negative when the second is earlier. */
export function openHoursBetween(table: OpeningTable, span: { readonly from: number; readonly to: number }): number {
  return (openMsBefore(table, span.to) - openMsBefore(table, span.from)) / HOUR_MS;
}

/** Open ms since the first day of the table. */
function openMsBefore(table: OpeningTable, localMs: number): number {
  const day = Math.floor(localMs / DAY_MS);
  const time = localMs - day * DAY_MS;
  let open = (table.minutesBefore[indexOf(table.days, day)] ?? 0) * MINUTE_MS;
  for (const { start, end } of windowsOf(table, day)) {
    if (time > start) open += Math.min(time, end) - start;
  }
  return open;
}

/** First day from `first` on by whose end `target` open ms are reached (passed, when rolling to an opening). */
function dayReaching(table: OpeningTable, first: number, target: number, isRoll: boolean): number {
  const needed = target / MINUTE_MS;
  let low = first;
  let high = table.days.dayCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const reached = table.minutesBefore[middle + 1] ?? Infinity;
    if (isRoll ? reached > needed : reached >= needed) high = middle;
    else low = middle + 1;
  }
  return low;
}

function windowsOf(table: OpeningTable, day: number): readonly Window[] {
  const isWorked = day < table.days.firstDay + table.days.dayCount && isBusinessDayNo(table.days, day);
  if (!isWorked) return [];
  return table.windows[weekdayOf(day) - 1] ?? [];
}

function isList(hours: OpeningHours): hours is readonly string[] {
  return Array.isArray(hours);
}

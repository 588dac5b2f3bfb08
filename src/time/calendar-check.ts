/** Everything that can be wrong with an authored calendar, all at once. */
import { describeValue, didYouMean, type SynodeIssue } from '../errors.ts';
import type { Calendar } from './calendar.ts';
import { DEFAULT_WEEKEND } from './calendar-table.ts';
import { civilDate, FIRST_YEAR, LAST_YEAR, WEEKDAYS, weekdayOf } from './civil.ts';
import { issueFrom, unknownKeys } from './fault.ts';
import { readDay } from './instant.ts';
import { readWindow, windowTexts } from './opening-hours.ts';

const KEYS = ['id', 'weekend', 'holidays', 'workingDays', 'openingHours', 'years', 'utcOffsetMinutes'] as const;
const ID = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/;
const MAX_OFFSET_MINUTES = 14 * 60;

/** Checks a calendar value; paths are relative to it. */
export function checkCalendar(value: unknown): SynodeIssue[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [shape('calendar is no calendar value', value, "an id such as 'US', or defineCalendar({ id, … })")];
  }
  const misshapen = checkShape(value as Partial<Record<(typeof KEYS)[number], unknown>>);
  // The remaining checks read the parts, so they need them to be of the right type.
  if (misshapen.length > 0) return misshapen;
  const calendar = value as Calendar;
  const years = checkYears(calendar);
  return years.length > 0 ? years : [...checkDays(calendar), ...checkHours(calendar)];
}

function checkShape(value: Partial<Record<(typeof KEYS)[number], unknown>>): SynodeIssue[] {
  const issues = unknownKeys(value, { known: KEYS, what: 'a calendar' });
  if (typeof value.id !== 'string' || !ID.test(value.id)) {
    issues.push({
      code: 'INVALID_ID',
      path: ['id'],
      message: `calendar id ${describeValue(value.id)} is no id`,
      expected: "a letter, then letters, digits, '_', '-' or '.'",
      received: describeValue(value.id),
    });
  }
  for (const key of ['weekend', 'holidays', 'workingDays'] as const) {
    if (value[key] !== undefined && !isTextList(value[key])) {
      issues.push(shape(`${key} is no list of texts`, value[key], 'a list of texts', key));
    }
  }
  if (value.openingHours !== undefined && !isHours(value.openingHours)) {
    const expected = "'09:00-17:00', a list of such windows, or one such entry per weekday";
    issues.push(shape('openingHours is of the wrong type', value.openingHours, expected, 'openingHours'));
  }
  if (value.years !== undefined && !isYearPair(value.years)) {
    issues.push(shape('years is no pair of years', value.years, '[first, last]', 'years'));
  }
  const offset = value.utcOffsetMinutes;
  if (offset !== undefined && !(Number.isInteger(offset) && Math.abs(Number(offset)) <= MAX_OFFSET_MINUTES)) {
    issues.push(
      option('utcOffsetMinutes', offset, `whole minutes from ${-MAX_OFFSET_MINUTES} to ${MAX_OFFSET_MINUTES}`),
    );
  }
  return issues;
}

function checkYears({ years = [FIRST_YEAR, LAST_YEAR] }: Calendar): SynodeIssue[] {
  const [first, last] = years;
  if (first >= FIRST_YEAR && last <= LAST_YEAR && first <= last) return [];
  return [option('years', years, `first and last year, from ${FIRST_YEAR} to ${LAST_YEAR}`, `[${first}, ${last}]`)];
}

function checkDays(calendar: Calendar): SynodeIssue[] {
  const weekend: readonly string[] = calendar.weekend ?? DEFAULT_WEEKEND;
  const issues: SynodeIssue[] = weekend
    .filter((name) => !WEEKDAYS.some((known) => known === name))
    .map((name) => ({ ...option('weekend', name, 'weekdays'), suggestion: didYouMean(name, WEEKDAYS) }));
  if (WEEKDAYS.every((name) => weekend.includes(name))) {
    issues.push({ ...option('weekend', weekend, 'at most six weekdays'), suggestion: 'Leave one weekday to work on.' });
  }
  issues.push(...checkDates(calendar, 'holidays'), ...checkDates(calendar, 'workingDays'));
  const holidays = new Set(calendar.holidays);
  for (const date of calendar.workingDays ?? []) {
    if (holidays.has(date)) issues.push(option('workingDays', date, 'a date that is no holiday'));
    const day = readDay(date);
    if (day === undefined || weekend.includes(WEEKDAYS[weekdayOf(day) - 1] ?? '')) continue;
    issues.push({
      ...option('workingDays', date, 'a date on the weekend'),
      suggestion: 'Leave it out: weekdays are worked anyway.',
    });
  }
  return issues;
}

function checkDates(calendar: Calendar, key: 'holidays' | 'workingDays'): SynodeIssue[] {
  const [first, last] = calendar.years ?? [FIRST_YEAR, LAST_YEAR];
  return (calendar[key] ?? []).flatMap((date) => {
    const day = readDay(date);
    if (day === undefined) return [option(key, date, 'dates that exist, as YYYY-MM-DD')];
    const { year } = civilDate(day);
    return year < first || year > last ? [option(key, date, `dates from ${first} to ${last}`)] : [];
  });
}

function checkHours(calendar: Calendar): SynodeIssue[] {
  const hours = calendar.openingHours;
  const issues: SynodeIssue[] = [];
  if (typeof hours === 'object' && !Array.isArray(hours)) {
    const weekend: readonly string[] = calendar.weekend ?? DEFAULT_WEEKEND;
    issues.push(...unknownKeys(hours, { known: WEEKDAYS, what: 'openingHours' }));
    const closed = Object.keys(hours).filter((name) => weekend.includes(name));
    issues.push(...closed.map((name) => option('openingHours', name, 'weekdays that are worked')));
  }
  const texts = new Map(WEEKDAYS.map((name, i) => [name, windowTexts(calendar, i)]));
  if ([...texts.values()].every((list) => list.length === 0)) {
    issues.push(option('openingHours', hours, 'at least one opening window'));
  }
  const faulty = new Set([...texts.values()].flatMap((list) => faultyWindows(list)));
  return [...issues, ...[...faulty].map((text) => option('openingHours', text, windowRule))];
}

const windowRule = 'windows in whole minutes such as 09:00-17:00, in order and apart, none past midnight';

/** Window texts that cannot be read, or begin before the one before them ends. */
function faultyWindows(texts: readonly string[]): string[] {
  let open = 0;
  return texts.filter((text) => {
    const window = readWindow(text);
    if (window === undefined || window.start < open) return true;
    open = window.end;
    return false;
  });
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isHours(value: unknown): boolean {
  if (typeof value === 'string' || isTextList(value)) return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((item) => typeof item === 'string' || isTextList(item));
}

function isYearPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((year) => Number.isInteger(year));
}

function shape(message: string, value: unknown, expected: string, ...path: string[]): SynodeIssue {
  return issueFrom({ message, expected, received: describeValue(value) }, 'INVALID_SHAPE', ...path);
}

function option(key: string, value: unknown, expected: string, received = describeValue(value)): SynodeIssue {
  return issueFrom({ message: `calendar ${key} has ${received}`, expected, received }, 'INVALID_OPTION', key);
}

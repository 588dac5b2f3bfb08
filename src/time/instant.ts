/** Instants as authors write them → UTC milliseconds, and milliseconds → ISO 8601 text without a `Date`. */
import { describeValue } from '../errors.ts';
import { civilDate, DAY_MS, dayNumber, dayOf, daysInMonth, HOUR_MS, MINUTE_MS } from './civil.ts';
import type { Fault } from './fault.ts';

/** What reading an authored instant gives: milliseconds, or what is wrong with it. */
export type InstantReading = { readonly ok: true; readonly ms: number } | { readonly ok: false; readonly fault: Fault };

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(.*)$/;
const OFFSET = /^([+-])(\d{2}):(\d{2})$/;
const EXPECTED = "a Date, '2025-01-31', or '2025-01-31T09:00:00Z'";

/**
 * Reads a `Date` or ISO 8601 text: a bare date is midnight UTC, a time needs `Z` or an offset, milliseconds are the
 * finest part. Nothing is read in the machine's zone.
 */
export function readInstant(value: unknown): InstantReading {
  if (value instanceof Date) {
    const ms = value.getTime();
    return Number.isNaN(ms) ? refuse(value, 'the Date is invalid') : { ok: true, ms };
  }
  if (typeof value !== 'string') return refuse(value, `${describeValue(value)} is not an instant`);
  const date = DATE.exec(value);
  if (date !== null) return readDate(value, date);
  const dateTime = DATE_TIME.exec(value);
  if (dateTime !== null) return readDateTime(value, dateTime);
  return refuse(value, `${describeValue(value)} is not an ISO 8601 date or time`);
}

/** `YYYY-MM-DD` of a day that exists → its day number. */
export function readDay(text: string): number | undefined {
  const match = DATE.exec(text);
  return match === null ? undefined : dayFromParts(match);
}

/** ISO 8601 text of an instant, `2025-01-31T09:00:00.000Z`: the same text as `Date.prototype.toISOString`. */
export function formatInstant(ms: number): string {
  const day = dayOf(ms);
  const rest = ms - day * DAY_MS;
  const hour = Math.floor(rest / HOUR_MS);
  const minute = Math.floor(rest / MINUTE_MS) % 60;
  const second = Math.floor(rest / 1000) % 60;
  return `${formatDay(day)}T${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}.${pad(rest % 1000, 3)}Z`;
}

/** The date of an instant, `2025-01-31`. */
export function formatDate(ms: number): string {
  return formatDay(dayOf(ms));
}

/** Days written before: a run names the same few hundred again and again (bench `encode.fields`). */
const DAYS = new Map<number, string>();
const MOST_DAYS = 100_000;

/** The date of a day number, `2025-01-31`. */
export function formatDay(dayNo: number): string {
  const known = DAYS.get(dayNo);
  if (known !== undefined) return known;
  const { year, month, day } = civilDate(dayNo);
  const text = `${formatYear(year)}-${pad(month, 2)}-${pad(day, 2)}`;
  if (DAYS.size < MOST_DAYS) DAYS.set(dayNo, text);
  return text;
}

function readDate(value: string, match: RegExpExecArray): InstantReading {
  const day = dayFromParts(match);
  return day === undefined ? refuse(value, `there is no day '${value}'`) : { ok: true, ms: day * DAY_MS };
}

function readDateTime(value: string, match: RegExpExecArray): InstantReading {
  const day = dayFromParts(match);
  if (day === undefined) return refuse(value, `there is no day '${value.slice(0, 10)}'`);
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return refuse(value, `there is no time '${value.slice(11)}'`);
  const fraction = match[7] ?? '';
  if (fraction.length > 3) {
    return refuse(value, `'${value}' is finer than a millisecond`, 'Give at most three digits after the second.');
  }
  const offset = readOffset(match[8] ?? '');
  if (offset === undefined) {
    const local = (match[8] ?? '') === '';
    return local
      ? refuse(value, `'${value}' does not say its zone`, `Write '${value}Z' for UTC, or add an offset such as +01:00.`)
      : refuse(value, `'${match[8]}' is no zone`, "End the time in 'Z' or in an offset such as +01:00.");
  }
  const millisecond = Number(fraction.padEnd(3, '0'));
  return { ok: true, ms: day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS + second * 1000 + millisecond - offset };
}

/** Milliseconds ahead of UTC, or nothing when the text is no zone. */
function readOffset(text: string): number | undefined {
  if (text === 'Z') return 0;
  const match = OFFSET.exec(text);
  if (match === null) return undefined;
  const [hours, minutes] = [Number(match[2]), Number(match[3])];
  if (hours > 23 || minutes > 59) return undefined;
  return (match[1] === '-' ? -1 : 1) * (hours * HOUR_MS + minutes * MINUTE_MS);
}

function dayFromParts(match: RegExpExecArray): number | undefined {
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return dayNumber(year, month, day);
}

function refuse(value: unknown, message: string, suggestion = `Write ${EXPECTED}.`): InstantReading {
  return { ok: false, fault: { message, expected: EXPECTED, received: describeValue(value), suggestion } };
}

function formatYear(year: number): string {
  if (year >= 0 && year <= 9999) return pad(year, 4);
  return `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

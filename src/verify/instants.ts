/** Days and instants as files write them. A file names the same few hundred days again and again, so they are remembered. */
import { DAY_MS, MINUTE_MS } from '../time/civil.ts';

/** Days remembered: more than any books hold. */
const MOST_DAYS = 100_000;
const DAYS = new Map<string, number>();
const DATES = new Map<number, string>();

/** The day number of a `YYYY-MM-DD`; `NaN` for any other text. */
export function dayOfDate(text: string): number {
  const known = DAYS.get(text);
  if (known !== undefined) return known;
  const day = Date.parse(`${text}T00:00:00.000Z`) / DAY_MS;
  if (!Number.isInteger(day) || dateOfDay(day) !== text) return NaN;
  if (DAYS.size < MOST_DAYS) DAYS.set(text, day);
  return day;
}

/** `YYYY-MM-DD` of a day number. */
export function dateOfDay(day: number): string {
  const known = DATES.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * DAY_MS).toISOString().slice(0, 10);
  if (DATES.size < MOST_DAYS) DATES.set(day, text);
  return text;
}

/** The day of an instant (ms) where clocks are so many minutes ahead of UTC. */
export function localDay(ms: number, offsetMinutes = 0): number {
  return Math.floor((ms + offsetMinutes * MINUTE_MS) / DAY_MS);
}

/** The day on which what is of a local day is posted: none before the first of the books. */
export function postingDay(day: number, firstDay: string | undefined): number {
  const first = firstDay === undefined ? NaN : dayOfDate(firstDay);
  return first > day ? first : day;
}

const ZERO = 0x30;

/** Reads instants as `Date.parse` does: ms, or `NaN`. Quick for `YYYY-MM-DDTHH:mm:ss.sssZ` of the day read before. */
export class InstantReader {
  #date = '';
  #dayMs = NaN;

  read(text: string): number {
    if (text.length !== 24 || this.#date === '' || !text.startsWith(this.#date)) return this.#readDay(text);
    const hour = digits(text, 11, 2);
    const minute = digits(text, 14, 2);
    const second = digits(text, 17, 2);
    const isTime = hour < 24 && minute < 60 && second < 60 && hasSigns(text);
    const ms = this.#dayMs + hour * 3_600_000 + minute * MINUTE_MS + second * 1000 + digits(text, 20, 3);
    return isTime ? ms : Date.parse(text);
  }

  #readDay(text: string): number {
    const ms = Date.parse(text);
    const date = `${text.slice(0, 10)}T`;
    const dayMs = Date.parse(`${date}00:00:00.000Z`);
    if (text.length === 24 && text.startsWith(date) && !Number.isNaN(dayMs)) {
      this.#date = date;
      this.#dayMs = dayMs;
    }
    return ms;
  }
}

/** So many digits as a number; `NaN` where another character stands among them. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    value = digit >= 0 && digit <= 9 ? 10 * value + digit : NaN;
  }
  return value;
}

/** Whether the signs between the digits of a time stand where they belong. */
function hasSigns(text: string): boolean {
  return text[13] === ':' && text[16] === ':' && text[19] === '.' && text[23] === 'Z';
}

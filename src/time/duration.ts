/** Sums of durations, their arithmetic on simulated time, and their text. */
import { errorFromIssue } from '../errors.ts';
import type { CompoundDuration, Duration, DurationTerm } from '../model/duration.ts';
import type { CompiledCalendar } from './calendar.ts';
import { addMonths, DAY_MS, HOUR_MS, MINUTE_MS } from './civil.ts';
import { parseDuration } from './duration-text.ts';
import { issueFrom } from './fault.ts';

/** A duration ready for the clock: the instant that lies that much after another. */
export interface CompiledDuration {
  /** The length where it is the same everywhere, in ms; `undefined` where the calendar decides. */
  readonly fixedMs: number | undefined;
  readonly add: (ms: number) => number;
}

/**
 * A sum of durations, applied from left to right: `duration('1mo', '2d')` is the same day of the next month (at most
 * its last), and two days on from there.
 *
 * Each term is any `Duration`; together they last at most 100 years.
 * @throws SynodeError `INVALID_DURATION` for a term that is no duration, or a sum over 100 years
 * @example wait(duration('1mo', '2bd'))
 */
export function duration(...parts: readonly [Duration, ...Duration[]]): CompoundDuration {
  const terms: DurationTerm[] = [];
  for (const part of parts) {
    const reading = parseDuration(part);
    if (!reading.ok) throw errorFromIssue(issueFrom(reading.fault, 'INVALID_DURATION'));
    terms.push(...reading.terms.map((term) => Object.freeze({ ...term })));
  }
  const sum: CompoundDuration = Object.freeze({ kind: 'duration', terms: Object.freeze(terms) });
  const whole = parseDuration(sum);
  if (!whole.ok) throw errorFromIssue(issueFrom(whole.fault, 'INVALID_DURATION'));
  return sum;
}

/**
 * Prepares parsed terms for the clock. Months keep day of month (at most the last) and time of day; business days and
 * hours are those of the calendar.
 */
export function compileDuration(terms: readonly DurationTerm[], calendar: CompiledCalendar): CompiledDuration {
  const fixedMs = terms.every((term) => term.unit === 'ms')
    ? terms.reduce((ms, { count }) => ms + count, 0)
    : undefined;
  const add = (ms: number): number => {
    if (fixedMs !== undefined) return ms + fixedMs;
    let at = ms;
    for (const term of terms) at = addTerm(at, term, calendar);
    return at;
  };
  return { fixedMs, add };
}

/** Simulated time passed, in its two largest units: `+2d 3h`, `+45s`, `+250ms`. */
export function formatElapsed(ms: number): string {
  const units = [
    ['d', DAY_MS],
    ['h', HOUR_MS],
    ['m', MINUTE_MS],
    ['s', 1000],
    ['ms', 1],
  ] as const;
  const length = Math.abs(ms);
  const largest = units.findIndex(([, size]) => length >= size);
  if (largest === -1) return '+0ms';
  const parts: string[] = [];
  let rest = length;
  for (const [unit, size] of units.slice(largest, largest + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return `${ms < 0 ? '-' : '+'}${parts.join(' ')}`;
}

/** One term later. */
export function addTerm(ms: number, term: DurationTerm, calendar: CompiledCalendar): number {
  switch (term.unit) {
    case 'ms':
      return ms + term.count;
    case 'mo':
      return addMonths(ms, term.count);
    case 'bd':
      return calendar.addBusinessDays(ms, term.count);
    case 'bh':
      return calendar.addBusinessHours(ms, term.count);
    default:
      return term.unit satisfies never;
  }
}

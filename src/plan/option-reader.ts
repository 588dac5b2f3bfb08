/** Run options, each read and checked by itself. */
import { describeValue, didYouMean, type IssueList } from '../errors.ts';
import { parseDuration } from '../time/duration-text.ts';
import { compileDuration } from '../time/duration.ts';
import { formatInstant, readInstant } from '../time/instant.ts';
import type { CompiledCalendar } from '../time/calendar.ts';
import type { RunWindow } from './arrival-plan.ts';
import { grouped } from './number.ts';

/** First instant of a run that names none: the same call gives the same bytes on any day. */
export const DEFAULT_START = new Date(Date.UTC(2025, 0, 1));

export const DEFAULT_SEED = 'synode';

export type OnError = 'fail' | 'skipUser' | 'deadLetter';

/** `auto` is as the adapter says. */
export type DigestLevel = 'auto' | 'none' | 'stream' | 'full';

/** A part of a run: the first has index 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

interface WholeRange {
  readonly min: number;
  readonly max: number;
  readonly fallback: number;
}

/** Reads options one by one; what is wrong with them goes to `issues`, and a sound value goes on. */
export class OptionReader {
  readonly #options: Readonly<Record<string, unknown>>;
  readonly #issues: IssueList;

  constructor(options: Readonly<Record<string, unknown>>, issues: IssueList) {
    this.#options = options;
    this.#issues = issues;
  }

  keys(known: readonly string[], what: string): void {
    for (const key of Object.keys(this.#options)) {
      if (known.includes(key)) continue;
      this.#issues.add({
        code: 'UNKNOWN_KEY',
        path: [`${what} '${key}'`],
        message: `unknown ${what} '${key}'`,
        expected: 'an option of this run',
        received: describeValue(key),
        suggestion: didYouMean(key, known),
      });
    }
  }

  users(): number {
    const { users } = this.#options;
    if (users === undefined) {
      this.#invalid(
        'users',
        'users is missing',
        'a whole number from 0 to 10,000,000',
        'Say how many actors to simulate: { users: 100 }.',
      );
      return 0;
    }
    return this.whole('users', { min: 0, max: 10_000_000, fallback: 0 });
  }

  seed(): string {
    const { seed = DEFAULT_SEED } = this.#options;
    if (typeof seed === 'string' && seed.length >= 1 && seed.length <= 256) return seed;
    if (Number.isSafeInteger(seed) && Number(seed) >= 0) return String(seed);
    this.#issues.add({
      code: 'INVALID_SEED',
      path: ["option 'seed'"],
      message: `seed is ${describeValue(seed)}`,
      expected: 'text of 1 to 256 characters, or a whole number of 0 or more',
      received: describeValue(seed),
      suggestion: 'Use a string or a whole number.',
    });
    return DEFAULT_SEED;
  }

  /** With `openEnd` either end may be missing: the start is the default one then, and there is no end. */
  window(calendar: CompiledCalendar, openEnd: boolean): RunWindow {
    const { startDate, endDate, duration } = this.#options;
    const start = this.#instant('startDate', startDate);
    const end = this.#instant('endDate', endDate);
    if (duration !== undefined) return this.#windowOf(duration, start, end, calendar);
    if (openEnd || (startDate === undefined && endDate === undefined)) {
      return this.#ordered({ start: start ?? DEFAULT_START.getTime(), end: end ?? Infinity });
    }
    if (start === undefined || end === undefined) {
      const [given, missing] = startDate === undefined ? ['endDate', 'startDate'] : ['startDate', 'endDate'];
      if (startDate === undefined || endDate === undefined) {
        this.#dates(`${given} is given without ${missing}`, 'both ends of the window', `Add ${missing} or duration.`);
      }
      return { start: DEFAULT_START.getTime(), end: Infinity };
    }
    return this.#ordered({ start, end });
  }

  #ordered(window: RunWindow): RunWindow {
    if (window.start >= window.end) this.#dates('startDate is not before endDate', 'startDate < endDate', 'Swap them.');
    return window;
  }

  #windowOf(
    duration: unknown,
    start: number | undefined,
    end: number | undefined,
    calendar: CompiledCalendar,
  ): RunWindow {
    if (start !== undefined && end !== undefined) {
      this.#dates('startDate, endDate and duration are all given', 'two of the three', 'Leave one out.');
      return { start, end };
    }
    const reading = parseDuration(duration as never);
    if (!reading.ok) {
      this.#issues.add({ code: 'INVALID_DURATION', path: ["option 'duration'"], ...reading.fault });
      return { start: DEFAULT_START.getTime(), end: Infinity };
    }
    const { add, fixedMs } = compileDuration(reading.terms, calendar);
    if (end !== undefined) {
      if (fixedMs === undefined) {
        this.#dates(
          'a calendar duration needs startDate',
          'startDate, or a duration of fixed length',
          'Give startDate instead of endDate.',
        );
        return { start: DEFAULT_START.getTime(), end };
      }
      return { start: end - fixedMs, end };
    }
    const from = start ?? DEFAULT_START.getTime();
    const to = add(from);
    if (to <= from) this.#dates('duration is 0', 'a duration of more than 0', "Use a duration such as '30d'.");
    return { start: from, end: to };
  }

  choice<const T extends string>(key: string, [fallback, ...others]: readonly [T, ...T[]]): T {
    const value = this.#options[key];
    const all = [fallback, ...others];
    if (value === undefined || all.includes(value as T)) return (value as T | undefined) ?? fallback;
    this.#invalid(
      key,
      `${key} is ${describeValue(value)}`,
      all.map((one) => `'${one}'`).join(' or '),
      didYouMean(typeof value === 'string' ? value : '', all),
    );
    return fallback;
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.#options[key];
    if (value === undefined || typeof value === 'boolean') return value ?? fallback;
    this.#invalid(key, `${key} is ${describeValue(value)}`, 'true or false', 'Use true or false.');
    return fallback;
  }

  whole(key: string, { min, max, fallback }: WholeRange): number {
    const value = this.#options[key];
    if (value === undefined) return fallback;
    if (Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max) return Number(value);
    const limit =
      max === Number.MAX_SAFE_INTEGER
        ? `a whole number of ${min} or more`
        : `a whole number from ${min} to ${grouped(max)}`;
    this.#invalid(
      key,
      `${key} is ${describeValue(value)}`,
      limit,
      typeof value === 'number' && value > max ? `Use at most ${grouped(max)}.` : `Use ${limit}.`,
    );
    return fallback;
  }

  onError(): OnError {
    const policy = this.choice('onError', ['fail', 'skipUser', 'deadLetter']);
    const { deadLetter } = this.#options;
    if (policy === 'deadLetter' && deadLetter === undefined) {
      this.#invalid(
        'deadLetter',
        "onError is 'deadLetter', but there is no deadLetter",
        'a function or { write }',
        'Add deadLetter: (record) => …',
      );
    }
    return policy;
  }

  progressInterval(): number {
    return this.whole('progressIntervalMs', { min: 0, max: 60_000, fallback: 250 });
  }

  digest(shards: number): DigestLevel {
    const { digest = 'auto' } = this.#options;
    if (digest === 'stream') return 'stream';
    if (digest === 'full' || digest === true) return 'full';
    if (digest === 'none' || digest === false) return 'none';
    // Parts are put together again and compared by their digests; else the destination decides.
    if (digest === 'auto') return shards > 1 ? 'full' : 'auto';
    this.#invalid(
      'digest',
      `digest is ${describeValue(digest)}`,
      "'auto', 'none' (false), 'stream' or 'full' (true)",
      "Use 'stream'.",
    );
    return 'none';
  }

  shard(): Shard {
    const shard = this.#options['shard'] as Partial<Shard> | undefined;
    if (shard === undefined) return { index: 1, count: 1 };
    const { index, count } = shard;
    if (isCount(index) && isCount(count) && index <= count) return { index, count };
    this.#invalid(
      'shard',
      `shard is ${typeof shard === 'object' ? `part ${describeValue(index)} of ${describeValue(count)}` : describeValue(shard)}`,
      '{ index, count } with 1 ≤ index ≤ count',
      'Use { index: 1, count: 4 } for the first quarter.',
    );
    return { index: 1, count: 1 };
  }

  #instant(key: string, value: unknown): number | undefined {
    if (value === undefined) return undefined;
    const reading = readInstant(value);
    if (reading.ok) return reading.ms;
    this.#issues.add({ code: 'INVALID_DATE_RANGE', path: [`option '${key}'`], ...reading.fault });
    return undefined;
  }

  #dates(message: string, expected: string, suggestion: string): void {
    const { startDate, endDate } = this.#options;
    this.#issues.add({
      code: 'INVALID_DATE_RANGE',
      path: ["option 'startDate'", "option 'endDate'"],
      message,
      expected,
      received: `${describeDate(startDate)} and ${describeDate(endDate)}`,
      suggestion,
    });
  }

  #invalid(key: string, message: string, expected: string, suggestion: string): void {
    this.#issues.add({
      code: 'INVALID_RUN_OPTIONS',
      path: [`option '${key}'`],
      message,
      expected,
      received: describeValue(this.#options[key]),
      suggestion,
    });
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

function describeDate(value: unknown): string {
  const reading = value === undefined ? undefined : readInstant(value);
  return reading?.ok === true ? formatInstant(reading.ms) : value === undefined ? 'nothing' : describeValue(value);
}

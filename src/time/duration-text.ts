/** Durations as authors write them → terms. The grammar is one number and one unit; sums are made by `duration()`. */
import { describeValue, didYouMean } from '../errors.ts';
import type { CalendarUnit, CompoundDuration, Duration, DurationTerm, FixedUnit } from '../model/duration.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './civil.ts';
import type { Fault } from './fault.ts';

/** What reading a duration gives: its terms, from left to right, or what is wrong with it. */
export type DurationReading =
  { readonly ok: true; readonly terms: readonly DurationTerm[] } | { readonly ok: false; readonly fault: Fault };

/** One term as written: the number and the unit, before months, quarters and years become months. */
export interface WrittenTerm {
  readonly count: number;
  readonly unit: FixedUnit | CalendarUnit;
}

interface UnitMeaning {
  readonly unit: DurationTerm['unit'];
  /** How many of `unit` one of the written unit is. */
  readonly each: number;
  readonly word?: string;
}

const UNITS: Readonly<Record<FixedUnit | CalendarUnit, UnitMeaning>> = {
  ms: { unit: 'ms', each: 1 },
  s: { unit: 'ms', each: 1000, word: 'second' },
  m: { unit: 'ms', each: MINUTE_MS, word: 'minute' },
  h: { unit: 'ms', each: HOUR_MS, word: 'hour' },
  d: { unit: 'ms', each: DAY_MS, word: 'day' },
  w: { unit: 'ms', each: 7 * DAY_MS, word: 'week' },
  mo: { unit: 'mo', each: 1, word: 'month' },
  q: { unit: 'mo', each: 3, word: 'quarter' },
  y: { unit: 'mo', each: 12, word: 'year' },
  bd: { unit: 'bd', each: 1, word: 'business day' },
  bh: { unit: 'bh', each: 1, word: 'business hour' },
};

/** One hundred years in each unit of a term; 261 business days of eight hours a year. */
const LONGEST: Readonly<Record<DurationTerm['unit'], number>> = {
  ms: 36_525 * DAY_MS,
  mo: 1200,
  bd: 26_100,
  bh: 208_800,
};

const SHORT_UNITS = Object.keys(UNITS) as (FixedUnit | CalendarUnit)[];
const UNIT_OF_WORD = new Map(
  SHORT_UNITS.flatMap((unit) => {
    const word = UNITS[unit].word;
    return word === undefined ? [] : [[word, unit] as const, [`${word}s`, unit] as const];
  }),
);

const TERM = /^(-?)(\d+(?:\.\d+)?)( *)([A-Za-z][A-Za-z ]*)$/;
const ISO = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;
const ISO_UNITS = ['y', 'mo', 'w', 'd', 'h', 'm', 's'] as const;
const EXPECTED = "a number and a unit, such as '90s', '1.5h', '2 days', '1mo' or '3bd'";

/**
 * Reads a duration: milliseconds, one term as text, or a sum made by `duration()`. Fixed units are rounded to whole
 * milliseconds, half up; months, quarters and years arrive as months.
 */
export function parseDuration(value: Duration): DurationReading {
  if (typeof value === 'number') return readMilliseconds(value);
  if (typeof value === 'string') return readText(value);
  if (isCompound(value)) return withinRange(value.terms, 'the sum');
  return refuse(value, `${describeValue(value)} is not a duration`);
}

/** Reads a duration of fixed length, as rates, grains and jitter need it. */
export function parseFixedDuration(
  value: Duration,
): { readonly ok: true; readonly ms: number } | { readonly ok: false; readonly fault: Fault } {
  const reading = parseDuration(value);
  if (!reading.ok) return reading;
  let ms = 0;
  for (const term of reading.terms) {
    if (term.unit !== 'ms') return { ok: false, fault: notFixed(value) };
    ms += term.count;
  }
  return { ok: true, ms };
}

/** Reads one term and keeps the unit it was written in. */
export function parseTerm(
  text: string,
): { readonly ok: true; readonly term: WrittenTerm } | { readonly ok: false; readonly fault: Fault } {
  const match = TERM.exec(text);
  if (match === null) return refuse(text, `'${text}' is not a duration`, isoSuggestion(text));
  const [, sign = '', digits = '', space = '', name = ''] = match;
  const unit = space === '' ? SHORT_UNITS.find((short) => short === name) : unitOfWord(space, name);
  if (unit === undefined) return refuse(text, `'${text}' is not a duration`, unitSuggestion(sign + digits, name));
  if (sign === '-')
    return refuse(text, `duration '${text}' is negative`, `Write '${text.slice(1)}', or '0ms' for none.`);
  if (digits.includes('.') && UNITS[unit].unit !== 'ms') {
    return refuse(
      text,
      `duration '${text}' has a decimal`,
      'Decimals need a unit of fixed length (ms, s, m, h, d, w).',
    );
  }
  return { ok: true, term: { count: Number(digits), unit } };
}

/** A written term in the units of the arithmetic. */
export function termOf({ count, unit }: WrittenTerm): DurationTerm {
  const meaning = UNITS[unit];
  const exact = count * meaning.each;
  return { count: meaning.unit === 'ms' ? Math.floor(exact + 0.5) : exact, unit: meaning.unit };
}

function readMilliseconds(value: number): DurationReading {
  if (!Number.isFinite(value)) return refuse(value, `${value} is not a duration`);
  if (value < 0) return refuse(value, `duration ${value} is negative`, 'Use 0 or more milliseconds.');
  return withinRange([{ count: Math.floor(value + 0.5), unit: 'ms' }], String(value));
}

function readText(text: string): DurationReading {
  const reading = parseTerm(text);
  return reading.ok ? withinRange([termOf(reading.term)], `'${text}'`) : reading;
}

function withinRange(terms: readonly DurationTerm[], label: string): DurationReading {
  const share = terms.reduce((sum, { count, unit }) => sum + count / LONGEST[unit], 0);
  if (share <= 1) return { ok: true, terms };
  const fault: Fault = {
    message: `duration ${label} is longer than 100 years`,
    expected: 'at most 100 years',
    received: label,
    suggestion: "Check the unit; '100y' is the longest duration.",
  };
  return { ok: false, fault };
}

function isCompound(value: unknown): value is CompoundDuration {
  if (typeof value !== 'object' || value === null || !('terms' in value) || !Array.isArray(value.terms)) return false;
  return value.terms.every(
    (term: unknown) =>
      typeof term === 'object' &&
      term !== null &&
      'count' in term &&
      'unit' in term &&
      Number.isInteger(term.count) &&
      Number(term.count) >= 0 &&
      String(term.unit) in LONGEST,
  );
}

function unitOfWord(space: string, name: string): FixedUnit | CalendarUnit | undefined {
  return space === ' ' ? UNIT_OF_WORD.get(name) : undefined;
}

function unitSuggestion(number: string, name: string): string {
  const lower = name.toLowerCase().trim();
  const short = SHORT_UNITS.find((unit) => unit === lower);
  if (short !== undefined) return `Write '${number}${short}'.`;
  if (UNIT_OF_WORD.has(lower)) return `Write '${number} ${lower}'.`;
  return didYouMean(lower, lower.length > 2 ? [...UNIT_OF_WORD.keys()] : SHORT_UNITS);
}

/** What an ISO 8601 duration is called here: P2D → '2d'. */
function isoSuggestion(text: string): string | undefined {
  const parts = ISO.exec(text);
  if (parts === null) return undefined;
  const terms = ISO_UNITS.flatMap((unit, i) => {
    const count = parts[i + 1];
    return count === undefined ? [] : [`'${Number(count)}${unit}'`];
  });
  if (terms.length === 0) return undefined;
  return terms.length === 1 ? `Write ${terms[0]}.` : `Write duration(${terms.join(', ')}).`;
}

function notFixed(value: Duration): Fault {
  return {
    message: `${describeValue(value)} has no fixed length`,
    expected: 'a duration in ms, s, m, h, d or w',
    received: describeValue(value),
    suggestion: "Use a fixed unit, such as '30d' for a month.",
  };
}

function refuse(
  value: unknown,
  message: string,
  suggestion: string = `Write ${EXPECTED}.`,
): { readonly ok: false; readonly fault: Fault } {
  return { ok: false, fault: { message, expected: EXPECTED, received: describeValue(value), suggestion } };
}

/** When in a day, week and year things happen, as authors write it. */
import { describeValue, didYouMean, type SynodeIssue } from '../errors.ts';
import type { Calendar } from './calendar.ts';
import { issueFrom } from './fault.ts';

/** Factors on a rate; each list is scaled to mean 1, so the rate itself stays the long-run mean. */
export interface ProfileOptions {
  /** 24 factors from 00:00. */
  readonly hours?: readonly number[];
  /** 7 factors from Monday. */
  readonly weekdays?: readonly number[];
  /** 12 factors from January. */
  readonly months?: readonly number[];
  /** Factor on the holidays of the calendar; default 1. Not scaled: it lowers or raises the total. */
  readonly holidays?: number;
  /** Whose holidays, and whose clock where it has an offset; default the calendar of the population. */
  readonly calendar?: string | Calendar;
}

/** A profile, as plain data. */
export interface Profile extends ProfileOptions {
  readonly kind: 'profile';
}

/**
 * Factors of intensity over hours, weekdays, months and holidays, for `poissonProcess({ profile })` and `starts`.
 *
 * Factors multiply; times are UTC, or those of a calendar with an offset. Faults are reported with those of the plan
 * (`INVALID_ARRIVALS`).
 * @example profile({ weekdays: [1, 1, 1, 1, 1, 0, 0], holidays: 0, calendar: 'DE' })
 */
export function profile(options: ProfileOptions): Profile {
  return Object.freeze({ kind: 'profile', ...options });
}

const LISTS = [
  ['hours', 24, 'from 00:00'],
  ['weekdays', 7, 'from Monday'],
  ['months', 12, 'from January'],
] as const;

/** Checks a profile, its calendar apart; paths are relative to it. */
export function checkProfile(value: Profile): SynodeIssue[] {
  const known = ['hours', 'weekdays', 'months', 'holidays', 'calendar'];
  const issues: SynodeIssue[] = Object.keys(value)
    .filter((key) => key !== 'kind' && !known.includes(key))
    .map((key) => ({
      code: 'UNKNOWN_KEY',
      path: [key],
      message: `unknown key '${key}' of a profile`,
      expected: `one of ${known.join(', ')}`,
      received: `'${key}'`,
      suggestion: didYouMean(key, known),
    }));
  for (const [key, length, from] of LISTS) issues.push(...checkFactors(value[key], { key, length, from }));
  const { holidays } = value;
  if (holidays !== undefined && !isFactor(holidays)) {
    const received = describeValue(holidays);
    const fault = { message: `profile.holidays is ${received}`, expected: 'a factor ≥ 0', received };
    issues.push(issueFrom(fault, 'INVALID_ARRIVALS', 'holidays'));
  }
  return issues;
}

/** Checks a list of factors: length, each ≥ 0, not all 0. */
function checkFactors(
  list: unknown,
  { key, length, from }: { readonly key: string; readonly length: number; readonly from: string },
): SynodeIssue[] {
  if (list === undefined) return [];
  const expected = `${length} factors ≥ 0, ${from}`;
  const fault = (message: string, received: string, suggestion: string): SynodeIssue[] => [
    issueFrom({ message: `profile.${key} ${message}`, expected, received, suggestion }, 'INVALID_ARRIVALS', key),
  ];
  if (!Array.isArray(list)) return fault('is no list', describeValue(list), `Give ${length} numbers, ${from}.`);
  if (list.length !== length) {
    return fault(`has ${list.length} numbers`, `${list.length} numbers`, `Give ${length}, ${from}.`);
  }
  const at = list.findIndex((factor) => !isFactor(factor));
  if (at !== -1) return fault(`has a bad factor at ${at}`, describeValue(list[at]), 'Use a number of 0 or more.');
  return list.some((factor) => factor > 0) ? [] : fault('is 0 throughout', 'only zeros', 'Give one a positive factor.');
}

function isFactor(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

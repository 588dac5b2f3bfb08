/** When in a day, week and year things happen, as authors write it. */
import { describeValue, type SynodeIssue } from '../errors.ts';
import type { Calendar } from './calendar.ts';
import { checkFactors, type FactorList, isFactor } from './factors.ts';
import { issueFrom, unknownKeys } from './fault.ts';

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

const LISTS: readonly FactorList[] = [
  { key: 'hours', length: 24, from: 'from 00:00' },
  { key: 'weekdays', length: 7, from: 'from Monday' },
  { key: 'months', length: 12, from: 'from January' },
];

/** Checks a profile, its calendar apart; paths are relative to it. */
export function checkProfile(value: Profile): SynodeIssue[] {
  const known = ['kind', 'hours', 'weekdays', 'months', 'holidays', 'calendar'];
  const issues = unknownKeys(value, { known, what: 'a profile' });
  const lists: Readonly<Record<string, unknown>> = {
    hours: value.hours,
    weekdays: value.weekdays,
    months: value.months,
  };
  for (const list of LISTS) issues.push(...checkFactors(lists[list.key], list, 'profile'));
  const { holidays } = value;
  if (holidays !== undefined && !isFactor(holidays)) {
    const received = describeValue(holidays);
    const fault = { message: `profile.holidays is ${received}`, expected: 'a factor ≥ 0', received };
    issues.push(issueFrom(fault, 'INVALID_ARRIVALS', 'holidays'));
  }
  return issues;
}

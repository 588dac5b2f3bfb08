/**
 * Sums by day: what was added on which day, so that a fold can answer for any midnight. The days of a series ascend; each
 * stands once. Plain data.
 */
import { DAY_MS } from '../time/civil.ts';

export interface Series {
  /** Day numbers. */
  readonly days: number[];
  readonly debits: number[];
  readonly credits: number[];
}

/** Day of what was summed up: before every other. */
const LONG_AGO = -1_000_000_000;

export function newSeries(): Series {
  return { days: [], debits: [], credits: [] };
}

export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/** Adds to a day. Most often it is the last one, or a later one. */
export function addTo({ days, debits, credits }: Series, day: number, debit: number, credit: number): void {
  let at = days.length - 1;
  while (at >= 0 && (days[at] ?? LONG_AGO) > day) at--;
  if (days[at] === day) {
    debits[at] = (debits[at] ?? 0) + debit;
    credits[at] = (credits[at] ?? 0) + credit;
    return;
  }
  days.splice(at + 1, 0, day);
  debits.splice(at + 1, 0, debit);
  credits.splice(at + 1, 0, credit);
}

/** Adds one series to another. */
export function addSeries(to: Series, { days, debits, credits }: Series): void {
  for (let i = 0; i < days.length; i++) addTo(to, days[i] ?? 0, debits[i] ?? 0, credits[i] ?? 0);
}

export interface Sums {
  readonly debit: number;
  readonly credit: number;
}

/** What was added on days that begin before an instant. */
export function sumsBefore({ days, debits, credits }: Series, asOf: number): Sums {
  let debit = 0;
  let credit = 0;
  for (let i = 0; i < days.length; i++) {
    if ((days[i] ?? 0) * DAY_MS >= asOf) break;
    debit += debits[i] ?? 0;
    credit += credits[i] ?? 0;
  }
  return { debit, credit };
}

/** Sums up the days before an instant into one. */
export function forgetBefore(series: Series, before: number): void {
  const { days, debits, credits } = series;
  let count = 0;
  while (count < days.length && (days[count] ?? 0) * DAY_MS < before) count++;
  if (count < 2) return;
  const { debit, credit } = sumsBefore(series, before);
  days.splice(0, count, LONG_AGO);
  debits.splice(0, count, debit);
  credits.splice(0, count, credit);
}

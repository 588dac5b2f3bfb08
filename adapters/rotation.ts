/** When a file is full: decided by the stream alone, never by the clock on the wall. */
import { addMonths } from '../src/time/civil.ts';
import type { DurationTerm } from '../src/model/duration.ts';

/** Limits of one part, completed; what does not limit is Infinity. */
export interface Rotation {
  readonly events: number;
  /** Of content, before compression. */
  readonly bytes: number;
  /** Length of a part in simulated time; counted from the start of the window. */
  readonly every: Period | undefined;
}

/** A length of simulated time in whole months and milliseconds. */
export interface Period {
  readonly months: number;
  readonly ms: number;
}

/** The sum of a duration's terms, or nothing if it is empty or needs a business calendar. */
export function periodOf(terms: readonly DurationTerm[]): Period | undefined {
  let months = 0;
  let ms = 0;
  for (const { unit, count } of terms) {
    if (unit === 'ms') ms += count;
    else if (unit === 'mo') months += count;
    else return undefined;
  }
  return months + ms > 0 ? { months, ms } : undefined;
}

/** The first border after an instant. Borders are counted from `anchor`, so the 31st stays the last of each month. */
export function borderAfter(period: Period, anchor: number, at: number): number {
  const { months, ms } = period;
  if (months === 0) return anchor + (Math.floor((at - anchor) / ms) + 1) * ms;
  let count = 0;
  let border = anchor;
  while (border <= at) {
    count += 1;
    border = addMonths(anchor, count * months) + count * ms;
  }
  return border;
}

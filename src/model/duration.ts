/** Lengths of simulated time, as authors write them. Parsing and arithmetic live in `src/time`. */

/** Units of fixed length: milliseconds, seconds, minutes, hours, days of 24 hours, weeks of 7 such days. */
export type FixedUnit = 'ms' | 's' | 'm' | 'h' | 'd' | 'w';

/** Units whose length the calendar decides: months, quarters, years, business days, business hours. */
export type CalendarUnit = 'mo' | 'q' | 'y' | 'bd' | 'bh';

type LongUnit =
  'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year' | 'business day' | 'business hour';

/** `'90s'`, `'1.5h'`, `'2 days'`, `'3 business days'`. A misspelt unit does not compile. */
export type DurationString = `${number}${FixedUnit | CalendarUnit}` | `${number} ${LongUnit | `${LongUnit}s`}`;

/** One step of a duration: so many of one unit. Months, quarters and years arrive here as months. */
export interface DurationTerm {
  readonly count: number;
  readonly unit: 'ms' | 'mo' | 'bd' | 'bh';
}

/** A sum of terms, applied from left to right; made by `duration('1mo', '2d')`. */
export interface CompoundDuration {
  readonly kind: 'duration';
  readonly terms: readonly DurationTerm[];
}

/** A length of simulated time: milliseconds, one term as text, or a sum made by `duration()`. */
export type Duration = number | DurationString | CompoundDuration;

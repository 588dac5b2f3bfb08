/** How much happens and when: the level over the years, the shape of a year, the time of day. Authored values. */
import type { Calendar, Weekday } from './calendar.ts';

/** An authored instant: `Date` or ISO 8601 text. */
export type AuthoredInstant = Date | string;

/**
 * A lasting change of the level, 1 before it begins; t in years of 365.25 days. `linear` 1 + rate·t; `exponential`
 * (1 + rate)ᵗ, rate 0.02; `logistic` from 1 to `factor` around `midpoint`, steepness 4 per year; `step` at once.
 */
export type Drift =
  | { readonly kind: 'linear'; readonly from: AuthoredInstant; readonly rate: number }
  | { readonly kind: 'exponential'; readonly from: AuthoredInstant; readonly rate?: number }
  | {
      readonly kind: 'logistic';
      readonly midpoint: AuthoredInstant;
      readonly factor: number;
      readonly steepness?: number;
    }
  | { readonly kind: 'step'; readonly at: AuthoredInstant; readonly factor: number };

/** The named regimes; what each does to volumes and to amounts is a table of `docs/authoring.md`. */
export type RegimeKind =
  | 'acquisition'
  | 'divestiture'
  | 'priceIncrease'
  | 'policyChange'
  | 'priceDecrease'
  | 'productLaunch'
  | 'discontinuation'
  | 'competitorEntry';

/** A new regime: the factor of its kind (or an own one) from a day on, reached over `days` (default 0: at once). */
export interface Regime {
  readonly kind: RegimeKind;
  readonly from: AuthoredInstant;
  readonly days?: number;
  /** Default `step` for 0 days, else `linear` in the logarithm of the factor. */
  readonly transition?: 'step' | 'linear' | 'logistic';
  readonly volume?: number;
  readonly amount?: number;
}

/** 1 + amplitude·sin(2π(m + phase)/months), m months since 2000-01-01; amplitude 0.15 (at most 0.9), 48 months, phase 0. */
export interface Cycle {
  readonly amplitude?: number;
  readonly months?: number;
  readonly phase?: number;
}

/** × (1 − severity) from month `from` to month `until` (`YYYY-MM`, both included), ramped over the month on each side. */
export interface Recession {
  readonly from: string;
  readonly until: string;
  /** Default 0.2, at most 0.99. */
  readonly severity?: number;
}

/** The factors of a level; they multiply. */
export interface LevelOptions {
  readonly drift?: Drift | readonly Drift[];
  readonly regimes?: readonly Regime[];
  readonly cycle?: Cycle;
  readonly recessions?: readonly Recession[];
}

/** A factor that rises over the last business days of a period; of several that end together, the largest applies. */
export interface PeriodEnd {
  /** Business days the rise takes; default 10. */
  readonly days?: number;
  /** Peak on the last business day of a month (default 2.5), a quarter (4), a year (6). */
  readonly month?: number;
  readonly quarter?: number;
  readonly year?: number;
  /** Default `exponential` (rate 3). `flat`: the peak throughout. `plateau`: the peak from the third day on. */
  readonly shape?: 'exponential' | 'flat' | 'plateau';
}

/** A day of each year: a date `MM-DD`, or the n-th weekday of a month, and so many days later. */
export type YearlyDay =
  string | { readonly n: number; readonly weekday: Weekday; readonly month: number; readonly plusDays?: number };

/** A factor on named days: sales days, the weeks before a feast. */
export interface SeasonEvent {
  readonly name: string;
  readonly on: YearlyDay;
  /** Days it lasts; default 1. */
  readonly days?: number;
  readonly factor: number;
}

/** Factors inside a year; they multiply. */
export interface SeasonOptions {
  /** 12 factors from January; default 1 each. `true`: a year that rises from 0.85 to 1.3. */
  readonly months?: readonly number[] | true;
  readonly events?: readonly SeasonEvent[];
}

/** The weights of days; they multiply. */
export interface ShapeOptions extends SeasonOptions {
  /** 7 weights from Monday; default 1.3, 1.1, 1, 1, 0.85, 0.1, 0.1. */
  readonly weekdays?: readonly number[];
  /** Factor on holidays; default 0.05. */
  readonly holidays?: number;
  /** The rise towards period ends; `false`: none. */
  readonly periodEnd?: PeriodEnd | false;
  /** No weight on days that are no business days; default `false`. */
  readonly businessDaysOnly?: boolean;
}

/**
 * Time of day. `people`: at work from 08:00 to 18:00 with a morning and an afternoon peak, 5 % of the mass outside.
 * `batch`: 70 % from 20:00 to 06:00. `flat`: uniform. Or own densities, each from its time until the next, the last
 * until the first of the following day: `[['09:00', 2], ['12:00', 1], ['18:00', 0]]`.
 */
export type Intraday = 'people' | 'batch' | 'flat' | readonly (readonly [from: string, density: number])[];

/** Weeks of the three periods of a quarter. */
export type WeekPattern = '4-4-5' | '4-5-4' | '5-4-4';

/**
 * How a company counts its years. `calendar`: January to December. `months`: twelve months from `startMonth`. A week
 * pattern: 52 or 53 weeks that end on the `last` such weekday of a month, or the one `nearest` to its end; the 53rd week
 * lengthens the last period. A fiscal year has the number of the calendar year of the month it ends with.
 */
export type FiscalCalendar =
  | { readonly type: 'calendar' }
  | { readonly type: 'months'; readonly startMonth: number }
  | {
      readonly type: WeekPattern;
      readonly yearEnd: 'last' | 'nearest';
      readonly weekday: Weekday;
      readonly month: number;
    };

/** Level, shape and time of day of an arrival schedule `volume`. */
export interface VolumePattern extends LevelOptions, ShapeOptions {
  /** Default `people`. */
  readonly intraday?: Intraday;
  /** Default calendar years. */
  readonly fiscalCalendar?: FiscalCalendar;
  /** Holidays, business days and the clock; default the calendar of the population. */
  readonly calendar?: string | Calendar;
}

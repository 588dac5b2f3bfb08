/** When instances of a journey start. Plain values made by `once`, `every`, `poissonProcess`, … */
import type { Calendar, Weekday } from './calendar.ts';
import type { Duration } from './duration.ts';
import type { NumberValue } from './generator.ts';
import type { VolumePattern } from './volume.ts';

/** What is done with a date that is no business day. */
export type Roll = 'none' | 'following' | 'preceding' | 'modified-following';

/** Which day of the period. */
export type RecurringDay = number | 'first business day' | 'last business day' | { readonly businessDay: number };

/** Cron-like dates. */
export interface RecurringRule {
  readonly every: 'day' | 'week' | 'month' | 'quarter' | 'year';
  /** Of a week; default Monday. */
  readonly weekday?: Weekday;
  readonly day?: RecurringDay;
  /** 1..12 in a year, 1..3 in a quarter. */
  readonly month?: number;
  /** Time of day, `HH:MM` or `HH:MM:SS`, UTC. Default `'00:00'`. */
  readonly at?: string;
  /** Default `none`. */
  readonly roll?: Roll;
}

/** How busy each hour, weekday and month is; each list is scaled to mean 1. */
export interface Profile {
  readonly kind: 'profile';
  /** 24 factors from 00:00 UTC. */
  readonly hours?: readonly number[];
  /** 7 factors from Monday. */
  readonly weekdays?: readonly number[];
  /** 12 factors from January. */
  readonly months?: readonly number[];
  /** Factor on public holidays of `calendar`. */
  readonly holidays?: number;
  /** Whose holidays, and whose clock; default the calendar of the population. */
  readonly calendar?: string | Calendar;
}

export interface Once {
  readonly kind: 'once';
  readonly at?: Date | Duration | 'start';
}

export interface Every {
  readonly kind: 'every';
  readonly interval: Duration;
  readonly offset?: Duration;
  readonly jitter?: number | Duration;
  readonly count?: number;
}

export interface PoissonProcess {
  readonly kind: 'poissonProcess';
  /** Arrivals per `per`: one number, or one for each actor, drawn or computed when it starts. */
  readonly rate: NumberValue;
  readonly per: Duration;
  readonly profile?: Profile;
  readonly count?: number;
}

export interface Recurring {
  readonly kind: 'recurring';
  readonly rule: RecurringRule;
  readonly jitter?: Duration;
  readonly count?: number;
}

export interface Never {
  readonly kind: 'never';
}

/**
 * Level × shape: how many instances a fiscal year has, and when in it they start. The level changes how many there are,
 * the shape moves them inside the year.
 */
export interface Volume extends VolumePattern {
  readonly kind: 'volume';
  /** Instances of an actor per year at level 1: one number, or one for each actor, drawn or computed when it starts. */
  readonly rate?: NumberValue;
  /** Instances of the whole population from the actors' starts to the end of the window, exactly. */
  readonly total?: number;
}

/** A schedule of starts. */
export type Arrivals = Once | Every | PoissonProcess | Recurring | Volume | Never;

/** Programs as plain data: what both the engine and its twin are given. All times are ms, all chances 0..1. */

/** What a handler does, one after another. */
export type Deed =
  | { readonly kind: 'say'; readonly after: number }
  /** Makes an event and does not return it. */
  | { readonly kind: 'swallow' }
  | { readonly kind: 'set'; readonly key: Key; readonly scope: ScopeName | undefined }
  /** Starts the journey so many places further on, where there is one. */
  | { readonly kind: 'start'; readonly further: number; readonly after: number }
  /** Says that this journey (by position) is complete. */
  | { readonly kind: 'complete'; readonly journey: number }
  | { readonly kind: 'rotate' }
  | { readonly kind: 'fail'; readonly chance: number };

export type Key = 'a' | 'b';
export type ScopeName = 'action' | 'adventure' | 'journey';

export type Wait =
  | { readonly kind: 'fixed'; readonly ms: number }
  /** Months: the same day of the month, or its last. */
  | { readonly kind: 'months'; readonly count: number }
  | { readonly kind: 'span'; readonly min: number; readonly max: number; readonly law: 'uniform' | 'exponential' }
  /** A function: 0 to `hours` hours, drawn from `ctx.random`. */
  | { readonly kind: 'drawn'; readonly hours: number };

/** A chance as a number, or a function that draws once and gives it, or gives 0 where `a` holds less than enough. */
export interface Chance {
  readonly p: number;
  readonly by: 'number' | 'function' | 'state';
}

export type Condition =
  | { readonly kind: 'chance'; readonly p: number }
  /** Whether the key holds a number of at least 5. */
  | { readonly kind: 'state'; readonly key: Key }
  | { readonly kind: 'completed'; readonly journey: number }
  /** Starts the journey so many places further on, sets `b` to 7 and holds if `a` is not set. */
  | { readonly kind: 'acts'; readonly further: number }
  /** Gives no boolean. */
  | { readonly kind: 'odd' };

/** A leaf is the position of an action in its adventure's pool, of an adventure in its journey's. */
export type Step =
  | { readonly kind: 'leaf'; readonly at: number }
  | { readonly kind: 'wait'; readonly delay: Wait; readonly id: string | undefined }
  /** Waits until so many ms after the first instant of the run. */
  | { readonly kind: 'until'; readonly ms: number }
  /** Waits for the next time the clock shows this hour. */
  | { readonly kind: 'daily'; readonly hour: number }
  | { readonly kind: 'when'; readonly condition: Condition; readonly yes: Steps; readonly no: Steps }
  | { readonly kind: 'branch'; readonly weights: readonly [number, number]; readonly arms: readonly [Steps, Steps] }
  | { readonly kind: 'repeat'; readonly times: number; readonly computed: boolean; readonly steps: Steps }
  | {
      readonly kind: 'while';
      readonly condition: Condition;
      readonly max: number;
      readonly every: Wait | undefined;
      readonly steps: Steps;
    };

export type Steps = readonly Step[];

export interface ActionProgram {
  readonly deeds: readonly Deed[];
  readonly isAsync: boolean;
  /** Whether a field counts its uses; it is the payload's `nth`. */
  readonly counts: boolean;
  readonly timeSpan: Wait | undefined;
  readonly bounce: Chance;
}

export interface AdventureProgram {
  readonly pool: readonly ActionProgram[];
  readonly steps: Steps;
  readonly timeSpan: Wait | undefined;
  readonly bounce: Chance;
  readonly onBounce: 'stop' | 'skip';
}

export type ArrivalsProgram =
  | { readonly kind: 'chain' }
  | { readonly kind: 'never' }
  | { readonly kind: 'once'; readonly ms: number }
  /** Once at the very start, ahead of all else. */
  | { readonly kind: 'opening' }
  | {
      readonly kind: 'every';
      readonly ms: number;
      readonly offset: number;
      readonly jitter: number;
      readonly count: number;
    }
  | { readonly kind: 'poisson'; readonly perDay: number; readonly count: number }
  /** Each day at this hour, up to `jitter` ms late. */
  | { readonly kind: 'daily'; readonly hour: number; readonly jitter: number; readonly count: number };

export interface JourneyProgram {
  readonly pool: readonly AdventureProgram[];
  readonly steps: Steps;
  /** Positions of journeys before it that it requires. */
  readonly requires: readonly number[];
  readonly arrivals: ArrivalsProgram;
  readonly bounce: Chance;
  readonly suppression: Wait | undefined;
}

export interface Program {
  readonly journeys: readonly JourneyProgram[];
  readonly users: number;
  readonly seed: string;
  /** Whether the actors have a persona: its attribute `a` is 0 to 9. */
  readonly persona: boolean;
  /** Length of the window in days; 0 for none. */
  readonly days: number;
  readonly starts: 'uniform' | 'together';
  readonly afterEnd: 'drop' | 'keep';
}

/** The first instant of every run, with a window or without. */
export const FIRST_MS = Date.UTC(2025, 0, 1);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** What both say when a handler fails on purpose. */
export const BROKEN = 'out of order';
/** What makes the `state` condition true. */
export const ENOUGH = 5;

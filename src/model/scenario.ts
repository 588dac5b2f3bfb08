import type { AnyEvent, Emits, Event } from './event.ts';
import type { DatasetDefinition, Dataset } from './dataset.ts';
import type { AnyJourney, Journey } from './flow.ts';
import type { Actor, Random } from './context.ts';
import type { Profile } from './arrivals.ts';
import type { Persona } from './persona.ts';
import type { AnyProjection, Check } from './projection.ts';
import type { StandardSchema } from './schema.ts';
import type { Calendar } from './calendar.ts';

/** When actors begin: spread over the window, all at its start, or as a profile says. */
export type Starts = 'uniform' | 'together' | Profile;

/** Actors of one kind and what they do. */
export interface Population<out E extends AnyEvent = AnyEvent> extends Emits<E> {
  readonly id: string;
  /** Number of actors, 0..10,000,000. */
  readonly size: number;
  readonly persona?: Persona;
  readonly journeys: readonly Journey<E>[];
  readonly starts?: Starts;
  readonly calendar?: string | Calendar;
}

/** What a transform sees beside the events. */
export interface TransformContext<S> {
  state: S;
  readonly actor: Actor;
  readonly random: Random;
}

/** Events of one actor in, events out: `anomaly` before the books, `entry` on journal entries, `noise` after them. */
export interface Transform<S = unknown> {
  readonly id: string;
  readonly stage: 'anomaly' | 'entry' | 'noise';
  init?(actor: Actor): S;
  apply(batch: readonly Event[], t: TransformContext<S>): readonly Event[];
  end?(t: TransformContext<S>): readonly Event[];
}

/** A projection or event that a process reads. */
export type Read =
  | string
  | {
      readonly id: string;
      readonly fallback?: string;
      readonly lookAheadDays?: number;
      readonly own?: boolean;
    };

/** One business process; made by `defineProcess`. */
export interface Process<out E extends AnyEvent = AnyEvent> extends Emits<E> {
  readonly kind: 'process';
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly datasets: readonly (DatasetDefinition<object> | Dataset<object>)[];
  readonly populations: readonly Population<E>[];
  readonly reads: readonly Read[];
  readonly emits: readonly string[];
  readonly schemas: Readonly<Record<string, StandardSchema>>;
  readonly projections: readonly AnyProjection[];
  readonly transforms: readonly Transform[];
  readonly checks: readonly Check[];
  readonly lookAheadDays: number;
  readonly tailDays: number;
  readonly tail?: (event: Event, end: Date) => boolean;
}

/** Processes, a period and what they share; made by `scenario`. */
export interface Scenario<out E extends AnyEvent = AnyEvent> extends Emits<E> {
  readonly kind: 'scenario';
  readonly id: string;
  readonly seed?: string | number;
  readonly period: { readonly start: Date | string; readonly end?: Date | string };
  readonly calendar?: string | Calendar;
  readonly datasets: readonly (DatasetDefinition<object> | Dataset<object>)[];
  readonly projections: readonly AnyProjection[];
  readonly processes: readonly Process<E>[];
  readonly runInDays: number;
  readonly lookAheadDays?: number;
  readonly tailDays?: number;
}

/** What can be run: one journey, several, a population, or a scenario. */
export type Runnable = AnyJourney | readonly AnyJourney[] | Scenario;

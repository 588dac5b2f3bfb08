import type { AnyEvent, Emits, Event } from './event.ts';
import type { DatasetDefinition, Dataset } from './dataset.ts';
import type { AnyJourney, Journey } from './flow.ts';
import type { Profile } from './arrivals.ts';
import type { Persona } from './persona.ts';
import type { AnyProjection, Check } from './projection.ts';
import type { Transform } from './transform.ts';
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
  readonly checks: readonly Check[];
  readonly transforms: readonly Transform[];
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

/** What can be run: one journey, several, or a scenario. */
export type Runnable = AnyJourney | readonly AnyJourney[] | Scenario;

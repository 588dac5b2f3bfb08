import type { AnyEvent, Emits, Event } from './event.ts';
import type { FileCheckMaker, TablePart } from './file-check.ts';
import type { DatasetDefinition, Dataset } from './dataset.ts';
import type { AnyJourney, Journey } from './flow.ts';
import type { Profile } from './arrivals.ts';
import type { Persona } from './persona.ts';
import type { AnyProjection, Check } from './projection.ts';
import type { Transform } from './transform.ts';
import type { StandardSchema } from './schema.ts';
import type { Calendar } from './calendar.ts';
import type { Determination, Postings } from './ledger.ts';
import type { Life } from './process-model.ts';

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

/**
 * What a process may ask of the scenario it stands in before the run: tables, books and who else is there, not rows that are
 * drawn.
 */
export interface Surroundings {
  readonly datasets: readonly (DatasetDefinition<object> | Dataset<object>)[];
  readonly books: Determination | undefined;
  /** All of its processes, this one too, with their completed options, and what they emit outside of any scenario. */
  readonly processes: readonly Pick<Process, 'id' | 'options' | 'emits'>[];
  /** Days that are simulated before the period. */
  readonly runInDays: number;
}

/** What a scenario that says nothing of it takes from its processes. */
export type ScenarioDefaults = Partial<
  Pick<Scenario, 'books' | 'calendar' | 'datasets' | 'projections' | 'fileChecks' | 'tables'>
>;

/** A kind of documents that the events of a process are about. */
export interface ObjectType {
  /** `PurchaseOrder`: its name in logs, and of its table. */
  readonly name: string;
  /** Name of the event that carries the whole document. */
  readonly document: string;
  /** What happens to it, as it should: a net beside event logs. */
  readonly life?: Life;
}

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
  /** Made anew for each reading of the files. */
  readonly fileChecks: readonly FileCheckMaker[];
  readonly transforms: readonly Transform[];
  readonly postings: Postings;
  /** What each event is called in a log of activities: `Approve purchase order`. By event name. */
  readonly activities: Readonly<Record<string, string>>;
  /** By the `documentType` that payloads say. */
  readonly objectTypes: Readonly<Record<string, ObjectType>>;
  /** What a scenario that does not say runs in before its period. */
  readonly runInDays: number;
  readonly lookAheadDays: number;
  /** How far past what it simulates its dates may lie. */
  readonly planDays: number;
  readonly tailDays: number;
  readonly tail?: (event: Event, end: Date) => boolean;
  /** What a scenario that lacks it takes from this process: asked only then. */
  readonly defaults?: () => ScenarioDefaults;
  /** Set where its populations depend on the scenario: the process as it is in there. `scenario` asks once. */
  readonly within?: (surroundings: Surroundings) => Process<E>;
}

/**
 * What changes. Its size is a factor's relative change (0.25 is ×1.25) but for `behavior` and `system`, where it is a
 * shift in days.
 */
export type DriftKind =
  | 'volume'
  | 'price'
  | 'behavior'
  | 'process'
  | 'control'
  | 'system'
  | 'organisation'
  | 'regulation'
  | 'supplier'
  | 'market'
  | 'season';

/** A known change point: from an instant on a parameter of the processes is another. Processes ask `ctx.drift`. */
export interface ScenarioDrift {
  readonly kind: DriftKind;
  /** What of the processes changes, in their own words: a segment, a step, a price list. */
  readonly target: string;
  readonly at: Date | string;
  /** End of a ramp or a pulse; a step has none. */
  readonly until?: Date | string;
  /** Default by kind: volume 0.25, price 0.08, behavior 10, process 1, system 3, market 0.08; else it must be said. */
  readonly size?: number;
  /** `step` (default): all of it from `at` on. `ramp`: linear from `at` to `until`, and stays. `pulse`: until `until`. */
  readonly shape?: 'step' | 'ramp' | 'pulse';
}

/** Processes, a period and what they share; made by `scenario`. */
export interface Scenario<out E extends AnyEvent = AnyEvent> extends Emits<E> {
  readonly kind: 'scenario';
  readonly id: string;
  readonly seed?: string | number;
  readonly period: { readonly start: Date | string; readonly end?: Date | string };
  readonly calendar?: string | Calendar;
  /** Companies, charts and account determination: what posting rules post to. */
  readonly books?: Determination;
  readonly datasets: readonly (DatasetDefinition<object> | Dataset<object>)[];
  readonly projections: readonly AnyProjection[];
  readonly processes: readonly Process<E>[];
  readonly runInDays: number;
  readonly lookAheadDays?: number;
  readonly tailDays?: number;
  readonly drift?: readonly ScenarioDrift[];
  /** What proves its tables and events from emitted files, beside what its processes bring. */
  readonly fileChecks: readonly FileCheckMaker[];
  /** Ids of the tables that are exported for them (`vendors.*`: all that begin so), or parts of tables. */
  readonly tables: readonly (string | TablePart)[];
}

/** What can be run: one journey, several, or a scenario. */
export type Runnable = AnyJourney | readonly AnyJourney[] | Scenario;

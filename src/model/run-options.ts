/** Options of a run, as authors write them. */
import type { Dataset, DatasetDefinition } from './dataset.ts';
import type { Duration } from './duration.ts';
import type { AnyEvent, Event } from './event.ts';
import type { OutputAdapter } from './adapter.ts';
import type { Calendar } from './calendar.ts';
import type { AnyProjection, Check } from './projection.ts';
import type { Transform } from './transform.ts';
import type { Pacing } from './pacing.ts';
import type { Persona } from './persona.ts';
import type { Progress } from './progress.ts';
import type { Starts } from './scenario.ts';
import type { EventSchemaOptions } from './schema.ts';
import type { FailureRecord } from './result.ts';

/** What an id is for, and where. */
export interface IdRequest {
  readonly kind: 'user' | 'session' | 'event' | 'custom';
  /** Of the place that asks, as it keys draws. */
  readonly path: readonly string[];
  /** Simulated ms: of the event, of the start of session or user, else now. */
  readonly timestamp: number;
  /** Index of the actor; of the row in datasets. */
  readonly actor: number;
  /** Events the actor has made before. */
  readonly sequence: number;
  /** Whom it belongs to; for a user's id the one it has without a generator. */
  readonly userId: string;
  /** What it belongs to; for a session's id the one it has without a generator; `''` outside any instance. */
  readonly sessionId: string;
  /** How often the place was entered in this instance before. */
  readonly occurrence: number;
  /** Ids of this kind that the same call asked for before. */
  readonly index: number;
  /** The next 32 bits, unsigned, of the keyed stream that the built-in id would be drawn from. */
  readonly bits: () => number;
}

/**
 * Makes ids instead of the built-in keyed ones. `prefix` is what `generateId` was given, else the population's id for a
 * user, `'session'` or `'event'`. Ready-made ones: `ids.uuid7()`, `ids.readable()`.
 *
 * @throws SynodeError `INVALID_EVENT` when it returns anything but text that is not empty
 */
export type IdGenerator = (prefix: string, request: IdRequest) => string;

/** Wall clock: pacing, progress and telemetry only. */
export interface Clock {
  /** Milliseconds since 1970, never going back. */
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export type Logger = Pick<Console, 'debug' | 'info' | 'warn' | 'error'>;

/** Receives failed actors one by one. */
export type DeadLetter =
  ((record: FailureRecord) => void | Promise<void>) | { write(record: FailureRecord): void | Promise<void> };

/** Options of `generate`. Every default is in `docs/authoring.md`. */
export interface RunOptions<E extends AnyEvent = Event> {
  /** Number of actors, 0..10,000,000. */
  readonly users?: number;
  readonly persona?: Persona;
  readonly datasets?: readonly DatasetDefinition<object>[];
  readonly preloadedDatasets?: readonly Dataset<object>[];
  /** Actors whose async handlers may be in flight at once, 1..1024. Default 1. Speed only. */
  readonly lanes?: number;
  /** Default: pretty lines on the console. */
  readonly adapter?: OutputAdapter<E> | (() => OutputAdapter<E>);
  /** Collect telemetry, check payloads deeply. Default false. */
  readonly debug?: boolean;
  /** Default `./telemetry-report.json`; with `output` `telemetry.json` there. */
  readonly telemetryPath?: string;
  /**
   * Folder for everything a run writes: events, tables, `result.json` and, when all of it is there, `manifest.json`. Without
   * an adapter events go to `events/events.ndjson` in it. It has to be empty.
   */
  readonly output?: string;
  /** Delete the files of a finished run from `output` first, and no others. Default false. */
  readonly overwrite?: boolean;
  /** What the program was made from, for the manifest: a commit, a version. The command line hashes the sources itself. */
  readonly codeVersion?: string;
  /** Half-open window [start, end): `Date` or ISO 8601 text. */
  readonly startDate?: Date | string;
  readonly endDate?: Date | string;
  /** Instead of one of the two dates. */
  readonly duration?: Duration;
  readonly eventSchema?: EventSchemaOptions;
  /** Text of 1..256 characters or a whole number ≥ 0. Default `'synode'`. */
  readonly seed?: string | number;
  /** Default `user`. */
  readonly order?: 'user' | 'time';
  /** Add `meta` to events. Default false. */
  readonly meta?: boolean;
  /** Default `uniform`. */
  readonly starts?: Starts;
  /** What becomes of steps after the window. Default `drop`. */
  readonly afterEnd?: 'drop' | 'keep';
  /** Id or value. Default `weekdays`. */
  readonly calendar?: string | Calendar;
  readonly idGenerator?: IdGenerator;
  /** Default `fail`. */
  readonly onError?: 'fail' | 'skipUser' | 'deadLetter';
  /** Failed actors before the run gives up. Default 100. */
  readonly errorLimit?: number;
  readonly deadLetter?: DeadLetter;
  readonly signal?: AbortSignal;
  /** Default `reject`. */
  readonly onAbort?: 'reject' | 'resolve';
  /** How fast events are handed on. Default `none`: as fast as possible. Needs `order: 'time'`. */
  readonly pacing?: Pacing;
  /** Stop cleanly after so many events. */
  readonly maxEvents?: number;
  /** `false` is silent. Default: warnings to stderr. */
  readonly logger?: Logger | false;
  /** How long an adapter may take to close, and handlers under way at an abort to answer. Default 30,000. */
  readonly closeTimeoutMs?: number;
  readonly clock?: Clock;
  /** Events handed on together. Default: what the adapter's feed says, 1,000. */
  readonly batchSize?: number;
  /**
   * `none` (`false`): nothing. `stream`: SHA-256 of the canonical lines, in blocks. `full` (`true`): also of every file,
   * and a digest that does not depend on order, so that parts add up. `auto`, the default: `full` in a shard, else what
   * the adapter says, else `none`.
   */
  readonly digest?: 'auto' | 'none' | 'stream' | 'full' | boolean;
  /** Module that exports `journeys`: lets worker threads make the plan themselves. */
  readonly workerModule?: string | URL;
  /** Threads beside the main one, 0..256, or `auto` = cores. Default: `auto` with a worker module, else 0. */
  readonly workers?: number | 'auto';
  /** Told how far the run is, between batches and at its end. What it throws fails the run. */
  readonly onProgress?: (progress: Progress) => void;
  /** Least time between two calls of `onProgress`, 0..60,000 ms; 0 is every batch. Default 250. */
  readonly progressIntervalMs?: number;
  /** Folds over what is emitted; their results are in `RunResult.projections`. */
  readonly projections?: readonly AnyProjection[];
  /** Invariants over the results of projections. */
  readonly checks?: readonly Check[];
  /** Behind those of the processes: what becomes of events between their handlers and the adapter. */
  readonly transforms?: readonly Transform[];
  /** Part i of n of the actors, 1-based. */
  readonly shard?: { readonly index: number; readonly count: number };
}

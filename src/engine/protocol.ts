/** What main thread and workers say to each other. Plain data only; a test clones every message. */
import type { MessagePort } from 'node:worker_threads';

import type { AdapterEncoding } from '../model/adapter.ts';
import type { Event } from '../model/event.ts';
import type { FailureRecord, LaneTelemetry } from '../model/result.ts';
import type { ActorRange } from '../plan/plan.ts';
import type { ValidationPart } from '../plan/schema-summary.ts';
import { AHEAD } from './chunks.ts';
import type { PlainError } from './plain-error.ts';
import type { FoldStates } from './results.ts';
import type { TallyData } from './tally.ts';
import type { Additions } from './views.ts';
import type { Window } from './window.ts';

/** How a worker is started. */
export interface WorkerStart {
  readonly module: string;
  /** Options of the call that are plain data. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly thread: number;
  readonly threads: number;
  readonly planHash: string;
  readonly range: ActorRange | undefined;
  /** Whether events are sent as bytes, and as which, or as objects. */
  readonly encoding: AdapterEncoding | 'objects';
  /** Id of the scenario; empty without a name and where journeys are run alone. */
  readonly scenario: string;
  /** Whether events say where they come from. */
  readonly meta: boolean;
  readonly batchSize: number;
  /** How long handlers that are under way when nothing more is wanted are waited for. */
  readonly closeTimeoutMs: number;
  /** Where lines wait for which the memory of a thread has no room. */
  readonly spoolFolder: string;
  /** Bytes of them that each thread has in memory; default 64 MiB. */
  readonly heldBytes: number | undefined;
  /** Memory shared with the main thread: `SLOTS` slots of `SLOT_BYTES`. */
  readonly slots: SharedArrayBuffer;
}

/** The task of a worker: to serve until it is told to stop. */
export interface WorkerTask {
  readonly start: WorkerStart;
  readonly port: MessagePort;
}

/** Where a run ended within a chunk: behind so many of its events, or at one of its failures. */
export interface CutPlace {
  /** `Infinity` where a failure ended it. */
  readonly events: number;
  /** Which failure; `Infinity` where none did. */
  readonly failures: number;
}

/** Slots per worker: one for each chunk that was dealt, and one being written. */
export const SLOTS = AHEAD + 1;

export type ToWorker =
  | {
      readonly type: 'chunk';
      readonly chunk: number;
      /** Position of the population in the plan. */
      readonly population: number;
      readonly first: number;
      /** Exclusive. */
      readonly last: number;
      /** Where only counts are asked for: those up to there, and nothing is sent. */
      readonly cut?: CutPlace;
    }
  /** Simulate the processes before `rank` up to their frontiers, and say what was folded for its readers. */
  | { readonly type: 'turn'; readonly of: number; readonly rank: number; readonly window: Window | undefined }
  /** What all threads have folded for the readers of a process. */
  | { readonly type: 'views'; readonly rank: number; readonly additions: Additions }
  | { readonly type: 'window'; readonly of: number; readonly window: Window }
  | { readonly type: 'free'; readonly slot: number }
  /** The run is told to stop: handlers may see it, and what is ordered is still done. Heard at once. */
  | { readonly type: 'abort' }
  /** Nothing more is wanted: no further actor, no further step. Heard at once, whatever was ordered before. */
  | { readonly type: 'halt' }
  /** `as`: how what is under way is counted. */
  | { readonly type: 'stop'; readonly as: 'censored' | 'open' };

/** Events on their way, in order within their chunk or window. */
export interface BatchMessage {
  readonly type: 'batch';
  /** Number of the chunk, or of the window. */
  readonly of: number;
  readonly slot: number;
  /** Where the lines are when they did not fit the slot, or `undefined`. */
  readonly bytes: Uint8Array | undefined;
  readonly length: number;
  readonly count: number;
  readonly ends: Uint32Array;
  readonly timestamps: Float64Array;
  /** Distinct names, and which of them each event has. */
  readonly nameTable: readonly string[];
  readonly names: Uint32Array;
  /** Place of each event among those of one instant: population, then actor. */
  readonly places: Float64Array;
}

/** Error of a failed actor, as data: errors lose their own fields when they cross threads. */
export interface FailureMessage {
  readonly type: 'failure';
  readonly of: number;
  readonly ms: number;
  readonly place: number;
  readonly record: FailureRecord;
  readonly error: PlainError;
}

/** What no policy lets the run go on from, at its place in the order. */
export interface FaultMessage {
  readonly type: 'fault';
  readonly of: number;
  readonly ms: number;
  readonly place: number;
  readonly error: PlainError;
}

/** What a thread has counted. */
export interface Counted {
  readonly tally: TallyData;
  /** What the schemas of the run found, and those of the processes. */
  readonly validation: ValidationPart | undefined;
  readonly ownValidation: ValidationPart | undefined;
  /** What its lanes did, under `debug`. */
  readonly lanes: readonly LaneTelemetry[];
  /** Bytes of lines that waited on disk. */
  readonly spilledBytes: number;
  /** Handlers that were not waited for to their end. */
  readonly givenUp: number;
}

export type FromWorker =
  | { readonly type: 'ready'; readonly threadId: number }
  | { readonly type: 'refused'; readonly error: PlainError }
  | BatchMessage
  | {
      readonly type: 'objects';
      readonly of: number;
      readonly slot: number;
      readonly events: readonly Event[];
      readonly places: Float64Array;
    }
  | FailureMessage
  | FaultMessage
  | {
      readonly type: 'done';
      readonly of: number;
      readonly due: number;
      /** All that the thread has counted so far. The run may be stopped behind it. */
      readonly counted: Counted;
    }
  | { readonly type: 'turned'; readonly of: number; readonly additions: Additions }
  | { readonly type: 'warning'; readonly code: string; readonly message: string }
  | (Counted & {
      readonly type: 'stopped';
      /** States of the projections, by id. */
      readonly folds: FoldStates | undefined;
    });

/** What a run tells about itself. JSON-safe. */
import type { ErrorCode } from '../errors.ts';
import type { AdapterReport, FileReport } from './adapter.ts';
import type { ValidationSummary } from './schema.ts';

export type RunStatus = 'completed' | 'limited' | 'interrupted' | 'failed';

/** Instances of journeys. scheduled = started + skipped + suppressed; started = completed + bounced + censored + failed + open. */
export interface JourneyCounts {
  scheduled: number;
  started: number;
  completed: number;
  bounced: number;
  censored: number;
  failed: number;
  skipped: number;
  suppressed: number;
  open: number;
}

/** What happened, counted. Equal runs have equal counts. */
export interface Counts {
  readonly users: { planned: number; simulated: number; failed: number };
  readonly journeys: JourneyCounts & { readonly byId: Record<string, JourneyCounts> };
  readonly adventures: { started: number; bounced: number };
  readonly actions: { executed: number; bounced: number };
  readonly events: {
    emitted: number;
    written: number;
    readonly byName: Record<string, number>;
    readonly byProcess: Record<string, number>;
    droppedAfterEnd: number;
    droppedBySchema: number;
    added: number;
    removed: number;
  };
}

/** A failed actor, with all that is needed to see the failure again. */
export interface FailureRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly path: readonly string[];
  readonly process: string;
  readonly population: string;
  readonly actor: number;
  readonly userId: string;
  readonly instance: string;
  readonly timestamp: string;
  readonly journey: string;
  readonly adventure: string;
  readonly action: string;
  readonly occurrence: number;
  readonly cause: string;
  readonly replay: string;
}

export interface RunWarning {
  readonly code: string;
  readonly message: string;
  readonly count: number;
}

/** How a check came out. `expected`: every violation is explained by a label. `notAvailable`: there were no rows. */
export interface CheckResult {
  readonly id: string;
  readonly name: string;
  readonly process: string;
  readonly outcome: 'passed' | 'failed' | 'expected' | 'notAvailable';
  readonly rows: number;
  readonly violated: number;
  readonly expected: number;
  /** At most 20. */
  readonly samples: readonly { readonly target: string; readonly message: string; readonly expected: boolean }[];
}

export interface PhaseReport {
  readonly id: string;
  readonly status: 'done' | 'disabled' | 'empty' | 'failed' | 'interrupted';
  readonly events: number;
  readonly rows: number;
}

/** How late paced events were. */
export interface PacingReport {
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly handoverLagMs: number;
}

/** What a run tells about itself; all but `runId`, `timing`, `telemetry` and `pacing` is equal for equal runs. */
export interface RunResult {
  readonly resultVersion: 1;
  readonly status: RunStatus;
  readonly runId: string;
  readonly seed: string;
  /** SHA-256 of what `configHash` stands for and of the versions of data, faker and calendars. */
  readonly planHash: string;
  /** SHA-256 of what the author has said: compiled steps and options that shape content, whatever the versions. Functions count by place. */
  readonly configHash: string;
  readonly versions: {
    readonly synode: string;
    readonly dataVersion: number;
    readonly faker: string | null;
    readonly calendars: string;
  };
  readonly window: { readonly start: string; readonly end: string | null; readonly order: 'user' | 'time' };
  /** Which part of the actors, where it was one of several. */
  readonly shard: { readonly index: number; readonly count: number } | null;
  readonly phases: readonly PhaseReport[];
  readonly counts: Counts;
  readonly stream: {
    readonly events: number;
    readonly blocks: number;
    readonly sha256: string | null;
    readonly set: string | null;
  };
  readonly files: readonly FileReport[];
  readonly validation: ValidationSummary | null;
  readonly checks: readonly CheckResult[];
  readonly projections: Readonly<Record<string, unknown>>;
  readonly assumptions: readonly { readonly process: string; readonly read: string; readonly fallback: string }[];
  /** The first 100. */
  readonly failures: readonly FailureRecord[];
  readonly warnings: readonly RunWarning[];
  readonly adapter: AdapterReport;
  readonly pacing: PacingReport | null;
  readonly timing: {
    readonly wallMs: number;
    readonly firstEventMs: number | null;
    readonly eventsPerSecond: number;
  };
  readonly telemetry: Telemetry | null;
  /** What runs this again: the command line where one ran it, else what the call needs. */
  readonly replay: string;
}

/**
 * One phase of a run as it really went. Phases follow each other without a gap: their times add up to that of the run,
 * their events to those of the stream.
 */
export interface Span {
  /** As in the plan. In time order processes take turns window by window: one span names them all. */
  readonly phase: string;
  readonly status: 'done' | 'failed' | 'interrupted';
  readonly ms: number;
  /** Of the whole process, all threads. */
  readonly cpuMs: number;
  /** Events of the stream that were made in it. */
  readonly events: number;
  /** Rows that were written: one for each event. */
  readonly rows: number;
  /** Bytes the adapter has taken while it lasted; 0 where it does not count them. */
  readonly bytes: number;
  /** Batches handed on while it lasted; one may begin with events of the phase before. */
  readonly batches: number;
  /** Events in the smallest and in the largest of them; 0 without one. */
  readonly batchSizeMin: number;
  readonly batchSizeMax: number;
  readonly rssStartBytes: number;
  /** The most that was seen at its ends and after each batch. */
  readonly rssPeakBytes: number;
  readonly rssEndBytes: number;
  /** How long the run stood until the adapter had room, or was flushed. */
  readonly waitedForAdapterMs: number;
  /** What each worker thread made; none on the main thread alone. */
  readonly workers: readonly { readonly id: number; readonly events: number }[];
}

/** What one lane did: a slot in which actors run, one at a time. */
export interface LaneTelemetry {
  /** The worker thread it belongs to, from 0; `null` on the main thread. */
  readonly worker: number | null;
  /** Its number in that thread, from 0. A lane that nobody needed is not told. */
  readonly lane: number;
  /** Actors that began in it. */
  readonly actors: number;
  /** Compiled steps that were taken in it, as `synode plan` shows them. */
  readonly steps: number;
  /** Events that were made in it, whether or not the run wanted them any more. */
  readonly events: number;
  /** How long it simulated, handlers that await included. */
  readonly busyMs: number;
  /** How long its actor waited for its turn in the order, or for room. */
  readonly waitMs: number;
}

/** What an adapter did, and how long it took. */
export interface AdapterTelemetry extends AdapterReport {
  /** From handing a batch on until the adapter has taken it, ms; quantiles in three digits. `null` without a batch. */
  readonly writeLatencyMs: {
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  } | null;
  /** Most calls that were outstanding at once. */
  readonly inFlightMax: number;
  /** Events it says it dropped, where it says anything of them. */
  readonly drops?: number;
}

/** Times, memory and counters of a run; collected with `debug`. Keys come in this order; more may be added. */
export interface Telemetry {
  readonly format: 'synode-telemetry/1';
  readonly run: Pick<RunResult, 'runId' | 'seed' | 'planHash' | 'versions' | 'status'> & {
    readonly startedAt: string;
    readonly endedAt: string;
    /** As they were completed. */
    readonly options: Readonly<Record<string, unknown>>;
  };
  readonly environment: {
    readonly node: string;
    readonly v8: string;
    readonly os: string;
    readonly arch: string;
    readonly cores: number;
    /** What the process may have: of its container where one sets a limit, else of the machine. */
    readonly memoryLimitBytes: number;
  };
  /** Milliseconds. */
  readonly timing: {
    /** From before the adapter is opened to after projections and checks. */
    readonly wallMs: number;
    /** Loading the worker module; `null` where the plan was there before. */
    readonly loadMs: number | null;
    readonly compileMs: number | null;
    readonly openMs: number;
    /** From the start of the run to the first batch handed on; `null` without one. */
    readonly firstEventMs: number | null;
    /** All flushes, those between paced events too. */
    readonly flushMs: number;
    readonly closeMs: number;
    /** A run cannot be paused yet. */
    readonly pausedMs: 0;
  };
  readonly spans: readonly Span[];
  readonly lanes: readonly LaneTelemetry[];
  readonly adapters: readonly AdapterTelemetry[];
  /** There are no guards yet. */
  readonly guards: readonly [];
  readonly memory: {
    /** Of the process since it began, as the system counted it. */
    readonly rssPeakBytes: number;
    /** The most that was seen between phases and after each batch, of the main thread. */
    readonly heapUsedPeakBytes: number;
    /** The most actors that had begun and not ended at once: the sum over threads of what was the most in each. */
    readonly liveActorsMax: number;
    /** Bytes of lines that waited on disk for their time, those of all threads. */
    readonly spilledBytes: number;
  };
  readonly counts: Counts;
  readonly validation: ValidationSummary | null;
  readonly failures: readonly FailureRecord[];
  readonly warnings: readonly RunWarning[];
  readonly pacing: PacingReport | null;
}

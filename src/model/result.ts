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
  readonly planHash: string;
  readonly versions: {
    readonly synode: string;
    readonly dataVersion: number;
    readonly faker: string | null;
    readonly calendars: string;
  };
  readonly window: { readonly start: string; readonly end: string | null; readonly order: 'user' | 'time' };
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

/** Times, memory and counters of a run; collected with `debug`. */
export interface Telemetry {
  readonly format: 'synode-telemetry/1';
  readonly [key: string]: unknown;
}

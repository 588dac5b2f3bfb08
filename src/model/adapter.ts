/** Where events go. The runtime's side of the contract is in `docs/adapters.md`. */
import type { EventContract } from './contract.ts';
import type { AnyEvent, Event, JsonValue } from './event.ts';
import type { ProcessModel } from './process-model.ts';

/** What an adapter learns before the first event. */
export interface RunInfo {
  readonly runId: string;
  readonly seed: string;
  readonly planHash: string;
  /** Id of the scenario; absent without one, and where journeys are run alone. */
  readonly scenario?: string;
  readonly window: { readonly start: string; readonly end: string | null };
  readonly order: 'user' | 'time';
  /** Event names that the plan declares; handlers may emit others. */
  readonly eventNames: readonly string[];
  /** What consumers may rely on, by event name; made when asked for. Absent where nobody can say. */
  readonly contracts?: () => Promise<readonly EventContract[]>;
  /** What its processes do, journey by journey; made when asked for. Absent where nobody can say. */
  readonly models?: () => Promise<readonly ProcessModel[]>;
  /** Actors of all populations. */
  readonly users: number;
  /** Which part of the actors this run simulates, 1..count; absent: all of them. */
  readonly shard?: { readonly index: number; readonly count: number };
  readonly meta: boolean;
  /** How much is hashed: files are at `'full'`, unless the adapter's own options say otherwise. Absent: nothing. */
  readonly digest?: 'none' | 'stream' | 'full';
  /**
   * Aborted, before `close`, whenever the run ends early: by its caller or by any failure. What must not look complete
   * then (a file's final name) is decided by it.
   */
  readonly signal: AbortSignal;
}

/** Events as bytes, made where they were generated. */
export interface EncodedBatch {
  readonly count: number;
  /** The lines, one after another. Valid until the returned promise settles. */
  readonly bytes: Uint8Array;
  /** Offset behind each event in `bytes`. */
  readonly ends: Uint32Array;
  readonly names: readonly string[];
  readonly userIds: readonly string[];
  readonly ids: readonly string[];
  /** Simulated instants, ms. */
  readonly timestamps: Float64Array;
}

/** Rows of comma-separated values (RFC 4180), each with its line end. What stands before the first, the adapter writes. */
export interface CsvEncoding {
  readonly format: 'csv';
  /** Dot paths into the payload, one column each. */
  readonly columns: readonly string[];
  /** Whether a last column holds what the columns leave of the payload, as JSON. */
  readonly rest: 'json' | 'drop';
  readonly eol: '\n' | '\r\n';
}

/**
 * How an adapter wants its events turned into bytes, where they are made: `ndjson`, lines of canonical JSON;
 * `cloudevents`, lines of structured CloudEvents 1.0; rows of CSV in the columns it names. Without it, it gets objects.
 */
export type AdapterEncoding = 'ndjson' | 'cloudevents' | CsvEncoding;

/** One file an adapter wrote. */
export interface FileReport {
  readonly path: string;
  readonly format: string;
  readonly events: number;
  readonly bytes: number;
  readonly sha256: string | null;
  /** Of the uncompressed bytes, where the file is compressed. */
  readonly contentSha256?: string | null;
}

/** What a partition of a topic got. */
export interface TopicReport {
  readonly topic: string;
  readonly partition: number;
  readonly count: number;
  /** `null` where the broker was not asked to answer. */
  readonly firstOffset: number | null;
  readonly lastOffset: number | null;
}

/** What an adapter did. */
export interface AdapterReport {
  readonly name: string;
  readonly events: number;
  readonly acknowledged: number;
  readonly filtered: number;
  readonly batches: number;
  readonly bytes: number;
  readonly retries: number;
  readonly dropped?: number;
  /** What it waits for right now before it can go on, such as `a broker`; absent while it goes on. */
  readonly waiting?: string;
  /** How long it has waited so, ms; absent where it has not. */
  readonly waitedMs?: number;
  readonly files?: readonly FileReport[];
  readonly topics?: readonly TopicReport[];
  /** Events that an earlier run had delivered; this one went on behind them. */
  readonly resumedFrom?: number;
  readonly children?: readonly AdapterReport[];
  /** What is legal and worth knowing; it stands among the warnings of the run. */
  readonly warnings?: readonly { readonly code: string; readonly message: string }[];
  /** Why this destination was left out of the rest of the run. */
  readonly lost?: { readonly code: string; readonly message: string };
}

/** A place in the stream that an adapter can go on from. */
export interface AdapterPosition {
  /** Number of the next event, from 0; all before it are durable. */
  readonly ordinal: number;
  /** What `restore` needs to know, JSON-safe. */
  readonly detail: JsonValue;
}

/**
 * A destination. Only `write` is required. `open` comes once before the first write, batches in stream order, every
 * returned promise is awaited, at most `feed.maxInFlight` calls are outstanding, `close` comes exactly once.
 *
 * @example const sink: OutputAdapter = { write: (event) => console.log(event.name) }
 */
export interface OutputAdapter<in E extends AnyEvent = Event> {
  write(event: E): void | Promise<void>;
  close?(): void | Promise<void>;
  open?(run: RunInfo): void | Promise<void>;
  /** Used instead of `write` when present. */
  writeBatch?(events: readonly E[]): void | Promise<void>;
  /** Used instead of both when `encoding` is set. */
  writeEncoded?(batch: EncodedBatch): void | Promise<void>;
  flush?(): void | Promise<void>;
  /** Up to which event everything is durable, for resume. Asked after `flush`. */
  position?(): AdapterPosition;
  /** Goes on from a position. Called before `open`; the first event is then the one of its `ordinal`. */
  restore?(detail: JsonValue): Promise<void>;
  report?(): AdapterReport;
  readonly name?: string;
  readonly encoding?: AdapterEncoding;
  /** What the run's `digest: 'auto'` means with this destination. Default: no digest. */
  readonly digest?: 'stream' | 'full';
  /** Whether it tells of all actors, so that a part of a run (`shard`) is refused before anything is opened. */
  readonly needsWholeRun?: boolean;
  /** Defaults: 1,000 events a batch, 1 call in flight. */
  readonly feed?: { readonly batchSize?: number; readonly maxInFlight?: number };
}

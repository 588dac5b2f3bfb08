/** The runtime's side of the adapter contract, as small as it can be: open, feed, flush, close. */
import { canonicalLine } from '../encode/canonical.ts';
import { structuredText } from '../encode/cloud-event.ts';
import { csvRowOf } from '../encode/csv.ts';
import type { AdapterEncoding, EncodedBatch, OutputAdapter, RunInfo } from '../model/adapter.ts';
import type { Event } from '../model/event.ts';

/** How to drive an adapter. */
export interface DriveOptions {
  /** Replaces parts of what the adapter is told about the run. */
  readonly run?: Partial<RunInfo>;
  /** Events a call at most; the adapter's own wish is never exceeded. */
  readonly batchSize?: number;
  /** Whether events are handed over as bytes. Default false. */
  readonly encoded?: boolean;
  /** Aborts the run once so many events have been handed over. */
  readonly abortAfter?: number;
  /** Sees every call as it begins: how many events have been handed over by then. */
  readonly onCall?: (handedOver: number) => void;
}

/** How it went. */
export interface DriveOutcome {
  readonly handedOver: number;
  /** Most calls under way at once. */
  readonly maxInFlight: number;
  /** The first failure, of whatever call. */
  readonly error: unknown;
}

/** What an adapter is told about a run that exists only for it. */
export function runInfo(changes: Partial<RunInfo> = {}): RunInfo {
  return {
    runId: 'contract',
    seed: 'contract',
    planHash: '0'.repeat(64),
    window: { start: '2025-01-01T00:00:00.000Z', end: null },
    order: 'time',
    eventNames: [],
    users: 7,
    meta: false,
    signal: new AbortController().signal,
    ...changes,
  };
}

/** Opens the adapter, hands all events over, flushes, and closes it whatever happens. Never rejects. */
export async function drive(
  adapter: OutputAdapter<Event>,
  events: readonly Event[],
  options: DriveOptions = {},
): Promise<DriveOutcome> {
  const controller = new AbortController();
  const feeder = new Feeder(adapter, options, controller);
  try {
    await adapter.open?.(runInfo({ signal: controller.signal, ...options.run }));
    await feeder.feed(events);
    if (feeder.error === undefined) await adapter.flush?.();
  } catch (error) {
    feeder.fail(error);
  }
  if (feeder.error !== undefined) controller.abort();
  try {
    await adapter.close?.();
  } catch (error) {
    feeder.fail(error);
  }
  const { handedOver, maxInFlight, error } = feeder;
  return { handedOver, maxInFlight, error };
}

class Feeder {
  handedOver = 0;
  maxInFlight = 0;
  error: unknown;
  readonly #adapter: OutputAdapter<Event>;
  readonly #options: DriveOptions;
  readonly #controller: AbortController;
  readonly #inFlight = new Set<Promise<void>>();

  constructor(adapter: OutputAdapter<Event>, options: DriveOptions, controller: AbortController) {
    this.#adapter = adapter;
    this.#options = options;
    this.#controller = controller;
  }

  fail(error: unknown): void {
    this.error ??= error ?? new Error('failed without an error');
  }

  async feed(events: readonly Event[]): Promise<void> {
    const { batchSize = 1000, maxInFlight = 1 } = this.#adapter.feed ?? {};
    const { abortAfter = Number.POSITIVE_INFINITY, onCall } = this.#options;
    const takesMany = this.#options.encoded === true || this.#adapter.writeBatch !== undefined;
    const size = takesMany ? Math.min(batchSize, this.#options.batchSize ?? batchSize) : 1;
    for (let i = 0; i < events.length && this.error === undefined && this.handedOver < abortAfter; i += size) {
      const batch = events.slice(i, i + size);
      this.handedOver += batch.length;
      onCall?.(this.handedOver);
      this.#begin(batch);
      while (this.#inFlight.size >= maxInFlight) await Promise.race(this.#inFlight);
    }
    await Promise.all(this.#inFlight);
    if (this.handedOver >= abortAfter) this.#controller.abort();
  }

  #begin(batch: readonly Event[]): void {
    let pending: void | Promise<void>;
    try {
      pending = this.#handOver(batch);
    } catch (error) {
      this.fail(error);
      return;
    }
    if (pending === undefined) return;
    const settled = pending.then(
      () => undefined,
      (error: unknown) => this.fail(error),
    );
    this.#inFlight.add(settled);
    this.maxInFlight = Math.max(this.maxInFlight, this.#inFlight.size);
    void settled.then(() => this.#inFlight.delete(settled));
  }

  #handOver(batch: readonly Event[]): void | Promise<void> {
    const adapter = this.#adapter;
    if (this.#options.encoded === true)
      return lend(encodeEvents(batch, adapter.encoding, this.#options.run?.meta), (lent) =>
        adapter.writeEncoded?.(lent),
      );
    if (adapter.writeBatch !== undefined) return adapter.writeBatch(batch);
    const [event] = batch;
    if (event !== undefined) return adapter.write(event);
  }
}

/** The memory of a batch is taken back as soon as its call has settled: what an adapter keeps it must have copied. */
function lend(batch: EncodedBatch, use: (batch: EncodedBatch) => void | Promise<void>): void | Promise<void> {
  const takeBack = () => void batch.bytes.fill(0);
  const pending = use(batch);
  return pending === undefined ? takeBack() : pending.finally(takeBack);
}

/** Events as lines of this encoding, in memory that holds nothing else. */
export function encodeEvents(
  events: readonly Event[],
  encoding: AdapterEncoding = 'ndjson',
  meta = false,
): EncodedBatch {
  const textOf = writerOf(encoding, meta);
  const lines = events.map((event) => Buffer.from(textOf(event)));
  const ends = new Uint32Array(lines.length);
  lines.reduce((at, line, i) => (ends[i] = at + line.length), 0);
  return {
    count: events.length,
    bytes: new Uint8Array(Buffer.concat(lines)),
    ends,
    names: events.map(({ name }) => name),
    userIds: events.map(({ userId }) => userId),
    ids: events.map(({ id }) => id),
    timestamps: Float64Array.from(events, ({ timestamp }) => timestamp.getTime()),
  };
}

function writerOf(encoding: AdapterEncoding, meta: boolean): (event: Event) => string {
  if (typeof encoding === 'object') return csvRowOf({ ...encoding, meta });
  return encoding === 'cloudevents'
    ? (event) => `${structuredText(event, undefined)}\n`
    : (event) => `${canonicalLine(event)}\n`;
}

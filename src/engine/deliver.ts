/** The runtime's side of the adapter contract: opens, feeds, flushes, closes, and says what arrived. */
import { AdapterError, SynodeError } from '../errors.ts';
import { freshBuffer } from '../encode/line-encoder.ts';
import { StructuredBatch } from '../encode/cloud-lines.ts';
import { CsvBatch, rowsOfLines } from '../encode/csv-batch.ts';
import type { LineBatch } from '../encode/line-batch.ts';
import type { AdapterEncoding, AdapterReport, EncodedBatch, OutputAdapter, RunInfo } from '../model/adapter.ts';
import type { AnyEvent, Event } from '../model/event.ts';
import type { RunResult } from '../model/result.ts';
import { isPromise } from '../plan/action.ts';
import { adapterFailed, adapterTooLate, type AdapterCall } from './adapter-failures.ts';
import { CallLimit } from './call-limit.ts';
import { DeliveryMeter } from './delivery-meter.ts';
import { SetDigest } from './set-digest.ts';
import type { StreamCheck } from './stream-check.ts';
import { StreamDigest } from './stream-digest.ts';

/** What goes to an adapter in one call. */
type Call = () => void | Promise<void>;

export interface DeliveryOptions {
  /** How the stream is hashed on its way; `auto` is as the adapter says. */
  readonly digest: 'auto' | 'none' | 'stream' | 'full';
  /** Looks at what is handed on, where somebody asked for that. */
  readonly check?: StreamCheck | undefined;
  readonly batchSize: number | undefined;
  /** Id of the scenario; empty without a name and where journeys are run alone. */
  readonly scenario: string;
  /** Whether events say where they come from. */
  readonly meta: boolean;
  readonly closeTimeoutMs: number;
  /** Monotonic wall clock, ms. */
  readonly now: () => number;
  /** Whether the time that the adapter takes is measured. */
  readonly debug?: boolean;
  /** Called after each batch of so many events; a promise is waited for. */
  readonly atBorder?: (count: number) => Promise<void> | undefined;
}

/** Feeds one adapter, at most `maxInFlight` calls at a time. */
export class Delivery {
  readonly batchSize: number;
  /** Id of the scenario; empty without a name and where journeys are run alone. */
  readonly scenario: string;
  /** Whether events say where they come from. */
  readonly meta: boolean;
  readonly digestLevel: 'none' | 'stream' | 'full';
  readonly #adapter: OutputAdapter<AnyEvent>;
  readonly #maxInFlight: number;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #digest: StreamDigest | undefined;
  readonly #set: SetDigest | undefined;
  readonly #check: StreamCheck | undefined;
  /** How long the adapter takes, where that is measured. */
  readonly meter: DeliveryMeter | undefined;
  #handed = 0;
  #settled = 0;
  #batches = 0;
  #failure: { readonly error: SynodeError } | undefined;
  #isOpen = false;
  readonly #now: () => number;
  readonly #atBorder: DeliveryOptions['atBorder'];
  /** Simulated instant of the last event handed on. */
  latestMs: number | undefined = undefined;
  /** When the first batch was handed on. */
  firstEventAt: number | undefined = undefined;
  #closing: Promise<void> | undefined;
  /** What `report` of the adapter threw last. */
  reportFailure: string | undefined = undefined;
  readonly #closeTimeoutMs: number;
  readonly #limit: CallLimit;

  constructor(adapter: OutputAdapter<AnyEvent>, options: DeliveryOptions) {
    this.#adapter = adapter;
    this.batchSize = options.batchSize ?? adapter.feed?.batchSize ?? 1000;
    this.scenario = options.scenario;
    this.meta = options.meta;
    this.#maxInFlight = adapter.feed?.maxInFlight ?? 1;
    this.#closeTimeoutMs = options.closeTimeoutMs;
    this.#limit = new CallLimit(options.closeTimeoutMs);
    this.#now = options.now;
    this.digestLevel = options.digest === 'auto' ? (adapter.digest ?? 'none') : options.digest;
    this.#digest = this.digestLevel === 'none' ? undefined : new StreamDigest();
    this.#set = this.digestLevel === 'full' ? new SetDigest() : undefined;
    this.#atBorder = options.atBorder;
    this.#check = options.check;
    this.meter = options.debug === true ? new DeliveryMeter(options.now) : undefined;
  }

  /** Events the adapter has taken: their calls have settled. */
  get written(): number {
    return this.#settled;
  }

  get isEncoded(): boolean {
    return this.wire !== undefined;
  }

  /**
   * As which bytes events have to come here; `undefined` for objects. What is hashed is the canonical line, so under a
   * digest it comes and becomes what the adapter takes behind it.
   */
  get wire(): AdapterEncoding | undefined {
    const adapter = this.#adapter;
    if (adapter.encoding === undefined || adapter.writeEncoded === undefined) return undefined;
    return this.#digest === undefined ? adapter.encoding : 'ndjson';
  }

  /** Where an encoder writes its next batch. The memory is lent until the adapter's call settles, so several at once need their own. */
  get nextBuffer(): (() => Uint8Array) | undefined {
    return this.#maxInFlight === 1 ? undefined : freshBuffer;
  }

  async open(run: RunInfo): Promise<void> {
    this.#isOpen = true;
    this.#limit.hear(run.signal);
    await this.#guard('open', () => this.#adapter.open?.(run));
  }

  /** Hands events on. Resolves when there is room for more. */
  async handEvents(events: readonly Event[]): Promise<void> {
    const adapter = this.#adapter;
    if (events.length === 0) return;
    this.#check?.events(events);
    this.#digest?.events(events);
    this.#set?.events(events);
    this.latestMs = events[events.length - 1]?.timestamp.getTime();
    if (adapter.writeBatch !== undefined) return this.#hand(events.length, () => adapter.writeBatch?.(events));
    await this.#hand(events.length, () => this.#writeEach(events));
  }

  /** Hands encoded lines on; `settled` is called when their bytes are not needed any more. */
  async handLines(lines: LineBatch, settled?: () => void): Promise<void> {
    if (lines.count === 0) return settled?.();
    const batch = typeof this.wire === 'object' ? new CsvBatch(lines) : lines;
    this.#check?.lines(batch);
    this.#digest?.lines(batch);
    this.#set?.lines(batch);
    this.latestMs = batch.timestamps[batch.count - 1];
    const taken = this.#asTaken(batch);
    await this.#hand(batch.count, async () => {
      await this.#adapter.writeEncoded?.(taken);
      settled?.();
    });
  }

  /** What was hashed as canonical lines, as the adapter takes it. */
  #asTaken(batch: EncodedBatch): EncodedBatch {
    const { encoding } = this.#adapter;
    if (this.#digest === undefined || encoding === undefined || encoding === 'ndjson') return batch;
    if (encoding === 'cloudevents') return new StructuredBatch(batch, this.scenario);
    return rowsOfLines(batch, { ...encoding, meta: this.meta });
  }

  async flush(): Promise<void> {
    const flushed = this.meter?.flushes();
    try {
      await this.#settle();
      await this.#guard('flush', () => this.#adapter.flush?.());
    } finally {
      flushed?.();
    }
  }

  /** Closes once, whatever happened before; a second call waits for the first. */
  close(): Promise<void> {
    this.#closing ??= this.#isOpen ? this.#closeNow() : Promise.resolve();
    return this.#closing;
  }

  /** Digests of what was handed on, as far as they were asked for. */
  get digests(): Pick<RunResult['stream'], 'blocks' | 'sha256' | 'set'> {
    const { blocks, sha256 } = this.#digest?.finish() ?? { blocks: 0, sha256: null };
    return { blocks, sha256, set: this.#set?.finish() ?? null };
  }

  /** What the adapter tells, or what was counted here where it tells nothing. */
  report(): AdapterReport {
    try {
      const own: unknown = this.#adapter.report?.();
      if (typeof own === 'object' && own !== null) return own as AdapterReport;
    } catch (thrown) {
      // A run that went well does not fail for its report; the result has a warning.
      this.reportFailure = thrown instanceof Error ? thrown.message : String(thrown);
    }
    return this.#counted();
  }

  #counted(): AdapterReport {
    const name = this.#adapter.name ?? this.#adapter.constructor.name;
    return {
      name: name === 'Object' ? 'adapter' : name,
      events: this.#handed,
      acknowledged: this.#settled,
      filtered: 0,
      batches: this.#batches,
      bytes: 0,
      retries: 0,
    };
  }

  async #writeEach(events: readonly Event[]): Promise<void> {
    for (const event of events) {
      const pending = this.#adapter.write(event);
      if (pending !== undefined) await pending;
    }
  }

  async #hand(count: number, call: Call): Promise<void> {
    this.#throwIfFailed();
    this.firstEventAt ??= this.#now();
    this.#handed += count;
    this.#batches++;
    const goesOn = this.meter?.waits();
    const pending = this.#call(count, call);
    this.#inFlight.add(pending);
    void pending.finally(() => this.#inFlight.delete(pending));
    while (this.#inFlight.size >= this.#maxInFlight) await Promise.race(this.#inFlight);
    goesOn?.();
    this.#throwIfFailed();
    const border = this.#atBorder?.(count);
    if (border !== undefined) await border;
  }

  /** Settles when the adapter has taken the events; a failure is kept for the next who asks. */
  #call(count: number, call: Call): Promise<void> {
    const settles = this.meter?.called(this.#inFlight.size + 1);
    return this.#guard('write', call).then(
      () => {
        this.#settled += count;
        settles?.();
      },
      (error: SynodeError) => void (this.#failure ??= { error }),
    );
  }

  async #settle(): Promise<void> {
    await Promise.all(this.#inFlight);
    this.#throwIfFailed();
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #closeNow(): Promise<void> {
    await Promise.all(this.#inFlight);
    await this.#guard('close', () => this.#adapter.close?.());
  }

  async #guard(operation: AdapterError['operation'], call: Call): Promise<void> {
    try {
      const pending = call();
      if (isPromise(pending)) {
        await this.#limit.wait(pending, () => this.#tooLate(operation), operation === 'close');
      }
    } catch (thrown) {
      throw this.#wrap(operation, thrown);
    }
  }

  #wrap(operation: AdapterError['operation'], thrown: unknown): SynodeError {
    return thrown instanceof SynodeError ? thrown : adapterFailed(this.#callOf(operation), thrown);
  }

  #tooLate(operation: AdapterError['operation']): AdapterError {
    return adapterTooLate(this.#callOf(operation), this.#closeTimeoutMs);
  }

  #callOf(operation: AdapterError['operation']): AdapterCall {
    const settled = this.#settled;
    const [adapter, acknowledged, unacknowledged] = [this.report().name, settled, this.#handed - settled];
    return { adapter, operation, acknowledged, unacknowledged };
  }
}

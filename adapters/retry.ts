/** Tries again what an adapter could not do, resending only what it has not acknowledged. */
import { AdapterError } from '../src/errors.ts';
import type {
  AdapterEncoding,
  AdapterPosition,
  AdapterReport,
  EncodedBatch,
  OutputAdapter,
  RunInfo,
} from '../src/model/adapter.ts';
import type { AnyEvent, Event, JsonValue } from '../src/model/event.ts';

import { backoffMs, pause } from './backoff.ts';
import { Lifecycle, newTally, reportOf, Serial } from './base.ts';
import { CompositeAdapter } from './composite.ts';
import { feedOf, isResumable, outstandingOf, type ResolvedFeed } from './deliver.ts';
import { FilterAdapter } from './filter.ts';
import { aFunction, anAdapter, OptionCheck, wholeNumber } from './options.ts';
import { countOf, handTo, keep, lastOf, withoutLast, type Parcel, type Trip } from './parcel.ts';

/** Options of `RetryAdapter`. */
export interface RetryOptions {
  /** Tries of one call in all, 1..1000. Default 3. */
  readonly attempts?: number;
  /** Wait after the first failure, ms, 0..3,600,000; doubled each time. Default 200. */
  readonly baseMs?: number;
  /** Longest wait, ms, 0..3,600,000. Default 10,000. */
  readonly maxMs?: number;
  /** Which errors are worth another try. Default: those an adapter calls `retriable`. */
  readonly retryOn?: (error: unknown) => boolean;
}

/**
 * Repeats failed writes and flushes of another adapter: waits min(maxMs, baseMs · 2ⁿ) · (0.5..1) and resends the
 * events that the error calls unacknowledged. Order is kept: one call is under way at a time.
 *
 * @example new RetryAdapter(new FileAdapter('/mnt/share/out.ndjson'), { attempts: 10 })
 */
export class RetryAdapter<E extends AnyEvent = Event> implements OutputAdapter<E> {
  readonly name = 'retry';
  readonly feed: ResolvedFeed;
  readonly encoding?: AdapterEncoding;
  readonly digest?: 'stream' | 'full';
  readonly needsWholeRun: boolean;
  readonly position?: () => AdapterPosition;
  readonly restore?: (detail: JsonValue) => Promise<void>;
  readonly #adapter: OutputAdapter<E>;
  readonly #options: Required<RetryOptions>;
  readonly #lifecycle = new Lifecycle('retry');
  readonly #tally = newTally();
  readonly #serial = new Serial();
  readonly #stop = new AbortController();
  #runId = '';
  /** With the adapter, but not acknowledged: what a later failure may ask for again. */
  #kept: readonly Parcel<E>[] = [];

  constructor(adapter: OutputAdapter<E>, options: RetryOptions = {}) {
    checkRetry(adapter, options);
    this.#adapter = adapter;
    this.#options = { attempts: 3, baseMs: 200, maxMs: 10_000, retryOn: isRetriable, ...options };
    this.feed = { batchSize: feedOf(adapter).batchSize, maxInFlight: 1 };
    if (adapter.encoding !== undefined && adapter.writeEncoded !== undefined) this.encoding = adapter.encoding;
    if (adapter.digest !== undefined) this.digest = adapter.digest;
    this.needsWholeRun = adapter.needsWholeRun === true;
    if (isResumable(adapter)) {
      this.position = () => adapter.position();
      this.restore = (detail) => adapter.restore(detail);
    }
  }

  open(run: RunInfo): void | Promise<void> {
    this.#lifecycle.begin();
    this.#runId = run.runId;
    if (run.signal.aborted) this.#stop.abort();
    run.signal.addEventListener('abort', () => this.#stop.abort(), { once: true });
    return this.#adapter.open?.(run);
  }

  write(event: E): Promise<void> {
    return this.writeBatch([event]);
  }

  writeBatch(events: readonly E[]): Promise<void> {
    return this.#accept({ kind: 'events', events });
  }

  writeEncoded(batch: EncodedBatch): Promise<void> {
    return this.#accept({ kind: 'encoded', batch });
  }

  async flush(): Promise<void> {
    await this.#serial.run(() => this.#drive([], () => this.#adapter.flush?.()));
  }

  /** Ends a wait between attempts; the call that waited fails with its last error. */
  close(): Promise<void> {
    return this.#lifecycle.close(async () => {
      this.#stop.abort();
      await this.#serial.run(() => this.#adapter.close?.());
    });
  }

  report(): AdapterReport {
    const child = this.#adapter.report?.();
    const { retries, batches } = this.#tally;
    if (child === undefined) return reportOf(this.name, this.#tally);
    return { ...child, name: this.name, batches, retries: retries + child.retries, children: [child] };
  }

  async #accept(parcel: Parcel<E>): Promise<void> {
    this.#lifecycle.assertUsable();
    await this.#serial.run(() => this.#drive([parcel], () => undefined));
    this.#tally.batches += 1;
    this.#tally.events += countOf(parcel);
    this.#tally.acknowledged += countOf(parcel);
  }

  /** Hands everything over and then does `finish`; on a failure that may pass, again from what did not arrive. */
  async #drive(parcels: readonly Parcel<E>[], finish: () => void | Promise<void>): Promise<void> {
    let waiting = parcels;
    for (let attempt = 0; ; attempt++) {
      const trip: Trip<E> = { waiting, onTheWay: this.#kept, inCall: 0 };
      try {
        await handTo(this.#adapter, trip);
        await finish();
        this.#kept = keep(lastOf(trip.onTheWay, outstandingOf(this.#adapter)));
        return;
      } catch (error) {
        const isLast = attempt + 1 >= this.#options.attempts || !this.#options.retryOn(error);
        if (isLast || !(await this.#wait(attempt))) throw error;
        this.#tally.retries += 1;
        const missing = error instanceof AdapterError ? error.unacknowledged : trip.inCall;
        waiting = [...lastOf(trip.onTheWay, missing), ...trip.waiting];
        this.#kept = withoutLast(trip.onTheWay, missing);
      }
    }
  }

  #wait(attempt: number): Promise<boolean> {
    const { baseMs, maxMs } = this.#options;
    const key = `${this.#runId}/${this.#tally.events}`;
    return pause(backoffMs({ attempt, baseMs, maxMs, key }), this.#stop.signal);
  }
}

function isRetriable(error: unknown): boolean {
  return error instanceof AdapterError && error.retriable;
}

function checkRetry(adapter: OutputAdapter<never>, options: RetryOptions): void {
  const check = new OptionCheck('RetryAdapter');
  check.value('adapter', adapter, anAdapter);
  if (adapter instanceof FilterAdapter || adapter instanceof CompositeAdapter) {
    check.fault('adapter', adapter, {
      expected: 'the adapter that writes',
      received: `a ${adapter.constructor.name}`,
      suggestion: `Put it inside: new ${adapter.constructor.name}(new RetryAdapter(…), …). Only the innermost adapter knows which events are missing.`,
    });
  }
  const milliseconds = wholeNumber({ min: 0, max: 3_600_000 });
  check.object(options, {
    attempts: wholeNumber({ min: 1, max: 1000 }),
    baseMs: milliseconds,
    maxMs: milliseconds,
    retryOn: aFunction,
  });
  check.throwIfAny();
}

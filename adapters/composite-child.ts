/** One adapter among others: what it was given, and whether it still takes part. */
import type { AdapterReport, EncodedBatch, OutputAdapter, RunInfo } from '../src/model/adapter.ts';
import type { AnyEvent, JsonValue } from '../src/model/event.ts';

import { isPromise, newTally, oneLine, reportOf } from './base.ts';
import { deliver, feedOf, isResumable, sliceEncoded, type ResolvedFeed } from './deliver.ts';

/** Why a child takes no more part. */
export type Loss = NonNullable<AdapterReport['lost']>;

/** Where a child stands; one that cannot tell starts over. */
export type ChildPosition =
  { readonly ordinal: number; readonly detail: JsonValue } | { readonly lost: { code: string; message: string } };

export class Child<E extends AnyEvent> {
  readonly name: string;
  readonly feed: ResolvedFeed;
  readonly isResumable: boolean;
  lost: Loss | undefined;
  readonly #adapter: OutputAdapter<E>;
  readonly #tally = newTally();
  /** Events to come that the child had before the run was resumed. */
  #skip = 0;
  #isClosed = false;

  constructor(adapter: OutputAdapter<E>) {
    this.#adapter = adapter;
    this.name = adapter.name ?? 'adapter';
    this.feed = feedOf(adapter);
    this.isResumable = isResumable(adapter);
  }

  open(run: RunInfo): void | Promise<void> {
    return this.#adapter.open?.(run);
  }

  write(events: readonly E[]): void | Promise<void> {
    const skipped = this.#skipped(events.length);
    if (skipped === events.length) return;
    const rest = skipped === 0 ? events : events.slice(skipped);
    return this.#count(rest.length, deliver(this.#adapter, rest));
  }

  writeEncoded(batch: EncodedBatch): void | Promise<void> {
    const skipped = this.#skipped(batch.count);
    if (skipped === batch.count) return;
    return this.#count(batch.count - skipped, this.#adapter.writeEncoded?.(sliceEncoded(batch, skipped)));
  }

  flush(): void | Promise<void> {
    return this.#adapter.flush?.();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#adapter.close?.();
  }

  /** Takes the child out of the run. What its `close` says then adds to the reason. */
  async isolate(error: unknown): Promise<void> {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'ADAPTER_ERROR';
    this.lost = { code, message: oneLine(error) };
    try {
      await this.close();
    } catch (closeError) {
      this.lost = { code, message: `${oneLine(error)}; then close: ${oneLine(closeError)}` };
    }
  }

  position(): ChildPosition {
    if (this.lost !== undefined) return { lost: this.lost };
    return isResumable(this.#adapter) ? this.#adapter.position() : { ordinal: 0, detail: null };
  }

  /** Goes back to its own place, which may lie after the one the stream goes on from. */
  async restore(position: ChildPosition, streamOrdinal: number): Promise<void> {
    if ('lost' in position) {
      await this.close();
      this.lost = position.lost;
    } else if (isResumable(this.#adapter)) {
      await this.#adapter.restore(position.detail);
      this.#skip = position.ordinal - streamOrdinal;
    }
  }

  report(): AdapterReport {
    const own = this.#adapter.report?.() ?? reportOf(this.name, this.#tally);
    return this.lost === undefined ? own : { ...own, lost: this.lost };
  }

  #skipped(count: number): number {
    const skipped = Math.min(this.#skip, count);
    this.#skip -= skipped;
    return skipped;
  }

  #count(events: number, pending: void | Promise<void>): void | Promise<void> {
    const done = () => {
      this.#tally.events += events;
      this.#tally.acknowledged += events;
      this.#tally.batches += 1;
    };
    return isPromise(pending) ? pending.then(done) : done();
  }
}

/** How an adapter that holds adapters hands events to them: in their batch size, awaiting only promises. */
import type { AdapterPosition, EncodedBatch, OutputAdapter } from '../src/model/adapter.ts';
import type { AnyEvent } from '../src/model/event.ts';

import { isPromise } from './base.ts';

/** Events a call, where the adapter does not say. */
export const DEFAULT_BATCH_SIZE = 1000;

/** How an adapter wants to be fed, completed. */
export interface ResolvedFeed {
  readonly batchSize: number;
  readonly maxInFlight: number;
}

/**
 * How to feed an adapter through another one. Where a batch becomes several calls, only one batch may be under way, or
 * the calls of two would mix.
 */
export function feedOf(adapter: OutputAdapter<never>): ResolvedFeed {
  const { batchSize = DEFAULT_BATCH_SIZE, maxInFlight = 1 } = adapter.feed ?? {};
  return { batchSize, maxInFlight: adapter.writeBatch === undefined ? 1 : maxInFlight };
}

/** How far `deliver` has come, kept up to date while it runs. */
export interface Progress {
  /** Events of the calls begun so far. */
  begun: number;
  /** Events of the calls that ended well. */
  delivered: number;
}

/** Hands events over in order, one call after the other. No promise is made while the adapter makes none. */
export function deliver<E extends AnyEvent>(
  adapter: OutputAdapter<E>,
  events: readonly E[],
  progress: Progress = { begun: 0, delivered: 0 },
): void | Promise<void> {
  const size = adapter.writeBatch === undefined ? 1 : feedOf(adapter).batchSize;
  while (progress.delivered < events.length) {
    const from = progress.delivered;
    const until = Math.min(from + size, events.length);
    progress.begun = until;
    const pending = handOver(adapter, from === 0 && until === events.length ? events : events.slice(from, until));
    if (isPromise(pending)) {
      return pending.then(() => {
        progress.delivered = until;
        return deliver(adapter, events, progress);
      });
    }
    progress.delivered = until;
  }
}

function handOver<E extends AnyEvent>(adapter: OutputAdapter<E>, events: readonly E[]): void | Promise<void> {
  if (adapter.writeBatch !== undefined) return adapter.writeBatch(events);
  const [event] = events;
  if (event !== undefined) return adapter.write(event);
}

/** The events of a batch from `from` on, still in the same memory. */
export function sliceEncoded(batch: EncodedBatch, from: number): EncodedBatch {
  if (from <= 0) return batch;
  const start = batch.ends[from - 1] ?? 0;
  return {
    count: batch.count - from,
    bytes: batch.bytes.subarray(start),
    ends: batch.ends.slice(from).map((end) => end - start),
    names: batch.names.slice(from),
    userIds: batch.userIds.slice(from),
    ids: batch.ids.slice(from),
    timestamps: batch.timestamps.subarray(from),
  };
}

/** The first `count` events of a batch, still in the same memory. */
export function headOfEncoded(batch: EncodedBatch, count: number): EncodedBatch {
  return {
    count,
    bytes: batch.bytes.subarray(0, batch.ends[count - 1] ?? 0),
    ends: batch.ends.subarray(0, count),
    names: batch.names.slice(0, count),
    userIds: batch.userIds.slice(0, count),
    ids: batch.ids.slice(0, count),
    timestamps: batch.timestamps.subarray(0, count),
  };
}

/** Events handed to an adapter that it has not acknowledged yet; none where it does not tell. */
export function outstandingOf(adapter: OutputAdapter<never>): number {
  const report = adapter.report?.();
  return report === undefined ? 0 : report.events - report.acknowledged;
}

/** Whether an adapter can be asked where it stands. */
export function isResumable<A extends OutputAdapter<never>>(
  adapter: A,
): adapter is A & { position(): AdapterPosition; restore: NonNullable<A['restore']> } {
  return adapter.position !== undefined && adapter.restore !== undefined;
}

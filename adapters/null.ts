/** Counts and discards: for benches, and for runs whose folds alone are wanted. */
import type { AdapterReport, EncodedBatch, OutputAdapter } from '../src/model/adapter.ts';
import type { AnyEvent } from '../src/model/event.ts';

import { Lifecycle, newTally, reportOf } from './base.ts';

/**
 * Counts events and discards them. Takes encoded batches too, so that workers need not ship objects.
 *
 * @example await generate(shop, { users: 1000, adapter: new NullAdapter() })
 */
export class NullAdapter implements OutputAdapter<AnyEvent> {
  readonly name = 'null';
  readonly encoding = 'ndjson';
  readonly #lifecycle = new Lifecycle('null');
  readonly #tally = newTally();

  write(_event: AnyEvent): void {
    this.#count(1, 0);
  }

  writeBatch(events: readonly AnyEvent[]): void {
    this.#count(events.length, 0);
  }

  writeEncoded(batch: EncodedBatch): void {
    this.#count(batch.count, batch.bytes.length);
  }

  close(): Promise<void> {
    return this.#lifecycle.close(() => undefined);
  }

  report(): AdapterReport {
    return reportOf(this.name, this.#tally);
  }

  #count(events: number, bytes: number): void {
    this.#lifecycle.assertUsable();
    this.#tally.events += events;
    this.#tally.acknowledged += events;
    this.#tally.batches += 1;
    this.#tally.bytes += bytes;
  }
}

/** The last stage before an adapter: events collect until a batch is full, then they are handed on. */
import { createEncoder, type EventEncoder } from '../encode/encoder.ts';
import type { LineBatch } from '../encode/line-batch.ts';
import type { Event } from '../model/event.ts';
import type { Delivery } from './deliver.ts';
import type { ActorFailure } from './failure.ts';
import type { RunSink } from './lanes.ts';
import type { Pacer } from './pacer.ts';
import type { Patience } from './patience.ts';
import type { RunPolicy } from './policy.ts';
import type { ResultFolds } from './results.ts';

/** What a sink may have to do beside handing events on. */
export interface SinkParts {
  /** Folds that need the order of the stream. */
  readonly ordered: ResultFolds | undefined;
  readonly pacer: Pacer | undefined;
}

abstract class BatchSink implements RunSink {
  protected readonly delivery: Delivery;
  readonly #policy: RunPolicy;
  readonly #ordered: ResultFolds | undefined;
  readonly #pacer: Pacer | undefined;

  constructor(delivery: Delivery, policy: RunPolicy, { ordered, pacer }: SinkParts) {
    this.delivery = delivery;
    this.#pacer = pacer;
    this.#policy = policy;
    this.#ordered = ordered;
  }

  abstract drain(): Promise<void>;
  protected abstract take(event: Event, ms: number): void;
  protected abstract get isBatchFull(): boolean;

  /** A closed sink wants nothing more, so it counts as full: no further step starts. */
  get isFull(): boolean {
    return this.isBatchFull || this.isClosed;
  }

  get isClosed(): boolean {
    return this.#policy.isClosed;
  }

  get patience(): Patience {
    return this.#policy.patience;
  }

  emit(event: Event, ms: number): void {
    if (this.#policy.isLimited) return;
    // What cannot be written throws, and was not taken then.
    this.take(event, ms);
    this.#policy.admit(1);
    this.#ordered?.apply(event);
  }

  protected get needsEvents(): boolean {
    return this.#ordered !== undefined;
  }

  protected admits(): boolean {
    return this.#policy.admit(1) === 1;
  }

  /** What waits in the batch is due, so it goes first. */
  untilDue(ms: number): Promise<void> | undefined {
    const pacer = this.#pacer;
    if (pacer === undefined || pacer.wait(ms) === 0) return undefined;
    return this.drain()
      .then(() => this.delivery.flush())
      .then(() => pacer.sleep(ms));
  }

  fail(failure: ActorFailure): Promise<void> {
    return this.#policy.fail(failure);
  }
}

/** Events as objects. */
export class ObjectSink extends BatchSink {
  #events: Event[] = [];

  protected get isBatchFull(): boolean {
    return this.#events.length >= this.delivery.batchSize;
  }

  protected take(event: Event): void {
    this.#events.push(event);
  }

  async drain(): Promise<void> {
    const events = this.#events;
    this.#events = [];
    await this.delivery.handEvents(events);
  }
}

/** Events as bytes. */
export class LineSink extends BatchSink {
  readonly #encoder: EventEncoder;

  constructor(delivery: Delivery, policy: RunPolicy, parts: SinkParts) {
    super(delivery, policy, parts);
    this.#encoder = createEncoder(delivery.wire ?? 'ndjson', delivery);
  }

  protected get isBatchFull(): boolean {
    return this.#encoder.isFull;
  }

  protected take(event: Event, ms: number): void {
    this.#encoder.encode(event, ms);
  }

  get takesLines(): boolean {
    return !this.needsEvents;
  }

  emitLine(batch: LineBatch, index: number): void {
    if (this.admits()) this.#encoder.append(batch, index);
  }

  drain(): Promise<void> {
    return this.delivery.handLines(this.#encoder.take());
  }
}

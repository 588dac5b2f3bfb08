/** The last stage before an adapter: events collect until a batch is full, then they are handed on. */
import type { Event } from '../model/event.ts';
import type { FailureRecord } from '../model/result.ts';
import { LineEncoder } from '../encode/line-encoder.ts';
import type { RunSink } from './lanes.ts';
import type { Delivery } from './deliver.ts';
import type { ActorFailure } from './failure.ts';
import { SynodeError, SynodeValidationError } from '../errors.ts';

/** What ends a run early, and what becomes of failed actors. */
export interface SinkPolicy {
  readonly maxEvents: number;
  readonly signal: AbortSignal;
  readonly onError: 'fail' | 'skipUser' | 'deadLetter';
  readonly errorLimit: number;
  readonly deadLetter: ((record: FailureRecord) => void | Promise<void>) | undefined;
  readonly failures: FailureRecord[];
}

const KEPT_FAILURES = 100;

abstract class BatchSink implements RunSink {
  protected readonly delivery: Delivery;
  readonly #policy: SinkPolicy;
  #accepted = 0;
  #failed = 0;

  constructor(delivery: Delivery, policy: SinkPolicy) {
    this.delivery = delivery;
    this.#policy = policy;
  }

  abstract get isFull(): boolean;
  abstract drain(): Promise<void>;
  protected abstract take(event: Event, ms: number): void;

  get isClosed(): boolean {
    return this.#accepted >= this.#policy.maxEvents || this.#policy.signal.aborted;
  }

  emit(event: Event, ms: number): void {
    if (this.#accepted >= this.#policy.maxEvents) return;
    this.#accepted++;
    this.take(event, ms);
  }

  async fail(failure: ActorFailure): Promise<void> {
    const { onError, errorLimit, deadLetter, failures } = this.#policy;
    // A schema in strict mode judges the data, not the handler: no policy lets the run go on.
    if (failure.error instanceof SynodeValidationError) throw failure.error;
    if (failures.length < KEPT_FAILURES) failures.push(failure.record);
    if (onError === 'fail') throw failure.error;
    if (onError === 'deadLetter') await deadLetter?.(failure.record);
    if (++this.#failed > errorLimit) throw tooManyFailures(this.#failed, errorLimit, failures[0], failure.error);
  }
}

/** Events as objects. */
export class ObjectSink extends BatchSink {
  #events: Event[] = [];

  get isFull(): boolean {
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

/** Events as canonical lines. */
export class LineSink extends BatchSink {
  readonly #encoder: LineEncoder;

  constructor(delivery: Delivery, policy: SinkPolicy) {
    super(delivery, policy);
    this.#encoder = new LineEncoder(delivery.batchSize);
  }

  get isFull(): boolean {
    return this.#encoder.isFull;
  }

  protected take(event: Event, ms: number): void {
    this.#encoder.encode(event, ms);
  }

  drain(): Promise<void> {
    return this.delivery.handLines(this.#encoder);
  }
}

function tooManyFailures(
  failed: number,
  limit: number,
  first: FailureRecord | undefined,
  cause: SynodeError,
): SynodeError {
  return new SynodeError(
    'ERROR_LIMIT',
    `${failed} actors failed, limit ${limit}; first: ${first?.message ?? 'unknown'}`,
    {
      path: ["option 'errorLimit'"],
      expected: `at most ${limit} failed actors`,
      received: String(failed),
      suggestion: 'Fix the handler, or raise errorLimit.',
      cause,
      ...(first === undefined ? {} : { replay: first.replay }),
    },
  );
}

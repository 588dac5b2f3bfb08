/** The last stage before an adapter: events collect until a batch is full, then they are handed on. */
import type { Event } from '../model/event.ts';
import type { FailureRecord } from '../model/result.ts';
import { LineEncoder } from '../encode/line-encoder.ts';
import type { RunSink } from './by-user.ts';
import type { Delivery } from './deliver.ts';
import type { ActorFailure } from './failure.ts';
import { AdapterError, SynodeError, SynodeValidationError } from '../errors.ts';

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

  abstract drain(): Promise<void>;
  protected abstract take(event: Event, ms: number): void;
  protected abstract get isBatchFull(): boolean;

  /** A closed sink wants nothing more, so it counts as full: no further step starts. */
  get isFull(): boolean {
    return this.isBatchFull || this.isClosed;
  }

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
    if (onError === 'deadLetter') await deliverLetter(deadLetter, failure.record);
    if (++this.#failed > errorLimit) throw tooManyFailures(this.#failed, errorLimit, failures[0], failure.error);
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

/** Events as canonical lines. */
export class LineSink extends BatchSink {
  readonly #encoder: LineEncoder;

  constructor(delivery: Delivery, policy: SinkPolicy) {
    super(delivery, policy);
    this.#encoder = new LineEncoder(delivery.batchSize);
  }

  protected get isBatchFull(): boolean {
    return this.#encoder.isFull;
  }

  protected take(event: Event, ms: number): void {
    this.#encoder.encode(event, ms);
  }

  drain(): Promise<void> {
    return this.delivery.handLines(this.#encoder);
  }
}

async function deliverLetter(deadLetter: SinkPolicy['deadLetter'], record: FailureRecord): Promise<void> {
  try {
    await deadLetter?.(record);
  } catch (thrown) {
    const what = thrown instanceof Error ? thrown.message : String(thrown);
    throw new AdapterError(
      'ADAPTER_ERROR',
      `deadLetter failed for ${record.userId}: ${what}`,
      { adapter: 'deadLetter', operation: 'write', retriable: false, acknowledged: 0, unacknowledged: 1 },
      { path: ["option 'deadLetter'"], cause: thrown, suggestion: 'See the cause.' },
    );
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

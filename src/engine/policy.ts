/** What ends a run before its end: a limit of events, an abort, a failed actor too many. One per run. */
import { AdapterError, SynodeError, SynodeValidationError } from '../errors.ts';
import type { FailureRecord } from '../model/result.ts';
import type { ActorFailure } from './failure.ts';
import { Patience } from './patience.ts';

export interface PolicyOptions {
  readonly maxEvents: number;
  readonly signal: AbortSignal;
  readonly onError: 'fail' | 'skipUser' | 'deadLetter';
  readonly errorLimit: number;
  readonly deadLetter: ((record: FailureRecord) => void | Promise<void>) | undefined;
  /** How long handlers that are under way at an abort are waited for. */
  readonly closeTimeoutMs: number;
}

/** Failures that a result shows. */
const KEPT_FAILURES = 100;

export class RunPolicy {
  readonly failures: FailureRecord[] = [];
  readonly patience: Patience;
  readonly #maxEvents: number;
  readonly #signal: AbortSignal;
  readonly #onError: PolicyOptions['onError'];
  readonly #errorLimit: number;
  readonly #deadLetter: PolicyOptions['deadLetter'];
  #accepted = 0;
  #failed = 0;
  #isAborted = false;

  constructor({ maxEvents, signal, onError, errorLimit, deadLetter, closeTimeoutMs }: PolicyOptions) {
    this.patience = new Patience(closeTimeoutMs);
    this.#maxEvents = maxEvents;
    this.#signal = signal;
    this.#onError = onError;
    this.#errorLimit = errorLimit;
    this.#deadLetter = deadLetter;
  }

  /**
   * Hears of an abort from now on, until what it gives is called. It is asked for several times an action: the signal
   * itself takes 40 ns to answer (bench `engine.batches`).
   */
  watch(): () => void {
    // One of this run alone: a signal of the caller may have any number of runs.
    const signal = AbortSignal.any([this.#signal]);
    let stopWaiting: (() => void) | undefined;
    const abort = (): void => {
      this.#isAborted = true;
      stopWaiting = this.patience.begin();
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    return () => {
      signal.removeEventListener('abort', abort);
      stopWaiting?.();
    };
  }

  /** Events of the stream that were taken so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Whether nothing more is wanted. */
  get isClosed(): boolean {
    return this.isLimited || this.#isAborted;
  }

  get isLimited(): boolean {
    return this.#accepted >= this.#maxEvents;
  }

  /** How many of the next `count` events of the stream are still wanted; they count as taken. */
  admit(count: number): number {
    const admitted = Math.min(count, this.#maxEvents - this.#accepted);
    this.#accepted += admitted;
    return admitted;
  }

  /** Takes note of a failed actor, in output order. Throws when the run must not go on. */
  async fail({ error, record }: ActorFailure): Promise<void> {
    // A schema in strict mode judges the data, not the handler: no policy lets the run go on.
    if (error instanceof SynodeValidationError) throw error;
    // Books that do not balance are nobody's bad luck: no policy skips them.
    if (error.kind === 'invariant') throw error;
    if (this.failures.length < KEPT_FAILURES) this.failures.push(record);
    if (this.#onError === 'fail') throw error;
    if (this.#onError === 'deadLetter') await deliverLetter(this.#deadLetter, record);
    if (++this.#failed > this.#errorLimit)
      throw tooManyFailures(this.#failed, this.#errorLimit, this.failures[0], error);
  }
}

async function deliverLetter(deadLetter: PolicyOptions['deadLetter'], record: FailureRecord): Promise<void> {
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

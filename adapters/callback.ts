/** Hands events to a function of the caller. */
import type { AdapterReport, OutputAdapter } from '../src/model/adapter.ts';
import type { AnyEvent, Event } from '../src/model/event.ts';

import { isPromise, Lifecycle, newTally, reportOf, toAdapterError } from './base.ts';
import { aBoolean, aFunction, OptionCheck } from './options.ts';

/** Options of `CallbackAdapter`. */
export interface CallbackOptions {
  /** Whether the function gets arrays of events instead of one event at a time. Default false. */
  readonly batch?: boolean;
}

/**
 * Calls a function with each event, or with each batch, and waits for the promise it may return.
 *
 * @throws AdapterError `ADAPTER_ERROR` with the function's error as `cause`; it is not retried
 * @example new CallbackAdapter((event) => counts.add(event.name))
 * @example new CallbackAdapter((events) => table.insert(events), { batch: true })
 */
export class CallbackAdapter<E extends AnyEvent = Event> implements OutputAdapter<E> {
  readonly name = 'callback';
  /** There only with `batch`: without it the runtime calls `write`. */
  readonly writeBatch?: (events: readonly E[]) => void | Promise<void>;
  readonly #lifecycle = new Lifecycle('callback');
  readonly #tally = newTally();
  readonly #call: (events: readonly E[]) => unknown;

  constructor(fn: (event: E) => unknown, options?: { readonly batch?: false });
  constructor(fn: (events: readonly E[]) => unknown, options: { readonly batch: true });
  constructor(fn: (given: never) => unknown, options: CallbackOptions = {}) {
    const check = new OptionCheck('CallbackAdapter');
    check.value('fn', fn, aFunction);
    check.object(options, { batch: aBoolean });
    check.throwIfAny();
    if (options.batch === true) {
      this.#call = fn as unknown as (events: readonly E[]) => unknown;
      this.writeBatch = (events) => this.#hand(events);
    } else {
      const one = fn as unknown as (event: E) => unknown;
      this.#call = ([event]) => (event === undefined ? undefined : one(event));
    }
  }

  write(event: E): void | Promise<void> {
    return this.#hand([event]);
  }

  close(): Promise<void> {
    return this.#lifecycle.close(() => undefined);
  }

  report(): AdapterReport {
    return reportOf(this.name, this.#tally);
  }

  #hand(events: readonly E[]): void | Promise<void> {
    this.#lifecycle.assertUsable();
    let pending: unknown;
    try {
      pending = this.#call(events);
    } catch (error) {
      throw this.#failed(error, events.length);
    }
    if (!isPromise(pending)) return this.#count(events.length);
    return pending.then(
      () => this.#count(events.length),
      (error: unknown) => {
        throw this.#failed(error, events.length);
      },
    );
  }

  #count(events: number): void {
    this.#tally.events += events;
    this.#tally.acknowledged += events;
    this.#tally.batches += 1;
  }

  #failed(error: unknown, unacknowledged: number): Error {
    const { acknowledged } = this.#tally;
    return toAdapterError(error, {
      adapter: this.name,
      operation: 'write',
      acknowledged,
      unacknowledged,
      suggestion: 'See the cause: the function given to CallbackAdapter threw.',
    });
  }
}

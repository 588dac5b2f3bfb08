/** A run as an async iterable: the reader's pace is the run's. */
import { CompositeAdapter } from '../adapters/composite.ts';
import { SynodeError } from './errors.ts';
import type { OutputAdapter, RunInfo } from './model/adapter.ts';
import type { AnyEvent, Event, EventOf } from './model/event.ts';
import type { RunResult } from './model/result.ts';
import type { RunOptions } from './model/run-options.ts';
import type { Runnable, Scenario } from './model/scenario.ts';

/** Batches that may wait unread: the next one waits for the reader, and with it the run. */
const MOST_UNREAD = 2;

/** The events of a run, one by one, to be read once. */
export interface EventStream<E extends AnyEvent = Event> extends AsyncIterable<E> {
  /**
   * What became of the run. Settles when it has been read to its end or was left: then with `status` `interrupted`.
   * Rejects as `generate` does.
   */
  readonly result: Promise<RunResult>;
  [Symbol.asyncIterator](): AsyncIterator<E, undefined>;
}

/**
 * The run of `generate` as an async iterable: the same events in the same order. Nothing runs before the first event is
 * asked for; not reading is pausing, with at most two batches (`batchSize`) waiting unread; leaving the loop stops the run
 * and closes everything. With `adapter` the events go there too.
 *
 * @throws SynodeError while iterating, behind the events that came before: what `generate` rejects with
 * @example for await (const event of stream(shop, { users: 100 })) if (event.name === 'order.placed') break
 */
export function stream<const J extends Runnable>(
  input: J,
  ...[options]: J extends Scenario ? [options?: RunOptions<EventOf<J>>] : [options: RunOptions<EventOf<J>>]
): EventStream<EventOf<J>> {
  return new ReadRun<EventOf<J>>(input, options);
}

type Next<E> = IteratorResult<E, undefined>;

class ReadRun<E extends AnyEvent> implements EventStream<E>, AsyncIterator<E, undefined> {
  readonly result: Promise<RunResult>;
  readonly #input: Runnable;
  readonly #options: unknown;
  readonly #leaving = new AbortController();
  readonly #reader = new Reader();
  #settle: (run: Promise<RunResult>) => void = () => undefined;
  #run: Promise<RunResult> | undefined;
  #batch: readonly Event[] = [];
  #at = 0;
  #isOver = false;
  /** Calls of `next` that came before the one before them had settled. */
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(input: Runnable, options: unknown) {
    this.#input = input;
    this.#options = options;
    this.result = new Promise<RunResult>((resolve) => (this.#settle = resolve));
    // Whoever iterates is told of a failure there; nobody has to ask for the result as well.
    this.result.catch(() => undefined);
  }

  [Symbol.asyncIterator](): AsyncIterator<E, undefined> {
    return this;
  }

  next(): Promise<Next<E>> {
    const event = this.#waiting === 0 ? this.#shift() : undefined;
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    this.#waiting++;
    const result = this.#last.then(() => this.#fetch());
    this.#last = result.then(
      () => this.#waiting--,
      () => this.#waiting--,
    );
    return result;
  }

  /** The loop was left: the run stops, and everything is closed when this resolves. */
  async return(): Promise<Next<E>> {
    this.#isOver = true;
    this.#batch = [];
    this.#leaving.abort(new Error('the stream is read no further'));
    this.#reader.leave();
    await this.#started().catch((thrown: unknown) => {
      // What went wrong behind the place where the reader left is for `result` to say, but not what was lost before it.
      if (thrown instanceof SynodeError && thrown.kind === 'adapter') throw thrown;
    });
    return { done: true, value: undefined };
  }

  #shift(): E | undefined {
    const event = this.#batch[this.#at];
    if (event !== undefined) this.#at++;
    return event as unknown as E | undefined;
  }

  async #fetch(): Promise<Next<E>> {
    for (;;) {
      const event = this.#shift();
      if (event !== undefined) return { done: false, value: event };
      if (this.#isOver) return { done: true, value: undefined };
      const run = this.#started();
      const batch = await this.#reader.take();
      if (batch === undefined) {
        this.#isOver = true;
        await run;
      } else if (!this.#isOver) {
        this.#batch = batch;
        this.#at = 0;
      }
    }
  }

  #started(): Promise<RunResult> {
    if (this.#run !== undefined) return this.#run;
    this.#run = this.#start().finally(() => this.#reader.end());
    this.#settle(this.#run);
    return this.#run;
  }

  async #start(): Promise<RunResult> {
    const { runCall } = await import('./run-call.ts');
    const { readOptions } = await import('./prepare.ts');
    const options = readOptions(this.#options === undefined ? {} : this.#options, 'stream') as RunOptions;
    const { adapter, signal } = options;
    const run = {
      ...options,
      adapter: () => this.#fed(adapter),
      // What is no signal is reported with all other faults.
      signal: signal === undefined || signal instanceof AbortSignal ? this.#stopping(signal) : signal,
    };
    return runCall(this.#input, run as unknown as RunOptions<never>).catch((thrown: unknown) => this.#failed(thrown));
  }

  /** Aborted by whoever comes first: the reader who leaves, or the signal of the call. */
  #stopping(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#leaving.signal : AbortSignal.any([this.#leaving.signal, signal]);
  }

  /** The reader, and the adapter of the call where there is one. */
  #fed(given: unknown): unknown {
    if (given === undefined) return this.#reader;
    const adapter: unknown = typeof given === 'function' ? (given as () => unknown)() : given;
    const canWrite = typeof adapter === 'object' && adapter !== null && 'write' in adapter;
    return canWrite ? new CompositeAdapter([adapter as OutputAdapter, this.#reader]) : adapter;
  }

  /** Leaving is no failure: the result says `interrupted`. */
  #failed(thrown: unknown): RunResult {
    const isLeft = this.#leaving.signal.aborted;
    if (isLeft && thrown instanceof SynodeError && thrown.code === 'INTERRUPTED' && thrown.result !== undefined) {
      return thrown.result;
    }
    throw thrown;
  }
}

/** Takes batches as an adapter does, and lets them be read. */
class Reader implements OutputAdapter {
  readonly name = 'stream';
  readonly #unread: (readonly Event[])[] = [];
  #waiting: ((batch: readonly Event[] | undefined) => void) | undefined;
  #makeRoom: (() => void) | undefined;
  #isEnded = false;
  /** Whether the run may not wait for room any more. */
  #isStopping = false;

  open({ signal }: RunInfo): void {
    const stop = (): void => this.#stop();
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  }

  write(event: Event): void | Promise<void> {
    return this.writeBatch([event]);
  }

  /** Resolves when the next batch may come. */
  writeBatch(events: readonly Event[]): void | Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) return waiting(events);
    this.#unread.push(events);
    if (this.#unread.length < MOST_UNREAD || this.#isStopping) return undefined;
    return new Promise((resolve) => (this.#makeRoom = resolve));
  }

  /** The next batch, as soon as there is one; `undefined` behind the last. One call at a time. */
  take(): Promise<readonly Event[] | undefined> {
    const batch = this.#unread.shift();
    if (batch === undefined && !this.#isEnded) return new Promise((resolve) => (this.#waiting = resolve));
    this.#letGo();
    return Promise.resolve(batch);
  }

  /** Nothing more will come. */
  end(): void {
    this.#isEnded = true;
    this.#waiting?.(undefined);
    this.#waiting = undefined;
  }

  /** Nobody reads on. */
  leave(): void {
    this.#unread.length = 0;
    this.#stop();
  }

  #stop(): void {
    this.#isStopping = true;
    this.#letGo();
  }

  #letGo(): void {
    this.#makeRoom?.();
    this.#makeRoom = undefined;
  }
}

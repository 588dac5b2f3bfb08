/** What every adapter needs and none should write twice: closing once, counting, and errors of one form. */
import { AdapterError, SynodeError, type AdapterFailure } from '../src/errors.ts';
import type { AdapterReport } from '../src/model/adapter.ts';

/** Counters behind `AdapterReport`. `events` = acknowledged + what the adapter still holds. */
export interface Tally {
  events: number;
  acknowledged: number;
  filtered: number;
  batches: number;
  bytes: number;
  retries: number;
}

export function newTally(): Tally {
  return { events: 0, acknowledged: 0, filtered: 0, batches: 0, bytes: 0, retries: 0 };
}

export function reportOf(name: string, tally: Tally, more: Partial<AdapterReport> = {}): AdapterReport {
  return { name, ...tally, ...more };
}

/** The states an adapter passes through: new, open, closed; each once. */
export class Lifecycle {
  readonly #adapter: string;
  #opened = false;
  #closing: Promise<void> | undefined;

  constructor(adapter: string) {
    this.#adapter = adapter;
  }

  get isOpen(): boolean {
    return this.#opened && this.#closing === undefined;
  }

  /** For `open`: an adapter serves one run. */
  begin(): void {
    this.assertUsable('open');
    if (this.#opened) throw this.#misuse('open', 'is already open', 'Make one adapter per run: adapter: () => new …');
    this.#opened = true;
  }

  /** For `write` of adapters that need no `open`. */
  assertUsable(operation: AdapterFailure['operation'] = 'write'): void {
    if (this.#closing === undefined) return;
    throw this.#misuse(operation, 'is closed', 'Make one adapter per run: adapter: () => new …');
  }

  /** For `write` of adapters that get what they write to in `open`. */
  assertOpen(operation: AdapterFailure['operation'] = 'write'): void {
    this.assertUsable(operation);
    if (!this.#opened) throw this.#misuse(operation, 'is not open', 'Call open(run) first; generate() does.');
  }

  /** Runs the work of the first `close`; every further call waits for the same end. */
  close(work: () => void | Promise<void>): Promise<void> {
    // The promise stands before the work starts, so that a write made by the work already sees a closed adapter.
    this.#closing ??= Promise.resolve().then(work);
    return this.#closing;
  }

  #misuse(operation: AdapterFailure['operation'], state: string, suggestion: string): AdapterError {
    return new AdapterError(
      'ADAPTER_CLOSED',
      `${operation}() was called on a ${this.#adapter} adapter that ${state}`,
      { adapter: this.#adapter, operation, retriable: false, acknowledged: 0, unacknowledged: 0 },
      { suggestion },
    );
  }
}

/** One piece of work after the other, in the order of the calls, even if the caller does not wait. */
export class Serial {
  #last: Promise<void> = Promise.resolve();

  run<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    // Whoever asked for the work gets its error from `result`; the next in line only has to wait.
    this.#last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }
}

/** What is known where something failed. */
export interface FailureContext extends Omit<AdapterFailure, 'retriable'> {
  readonly retriable?: boolean;
  readonly suggestion?: string | undefined;
}

/** Any failure as an error that says what arrived. Faults of the configuration stay what they are. */
export function toAdapterError(error: unknown, context: FailureContext): SynodeError {
  const { suggestion, retriable = false, ...failure } = context;
  if (error instanceof AdapterError) return error;
  if (error instanceof SynodeError) {
    if (error.kind !== 'adapter') return error;
    const { path, expected, received } = error;
    return new AdapterError(
      error.code,
      error.rawMessage,
      { ...failure, retriable },
      { path, cause: error, ...given({ expected, received, suggestion: error.suggestion }) },
    );
  }
  const systemCode = failure.systemCode ?? systemCodeOf(error);
  return new AdapterError(
    'ADAPTER_ERROR',
    `${failure.adapter} adapter: ${failure.operation} failed after ${failure.acknowledged} acknowledged events: ${oneLine(error)}`,
    { ...failure, ...given({ systemCode }), retriable },
    { cause: error, ...given({ suggestion }) },
  );
}

/** `ENOSPC`, `ECONNREFUSED`, …: the system's own word, also where it is wrapped. */
export function systemCodeOf(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^E[A-Z0-9]+$/.test(at.code)) return at.code;
  }
  return undefined;
}

/** An error's text for the middle of a one-line message. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** The entries that have a value: optional keys are absent, never `undefined`. */
export function given<T extends object>(entries: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(entries).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}

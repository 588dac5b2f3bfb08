/** What the console and the stream adapter share: text handed to a Node stream, counted, and its failures named. */
import type { Writable } from 'node:stream';

import type { AdapterFailure } from '../src/errors.ts';
import type { AdapterReport } from '../src/model/adapter.ts';

import { newTally, reportOf, toAdapterError } from './base.ts';
import type { Rule } from './options.ts';
import { WritableSink } from './writable.ts';

type Operation = AdapterFailure['operation'];

export class StreamOutput {
  readonly #adapter: string;
  readonly #tally = newTally();
  #sink: WritableSink | undefined;

  constructor(adapter: string) {
    this.#adapter = adapter;
  }

  /** @throws AdapterError when the stream cannot be written to any more */
  attach(stream: Writable): void {
    const sink = new WritableSink(stream, (events, bytes) => {
      this.#tally.acknowledged += events;
      this.#tally.bytes += bytes;
    });
    this.#sink = sink;
    if (sink.failure !== undefined) throw this.#failed(sink.failure, 'open', 0);
  }

  /** Hands text over; then throws for the event behind it, if that could not be made into text. */
  hand(chunk: string | Uint8Array, events: number, fault?: unknown): void | Promise<void> {
    let pending: void | Promise<void> = undefined;
    try {
      if (chunk.length > 0) pending = this.#sink?.write(chunk, events);
    } catch (error) {
      throw this.#failed(error, 'write', events);
    }
    this.#tally.events += events;
    if (events > 0) this.#tally.batches += 1;
    if (fault !== undefined) return this.#refuse(fault);
    return pending?.catch((error: unknown) => {
      throw this.#failed(error, 'write', 0);
    });
  }

  /** Waits until the stream has taken everything. */
  async settle(operation: Operation): Promise<void> {
    try {
      await this.#sink?.settle();
    } catch (error) {
      throw this.#failed(error, operation, 0);
    }
  }

  /** Takes leave of the stream. A failure that was told already is not told again. */
  async close(settings: { readonly end: boolean; readonly footer: string | Uint8Array }): Promise<void> {
    const sink = this.#sink;
    if (sink === undefined) return;
    try {
      if (sink.failure !== undefined) return;
      if (settings.footer.length > 0) await sink.write(settings.footer, 0);
      await sink.settle();
      if (settings.end) await sink.end();
    } catch (error) {
      throw this.#failed(error, 'close', 0);
    } finally {
      sink.detach();
    }
  }

  report(): AdapterReport {
    return reportOf(this.#adapter, this.#tally);
  }

  async #refuse(fault: unknown): Promise<void> {
    await this.settle('write');
    throw this.#failed(fault, 'write', 1);
  }

  #failed(error: unknown, operation: Operation, unsent: number): Error {
    const { events, acknowledged } = this.#tally;
    this.#tally.events = acknowledged;
    return toAdapterError(error, {
      adapter: this.#adapter,
      operation,
      acknowledged,
      unacknowledged: events - acknowledged + unsent,
    });
  }
}

export const aWritable: Rule = (value) =>
  typeof value === 'object' && value !== null && 'write' in value && 'on' in value
    ? undefined
    : { expected: 'a writable stream', suggestion: 'Give a Writable, such as process.stderr.' };

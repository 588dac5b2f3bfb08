/** Writes events to a Node stream: a socket, a response, a child's input, a transform. */
import type { Writable } from 'node:stream';

import type { AdapterEncoding, AdapterReport, EncodedBatch, OutputAdapter, RunInfo } from '../src/model/adapter.ts';
import type { AnyEvent } from '../src/model/event.ts';

import { given, Lifecycle } from './base.ts';
import { csvFormat, encodingOf } from './csv-format.ts';
import { aBoolean, OptionCheck, oneOf } from './options.ts';
import { bytesOf, rowsOfBatch, rowsOfText, type Rows } from './rows.ts';
import { aWritable, StreamOutput } from './stream-output.ts';
import { jsonFormat, ndjsonFormat, type TextFormat } from './text-format.ts';

/** The payload as a whole, in the last column. */
const CSV = { columns: [], rest: 'json', eol: '\n' } as const;

/** Options of `StreamAdapter`. */
export interface StreamOptions {
  /** Lines of JSON, one JSON array, or CSV with the payload as JSON in its last column. Default `'ndjson'`. */
  readonly format?: 'ndjson' | 'json' | 'csv';
  /** Whether `close` ends the stream. Standard output and error are never ended. Default true. */
  readonly end?: boolean;
}

/**
 * Writes events to a `Writable`, waiting for `drain` where it asks to, and for all its callbacks at `flush` and `close`.
 *
 * @throws AdapterError `ADAPTER_ERROR` when the stream fails or closes before everything was written
 * @example await generate(shop, { users: 100, adapter: new StreamAdapter(response) })
 */
export class StreamAdapter implements OutputAdapter<AnyEvent> {
  readonly name = 'stream';
  readonly encoding: AdapterEncoding;
  readonly #stream: Writable;
  readonly #options: Required<StreamOptions>;
  readonly #lifecycle = new Lifecycle('stream');
  readonly #output = new StreamOutput('stream');
  #format: TextFormat = ndjsonFormat;
  #rows = 0;

  constructor(writable: Writable, options: StreamOptions = {}) {
    const check = new OptionCheck('StreamAdapter');
    check.value('writable', writable, aWritable);
    check.object(options, { format: oneOf('ndjson', 'json', 'csv'), end: aBoolean });
    check.throwIfAny();
    this.#stream = writable;
    this.#options = { format: 'ndjson', end: true, ...given(options) };
    this.encoding = encodingOf(this.#options.format, CSV);
  }

  async open(run: RunInfo): Promise<void> {
    this.#lifecycle.begin();
    this.#format = formatFor(this.#options.format, run);
    this.#output.attach(this.#stream);
    await this.#output.hand(this.#format.header, 0);
  }

  write(event: AnyEvent): void | Promise<void> {
    return this.writeBatch([event]);
  }

  writeBatch(events: readonly AnyEvent[]): void | Promise<void> {
    this.#lifecycle.assertOpen();
    const text = this.#format.encode(events);
    return this.#hand(rowsOfText(text, events, this.#rows), text.fault);
  }

  writeEncoded(batch: EncodedBatch): void | Promise<void> {
    this.#lifecycle.assertOpen();
    return this.#hand(rowsOfBatch({ ...batch, bytes: new Uint8Array(batch.bytes) }, this.#rows), undefined);
  }

  async flush(): Promise<void> {
    await this.#output.settle('flush');
  }

  close(): Promise<void> {
    const isStandard = this.#stream === process.stdout || this.#stream === process.stderr;
    return this.#lifecycle.close(() =>
      this.#output.close({ end: this.#options.end && !isStandard, footer: this.#format.footer }),
    );
  }

  report(): AdapterReport {
    return this.#output.report();
  }

  #hand(rows: Rows, fault: unknown): void | Promise<void> {
    const framed = this.#format.frame(rows, this.#rows);
    this.#rows += rows.count;
    return this.#output.hand(bytesOf(framed), rows.count, fault);
  }
}

function formatFor(name: Required<StreamOptions>['format'], run: RunInfo): TextFormat {
  if (name === 'ndjson') return ndjsonFormat;
  if (name === 'json') return jsonFormat;
  return csvFormat({ ...CSV, bom: false, meta: run.meta });
}

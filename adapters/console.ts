/** Shows events to a person, or as lines to the next program of a pipe. */
import type { Writable } from 'node:stream';
import type { styleText } from 'node:util';

import { encodingFailed } from '../src/encode/canonical.ts';
import { findUnencodable } from '../src/model/plain.ts';
import type { AdapterEncoding, AdapterReport, EncodedBatch, OutputAdapter, RunInfo } from '../src/model/adapter.ts';
import type { AnyEvent } from '../src/model/event.ts';

import { given, Lifecycle } from './base.ts';
import { OptionCheck, oneOf, type Rule } from './options.ts';
import { linesOf } from './rows.ts';
import { aWritable, StreamOutput } from './stream-output.ts';

/** Options of `ConsoleAdapter`. */
export interface ConsoleOptions {
  /** `'pretty'`: one line of time, user, name and payload. `'json'`: canonical JSON, one event a line. Default `'pretty'`. */
  readonly format?: 'pretty' | 'json';
  /** Where to write. Default: standard output. It is never closed. */
  readonly stream?: Writable;
  /** Colours in pretty lines. `'auto'`: where the stream is a terminal that shows them. Default `'auto'`. */
  readonly color?: 'auto' | boolean;
}

/**
 * Prints events, waiting where the stream asks to; the adapter of `generate` when none is given.
 *
 * @throws AdapterError `ADAPTER_ERROR` with systemCode `EPIPE` when the reader of a pipe has gone
 * @example new ConsoleAdapter({ format: 'json' })
 */
export class ConsoleAdapter implements OutputAdapter<AnyEvent> {
  readonly name = 'console';
  /** Set for `'json'`: workers may hand over the lines as bytes. */
  readonly encoding?: AdapterEncoding;
  readonly #options: Required<Omit<ConsoleOptions, 'stream'>> & Pick<ConsoleOptions, 'stream'>;
  readonly #lifecycle = new Lifecycle('console');
  readonly #output = new StreamOutput('console');
  #isReady = false;
  #isColored = false;

  constructor(options: ConsoleOptions = {}) {
    const check = new OptionCheck('ConsoleAdapter');
    check.object(options, { format: oneOf('pretty', 'json'), stream: aWritable, color: aColorChoice });
    check.throwIfAny();
    this.#options = { format: 'pretty', color: 'auto', ...given(options) };
    if (this.#options.format === 'json') this.encoding = 'ndjson';
  }

  open(_run: RunInfo): void {
    this.#lifecycle.begin();
    this.#ready();
  }

  write(event: AnyEvent): void | Promise<void> {
    return this.writeBatch([event]);
  }

  writeBatch(events: readonly AnyEvent[]): void | Promise<void> {
    this.#ready();
    if (this.#options.format === 'json') {
      const { bytes, ends, fault } = linesOf(events);
      return this.#output.hand(bytes, ends.length, fault);
    }
    const { lines, fault } = this.#prettyLines(events);
    return this.#output.hand(lines.join(''), lines.length, fault);
  }

  writeEncoded(batch: EncodedBatch): void | Promise<void> {
    this.#ready();
    // A copy: the stream may hold the bytes for longer than this call.
    return this.#output.hand(new Uint8Array(batch.bytes), batch.count);
  }

  async flush(): Promise<void> {
    await this.#output.settle('flush');
  }

  close(): Promise<void> {
    return this.#lifecycle.close(() => this.#output.close({ end: false, footer: '' }));
  }

  report(): AdapterReport {
    return this.#output.report();
  }

  /** Standard output is touched here and not before: naming it opens it. */
  #ready(): void {
    this.#lifecycle.assertUsable();
    if (this.#isReady) return;
    const { color, stream = process.stdout } = this.#options;
    this.#isColored = color === 'auto' ? showsColor(stream) : color;
    this.#output.attach(stream);
    this.#isReady = true;
  }

  #prettyLines(events: readonly AnyEvent[]): { readonly lines: readonly string[]; readonly fault: unknown } {
    const lines: string[] = [];
    for (const event of events) {
      const { userId, name, timestamp, payload } = event;
      const fault = findUnencodable(payload, 'payload');
      if (fault !== undefined) return { lines, fault: encodingFailed(event, fault) };
      const time = this.#style('dim', timestamp.toISOString());
      lines.push(`${time}  ${userId}  ${this.#style('bold', name)}  ${JSON.stringify(payload)}\n`);
    }
    return { lines, fault: undefined };
  }

  #style(format: 'dim' | 'bold', text: string): string {
    return this.#isColored ? styled(format, text, { validateStream: false }) : text;
  }
}

function showsColor(stream: Writable): boolean {
  return styled('dim', 'x', { stream, validateStream: true }) !== 'x';
}

/** Node's own, loaded when there is something to show: every test loads this file. */
const styled: typeof styleText = (...style) => process.getBuiltinModule('node:util').styleText(...style);

const aColorChoice: Rule = (value) =>
  value === 'auto' || typeof value === 'boolean' ? undefined : { expected: "'auto', true or false" };

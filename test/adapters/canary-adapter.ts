/** A correct adapter, and one for each promise that breaks just that one. */
import { AdapterError } from '../../src/errors.ts';
import type { AdapterEncoding, AdapterReport, EncodedBatch, OutputAdapter, RunInfo } from '../../src/model/adapter.ts';
import type { Event } from '../../src/model/event.ts';
import type { ReceivedEvent } from '../../src/testing/adapter-contract.ts';

export const SECRET = 'open-sesame-1234';

/** Where the adapter writes: lines, some of which wait in the adapter until it flushes. */
export class Sink {
  lines: string[] = [];
  isTouched = false;
  /** How often taking a line still fails, and from which line on. */
  failures = 0;
  failFrom = Number.POSITIVE_INFINITY;
  isOpenable = true;
  /** Taking a line waits for this. */
  gate: Promise<void> = Promise.resolve();
  onFirst: () => void = () => undefined;

  read(): ReceivedEvent[] {
    return this.lines.map((line) => JSON.parse(line) as ReceivedEvent);
  }

  bytes(): Uint8Array {
    return Buffer.from(this.lines.join('\n'));
  }

  async take(line: string): Promise<void> {
    this.isTouched = true;
    this.onFirst();
    await this.gate;
    if (this.lines.length >= this.failFrom && this.failures > 0) {
      this.failures -= 1;
      throw new Error('the sink is full');
    }
    this.lines.push(line);
  }
}

export class CorrectAdapter implements OutputAdapter<Event> {
  readonly name = 'canary';
  readonly encoding: AdapterEncoding = 'ndjson';
  protected readonly sink: Sink;
  protected isClosed = false;
  protected taken = 0;
  protected acknowledged = 0;
  protected retries = 0;

  constructor(sink: Sink) {
    this.sink = sink;
  }

  open(_run: RunInfo): void | Promise<void> {
    if (!this.sink.isOpenable) throw this.failed('open', 0, 'no entry');
  }

  write(event: Event): Promise<void> {
    return this.writeBatch([event]);
  }

  async writeBatch(events: readonly Event[]): Promise<void> {
    await this.takeLines(events.map((event) => this.lineOf(event)));
  }

  async writeEncoded(batch: EncodedBatch): Promise<void> {
    const text = Buffer.from(batch.bytes).toString('utf8');
    await this.takeLines(text.split('\n').slice(0, -1));
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {
    this.isClosed = true;
  }

  report(): AdapterReport {
    const { taken: events, acknowledged, retries } = this;
    return { name: this.name, events, acknowledged, filtered: 0, batches: 0, bytes: 0, retries };
  }

  protected lineOf(event: Event): string {
    return JSON.stringify(event);
  }

  protected async takeLines(lines: readonly string[]): Promise<void> {
    this.assertOpen();
    for (const [i, line] of lines.entries()) {
      await this.takeOne(line, lines.length - i);
      this.taken += 1;
      this.acknowledged += 1;
    }
  }

  protected assertOpen(): void {
    if (this.isClosed) throw this.failed('write', 0, 'closed', 'ADAPTER_CLOSED');
  }

  protected async takeOne(line: string, rest: number): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.sink.take(line);
      } catch {
        if (attempt === 2) throw this.failed('write', rest, 'the sink is full');
        this.retries += 1;
      }
    }
  }

  protected failed(
    operation: 'open' | 'write',
    unacknowledged: number,
    message: string,
    code: 'ADAPTER_ERROR' | 'ADAPTER_CLOSED' = 'ADAPTER_ERROR',
  ): AdapterError {
    const { acknowledged } = this;
    return new AdapterError(code, message, {
      adapter: this.name,
      operation,
      retriable: false,
      acknowledged,
      unacknowledged,
    });
  }
}

export class Losing extends CorrectAdapter {
  protected override async takeOne(line: string, rest: number): Promise<void> {
    if (this.taken % 50 !== 49) await super.takeOne(line, rest);
  }
}

export class Changing extends CorrectAdapter {
  protected override takeOne(line: string, rest: number): Promise<void> {
    return super.takeOne(line.replace('"page_view"', '"page_viewed"'), rest);
  }
}

export class Duplicating extends CorrectAdapter {
  protected override async takeOne(line: string, rest: number): Promise<void> {
    await super.takeOne(line, rest);
    if (this.taken === 30) await super.takeOne(line, rest);
  }
}

export class Reordering extends CorrectAdapter {
  override async writeBatch(events: readonly Event[]): Promise<void> {
    await super.writeBatch(events.toReversed());
  }
}

export class WritingAtEnd extends CorrectAdapter {
  override async close(): Promise<void> {
    if (this.taken === 0) await this.sink.take('{"id":"end of file"}');
    await super.close();
  }
}

export class ClosingTwice extends CorrectAdapter {
  override async close(): Promise<void> {
    if (this.isClosed) await this.sink.take('{"id":"closed again"}');
    await super.close();
  }
}

export class OpenForEver extends CorrectAdapter {
  protected override assertOpen(): void {}
}

export class TouchingEarly extends CorrectAdapter {
  constructor(sink: Sink) {
    super(sink);
    sink.isTouched = true;
  }
}

export class StartingEarly extends CorrectAdapter {
  constructor(sink: Sink) {
    super(sink);
    setImmediate(() => undefined);
  }
}

export class FailingPlainly extends CorrectAdapter {
  override open(): void {
    if (!this.sink.isOpenable) throw new Error('no entry');
  }
}

/** Takes everything into a queue of its own without end. */
export class Hoarding extends CorrectAdapter {
  #queue: Promise<void> = Promise.resolve();

  protected override async takeLines(lines: readonly string[]): Promise<void> {
    this.assertOpen();
    this.#queue = this.#queue.then(() => super.takeLines(lines));
  }

  override flush(): Promise<void> {
    return this.#queue;
  }
}

export class Boasting extends CorrectAdapter {
  protected override failed(operation: 'open' | 'write', rest: number, message: string): AdapterError {
    this.acknowledged += operation === 'write' && rest > 0 ? 1 : 0;
    return super.failed(operation, rest, message, this.isClosed ? 'ADAPTER_CLOSED' : 'ADAPTER_ERROR');
  }
}

/** Writes the whole batch again after a fault in the middle of it. */
export class Repeating extends CorrectAdapter {
  protected override async takeLines(lines: readonly string[]): Promise<void> {
    try {
      await super.takeLines(lines);
    } catch (error) {
      if (this.isClosed || this.sink.failures > 0) throw error;
      this.retries += 1;
      await super.takeLines(lines);
    }
  }

  protected override takeOne(line: string): Promise<void> {
    return this.sink.take(line);
  }
}

/** Keeps the last event for itself until something comes after it, also at the end. */
export class Lagging extends CorrectAdapter {
  #last: string | undefined;
  #isAborted = false;

  override open(run: RunInfo): void | Promise<void> {
    run.signal.addEventListener('abort', () => (this.#isAborted = true));
    return super.open(run);
  }

  protected override async takeOne(line: string, rest: number): Promise<void> {
    if (this.#last !== undefined) await super.takeOne(this.#last, rest);
    this.#last = line;
  }

  override async flush(): Promise<void> {}

  override async close(): Promise<void> {
    if (this.#last !== undefined && !this.#isAborted && !this.isClosed) await super.takeOne(this.#last, 0);
    await super.close();
  }
}

let runs = 0;

export class Numbering extends CorrectAdapter {
  readonly #run = (runs += 1);

  protected override takeOne(line: string, rest: number): Promise<void> {
    return super.takeOne(line.replace('{', `{${' '.repeat(this.#run % 2)}`), rest);
  }
}

/** Writes the id of the run, which is never the same. */
export class NamingItsRun extends CorrectAdapter {
  #runId = '';

  override open(run: RunInfo): void | Promise<void> {
    this.#runId = run.runId;
    return super.open(run);
  }

  protected override takeOne(line: string, rest: number): Promise<void> {
    return super.takeOne(line.replace('{', `{"run":"${this.#runId}",`), rest);
  }
}

/** Says it takes bytes in a form that no runtime makes. */
export class Pretending extends CorrectAdapter {
  override readonly encoding = 'csv' as never;
}

export class EncodingOtherwise extends CorrectAdapter {
  override writeEncoded(batch: EncodedBatch): Promise<void> {
    return super.writeEncoded({ ...batch, bytes: Buffer.from(String(Buffer.from(batch.bytes)).replaceAll('ü', 'u')) });
  }
}

export class Telling extends CorrectAdapter {
  protected override failed(operation: 'open' | 'write', rest: number, message: string): AdapterError {
    return super.failed(operation, rest, `${message} (token ${SECRET})`, this.isClosed ? 'ADAPTER_CLOSED' : undefined);
  }
}

export class Miscounting extends CorrectAdapter {
  override report(): AdapterReport {
    return { ...super.report(), acknowledged: this.acknowledged + 1 };
  }
}

/** For a process of its own. */
export const correct = () => new CorrectAdapter(new Sink());

export class Ticking extends CorrectAdapter {
  override open(): void {
    setInterval(() => undefined, 100);
  }
}

export const ticking = () => new Ticking(new Sink());

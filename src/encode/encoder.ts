/** The encoders by the name of what they write. */
import type { AdapterEncoding } from '../model/adapter.ts';
import type { AnyEvent } from '../model/event.ts';
import { CsvEncoder } from './csv-batch.ts';
import { structuredLines } from './cloud-lines.ts';
import { LineBatch } from './line-batch.ts';
import { LineEncoder } from './line-encoder.ts';

/** Takes events, gives batches of bytes. */
export interface EventEncoder {
  readonly count: number;
  readonly isFull: boolean;
  /** @throws SynodeError `ENCODING_FAILED`; nothing of the event remains then */
  encode(event: AnyEvent, ms?: number): void;
  /** Appends a canonical line that was encoded before. */
  append(batch: LineBatch, index: number): void;
  take(): LineBatch;
}

export interface EncoderOptions {
  readonly batchSize: number;
  /** Id of the scenario; empty without a name and where journeys are run alone. */
  readonly scenario: string;
  /** Whether events say where they come from. */
  readonly meta: boolean;
  /** Gives the memory for the next batch. Default: memory of its own. */
  readonly nextBuffer?: (() => Uint8Array) | undefined;
}

export function createEncoder(encoding: AdapterEncoding, options: EncoderOptions): EventEncoder {
  const { batchSize, nextBuffer, meta } = options;
  if (typeof encoding === 'object') {
    return new CsvEncoder({ ...encoding, meta }, new LineEncoder(batchSize, nextBuffer));
  }
  switch (encoding) {
    case 'ndjson':
      return new LineEncoder(batchSize, nextBuffer);
    case 'cloudevents':
      return new StructuredEncoder(options);
    default:
      return encoding satisfies never;
  }
}

/** Structured CloudEvents, cut from canonical lines when a batch is complete. */
class StructuredEncoder implements EventEncoder {
  readonly #lines: LineEncoder;
  readonly #scenario: string;
  readonly #nextBuffer: (() => Uint8Array) | undefined;
  #buffer: Uint8Array | undefined;

  constructor({ batchSize, scenario, nextBuffer }: EncoderOptions) {
    this.#lines = new LineEncoder(batchSize);
    this.#scenario = scenario;
    this.#nextBuffer = nextBuffer;
    this.#buffer = nextBuffer?.();
  }

  get count(): number {
    return this.#lines.count;
  }

  get isFull(): boolean {
    return this.#lines.isFull;
  }

  encode(event: AnyEvent, ms?: number): void {
    this.#lines.encode(event, ms);
  }

  append(batch: LineBatch, index: number): void {
    this.#lines.append(batch, index);
  }

  take(): LineBatch {
    const lines = this.#lines.take();
    const { bytes, ends } = structuredLines(lines, this.#scenario, this.#buffer);
    this.#buffer = this.#nextBuffer?.();
    const { timestamps, nameTable, nameNumbers: names } = lines;
    return new LineBatch({ bytes, ends, timestamps, nameTable, names });
  }
}

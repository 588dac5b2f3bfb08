/** Batches of rows: made of events, or of canonical lines that came in their place. */
import type { EncodedBatch } from '../model/adapter.ts';
import type { AnyEvent } from '../model/event.ts';
import { csvRowOf, type CsvLayout } from './csv.ts';
import { LineBatch } from './line-batch.ts';
import { LineEncoder } from './line-encoder.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;

/** Events as rows. */
export class CsvEncoder {
  readonly #batches: LineEncoder;
  readonly #rowOf: (event: AnyEvent) => string;

  constructor(layout: CsvLayout, batches: LineEncoder) {
    this.#batches = batches;
    this.#rowOf = csvRowOf(layout);
  }

  get count(): number {
    return this.#batches.count;
  }

  get isFull(): boolean {
    return this.#batches.isFull;
  }

  encode(event: AnyEvent, ms: number = event.timestamp.getTime()): void {
    this.#batches.appendText(this.#rowOf(event), event.name, ms);
  }

  append(batch: LineBatch, index: number): void {
    this.encode(eventIn(batch, index), batch.timestamps[index]);
  }

  take(): LineBatch {
    return this.#batches.take();
  }
}

/** A batch of rows as it came from an encoder: ids stand elsewhere in a row than in a line. */
export class CsvBatch extends LineBatch {
  constructor({ bytes, ends, timestamps, nameTable, nameNumbers }: LineBatch) {
    super({ bytes, ends, timestamps, nameTable, names: nameNumbers });
  }

  override get ids(): readonly string[] {
    return this.#cells(0);
  }

  override get userIds(): readonly string[] {
    return this.#cells(1);
  }

  #cells(column: 0 | 1): readonly string[] {
    const { bytes, ends } = this;
    return Array.from(ends, (_, i) => {
      const start = i === 0 ? 0 : (ends[i - 1] ?? 0);
      return cellAt(bytes, column === 0 ? start : endOfCell(bytes, start) + 1);
    });
  }
}

/** Canonical lines as rows; what else is known of their events stays as it was. */
export function rowsOfLines(lines: EncodedBatch, layout: CsvLayout): EncodedBatch {
  const rowOf = csvRowOf(layout);
  const rows = Array.from(lines.ends, (_, i) => Buffer.from(rowOf(eventIn(lines, i))));
  const ends = new Uint32Array(rows.length);
  rows.reduce((at, row, i) => (ends[i] = at + row.length), 0);
  const { count, names, userIds, ids, timestamps } = lines;
  return { count, bytes: Buffer.concat(rows), ends, names, userIds, ids, timestamps };
}

/** The id in the row that begins at `start`. */
export function idInRow(bytes: Uint8Array, start: number): string {
  return cellAt(bytes, start);
}

/** The event in a canonical line. Its instants are texts, which a row shows as it shows instants. */
function eventIn({ bytes, ends }: Pick<EncodedBatch, 'bytes' | 'ends'>, index: number): AnyEvent {
  const start = index === 0 ? 0 : (ends[index - 1] ?? 0);
  const line = Buffer.from(bytes.buffer, bytes.byteOffset + start, (ends[index] ?? start) - start);
  const event = JSON.parse(line.toString()) as AnyEvent;
  return Object.assign({}, event, { timestamp: new Date(event.timestamp) });
}

/** The text of the cell that begins at `start`. */
function cellAt(bytes: Uint8Array, start: number): string {
  const end = endOfCell(bytes, start);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** Where the comma behind a cell stands that is not the last of its row. */
function endOfCell(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let isQuoted = false; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) isQuoted = !isQuoted;
    else if (bytes[at] === COMMA && !isQuoted) break;
  }
  return at;
}

/** The text formats a stream of events can be written in: what stands before, between and after the rows. */
import { idInLine } from '../src/encode/line-batch.ts';
import type { AnyEvent } from '../src/model/event.ts';

import { linesOf, running, startOf, type RowText, type Rows } from './rows.ts';

/** By name: lines of JSON, one JSON array, comma-separated values. */
export type TextFormatName = 'ndjson' | 'json' | 'csv';

export interface TextFormat {
  readonly name: TextFormatName;
  /** Stands before the first row of a file. */
  readonly header: Uint8Array;
  /** Stands after the last row of a file. */
  readonly footer: Uint8Array;
  /** Rows that end in their line end. */
  encode(events: readonly AnyEvent[]): RowText;
  /** Rows as they stand in a file that already holds `before` rows. */
  frame(rows: Rows, before: number): Rows;
  /** Bytes that framing adds to the row with this number in its file. */
  framing(before: number): number;
  /** The id of the event whose row, not framed, begins at `start`. */
  idAt(bytes: Uint8Array, start: number): string;
}

const NOTHING = new Uint8Array(0);

export const ndjsonFormat: TextFormat = {
  name: 'ndjson',
  header: NOTHING,
  footer: NOTHING,
  encode: linesOf,
  frame: (rows) => rows,
  framing: () => 0,
  idAt: idInLine,
};

/** One array: `[`, a line for each event, `]`. Rows carry the comma before them, so a row is never touched again. */
export const jsonFormat: TextFormat = {
  name: 'json',
  header: Buffer.from('['),
  footer: Buffer.from('\n]\n'),
  encode: linesOf,
  frame: frameAsItems,
  framing: (before) => (before === 0 ? 0 : 1),
  idAt: idInLine,
};

const LINE_FEED = 0x0a;
const COMMA = 0x2c;

function frameAsItems(rows: Rows, before: number): Rows {
  const lengths = Array.from(rows.ends, (end, i) => end - startOf(rows, i) + (before + i === 0 ? 0 : 1));
  const ends = running(lengths);
  const bytes = Buffer.allocUnsafe(ends.at(-1) ?? 0);
  let at = 0;
  for (let i = 0; i < rows.count; i++) {
    if (before + i > 0) bytes[at++] = COMMA;
    bytes[at++] = LINE_FEED;
    const line = rows.bytes.subarray(startOf(rows, i), (rows.ends[i] ?? 0) - 1);
    bytes.set(line, at);
    at += line.length;
  }
  return { ...rows, bytes, start: 0, ends };
}

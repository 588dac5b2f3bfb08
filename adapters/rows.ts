/** Rows as bytes: the common form in which every text format is routed, cut into parts, compressed and written. */
import { canonicalLine } from '../src/encode/canonical.ts';
import type { EncodedBatch } from '../src/model/adapter.ts';
import type { AnyEvent } from '../src/model/event.ts';

/** Rows of consecutive bytes. Nothing is copied when rows are sliced. */
export interface Rows {
  readonly count: number;
  readonly bytes: Uint8Array;
  /** Offset of the first row in `bytes`. */
  readonly start: number;
  /** Offset behind each row in `bytes`. */
  readonly ends: Uint32Array;
  /** Each row's number in the stream, from 0. */
  readonly ordinals: Float64Array;
  /** Each row's simulated instant, ms. */
  readonly timestamps: Float64Array;
}

/** Events as text of one format, up to the first that cannot be written. */
export interface RowText {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
  /** Why the event after the last row cannot be written. */
  readonly fault?: unknown;
}

/** The offset where a row begins. */
export function startOf(rows: Rows, index: number): number {
  return index === 0 ? rows.start : (rows.ends[index - 1] ?? rows.start);
}

/** The rows' bytes, one after another. */
export function bytesOf(rows: Rows): Uint8Array {
  return rows.bytes.subarray(rows.start, startOf(rows, rows.count));
}

export function sliceRows(rows: Rows, from: number, to: number): Rows {
  return {
    count: to - from,
    bytes: rows.bytes,
    start: startOf(rows, from),
    ends: rows.ends.subarray(from, to),
    ordinals: rows.ordinals.subarray(from, to),
    timestamps: rows.timestamps.subarray(from, to),
  };
}

/** Rows picked here and there, copied together. */
export function pickRows(rows: Rows, indices: readonly number[]): Rows {
  const pieces = indices.map((i) => rows.bytes.subarray(startOf(rows, i), rows.ends[i]));
  return {
    count: indices.length,
    bytes: Buffer.concat(pieces),
    start: 0,
    ends: running(pieces.map((piece) => piece.length)),
    ordinals: Float64Array.from(indices, (i) => rows.ordinals[i] ?? 0),
    timestamps: Float64Array.from(indices, (i) => rows.timestamps[i] ?? 0),
  };
}

/** Rows of a batch that came as bytes; the first has this number in the stream. */
export function rowsOfBatch(batch: EncodedBatch, firstOrdinal: number): Rows {
  return {
    count: batch.count,
    bytes: batch.bytes,
    start: 0,
    ends: batch.ends.subarray(0, batch.count),
    ordinals: countedFrom(firstOrdinal, batch.count),
    timestamps: batch.timestamps,
  };
}

/** Rows of events whose text was made here. */
export function rowsOfText(text: RowText, events: readonly AnyEvent[], firstOrdinal: number): Rows {
  const count = text.ends.length;
  return {
    count,
    bytes: text.bytes,
    start: 0,
    ends: text.ends,
    ordinals: countedFrom(firstOrdinal, count),
    timestamps: Float64Array.from({ length: count }, (_, i) => events[i]?.timestamp.getTime() ?? 0),
  };
}

/** Events as canonical lines, each with its line feed. */
export function linesOf(events: readonly AnyEvent[]): RowText {
  return rowsUntilFault(events, (event) => `${canonicalLine(event)}\n`);
}

/** Events as rows of one format, up to the first that has none. */
export function rowsUntilFault(events: readonly AnyEvent[], rowOf: (event: AnyEvent) => string): RowText {
  const rows: string[] = [];
  let fault: unknown;
  for (const event of events) {
    try {
      rows.push(rowOf(event));
    } catch (error) {
      fault = error;
      break;
    }
  }
  const text = { bytes: Buffer.from(rows.join('')), ends: running(rows.map((row) => Buffer.byteLength(row))) };
  return fault === undefined ? text : { ...text, fault };
}

/** Running totals. */
export function running(lengths: readonly number[]): Uint32Array {
  const ends = new Uint32Array(lengths.length);
  let total = 0;
  for (let i = 0; i < lengths.length; i++) ends[i] = total += lengths[i] ?? 0;
  return ends;
}

function countedFrom(first: number, count: number): Float64Array {
  const ordinals = new Float64Array(count);
  for (let i = 0; i < count; i++) ordinals[i] = first + i;
  return ordinals;
}

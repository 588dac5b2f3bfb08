import { checkedBatches } from './cells.ts';
import type { Chunk } from './cells.ts';

/** One object per line. */
export function* ndjsonChunks(rows: Iterable<object>): Generator<Chunk> {
  for (const batch of checkedBatches(rows)) {
    yield { text: batch.map((row) => `${JSON.stringify(row)}\n`).join(''), rows: batch.length };
  }
}

/** One array, one row per line, so that a difference between two files reads as a difference between rows. */
export function* jsonChunks(rows: Iterable<object>): Generator<Chunk> {
  let opening = '[\n';
  for (const batch of checkedBatches(rows)) {
    yield { text: opening + batch.map((row) => JSON.stringify(row)).join(',\n'), rows: batch.length };
    opening = ',\n';
  }
  yield { text: opening === '[\n' ? '[]\n' : '\n]\n', rows: 0 };
}

/** Rows as CSV that reads back without loss: no value and empty text differ, dates and booleans are words. */
import { SynodeError } from '../errors.ts';
import { cannotWrite, checkedBatches, hasLoneSurrogate } from './cells.ts';
import type { Chunk } from './cells.ts';

/**
 * What is quoted beside quotes, delimiters and our own line end: the empty text, which else could not be told from no
 * value, a leading byte order mark, which a reader would drop, and the line ends that are not ours.
 */
const ALSO_QUOTED = /^$|^\ufeff|[\r\n]/;

/** @throws SynodeError `DATASET_EMPTY` without a column, `ENCODING_FAILED` for what CSV cannot hold */
export async function* csvChunks(rows: Iterable<object>, delimiter: string): AsyncGenerator<Chunk> {
  const { stringify } = await import('csv-stringify/sync');
  const textOf = (records: (string | null)[][]): string =>
    stringify(records, { delimiter, quoted_match: ALSO_QUOTED, record_delimiter: '\n' });

  let columns: readonly string[] | undefined;
  let written = 0;
  for (const batch of checkedBatches(rows)) {
    if (columns === undefined) {
      columns = columnsOf(Array.isArray(rows) ? rows : batch.slice(0, 1));
      yield { text: textOf([[...columns]]), rows: 0 };
    }
    const header = columns;
    const records = batch.map((row, i) => recordOf(row, header, written + i));
    yield { text: textOf(records), rows: batch.length };
    written += batch.length;
  }
  if (columns === undefined) throw noColumn();
}

function columnsOf(rows: readonly object[]): readonly string[] {
  const columns = new Set<string>();
  for (const row of rows) {
    for (const key of Object.keys(row)) columns.add(key);
  }
  if (columns.size === 0) throw noColumn();
  for (const column of columns) {
    if (column === '' || hasLoneSurrogate(column)) {
      throw cannotWrite({ row: 0, field: `the column name '${column}'`, reason: 'no name CSV can hold' });
    }
  }
  return [...columns];
}

function recordOf(row: object, columns: readonly string[], index: number): (string | null)[] {
  const values = new Map<string, unknown>(Object.entries(row));
  const cells = columns.map((column) => {
    const cell = cellOf(values.get(column));
    if (cell !== null && hasLoneSurrogate(cell)) {
      throw cannotWrite({ row: index, field: column, reason: 'text with half a surrogate pair' });
    }
    values.delete(column);
    return cell;
  });
  const [unknown] = values.keys();
  if (unknown === undefined) return cells;
  throw cannotWrite({
    row: index,
    field: unknown,
    reason: 'not a key of the first row',
    suggestion: 'Give the rows as an array, or every key in the first row.',
  });
}

function cellOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  // Numbers and booleans read the same in JSON as in CSV.
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

function noColumn(): SynodeError {
  return new SynodeError('DATASET_EMPTY', 'there is no row to take the columns of the CSV file from', {
    suggestion: 'Write it as .json or .ndjson, which can hold a dataset without rows.',
  });
}

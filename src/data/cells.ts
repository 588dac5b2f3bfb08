/** What a file can hold of a row, and what it cannot. */
import { describeValue, SynodeError } from '../errors.ts';

/** Rows per chunk: large enough for the disk, small enough for memory. */
const CHUNK_ROWS = 1000;

/** A stretch of a file and the number of rows in it. */
export interface Chunk {
  readonly text: string;
  readonly rows: number;
}

/** The rows in stretches, each checked to be an object of values a file can hold. */
export function* checkedBatches(rows: Iterable<object>): Generator<readonly object[]> {
  let batch: object[] = [];
  let index = 0;
  for (const row of rows) {
    checkRow(row, index++);
    batch.push(row);
    if (batch.length === CHUNK_ROWS) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function checkRow(row: unknown, index: number): void {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw cannotWrite({ row: index, reason: describeValue(row), expected: 'an object' });
  }
  for (const [field, value] of Object.entries(row)) {
    const reason = unwritable(value);
    if (reason !== undefined) throw cannotWrite({ row: index, field, reason });
  }
}

/** `row` counts from 0, as `dataset.row(i)` does. */
export function cannotWrite(at: {
  readonly row: number;
  readonly field?: string;
  readonly reason: string;
  readonly expected?: string;
  readonly suggestion?: string;
}): SynodeError {
  const { row, field, reason } = at;
  const what = field === undefined ? `row ${row}` : `${field} of row ${row}`;
  return new SynodeError('ENCODING_FAILED', `${what} cannot be written: it is ${reason}`, {
    path: [`row ${row}`, ...(field === undefined ? [] : [`'${field}'`])],
    expected: at.expected ?? 'text, finite number, boolean, null, Date, array or plain object',
    received: reason,
    ...(at.suggestion === undefined ? {} : { suggestion: at.suggestion }),
  });
}

/** Why a value cannot be written and read back, if it cannot: a reason that follows "it is". */
function unwritable(value: unknown, ancestors: readonly object[] = []): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : String(value);
    case 'object':
      return value === null ? undefined : unwritableObject(value, ancestors);
    default:
      return `a ${typeof value}`;
  }
}

function unwritableObject(value: object, ancestors: readonly object[]): string | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : undefined;
  if (value instanceof Map || value instanceof Set) return `a ${value.constructor.name}`;
  if (ancestors.includes(value)) return 'an object that contains itself';
  for (const inner of Object.values(value)) {
    // An object leaves out a key without a value; an array has none to leave out.
    if (inner === undefined && Array.isArray(value)) return 'an array with undefined in it';
    const reason = unwritable(inner, [...ancestors, value]);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Half of a surrogate pair: JSON escapes it, but UTF-8 has no bytes for it. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

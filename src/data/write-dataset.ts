import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { AdapterError, describeValue, IssueList, SynodeError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import type { Chunk } from './cells.ts';
import { csvChunks } from './csv-write.ts';
import type { CsvFormat, DatasetFormat, ResolvedFormat } from './format.ts';
import { addUnknownKeys, resolveFormat } from './format.ts';
import { jsonChunks, ndjsonChunks } from './json-write.ts';
import { systemCodeOf } from './load.ts';

/** Anything with rows: a `Dataset`, or rows computed one by one. */
export interface RowSource {
  readonly rows: Iterable<object>;
}

/** How a dataset file is written. */
export interface WriteDatasetOptions {
  /** Default: by the ending of the file, `.json`, `.ndjson`, `.jsonl` or `.csv`. */
  readonly format?: DatasetFormat;
  readonly csv?: CsvFormat;
}

/**
 * Writes an entity table to a file, such that `readDataset` with a row schema of the same types gives equal rows. Dates
 * are written in ISO 8601, UTC. In CSV, null and undefined are an empty cell, the empty text is `""`, arrays and objects
 * are JSON text, and the columns are the keys of all rows (of the first row, when `rows` is no array).
 *
 * The file appears whole or not at all: it is written beside its place, as `<path>.part`, and renamed. Missing folders
 * are made, an existing file is replaced.
 *
 * @returns the number of rows written
 * @throws SynodeError `ENCODING_FAILED` for a value the format cannot hold; `DATASET_EMPTY` for CSV without a column;
 *   `INVALID_OPTION`, `INVALID_SHAPE`, `UNKNOWN_KEY` for the arguments; AdapterError `ADAPTER_ERROR` when the disk refuses
 * @example await writeDataset('out/products.csv', products, { csv: { delimiter: ';' } });
 */
export async function writeDataset(
  path: string | URL,
  dataset: RowSource,
  options: WriteDatasetOptions = {},
): Promise<number> {
  const file = typeof path === 'string' ? path : fileURLToPath(path);
  const format = resolveOptions(file, options);
  return writeWhole(file, chunksOf(rowsOf(dataset), format));
}

function chunksOf(
  rows: Iterable<object>,
  { format, delimiter }: ResolvedFormat,
): AsyncIterable<Chunk> | Iterable<Chunk> {
  switch (format) {
    case 'csv':
      return csvChunks(rows, delimiter);
    case 'ndjson':
      return ndjsonChunks(rows);
    case 'json':
      return jsonChunks(rows);
  }
}

function resolveOptions(file: string, options: WriteDatasetOptions): ResolvedFormat {
  const issues = new IssueList();
  addUnknownKeys(options, ['format', 'csv'], { issues, path: [] });
  const format = resolveFormat(file, options, issues);
  issues.throwIfAny('the options of writeDataset');
  return format;
}

function rowsOf(dataset: RowSource): Iterable<object> {
  const rows: unknown = dataset.rows;
  if (typeof rows === 'object' && rows !== null && Symbol.iterator in rows) return dataset.rows;
  throw new SynodeError('INVALID_SHAPE', `rows of the dataset is ${describeValue(rows)}`, {
    path: ["'rows'"],
    expected: 'an array or another iterable of objects',
    received: describeValue(rows),
    suggestion: 'Pass a Dataset, or { rows: handle.getAllRows() }.',
  });
}

/** Writes beside the place and renames, so that no reader and no crash ever sees half a file. */
async function writeWhole(file: string, chunks: AsyncIterable<Chunk> | Iterable<Chunk>): Promise<number> {
  const part = `${file}.part`;
  try {
    makeFolder(dirname(file));
    const rows = await writePart(part, chunks);
    await rename(part, file);
    return rows;
  } catch (error) {
    await rm(part, { force: true });
    throw isSystemError(error) ? refused(file, error) : error;
  }
}

async function writePart(part: string, chunks: AsyncIterable<Chunk> | Iterable<Chunk>): Promise<number> {
  const handle = await open(part, 'w');
  try {
    let rows = 0;
    for await (const chunk of chunks) {
      await handle.writeFile(chunk.text);
      rows += chunk.rows;
    }
    await handle.sync();
    return rows;
  } finally {
    await handle.close();
  }
}

/** An error of whoever computes the rows is not the disk's and stays what it is. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

function refused(file: string, cause: Error): AdapterError {
  const systemCode = systemCodeOf(cause);
  return new AdapterError(
    'ADAPTER_ERROR',
    `'${file}' cannot be written: ${systemCode}`,
    { adapter: 'dataset file', operation: 'write', systemCode, retriable: false, acknowledged: 0, unacknowledged: 0 },
    { path: [`file '${file}'`], suggestion: 'Check the path, the permissions and the space on the disk.', cause },
  );
}

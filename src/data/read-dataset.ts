import { fileURLToPath } from 'node:url';

import { describeValue, IssueList } from '../errors.ts';
import type { Dataset, DatasetRow } from '../model/dataset.ts';
import type { StandardSchema } from '../model/schema.ts';
import { isStandardSchema } from '../model/standard-schema.ts';
import { readCsvRows } from './csv-read.ts';
import type { CsvFormat, DatasetFormat, ResolvedFormat } from './format.ts';
import { addUnknownKeys, resolveFormat } from './format.ts';
import { readJsonRows, readNdjsonRows } from './json-read.ts';
import { loadUtf8 } from './load.ts';
import type { RawRows } from './row.ts';
import { typedRows } from './typed-rows.ts';

/** How a dataset file is read. */
export interface ReadDatasetOptions<TRow extends object = DatasetRow> {
  /** Id under which journeys find the dataset. */
  readonly id: string;
  /** Default: the id. */
  readonly name?: string;
  /** Default: by the ending of the file, `.json`, `.ndjson`, `.jsonl` or `.csv`. */
  readonly format?: DatasetFormat;
  /** Schema of one row; gives the rows their types. Must answer at once, not with a promise. */
  readonly row?: StandardSchema<TRow>;
  readonly csv?: CsvFormat;
}

const OPTIONS = ['id', 'name', 'format', 'row', 'csv'] as const;

/**
 * Reads an entity table from a file: one JSON array of objects, NDJSON, or CSV (RFC 4180, UTF-8, header row). The rows
 * are frozen; the dataset goes into `preloadedDatasets`.
 *
 * All cells of a CSV file are text; types come from `row` alone, for example a zod object with `z.coerce.number()`.
 * `""` is the empty text. An empty cell without quotes is no value, and takes the first reading its column in `row`
 * accepts: left out (`.optional()`, `.default()`), null (`.nullable()`), empty text. Mind that `z.coerce.number()`
 * reads empty text as 0; `z.coerce.number().nullable()` gives null.
 *
 * @param path relative to the working directory, or a file URL
 * @throws SynodeError `DATASET_FILE_NOT_FOUND`; `DATASET_FILE_INVALID` with the first 20 bad rows and their number;
 *   `INVALID_OPTION`, `INVALID_ID`, `UNKNOWN_KEY` for the options
 * @example
 * const products = await readDataset('data/products.csv', {
 *   id: 'products',
 *   row: z.object({ sku: z.string(), stock: z.coerce.number() }),
 *   csv: { delimiter: ';' },
 * });
 */
export async function readDataset<TRow extends object = DatasetRow>(
  path: string | URL,
  options: ReadDatasetOptions<TRow>,
): Promise<Dataset<TRow>> {
  const file = typeof path === 'string' ? path : fileURLToPath(path);
  const format = resolveOptions(file, options ?? {}); // plain JavaScript may leave out what has to be there
  const raw = await readRows(file, format);
  const rows = await typedRows(file, raw, options.row);
  // The schema vouches for the type; without one TRow is the open row unless the caller asserts more.
  return Object.freeze({ id: options.id, name: options.name ?? options.id, rows: rows as readonly TRow[] });
}

async function readRows(file: string, { format, delimiter, isDelimiterGiven }: ResolvedFormat): Promise<RawRows> {
  const bytes = await loadUtf8(file);
  switch (format) {
    case 'csv':
      return readCsvRows(file, bytes, { delimiter, isGiven: isDelimiterGiven });
    case 'ndjson':
      return readNdjsonRows(bytes);
    case 'json':
      return readJsonRows(file, bytes);
  }
}

function resolveOptions(file: string, options: ReadDatasetOptions<object>): ResolvedFormat {
  const issues = new IssueList();
  addUnknownKeys(options, OPTIONS, { issues, path: [] });
  const { id, name, row } = options as { readonly [K in (typeof OPTIONS)[number]]?: unknown };
  if (typeof id !== 'string' || id === '') {
    issues.add({
      code: 'INVALID_ID',
      path: ["option 'id'"],
      message: `the id of a dataset is ${describeValue(id)}`,
      expected: 'a text that is not empty',
      received: describeValue(id),
      suggestion: "Give the id that journeys use, for example 'products'.",
    });
  }
  if (name !== undefined && typeof name !== 'string') {
    issues.add({
      code: 'INVALID_OPTION',
      path: ["option 'name'"],
      message: `name is ${describeValue(name)}`,
      expected: 'a text',
      received: describeValue(name),
    });
  }
  if (row !== undefined && !isStandardSchema(row)) {
    issues.add({
      code: 'INVALID_OPTION',
      path: ["option 'row'"],
      message: `row is ${describeValue(row)}`,
      expected: 'a Standard Schema: zod from 3.24, valibot, arktype, …',
      received: describeValue(row),
    });
  }
  const format = resolveFormat(file, options, issues);
  issues.throwIfAny('the options of readDataset');
  return format;
}

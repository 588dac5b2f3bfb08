import { extname } from 'node:path';

import { describeValue, didYouMean, IssueList } from '../errors.ts';

/** How rows stand in a file: one JSON array, one JSON object per line, or comma-separated values. */
export type DatasetFormat = 'json' | 'ndjson' | 'csv';

/** How a CSV file is punctuated. */
export interface CsvFormat {
  /** One sign between cells. Default `','`; exports of European shop systems often need `';'`. */
  readonly delimiter?: string;
}

const FORMATS: readonly DatasetFormat[] = ['json', 'ndjson', 'csv'];

const FORMAT_OF_EXTENSION = new Map<string, DatasetFormat>([
  ['.json', 'json'],
  ['.ndjson', 'ndjson'],
  ['.jsonl', 'ndjson'],
  ['.csv', 'csv'],
]);

/** Whether the ending is one of ours. */
export function isDatasetFile(file: string): boolean {
  return FORMAT_OF_EXTENSION.has(extname(file).toLowerCase());
}

/** Format and delimiter, completed. */
export interface ResolvedFormat {
  readonly format: DatasetFormat;
  readonly delimiter: string;
  /** Whether the caller said which it is. */
  readonly isDelimiterGiven: boolean;
}

/** What the caller wrote, not yet checked. */
export interface FormatOptions {
  readonly format?: unknown;
  readonly csv?: unknown;
}

/** Completes the format from the option or the file's ending; faults go to `issues`. */
export function resolveFormat(file: string, options: FormatOptions, issues: IssueList): ResolvedFormat {
  const format = resolveName(file, options.format, issues);
  const delimiter = resolveDelimiter(format, options.csv, issues);
  const { csv } = options;
  const isDelimiterGiven = typeof csv === 'object' && csv !== null && 'delimiter' in csv && csv.delimiter !== undefined;
  return { format, delimiter, isDelimiterGiven };
}

function resolveName(file: string, given: unknown, issues: IssueList): DatasetFormat {
  const format = given ?? FORMAT_OF_EXTENSION.get(extname(file).toLowerCase());
  const known = FORMATS.find((name) => name === format);
  if (known !== undefined) return known;
  issues.add({
    code: 'INVALID_OPTION',
    path: ["option 'format'"],
    message:
      given === undefined
        ? `the ending of '${file}' does not tell its format`
        : `format ${describeValue(given)} is not known`,
    expected: "'json', 'ndjson' or 'csv'",
    received: given === undefined ? `'${file}'` : describeValue(given),
    suggestion:
      typeof given === 'string'
        ? didYouMean(given, FORMATS)
        : "Name the file .json, .ndjson, .jsonl or .csv; in code, format: 'csv' says it too.",
  });
  return 'json';
}

function resolveDelimiter(format: DatasetFormat, csv: unknown, issues: IssueList): string {
  if (csv === undefined) return ',';
  const path = ["option 'csv'"];
  if (format !== 'csv') {
    issues.add({
      code: 'INVALID_OPTION',
      path,
      message: `csv has no effect on a file of format '${format}'`,
      suggestion: "Leave it out, or pass format: 'csv'.",
    });
    return ',';
  }
  if (typeof csv !== 'object' || csv === null) {
    issues.add({
      code: 'INVALID_OPTION',
      path,
      message: `csv is ${describeValue(csv)}`,
      expected: "an object, for example { delimiter: ';' }",
      received: describeValue(csv),
    });
    return ',';
  }
  addUnknownKeys(csv, ['delimiter'], { issues, path });
  const delimiter: unknown = 'delimiter' in csv ? csv.delimiter : undefined;
  if (delimiter === undefined) return ',';
  if (typeof delimiter === 'string' && /^[^"\r\n\ufeff]$/u.test(delimiter)) return delimiter;
  issues.add({
    code: 'INVALID_OPTION',
    path: [...path, "'delimiter'"],
    message: `delimiter is ${describeValue(delimiter)}`,
    expected: 'one sign that is neither a quote nor a line end',
    received: describeValue(delimiter),
    suggestion: "Use ',', ';', '|' or '\\t'.",
  });
  return ',';
}

/** One `UNKNOWN_KEY` for each key of `options` that is not in `known`. */
export function addUnknownKeys(
  options: object,
  known: readonly string[],
  to: { readonly issues: IssueList; readonly path: readonly string[] },
): void {
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    to.issues.add({
      code: 'UNKNOWN_KEY',
      path: [...to.path, `option '${key}'`],
      message: `unknown option '${key}'`,
      expected: `one of ${known.join(', ')}`,
      received: `'${key}'`,
      suggestion: didYouMean(key, known),
    });
  }
}

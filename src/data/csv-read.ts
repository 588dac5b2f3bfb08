/**
 * CSV as RFC 4180 has it: header row, one record per row, every value text. Strict: a quote in the wrong place, a
 * record that is too long or too short, a nameless or repeated column is a fault of the file.
 */
import type { CsvError, Options } from 'csv-parse/sync';

import { describeValue } from '../errors.ts';
import type { RowFault } from './faults.ts';
import { headerInvalid } from './faults.ts';
import type { BadRow, RawRow, RawRows } from './row.ts';

/** A cell; null when it is empty and not quoted, which is how no value is written. */
type Cell = string | null;

interface CsvRecord {
  /** Line on which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly Cell[];
}

interface Records {
  readonly records: readonly CsvRecord[];
  /** The record that cannot be read, where reading stopped. */
  readonly broken?: { readonly line: number; readonly fault: RowFault };
}

/**
 * Reads the records of a file. One that plainly has another delimiter is refused where none was given.
 *
 * @throws SynodeError `DATASET_FILE_INVALID` when there is no usable header
 */
export async function readCsvRows(
  file: string,
  bytes: Buffer,
  { delimiter, isGiven }: { readonly delimiter: string; readonly isGiven: boolean },
): Promise<RawRows> {
  const { records, broken } = await readRecords(bytes, delimiter);
  const [header, ...body] = records;
  if (header === undefined) {
    const { message, suggestion } = broken?.fault ?? { message: 'it is empty' };
    throw headerInvalid(file, [{ message, suggestion: suggestion ?? 'Begin the file with the names of the columns.' }]);
  }
  const columns = columnsOf(file, header, delimiter);
  const other = otherDelimiter(columns, delimiter);
  const hint = other === undefined ? undefined : delimiterHint(columns, other);
  if (other !== undefined && !isGiven && isThroughout(records, other)) {
    throw headerInvalid(file, [{ message: `its values are separated by ${nameOf(other)}`, suggestion: hint ?? '' }]);
  }
  const lines = [...body.map(({ line }) => line), ...(broken === undefined ? [] : [broken.line])];
  const rows = body.map((record) => rowOf(record, columns));
  return {
    rows: broken === undefined ? rows : [...rows, { faults: [broken.fault] }],
    lineOf: (index) => lines[index] ?? 0,
    columns,
    ...(broken === undefined ? {} : { stoppedAt: broken.line }),
    ...(hint === undefined ? {} : { hint }),
  };
}

async function readRecords(bytes: Buffer, delimiter: string): Promise<Records> {
  const { CsvError, parse } = await import('csv-parse/sync');
  const records: CsvRecord[] = [];
  const quotes = mayQuoteNothing(bytes, delimiter);
  let line = 1;
  let read = 0;
  const options: Options = {
    delimiter,
    // All three line ends, also mixed; the library else takes the first one it meets for the only one.
    record_delimiter: ['\r\n', '\n', '\r'],
    // The number of cells is checked here, for every record, so that one error names all bad ones.
    relax_column_count: true,
    ...(quotes ? { cast: (value, { quoting }) => (value === '' && !quoting ? null : value) } : {}),
    // Lines are counted by our own hand: the library counts a CRLF inside quotes twice.
    on_record: (cells: readonly Cell[], context) => {
      records.push({ line, cells: quotes ? cells : cells.map((cell) => (cell === '' ? null : cell)) });
      line += lineEndsIn(bytes, read, context.bytes);
      read = context.bytes;
      return null;
    },
  };
  try {
    parse(bytes, options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { records, broken: { line, fault: faultOf(error) } };
  }
  return { records };
}

/** Whether some cell may be `""`. Asked first because the library is five times slower when it has to tell. */
function mayQuoteNothing(bytes: Buffer, delimiter: string): boolean {
  const around = new Set([...Buffer.from(delimiter), 0x0a, 0x0d]);
  for (let at = bytes.indexOf('""'); at !== -1; at = bytes.indexOf('""', at + 1)) {
    const before = bytes[at - 1];
    const after = bytes[at + 2];
    if ((before === undefined || around.has(before)) && (after === undefined || around.has(after))) return true;
  }
  return false;
}

function lineEndsIn(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) {
    if (bytes[i] === 0x0a || (bytes[i] === 0x0d && bytes[i + 1] !== 0x0a)) count++;
  }
  return count;
}

function faultOf(error: CsvError): RowFault {
  const column = typeof error['index'] === 'number' ? `cell ${error['index'] + 1}` : 'a cell';
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return {
        message: `the quote opened in ${column} never closes`,
        suggestion: 'Close it, or write "" for a quote.',
      };
    case 'INVALID_OPENING_QUOTE':
      return {
        message: `${column} holds a quote but does not begin with one`,
        suggestion: 'Put the whole cell in quotes and write "" for a quote inside it.',
      };
    case 'CSV_INVALID_CLOSING_QUOTE':
      return {
        message: `${column} goes on after its closing quote`,
        suggestion: 'Write "" for a quote inside a quoted cell, and check the delimiter.',
      };
    default:
      return { message: error.message };
  }
}

function columnsOf(file: string, header: CsvRecord, delimiter: string): readonly string[] {
  const columns = header.cells.map((cell) => cell ?? '');
  const faults: RowFault[] = [];
  const seen = new Map<string, number>();
  columns.forEach((name, i) => {
    const first = seen.get(name);
    if (name === '') faults.push({ message: `column ${i + 1} has no name` });
    else if (first !== undefined) {
      faults.push({ field: name, message: `columns ${first + 1} and ${i + 1} have the same name` });
    } else seen.set(name, i);
  });
  if (faults.length === 0) return columns;
  const other = otherDelimiter(columns, delimiter);
  const suggestion =
    other === undefined ? 'Give each column a name of its own in the header row.' : delimiterHint(columns, other);
  throw headerInvalid(
    file,
    faults.map((fault) => ({ ...fault, suggestion })),
  );
}

/** What may stand between values where a header has one column alone. */
function otherDelimiter(columns: readonly string[], delimiter: string): string | undefined {
  const [only, ...more] = columns;
  if (only === undefined || more.length > 0) return undefined;
  return [';', ',', '\t', '|'].find((sign) => sign !== delimiter && only.includes(sign));
}

/** Whether each record has as many of it as the header: a text that holds one by chance is a text. */
function isThroughout(records: readonly CsvRecord[], sign: string): boolean {
  const counts = new Set(records.map(({ cells }) => cells.join(',').split(sign).length));
  return records.length > 1 && counts.size === 1;
}

function delimiterHint([only]: readonly string[], other: string): string {
  const said = nameOf(other);
  return `The header has one column, ${describeValue(only)}: pass csv: { delimiter: ${said} }, on the command line --delimiter ${said}.`;
}

function nameOf(delimiter: string): string {
  return JSON.stringify(delimiter).replaceAll('"', "'");
}

function rowOf(record: CsvRecord, columns: readonly string[]): RawRow | BadRow {
  const { cells } = record;
  if (cells.length !== columns.length) return { faults: [countFault(cells, columns)] };
  // Own properties whatever their name: a column '__proto__' is data here, never a prototype.
  const value = Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
  return { value, empty: columns.filter((_, i) => cells[i] === null) };
}

function countFault(cells: readonly Cell[], columns: readonly string[]): RowFault {
  if (cells.length === 1 && cells[0] === null) {
    return { message: `the line is blank, the header has ${columns.length} columns`, suggestion: 'Delete the line.' };
  }
  return {
    message: `has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, the header has ${columns.length}`,
    suggestion: 'Put a cell that holds the delimiter or a line end in quotes.',
  };
}

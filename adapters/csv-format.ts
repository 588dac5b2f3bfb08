/** Events as comma-separated values (RFC 4180): fixed columns, chosen payload fields, and the rest as JSON. */
import { encodingFailed } from '../src/encode/canonical.ts';
import { findUnencodable } from '../src/model/plain.ts';
import type { AnyEvent, EventMeta } from '../src/model/event.ts';

import { running, type RowText } from './rows.ts';
import type { TextFormat } from './text-format.ts';

/** How the columns are laid out, completed. */
export interface CsvLayout {
  /** Dot paths into the payload, one column each. */
  readonly columns: readonly string[];
  /** Whether a last column holds what the columns leave of the payload, as JSON. */
  readonly rest: 'json' | 'drop';
  /** Whether a byte order mark opens the file. */
  readonly bom: boolean;
  readonly eol: '\n' | '\r\n';
  /** Whether events say where they come from. */
  readonly meta: boolean;
}

const EVENT_COLUMNS = ['id', 'userId', 'sessionId', 'name', 'timestamp'] as const;

const META_COLUMNS = [
  'process',
  'population',
  'actor',
  'journey',
  'instance',
  'adventure',
  'action',
  'occurrence',
  'sequence',
] as const satisfies readonly (keyof EventMeta)[];

/** Names that a payload column cannot have for itself. */
const TAKEN: readonly string[] = [...EVENT_COLUMNS, 'payload'];

type Stringify = (records: unknown[], options: object) => string;

/** Rows of cells as text. @example (await csvRows('\n'))([['id', 'amount'], ['a', '1.00']]) */
export async function csvRows(eol: CsvLayout['eol']): Promise<(records: unknown[]) => string> {
  const { stringify } = await import('csv-stringify/sync');
  return (records) => (stringify as Stringify)(records, writerOptions(eol));
}

/** Loads the writer; nobody who writes no CSV pays for it. */
export async function csvFormat(layout: CsvLayout): Promise<TextFormat> {
  const write = await csvRows(layout.eol);
  const header = write([headerOf(layout)]);
  const paths = layout.columns.map((column) => column.split('.'));
  return {
    name: 'csv',
    header: Buffer.from(layout.bom ? `\uFEFF${header}` : header),
    footer: new Uint8Array(0),
    encode: (events) => encodeRows(events, write, (event) => cellsOf(event, layout, paths)),
    frame: (rows) => rows,
    framing: () => 0,
  };
}

/** The first row's cells. A payload field named like an event's own is headed `payload.<name>`. */
export function headerOf(layout: CsvLayout): string[] {
  return [
    ...EVENT_COLUMNS,
    ...(layout.meta ? META_COLUMNS.map((key) => `meta.${key}`) : []),
    ...layout.columns.map((column) => (TAKEN.includes(column) ? `payload.${column}` : column)),
    ...(layout.rest === 'json' ? ['payload'] : []),
  ];
}

/** The defaults of the library lose data: dates become numbers, `true` becomes 1, and "" becomes nothing. */
function writerOptions(eol: CsvLayout['eol']): object {
  return {
    record_delimiter: eol,
    // RFC 4180: both characters, whichever of them ends a line here. `rowsIn` relies on it.
    quote_record_delimiter: true,
    quoted_match: /^\s|\s$/,
    cast: {
      string: (text: string) => (text === '' ? { value: '', quoted_empty: true } : text),
      boolean: String,
      number: String,
      date: (date: Date) => date.toISOString(),
      object: (value: object) => JSON.stringify(value),
    },
  };
}

function encodeRows(
  events: readonly AnyEvent[],
  write: (records: unknown[]) => string,
  cells: (event: AnyEvent) => unknown[],
): RowText {
  const records: unknown[][] = [];
  for (const event of events) {
    const found = findUnencodable(event.timestamp, 'timestamp') ?? findUnencodable(event.payload, 'payload');
    if (found !== undefined) return { ...rowsIn(write(records)), fault: encodingFailed(event, found) };
    records.push(cells(event));
  }
  return rowsIn(records.length === 0 ? '' : write(records));
}

/** Finds where rows end: at a line feed outside quotes; the writer quotes every one that is data. */
function rowsIn(text: string): RowText {
  const bytes = Buffer.from(text);
  const lengths: number[] = [];
  let start = 0;
  let isQuoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === 0x22) isQuoted = !isQuoted;
    else if (byte === 0x0a && !isQuoted) {
      lengths.push(i + 1 - start);
      start = i + 1;
    }
  }
  return { bytes, ends: running(lengths) };
}

function cellsOf(event: AnyEvent, layout: CsvLayout, paths: readonly (readonly string[])[]): unknown[] {
  const { id, userId, sessionId, name, timestamp, payload, meta } = event;
  const cells: unknown[] = [id, userId, sessionId, name, timestamp];
  if (layout.meta) for (const key of META_COLUMNS) cells.push(meta?.[key]);
  for (const path of paths) cells.push(valueAt(payload, path));
  if (layout.rest === 'json') cells.push(JSON.stringify(paths.reduce(without, payload)));
  return cells;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}

/** A copy without the value at the path. What lies inside lists stays: a list has no keys to leave out. */
function without(value: object, path: readonly string[]): object {
  const [key, ...deeper] = path;
  if (key === undefined || Array.isArray(value) || value instanceof Date || !Object.hasOwn(value, key)) return value;
  const { [key]: inner, ...rest } = value as Readonly<Record<string, unknown>>;
  if (deeper.length === 0) return rest;
  if (typeof inner !== 'object' || inner === null) return value;
  return { ...value, [key]: without(inner, deeper) };
}

/**
 * Rows of comma-separated values (RFC 4180): a row is a function of its event and the layout alone, so it can be made
 * where the event is. What stands before the first row is the file's affair.
 */
import type { CsvEncoding } from '../model/adapter.ts';
import type { AnyEvent, EventMeta } from '../model/event.ts';
import { findUnencodable } from '../model/plain.ts';
import { encodingFailed } from './canonical.ts';

/** How the columns are laid out. */
export interface CsvLayout extends Omit<CsvEncoding, 'format'> {
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

/**
 * What would not come back unquoted. Both characters that can end a line, whichever of them ends one here: some readers
 * take either. White space at an edge, which some readers take away.
 */
const QUOTED = /[",\r\n]|^\s|\s$/;

/** Cells as one row, with its line end. */
export function csvRow(cells: readonly unknown[], eol: CsvEncoding['eol']): string {
  let row = '';
  for (let i = 0; i < cells.length; i++) row += i === 0 ? cellText(cells[i]) : `,${cellText(cells[i])}`;
  return row + eol;
}

/** An empty text is quoted, so that it can be told from nothing. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = textOf(cell);
  if (text === '') return '""';
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Numbers and booleans read the same in JSON as in CSV. */
function textOf(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  return cell instanceof Date ? cell.toISOString() : JSON.stringify(cell);
}

/** The first row's cells. A payload field named like an event's own is headed `payload.<name>`. */
export function csvHeader({ meta, columns, rest }: CsvLayout): readonly string[] {
  return [
    ...EVENT_COLUMNS,
    ...(meta ? META_COLUMNS.map((key) => `meta.${key}`) : []),
    ...columns.map((column) => (TAKEN.includes(column) ? `payload.${column}` : column)),
    ...(rest === 'json' ? ['payload'] : []),
  ];
}

/** Gives the row of an event. It throws SynodeError `ENCODING_FAILED` for what JSON cannot hold. */
export function csvRowOf(layout: CsvLayout): (event: AnyEvent) => string {
  const { meta: hasMeta, columns, rest, eol } = layout;
  const paths = columns.map((column) => column.split('.'));
  return (event) => {
    const { id, userId, sessionId, name, timestamp, payload, meta } = event;
    const fault = findUnencodable(timestamp, 'timestamp') ?? findUnencodable(payload, 'payload');
    if (fault !== undefined) throw encodingFailed(event, fault);
    const cells: unknown[] = [id, userId, sessionId, name, timestamp];
    if (hasMeta) for (const key of META_COLUMNS) cells.push(meta?.[key]);
    for (const path of paths) cells.push(valueAt(payload, path));
    if (rest === 'json') cells.push(JSON.stringify(paths.reduce(without, payload)));
    return csvRow(cells, eol);
  };
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

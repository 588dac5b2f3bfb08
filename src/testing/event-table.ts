/** Events as aligned text that reads like the domain: for inline snapshots and for comparisons by eye. */
import type { AnyEvent } from '../model/event.ts';

const OWN_COLUMNS: Readonly<Record<string, (event: AnyEvent) => unknown>> = {
  time: ({ timestamp }) => timestamp,
  actor: ({ userId }) => userId,
  name: ({ name }) => name,
  session: ({ sessionId }) => sessionId,
  id: ({ id }) => id,
};

const FIRST_COLUMNS = ['time', 'actor', 'name'];

/** Stands where an event has no such field. */
const NOTHING = '-';

/**
 * A header and one row per event: time, actor, name, and the columns asked for. A column is a payload field
 * (`'total'`), a path in it (`'customer.city'`), or `session` or `id`; `payload.name` is the field called name.
 *
 * @example expect(toTable(events, ['total', 'currency'])).toMatchInlineSnapshot()
 */
export function toTable(events: readonly AnyEvent[], columns: readonly string[] = []): string {
  return tableOf(events, [...FIRST_COLUMNS, ...columns]);
}

/** A table of exactly these columns. */
export function tableOf(events: readonly AnyEvent[], columns: readonly string[]): string {
  const values = columns.map((column) => events.map((event) => valueAt(event, column)));
  const cells = columns.map((column, i) => [column, ...(values[i] ?? []).map(cellText)]);
  const widths = cells.map((column) => Math.max(...column.map((cell) => cell.length)));
  const isNumeric = values.map(
    (column) => column.some(isNumber) && column.every((value) => isNumber(value) || value === undefined),
  );
  const rows = Array.from({ length: events.length + 1 }, (_, row) =>
    columns
      .map((_column, i) => {
        const cell = cells[i]?.[row] ?? '';
        return isNumeric[i] === true ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0);
      })
      .join('  ')
      .trimEnd(),
  );
  return rows.join('\n');
}

function valueAt(event: AnyEvent, column: string): unknown {
  const own = Object.hasOwn(OWN_COLUMNS, column) ? OWN_COLUMNS[column] : undefined;
  if (own !== undefined) return own(event);
  const path = column.startsWith('payload.') ? column.slice('payload.'.length) : column;
  return atPath(event.payload, path);
}

/** The value at a dotted path, by own properties alone; a field whose name holds dots is found by its whole name. */
export function atPath(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as Readonly<Record<string, unknown>>)[path];
  const dot = path.indexOf('.');
  if (dot === -1) return undefined;
  return atPath(atPath(value, path.slice(0, dot)), path.slice(dot + 1));
}

/** Text that tells values apart: quotes stand only where a text could be taken for something else. */
function cellText(value: unknown): string {
  if (value === undefined) return NOTHING;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (typeof value !== 'string') return JSON.stringify(value);
  return isPlainText(value) ? value : JSON.stringify(value);
}

function isPlainText(text: string): boolean {
  if (text === '' || text === NOTHING || text !== text.trim() || /\s{2}|[^\S ]|^["[{]/.test(text)) return false;
  return !/^(?:true|false|null|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.test(text);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

/** The rows of a table with its spacing taken out: two tables say the same when their rows are equal. */
export function tableRows(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replaceAll(/ {2,}/g, '  '))
    .filter((line) => line !== '');
}

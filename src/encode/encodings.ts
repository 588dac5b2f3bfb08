/** What an adapter may ask for, apart from what makes it: fixtures check adapters and encode nothing. */
import type { AdapterEncoding, CsvEncoding } from '../model/adapter.ts';

/** Whether a value says how events are to be turned into bytes. */
export function isEncoding(value: unknown): value is AdapterEncoding {
  return value === 'ndjson' || value === 'cloudevents' || isCsvEncoding(value);
}

function isCsvEncoding(value: unknown): value is CsvEncoding {
  if (typeof value !== 'object' || value === null) return false;
  const { format, columns, rest, eol } = value as Partial<Record<keyof CsvEncoding, unknown>>;
  return (
    format === 'csv' &&
    Array.isArray(columns) &&
    columns.every((column) => typeof column === 'string') &&
    (rest === 'json' || rest === 'drop') &&
    (eol === '\n' || eol === '\r\n')
  );
}

/** Whether both make the same bytes of an event. */
export function isSameEncoding(a: AdapterEncoding | undefined, b: AdapterEncoding | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  const isEach = (column: string, i: number): boolean => column === b.columns[i];
  return a.rest === b.rest && a.eol === b.eol && a.columns.length === b.columns.length && a.columns.every(isEach);
}

/** Documents as tables: a row for each, its lines, and what later events say of it. */
import { join } from 'node:path';

import { CsvTable, type Cell } from '../../adapters/exports/csv-table.ts';
import { decimalText } from '../encode/decimal.ts';
import type { ExportedEvent } from '../model/export.ts';
import { documentTables, type DocumentColumn, type DocumentTable } from '../projections/document-tables.ts';
import { minorDecimals } from '../random/currency.ts';
import type { Sink, SinkContext } from './sink.ts';

type Payload = Readonly<Record<string, unknown>>;

const CHANGES = ['documentId', 'table', 'eventId', 'event', 'activity', 'timestamp', 'performedBy', 'payload'];

/** The files of one type. */
interface Files {
  readonly head: CsvTable;
  readonly lines: CsvTable | undefined;
}

/** `<Type>.csv`, `<Type>.lines.csv` and `changes.csv`. */
export async function documentsSink({ folder, scenario, run, activityOf }: SinkContext): Promise<Sink> {
  const tables = documentTables(scenario.processes, (await run.contracts?.()) ?? []);
  const files = new Map<string, Files>();
  for (const table of tables.all) {
    const lines =
      table.lines === undefined
        ? undefined
        : new CsvTable(join(folder, `${table.name}.lines.csv`), ['documentId', ...headed(table.lines)]);
    files.set(table.name, { head: new CsvTable(join(folder, `${table.name}.csv`), headOf(table)), lines });
  }
  const changes = new CsvTable(join(folder, 'changes.csv'), CHANGES);
  const all = (): readonly CsvTable[] => [
    ...[...files.values()].flatMap(({ head, lines }) => (lines === undefined ? [head] : [head, lines])),
    changes,
  ];
  return {
    of: undefined,
    see: (event) => {
      const found = tables.find(event.name, event.payload['documentType']);
      if (found === undefined) return;
      const { table, isWhole } = found;
      const own = files.get(table.name);
      if (isWhole && own !== undefined) addDocument(own, table, event);
      else changes.add(changeCells(event, table, activityOf(event.name)));
    },
    finish: () => all().map((table) => table.finish()),
    abandon: () => all().forEach((table) => table.abandon()),
  };
}

function headOf({ columns, isClosed }: DocumentTable): readonly string[] {
  return ['eventId', 'timestamp', ...headed(columns), ...(isClosed ? [] : ['payload'])];
}

function headed(columns: readonly DocumentColumn[]): readonly string[] {
  return columns.flatMap(({ name, isMoney }) => (isMoney ? [name, `${name}_decimal`, `${name}_currency`] : [name]));
}

function addDocument({ head, lines }: Files, table: DocumentTable, { id, timestamp, payload }: ExportedEvent): void {
  const rest = table.isClosed ? [] : [JSON.stringify(payload)];
  head.add([id, timestamp, ...cells(table.columns, payload, payload), ...rest]);
  const rows = payload['lines'];
  if (lines === undefined || !Array.isArray(rows)) return;
  for (const row of rows as readonly Payload[]) {
    lines.add([String(payload['documentId']), ...cells(table.lines ?? [], row, payload)]);
  }
}

function changeCells(
  { id, name, timestamp, payload }: ExportedEvent,
  { name: table }: DocumentTable,
  activity: string,
) {
  const { documentId, documentType: _type, performedBy, ...rest } = payload;
  return [text(documentId), table, id, name, activity, timestamp, text(performedBy), JSON.stringify(rest)];
}

/** `document` says which currency an amount is in. */
function cells(columns: readonly DocumentColumn[], row: Payload, { currency }: Payload): readonly Cell[] {
  return columns.flatMap(({ path, isMoney }): readonly Cell[] => {
    const value = valueAt(row, path);
    if (!isMoney) return [text(value)];
    if (typeof value !== 'number' || typeof currency !== 'string') return [text(value), undefined, undefined];
    return [value, decimalText(value, minorDecimals(currency)), currency];
  });
}

function valueAt(row: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Payload)[key] : undefined),
    row,
  );
}

function text(value: unknown): Cell {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return value as Cell;
}

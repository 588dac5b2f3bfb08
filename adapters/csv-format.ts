/** Events as comma-separated values (RFC 4180): fixed columns, chosen payload fields, and the rest as JSON. */
import { csvHeader, csvRow, csvRowOf, type CsvLayout } from '../src/encode/csv.ts';
import { idInRow } from '../src/encode/csv-batch.ts';
import type { AdapterEncoding } from '../src/model/adapter.ts';

import { rowsUntilFault } from './rows.ts';
import type { TextFormat } from './text-format.ts';

/** How a file of rows is laid out, completed. */
export interface CsvFileLayout extends CsvLayout {
  /** Whether a byte order mark opens the file. */
  readonly bom: boolean;
}

export function csvFormat(layout: CsvFileLayout): TextFormat {
  const header = csvRow(csvHeader(layout), layout.eol);
  const rowOf = csvRowOf(layout);
  return {
    name: 'csv',
    header: Buffer.from(layout.bom ? `\uFEFF${header}` : header),
    footer: new Uint8Array(0),
    encode: (events) => rowsUntilFault(events, rowOf),
    frame: (rows) => rows,
    framing: () => 0,
    idAt: idInRow,
  };
}

/** How an adapter of text wants its events: in the rows of its format. */
export function encodingOf(format: 'ndjson' | 'json' | 'csv', layout: Omit<CsvLayout, 'meta'>): AdapterEncoding {
  const { columns, rest, eol } = layout;
  return format === 'csv' ? { format, columns, rest, eol } : 'ndjson';
}

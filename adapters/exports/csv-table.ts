/** A table as comma-separated values (RFC 4180): its columns first, always. */
import type { FileReport } from '../../src/model/adapter.ts';

import { csvRows } from '../csv-format.ts';
import { TextFile } from './text-file.ts';

export type Cell = string | number | boolean | null | undefined;

/** Turns rows into text. */
export type RowsText = (records: unknown[]) => string;

/** Rows are turned into text so many at once: one by one costs a call of the library each. */
const BATCH = 500;

/** Loads what writes rows. */
export async function loadCsv(): Promise<RowsText> {
  return csvRows('\n');
}

export class CsvTable {
  readonly #file: TextFile;
  readonly #text: RowsText;
  #rows: (readonly Cell[])[] = [];

  constructor(path: string, columns: readonly string[], text: RowsText) {
    this.#file = new TextFile(path, 'csv');
    this.#text = text;
    this.#file.write(text([columns]));
  }

  add(cells: readonly Cell[]): void {
    this.#rows.push(cells);
    if (this.#rows.length >= BATCH) this.#flush();
  }

  finish(): FileReport {
    this.#flush();
    return this.#file.finish();
  }

  abandon(): void {
    this.#file.abandon();
  }

  #flush(): void {
    if (this.#rows.length === 0) return;
    this.#file.write(this.#text(this.#rows), this.#rows.length);
    this.#rows = [];
  }
}

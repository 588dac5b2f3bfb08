/** A table as comma-separated values (RFC 4180): its columns first, always. */
import type { FileReport } from '../../src/model/adapter.ts';

import { csvRow } from '../../src/encode/csv.ts';
import { TextFile } from './text-file.ts';

export type Cell = string | number | boolean | null | undefined;

export class CsvTable {
  readonly #file: TextFile;

  constructor(path: string, columns: readonly string[]) {
    this.#file = new TextFile(path, 'csv');
    this.#file.write(csvRow(columns, '\n'));
  }

  add(cells: readonly Cell[]): void {
    this.#file.write(csvRow(cells, '\n'), 1);
  }

  finish(): FileReport {
    return this.#file.finish();
  }

  abandon(): void {
    this.#file.abandon();
  }
}

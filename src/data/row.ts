import type { RowFault } from './faults.ts';

/** A row as the file holds it, before the row schema. */
export interface RawRow {
  readonly value: object;
  /** Columns whose cell is empty and not quoted; CSV only. In `value` they are `''`. */
  readonly empty?: readonly string[];
}

/** A row that cannot even be read. */
export interface BadRow {
  readonly faults: readonly RowFault[];
}

/** All rows of a file in its order. */
export interface RawRows {
  readonly rows: readonly (RawRow | BadRow)[];
  /** Line on which a row begins, from 1. */
  lineOf(index: number): number;
  /** Line at which reading had to stop, if it had to. */
  readonly stoppedAt?: number;
  /** Columns of the header; CSV only. */
  readonly columns?: readonly string[];
  /** What all faults probably come from, and what to do about it. */
  readonly hint?: string;
}

/**
 * What a check of master data says. Checks take rows as anybody reads them from files and share no code with what made
 * the rows: what they know of the rules is written down here a second time.
 */

/** The checks of the world. */
export type WorldCheckId = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'Z1';

/** A row that breaks a rule. */
export interface Finding {
  /** Table and row, `vendors V-1000-0007`. */
  readonly row: string;
  /** Which thing, which value, what was expected. */
  readonly message: string;
}

/** The outcome of a check. One that saw no row has proved nothing. */
export interface CheckOutcome {
  readonly check: WorldCheckId;
  readonly rows: number;
  readonly findings: readonly Finding[];
}

/** Whether a check saw rows and found nothing wrong in them. */
export function hasPassed({ rows, findings }: CheckOutcome): boolean {
  return rows > 0 && findings.length === 0;
}

/** A row of a file: nothing is known of it but its fields. */
export type Row = Readonly<Record<string, unknown>>;

/** Collects findings of one check. */
export class Findings {
  readonly #check: WorldCheckId;
  readonly #findings: Finding[] = [];
  #rows = 0;

  constructor(check: WorldCheckId) {
    this.#check = check;
  }

  /** Counts rows that are looked at. */
  see(count: number): void {
    this.#rows += count;
  }

  expect(holds: boolean, row: string, message: string): void {
    if (!holds) this.#findings.push({ row, message });
  }

  outcome(): CheckOutcome {
    return { check: this.#check, rows: this.#rows, findings: this.#findings };
  }
}

/** A field as text; `''` for anything else. */
export function textOf(row: Row, field: string): string {
  const value = row[field];
  return typeof value === 'string' ? value : '';
}

/** A field as a number; not a number for anything else. */
export function numberOf(row: Row, field: string): number {
  const value = row[field];
  return typeof value === 'number' ? value : Number.NaN;
}

/** A field as a list of rows; empty for anything else. */
export function rowsOf(row: Row, field: string): readonly Row[] {
  const value = row[field];
  return Array.isArray(value) ? (value as readonly Row[]) : [];
}

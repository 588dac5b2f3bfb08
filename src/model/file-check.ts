/** Checks of emitted files that a process brings: they see each event once, in order, and share no code with its journeys. */

/** An event as it stands in a file: dates are texts. */
export interface FileEvent {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly timestamp: string;
  /** ms. */
  readonly ms: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Where a check says what it judged and what it found. */
export interface FileFindings {
  /** A row was judged. */
  row(): void;
  /** A row breaks the rule. `targets`: ids by which a label may name it; `message` says which, and how. */
  fault(targets: readonly string[], message: string): void;
}

/** Entity tables beside the events, as the output holds them: `master/<id>.ndjson`. */
export interface MasterTables {
  /** First day of the period; undefined where the output does not say. */
  readonly firstDay: string | undefined;
  has(id: string): boolean;
  /** Rows from the first to the last, read as they are asked for; none where there is no such table. */
  rows(id: string): Iterable<Readonly<Record<string, unknown>>>;
}

/** A part of an entity table. */
export interface TableNeed {
  /** Of the table; `vendors.*` means every table whose id begins so. */
  readonly id: string;
  /** First and last row of each part that a period asks for, both in it; what lies outside of the table is left out. */
  rows(period: { readonly firstDay: string; readonly lastDay: string }): readonly (readonly [number, number])[];
}

/** One reading of a file; made anew for every verification. */
export interface FileReading {
  /** Events of its names, in the order of the file; `line` counts from 1. */
  see(event: FileEvent, line: number): void;
  /** The file is at its end. */
  end?(): void;
}

/** A check of emitted files, as `synode verify` runs it. */
export interface FileCheckDefinition {
  /** A letter and a number, `P4`. */
  readonly id: string;
  readonly name: string;
  /** Names of the events it sees, or all. */
  readonly of: readonly string[] | 'all';
  /** Tables it reads, whole (`vendors.*`: all whose ids begin so) or in part: they are exported with the run. Default none. */
  readonly needs?: readonly (string | TableNeed)[];
  begin(findings: FileFindings, masters: MasterTables): FileReading;
}

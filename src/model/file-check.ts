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
  /** Names of the events it sees. */
  readonly of: readonly string[];
  begin(findings: FileFindings): FileReading;
}

/** What a check of emitted files is: it sees each line once, in order, and says what it found. */
import type { JournalEntry } from './ledger.ts';

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

/** An entry as it stands in a file. */
export type FileEntry = Omit<JournalEntry, 'enteredAt'> & { readonly enteredAt: string };

/** A line of the file that is an event. */
export interface Seen {
  /** Line in its file, from 1. */
  readonly at: number;
  readonly event: FileEvent;
  /** The line as it stands there, where it was read from a file. */
  readonly text?: string;
  /** Set on `journal_entry.posted` whose payload has the form of an entry. */
  readonly entry: FileEntry | undefined;
}

/** A row that breaks a rule. */
export interface Finding {
  /** Ids by which a label may name it: of the entry, its document, its source, its item. */
  readonly targets: readonly string[];
  readonly message: string;
}

/** What a check has seen and found. */
export interface Findings {
  readonly rows: number;
  readonly findings: readonly Finding[];
}

/** What checks of one reading share: it sees an event before any of them, once. */
export interface Follower {
  /** Names of the events it looks at. */
  readonly of: readonly string[];
  see(seen: Seen): void;
}

/** A rule recomputed from emitted files, such as `synode verify` runs: made for one reading, then done. */
export interface FileCheck {
  readonly id: string;
  readonly name: string;
  /** Why nothing can be said, where that is known. */
  readonly missing?: string;
  /** Names of the events it looks at. Default all. */
  readonly of?: readonly string[];
  /** What it asks while it sees an event; others of the reading may name the same. */
  readonly follows?: Follower;
  see(seen: Seen): void;
  /** Called when the file is at its end. */
  end?(): void;
  /** Rows judged so far, and what was found. */
  readonly log: Findings;
  /** Checks that look at what this one follows: each is told by itself, and sees an event after it. */
  readonly beside?: readonly FileCheck[];
}

/** Entity tables beside the events, as the output holds them: `master/<id>.ndjson`. */
export interface MasterTables {
  /** First day of the period; undefined where the output does not say. */
  readonly firstDay: string | undefined;
  has(id: string): boolean;
  /** Rows from the first to the last, read as they are asked for; none where there is no such table. */
  rows(id: string): Iterable<Readonly<Record<string, unknown>>>;
}

/** Makes a check for one reading of the files; without tables for events alone. */
export type FileCheckMaker = (masters?: MasterTables) => FileCheck;

/** A part of an entity table that is exported with a run. */
export interface TablePart {
  /** Of the table; `vendors.*` means every table whose id begins so. */
  readonly id: string;
  /** First and last row of each part that a period asks for, both in it; what lies outside of the table is left out. */
  rows(period: { readonly firstDay: string; readonly lastDay: string }): readonly (readonly [number, number])[];
}

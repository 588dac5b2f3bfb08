/** What a check of emitted files is: it sees each line once, in order, and says what it found. */
import type { FileEvent } from '../model/file-check.ts';
import type { JournalEntry, PostingRule, Determination } from '../model/ledger.ts';

export type { FileEvent } from '../model/file-check.ts';

/** An entry as it stands in a file. */
export type FileEntry = Omit<JournalEntry, 'enteredAt'> & { readonly enteredAt: string };

/** A line of the file that is an event. */
export interface Seen {
  /** Line in its file, from 1. */
  readonly at: number;
  readonly event: FileEvent;
  /** Set on `journal_entry.posted` whose payload has the form of an entry. */
  readonly entry: FileEntry | undefined;
}

/** A row that breaks a rule. */
export interface Finding {
  /** Ids by which a label may name it: of the entry, its document, its source, its item. */
  readonly targets: readonly string[];
  readonly message: string;
}

export interface FileCheck {
  readonly id: string;
  readonly name: string;
  /** Why nothing can be said, where that is known. */
  readonly missing?: string;
  see(seen: Seen): void;
  /** Called when the file is at its end. */
  end?(): void;
  /** Rows judged so far, and what was found. */
  readonly log: FindingLog;
}

/** Counts rows and keeps what was found. */
export class FindingLog {
  rows = 0;
  readonly findings: Finding[] = [];

  add(finding: Finding): void {
    this.findings.push(finding);
  }
}

/** What is known beside the events. */
export interface VerifyContext {
  readonly books: Determination | undefined;
  /** Rules by the event they book, where the program that has them was given. */
  readonly rules: ReadonlyMap<string, NamedRule> | undefined;
  /** Which rule books which event, as the output says. */
  readonly ruleOf: ReadonlyMap<string, string> | undefined;
  /** Date on which the period begins, where the output says. */
  readonly firstDay: string | undefined;
}

export interface NamedRule {
  readonly id: string;
  readonly rule: PostingRule['rule'];
}

/** How a finding names an entry: with its rule and its document. */
export function nameOf(at: number, { entryId, ruleId, documentId }: FileEntry): string {
  return `line ${at}: entry ${entryId} (${ruleId}, ${documentId})`;
}

export function targetsOf({ entryId, documentId, sourceId }: FileEntry): readonly string[] {
  return [entryId, documentId, sourceId];
}

/** What checks of emitted files are made with, and what they know beside the events. */
import type { FileCheck, FileEntry, FileEvent, Finding, Findings, Seen } from '../model/file-check.ts';
import type { PostingRule, Determination } from '../model/ledger.ts';

export type { FileCheck, FileEntry, FileEvent, Finding, Seen };

/** What checks of the books look at. */
export const ENTRIES: readonly string[] = ['journal_entry.posted'];
/** Of a check that another one fills. */
export const NONE: readonly string[] = [];

/** Counts rows and keeps what was found. */
export class FindingLog implements Findings {
  rows = 0;
  readonly findings: Finding[] = [];

  add(finding: Finding): void {
    this.findings.push(finding);
  }
}

/** What is known beside the events. */
export interface VerifyContext {
  readonly books: Determination | undefined;
  /** Rules by the event they book, where the program that has them was given; the first whose `when` holds. */
  readonly rules: ReadonlyMap<string, readonly NamedRule[]> | undefined;
  /** Which rules book which event, as the output says. */
  readonly ruleOf: ReadonlyMap<string, readonly string[]> | undefined;
  /** Date on which the period begins, where the output says. */
  readonly firstDay: string | undefined;
  /** Its last date; undefined where the output does not say, or where it has no end. */
  readonly lastDay: string | undefined;
}

export interface NamedRule {
  readonly id: string;
  readonly when?: PostingRule['when'] | undefined;
  readonly rule: PostingRule['rule'];
}

/** How a finding names an entry: with its rule and its document. */
export function nameOf(at: number, { entryId, ruleId, documentId }: FileEntry): string {
  return `line ${at}: entry ${entryId} (${ruleId}, ${documentId})`;
}

export function targetsOf({ entryId, documentId, sourceId }: FileEntry): readonly string[] {
  return [entryId, documentId, sourceId];
}

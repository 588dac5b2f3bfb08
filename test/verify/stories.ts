/** Documents written by hand as a file holds them: what a check says of a story, and of the same story told otherwise. */
import { expect } from 'vitest';

import type { FileCheckMaker, FileEntry, MasterTables } from '../../src/index.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The events of a story by what they are called in it, in their order. */
export type Story = Readonly<Record<string, readonly [name: string, payload: Fields]>>;

/** What is told otherwise: fields of an event by its name in the story; null leaves it out. */
export type Otherwise = Readonly<Record<string, Fields | null>>;

/** The story with some of it told otherwise. */
export function told(story: Story, otherwise: Otherwise = {}): Story {
  const unknown = Object.keys(otherwise).filter((key) => !(key in story));
  if (unknown.length > 0) throw new Error(`nothing in the story is called ${unknown.join(', ')}`);
  const kept = Object.entries(story).flatMap(([key, [name, payload]]) => {
    const change = otherwise[key];
    return change === null ? [] : [[key, [name, { ...payload, ...change }]] as const];
  });
  return Object.fromEntries(kept);
}

/** The story with one event at the place of another: what happens too early. */
export function earlier(story: Story, event: string, than: string): Story {
  const keys = Object.keys(story).filter((key) => key !== event);
  keys.splice(keys.indexOf(than), 0, event);
  return Object.fromEntries(keys.map((key) => [key, story[key] as Story[string]]));
}

const noTables: () => MasterTables = () => ({ firstDay: undefined, has: () => false, rows: () => [] });

/** Tables as a folder holds them. */
export function tablesOf(tables: Readonly<Record<string, readonly Fields[]>>): MasterTables {
  return { firstDay: '2025-01-01', has: (id) => id in tables, rows: (id) => tables[id] ?? [] };
}

/** What a check says: how many rows it judged, and what it found. */
export interface Said {
  readonly rows: number;
  readonly says: readonly string[];
  /** Ids by which a label may name each of them. */
  readonly targets: readonly (readonly string[])[];
}

/** Findings that no label could name by the document they speak of. */
export function nameless({ says, targets }: Said, story: Story): readonly string[] {
  const documents = new Set(Object.values(story).map(([, { documentId }]) => documentId));
  return says.filter((message, i) => {
    const spokenOf = message.split(/[\s:;,]+/).find((word) => documents.has(word));
    return spokenOf !== undefined && targets[i]?.includes(spokenOf) !== true;
  });
}

/** Rows that a check judged, and what it found. A day passes from event to event, unless one says when it `happens`. */
export function found(make: FileCheckMaker, story: Story, masters: MasterTables = noTables()): Said {
  const check = make(masters);
  const all = [check, ...(check.beside ?? [])];
  for (const [i, [name, { happens, ...payload }]] of Object.values(story).entries()) {
    const timestamp = typeof happens === 'string' ? happens : `2025-03-${String(i + 1).padStart(2, '0')}T12:00:00.000Z`;
    const event = { id: `E${i + 1}`, userId: 'u', name, timestamp, ms: Date.parse(timestamp), payload };
    const entry = name === 'journal_entry.posted' ? (payload as unknown as FileEntry) : undefined;
    const seen = { at: i + 1, event, entry };
    check.follows?.see(seen);
    for (const one of all) if (one.of === undefined || one.of.includes(name)) one.see(seen);
  }
  for (const one of all) one.end?.();
  const findings = all.flatMap(({ log }) => log.findings);
  return {
    rows: all.reduce((sum, { log }) => sum + log.rows, 0),
    says: findings.map(({ message }) => message),
    targets: findings.map(({ targets }) => targets),
  };
}

/** What is told otherwise, and what the check says of it; '' where that is right too. */
export type Telling = readonly [what: string, otherwise: Otherwise, says: RegExp | ''];

/** Judges a story: the check sees rows, finds what it should, and names the document it speaks of. */
export function saysOf(check: FileCheckMaker, story: Story, says: RegExp | '', masters?: MasterTables): void {
  const judged = found(check, story, masters);
  expect(judged.rows).toBeGreaterThan(0);
  expect(nameless(judged, story)).toEqual([]);
  if (says === '') expect(judged.says).toEqual([]);
  else expect(judged.says.join('\n')).toMatch(says);
}

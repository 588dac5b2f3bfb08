/** How many entries there are, and how many lines they have: what a person compares with ledgers they know. */
import { ENTRY_EVENT, type JournalEntryEvent } from '../model/ledger.ts';
import type { Projection } from '../model/projection.ts';

/** Entries of all companies, and how many of them have how many lines. */
export interface EntryCounts {
  readonly entries: number;
  readonly lines: number;
  /** Entries by their number of lines. */
  readonly byLines: Readonly<Record<string, number>>;
}

/** Counts entries by their number of lines. */
export const entryCounts: Projection<Map<number, number>, EntryCounts, JournalEntryEvent> = {
  id: 'entryCounts',
  of: [ENTRY_EVENT],
  restart: true,
  init: () => new Map(),
  apply: (counts, { payload: { lines } }) => void counts.set(lines.length, (counts.get(lines.length) ?? 0) + 1),
  merge: (a, b) => {
    const sum = new Map(a);
    for (const [lines, count] of b) sum.set(lines, (sum.get(lines) ?? 0) + count);
    return sum;
  },
  finish: (counts) => {
    const sorted = [...counts].sort(([a], [b]) => a - b);
    return {
      entries: sorted.reduce((sum, [, count]) => sum + count, 0),
      lines: sorted.reduce((sum, [lines, count]) => sum + lines * count, 0),
      byLines: Object.fromEntries(sorted),
    };
  },
};

/** What was opened so far, by company and account role: the fold that opening equity is taken from. */
import type { JournalEntryEvent, Projection } from '../../src/index.ts';
import { OPENING_ROLE } from '../world/opening/postings.ts';

/** What an account opened with; debits above 0. */
export interface Contribution {
  readonly role: string;
  /** Minor units of company currency. */
  readonly localAmount: number;
}

/** By company. */
export type Opened = Readonly<Record<string, readonly Contribution[]>>;

/** Sums by `company/role`, then by instant: a view may ask for any. */
type Sums = Map<string, Map<number, number>>;

/** Folds what stands against opening balances. Readers get what other processes and the actor itself have opened, together. */
export const opened: Projection<Sums, Opened, JournalEntryEvent, Opened> = Object.freeze({
  id: 'opened',
  of: ['journal_entry.posted'],
  restart: true,
  init: (): Sums => new Map(),
  apply: (sums: Sums, { payload: { sourceEvent, company, lines }, timestamp }: JournalEntryEvent): void => {
    if (sourceEvent !== 'opening_item.recorded') return;
    const ms = timestamp.getTime();
    for (const { role, side, localAmount } of lines) {
      if (role !== OPENING_ROLE) add(sums, `${company}/${role}`, ms, side === 'debit' ? localAmount : -localAmount);
    }
  },
  merge: (a: Sums, b: Sums): Sums => {
    const merged: Sums = new Map([...a].map(([key, byMs]) => [key, new Map(byMs)]));
    for (const [key, byMs] of b) for (const [ms, sum] of byMs) add(merged, key, ms, sum);
    return merged;
  },
  finish: (sums: Sums, asOf: number): Opened => {
    const found: Record<string, Contribution[]> = {};
    for (const key of [...sums.keys()].sort()) {
      const [company = '', role = ''] = key.split('/');
      let localAmount = 0;
      for (const [ms, sum] of sums.get(key) ?? []) if (ms < asOf) localAmount += sum;
      if (localAmount !== 0) (found[company] ??= []).push({ role, localAmount });
    }
    return found;
  },
  combine: (earlier: Opened, own: Opened): Opened => {
    const companies = [...new Set([...Object.keys(earlier), ...Object.keys(own)])].sort();
    return Object.fromEntries(companies.map((company) => [company, together(earlier[company], own[company])]));
  },
});

function add(sums: Sums, key: string, ms: number, amount: number): void {
  let byMs = sums.get(key);
  if (byMs === undefined) sums.set(key, (byMs = new Map()));
  byMs.set(ms, (byMs.get(ms) ?? 0) + amount);
}

function together(a: readonly Contribution[] = [], b: readonly Contribution[] = []): readonly Contribution[] {
  const sums = new Map<string, number>();
  for (const { role, localAmount } of [...a, ...b]) sums.set(role, (sums.get(role) ?? 0) + localAmount);
  return [...sums].map(([role, localAmount]) => ({ role, localAmount }));
}

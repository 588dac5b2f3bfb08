/** L11, one thing after the other: entries written by hand, and what is said of the ones that take others back. */
import { describe, expect, it } from 'vitest';

import type { FileEntry } from '../../src/index.ts';
import { reversals } from '../../src/verify/reversal-check.ts';

const line = (glAccount: string, side: string, amount: number, localAmount = amount) => ({
  line: 1,
  glAccount,
  role: 'r',
  side,
  amount,
  localAmount,
});

const ENTRY = {
  entryId: 'A-1',
  ruleId: 'X01',
  company: '1000',
  ledger: 'operating',
  journal: 'GEN',
  documentDate: '2025-03-01',
  postingDate: '2025-03-01',
  fiscalYear: 2025,
  fiscalPeriod: 3,
  currency: 'EUR',
  rate9: 1_100_000_000,
  sourceEvent: 'thing.told',
  sourceId: 'A',
  documentId: 'DOC',
  kind: 'automatic',
  enteredBy: 'E',
  enteredAt: '2025-03-01T00:00:00.000Z',
  lines: [line('1', 'debit', 100, 110), line('2', 'credit', 60, 66), line('3', 'credit', 40, 44)],
};
const BACK = {
  ...ENTRY,
  entryId: 'B-1',
  kind: 'reversal',
  reverses: 'A-1',
  // Another rate, and what it makes of the difference.
  lines: [
    line('1', 'credit', 100, 120),
    line('2', 'debit', 60, 72),
    line('3', 'debit', 40, 44),
    line('7', 'debit', 0, 4),
  ],
};

function said(...entries: readonly object[]): readonly string[] {
  const check = reversals();
  const told = entries.map((entry, i) => {
    const { entryId } = entry as FileEntry;
    const payload = entry as Readonly<Record<string, unknown>>;
    const event = { id: entryId, userId: 'u', name: 'journal_entry.posted', timestamp: '', ms: 0, payload };
    return { at: i + 1, event, entry: entry as FileEntry };
  });
  for (const one of told) check.see(one);
  if (check.second.isNeeded()) for (const { at, event } of told) check.second.again(at, event.id, () => event);
  check.second.finish();
  return check.log.findings.map(({ message }) => message.replace(/^line (\d+): entry (\S+) .*?\): /, '$1 $2 '));
}

describe('a reversal', () => {
  it('has the lines of what it takes back on the other sides, at whatever rate', () => {
    expect(said(ENTRY, BACK)).toEqual([]);
  });

  it.each<readonly [what: string, change: object, says: string]>([
    ['names nothing', { reverses: undefined }, '2 B-1 does not say what it reverses'],
    ['is of another kind', { kind: 'manual' }, "2 B-1 reverses A-1 but is of kind 'manual'"],
    ['names what is not there', { reverses: 'C-1' }, '2 B-1 reverses C-1, which is not there'],
    ['is of another company', { company: '2000' }, '2 B-1 is of 2000 in EUR, A-1 of 1000 in EUR'],
    ['is in another currency', { currency: 'USD' }, '2 B-1 is of 1000 in USD, A-1 of 1000 in EUR'],
    ['has the same sides', { lines: ENTRY.lines }, '2 B-1 has 1 debit 100, which mirrors no line of A-1'],
    ['lacks a line', { lines: BACK.lines.slice(0, 2) }, '2 B-1 lacks 3 debit 40, the mirror of a line of A-1'],
    [
      'has a line twice',
      { lines: [...BACK.lines, line('3', 'debit', 40)] },
      '2 B-1 has 3 debit 40, which mirrors no line of A-1',
    ],
    [
      'has another account',
      { lines: [line('9', 'credit', 100), ...BACK.lines.slice(1)] },
      '2 B-1 has 9 credit 100, which',
    ],
  ])('that %s is found', (_what, change, says) => {
    expect(said(ENTRY, { ...BACK, ...change }).join('\n')).toContain(says);
  });

  it('stands behind what it takes back, and is the only one', () => {
    expect(said(BACK, ENTRY)).toEqual(['1 B-1 reverses A-1, which stands behind it in line 2']);
    expect(said(ENTRY, BACK, { ...BACK, entryId: 'C-1' })).toEqual(['3 C-1 reverses A-1, which is reversed already']);
  });

  it('takes back an entry, nothing else', () => {
    expect(said({ ...ENTRY, lines: 'none' }, BACK)[0]).toMatch(/^2 B-1 reverses A-1, which is no entry: /);
  });
});

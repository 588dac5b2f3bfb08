import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { newProject, type Ended, type Line, type Project } from './project.ts';

const CONFIG = join(fileURLToPath(new URL('../..', import.meta.url)), 'examples', 'company', 'synode.config.ts');

interface EntryLine {
  readonly role: string;
  readonly side: 'debit' | 'credit';
  readonly localAmount: number;
}

/** Two months of the example company, run from dist as `npm start` does with a year. */
describe('the example company', () => {
  let project: Project;
  let ended: Ended;
  let events: readonly Line[] = [];
  const named = (name: string): readonly Line[] => events.filter((event) => event.name === name);
  const linesOf = (name: string): readonly EntryLine[] =>
    named(name).flatMap(({ payload }) => payload['lines'] as EntryLine[]);
  /** Credits less debits of the roles that begin so. */
  const credits = (lines: readonly EntryLine[], ...roles: readonly string[]): number =>
    lines
      .filter(({ role }) => roles.some((one) => role === one || role.startsWith(`${one}.`)))
      .reduce((sum, { side, localAmount }) => sum + (side === 'credit' ? localAmount : -localAmount), 0);
  const dollars = (minor: number): string => `${(minor / 100).toFixed(2).replaceAll(/\B(?=(\d{3})+\.)/g, ',')} USD`;

  beforeAll(async () => {
    project = await newProject();
    ended = await project.synode(
      `generate ${CONFIG} --set scenario.period.end=2025-03-01 --out out --verify --progress none`,
    );
    events = await project.events('out/events/events.ndjson');
  });
  afterAll(() => project.remove());

  it('ends well and says where its files are', () => {
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('out/events/events.ndjson');
    expect(ended.stdout).toContain('out/ledger: trial balance, open items, aging, accounts and rules');
  });

  it('tells revenue and the number of entries as anybody counts them in the file', () => {
    const lines = linesOf('journal_entry.posted');
    const entries = named('journal_entry.posted').length;
    const counted = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');

    expect(ended.stdout).toContain(`${counted(entries)} journal entries with ${counted(lines.length)} lines`);
    expect(ended.stdout).toMatch(new RegExp(`revenue +${dollars(credits(lines, 'revenue'))}\n`));
    expect(ended.stdout).toMatch(/trial balance sums to +0\.00 USD\n/);
  });

  it('says what the result so far is still without', () => {
    expect(ended.stdout).toMatch(/result so far .* USD, before wages, depreciation, interest and income tax\n/);
  });

  it('reckons days of sales by what is owed at the end and what was billed in both months, not before', () => {
    const receivable = (entries: readonly Line[]): readonly EntryLine[] =>
      entries
        .flatMap(({ payload }) => payload['lines'] as EntryLine[])
        .filter(({ role }) => role === 'receivables.trade');
    const entries = named('journal_entry.posted');
    const inPeriod = entries.filter(
      ({ payload: { fiscalPeriod, postingDate } }) => fiscalPeriod !== 0 && String(postingDate) >= '2025-01-01',
    );
    const billed = receivable(inPeriod)
      .filter(({ side }) => side === 'debit')
      .reduce((sum, { localAmount }) => sum + localAmount, 0);
    const days = (-credits(receivable(entries), 'receivables.trade') / billed) * 59;

    const method = 'trade receivables at the end ÷ what the last 59 days billed, tax included';
    expect(ended.stdout).toMatch(new RegExp(`days sales are open +${days.toFixed(1)} days, ${method}\n`));
  });

  it('tells how many vendor invoices matched at once', () => {
    const posted = named('vendor_invoice.posted').filter(({ payload }) => payload['matchStatus'] !== 'notRelevant');
    const matched = posted.filter(({ payload }) => payload['matchStatus'] === 'matched');

    expect(posted.length).toBeGreaterThan(10);
    expect(ended.stdout).toContain(
      `first-pass match ${((matched.length / posted.length) * 100).toFixed(1)} %, ${matched.length} of ${posted.length}`,
    );
  });

  it('counts as passed the checks that saw rows, and no other', () => {
    const [, passed = '', rows = ''] = /(\d+) checks passed .* rows each saw: (.*)\n/.exec(ended.stdout) ?? [];
    const seen = new Map(rows.split(', ').map((one) => one.split(' ') as [string, string]));

    expect(seen.size).toBe(Number(passed));
    expect(Number(seen.get('L1')?.replaceAll(',', ''))).toBe(named('journal_entry.posted').length);
    expect([...seen.values()]).not.toContain('0');
    for (const check of ['L5', 'L6', 'T2', 'B1', 'B3']) expect(seen.has(check)).toBe(true);
    expect(ended.stdout).not.toContain('failed:');
  });

  it('finds fault with a folder that is not what it was, by exit code 1', async () => {
    const file = 'out/events/events.ndjson';
    const text = await project.read(file);
    await project.write({ [file]: text.replace(/("line":1,[^}]*)"side":"debit"/, '$1"side":"credit"') });

    const { code, stdout } = await project.synode(`verify out --config ${CONFIG}`);

    expect(code).toBe(1);
    expect(stdout).toMatch(/L1 .*failed: 2/);
  });
});

describe('--verify', () => {
  it('needs a folder to prove', async () => {
    const project = await newProject();
    const { code, stderr } = await project.synode(`generate ${CONFIG} --to null --verify`);
    await project.remove();

    expect(code).toBe(2);
    expect(stderr).toContain('Add --out out.');
  });
});

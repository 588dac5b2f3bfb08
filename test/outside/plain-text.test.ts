/** The books, read and added up by the programs they are written for. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { closing, tell, type Told } from '../exports/company.ts';
import { minor, sums, table } from '../exports/tables.ts';
import { judgedBy, program, run } from './tools.ts';

const hledger = program('hledger', 'apt-get install hledger');
const beanCheck = program('bean-check', 'python3 -m venv .cache/outside && .cache/outside/bin/pip install beancount');

let told: Told;
beforeAll(async () => {
  if (hledger.path === undefined && beanCheck.path === undefined) return;
  told = await tell({ formats: ['hledger', 'beancount'] });
});
afterAll(() => told?.remove());

/** The file with one thing changed. */
function damaged(file: string, from: string | RegExp, to: string): string {
  const text = readFileSync(join(told.folder, file), 'utf8');
  expect(text.search(from)).toBeGreaterThan(0);
  const path = join(told.folder, `damaged-${file.replaceAll('/', '-')}`);
  writeFileSync(path, text.replace(from, to));
  return path;
}

judgedBy(hledger, () => {
  const journal = (): string => join(told.folder, 'hledger/1000.journal');

  it('the journal is strict: accounts and currencies declared, entries balanced, dates in order', () => {
    expect(run(hledger, ['-f', journal(), 'check', '--strict', 'ordereddates'])).toEqual({ code: 0, out: '', err: '' });
  });

  it('each account holds what the trial balance says', () => {
    const { out } = run(hledger, ['-f', journal(), 'bal', '--cost', '--no-total', '--flat', '-O', 'csv']);
    const held = sums(table(out), ({ account = '', balance = '' }) => [
      account.replace('1000:', ''),
      minor(balance.replace(' USD', '')),
    ]);

    expect(held).toEqual(closing(told));
  });

  it('each account is of its kind', () => {
    const { out } = run(hledger, ['-f', journal(), 'incomestatement', '--cost', '--flat', '-O', 'csv']);

    expect(out).toContain('1000:4000');
    expect(out).toContain('1000:5000');
    expect(out).not.toContain('1000:1100');
  });

  it.each([
    ['an amount that is another', / {4}1000:4000 {2}-\d/, '    1000:4000  -9'],
    ['an account that nobody has declared', '    1000:4000  -', '    1000:4001  -'],
    ['an entry before its time', /\n2025-02-\d\d \*/, '\n2024-12-31 *'],
  ])('%s is found', (_what, from, to) => {
    const path = damaged('hledger/1000.journal', from, to);

    expect(run(hledger, ['-f', path, 'check', '--strict', 'ordereddates']).code).toBe(1);
  });
});

judgedBy(beanCheck, () => {
  it('the file is sound: every entry balances, and every account holds what is asserted after each month', () => {
    expect(run(beanCheck, [join(told.folder, 'beancount/1000.beancount')])).toEqual({ code: 0, out: '', err: '' });
  });

  it.each([
    ['an amount that is another', / {2}Income:C1000:A4000 {2}-\d/, '  Income:C1000:A4000  -9'],
    ['an account that nobody has opened', '  Income:C1000:A4000  -', '  Income:C1000:A4001  -'],
    ['a balance that is another', /balance Assets:C1000:A1240 {2}\d/, 'balance Assets:C1000:A1240  9'],
  ])('%s is found', (_what, from, to) => {
    expect(run(beanCheck, [damaged('beancount/1000.beancount', from, to)]).code).toBe(1);
  });
});

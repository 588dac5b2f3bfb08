import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { closing, tell, type Told } from './company.ts';
import { minor, sums, table, type Row } from './tables.ts';

let told: Told;
beforeAll(async () => {
  told = await tell({ formats: ['journal-csv', 'hledger', 'beancount'] });
});
afterAll(() => told.remove());

/** `471.49 MXN @@ 21.92 USD` and `-1.00 USD` → what it is worth in the company's books. */
function worth(text: string): bigint {
  const [amount = '', price] = text.split(' @@ ');
  const value = minor((price ?? amount).split(' ')[0] ?? '');
  return price !== undefined && amount.startsWith('-') ? -value : value;
}

interface Posting {
  readonly entry: number;
  readonly account: string;
  readonly text: string;
}

/** Entries of plain-text books: a line that begins with a date, and the indented lines below it. */
function postings(text: string, account: RegExp): readonly Posting[] {
  const found: Posting[] = [];
  let entry = 0;
  for (const line of text.split('\n')) {
    if (/^\d{4}-\d\d-\d\d \*/.test(line)) entry += 1;
    const match = account.exec(line);
    if (match !== null) found.push({ entry, account: match[1] ?? '', text: match[2] ?? '' });
  }
  return found;
}

const inHledger = (): readonly Posting[] =>
  postings(told.read('hledger/1000.journal'), /^ {4}1000:(\S+) {2}(.*?) {2}; line/);
const inBeancount = (): readonly Posting[] =>
  postings(told.read('beancount/1000.beancount'), /^ {2}(?:\w+):C1000:A(\S+) {2}(.*)$/);
const journal = (): readonly Row[] => table(told.read('journal-csv/journal.csv'));

describe('the journal as a table', () => {
  it('has a row for each line of the books, in the words of the business', () => {
    const rows = journal();

    expect(rows.length).toBe(told.result.files.find(({ path }) => path.endsWith('journal.csv'))?.events);
    expect(rows.find(({ journal: book }) => book === 'SAL')).toMatchObject({
      company: '1000',
      entryNumber: 'SAL000001',
      line: '1',
      glAccount: '1100',
      accountName: 'Accounts receivable',
      side: 'debit',
      currency: 'USD',
      partnerKind: 'customer',
      activity: 'Post customer invoice',
      sourceEvent: 'customer_invoice.posted',
      ruleId: 'OC02',
    });
  });

  it('numbers entries without a gap per journal', () => {
    const numbers = [...new Set(journal().map(({ entryNumber = '' }) => entryNumber))];
    const books = [...new Set(numbers.map((number) => number.slice(0, 3)))];

    expect(books.length).toBeGreaterThan(3);
    for (const book of books) {
      const own = numbers.filter((number) => number.startsWith(book));
      expect(own).toEqual(own.map((_, i) => `${book}${String(i + 1).padStart(6, '0')}`));
    }
  });

  it('has exactly the decimals of its currencies', () => {
    const rows = journal().filter(({ currency = '' }) => ['JPY', 'KRW'].includes(currency));

    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ amount = '' }) => !/^\d+$/.test(amount))).toEqual([]);
    expect(journal().filter(({ localAmount = '' }) => !/^\d+\.\d\d$/.test(localAmount))).toEqual([]);
  });

  it('sums up to the trial balance, to the minor unit', () => {
    const signed = ({ side, localAmount = '' }: Row): bigint => minor(localAmount) * (side === 'debit' ? 1n : -1n);

    expect(sums(journal(), (row) => [row['glAccount'] ?? '', signed(row)])).toEqual(closing(told));
  });
});

describe('the trial balance as a table', () => {
  const rows = (): readonly Row[] => table(told.read('journal-csv/trial-balance.csv'));

  it('is the one that the run folded', () => {
    const figures = rows().map(({ glAccount, fiscalPeriod, debit = '', credit = '', balance = '', balanceSide }) => ({
      glAccount,
      fiscalPeriod: Number(fiscalPeriod),
      debit: Number(minor(debit)),
      credit: Number(minor(credit)),
      balance: Number(minor(balance)),
      balanceSide,
    }));

    expect(told.balances.length).toBeGreaterThan(30);
    expect(figures).toEqual(
      told.balances.map(({ glAccount, fiscalPeriod, debit, credit, balance, balanceSide }) => ({
        glAccount,
        fiscalPeriod,
        debit,
        credit,
        balance,
        balanceSide,
      })),
    );
  });

  it('carries each account forward from period to period', () => {
    const before = new Map<string, string>();
    for (const { glAccount = '', opening, openingSide, balance, balanceSide } of rows()) {
      expect(`${opening} ${openingSide}`).toBe(before.get(glAccount) ?? '0.00 debit');
      before.set(glAccount, `${balance} ${balanceSide}`);
    }
  });
});

describe('the hledger journal', () => {
  it('reads like a journal', () => {
    const text = told.read('hledger/1000.journal');
    const entry = /\n(\d.*\(1000-2025-SAL000001\).*\n(?: .*\n)+)/.exec(text)?.[1] ?? '';

    expect(text.startsWith('decimal-mark .\n')).toBe(true);
    expect(text).toContain('commodity 1,000. JPY\n');
    expect(text).toContain('account 1000:1100  ; type:A, name:Accounts receivable\n');
    expect(text).toContain('account 1000:4000  ; type:R, name:Product sales\n');
    expect(entry).toMatch(
      /^2025-01-\d\d \* \(1000-2025-SAL000001\) Post customer invoice {2}; event:\w+, document:CI-1000-\w+, journal:SAL\n {4}1000:1100 {2}\d+\.\d\d USD {2}; line:1\n {4}1000:4000 {2}-\d+\.\d\d USD {2}; line:2\n/,
    );
  });

  it('balances every entry in company currency', () => {
    expect(sums(inHledger(), ({ entry, text }) => [String(entry), worth(text)])).toEqual({});
    expect(inHledger().filter(({ text }) => text.includes('@@')).length).toBeGreaterThan(10);
  });

  it('leaves each account with what the trial balance says', () => {
    expect(sums(inHledger(), ({ account, text }) => [account, worth(text)])).toEqual(closing(told));
  });

  it('stands in order of dates', () => {
    const dates = told.read('hledger/1000.journal').match(/^\d{4}-\d\d-\d\d(?= \*)/gm) ?? [];

    expect(dates.length).toBe(told.result.files.find(({ format }) => format === 'hledger')?.events);
    expect(dates).toEqual([...dates].sort());
  });
});

describe('the beancount file', () => {
  it('has the postings of the hledger journal', () => {
    const amounts = (all: readonly Posting[]): readonly string[] =>
      all.map(({ account, text }) => `${account} ${text}`);

    expect(amounts(inBeancount())).toEqual(amounts(inHledger()));
  });

  it('opens accounts by their kind the day before, and asserts what they hold after each month', () => {
    const text = told.read('beancount/1000.beancount');

    expect(text).toContain('2024-12-31 open Assets:C1000:A1100\n  name: "Accounts receivable"\n');
    expect(text).toContain('2024-12-31 open Income:C1000:A4000\n');
    const held = closing(told)['1240'] ?? 0n;
    const asserted = /^2025-03-01 balance Assets:C1000:A1240 {2}([\d.]+) USD$/m.exec(text)?.[1] ?? '';
    expect(minor(asserted)).toBe(held);
    expect(text.match(/^2025-02-01 balance /gm)?.length).toBeGreaterThan(5);
    expect(text).not.toMatch(/ balance (Income|Expenses):/);
  });
});

import { readdirSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { books, closing, tell, type Told } from './company.ts';
import { minor, sums, table, type Row } from './tables.ts';

let told: Told;
beforeAll(async () => {
  told = await tell({ formats: ['ads', 'journal-csv'] });
});
afterAll(() => told.remove());

const rows = (name: string): readonly Row[] => table(told.read(`ads/${name}.csv`));
const detail = (): readonly Row[] => rows('GL_Detail_20250101_20250228');
const signed = ({ Amount = '', Amount_Credit_Debit_Indicator: side }: Row): bigint =>
  minor(Amount) * (side === 'D' ? 1n : -1n);
const cell = (row: Row, column: string): string => row[column] ?? '';

describe('the general ledger by the Audit Data Standards', () => {
  it('has the files of the standard', () => {
    expect(readdirSync(`${told.folder}/ads`)).toEqual([
      'Accounts_Payable_Applications_20250101_20250228.csv',
      'Accounts_Payable_Transactions_20250101_20250228.csv',
      'Accounts_Receivable_Applications_20250101_20250228.csv',
      'Accounts_Receivable_Transactions_20250101_20250228.csv',
      'Business_Unit_Listing.csv',
      'Chart_Of_Accounts.csv',
      'Customer_Master_20250228.csv',
      'GL_Detail_20250101_20250228.csv',
      'Open_Accounts_Payable_20250228.csv',
      'Open_Accounts_Receivable_20250228.csv',
      'Source_Listing.csv',
      'Supplier_Listing_20250228.csv',
      'Trial_Balance_20250228.csv',
      'User_Listing.csv',
      'api',
    ]);
  });

  it('has a row for each line of the journal', () => {
    expect(detail().length).toBe(table(told.read('journal-csv/journal.csv')).length);
    expect(detail().find(({ Source }) => Source === 'SAL')).toMatchObject({
      JE_Header_Description: 'Post customer invoice',
      Business_Unit_Code: '1000',
      Effective_Date: expect.stringMatching(/^202501\d\d$/) as string,
      Entered_Time: expect.stringMatching(/^\d{6}$/) as string,
      GL_Account_Number: '1100',
      Amount_Credit_Debit_Indicator: 'D',
      Amount_Currency: 'USD',
      Reversal_Indicator: 'N',
    });
  });

  it('says days and times of entry on the company’s own clock, as its other dates', () => {
    const entries = new Map(
      told
        .read('events.ndjson')
        .trimEnd()
        .split('\n')
        .map(
          (line) =>
            JSON.parse(line) as { name: string; payload: { sourceId: string; entryId: string; enteredAt: string } },
        )
        .filter(({ name }) => name === 'journal_entry.posted')
        .map(({ payload }, i) => [String(i + 1), payload.enteredAt] as const),
    );
    // Five hours behind Greenwich; the books are of one company and one year.
    const localOf = (instant: string): string =>
      new Date(Date.parse(instant) - 5 * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(0, 14);
    const wrong = detail().filter((row) => {
      const entered = localOf(entries.get(cell(row, 'Journal_ID')) ?? '');
      return (
        `${cell(row, 'Entered_Date')}${cell(row, 'Entered_Time')}` !== entered ||
        `${cell(row, 'Last_Modified_Date')}${cell(row, 'Last_Modified_Time')}` !== entered
      );
    });

    expect(entries.size).toBeGreaterThan(500);
    expect(wrong).toEqual([]);
    // Nothing but what is opened has a document of a day after it is entered.
    const late = detail().filter((row) => cell(row, 'Document_Date') > cell(row, 'Entered_Date'));
    expect(late.filter(({ Source }) => Source !== 'OPN')).toEqual([]);
    const settled = rows('Accounts_Receivable_Applications_20250101_20250228');
    expect(settled.filter((row) => cell(row, 'Entered_Date') > cell(row, 'Applied_Date'))).toEqual([]);
  });

  it('numbers entries without a gap, and each of them balances', () => {
    const ids = [...new Set(detail().map((row) => Number(cell(row, 'Journal_ID'))))];

    expect(ids).toEqual(ids.map((_, i) => i + 1));
    expect(sums(detail(), (row) => [cell(row, 'Journal_ID'), signed(row)])).toEqual({});
  });

  it('sums up to the trial balance of the run, and to its own', () => {
    const ending = new Map(
      rows('Trial_Balance_20250228').map((row) => [cell(row, 'GL_Account_Number'), minor(cell(row, 'Amount_Ending'))]),
    );
    const held = Object.fromEntries(
      [...ending].filter(([, amount]) => amount !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)),
    );

    expect(sums(detail(), (row) => [cell(row, 'GL_Account_Number'), signed(row)])).toEqual(closing(told));
    expect(held).toEqual(closing(told));
  });

  it('lists every account, source and user that it names', () => {
    const listed = (name: string, column: string): ReadonlySet<string> =>
      new Set(rows(name).map((row) => cell(row, column)));
    const used = (column: string): readonly string[] => [...new Set(detail().map((row) => cell(row, column)))];
    const postable = books.charts.flatMap(({ accounts }) => accounts.map(({ number }) => number));

    expect([...listed('Chart_Of_Accounts', 'GL_Account_Number')].sort()).toEqual(postable.sort());
    expect(used('Source').filter((one) => !listed('Source_Listing', 'Source').has(one))).toEqual([]);
    expect([...used('Entered_By')].sort()).toEqual([...listed('User_Listing', 'User_ID')].sort());
  });
});

describe.each([
  ['Receivable', 'Customer_Account_ID', ['1100', '2070'], 1n],
  ['Payable', 'Supplier_Account_ID', ['2000', '2005'], -1n],
] as const)('accounts %s', (name, id, accounts, sign) => {
  const file = `Accounts_${name}`;
  const control = (): bigint => accounts.reduce((sum, account) => sum + (closing(told)[account] ?? 0n), 0n) * sign;
  const total = (all: readonly Row[], column: string): bigint =>
    all.reduce((sum, row) => sum + minor(cell(row, column)), 0n);

  it('are open for what the control accounts hold', () => {
    const open = rows(`Open_${file}_20250228`);

    expect(open.length).toBeGreaterThan(5);
    expect(open.filter((row) => cell(row, id) === '')).toEqual([]);
    expect(total(open, 'Balance_Amount_Reporting')).toBe(control());
  });

  it('are what was opened less what was settled', () => {
    const opened = rows(`${file}_Transactions_20250101_20250228`);
    const settled = rows(`${file}_Applications_20250101_20250228`);

    expect(settled.length).toBeGreaterThan(0);
    expect(total(opened, 'Amount_Reporting') - total(settled, 'Amount_Applied_Reporting')).toBe(control());
    const known = new Set(opened.map(({ Transaction_ID }) => Transaction_ID));
    expect(settled.filter(({ Transaction_ID }) => !known.has(Transaction_ID))).toEqual([]);
  });
});

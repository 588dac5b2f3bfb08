import { describe, expect, it } from 'vitest';

import type { Determination, TrialBalanceRow } from '../../src/index.ts';
import { bookFigures } from '../../src/ledger/book-figures.ts';
import { entryCounts } from '../../src/ledger/entry-counts.ts';

const accounts = [
  { number: '1100', name: 'Receivables', role: 'receivables.trade', caption: 'BS.AR' },
  { number: '4000', name: 'Revenue', role: 'revenue.product', caption: 'IS.REV' },
  { number: '5000', name: 'Cost of goods', role: 'cogs', caption: 'IS.COGS' },
  { number: '6100', name: 'Salaries', role: 'salaries', caption: 'IS.EMP' },
];

const BOOKS: Determination = {
  companies: [{ id: '1000', currency: 'JPY', chart: 'small' }],
  charts: [{ id: 'small', accounts }],
  roles: [],
};

function row(glAccount: string, fiscalPeriod: number, debit: number, credit: number): TrialBalanceRow {
  const side = { balance: 0, balanceSide: 'debit' as const, currencies: {} };
  return { company: '1000', glAccount, fiscalYear: 2025, fiscalPeriod, debit, credit, ...side };
}

const SALES: readonly TrialBalanceRow[] = [
  row('1100', 1, 900, 0),
  row('1100', 2, 300, 900),
  row('1100', 4, 600, 400),
  row('4000', 1, 0, 900),
  row('4000', 2, 0, 300),
  row('4000', 4, 100, 600),
  row('5000', 1, 1000, 0),
];

describe('the figures of books', () => {
  it('take returns off revenue, and costs off the result', () => {
    expect(bookFigures(BOOKS, SALES)).toMatchObject([{ company: '1000', decimals: 0, revenue: 1700, result: 700 }]);
  });

  it('reckon days of sales by the last three months: 500 owed of 900 billed are 50 days', () => {
    const everyMonth = [...SALES, row('1100', 3, 0, 0)];

    expect(bookFigures(BOOKS, everyMonth)[0]?.daysOutstanding).toEqual({ days: 50, months: 3 });
  });

  it('reckon them by the months there are: 300 owed of 900 billed in one month are 10 days', () => {
    const oneMonth = [row('1100', 1, 900, 600), row('4000', 1, 0, 900)];

    expect(bookFigures(BOOKS, oneMonth)[0]?.daysOutstanding).toEqual({ days: 10, months: 1 });
  });

  it('have no days of sales where nobody was billed', () => {
    expect(bookFigures(BOOKS, [row('5000', 1, 10, 0)])[0]?.daysOutstanding).toBeUndefined();
  });

  it('name the costs that were not booked, and no longer those that were', () => {
    const before = (rows: readonly TrialBalanceRow[]) => bookFigures(BOOKS, rows)[0]?.resultBefore;

    expect(before(SALES)).toEqual(['wages', 'depreciation', 'interest', 'income tax']);
    expect(before([...SALES, row('6100', 1, 5, 0)])).toEqual(['depreciation', 'interest', 'income tax']);
  });

  it('show by how much debits and credits differ', () => {
    expect(bookFigures(BOOKS, [row('1100', 1, 900, 0), row('4000', 1, 0, 899)])[0]?.outOfBalance).toBe(1);
  });

  it('leave out companies without an entry', () => {
    expect(bookFigures(BOOKS, [])).toEqual([]);
  });
});

describe('the shape of entries', () => {
  const counted = (...sizes: readonly number[]) => {
    const state = entryCounts.init();
    for (const size of sizes) entryCounts.apply(state, { payload: { lines: Array.from({ length: size }) } } as never);
    return state;
  };

  it('is how many have how many lines', () => {
    expect(entryCounts.finish(counted(2, 12, 2, 3), Infinity)).toEqual({
      entries: 4,
      lines: 19,
      byLines: { 2: 2, 3: 1, 12: 1 },
    });
  });

  it('is the same when parts are put together', () => {
    const together = entryCounts.merge(counted(2, 3), counted(3, 4));

    expect(entryCounts.finish(together, Infinity)).toEqual(entryCounts.finish(counted(2, 3, 3, 4), Infinity));
  });
});

import { describe, expect, it } from 'vitest';

import type { Determination, TrialBalanceRow } from '../../src/index.ts';
import { bookFigures as figuresIn } from '../../src/ledger/book-figures.ts';
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

/** Of the first four months, unless said otherwise. */
const bookFigures = (
  books: Determination,
  rows: readonly TrialBalanceRow[],
  run = { firstDay: '2025-01-01', lastDay: '2025-04-30' },
) => figuresIn(books, rows, run);

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

  it('reckon days of sales by the last three months of the run: 450 owed of 900 billed in 89 days are 44.5 days', () => {
    const sales = [...SALES, row('1100', 4, 0, 50)];

    expect(bookFigures(BOOKS, sales)[0]?.daysOutstanding).toEqual({ days: 44.5, billedDays: 89 });
  });

  it('reckon them by the days there are: 300 owed of 900 billed in 17 days of January and 10 of February are 9 days', () => {
    const days = { firstDay: '2025-01-15', lastDay: '2025-02-10' };
    const sales = [row('1100', 1, 300, 100), row('1100', 2, 600, 500)];

    expect(bookFigures(BOOKS, sales, days)[0]?.daysOutstanding).toEqual({ days: 9, billedDays: 27 });
  });

  it('do not take what was opened, nor what is dated before the run, for billed; both are owed', () => {
    const days = { firstDay: '2025-01-01', lastDay: '2025-01-31' };
    const before = [row('1100', 0, 500, 0), { ...row('1100', 12, 100, 0), fiscalYear: 2024 }];

    const [figures] = bookFigures(BOOKS, [...before, row('1100', 1, 1200, 1500)], days);

    expect(figures?.daysOutstanding).toEqual({ days: (300 / 1200) * 31, billedDays: 31 });
  });

  it('reckon them by the months of the fiscal calendar, of which the twelfth has what closes the year', () => {
    const company = { id: '1000', currency: 'JPY', chart: 'small' } as const;
    const weeks = { type: '4-4-5', yearEnd: 'last', weekday: 'saturday', month: 12 } as const;
    const books = { ...BOOKS, companies: [{ ...company, fiscalCalendar: weeks }] };
    const sales = [9, 10, 11, 12, 13].map((period) => row('1100', period, 100, 0));

    // 2025-09-28 to 2025-12-27, 13 weeks.
    const [figures] = bookFigures(books, sales, { firstDay: '2024-12-29', lastDay: '2025-12-27' });

    expect(figures?.daysOutstanding).toEqual({ days: (500 / 400) * 91, billedDays: 91 });
  });

  it('have no days of sales where nothing was billed, whatever was opened', () => {
    const opened = [row('1100', 0, 500, 0), row('1100', 1, 0, 200)];

    expect(bookFigures(BOOKS, opened)[0]?.daysOutstanding).toEqual({ days: undefined, billedDays: 89 });
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

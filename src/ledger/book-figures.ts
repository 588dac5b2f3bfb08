/** What the books of a run say, from its trial balance: revenue, the result so far, and how long customers take to pay. */
import type { Account, Determination, LedgerCompany } from '../model/ledger.ts';
import { minorDecimals } from '../random/currency.ts';
import type { TrialBalanceRow } from '../model/book-rows.ts';

/** The figures of one company, in minor units of its currency. */
export interface BookFigures {
  readonly company: string;
  readonly currency: string;
  readonly decimals: number;
  /** Debits less credits over all accounts: 0. */
  readonly outOfBalance: number;
  /** Credits less debits on revenue. */
  readonly revenue: number;
  /** Credits less debits on all accounts of income and expense. */
  readonly result: number;
  /** What a result has, and these books do not: nothing of its kind was booked. */
  readonly resultBefore: readonly string[];
  /** Days of sales that customers owe at the end; undefined where nothing was billed in the last months. */
  readonly daysOutstanding: DaysOutstanding | undefined;
}

/** Days of sales, and the number of months whose billing they are reckoned by. */
export interface DaysOutstanding {
  readonly days: number;
  readonly months: number;
}

/** Months of billing that count; in a shorter run those there are. */
const MOST_MONTHS = 3;
/** Days that a month counts. */
const MONTH_DAYS = 30;
const RECEIVABLES = 'receivables.trade';

/** Costs that come late into books, and how to know that they have. */
const LATE_COSTS: readonly (readonly [name: string, isOf: (account: Account) => boolean])[] = [
  ['wages', ({ caption }) => caption === 'IS.EMP'],
  ['depreciation', ({ caption }) => caption === 'IS.DEP'],
  ['interest', ({ role }) => role === 'interest.expense'],
  ['income tax', ({ caption }) => caption === 'IS.TAX'],
];

/** The figures of every company that has entries. */
export function bookFigures(
  { companies, charts }: Determination,
  balances: readonly TrialBalanceRow[],
): readonly BookFigures[] {
  return companies.flatMap((company) => {
    const rows = balances.filter((row) => row.company === company.id);
    const accounts = charts.find(({ id }) => id === company.chart)?.accounts ?? [];
    return rows.length === 0 ? [] : [figuresOf(company, accounts, rows)];
  });
}

function figuresOf(
  { id, currency }: LedgerCompany,
  accounts: readonly Account[],
  rows: readonly TrialBalanceRow[],
): BookFigures {
  const byNumber = new Map(accounts.map((account) => [account.number, account]));
  const of = (isMeant: (account: Account) => boolean): readonly TrialBalanceRow[] =>
    rows.filter(({ glAccount }) => {
      const account = byNumber.get(glAccount);
      return account !== undefined && isMeant(account);
    });
  return {
    company: id,
    currency,
    decimals: minorDecimals(currency),
    outOfBalance: -creditsOf(rows),
    revenue: creditsOf(of(({ caption }) => caption === 'IS.REV')),
    result: creditsOf(of(({ caption }) => caption.startsWith('IS.'))),
    resultBefore: LATE_COSTS.flatMap(([name, isMeant]) => (of(isMeant).length === 0 ? [name] : [])),
    daysOutstanding: daysOutstanding(of(({ role }) => role === RECEIVABLES)),
  };
}

/** Credits less debits. */
function creditsOf(rows: readonly TrialBalanceRow[]): number {
  return rows.reduce((sum, { debit, credit }) => sum + credit - debit, 0);
}

/** What is owed at the end, in days of what the last months billed, tax included: both sides hold the same kind of amount. */
function daysOutstanding(receivables: readonly TrialBalanceRow[]): DaysOutstanding | undefined {
  // Opening and closing periods are of the first and the last month.
  const monthOf = (row: TrialBalanceRow): number => row.fiscalYear * 12 + Math.min(12, Math.max(1, row.fiscalPeriod));
  const last = receivables.reduce((most, row) => Math.max(most, monthOf(row)), 0);
  const recent = receivables.filter((row) => monthOf(row) > last - MOST_MONTHS);
  const billed = recent.reduce((sum, { debit }) => sum + debit, 0);
  const months = new Set(recent.map(monthOf)).size;
  return billed === 0 ? undefined : { days: (-creditsOf(receivables) / billed) * months * MONTH_DAYS, months };
}

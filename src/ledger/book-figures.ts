/** What the books of a run say, from its trial balance: revenue, the result so far, and how long customers take to pay. */
import type { Account, Determination, LedgerCompany } from '../model/ledger.ts';
import { minorDecimals } from '../random/currency.ts';
import type { TrialBalanceRow } from '../model/book-rows.ts';
import { compileFiscal, periodIn } from '../time/fiscal.ts';
import { parseDate } from './books.ts';

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
  /** Days of sales that customers owe at the end; undefined in books without receivables. */
  readonly daysOutstanding: DaysOutstanding | undefined;
}

/** Days of sales, and the days at the end of the run whose billing they are reckoned by. */
export interface DaysOutstanding {
  /** Undefined where nothing was billed in those days. */
  readonly days: number | undefined;
  readonly billedDays: number;
}

/** First and last day of a run, both in it, `YYYY-MM-DD`. */
export interface RunDays {
  readonly firstDay: string;
  readonly lastDay: string;
}

/** Fiscal months of billing that count; in a shorter run those there are. */
const MOST_MONTHS = 3;
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
  run: RunDays,
): readonly BookFigures[] {
  return companies.flatMap((company) => {
    const rows = balances.filter((row) => row.company === company.id);
    const accounts = charts.find(({ id }) => id === company.chart)?.accounts ?? [];
    return rows.length === 0 ? [] : [figuresOf(company, accounts, { rows, run })];
  });
}

function figuresOf(
  company: LedgerCompany,
  accounts: readonly Account[],
  { rows, run }: { readonly rows: readonly TrialBalanceRow[]; readonly run: RunDays },
): BookFigures {
  const { id, currency } = company;
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
    daysOutstanding: daysOutstanding(
      of(({ role }) => role === RECEIVABLES),
      lastMonths(company, run),
    ),
  };
}

/** Credits less debits. */
function creditsOf(rows: readonly TrialBalanceRow[]): number {
  return rows.reduce((sum, { debit, credit }) => sum + credit - debit, 0);
}

/** Months at the end of a run, as keys of their rows, and the days of the run that lie in them. */
interface LastMonths {
  readonly months: ReadonlySet<string>;
  readonly days: number;
}

/** A run may begin and end inside a month. */
function lastMonths({ fiscalCalendar }: LedgerCompany, { firstDay, lastDay }: RunDays): LastMonths {
  const fiscal = compileFiscal(fiscalCalendar ?? { type: 'calendar' });
  const [first = 0, last = -1] = [parseDate(firstDay), parseDate(lastDay)];
  const months = new Set<string>();
  let from = last + 1;
  while (months.size < MOST_MONTHS && from > first) {
    const year = fiscal.yearOf(from - 1);
    const period = periodIn(year, from - 1);
    months.add(monthKey(year.year, period));
    from = Math.max(first, year.periodStarts[period - 1] ?? first);
  }
  return { months, days: last + 1 - from };
}

function monthKey(year: number, period: number): string {
  return `${year}-${period}`;
}

/** What is owed at the end, in days of what the last months billed, tax included: both sides hold the same kind of amount. */
function daysOutstanding(
  receivables: readonly TrialBalanceRow[],
  { months, days: billedDays }: LastMonths,
): DaysOutstanding | undefined {
  if (receivables.length === 0) return undefined;
  // Period 0 is owed, and was billed before the run; closing periods are of the last month.
  const billed = receivables
    .filter(({ fiscalYear, fiscalPeriod }) => months.has(monthKey(fiscalYear, Math.min(12, fiscalPeriod))))
    .reduce((sum, { debit }) => sum + debit, 0);
  return { days: billed === 0 ? undefined : (-creditsOf(receivables) / billed) * billedDays, billedDays };
}

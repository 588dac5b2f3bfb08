/** What holds at the ends of periods: nothing is posted to a closed one (L8), and clearing accounts are empty (L12). */
import type { Determination } from '../model/ledger.ts';
import type { CompiledFiscal } from '../time/fiscal.ts';
import { readAccounts } from './accounts.ts';
import { ENTRIES, FindingLog, nameOf, targetsOf, type FileCheck, type FileEntry, type VerifyContext } from './check.ts';
import { dateOfDay } from './instants.ts';

/** L8: no entry in a period between its `period.closed` and its `period.reopened`. */
export function closedPeriods(): FileCheck {
  const log = new FindingLog();
  const closed = new Map<string, Set<string>>();
  return {
    id: 'L8',
    name: 'nothing-in-closed-periods',
    log,
    missing: 'no period was closed (period.closed)',
    of: ['period.closed', 'period.reopened', ...ENTRIES],
    see: ({ at, event: { name, payload }, entry }) => {
      if (entry !== undefined) {
        const periods = closed.get(entry.company);
        if (periods === undefined || entry.ledger !== 'operating') return;
        log.rows++;
        const period = `${entry.fiscalYear}-${entry.fiscalPeriod}`;
        if (!periods.has(period)) return;
        log.add({ targets: targetsOf(entry), message: `${nameOf(at, entry)}: posted to ${period}, which is closed` });
        return;
      }
      const company = String(payload['company']);
      const period = `${String(payload['fiscalYear'])}-${String(payload['fiscalPeriod'])}`;
      let periods = closed.get(company);
      if (periods === undefined) closed.set(company, (periods = new Set()));
      if (name === 'period.closed') periods.add(period);
      else periods.delete(period);
    },
  };
}

/** What is posted there belongs elsewhere, and has gone there by the end of the period. */
const CLEARED_BY_PERIOD: ReadonlySet<string> = new Set(['suspense', 'cash.transfer']);
/** Empty once the year is closed. */
const CLEARED_BY_YEAR = 'income.summary';
const CLOSING_PERIOD = 13;

/** A clearing account of a company. */
interface Clearing {
  readonly key: string;
  readonly isYearly: boolean;
  /** Debits less credits in company currency, by period. */
  readonly movements: Map<number, number>;
  last: { readonly at: number; readonly entry: FileEntry } | undefined;
}

/** A company's clearing accounts by number, and the periods it has posted in. */
interface Company {
  readonly fiscal: CompiledFiscal;
  readonly clearings: ReadonlyMap<string, Clearing>;
  readonly periods: Set<number>;
}

/** L12: clearing accounts are 0 at every period end; the income summary after period 13. */
export function clearingAccounts({ books, lastDay }: VerifyContext): FileCheck {
  const log = new FindingLog();
  const companies = books === undefined ? new Map<string, Company>() : companiesOf(books);
  return {
    id: 'L12',
    name: 'clearing-accounts-are-empty',
    log,
    missing: books === undefined ? 'the output has no ledger/books.json' : 'no period with entries is over',
    of: ENTRIES,
    see: ({ at, entry }) => {
      const company = entry === undefined ? undefined : companies.get(entry.company);
      if (entry === undefined || company === undefined || entry.ledger !== 'operating') return;
      const period = periodOf(entry);
      company.periods.add(period);
      for (const { glAccount, side, localAmount } of entry.lines) {
        const clearing = company.clearings.get(glAccount);
        if (clearing === undefined) continue;
        const moved = side === 'debit' ? localAmount : -localAmount;
        clearing.movements.set(period, (clearing.movements.get(period) ?? 0) + moved);
        clearing.last = { at, entry };
      }
    },
    end: () => {
      if (lastDay === undefined) return;
      for (const { fiscal, clearings, periods } of companies.values()) {
        const ended = [...periods].filter((period) => endOf(fiscal, period) <= lastDay).toSorted((a, b) => a - b);
        for (const clearing of clearings.values()) judge(log, clearing, ended);
      }
    },
  };
}

function companiesOf(books: Determination): ReadonlyMap<string, Company> {
  const found = [...readAccounts(books)].map(([id, { fiscal, byNumber }]) => {
    const accounts = [...byNumber.values()].filter(
      ({ role }) => CLEARED_BY_PERIOD.has(role) || role === CLEARED_BY_YEAR,
    );
    const clearings = accounts.map(({ number, role }): [string, Clearing] => [
      number,
      { key: `${id}/${number}`, isYearly: role === CLEARED_BY_YEAR, movements: new Map(), last: undefined },
    ]);
    return [id, { fiscal, clearings: new Map(clearings), periods: new Set<number>() }] as const;
  });
  return new Map(found);
}

/** The balance at the end of each period that is over. */
function judge(log: FindingLog, { key, isYearly, movements, last }: Clearing, ended: readonly number[]): void {
  let held = 0;
  for (const period of ended) {
    held += movements.get(period) ?? 0;
    if (isYearly && period % 100 !== CLOSING_PERIOD) continue;
    log.rows++;
    if (held === 0 || last === undefined) continue;
    const name = `${Math.floor(period / 100)}-${String(period % 100).padStart(2, '0')}`;
    log.add({
      targets: [key, ...targetsOf(last.entry)],
      message: `${key} holds ${held} at the end of ${name}; last posted to in ${nameOf(last.at, last.entry)}`,
    });
  }
}

/** Sorts as periods follow each other. */
function periodOf({ fiscalYear, fiscalPeriod }: FileEntry): number {
  return fiscalYear * 100 + fiscalPeriod;
}

/** The last day of a period: opening entries are of the first, closing entries of the last. */
function endOf(fiscal: CompiledFiscal, period: number): string {
  const [year, at] = [Math.floor(period / 100), period % 100];
  const next = fiscal.year(year).periodStarts[Math.min(Math.max(at, 1), 12)] ?? Infinity;
  return Number.isFinite(next) ? dateOfDay(next - 1) : '9999-12-31';
}

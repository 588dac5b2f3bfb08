/** Folds over entries: balances of accounts and partners, and the trial balance. States hold keys, never lines. */
import type { Balance, BalanceRow, PartnerRow, TrialBalanceRow } from '../model/book-rows.ts';
import type { Determination, EntryLine, JournalEntry, JournalEntryEvent } from '../model/ledger.ts';
import { ENTRY_EVENT } from '../model/ledger.ts';
import type { Projection } from '../model/projection.ts';
import { addSeries, addTo, dayOf, forgetBefore, newSeries, sumsBefore, type Series } from './series.ts';

/** Debits and credits of a key: in company currency, and by currency where the account is kept in several. */
interface Cell {
  readonly local: Series;
  readonly currencies: Map<string, Series>;
}

/** Cells by text keys, nested: account numbers and partners are texts that stand on the lines already. */
type Cells = Map<string, Map<string, Cell>>;

/**
 * The trial balance: for each company, account and period its debits and credits, and the balance at the period's end, in
 * company currency. Keys: `1000/1100/2025-03`. Consolidation entries stand in no company's books.
 *
 * Periods without a movement have no row; the balance of the one before still holds.
 */
export function trialBalance(
  books: Determination,
): Projection<Cells, Readonly<Record<string, TrialBalanceRow>>, JournalEntryEvent> {
  const isForeign = accountsKeptInCurrencies(books);
  return {
    ...FOLD,
    id: 'trialBalance',
    apply: (cells, event) => {
      const { payload: entry } = event;
      if (entry.ledger !== 'operating') return;
      const period = `${entry.fiscalYear}-${String(entry.fiscalPeriod).padStart(2, '0')}`;
      const day = dayOf(event.timestamp.getTime());
      for (const line of entry.lines) {
        post(cellIn(cells, `${entry.company}/${line.glAccount}`, period), { entry, line, day, isForeign });
      }
    },
    finish: trialBalanceRows,
  };
}

function trialBalanceRows(cells: Cells, asOf: number): Readonly<Record<string, TrialBalanceRow>> {
  const rows: Record<string, TrialBalanceRow> = {};
  for (const key of [...cells.keys()].sort()) {
    const [company, glAccount] = splitAtFirst(key);
    const carried = new Carried();
    for (const [period, cell] of [...(cells.get(key) ?? [])].sort(byKey)) {
      const { debit, credit } = sumsBefore(cell.local, asOf);
      carried.add(cell, asOf);
      if (debit === 0 && credit === 0) continue;
      const [year = '', month = ''] = period.split('-');
      const fiscal = { fiscalYear: Number(year), fiscalPeriod: Number(month) };
      rows[`${key}/${period}`] = { company, glAccount, ...fiscal, debit, credit, ...carried.balances() };
    }
  }
  return rows;
}

/**
 * What each account holds, by company and account. Keys: `1000/1100`. Readers see it as of midnight.
 */
export function ledger(
  books: Determination,
): Projection<Cells, Readonly<Record<string, BalanceRow>>, JournalEntryEvent> {
  const isForeign = accountsKeptInCurrencies(books);
  return {
    ...FOLD,
    id: 'ledger',
    apply: (cells, event) => {
      const { payload: entry } = event;
      if (entry.ledger !== 'operating') return;
      const day = dayOf(event.timestamp.getTime());
      for (const line of entry.lines)
        post(cellIn(cells, entry.company, line.glAccount), { entry, line, day, isForeign });
    },
    finish: (cells, asOf) => {
      const rows: Record<string, BalanceRow> = {};
      for (const [company, accounts] of [...cells].sort(byKey)) {
        for (const [glAccount, cell] of [...accounts].sort(byKey)) {
          const row = rowOf({ company, glAccount }, cell, asOf);
          if (row !== undefined) rows[`${company}/${glAccount}`] = row;
        }
      }
      return rows;
    },
  };
}

/** What stands open with each partner on the control accounts (`C`). Keys: `1000/1100/customer/C-1`. */
export function subledgers(
  books: Determination,
): Projection<Cells, Readonly<Record<string, PartnerRow>>, JournalEntryEvent> {
  const isForeign = accountsKeptInCurrencies(books);
  const isControl = accountsWith(books, 'C');
  return {
    ...FOLD,
    id: 'subledgers',
    apply: (cells, event) => {
      const { payload: entry } = event;
      if (entry.ledger !== 'operating') return;
      const day = dayOf(event.timestamp.getTime());
      for (const line of entry.lines) {
        const account = `${entry.company}/${line.glAccount}`;
        if (!isControl.has(account)) continue;
        const partner = line.partner === undefined ? '' : `${line.partner.kind}/${line.partner.id}`;
        post(cellIn(cells, account, partner), { entry, line, day, isForeign });
      }
    },
    finish: (cells, asOf) => {
      const rows: Record<string, PartnerRow> = {};
      for (const [account, partners] of [...cells].sort(byKey)) {
        const [company, glAccount] = splitAtFirst(account);
        for (const [partner, cell] of [...partners].sort(byKey)) {
          const row = rowOf({ company, glAccount, partner }, cell, asOf);
          if (row !== undefined) rows[`${account}/${partner}`] = row;
        }
      }
      return rows;
    },
  };
}

const FOLD = {
  of: [ENTRY_EVENT],
  restart: true,
  init: (): Cells => new Map(),
  merge: mergeCells,
  forget: forgetCells,
  settle: (cells: Cells): void => forgetCells(cells, Infinity),
} as const;

interface Posted {
  readonly entry: JournalEntry;
  readonly line: EntryLine;
  readonly day: number;
  readonly isForeign: ReadonlySet<string>;
}

function post(cell: Cell, { entry, line, day, isForeign }: Posted): void {
  const isDebit = line.side === 'debit';
  addTo(cell.local, day, isDebit ? line.localAmount : 0, isDebit ? 0 : line.localAmount);
  if (line.amount === 0 || !isForeign.has(`${entry.company}/${line.glAccount}`)) return;
  let series = cell.currencies.get(entry.currency);
  if (series === undefined) cell.currencies.set(entry.currency, (series = newSeries()));
  addTo(series, day, isDebit ? line.amount : 0, isDebit ? 0 : line.amount);
}

function cellIn(cells: Cells, outer: string, inner: string): Cell {
  let group = cells.get(outer);
  if (group === undefined) cells.set(outer, (group = new Map()));
  let cell = group.get(inner);
  if (cell === undefined) group.set(inner, (cell = { local: newSeries(), currencies: new Map() }));
  return cell;
}

function mergeCells(a: Cells, b: Cells): Cells {
  for (const [outer, group] of b) for (const [inner, cell] of group) addCell(cellIn(a, outer, inner), cell);
  return a;
}

function addCell(to: Cell, { local, currencies }: Cell): void {
  addSeries(to.local, local);
  for (const [currency, series] of currencies) {
    const known = to.currencies.get(currency);
    if (known === undefined) to.currencies.set(currency, series);
    else addSeries(known, series);
  }
}

function forgetCells(cells: Cells, before: number): void {
  for (const group of cells.values()) {
    for (const { local, currencies } of group.values()) {
      forgetBefore(local, before);
      for (const series of currencies.values()) forgetBefore(series, before);
    }
  }
}

/** Balances that run on from period to period. */
class Carried {
  #local = 0;
  readonly #currencies = new Map<string, number>();

  add({ local, currencies }: Cell, asOf: number): void {
    const { debit, credit } = sumsBefore(local, asOf);
    this.#local += debit - credit;
    for (const [currency, series] of currencies) {
      const sums = sumsBefore(series, asOf);
      const before = this.#currencies.get(currency) ?? 0;
      this.#currencies.set(currency, before + sums.debit - sums.credit);
    }
  }

  balances(): Balance & Pick<BalanceRow, 'currencies'> {
    const all = [...this.#currencies].sort(byKey).filter(([, sum]) => sum !== 0);
    return {
      ...balanceOf(this.#local),
      currencies: Object.fromEntries(all.map(([currency, sum]) => [currency, balanceOf(sum)])),
    };
  }
}

function rowOf<K extends object>(
  key: K,
  cell: Cell,
  asOf: number,
): (K & Omit<BalanceRow, 'company' | 'glAccount'>) | undefined {
  const { debit, credit } = sumsBefore(cell.local, asOf);
  if (debit === 0 && credit === 0) return undefined;
  const carried = new Carried();
  carried.add(cell, asOf);
  return { ...key, debit, credit, ...carried.balances() };
}

/** A signed sum, debits above 0, as an amount and its side. */
export function balanceOf(sum: number): Balance {
  return { balance: Math.abs(sum), balanceSide: sum < 0 ? 'credit' : 'debit' };
}

function accountsKeptInCurrencies(books: Determination): ReadonlySet<string> {
  return accountsWith(books, 'X');
}

/** `company/number` of the accounts with a flag. */
export function accountsWith({ companies, charts }: Determination, flag: 'C' | 'X'): ReadonlySet<string> {
  return new Set(
    companies.flatMap(({ id, chart }) =>
      (charts.find((one) => one.id === chart)?.accounts ?? [])
        .filter(({ flags }) => flags?.includes(flag) === true)
        .map(({ number }) => `${id}/${number}`),
    ),
  );
}

function splitAtFirst(key: string): readonly [string, string] {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
}

/** Rows come in the order of their keys, however they were folded. */
export function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

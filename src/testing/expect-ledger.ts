/** The books of a tiny scenario as text: what a controller would write down, compared line by line with what was posted. */
import type { Determination, EntryLine, JournalEntry } from '../model/ledger.ts';
import { ENTRY_EVENT } from '../model/ledger.ts';
import type { AnyEvent } from '../model/event.ts';
import { minorDecimals } from '../random/currency.ts';
import { LawBroken } from './laws/broken.ts';

/** Options of `expectLedger`. */
export interface ExpectLedgerOptions {
  /** Names of accounts and currencies of companies come from here. Without it accounts are called by their roles. */
  readonly books?: Determination;
}

const COLUMNS = ['date', 'event', 'account', 'debit', 'credit'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/**
 * Compares all entries with a table of posting date, source event, account, debit and credit, in the order of the stream.
 * Amounts are in company currency, with the decimals of that currency.
 *
 * @throws LawBroken with both tables, the first line that differs marked
 * @example
 * expectLedger(await fixture(shop).collect(), `
 *   date        event            account           debit  credit
 *   2025-01-02  delivery.issued  5000 Cost        500.00
 *   2025-01-02  delivery.issued  1230 Inventory           500.00
 * `, { books })
 */
export function expectLedger(
  collected: { readonly events: readonly AnyEvent[] },
  text: string,
  { books }: ExpectLedgerOptions = {},
): void {
  const expected = rowsOfText(text);
  const found = collected.events
    .filter(({ name }) => name === ENTRY_EVENT)
    .flatMap(({ payload }) => rowsOfEntry(payload as unknown as JournalEntry, books));
  const at = differsAt(expected, found);
  if (at === -1) return;
  throw new LawBroken(
    [
      `the ledger is not what is expected, from row ${at + 1} on`,
      'expected:',
      ...marked(tableOf(expected), at + 1),
      'posted:',
      ...marked(tableOf(found), at + 1),
    ].join('\n'),
  );
}

/** The first row that differs; −1 when none does. */
function differsAt(expected: readonly Row[], found: readonly Row[]): number {
  const longest = Math.max(expected.length, found.length);
  for (let i = 0; i < longest; i++) if (JSON.stringify(expected[i]) !== JSON.stringify(found[i])) return i;
  return -1;
}

function marked(lines: readonly string[], at: number): readonly string[] {
  return lines.map((line, i) => `${i === at ? '>' : ' '} ${line}`);
}

function rowsOfEntry(
  { postingDate, sourceEvent, company, currency, lines }: JournalEntry,
  books: Determination | undefined,
): readonly Row[] {
  const known = books?.companies.find(({ id }) => id === company);
  const decimals = minorDecimals(known?.currency ?? currency);
  const accounts = books?.charts.find(({ id }) => id === known?.chart)?.accounts;
  return lines.map(({ glAccount, role, side, localAmount }: EntryLine): Row => {
    const name = accounts?.find(({ number }) => number === glAccount)?.name ?? role;
    const amount = amountText(localAmount, decimals);
    return {
      date: postingDate,
      event: sourceEvent,
      account: `${glAccount} ${name}`,
      debit: side === 'debit' ? amount : '',
      credit: side === 'credit' ? amount : '',
    };
  });
}

function amountText(amount: number, decimals: number): string {
  const digits = String(amount).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** A table as it is typed: a header, then cells with two blanks or more between them, amounts below their header. */
function rowsOfText(text: string): readonly Row[] {
  const [header = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  const names = header.trim().split(/\s+/);
  if (names.join() !== COLUMNS.join()) {
    throw new LawBroken(`the table has the columns ${names.join(', ')}: it needs ${COLUMNS.join(', ')}`);
  }
  const ends = { debit: header.indexOf('debit') + 'debit'.length, credit: header.indexOf('credit') + 'credit'.length };
  return lines.map((line, i) => {
    const [date = '', event = '', account = '', amount = '', ...more] = line.trim().split(/\s{2,}/);
    if (amount === '' || more.length > 0)
      throw new LawBroken(`row ${i + 1} is no date, event, account and one amount: ${line.trim()}`);
    const end = line.trimEnd().length;
    const isDebit = Math.abs(end - ends.debit) <= Math.abs(end - ends.credit);
    const plain = amount.replaceAll(',', '');
    return { date, event, account, debit: isDebit ? plain : '', credit: isDebit ? '' : plain };
  });
}

function tableOf(rows: readonly Row[]): readonly string[] {
  const widths = COLUMNS.map((column) => Math.max(column.length, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(COLUMNS), ...rows.map((row) => line(COLUMNS.map((column) => row[column])))];
}

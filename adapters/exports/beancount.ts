/** The books as beancount reads them: a file for each company. https://beancount.github.io/docs/beancount_language_syntax.html */
import { join } from 'node:path';

import { decimalText } from '../../src/encode/decimal.ts';
import type { FileReport } from '../../src/model/adapter.ts';
import type { BookAccount, BookCompany, BookedEntry, BookWriter } from '../../src/model/export.ts';
import type { AccountType } from '../../src/model/ledger.ts';
import { compileFiscal, periodIn } from '../../src/time/fiscal.ts';
import { formatDay, readDay } from '../../src/time/instant.ts';

import { amountText } from './hledger.ts';
import { SpooledText } from './spooled-text.ts';
import { TextFile } from './text-file.ts';

const ROOTS: Readonly<Record<AccountType, string>> = {
  asset: 'Assets',
  liability: 'Liabilities',
  equity: 'Equity',
  income: 'Income',
  expense: 'Expenses',
};
const BALANCE_SHEET: readonly (AccountType | undefined)[] = ['asset', 'liability', 'equity'];

/** Movements by account and currency, then by the day after the period they fall into. */
type Movements = Map<string, Map<number, number>>;

interface Ledger {
  readonly company: BookCompany;
  readonly entries: SpooledText;
  readonly movements: Movements;
  readonly currencies: Map<string, number>;
  readonly dayAfterPeriod: (date: string) => number;
}

/** Writes `<company>.beancount` into the folder; accounts open the day before `firstDate`, or before the first entry. */
export function beancountWriter(folder: string, firstDate: string): BookWriter {
  const ledgers = new Map<string, Ledger>();
  const ledgerOf = (company: BookCompany): Ledger => {
    let ledger = ledgers.get(company.id);
    if (ledger === undefined) ledgers.set(company.id, (ledger = newLedger(folder, company)));
    return ledger;
  };
  return {
    post: (booked) => {
      const ledger = ledgerOf(booked.company);
      ledger.currencies.set(booked.entry.currency, booked.decimals);
      ledger.entries.write(entryText(booked), booked.entry.postingDate);
      count(ledger, booked);
    },
    finish: () => [...ledgers.keys()].sort().flatMap((id) => finished({ folder, firstDate }, ledgers.get(id))),
    abandon: () => ledgers.forEach(({ entries }) => entries.abandon()),
  };
}

function newLedger(folder: string, company: BookCompany): Ledger {
  const fiscal = compileFiscal(company.fiscalCalendar);
  // Dates of one day come together.
  let known = { date: '', day: 0 };
  const dayAfterPeriod = (date: string): number => {
    if (date !== known.date) {
      const day = dayOf(date);
      const year = fiscal.yearOf(day);
      known = { date, day: year.periodStarts[periodIn(year, day)] ?? day + 1 };
    }
    return known.day;
  };
  return {
    company,
    entries: new SpooledText(join(folder, `${company.id}.beancount`)),
    movements: new Map(),
    currencies: new Map([[company.currency, company.decimals]]),
    dayAfterPeriod,
  };
}

function count({ company, movements, dayAfterPeriod }: Ledger, { entry }: BookedEntry): void {
  const day = dayAfterPeriod(entry.postingDate);
  for (const { side, glAccount, amount, localAmount } of entry.lines) {
    const isLocal = entry.currency === company.currency || amount === 0;
    const key = `${glAccount}/${isLocal ? company.currency : entry.currency}`;
    const value = (isLocal ? localAmount : amount) * (side === 'debit' ? 1 : -1);
    let byDay = movements.get(key);
    if (byDay === undefined) movements.set(key, (byDay = new Map()));
    byDay.set(day, (byDay.get(day) ?? 0) + value);
  }
}

function finished(
  { folder, firstDate }: { readonly folder: string; readonly firstDate: string },
  ledger: Ledger | undefined,
): readonly FileReport[] {
  if (ledger === undefined) return [];
  const { company, entries, currencies } = ledger;
  const file = new TextFile(join(folder, `${company.id}.beancount`), 'beancount');
  const first = [firstDate, entries.firstKey ?? firstDate].sort()[0] ?? firstDate;
  const opened = formatDay(dayOf(first) - 1);
  const { currency, decimals } = company;
  // Total prices are divided to 28 digits and multiplied again: what that leaves is far below any minor unit.
  const tolerance = decimalText(1, decimals + 6);
  file.write(`option "title" ${quoted(company.id)}\noption "operating_currency" "${currency}"\n`);
  file.write(`option "inferred_tolerance_default" "${currency}:${tolerance}"\n\n`);
  for (const code of [...currencies.keys()].sort()) file.write(`${opened} commodity ${code}\n`);
  file.write('\n');
  for (const account of company.accounts.values()) {
    file.write(`${opened} open ${accountName(company, account)}\n  name: ${quoted(account.name)}\n`);
  }
  entries.copyTo(file);
  file.write(balances(ledger).join(''));
  return [file.finish()];
}

/** What balance-sheet accounts hold when each period has ended. */
function balances({ company, movements, currencies }: Ledger): readonly string[] {
  const days = [...new Set([...movements.values()].flatMap((byDay) => [...byDay.keys()]))].sort((a, b) => a - b);
  const lines = days.map((day) => [`\n; Balances before ${formatDay(day)}\n`]);
  for (const [key, byDay] of [...movements].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [number = '', currency = ''] = key.split('/');
    const account = company.accounts.get(number);
    if (account === undefined || !BALANCE_SHEET.includes(account.type)) continue;
    let sum = 0;
    let isKnown = false;
    for (const [i, day] of days.entries()) {
      isKnown ||= byDay.has(day);
      sum += byDay.get(day) ?? 0;
      const amount = `${decimalText(sum, currencies.get(currency) ?? 2)} ${currency}`;
      if (isKnown) lines[i]?.push(`${formatDay(day)} balance ${accountName(company, account)}  ${amount}\n`);
    }
  }
  return lines.flat();
}

function entryText({ entry, number, company, decimals, activity }: BookedEntry): string {
  const { postingDate, fiscalYear, sourceId, documentId, text } = entry;
  const partner = entry.lines.find((line) => line.partner !== undefined)?.partner;
  const payee = partner === undefined ? '' : `${quoted(`${partner.kind} ${partner.id}`)} `;
  const head = `${postingDate} * ${payee}${quoted(text ?? activity)} ^${company.id}-${fiscalYear}-${number}\n`;
  const meta = `  event: ${quoted(sourceId)}\n  document: ${quoted(documentId)}\n`;
  const lines = entry.lines.map((line) => {
    const name = accountName(company, company.accounts.get(line.glAccount));
    const amount = amountText(line, { company, currency: entry.currency, decimals });
    return `  ${name}  ${amount}\n    line: ${line.line}\n`;
  });
  return `\n${head}${meta}${lines.join('')}`;
}

/** Components hold letters, digits and dashes. */
export function accountName({ id }: BookCompany, account: BookAccount | undefined): string {
  const root = account?.type === undefined ? '' : ROOTS[account.type];
  return `${root}:C${id}:A${(account?.number ?? '').replaceAll('.', '-')}`;
}

function quoted(text: string): string {
  const plain = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').replaceAll('\\', '\\\\');
  return `"${plain.replaceAll('"', '\\"')}"`;
}

function dayOf(date: string): number {
  return readDay(date) ?? 0;
}

/** The books as hledger reads them: a journal for each company. https://hledger.org/hledger.html (journal format) */
import { join } from 'node:path';

import { decimalText } from '../../src/encode/decimal.ts';
import type { FileReport } from '../../src/model/adapter.ts';
import type { BookAccount, BookCompany, BookedEntry, BookWriter } from '../../src/model/export.ts';
import type { AccountType, EntryLine } from '../../src/model/ledger.ts';

import { SpooledText } from './spooled-text.ts';
import { TextFile } from './text-file.ts';

const TYPES: Readonly<Record<AccountType, string>> = {
  asset: 'A',
  liability: 'L',
  equity: 'E',
  income: 'R',
  expense: 'X',
};

interface Journal {
  readonly company: BookCompany;
  readonly entries: SpooledText;
  /** Decimals by currency. */
  readonly currencies: Map<string, number>;
}

/** Writes `<company>.journal` into the folder. */
export function hledgerWriter(folder: string): BookWriter {
  const journals = new Map<string, Journal>();
  const journalOf = (company: BookCompany): Journal => {
    let journal = journals.get(company.id);
    if (journal === undefined) {
      const entries = new SpooledText(join(folder, `${company.id}.journal`));
      const currencies = new Map([[company.currency, company.decimals]]);
      journals.set(company.id, (journal = { company, entries, currencies }));
    }
    return journal;
  };
  return {
    post: (booked) => {
      const journal = journalOf(booked.company);
      journal.currencies.set(booked.entry.currency, booked.decimals);
      journal.entries.write(entryText(booked), booked.entry.postingDate);
    },
    finish: () => [...journals.keys()].sort().flatMap((id) => finished(folder, journals.get(id))),
    abandon: () => journals.forEach(({ entries }) => entries.abandon()),
  };
}

function finished(folder: string, journal: Journal | undefined): readonly FileReport[] {
  if (journal === undefined) return [];
  const { company, entries, currencies } = journal;
  const file = new TextFile(join(folder, `${company.id}.journal`), 'hledger');
  file.write('decimal-mark .\n');
  for (const currency of [...currencies.keys()].sort()) {
    // Without decimals too the mark is there: it tells thousands from them.
    file.write(`commodity 1,000.${'0'.repeat(currencies.get(currency) ?? 0)} ${currency}\n`);
  }
  for (const account of company.accounts.values()) file.write(declaration(company, account));
  entries.copyTo(file);
  return [file.finish()];
}

function declaration({ id }: BookCompany, { number, name, type }: BookAccount): string {
  const tag = type === undefined ? '' : `type:${TYPES[type]}, `;
  return `account ${id}:${number}  ; ${tag}name:${tagText(name)}\n`;
}

function entryText({ entry, number, company, decimals, activity }: BookedEntry): string {
  const { postingDate, fiscalYear, sourceId, journal, text } = entry;
  const code = `${company.id}-${fiscalYear}-${number}`;
  const tags = `event:${sourceId}, document:${tagText(entry.documentId)}, journal:${journal}`;
  const head = `${postingDate} * (${code}) ${plainText(text ?? activity)}  ; ${tags}\n`;
  const lines = entry.lines.map((line) => {
    const amount = amountText(line, { company, currency: entry.currency, decimals });
    return `    ${company.id}:${line.glAccount}  ${amount}  ; line:${line.line}\n`;
  });
  return `\n${head}${lines.join('')}`;
}

/** Debits above 0. A foreign amount says what it is worth in the company's books, so that every entry balances there. */
export function amountText(
  { side, amount, localAmount }: EntryLine,
  {
    company,
    currency,
    decimals,
  }: { readonly company: BookCompany; readonly currency: string; readonly decimals: number },
): string {
  const sign = side === 'debit' ? 1 : -1;
  const local = (value: number): string => `${decimalText(value, company.decimals)} ${company.currency}`;
  if (currency === company.currency || amount === 0) return local(sign * localAmount);
  return `${decimalText(sign * amount, decimals)} ${currency} @@ ${local(localAmount)}`;
}

/** A description ends at a semicolon and at two spaces. */
function plainText(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(';', ',')
    .trim();
}

/** The value of a tag ends at a comma. */
function tagText(text: string): string {
  return plainText(text).replaceAll(/[,:]/g, ' ').replaceAll(/ +/g, ' ').trim();
}

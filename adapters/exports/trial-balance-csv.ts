/** The trial balance as a table: what each account began a period with, what moved it, and what it held at the end. */
import { decimalText } from '../../src/encode/decimal.ts';
import type { FileReport } from '../../src/model/adapter.ts';
import type { TrialBalanceRow } from '../../src/model/book-rows.ts';
import type { BookCompany } from '../../src/model/export.ts';

import { CsvTable } from './csv-table.ts';

interface Balances {
  readonly rows: readonly TrialBalanceRow[];
  readonly companies: ReadonlyMap<string, BookCompany>;
}

const COLUMNS = [
  'company',
  'glAccount',
  'accountName',
  'accountType',
  'caption',
  'fiscalYear',
  'fiscalPeriod',
  'currency',
  'opening',
  'openingSide',
  'debit',
  'credit',
  'balance',
  'balanceSide',
];

/** Writes the whole table. */
export function trialBalanceTable(path: string, { rows, companies }: Balances): FileReport {
  const table = new CsvTable(path, COLUMNS);
  for (const row of rows) {
    const { company, glAccount, fiscalYear, fiscalPeriod, debit, credit, balance, balanceSide } = row;
    const book = companies.get(company);
    const account = book?.accounts.get(glAccount);
    const decimals = book?.decimals ?? 2;
    const opening = (balanceSide === 'debit' ? balance : -balance) - debit + credit;
    table.add([
      company,
      glAccount,
      account?.name,
      account?.type,
      account?.caption,
      fiscalYear,
      fiscalPeriod,
      book?.currency,
      decimalText(Math.abs(opening), decimals),
      opening < 0 ? 'credit' : 'debit',
      decimalText(debit, decimals),
      decimalText(credit, decimals),
      decimalText(balance, decimals),
      balanceSide,
    ]);
  }
  return table.finish();
}

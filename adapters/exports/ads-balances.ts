/** What is known at the end, by the names of the Audit Data Standards: the trial balance, and what is open with partners. */
import { join } from 'node:path';

import { decimalText } from '../../src/encode/decimal.ts';
import type { FileReport } from '../../src/model/adapter.ts';
import type { OpenItemRow, TrialBalanceRow } from '../../src/model/book-rows.ts';
import type { Side } from '../../src/model/ledger.ts';

import { adsDate, type AdsPlace } from './ads-ledger.ts';
import { CsvTable } from './csv-table.ts';

/** `Trial_Balance_<last day>.csv`: signed, debits above 0, a row for each period with a movement. */
export function adsTrialBalance(place: AdsPlace, rows: readonly TrialBalanceRow[]): FileReport {
  const columns = [
    'GL_Account_Number',
    'Business_Unit_Code',
    'Fiscal_Year',
    'Period',
    'Amount_Beginning',
    'Amount_Ending',
    'Amount_Currency',
  ];
  const table = new CsvTable(join(place.folder, `Trial_Balance_${adsDate(place.to)}.csv`), columns);
  for (const { company, glAccount, fiscalYear, fiscalPeriod, debit, credit, balance, balanceSide } of rows) {
    const { currency = '', decimals = 2 } = place.companies.get(company) ?? {};
    const ending = balanceSide === 'debit' ? balance : -balance;
    const amounts = [ending - debit + credit, ending].map((amount) => decimalText(amount, decimals));
    table.add([glAccount, company, fiscalYear, fiscalPeriod, ...amounts, currency]);
  }
  return table.finish();
}

/** Of whom something is open, and in which direction it counts. */
export interface Subledger {
  readonly file: string;
  readonly idColumn: string;
  readonly kind: 'customer' | 'vendor';
  /** The side on which items are above 0. */
  readonly side: Side;
}

export const RECEIVABLES: Subledger = {
  file: 'Accounts_Receivable',
  idColumn: 'Customer_Account_ID',
  kind: 'customer',
  side: 'debit',
};
export const PAYABLES: Subledger = {
  file: 'Accounts_Payable',
  idColumn: 'Supplier_Account_ID',
  kind: 'vendor',
  side: 'credit',
};

/** `Open_Accounts_Receivable_<last day>.csv`: what customers owe, or what is owed to vendors, item by item. */
export function adsOpenItems(
  place: AdsPlace,
  { file, idColumn, kind, side }: Subledger,
  { rows, decimalsOf }: { readonly rows: readonly OpenItemRow[]; readonly decimalsOf: (currency: string) => number },
): FileReport {
  const columns = [
    idColumn,
    'Transaction_ID',
    'Transaction_Date',
    'Transaction_Due_Date',
    'Transaction_Type',
    'Document_ID',
    'GL_Account_Number',
    'Business_Unit_Code',
    'Balance_Amount',
    'Balance_Amount_Currency',
    'Balance_Amount_Reporting',
    'Balance_Amount_Reporting_Currency',
  ];
  const table = new CsvTable(join(place.folder, `Open_${file}_${adsDate(place.to)}.csv`), columns);
  for (const row of rows.filter(({ partner }) => partner.startsWith(`${kind}/`))) {
    if (place.companies.get(row.company)?.accounts.get(row.glAccount)?.isControl !== true) continue;
    const { currency = '', decimals = 2 } = place.companies.get(row.company) ?? {};
    const sign = row.side === side ? 1 : -1;
    table.add([
      row.partner.slice(kind.length + 1),
      row.item,
      adsDate(row.postingDate),
      row.dueDate === '' ? undefined : adsDate(row.dueDate),
      sign > 0 ? 'Invoice' : 'Credit',
      row.documentId,
      row.glAccount,
      row.company,
      decimalText(sign * row.amount, decimalsOf(row.currency)),
      row.currency,
      decimalText(sign * row.localAmount, decimals),
      currency,
    ]);
  }
  return table.finish();
}

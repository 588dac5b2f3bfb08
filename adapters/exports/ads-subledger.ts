/** Receivables and payables by the names of the Audit Data Standards: what opened items in a period, and what settled them. */
import { decimalText } from '../../src/encode/decimal.ts';
import type { BookedEntry, BookWriter } from '../../src/model/export.ts';
import type { EntryLine } from '../../src/model/ledger.ts';

import type { Subledger } from './ads-balances.ts';
import { adsDate, adsEntered, adsFile, type AdsPlace } from './ads-ledger.ts';
import { CsvTable, type Cell } from './csv-table.ts';

const ENTRY_COLUMNS = [
  'Journal_ID',
  'Journal_ID_Line_Number',
  'GL_Account_Number',
  'Business_Unit_Code',
  'Fiscal_Year',
  'Period',
  'Entered_By',
  'Entered_Date',
  'Entered_Time',
];

const INVOICE_COLUMNS = [
  'Transaction_ID',
  'Transaction_Type',
  'Document_ID',
  'Transaction_Date',
  'Document_Date',
  'Transaction_Due_Date',
  'Amount',
  'Amount_Currency',
  'Amount_Reporting',
  'Amount_Reporting_Currency',
];

const SETTLEMENT_COLUMNS = [
  'Transaction_ID',
  'Transaction_Type',
  'Document_ID',
  'Applied_Date',
  'Amount_Applied',
  'Amount_Currency',
  'Amount_Applied_Reporting',
  'Amount_Reporting_Currency',
];

/** Writes `<Accounts_…>_Transactions_….csv` and `<Accounts_…>_Applications_….csv`. */
export function adsSubledger(place: AdsPlace, { file, idColumn, kind, side }: Subledger): BookWriter {
  const opened = new CsvTable(adsFile(place, `${file}_Transactions`), [idColumn, ...INVOICE_COLUMNS, ...ENTRY_COLUMNS]);
  const settled = new CsvTable(adsFile(place, `${file}_Applications`), [
    idColumn,
    ...SETTLEMENT_COLUMNS,
    ...ENTRY_COLUMNS,
  ]);
  return {
    post: (booked) => {
      for (const line of booked.entry.lines) {
        const isControl = booked.company.accounts.get(line.glAccount)?.isControl === true;
        if (line.partner?.kind !== kind || !isControl) continue;
        const sign = line.side === side ? 1 : -1;
        if (line.openItem !== undefined) opened.add([line.partner.id, ...openedCells(booked, line, sign)]);
        for (const cells of settledCells(booked, line, -sign)) settled.add([line.partner.id, ...cells]);
      }
    },
    finish: () => [opened.finish(), settled.finish()],
    abandon: () => {
      opened.abandon();
      settled.abandon();
    },
  };
}

function openedCells(booked: BookedEntry, line: EntryLine, sign: number): readonly Cell[] {
  const { entry, company, decimals, activity } = booked;
  const { id, dueDate } = line.openItem ?? { id: '' };
  return [
    id,
    activity,
    entry.documentId,
    adsDate(entry.postingDate),
    adsDate(entry.documentDate),
    dueDate === undefined ? undefined : adsDate(dueDate),
    decimalText(sign * line.amount, decimals),
    entry.currency,
    decimalText(sign * line.localAmount, company.decimals),
    company.currency,
    ...entryCells(booked, line),
  ];
}

/** A line may settle several items. */
function settledCells(booked: BookedEntry, line: EntryLine, sign: number): readonly (readonly Cell[])[] {
  const { entry, company, decimals, activity } = booked;
  return (line.clears ?? []).map(({ item, amount, localAmount }) => [
    item,
    activity,
    entry.documentId,
    adsDate(entry.postingDate),
    decimalText(sign * amount, decimals),
    entry.currency,
    decimalText(sign * localAmount, company.decimals),
    company.currency,
    ...entryCells(booked, line),
  ]);
}

function entryCells(booked: BookedEntry, line: EntryLine): readonly Cell[] {
  const { company, fiscalYear, fiscalPeriod } = booked.entry;
  return [booked.ordinal, line.line, line.glAccount, company, fiscalYear, fiscalPeriod, ...adsEntered(booked)];
}

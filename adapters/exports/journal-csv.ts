/** The journal as one table: a row for each line of the books, amounts as decimal text. */
import { join } from 'node:path';

import { decimalText } from '../../src/encode/decimal.ts';
import type { BookedEntry, BookWriter } from '../../src/model/export.ts';
import type { EntryLine } from '../../src/model/ledger.ts';

import { CsvTable, type Cell } from './csv-table.ts';

type CellOf = (booked: BookedEntry, line: EntryLine) => Cell;

/** By column. */
const COLUMNS: Readonly<Record<string, CellOf>> = {
  company: ({ entry }) => entry.company,
  entryNumber: ({ number }) => number,
  line: (_booked, line) => line.line,
  journal: ({ entry }) => entry.journal,
  postingDate: ({ entry }) => entry.postingDate,
  documentDate: ({ entry }) => entry.documentDate,
  fiscalYear: ({ entry }) => entry.fiscalYear,
  fiscalPeriod: ({ entry }) => entry.fiscalPeriod,
  glAccount: (_booked, line) => line.glAccount,
  accountName: ({ company }, line) => company.accounts.get(line.glAccount)?.name,
  role: (_booked, line) => line.role,
  side: (_booked, line) => line.side,
  amount: ({ decimals }, line) => decimalText(line.amount, decimals),
  currency: ({ entry }) => entry.currency,
  localAmount: ({ company }, line) => decimalText(line.localAmount, company.decimals),
  localCurrency: ({ company }) => company.currency,
  rate9: ({ entry }) => entry.rate9,
  partnerKind: (_booked, line) => line.partner?.kind,
  partnerId: (_booked, line) => line.partner?.id,
  openItem: (_booked, line) => line.openItem?.id,
  dueDate: (_booked, line) => line.openItem?.dueDate,
  clears: (_booked, line) => (line.clears === undefined ? undefined : JSON.stringify(line.clears)),
  flow: (_booked, line) => line.flow,
  costCenter: (_booked, line) => line.costCenter,
  profitCenter: (_booked, line) => line.profitCenter,
  segment: (_booked, line) => line.segment,
  project: (_booked, line) => line.project,
  materialId: (_booked, line) => line.materialId,
  quantity: (_booked, line) => line.quantity,
  assetId: (_booked, line) => line.assetId,
  taxCode: (_booked, line) => line.taxCode,
  taxBase: ({ decimals }, line) => (line.taxBase === undefined ? undefined : decimalText(line.taxBase, decimals)),
  text: ({ entry }, line) => line.text ?? entry.text,
  activity: ({ activity }) => activity,
  documentId: ({ entry }) => entry.documentId,
  sourceEvent: ({ entry }) => entry.sourceEvent,
  sourceId: ({ entry }) => entry.sourceId,
  entryId: ({ entry }) => entry.entryId,
  ruleId: ({ entry }) => entry.ruleId,
  kind: ({ entry }) => entry.kind,
  enteredBy: ({ entry }) => entry.enteredBy,
  enteredAt: ({ entry }) => entry.enteredAt,
  approvedBy: ({ entry }) => entry.approvedBy,
  reverses: ({ entry }) => entry.reverses,
};

const CELLS = Object.values(COLUMNS);

/** Writes `journal.csv` into the folder. */
export function journalWriter(folder: string): BookWriter {
  const table = new CsvTable(join(folder, 'journal.csv'), Object.keys(COLUMNS));
  return {
    post: (booked) => {
      for (const line of booked.entry.lines) table.add(CELLS.map((cell) => cell(booked, line)));
    },
    finish: () => [table.finish()],
    abandon: () => table.abandon(),
  };
}

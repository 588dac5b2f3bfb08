/**
 * The general ledger by the names of the AICPA Audit Data Standards (general ledger standard): detail, accounts, sources, users,
 * business units. Amounts are in the company's currency, so that the detail sums up to the trial balance.
 */
import { join } from 'node:path';

import { decimalText } from '../../src/encode/decimal.ts';
import type { BookCompany, BookedEntry, BookWriter } from '../../src/model/export.ts';
import type { EntryLine, JournalCode } from '../../src/model/ledger.ts';
import { localText } from '../../src/time/local-text.ts';

import { CsvTable, type Cell } from './csv-table.ts';

/** What all files of the standard share. */
export interface AdsPlace {
  readonly folder: string;
  /** First and last day, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  readonly companies: ReadonlyMap<string, BookCompany>;
}

const DETAIL = [
  'Journal_ID',
  'Journal_ID_Line_Number',
  'JE_Header_Description',
  'JE_Line_Description',
  'Source',
  'Business_Unit_Code',
  'Effective_Date',
  'Fiscal_Year',
  'Period',
  'GL_Account_Number',
  'Amount',
  'Amount_Credit_Debit_Indicator',
  'Amount_Currency',
  'Entered_By',
  'Entered_Date',
  'Entered_Time',
  'Document_Date',
  'Approved_By',
  'Approved_Date',
  'Approved_Time',
  'Last_Modified_By',
  'Last_Modified_Date',
  'Last_Modified_Time',
  'Reversal_Indicator',
  'Reversal_Journal_ID',
  'Segment01',
  'Segment02',
  'Segment03',
  'Segment04',
];

const SOURCES: Readonly<Record<JournalCode, string>> = {
  PUR: 'Purchases',
  SAL: 'Sales',
  BNK: 'Bank',
  PAY: 'Payroll',
  INV: 'Inventory',
  MFG: 'Manufacturing',
  AST: 'Fixed assets',
  ICO: 'Intercompany',
  PRJ: 'Projects',
  TAX: 'Tax',
  TRS: 'Treasury',
  GEN: 'General',
  CLS: 'Closing',
  OPN: 'Opening',
};

/** `20250131` of `2025-01-31`. */
export function adsDate(date: string): string {
  return date.slice(0, 10).replaceAll('-', '');
}

/** `091500` of an instant. */
export function adsTime(instant: string): string {
  return instant.slice(11, 19).replaceAll(':', '');
}

/** Who entered an entry, on which day and at which time of the company's clocks: its other dates are the company's too. */
export function adsEntered({ entry, company }: BookedEntry): readonly [by: string, date: string, time: string] {
  const instant = localText(entry.enteredAt, company.utcOffsetMinutes);
  return [entry.enteredBy, adsDate(instant), adsTime(instant)];
}

/** `GL_Detail_20250101_20251231.csv`. */
export function adsFile({ folder, from, to }: AdsPlace, name: string): string {
  return join(folder, `${name}_${adsDate(from)}_${adsDate(to)}.csv`);
}

/** An entry, and the ordinal of the one that it takes back. */
export interface AdsEntry extends BookedEntry {
  readonly reversed: number | undefined;
}

/** Writes the detail as entries come and the listings at the end; memory holds users. */
export function adsLedger(place: AdsPlace): BookWriter<AdsEntry> {
  const detail = new CsvTable(adsFile(place, 'GL_Detail'), DETAIL);
  const users = new Set<string>();
  const sources = new Set<JournalCode>();
  return {
    post: (booked) => {
      const { entry } = booked;
      sources.add(entry.journal);
      users.add(entry.enteredBy);
      if (entry.approvedBy !== undefined) users.add(entry.approvedBy);
      const entered = adsEntered(booked);
      for (const line of entry.lines) detail.add(detailCells(booked, line, entered));
    },
    finish: () => [
      detail.finish(),
      list(place, 'Chart_Of_Accounts', accountRows(place)),
      list(place, 'Source_Listing', [
        ['Source', 'Source_Description'],
        ...[...sources].sort().map((source) => [source, SOURCES[source]]),
      ]),
      list(place, 'User_Listing', [
        ['User_ID', 'User_Type'],
        ...[...users].sort().map((user) => [user, user.startsWith('system:') ? 'System' : 'Person']),
      ]),
      list(place, 'Business_Unit_Listing', [
        ['Business_Unit_Code', 'Business_Unit_Description', 'Functional_Currency'],
        ...[...place.companies.values()].map(({ id, currency }) => [id, `Company ${id}`, currency]),
      ]),
    ],
    abandon: () => detail.abandon(),
  };
}

function detailCells(
  { entry, company, ordinal, activity, reversed }: AdsEntry,
  line: EntryLine,
  entered: ReturnType<typeof adsEntered>,
): readonly Cell[] {
  const isApproved = entry.approvedBy !== undefined;
  return [
    ordinal,
    line.line,
    entry.text ?? activity,
    line.text ?? entry.documentId,
    entry.journal,
    entry.company,
    adsDate(entry.postingDate),
    entry.fiscalYear,
    entry.fiscalPeriod,
    line.glAccount,
    decimalText(line.localAmount, company.decimals),
    line.side === 'debit' ? 'D' : 'C',
    company.currency,
    ...entered,
    adsDate(entry.documentDate),
    entry.approvedBy,
    isApproved ? entered[1] : undefined,
    isApproved ? entered[2] : undefined,
    // What was posted never changes.
    ...entered,
    entry.kind === 'reversal' ? 'Y' : 'N',
    reversed,
    line.costCenter,
    line.profitCenter,
    line.segment,
    line.project,
  ];
}

function accountRows({ companies }: AdsPlace): readonly (readonly Cell[])[] {
  const rows = [...companies.values()].flatMap(({ id, accounts }) =>
    [...accounts.values()].map(({ number, name, type = '', caption }) => [id, number, name, type, caption]),
  );
  const head = ['Business_Unit_Code', 'GL_Account_Number', 'GL_Account_Name', 'Account_Type', 'FS_Caption'];
  return [head, ...rows];
}

/** A listing without a period in its name. */
function list({ folder }: AdsPlace, name: string, [head = [], ...rows]: readonly (readonly Cell[])[]) {
  const table = new CsvTable(join(folder, `${name}.csv`), head.map(String));
  for (const row of rows) table.add(row);
  return table.finish();
}

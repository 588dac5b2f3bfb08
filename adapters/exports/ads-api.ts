/**
 * The same books by the fields of the AICPA's Audit Data API (github.com/AICPA-ADS/AuditData-API, MIT): a file for each of its
 * schemas, an array of records. Amounts are JSON numbers with the decimals of their currency, written from whole minor units.
 */
import { join } from 'node:path';

import { decimalText } from '../../src/encode/decimal.ts';
import type { FileReport } from '../../src/model/adapter.ts';
import type { OpenItemRow, TrialBalanceRow } from '../../src/model/book-rows.ts';
import type { BookCompany, BookedEntry, BookWriter } from '../../src/model/export.ts';
import type { EntryLine } from '../../src/model/ledger.ts';
import { compileFiscal } from '../../src/time/fiscal.ts';
import { formatDay, readDay } from '../../src/time/instant.ts';

import type { Subledger } from './ads-balances.ts';
import type { AdsEntry, AdsPlace } from './ads-ledger.ts';
import { JsonArray, record, text } from './json-array.ts';

/** Writes `api/<schema>.json`. */
export function apiFile({ folder }: AdsPlace, schema: string): JsonArray {
  return new JsonArray(join(folder, 'api', `${schema}.json`));
}

/** `GLDetail`, `User`, `Entities` and `GLAccountDetails`; memory holds users. */
export function apiLedger(place: AdsPlace): BookWriter<AdsEntry> {
  const detail = apiFile(place, 'GLDetail');
  const users = new Set<string>();
  return {
    post: (booked) => {
      const { entry } = booked;
      users.add(entry.enteredBy);
      if (entry.approvedBy !== undefined) users.add(entry.approvedBy);
      detail.add(detailRecord(booked));
    },
    finish: () => [
      detail.finish(),
      listed(place, 'GLAccountDetails', [...place.companies.values()].flatMap(accountRecords)),
      listed(place, 'Entities', [...place.companies.values()].map(entityRecord)),
      listed(
        place,
        'User',
        [...users].sort().map((user) => {
          const kind = user.startsWith('system:') ? 'System' : 'Person';
          return record({ userId: text(user), roleResponsibility: text(kind) });
        }),
      ),
    ],
    abandon: () => detail.abandon(),
  };
}

function detailRecord(booked: AdsEntry): string {
  const { entry, company, ordinal, activity, reversed } = booked;
  const { approvedBy } = entry;
  return record({
    journalId: text(String(ordinal)),
    fiscalYear: text(String(entry.fiscalYear)),
    period: text(String(entry.fiscalPeriod)),
    effectiveDate: text(entry.postingDate),
    jeHeaderDescription: text(entry.text ?? activity),
    source: text(entry.journal),
    businessUnitCode: text(entry.company),
    reversalIndicator: text(entry.kind === 'reversal' ? '1' : ''),
    reversalJournalId: text(reversed === undefined ? undefined : String(reversed)),
    enteredBy: text(entry.enteredBy),
    enteredDate: text(entry.enteredAt),
    lastModifiedBy: text(entry.enteredBy),
    lastModifiedDate: text(entry.enteredAt),
    approvedBy: text(approvedBy),
    approvedDate: text(approvedBy === undefined ? undefined : entry.enteredAt),
    entityIdentifier: text(company.id),
    glLineItems: `[${entry.lines.map((line) => lineRecord(booked, line)).join(',')}]`,
  });
}

/** Debits are above 0, credits below: the schema has no sides. */
function lineRecord({ entry, company, decimals }: BookedEntry, line: EntryLine): string {
  const sign = line.side === 'debit' ? 1 : -1;
  return record({
    glAccountNumber: text(line.glAccount),
    journalIdLineNumber: text(String(line.line)),
    jeLineDescription: text(line.text ?? entry.documentId),
    functionalAmount: decimalText(sign * line.localAmount, company.decimals),
    functionalCurrency: text(company.currency),
    transactionAmount: decimalText(sign * line.amount, decimals),
    transactionCurrency: text(entry.currency),
  });
}

function accountRecords({ id, accounts }: BookCompany): readonly string[] {
  return [...accounts.values()].map(({ number, name, caption, type }) =>
    record({
      entityIdentifier: text(id),
      glAccountNumber: text(number),
      glAccountName: text(name),
      fsCaption: text(caption),
      accountType: text(type),
    }),
  );
}

function entityRecord({ id }: BookCompany): string {
  return record({ entityName: text(`Company ${id}`), entityIdentifier: text(id) });
}

/** Customers or vendors: what opened items (`ARInvoice`, `APInvoice`), and what moved cash (`ARCashReceipt`, `APPaymentsMade`). */
export function apiSubledger(place: AdsPlace, { kind, side }: Subledger): BookWriter {
  const [invoices, payments, partner] =
    kind === 'customer'
      ? [apiFile(place, 'ARInvoice'), apiFile(place, 'ARCashReceipt'), 'customerAccountId']
      : [apiFile(place, 'APInvoice'), apiFile(place, 'APPaymentsMade'), 'supplierAccountId'];
  return {
    post: (booked) => {
      const { entry, company } = booked;
      const own = entry.lines.filter(
        ({ glAccount, partner: of }) => of?.kind === kind && company.accounts.get(glAccount)?.isControl === true,
      );
      for (const line of own) {
        // What opens on the other side is credit: it stands among what is open, and is no invoice.
        if (line.openItem !== undefined && line.side === side) invoices.add(invoiceRecord(booked, line, partner));
      }
      const cash = entry.lines.filter(({ glAccount }) => company.accounts.get(glAccount)?.isCash === true);
      const [first] = own;
      if (first !== undefined && cash.length > 0) payments.add(paymentRecord(booked, { first, cash, partner, kind }));
    },
    finish: () => [invoices.finish(), payments.finish()],
    abandon: () => {
      invoices.abandon();
      payments.abandon();
    },
  };
}

function invoiceRecord({ entry, decimals, activity }: BookedEntry, line: EntryLine, partner: string): string {
  return record({
    invoiceId: text(line.openItem?.id),
    invoiceNumber: text(entry.documentId),
    invoiceDate: text(entry.documentDate),
    invoiceFiscalYear: text(String(entry.fiscalYear)),
    invoicePeriod: text(String(entry.fiscalPeriod)),
    invoiceTypeName: text(activity),
    invoiceDueDate: text(line.openItem?.dueDate),
    [partner]: text(line.partner?.id),
    invoiceAmount: decimalText(line.amount, decimals),
    invoiceAmountCurrency: text(entry.currency),
    enteredBy: text(entry.enteredBy),
  });
}

interface Moved {
  readonly first: EntryLine;
  readonly cash: readonly EntryLine[];
  readonly partner: string;
  readonly kind: Subledger['kind'];
}

/** What came in or went out is above 0, what goes back is below. */
function paymentRecord({ entry, company, decimals }: BookedEntry, { first, cash, partner, kind }: Moved): string {
  const [name, inward] = kind === 'customer' ? ['receipt', 'debit'] : ['payment', 'credit'];
  const sum = (of: (line: EntryLine) => number): number =>
    cash.reduce((total, line) => total + (line.side === inward ? of(line) : -of(line)), 0);
  return record({
    [partner]: text(first.partner?.id),
    transactionId: text(entry.entryId),
    transactionDate: text(entry.postingDate),
    // The standard writes it so for receipts.
    [kind === 'customer' ? 'ReferenceNumber' : 'referenceNumber']: text(entry.documentId),
    referenceDate: text(entry.documentDate),
    [`${name}Amount`]: decimalText(
      sum(({ localAmount }) => localAmount),
      company.decimals,
    ),
    [`${name}AmountCurrency`]: text(company.currency),
    [`${name}AmountLocal`]: decimalText(
      sum(({ amount }) => amount),
      decimals,
    ),
    [`${name}AmountLocalCurrency`]: text(entry.currency),
    enteredBy: text(entry.enteredBy),
  });
}

/** `AROpenAccountsReceivables` or `APOpenAccountsPayable`: item by item, what is owed above 0. */
export function apiOpenItems(
  place: AdsPlace,
  { kind, side }: Subledger,
  { rows, decimalsOf }: { readonly rows: readonly OpenItemRow[]; readonly decimalsOf: (currency: string) => number },
): FileReport {
  const [schema, partner] =
    kind === 'customer'
      ? ['AROpenAccountsReceivables', 'customerAccountId']
      : ['APOpenAccountsPayable', 'supplierAccountId'];
  const file = apiFile(place, schema);
  for (const row of rows.filter((one) => one.partner.startsWith(`${kind}/`))) {
    const company = place.companies.get(row.company);
    if (company?.accounts.get(row.glAccount)?.isControl !== true) continue;
    const sign = row.side === side ? 1 : -1;
    file.add(
      record({
        [partner]: text(row.partner.slice(kind.length + 1)),
        transactionId: text(row.item),
        invoiceId: text(row.item),
        transactionType: text(sign > 0 ? 'invoice' : 'credit'),
        transactionDate: text(row.postingDate),
        transactionDueDate: text(row.dueDate === '' ? undefined : row.dueDate),
        balanceAmount: decimalText(sign * row.localAmount, company.decimals),
        balanceAmountCurrency: text(company.currency),
        balanceAmountLocal: decimalText(sign * row.amount, decimalsOf(row.currency)),
        balanceLocalCurrency: text(row.currency),
      }),
    );
  }
  return file.finish();
}

/** `GLAccountBalance`, a record for each period with a movement, and `Periods`, those that the run touches. */
export function apiBalances(place: AdsPlace, rows: readonly TrialBalanceRow[]): readonly FileReport[] {
  const balances = apiFile(place, 'GLAccountBalance');
  for (const { company, glAccount, fiscalYear, fiscalPeriod, debit, credit, balance, balanceSide } of rows) {
    const { currency = '', decimals = 2, fiscalCalendar } = place.companies.get(company) ?? {};
    const ending = balanceSide === 'debit' ? balance : -balance;
    const [, next] = bounds(fiscalCalendar, fiscalYear, fiscalPeriod);
    balances.add(
      record({
        glAccountNumber: text(glAccount),
        entityIdentifier: text(company),
        businessUnitCode: text(company),
        balanceAsOfDate: text(formatDay(next - 1)),
        fiscalYear: text(String(fiscalYear)),
        period: text(String(fiscalPeriod)),
        amountBeginning: decimalText(ending - debit + credit, decimals),
        amountCurrency: text(currency),
        amountEnding: decimalText(ending, decimals),
        budgetFlag: text('actual'),
      }),
    );
  }
  return [
    balances.finish(),
    listed(
      place,
      'Periods',
      [...place.companies.values()].flatMap((one) => periodsOf(place, one)),
    ),
  ];
}

/** First day of a period and of the next one. */
function bounds(calendar: BookCompany['fiscalCalendar'] = { type: 'calendar' }, year: number, period: number) {
  const { periodStarts } = compileFiscal(calendar).year(year);
  // Closing periods lie on the last day of the twelfth.
  const at = Math.min(period, 12);
  return [periodStarts[at - 1] ?? 0, periodStarts[at] ?? 0] as const;
}

function periodsOf({ from, to }: AdsPlace, { id, fiscalCalendar }: BookCompany): readonly string[] {
  const fiscal = compileFiscal(fiscalCalendar);
  const isMonthly = fiscalCalendar.type === 'calendar' || fiscalCalendar.type === 'months';
  const found: string[] = [];
  for (let day = dayOf(from); day <= dayOf(to);) {
    const { year } = fiscal.yearOf(day);
    const period = fiscal.periodOf(day);
    const [start, next] = bounds(fiscalCalendar, year, period);
    found.push(
      record({
        periodName: text(`${year}/${period}`),
        startDatePeriod: text(formatDay(start)),
        endDatePeriod: text(formatDay(next - 1)),
        periodType: text(isMonthly ? 'month' : 'other'),
        entityIdentifier: text(id),
      }),
    );
    day = next;
  }
  return found;
}

function listed(place: AdsPlace, schema: string, records: readonly string[]): FileReport {
  const file = apiFile(place, schema);
  for (const one of records) file.add(one);
  return file.finish();
}

function dayOf(date: string): number {
  return readDay(date) ?? 0;
}

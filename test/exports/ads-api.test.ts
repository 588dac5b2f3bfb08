/** The books by the fields of the Audit Data API: judged by its rules, and equal to the tables beside them. */
import { readdirSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { JsonSchema } from '../../src/index.ts';
import { judgeOf } from '../contracts/validators.ts';
import { books, closing, tell, type Told } from './company.ts';
import { minor, sums, table, type Row } from './tables.ts';

let told: Told;
beforeAll(async () => {
  told = await tell({ formats: ['ads'] });
});
afterAll(() => told.remove());

type Fields = Readonly<Record<string, unknown>>;

const raw = (schema: string): string => told.read(`ads/api/${schema}.json`);
const read = (schema: string): readonly Fields[] => JSON.parse(raw(schema)) as readonly Fields[];
const rows = (name: string): readonly Row[] => table(told.read(`ads/${name}.csv`));
const cell = (row: Row, column: string): string => row[column] ?? '';
/** Minor units of an amount as it stands in the file, so that no sum passes through a float. */
const minors = (schema: string, field: string): readonly bigint[] =>
  [...raw(schema).matchAll(new RegExp(`"${field}":(-?[\\d.]+)`, 'g'))].map(([, amount = '']) => minor(amount));
const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

const text = { type: 'string' };
const some = { type: 'string', minLength: 1 };
const date = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' };
const instant = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d' };
const amount = { type: 'number' };
const currency = { type: 'string', minLength: 3, maxLength: 3 };
const user = { type: 'string', maxLength: 25 };

/** The fields that the API's schemas have and we write, and what they require: restated, closed. */
const SCHEMAS: Readonly<
  Record<string, readonly [fields: Readonly<Record<string, object>>, required: readonly string[]]>
> = {
  GLAccountBalance: [
    {
      glAccountNumber: some,
      entityIdentifier: some,
      businessUnitCode: { type: 'string', maxLength: 25 },
      balanceAsOfDate: date,
      fiscalYear: { type: 'string', minLength: 4, maxLength: 4 },
      period: { type: 'string', maxLength: 15 },
      amountBeginning: amount,
      amountCurrency: currency,
      amountEnding: amount,
      budgetFlag: { enum: ['budget', 'actual'] },
    },
    ['glAccountNumber', 'amountBeginning', 'amountEnding', 'amountCurrency', 'balanceAsOfDate'],
  ],
  GLAccountDetails: [
    { entityIdentifier: some, glAccountNumber: some, glAccountName: some, fsCaption: text, accountType: text },
    ['glAccountNumber', 'glAccountName'],
  ],
  GLDetail: [
    {
      journalId: some,
      fiscalYear: { type: 'string', minLength: 4, maxLength: 4 },
      period: { type: 'string', maxLength: 15 },
      effectiveDate: date,
      jeHeaderDescription: text,
      source: { type: 'string', maxLength: 25 },
      businessUnitCode: { type: 'string', maxLength: 25 },
      reversalIndicator: { enum: ['', '1', '2'] },
      reversalJournalId: some,
      enteredBy: user,
      enteredDate: instant,
      lastModifiedBy: user,
      lastModifiedDate: instant,
      approvedBy: user,
      approvedDate: instant,
      entityIdentifier: some,
      glLineItems: {
        type: 'array',
        minItems: 2,
        items: {
          type: 'object',
          properties: {
            glAccountNumber: some,
            journalIdLineNumber: some,
            jeLineDescription: text,
            functionalAmount: amount,
            functionalCurrency: currency,
            transactionAmount: amount,
            transactionCurrency: currency,
          },
          required: ['glAccountNumber', 'transactionAmount', 'transactionCurrency'],
          additionalProperties: false,
        },
      },
    },
    ['journalId', 'effectiveDate', 'glLineItems'],
  ],
  APInvoice: [invoice('supplierAccountId'), ['invoiceId', 'invoiceNumber']],
  ARInvoice: [invoice('customerAccountId'), ['invoiceId', 'invoiceNumber']],
  APPaymentsMade: [
    { ...moved('payment'), supplierAccountId: some, referenceNumber: text },
    ['supplierAccountId', 'transactionId', 'transactionDate', 'paymentAmount'],
  ],
  ARCashReceipt: [
    { ...moved('receipt'), customerAccountId: some, ReferenceNumber: text },
    ['customerAccountId', 'transactionId', 'transactionDate', 'receiptAmount'],
  ],
  APOpenAccountsPayable: [open('supplierAccountId'), openRequired('supplierAccountId')],
  AROpenAccountsReceivables: [open('customerAccountId'), openRequired('customerAccountId')],
  Customer: [partner('customer'), ['customerAccountId']],
  Supplier: [partner('supplier'), ['supplierAccountId']],
  User: [{ userId: some, roleResponsibility: text }, ['userId']],
  Entities: [{ entityName: some, entityIdentifier: some }, ['entityName', 'entityIdentifier']],
  Periods: [
    {
      periodName: some,
      startDatePeriod: date,
      endDatePeriod: date,
      periodType: { enum: ['year', 'quarter', 'halfYear', '52Weeks', '3QCum', 'month', '13Months', 'other'] },
      entityIdentifier: some,
    },
    ['periodName', 'startDatePeriod', 'endDatePeriod', 'periodType'],
  ],
};

function invoice(of: string): Readonly<Record<string, object>> {
  return {
    invoiceId: some,
    invoiceNumber: some,
    invoiceDate: date,
    invoiceFiscalYear: { type: 'string', minLength: 4, maxLength: 4 },
    invoicePeriod: { type: 'string', maxLength: 15 },
    invoiceTypeName: { type: 'string', maxLength: 60 },
    invoiceDueDate: date,
    [of]: some,
    invoiceAmount: amount,
    invoiceAmountCurrency: currency,
    enteredBy: user,
  };
}

function moved(name: string): Readonly<Record<string, object>> {
  return {
    transactionId: { type: 'string', maxLength: 60 },
    transactionDate: date,
    referenceDate: date,
    [`${name}Amount`]: amount,
    [`${name}AmountCurrency`]: currency,
    [`${name}AmountLocal`]: amount,
    [`${name}AmountLocalCurrency`]: currency,
    enteredBy: user,
  };
}

function open(of: string): Readonly<Record<string, object>> {
  return {
    [of]: some,
    transactionId: { type: 'string', maxLength: 60 },
    invoiceId: some,
    transactionType: { enum: ['credit', 'cash', 'invoice', 'adjustment', 'other'] },
    transactionDate: date,
    transactionDueDate: date,
    balanceAmount: amount,
    balanceAmountCurrency: currency,
    balanceAmountLocal: amount,
    balanceLocalCurrency: currency,
  };
}

function openRequired(of: string): readonly string[] {
  return [of, 'transactionId', 'invoiceId', 'transactionDate', 'balanceAmount'];
}

function partner(of: string): Readonly<Record<string, object>> {
  return {
    [`${of}AccountId`]: some,
    [`${of}AccountName`]: { type: 'string', minLength: 1, maxLength: 100 },
    [`${of}TIN`]: text,
    [`${of}PhysicalCountry`]: { type: 'string', maxLength: 3 },
    [`${of}ActiveStatus`]: { type: 'boolean' },
    [`${of}CreditLimit`]: amount,
    [`${of}TermsDueDays`]: amount,
  };
}

function judgeOfSchema(schema: string): (value: unknown) => readonly unknown[] {
  const [properties = {}, required = []] = SCHEMAS[schema] ?? [];
  const items = { type: 'object', properties, required, additionalProperties: false };
  return judgeOf({ type: 'array', items } as JsonSchema);
}

describe('the books by the Audit Data API', () => {
  it('are a file for each schema that has an account of them', () => {
    expect(readdirSync(`${told.folder}/ads/api`)).toEqual(
      Object.keys(SCHEMAS)
        .map((schema) => `${schema}.json`)
        .sort(),
    );
  });

  it.each(Object.keys(SCHEMAS))('%s is what its schema says', (schema) => {
    const records = read(schema);
    const [first, ...rest] = records;
    const [, [required = ''] = []] = SCHEMAS[schema] ?? [];
    const judge = judgeOfSchema(schema);

    expect(records.length).toBeGreaterThan(0);
    expect(judge(records)).toEqual([]);
    expect(judge([{ ...first, [required]: 1 }, ...rest])).not.toEqual([]);
  });

  it('have every line of the general ledger, with its sign, and balance entry by entry', () => {
    const lines = rows('GL_Detail_20250101_20250228');
    const expected = lines.map(
      (row) => minor(cell(row, 'Amount')) * (cell(row, 'Amount_Credit_Debit_Indicator') === 'D' ? 1n : -1n),
    );

    expect(minors('GLDetail', 'functionalAmount')).toEqual(expected);
    expect(read('GLDetail').map(({ journalId }) => journalId)).toEqual([
      ...new Set(lines.map((row) => cell(row, 'Journal_ID'))),
    ]);
    const entries = raw('GLDetail').split('"journalId"').slice(1);
    const off = entries.filter(
      (entry) => total([...entry.matchAll(/"transactionAmount":(-?[\d.]+)/g)].map(([, one = '']) => minor(one))) !== 0n,
    );
    expect(off).toEqual([]);
  });

  it('end with the balances of the run’s own trial balance', () => {
    const balances = raw('GLAccountBalance').trim().split('\n').slice(1, -1);
    const ending = new Map(
      balances.map((line) => [
        /"glAccountNumber":"([^"]*)"/.exec(line)?.[1] ?? '',
        minor(/"amountEnding":(-?[\d.]+)/.exec(line)?.[1] ?? ''),
      ]),
    );
    const held = Object.fromEntries([...ending].filter(([, one]) => one !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)));

    expect(held).toEqual(closing(told));
    expect(read('Periods').map(({ startDatePeriod, endDatePeriod }) => [startDatePeriod, endDatePeriod])).toEqual([
      ['2025-01-01', '2025-01-31'],
      ['2025-02-01', '2025-02-28'],
    ]);
  });

  it.each([
    ['AROpenAccountsReceivables', 'Open_Accounts_Receivable_20250228'],
    ['APOpenAccountsPayable', 'Open_Accounts_Payable_20250228'],
  ])('%s is what stands open, item by item', (schema, file) => {
    const items = rows(file);

    expect(minors(schema, 'balanceAmount')).toEqual(items.map((row) => minor(cell(row, 'Balance_Amount_Reporting'))));
    expect(read(schema).map(({ transactionId }) => transactionId)).toEqual(
      items.map((row) => cell(row, 'Transaction_ID')),
    );
  });

  it.each([
    ['ARInvoice', 'Accounts_Receivable_Transactions_20250101_20250228'],
    ['APInvoice', 'Accounts_Payable_Transactions_20250101_20250228'],
  ])('%s is what opened items, but for credit', (schema, file) => {
    const invoices = rows(file).filter((row) => !cell(row, 'Amount').startsWith('-'));

    expect(minors(schema, 'invoiceAmount')).toEqual(invoices.map((row) => minor(cell(row, 'Amount'))));
    expect(new Set(read(schema).map(({ invoiceId }) => invoiceId)).size).toBe(invoices.length);
  });

  it.each([
    ['ARCashReceipt', 'receiptAmount', ['1100', '2070'], 1n],
    ['APPaymentsMade', 'paymentAmount', ['2000', '2005'], -1n],
  ] as const)('%s is the cash of every entry that touches the control account', (schema, field, control, sign) => {
    const cash = new Set(
      books.charts.flatMap(({ accounts }) =>
        accounts.filter(({ caption }) => caption === 'BS.CASH').map(({ number }) => number),
      ),
    );
    const lines = rows('GL_Detail_20250101_20250228');
    const ofPartners = new Set(
      lines
        .filter((row) => (control as readonly string[]).includes(cell(row, 'GL_Account_Number')))
        .map((row) => cell(row, 'Journal_ID')),
    );
    const moved = sums(
      lines.filter((row) => ofPartners.has(cell(row, 'Journal_ID')) && cash.has(cell(row, 'GL_Account_Number'))),
      (row) => [
        cell(row, 'Journal_ID'),
        minor(cell(row, 'Amount')) * (cell(row, 'Amount_Credit_Debit_Indicator') === 'D' ? sign : -sign),
      ],
    );

    expect(Object.values(moved).length).toBeGreaterThan(10);
    expect(total(minors(schema, field))).toBe(total(Object.values(moved)));
    expect(minors(schema, field).length).toBe(Object.values(moved).length);
  });
});

describe.each([
  ['Customer_Master_20250228', 'Customer', 'Open_Accounts_Receivable_20250228'],
  ['Supplier_Listing_20250228', 'Supplier', 'Open_Accounts_Payable_20250228'],
] as const)('%s', (file, name, items) => {
  it('lists every partner of the company, by name, and so everybody of whom something is open', () => {
    const ids = rows(file).map((row) => cell(row, `${name}_Account_ID`));
    const named = new Set(rows(items).map((row) => cell(row, `${name}_Account_ID`)));

    expect(ids.length).toBeGreaterThan(15);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...named].filter((id) => !ids.includes(id))).toEqual([]);
    expect(rows(file).filter((row) => cell(row, `${name}_Account_Name`) === '')).toEqual([]);
  });

  it('says the same as the record beside it', () => {
    const records = read(name);
    const key = name.toLowerCase();

    expect(
      records.map((one) => [one[`${key}AccountId`], one[`${key}AccountName`], one[`${key}PhysicalCountry`]]),
    ).toEqual(
      rows(file).map((row) => [
        cell(row, `${name}_Account_ID`),
        cell(row, `${name}_Account_Name`),
        cell(row, `${name}_Physical_Country`),
      ]),
    );
  });
});

/**
 * The author's own vendors, customers and materials: checked all at once, then laid over the rows that would be made. What
 * a row says holds; what it leaves out is drawn as for any other row of its number.
 */
import {
  describeValue,
  didYouMean,
  type Context,
  type DatasetDefinition,
  type Generator,
  type IssueList,
  type RegionCode,
} from '../../src/index.ts';
import { companyOfRow, type Company, type GivenMaster } from './companies.ts';
import { accountFault, parseAccount, type BankAccount } from './masters/bank-account.ts';
import type { RowPlace } from './masters/draws.ts';
import { datasetId } from './masters/keys.ts';
import { COST_YEARS } from './masters/materials.ts';
import { ownCustomer, ownMaterial, ownVendor } from './masters/options.ts';
import type { ResolvedMasters } from './options.ts';
import { REGIONS } from './regions.ts';

type GivenRow = Readonly<Record<string, unknown>>;

/** Lays the author's rows of a kind over those that would be made; these stay as they are where there are none. */
export type OwnMasters = <T extends object>(
  kind: GivenMaster,
  company: Company,
  made: DatasetDefinition<T>,
) => DatasetDefinition<T>;

const SCHEMAS = { vendors: ownVendor, customers: ownCustomer, materials: ownMaterial };
const ID_FIELDS: Readonly<Record<GivenMaster, string>> = {
  vendors: 'vendorId',
  customers: 'customerId',
  materials: 'materialId',
};
const KINDS = Object.keys(SCHEMAS) as readonly GivenMaster[];

/** Checks the author's masters; every fault goes to `issues`. */
export function readOwnMasters(masters: ResolvedMasters, companies: readonly Company[], issues: IssueList): OwnMasters {
  const codes = companies.map(({ code }) => code);
  const rowsOf = new Map<string, GivenRow[]>();
  for (const kind of KINDS) {
    const table = masters[kind];
    if (table === undefined) continue;
    const parsed = table.rows.map((row, i) => readRow(kind, { row, number: i + 1 }, issues));
    checkIds(kind, table.rows, issues);
    for (const [i, row] of parsed.entries()) {
      const company = companyOfRow(table.rows[i] ?? {});
      const path = ['world', "'masters'", `'${kind}'`, `row ${i + 1}`];
      checkCompany(company, { codes, path }, issues);
      const of = companies.find(({ code }) => code === company);
      if (kind === 'vendors' && row !== undefined && of !== undefined) checkCurrency(row, { of, path }, issues);
      const id = datasetId(kind, company);
      if (row !== undefined) rowsOf.set(id, [...(rowsOf.get(id) ?? []), row]);
    }
  }
  return (kind, company, made) =>
    masters[kind] === undefined ? made : overlaid(made, rowsOf.get(datasetId(kind, company.code)) ?? []);
}

/** A row as its schema reads it; undefined where it has faults. */
function readRow(
  kind: GivenMaster,
  { row, number }: { readonly row: GivenRow; readonly number: number },
  issues: IssueList,
): GivenRow | undefined {
  const path = ['world', "'masters'", `'${kind}'`, `row ${number}`];
  if (kind === 'vendors') checkAccount(row, path, issues);
  const parsed = SCHEMAS[kind].safeParse(withoutBlanks(row));
  if (!parsed.success) {
    const known = Object.keys(SCHEMAS[kind].shape);
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys') addUnknownColumns(issue.keys, { known, path }, issues);
      else addBadCell(issue, { row, path }, issues);
    }
    return undefined;
  }
  const { standardCost, listPrice, ...rest } = parsed.data as GivenRow;
  return {
    ...rest,
    ...(standardCost === undefined ? {} : materialValues(standardCost as number, listPrice as number | undefined)),
  };
}

/** Looked at by itself, so that a wrong digit is told even where another cell of the row is wrong. */
function checkAccount(row: GivenRow, path: readonly string[], issues: IssueList): void {
  const { bankAccount } = row;
  if (bankAccount === undefined || bankAccount === null || bankAccount === '') return;
  const fault = accountFault(
    typeof bankAccount === 'string' ? parseAccount(bankAccount) : (bankAccount as BankAccount),
  );
  if (fault === undefined) return;
  issues.add({
    code: 'INVALID_OPTION',
    path: [...path, "'bankAccount'"],
    message: fault,
    expected: 'an IBAN, routing number or CLABE with right check digits',
    received: describeValue(bankAccount),
    suggestion: 'Correct the number, or leave it out to have one made.',
  });
}

/** An own material keeps its cost in all years, and has neither parts nor work. */
function materialValues(standardCost: number, listPrice: number | undefined): GivenRow {
  const inAllYears = (value: number): GivenRow =>
    Object.fromEntries(
      Array.from({ length: COST_YEARS.last - COST_YEARS.first + 1 }, (_, i) => [String(COST_YEARS.first + i), value]),
    );
  return {
    bom: [],
    routing: [],
    standardCosts: inAllYears(standardCost),
    ...(listPrice === undefined ? {} : { listPrices: inAllYears(listPrice) }),
  };
}

/** An empty cell of a file says nothing. */
function withoutBlanks(row: GivenRow): GivenRow {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== '' && value !== null && value !== undefined),
  );
}

function checkIds(kind: GivenMaster, rows: readonly GivenRow[], issues: IssueList): void {
  const field = ID_FIELDS[kind];
  const seen = new Map<unknown, number>();
  for (const [i, row] of rows.entries()) {
    const id = row[field];
    const first = seen.get(id);
    if (first === undefined) {
      seen.set(id, i + 1);
      continue;
    }
    issues.add({
      code: 'DUPLICATE_ID',
      path: ['world', "'masters'", `'${kind}'`, `row ${i + 1}`, `'${field}'`],
      message: `${field} ${describeValue(id)} stands in row ${first} already`,
      expected: 'each id once',
      received: describeValue(id),
      suggestion: 'Give one of the rows another id.',
    });
  }
}

interface CompanyPlace {
  readonly codes: readonly string[];
  readonly path: readonly string[];
}

function checkCompany(company: string, { codes, path }: CompanyPlace, issues: IssueList): void {
  if (codes.includes(company)) return;
  issues.add({
    code: 'UNKNOWN_COMPANY',
    path: [...path, "'company'"],
    message: `a row belongs to company ${company}, which is not in this world`,
    expected: `one of ${codes.join(', ')}`,
    received: `'${company}'`,
    suggestion: didYouMean(company, codes),
  });
}

/** What a company uses month by month is agreed in its currency, and so is what its carriers are owed. */
const PAID_AT_HOME: readonly string[] = ['utility', 'freight'];

function checkCurrency(
  row: GivenRow,
  { of, path }: { readonly of: Company; readonly path: readonly string[] },
  issues: IssueList,
): void {
  const { category, region, currency } = row as { readonly [key in 'category' | 'region' | 'currency']?: string };
  if (category === undefined || !PAID_AT_HOME.includes(category)) return;
  const abroad = region === undefined || region === of.region ? of.currency : REGIONS[region as RegionCode].currency;
  const bills = currency ?? abroad;
  if (bills === of.currency) return;
  issues.add({
    code: 'INVALID_OPTION',
    path: [...path, currency === undefined ? "'region'" : "'currency'"],
    message: `a vendor of ${category} bills company ${of.code} in ${of.currency}, not in ${bills}`,
    expected: of.currency,
    received: describeValue(bills),
    suggestion: `Give the row currency: '${of.currency}'.`,
  });
}

function addUnknownColumns(
  keys: readonly string[],
  { known, path }: { readonly known: readonly string[]; readonly path: readonly string[] },
  issues: IssueList,
): void {
  for (const key of keys) {
    issues.add({
      code: 'UNKNOWN_KEY',
      path: [...path, `'${key}'`],
      message: `there is no field '${key}'`,
      expected: `one of ${known.join(', ')}`,
      received: `'${key}'`,
      suggestion: didYouMean(key, known),
    });
  }
}

function addBadCell(
  { path: keys, message }: { readonly path: readonly PropertyKey[]; readonly message: string },
  { row, path }: { readonly row: GivenRow; readonly path: readonly string[] },
  issues: IssueList,
): void {
  const field = String(keys[0] ?? '');
  issues.add({
    code: 'INVALID_OPTION',
    path: [...path, `'${field}'`],
    message: `${field}: ${message}`,
    expected: message,
    received: describeValue(row[field]),
    suggestion: row[field] === undefined ? `Add ${field}.` : 'Correct the cell.',
  });
}

/** Where a table keeps what its author said: known before a run, so that populations can be as large as their segments. */
const GIVEN = Symbol('given');

/** The table with the author's rows: their fields first, the rest as it is made. */
function overlaid<T extends object>(made: DatasetDefinition<T>, rows: readonly GivenRow[]): DatasetDefinition<T> {
  const fields = Object.fromEntries(
    Object.entries(made.fields).map(([name, field]) => [
      name,
      (ctx: Context, row: RowPlace): unknown => {
        const given = rows[row.index]?.[name];
        return given === undefined ? resolved(ctx, row, field) : given;
      },
    ]),
  );
  return Object.freeze({ ...made, count: rows.length, fields, [GIVEN]: rows });
}

/** What the author says of the rows of a table; nothing where the table is made. */
export function givenRows(table: object): readonly GivenRow[] {
  return (table as { readonly [GIVEN]?: readonly GivenRow[] })[GIVEN] ?? [];
}

function resolved(ctx: Context, row: RowPlace, field: unknown): unknown {
  if (typeof field === 'function') return (field as (ctx: Context, row: RowPlace) => unknown)(ctx, row);
  return isGenerator(field) ? ctx.draw('value', field) : field;
}

function isGenerator(value: unknown): value is Generator<unknown> {
  return typeof value === 'object' && value !== null && 'kind' in value && 'map' in value;
}

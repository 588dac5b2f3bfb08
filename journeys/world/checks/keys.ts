/** I2, of tables: ids are unique, and what rows name exists. */
import { Findings, numberOf, rowsOf, textOf, type CheckOutcome, type Row } from './finding.ts';

/** The tables of one company, as read from files. */
export interface CompanyTables {
  readonly company: Row;
  /** Of all companies. */
  readonly accounts: readonly Row[];
  readonly currencies: readonly Row[];
  readonly banks: readonly Row[];
  readonly vendors: readonly Row[];
  readonly customers: readonly Row[];
  readonly materials: readonly Row[];
  readonly services: readonly Row[];
  readonly positions: readonly Row[];
  readonly costCenters: readonly Row[];
  readonly bankAccounts: readonly Row[];
  readonly contracts: readonly Row[];
  readonly budgets: readonly Row[];
  readonly assetPlan: readonly Row[];
}

/** Fields that name a row of their table. */
const IDS: Readonly<Partial<Record<keyof CompanyTables, string>>> = {
  banks: 'bankId',
  vendors: 'vendorId',
  customers: 'customerId',
  materials: 'materialId',
  services: 'serviceId',
  positions: 'positionId',
  costCenters: 'costCenter',
  bankAccounts: 'bankAccountId',
  contracts: 'contractId',
  budgets: 'budgetId',
  assetPlan: 'assetId',
};

/** Checks the tables of a company. `firstDay`: of the period; partners are there before it. */
export function checkKeys(tables: CompanyTables, firstDay: string): CheckOutcome {
  const found = new Findings('I2');
  const ids = new Map<string, ReadonlySet<string>>();
  for (const [table, field] of Object.entries(IDS)) {
    const rows = tables[table as keyof CompanyTables] as readonly Row[];
    found.see(rows.length);
    ids.set(table, uniqueIds(rows, { table, field }, found));
  }
  const refers = (row: string, { to, id }: { readonly to: string; readonly id: string }): void =>
    found.expect(ids.get(to)?.has(id) === true, row, `'${id}' is no row of ${to}`);
  checkCompanies(tables, found);
  checkGoods(tables, refers, found);
  checkPeople(tables, refers, found);
  checkMoney(tables, found);
  for (const [table, rows] of [
    ['vendors', tables.vendors],
    ['customers', tables.customers],
  ] as const) {
    for (const row of rows) {
      const since = textOf(row, 'since');
      // A vendor may be set up inside the period; nobody sells to who is no customer yet.
      found.expect(
        since !== '' && (since < firstDay || table === 'vendors'),
        nameOf(table, row),
        `is there since '${since}' only, not before ${firstDay}`,
      );
    }
  }
  return found.outcome();
}

type Refers = (row: string, to: { readonly to: string; readonly id: string }) => void;

function nameOf(table: keyof CompanyTables, row: Row): string {
  return `${table} ${textOf(row, IDS[table] ?? '')}`;
}

function uniqueIds(
  rows: readonly Row[],
  { table, field }: { readonly table: string; readonly field: string },
  found: Findings,
): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const row of rows) {
    const id = textOf(row, field);
    found.expect(id !== '', `${table} ${id}`, `has no ${field}`);
    found.expect(!ids.has(id), `${table} ${id}`, `${field} '${id}' stands twice`);
    ids.add(id);
  }
  return ids;
}

/** Every row belongs to the company whose table it stands in. */
function checkCompanies(tables: CompanyTables, found: Findings): void {
  const code = textOf(tables.company, 'code');
  for (const table of [
    'vendors',
    'customers',
    'materials',
    'services',
    'positions',
    'costCenters',
    'bankAccounts',
    'contracts',
    'budgets',
    'assetPlan',
  ] as const) {
    for (const row of tables[table]) {
      found.expect(
        textOf(row, 'company') === code,
        nameOf(table, row),
        `belongs to company '${textOf(row, 'company')}', not ${code}`,
      );
    }
  }
}

function checkGoods(tables: CompanyTables, refers: Refers, found: Findings): void {
  const { company, materials, contracts, bankAccounts } = tables;
  const plants = (company['plants'] as readonly string[] | undefined) ?? [];
  for (const table of ['materials', 'costCenters', 'contracts'] as const) {
    for (const row of tables[table]) {
      const plant = textOf(row, 'plant');
      found.expect(plants.includes(plant), nameOf(table, row), `plant '${plant}' is none of the company's`);
    }
  }
  for (const row of materials) {
    const key = nameOf('materials', row);
    for (const source of rowsOf(row, 'sources')) refers(key, { to: 'vendors', id: textOf(source, 'vendorId') });
    const quota = rowsOf(row, 'sources').reduce((sum, source) => sum + numberOf(source, 'quotaBp'), 0);
    found.expect(rowsOf(row, 'sources').length === 0 || quota === 10_000, key, `its quotas sum to ${quota}, not 10000`);
    for (const part of rowsOf(row, 'bom')) {
      const component = materials[numberOf(part, 'index')];
      found.expect(
        component !== undefined && component !== row,
        key,
        `part ${numberOf(part, 'index')} is no other row`,
      );
    }
  }
  for (const row of contracts) refers(nameOf('contracts', row), { to: 'vendors', id: textOf(row, 'vendorId') });
  for (const row of bankAccounts) refers(nameOf('bankAccounts', row), { to: 'banks', id: textOf(row, 'bankId') });
}

/** Who trades, and every account of the company, has a currency with rates; what is owed to a vendor has its account. */
function checkMoney(tables: CompanyTables, found: Findings): void {
  const currencies = new Set(tables.currencies.map((row) => textOf(row, 'currency')));
  for (const table of ['vendors', 'customers', 'bankAccounts'] as const) {
    for (const row of tables[table]) {
      const currency = textOf(row, 'currency');
      found.expect(currencies.has(currency), nameOf(table, row), `'${currency}' is no row of currencies`);
    }
  }
  const own = tables.accounts.filter((row) => textOf(row, 'company') === textOf(tables.company, 'code'));
  const roles = new Set(own.map((row) => textOf(row, 'role')));
  for (const row of tables.vendors) {
    const role = textOf(row, 'reconciliation');
    found.expect(roles.has(role), nameOf('vendors', row), `'${role}' is no role of an account of the company`);
  }
}

function checkPeople({ positions, budgets, assetPlan }: CompanyTables, refers: Refers, found: Findings): void {
  uniqueIds(
    positions.flatMap((row) => rowsOf(row, 'holders')),
    { table: 'employees', field: 'employeeId' },
    found,
  );
  for (const row of assetPlan) {
    refers(nameOf('assetPlan', row), { to: 'costCenters', id: textOf(row, 'costCenter') });
    const vendor = textOf(row, 'vendorId');
    if (vendor !== '') refers(nameOf('assetPlan', row), { to: 'vendors', id: vendor });
  }
  for (const row of positions) {
    refers(nameOf('positions', row), { to: 'costCenters', id: textOf(row, 'costCenter') });
    const leader = textOf(row, 'leaderId');
    if (leader !== '') refers(nameOf('positions', row), { to: 'positions', id: leader });
    let last = '';
    for (const holder of rowsOf(row, 'holders')) {
      const [hired, left] = [textOf(holder, 'hireDate'), textOf(holder, 'leaveDate')];
      found.expect(
        hired > last && (left === '' || left >= hired),
        nameOf('positions', row),
        `is held from ${hired} to ${left}`,
      );
      last = hired;
    }
  }
  for (const row of budgets) refers(nameOf('budgets', row), { to: 'costCenters', id: textOf(row, 'costCenter') });
}

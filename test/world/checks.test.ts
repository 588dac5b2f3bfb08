/** The checks of master data: they pass on the tables of a world, as they stand in files, and fail on one broken row. */
import { beforeAll, describe, expect, it } from 'vitest';

import type { Company } from '../../journeys/world/companies.ts';
import { checkAccounts } from '../../journeys/world/checks/accounts.ts';
import { checkBankAccounts } from '../../journeys/world/checks/bank-accounts.ts';
import { hasPassed, type CheckOutcome, type Row } from '../../journeys/world/checks/finding.ts';
import { checkKeys, type CompanyTables } from '../../journeys/world/checks/keys.ts';
import { checkPositions } from '../../journeys/world/checks/people.ts';
import { checkPrices, type PricedLine } from '../../journeys/world/checks/prices.ts';
import { checkCrossRates, checkRates, type CrossRate } from '../../journeys/world/checks/rates.ts';
import { checkWorkDays } from '../../journeys/world/checks/work-days.ts';
import type { Customer } from '../../journeys/world/masters/customers.ts';
import { isSold, type Material } from '../../journeys/world/masters/materials.ts';
import { price } from '../../journeys/world/masters/prices.ts';
import { CURRENCY_ANCHORS, spotRate9, usdRates } from '../../journeys/world/rates/rates.ts';
import { tablesOf } from './tables.ts';

const { ctx, companies, all } = tablesOf({ preset: 'group3', chart: 'medium' });

/** Rows as a file holds them. */
const fileRows = (id: string): readonly Row[] => JSON.parse(JSON.stringify(all(id))) as readonly Row[];

/** The rows with one of them changed. */
function broken(rows: readonly Row[], at: number, change: Row): readonly Row[] {
  return rows.map((row, i) => (i === at ? { ...row, ...change } : row));
}

const wrong = ({ findings }: CheckOutcome): readonly string[] =>
  findings.map(({ row, message }) => `${row}: ${message}`);

function companyTables({ code }: Company): CompanyTables {
  return {
    company: fileRows('companies').find((row) => row['code'] === code) ?? {},
    accounts: fileRows('accounts'),
    currencies: fileRows('currencies'),
    banks: fileRows('banks'),
    vendors: fileRows(`vendors.${code}`),
    customers: fileRows(`customers.${code}`),
    materials: fileRows(`materials.${code}`),
    services: fileRows(`services.${code}`),
    positions: fileRows(`employees.${code}`),
    costCenters: fileRows(`costCenters.${code}`),
    bankAccounts: fileRows(`bankAccounts.${code}`),
    contracts: fileRows(`contracts.${code}`),
    budgets: fileRows(`budgets.${code}`),
    assetPlan: fileRows(`assetPlan.${code}`),
  };
}

describe('I1: accounts', () => {
  const [accounts, rules] = [fileRows('accounts'), fileRows('roleRules')];

  it('have role, caption and name in every company of a group', () => {
    const outcome = checkAccounts(accounts, rules);

    expect(wrong(outcome)).toEqual([]);
    expect(outcome.rows).toBeGreaterThan(1000);
    expect(hasPassed(outcome)).toBe(true);
  });

  it.each([
    [{ role: '' }, 'has no role'],
    [{ caption: 'BS.XX' }, "caption 'BS.XX' is no line of the statements"],
    [{ name: '' }, 'has no name'],
    [{ number: '1030' }, 'the number stands twice in this company'],
    [{ parent: '9999' }, 'its parent 9999 is not there'],
    [{ flags: ['Z'] }, "there is no flag 'Z'"],
  ])('with %j fail', (change, message) => {
    expect(wrong(checkAccounts(broken(accounts, 0, change), rules)).join()).toContain(message);
  });

  it('fail where a step between roles leads nowhere', () => {
    expect(wrong(checkAccounts(accounts, broken(rules, 0, { to: 'nowhere' })))).toEqual([
      "roleRules inventory: 'nowhere' is no role of an account",
    ]);
  });

  it('that are none have proved nothing', () => {
    expect(hasPassed(checkAccounts([], []))).toBe(false);
  });
});

describe('I2: keys', () => {
  let tables: CompanyTables;
  beforeAll(() => {
    tables = companyTables(companies[1] as Company);
  });
  const withRow = (table: keyof CompanyTables, change: Row): CompanyTables => ({
    ...tables,
    [table]: broken(tables[table] as readonly Row[], 5, change),
  });

  it('are unique and lead to rows, in every company', () => {
    for (const company of companies) {
      const outcome = checkKeys(companyTables(company), '2025-01-01');
      expect(wrong(outcome)).toEqual([]);
      expect(outcome.rows).toBeGreaterThan(500);
    }
  });

  it.each([
    ['vendors', { vendorId: 'V-2000-0001' }, "vendorId 'V-2000-0001' stands twice"],
    ['vendors', { since: '' }, "is there since ''"],
    ['customers', { since: '2026-01-01' }, 'not before 2025-01-01'],
    ['customers', { company: '1000' }, "belongs to company '1000', not 2000"],
    ['materials', { plant: '9-P1' }, "plant '9-P1' is none of the company's"],
    ['materials', { sources: [{ vendorId: 'V-X', quotaBp: 10_000 }] }, "'V-X' is no row of vendors"],
    ['materials', { bom: [{ index: 5 }] }, 'part 5 is no other row'],
    ['positions', { leaderId: 'E-9' }, "'E-9' is no row of positions"],
    ['positions', { costCenter: 'none' }, "'none' is no row of costCenters"],
    ['assetPlan', { costCenter: 'none' }, "'none' is no row of costCenters"],
    ['assetPlan', { vendorId: 'none' }, "'none' is no row of vendors"],
    ['budgets', { costCenter: 'none' }, "'none' is no row of costCenters"],
    ['contracts', { vendorId: '' }, "'' is no row of vendors"],
    ['contracts', { plant: '9-P1' }, "plant '9-P1' is none of the company's"],
    ['contracts', { company: '1000' }, "belongs to company '1000', not 2000"],
    ['costCenters', { plant: '' }, "plant '' is none of the company's"],
    ['bankAccounts', { bankId: 'BK-0' }, "'BK-0' is no row of banks"],
    ['bankAccounts', { company: '1000' }, "belongs to company '1000', not 2000"],
    ['bankAccounts', { currency: 'XAU' }, "'XAU' is no row of currencies"],
    ['customers', { currency: 'DM' }, "'DM' is no row of currencies"],
    ['vendors', { currency: '' }, "'' is no row of currencies"],
    ['vendors', { reconciliation: 'payables' }, "'payables' is no role of an account of the company"],
  ] as const)('of %s with %j fail', (table, change, message) => {
    const found = wrong(checkKeys(withRow(table, change), '2025-01-01'));

    expect(found.join('\n')).toContain(message);
  });

  it('fail where one person has two places under one number', () => {
    const holders = tables.positions[3]?.['holders'];

    expect(wrong(checkKeys(withRow('positions', { holders }), '2025-01-01')).join('\n')).toMatch(
      /employees (E-2000-[\w-]+): employeeId '\1' stands twice/,
    );
  });

  it('fail where quotas make no whole', () => {
    const sources = ((tables.materials[5]?.['sources'] ?? []) as readonly Row[]).map((source) => ({
      ...source,
      quotaBp: 1,
    }));

    expect(wrong(checkKeys(withRow('materials', { sources }), '2025-01-01')).join()).toContain('not 10000');
  });
});

describe('I3: positions', () => {
  const positions = fileRows('employees.1000');

  it('form one tree whose limits never fall upward', () => {
    expect(wrong(checkPositions(positions))).toEqual([]);
    expect(hasPassed(checkPositions(positions))).toBe(true);
  });

  it('fail with two at the top, a lower leader, a circle', () => {
    const second = checkPositions(broken(positions, 7, { leaderId: '' }));
    const lower = checkPositions(broken(positions, 1, { approvalLimit: 10_000_000_001 }));
    const circle = checkPositions(broken(positions, 0, { leaderId: 'E-1000-0005' }));

    expect(wrong(second)).toEqual(['positions: 2 positions have no leader, one is expected']);
    expect(wrong(lower).join()).toContain('its leader only');
    expect(wrong(circle).join()).toContain('is led in a circle');
  });
});

describe('I4: bank accounts', () => {
  const rowsOf = (code: string) => ({
    company: fileRows('companies').find((row) => row['code'] === code) ?? {},
    banks: fileRows('banks'),
    vendors: fileRows(`vendors.${code}`),
    bankAccounts: fileRows(`bankAccounts.${code}`),
    positions: fileRows(`employees.${code}`),
  });
  const rows = { ...rowsOf('2000'), bankAccounts: rowsOf('1000').bankAccounts.slice(0, 0) };

  it.each(['1000', '2000', '3000'])('of vendors, of company %s and of its people pass their rule', (code) => {
    const outcome = checkBankAccounts(rowsOf(code));

    expect(wrong(outcome)).toEqual([]);
    expect(outcome.rows).toBeGreaterThan(50 + 13 + 45);
  });

  it('fail with one wrong digit', () => {
    const iban = rows.vendors.findIndex((row) => (row['bankAccount'] as Row)['scheme'] === 'iban');
    const account = rows.vendors[iban]?.['bankAccount'] as Row;
    const number = String(account['number']);
    const changed = number.slice(0, -1) + String((Number(number.at(-1)) + 1) % 10);
    const vendors = broken(rows.vendors, iban, { bankAccount: { ...account, number: changed } });
    const us = rowsOf('1000');
    const house = broken(us.bankAccounts, 0, { account: { scheme: 'aba', bankCode: '021000022', number: '1' } });

    expect(wrong(checkBankAccounts({ ...rows, vendors }))).toEqual([
      `vendors ${String(rows.vendors[iban]?.['vendorId'])}: IBAN ${changed} leaves another remainder than 1`,
    ]);
    expect(wrong(checkBankAccounts({ ...us, bankAccounts: house })).join()).toContain('no multiple of 10 by 3-7-1');
    expect(
      wrong(checkBankAccounts({ ...rows, vendors: broken(rows.vendors, 0, { bankAccount: {} }) })).join(),
    ).toContain('no known kind');
  });
});

describe('I4: banks of accounts', () => {
  const company = fileRows('companies').find((row) => row['code'] === '1000') ?? {};
  const rows = {
    company,
    banks: fileRows('banks'),
    vendors: fileRows('vendors.1000'),
    bankAccounts: fileRows('bankAccounts.1000'),
    positions: fileRows('employees.1000'),
  };
  const domestic = rows.vendors.findIndex((row) => row['region'] === 'US');
  const vendorAt = (at: number, bankAccount: Row): readonly Row[] => broken(rows.vendors, at, { bankAccount });
  const strangers = { scheme: 'aba', bankCode: '021000021', number: '123456789' };

  it('are those of the table, in the country of who has the account', () => {
    const id = String(rows.vendors[domestic]?.['vendorId']);
    const wrongBank = checkBankAccounts({ ...rows, vendors: vendorAt(domestic, strangers) });
    const german = fileRows('vendors.2000').slice(0, 1);
    const code = textOfBank('DE', 0);
    const abroad = { scheme: 'iban', bankCode: code, number: iban('FR', `${code}0532013000`) };
    const elsewhere = checkBankAccounts({ ...rows, vendors: broken(german, 0, { bankAccount: abroad }) });
    const other = { scheme: 'iban', bankCode: code, number: iban('DE', '370400440532013000') };
    const notThere = checkBankAccounts({ ...rows, vendors: broken(german, 0, { bankAccount: other }) });

    expect(wrong(wrongBank)).toEqual([`vendors ${id}: '021000021' is no bank of US`]);
    expect(wrong(elsewhere).join()).toMatch(/^vendors [\w-]+: IBAN FR\d+ is of another bank than DE \d{8}$/);
    expect(wrong(notThere).join()).toMatch(/^vendors [\w-]+: IBAN DE\d+ is of another bank than DE \d{8}$/);
  });

  it("are wherever they say of an author's own vendors", () => {
    const own = { ...rows, company: { ...company, given: ['vendors'] }, vendors: vendorAt(domestic, strangers) };

    expect(wrong(checkBankAccounts(own))).toEqual([]);
  });

  it('are those that the company names for its own', () => {
    const accounts = checkBankAccounts({ ...rows, bankAccounts: broken(rows.bankAccounts, 2, { bankId: 'BK-US-0' }) });

    expect(wrong(accounts)).toEqual(['bankAccounts 1000-BK-GBP: does not lie at bank BK-US-0']);
  });

  it('fail with a routing number that is none, and a BIC of another country', () => {
    const at = rows.banks.findIndex((row) => row['bankId'] === 'BK-JP-3');
    const banks = broken(broken(rows.banks, at, { bic: 'ABCDKR2X' }), 7, { code: '021000022' });
    const found = wrong(checkBankAccounts({ ...rows, banks }));

    expect(found).toContain('banks BK-JP-3: BIC ABCDKR2X is of another country than JP');
    expect(found).toContain('banks BK-US-8: routing number 021000022 is no multiple of 10 by 3-7-1');
  });

  function textOfBank(region: string, nth: number): string {
    return String(rows.banks.filter((row) => row['region'] === region)[nth]?.['code']);
  }

  /** With its two check digits, by the rule of ISO 13616. */
  function iban(country: string, bban: string): string {
    const turned = `${bban}${country}00`.replaceAll(/[A-Z]/g, (letter) => String(Number.parseInt(letter, 36)));
    return `${country}${String(98n - (BigInt(turned) % 97n)).padStart(2, '0')}${bban}`;
  }
});

describe('I5: prices', () => {
  const company = companies[0] as Company;
  const materials = all<Material>('materials.1000').filter(({ type }) => isSold(type));
  const customers = all<Customer>('customers.1000');
  const usd = usdRates(ctx);
  const lines = Array.from({ length: 400 }, (_, i): PricedLine => {
    const material = materials[i % materials.length] as Material;
    const customer = customers[(i * 7) % customers.length] as Customer;
    const date = `2025-${String((i % 12) + 1).padStart(2, '0')}-10`;
    return {
      line: `CI-${i}/1`,
      materialId: material.materialId,
      customerId: customer.customerId,
      date,
      unitPrice: price({ company, material, customer, date }, usd),
      source: 'list',
    };
  });
  const tables = { materials: fileRows('materials.1000'), customers: fileRows('customers.1000') };

  it('of lines are recomputed from exported masters', () => {
    const outcome = checkPrices(lines, tables);

    expect(wrong(outcome)).toEqual([]);
    expect(outcome.rows).toBe(400);
  });

  it('a cent beside the list fail, but not where somebody has overridden them', () => {
    const [first] = lines;
    if (first === undefined) throw new Error('no line');
    const dearer = { ...first, unitPrice: first.unitPrice + 1 };

    expect(wrong(checkPrices([dearer], tables))).toEqual([
      `CI-0/1: costs ${dearer.unitPrice}, the list of 2025-01-10 says ${first.unitPrice}`,
    ]);
    expect(hasPassed(checkPrices([{ ...dearer, source: 'override', overriddenBy: 'E-1000-0009' }], tables))).toBe(true);
    expect(wrong(checkPrices([{ ...dearer, source: 'override' }], tables))).toEqual([
      'CI-0/1: is overridden by nobody',
    ]);
  });
});

describe('I6: rates', () => {
  const anchors = fileRows('currencies');
  const first = Math.round((Date.parse('2025-01-01') - Date.parse('2000-01-01')) / 86_400_000);
  /** The year 2025, and a stride through all days of the table. */
  const days = [...Array.from({ length: 365 }, (_, i) => first + i), ...Array.from({ length: 160 }, (_, i) => i * 101)];
  const ratesOf = (currency: string): readonly Row[] => {
    const table = ctx.typedDataset(`exchangeRates.${currency}`);
    return JSON.parse(JSON.stringify(days.map((day) => table.row(day)))) as readonly Row[];
  };
  const tablesOfCurrency = (currency: string) => ({
    anchor: anchors.find((row) => row['currency'] === currency) ?? {},
    nodes: fileRows(`rateNoise.${currency}`),
    rates: ratesOf(currency),
  });

  it.each(['EUR', 'JPY', 'BRL'])('of %s are what anchor and noise nodes give', (currency) => {
    const outcome = checkRates(tablesOfCurrency(currency));

    expect(wrong(outcome)).toEqual([]);
    expect(outcome.rows).toBe(525);
  });

  it('fail with the last digit changed, and with one node moved', () => {
    const tables = tablesOfCurrency('GBP');
    const rate9 = Number(tables.rates[0]?.['rate9']) + 1;
    const z = Number(tables.nodes[0]?.['z']) + 0.01;

    expect(wrong(checkRates({ ...tables, rates: broken(tables.rates, 0, { rate9 }) }))).toHaveLength(1);
    expect(wrong(checkRates({ ...tables, nodes: broken(tables.nodes, 0, { z }) })).length).toBeGreaterThan(10);
  });

  it('between any two currencies are quotients of published ones, so triangles close', () => {
    const published = ['EUR', 'GBP', 'JPY', 'CNY'].flatMap(ratesOf);
    const pairs = CURRENCY_ANCHORS.map(({ currency }) => currency).filter((one) =>
      ['USD', 'EUR', 'GBP', 'JPY', 'CNY'].includes(one),
    );
    const crosses = pairs.flatMap((from) =>
      pairs
        .filter((to) => to !== from)
        .map((to) => ({ from, to, date: '2025-06-30', rate9: spotRate9({ from, to }, '2025-06-30', usdRates(ctx)) })),
    );

    expect(wrong(checkCrossRates(crosses, published))).toEqual([]);
    expect(checkCrossRates(crosses, published).rows).toBe(20);
    expect(
      wrong(checkCrossRates([{ ...(crosses[0] as CrossRate), rate9: (crosses[0]?.rate9 ?? 0) + 1 }], published)),
    ).toHaveLength(1);
    expect(wrong(checkCrossRates([{ from: 'EUR', to: 'XAU', date: '2025-06-30', rate9: 1 }], published))).toHaveLength(
      1,
    );
  });
});

describe('Z1: days of work', () => {
  const at = (timestamp: string, region: 'US' | 'DE' = 'US', performedBy = 'E-1000-0001') => ({
    eventId: timestamp,
    timestamp: Date.parse(timestamp),
    region,
    performedBy,
  });

  it('are business days of the company on its own clock, and every day is one for jobs', () => {
    // Friday evening in New York is Saturday in UTC.
    const events = [
      at('2025-03-08T02:00:00Z'),
      at('2025-05-05T09:00:00Z', 'DE'),
      at('2025-07-05T17:00:00Z', 'US', 'system:payment-run'),
    ];
    const outcome = checkWorkDays(events, new Set());

    expect(wrong(outcome)).toEqual([]);
    expect(outcome.rows).toBe(2);
  });

  it('that are none fail, save those that are recorded', () => {
    const events = [at('2025-03-08T15:00:00Z'), at('2025-05-01T09:00:00Z', 'DE'), at('2025-07-04T15:00:00Z')];

    expect(wrong(checkWorkDays(events, new Set()))).toEqual([
      '2025-03-08T15:00:00Z: E-1000-0001 worked on 2025-03-08, no business day in US',
      '2025-05-01T09:00:00Z: E-1000-0001 worked on 2025-05-01, no business day in DE',
      '2025-07-04T15:00:00Z: E-1000-0001 worked on 2025-07-04, no business day in US',
    ]);
    expect(hasPassed(checkWorkDays(events, new Set(events.map(({ eventId }) => eventId))))).toBe(true);
  });
});

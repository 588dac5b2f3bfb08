import { describe, expect, it } from 'vitest';

import { Books } from '../../src/ledger/books.ts';
import { BASE_ACCOUNTS } from '../../journeys/world/chart/accounts.ts';
import { CAPTIONS, captionLabel } from '../../journeys/world/chart/captions.ts';
import { chartOf, rolesWithoutAccount } from '../../journeys/world/chart/chart.ts';
import { determinationOf, ROLE_RULES } from '../../journeys/world/chart/determination.ts';
import { costCenters } from '../../journeys/world/masters/cost-centers.ts';
import { FRAMEWORKS } from '../../journeys/world/options.ts';
import type { Company } from '../../journeys/world/companies.ts';
import { companiesOf } from './company.ts';

const company = (framework: (typeof FRAMEWORKS)[number] = 'US_GAAP', plants = 1) =>
  companiesOf({ companies: [{ code: '1000', framework, plants }] })[0] as Company;

describe('the default chart', () => {
  it('has each role and each number once, and every caption has a name in every framework', () => {
    expect(new Set(BASE_ACCOUNTS.map(({ role }) => role)).size).toBe(BASE_ACCOUNTS.length);
    expect(new Set(BASE_ACCOUNTS.map(({ number }) => number)).size).toBe(BASE_ACCOUNTS.length);
    expect([...new Set(BASE_ACCOUNTS.map(({ caption }) => caption))].toSorted()).toEqual(CAPTIONS.toSorted());
    for (const framework of FRAMEWORKS) expect(captionLabel('BS.AR', framework)).not.toBe('BS.AR');
  });

  it('marks control, contra, foreign currency, group and automatic accounts', () => {
    const withFlag = (flag: string) =>
      BASE_ACCOUNTS.flatMap(({ number, flags }) => (flags.some((one) => one === flag) ? [number] : [])).join(' ');

    expect(withFlag('C')).toBe('1100 1150 1155 2000 2005 2010 2050 2055 2070');
    expect(withFlag('A')).toBe('1500 1505 1510 1530 1535 1900 1910');
    expect(withFlag('X')).toBe('1010 1100 1150 1155 2000 2005 2050 2055');
    expect(withFlag('V')).toBe('1110 1290 1510 1535 1910 4010 4020 4800 5210 5310 6105');
    expect(withFlag('G')).toBe('1920 3500 3800');
    expect(withFlag('N')).toBe('1160 1200 1210 1220 1230 1240 1250 2900 2905 2100 2110 3600');
    expect(withFlag('O')).toBe('1030 1035 1040 1120 1125 1195 1190 2210 2220 2900 2905 2115 2120 2140 2145 9000');
  });
});

describe.each(FRAMEWORKS)('in %s', (framework) => {
  it('every role has one account, every number is used once, captions stay', () => {
    const { accounts } = chartOf(company(framework), 'small');

    expect(accounts.map(({ role }) => role)).toEqual(BASE_ACCOUNTS.map(({ role }) => role));
    expect(accounts.map(({ caption }) => caption)).toEqual(BASE_ACCOUNTS.map(({ caption }) => caption));
    expect(new Set(accounts.map(({ number }) => number)).size).toBe(accounts.length);
  });
});

describe('the numbers of real frameworks', () => {
  const numberOf = (framework: (typeof FRAMEWORKS)[number], role: string) =>
    chartOf(company(framework), 'small').accounts.find((account) => account.role === role)?.number;

  it('are those of the plan comptable général, filled to six digits', () => {
    const roles = [
      'receivables.trade',
      'payables.trade',
      'cash.bank',
      'tax.input',
      'tax.output',
      'cogs',
      'revenue.product',
    ];

    expect(roles.map((role) => numberOf('FR_PCG', role))).toEqual([
      '411100',
      '401100',
      '512100',
      '445660',
      '445710',
      '607000',
      '707000',
    ]);
    for (const { number } of chartOf(company('FR_PCG'), 'small').accounts) expect(number).toMatch(/^[1-8]\d{5}$/);
  });

  it('are those of SKR 04, four digits', () => {
    const roles = ['receivables.trade', 'payables.trade', 'cash.bank', 'tax.input', 'tax.output', 'salaries', 'rent'];

    expect(roles.map((role) => numberOf('DE_SKR04', role))).toEqual([
      '1200',
      '3300',
      '1800',
      '1400',
      '3800',
      '6020',
      '6310',
    ]);
    for (const { number } of chartOf(company('DE_SKR04'), 'small').accounts) expect(number).toMatch(/^\d{4}$/);
  });

  it('say where a framework has no account of its own', () => {
    expect(rolesWithoutAccount('DE_SKR04')).toContain('asset.rightofuse');
    expect(rolesWithoutAccount('FR_PCG')).toContain('tax.deferred.asset');
    expect(rolesWithoutAccount('FR_PCG')).not.toContain('receivables.trade');
    expect(rolesWithoutAccount('US_GAAP')).toEqual([]);
  });
});

describe('a larger chart', () => {
  it.each([
    ['small', 143, 143],
    ['medium', 380, 450],
    ['large', 2000, 2500],
  ] as const)('that is %s has between %i and %i accounts', (complexity, least, most) => {
    const { length } = chartOf(company(), complexity).accounts;

    expect(length).toBeGreaterThanOrEqual(least);
    expect(length).toBeLessThanOrEqual(most);
  });

  it.each(['medium', 'large'] as const)(
    'of kind %s takes a posting on each account that has no parts, and on no other',
    (complexity) => {
      const own = company('US_GAAP', 3);
      const determination = determinationOf([own], complexity);
      const books = new Books(determination).of('1000');
      const { accounts } = chartOf(own, complexity);
      const parents = new Set(accounts.map(({ parent }) => parent));

      const reached = accounts
        .filter(({ number }) => !parents.has(number))
        .map(({ number, role, when = {} }) => [number, books.choose(role, when).account.number]);

      expect(reached.filter(([number, chosen]) => number !== chosen)).toEqual([]);
      for (const { number, role } of accounts.filter((account) => parents.has(account.number))) {
        expect(books.choose(role, {}).account.number).toBe(`${number}.00`);
      }
    },
  );

  it('numbers its parts behind the account they divide', () => {
    const books = new Books(determinationOf([company()], 'large')).of('1000');
    const choose = (role: string, dimensions: object) => books.choose(role, { ...dimensions }).account.number;

    expect(choose('revenue.product', { productGroup: 'G03', salesRegion: 'DE' })).toBe('4000.G03-DE');
    expect(choose('salaries', { department: 'FIN' })).toBe('6100.FIN');
    expect(choose('cash.bank', { bankAccount: '1000-BK-USD' })).toBe('1010.01');
    expect(choose('inventory', { materialType: 'finished', plant: '1000-P1' })).toBe('1230.P1');
    expect(choose('payables.trade', { partnerGroup: 'freight' })).toBe('2000.FREIGHT');
  });
});

describe('the determination', () => {
  it('gives each company its finance department for lines of income and expense that name none', () => {
    const own = company();
    const [kept] = determinationOf([own], 'small').companies;
    const center = costCenters(own).rows.find(({ costCenter }) => costCenter === kept?.costCenter);

    expect(center?.department).toBe('FIN');
  });

  const us = new Books(determinationOf([company()], 'small')).of('1000');
  const number = (role: string, dimensions: object = {}) => us.choose(role, { ...dimensions }).account.number;

  it('leads stock to the account of its type', () => {
    const types = ['raw', 'packaging', 'supply', 'semi', 'finished', 'trading'];

    expect(types.map((materialType) => number('inventory', { materialType }))).toEqual([
      '1200',
      '1200',
      '1200',
      '1210',
      '1230',
      '1240',
    ]);
  });

  it('leads wages and depreciation by department, in production only where there is one', () => {
    const made = { companyRole: 'manufacturer', department: 'PRD' };

    expect(number('wages', { ...made, directOperator: true })).toBe('5200');
    expect(number('wages', { ...made, directOperator: false })).toBe('5300');
    expect(number('wages', { ...made, companyRole: 'distributor' })).toBe('6100');
    expect(number('wages', { companyRole: 'manufacturer', department: 'FIN' })).toBe('6100');
    expect(number('depreciation.asset', made)).toBe('5300');
    expect(number('depreciation.asset', { ...made, department: 'IT' })).toBe('6000');
  });

  it('leads spend by its category, and to projects first', () => {
    expect(number('expense', { spendCategory: 'rent' })).toBe('6300');
    expect(number('expense', { spendCategory: 'energy' })).toBe('6400');
    expect(number('expense', { spendCategory: 'catering' })).toBe('6850');
    expect(number('expense', { spendCategory: 'rent', projectTagged: true })).toBe('5010');
  });

  it('leads tax on sales by region', () => {
    expect(number('tax.charged', { region: 'US' })).toBe('2100');
    expect(number('tax.charged', { region: 'DE' })).toBe('2110');
  });

  it('ends at roles that every chart has', () => {
    const roles = new Set(BASE_ACCOUNTS.map(({ role }) => role));

    expect(ROLE_RULES.filter(({ to }) => !roles.has(to))).toEqual([]);
  });
});

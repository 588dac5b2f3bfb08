/** Shares of masters: fixed seed, bounds of four standard errors of the sample. */
import { describe, expect, it } from 'vitest';

import { accountFault } from '../../journeys/world/masters/bank-account.ts';
import type { Bank } from '../../journeys/world/masters/banks.ts';
import { BUDGET_SHARES, type Budget, type RecurringContract } from '../../journeys/world/masters/contracts.ts';
import { DEPARTMENT_SHARES, type CostCenter } from '../../journeys/world/masters/cost-centers.ts';
import type { Customer } from '../../journeys/world/masters/customers.ts';
import { plannedRevenue } from '../../journeys/world/masters/demand.ts';
import type { Material } from '../../journeys/world/masters/materials.ts';
import type { Service } from '../../journeys/world/masters/services.ts';
import type { Vendor } from '../../journeys/world/masters/vendors.ts';
import { fourErrors, tablesOf } from './tables.ts';

/** Expects the shares of a field's values among rows, each within four standard errors. */
function expectShares<T extends object>(
  rows: readonly T[],
  field: keyof T & string,
  shares: Readonly<Record<string, number>>,
): void {
  for (const [value, p] of Object.entries(shares)) {
    const share = rows.filter((row) => row[field] === value).length / rows.length;
    expect(Math.abs(share - p), `${field} ${value}: ${share} for ${p}`).toBeLessThanOrEqual(fourErrors(p, rows.length));
  }
  expect(rows.every((row) => Object.hasOwn(shares, String(row[field])))).toBe(true);
}

const big = tablesOf({
  companies: [{ code: '1000', customers: 4000, vendors: 2000, materials: 2000, employees: 1000 }],
});

describe('customers', () => {
  const rows = big.all<Customer>('customers.1000');

  it('are of the segments in exact shares, with the discount of their segment', () => {
    const count = (segment: string): number => rows.filter((row) => row.segment === segment).length;

    expect(['enterprise', 'mid', 'smb', 'consumer'].map(count)).toEqual([200, 800, 2000, 1000]);
    expect(new Set(rows.map(({ segment, discountBp }) => `${segment} ${discountBp}`))).toEqual(
      new Set(['enterprise 800', 'mid 500', 'smb 200', 'consumer 0']),
    );
  });

  it('pay, are rated and are bound to terms in the shares of the table', () => {
    expectShares(rows, 'persona', { early: 0.15, onTime: 0.45, slightlyLate: 0.25, oftenLate: 0.1, highRisk: 0.05 });
    expectShares(rows, 'rating', { AAA: 0.05, AA: 0.1, A: 0.25, BBB: 0.3, BB: 0.15, B: 0.1, CCC: 0.04, D: 0.01 });
    expectShares(rows, 'terms', { N30: 0.5, N60: 0.2, '2/10N30': 0.2, N15: 0.05, IMM: 0.05 });
    expectShares(rows, 'payMethod', { transfer: 0.5, check: 0.25, debit: 0.1, wire: 0.1, card: 0.05 });
  });

  it('are at home in 85 of a hundred cases, and pay in the currency of where they are', () => {
    const home = rows.filter(({ region }) => region === 'US');

    expect(Math.abs(home.length / rows.length - 0.85)).toBeLessThanOrEqual(fourErrors(0.85, rows.length));
    expect(home.every(({ currency, state }) => currency === 'USD' && state.length === 2)).toBe(true);
    expect(
      rows.filter(({ region }) => region === 'DE').every(({ currency, state }) => currency === 'EUR' && state === ''),
    ).toBe(true);
  });

  it('resell in seven of ten cases, but consumers never', () => {
    const firms = rows.filter(({ segment }) => segment !== 'consumer');
    const share = firms.filter(({ status }) => status === 'reseller').length / firms.length;

    expect(Math.abs(share - 0.7)).toBeLessThanOrEqual(fourErrors(0.7, firms.length));
    expect(rows.some(({ segment, status }) => segment === 'consumer' && status === 'reseller')).toBe(false);
  });

  it("stand in the company's own state in a quarter of cases and its share of the people", () => {
    const home = rows.filter(({ region }) => region === 'US');
    // California has an eighth of the people of the states in the table.
    const p = 0.25 + 0.75 * (39_538 / 316_000);
    const share = home.filter(({ state }) => state === 'CA').length / home.length;

    expect(Math.abs(share - p)).toBeLessThanOrEqual(fourErrors(p, home.length) + 0.01);
  });

  it('are lent more the better they are rated, and never less than five thousand', () => {
    const limits = (rating: string): readonly number[] =>
      rows.filter((row) => row.segment === 'mid' && row.rating === rating).map(({ creditLimit }) => creditLimit);

    expect(Math.min(...limits('AAA'))).toBeGreaterThan(Math.max(...limits('BBB')));
    expect(Math.min(...rows.map(({ creditLimit }) => creditLimit))).toBe(500_000);
  });
});

describe('vendors', () => {
  const rows = big.all<Vendor>('vendors.1000');

  it('are of each category, also where there are few', () => {
    const few = tablesOf({ companies: [{ code: '1000', vendors: 7 }] }).all<Vendor>('vendors.1000');

    expect(new Set(few.map(({ category }) => category)).size).toBe(7);
    expect(rows.filter(({ category }) => category === 'material').length / rows.length).toBeCloseTo(0.4, 2);
  });

  it('are bound to terms and as reliable as the table says', () => {
    expectShares(rows, 'terms', { N30: 0.4, N60: 0.2, '2/10N30': 0.25, N15: 0.1, IMM: 0.05 });
    expectShares(rows, 'persona', { reliable: 0.2, standard: 0.5, transactional: 0.25, problematic: 0.05 });
  });

  it('that carry or supply energy are at home, of the others 85 in a hundred', () => {
    const others = rows.filter(({ category }) => category !== 'utility' && category !== 'freight');
    const share = others.filter(({ region }) => region === 'US').length / others.length;

    expect(rows.filter(({ category }) => category === 'freight').every(({ currency }) => currency === 'USD')).toBe(
      true,
    );
    expect(Math.abs(share - 0.85)).toBeLessThanOrEqual(fourErrors(0.85, others.length));
  });

  it('have accounts with valid check digits in their own region', () => {
    expect(rows.map(({ bankAccount }) => accountFault(bankAccount)).filter((fault) => fault !== undefined)).toEqual([]);
    expect(
      rows.filter(({ region }) => region === 'DE').every(({ bankAccount }) => bankAccount.number.startsWith('DE')),
    ).toBe(true);
  });

  it('of services abroad without a treaty lose fifteen per cent, nobody else anything', () => {
    for (const { category, region, withholdingBp } of rows) {
      expect(withholdingBp).toBe(category === 'service' && ['BR', 'SG'].includes(region) ? 1500 : 0);
    }
  });

  it('of a distributor sell goods instead of materials', () => {
    const { all } = tablesOf({ preset: 'distributor' });
    const categories = all<Vendor>('vendors.1000').map(({ category }) => category);

    expect(categories.filter((category) => category === 'trading').length).toBeGreaterThan(20);
    expect(categories.filter((category) => category === 'material').length).toBeLessThan(5);
  });
});

describe('materials', () => {
  const rows = big.all<Material>('materials.1000');

  it('are of their types in shares, valued and timed as the table says', () => {
    expect(rows.filter(({ type }) => type === 'finished')).toHaveLength(600);
    expectShares(rows, 'valuation', { standard: 0.6, periodicAverage: 0.3, fifo: 0.1 });
    expectShares(rows, 'taxClass', { standard: 0.85, reduced: 0.1, exempt: 0.05 });
    const leads = rows.map(({ leadTimeDays }) => leadTimeDays).toSorted((a, b) => a - b);
    expect([leads[0], leads.at(-1)]).toEqual([1, 38]);
    expect(Math.abs((leads[1000] ?? 0) - 10)).toBeLessThanOrEqual(1);
  });

  it('that are finished have three to eight parts and their own semi-finished ones', () => {
    const owners = new Map<number, number>();
    for (const [i, row] of rows.entries()) {
      if (row.type !== 'finished') continue;
      expect(row.bom.length).toBeGreaterThanOrEqual(3);
      expect(row.bom.length).toBeLessThanOrEqual(8);
      for (const { index, qtyPer, scrapBp } of row.bom) {
        expect(['raw', 'packaging', 'semi']).toContain(rows[index]?.type);
        expect(qtyPer >= 1 && qtyPer <= 6 && scrapBp >= 50 && scrapBp <= 300).toBe(true);
        if (rows[index]?.type !== 'semi') continue;
        expect(owners.has(index)).toBe(false);
        owners.set(index, i);
      }
    }
    expect(owners.size).toBeGreaterThanOrEqual(rows.filter(({ type }) => type === 'semi').length - 1);
  });

  it('that are made cost what their parts and work cost', () => {
    for (const row of rows.filter(({ type }) => type === 'semi').slice(0, 50)) {
      const parts = row.bom.reduce(
        (sum, { index, qtyPer, scrapBp }) =>
          sum + qtyPer * (1 + scrapBp / 10_000) * (rows[index]?.standardCosts['2025'] ?? 0),
        0,
      );
      const work = row.routing.reduce(
        (sum, { setupHours100, runHours100, rate }) =>
          sum + ((setupHours100 / row.lotSize + runHours100) / 100) * rate * 2.5,
        0,
      );
      expect(row.standardCosts['2025']).toBe(Math.round(parts + work));
      expect(row.routing.length >= 2 && row.routing.length <= 5 && row.routing[0]?.rate).toBe(3500);
    }
  });

  it('that are sold have list prices a quarter to a half of which is margin', () => {
    for (const { type, standardCosts, listPrices } of rows) {
      const [cost, list] = [standardCosts['2026'] ?? 0, listPrices['2026'] ?? 0];
      if (type !== 'finished' && type !== 'trading') expect(list).toBe(0);
      // A cent of rounding on small amounts.
      else expect(1 - cost / list > 0.25 - 1 / list && 1 - cost / list < 0.5 + 1 / list).toBe(true);
    }
  });

  it('grow dearer by about two and a half per cent a year', () => {
    const bought = rows.filter(({ type, standardCosts }) => type === 'trading' && (standardCosts['2025'] ?? 0) > 1000);
    const steps = bought.map(({ standardCosts }) => (standardCosts['2026'] ?? 0) / (standardCosts['2025'] ?? 1) - 1);
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;

    expect(Math.abs(mean - 0.025)).toBeLessThanOrEqual((4 * 0.015) / Math.sqrt(steps.length));
  });

  it('are bought from vendors of their category, A goods from two at least, for shares that make a whole', () => {
    const categories = new Map(big.all<Vendor>('vendors.1000').map(({ vendorId, category }) => [vendorId, category]));
    for (const { type, abcClass, sources } of rows) {
      expect(sources.reduce((sum, { quotaBp }) => sum + quotaBp, 0)).toBe(10_000);
      expect(new Set(sources.map(({ vendorId }) => vendorId)).size).toBe(sources.length);
      expect(sources.length).toBeGreaterThanOrEqual(abcClass === 'A' ? 2 : 1);
      for (const { vendorId } of sources)
        expect(categories.get(vendorId)).toBe(type === 'trading' ? 'trading' : 'material');
    }
    const all = rows.flatMap(({ sources }) => sources);
    const agreed = all.filter(({ contractBp }) => contractBp > 0);
    expect(Math.abs(agreed.length / all.length - 0.6)).toBeLessThanOrEqual(fourErrors(0.6, all.length));
    expect(agreed.every(({ contractBp }) => contractBp >= 9400 && contractBp <= 10_200)).toBe(true);
  });

  it('change their sources only where a new vendor wins them', () => {
    const sourcesWith = (vendors: number) =>
      tablesOf({ companies: [{ code: '1000', vendors }] })
        .all<Material>('materials.1000')
        .map(({ sources }) => sources.map(({ vendorId }) => vendorId));
    const [before, after] = [sourcesWith(50), sourcesWith(55)];
    const known = new Set(before.flat());
    const changed = after.filter((ids, i) => ids.join() !== before[i]?.join());

    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThan(before.length / 2);
    expect(changed.every((ids) => ids.some((id) => !known.has(id)))).toBe(true);
  });
});

describe('what a company plans', () => {
  const { ctx, company, all } = tablesOf();
  const revenue = plannedRevenue(ctx, company, 2025);

  it('are services by the hour and by the year', () => {
    const services = all<Service>('services.1000');

    expect(services.filter(({ kind }) => kind === 'single')).toHaveLength(6);
    for (const { kind, price, hours100 } of services) {
      if (kind === 'single') expect(price >= 9000 && price <= 16_000 && hours100 >= 50).toBe(true);
      else expect(hours100).toBe(0);
    }
  });

  it('are budgets of a twentieth of planned revenue, to the cent, over cost centers by heads', () => {
    const budgets = all<Budget>('budgets.1000').filter(({ year }) => year === 2025);
    const centers = all<CostCenter>('costCenters.1000');

    for (const [category, share] of Object.entries(BUDGET_SHARES)) {
      const sum = budgets.filter((one) => one.category === category).reduce((all, { amount }) => all + amount, 0);
      expect(sum).toBe(Math.round(revenue * 0.05 * share));
    }
    expect(centers.reduce((sum, { headShare }) => sum + headShare, 0)).toBeCloseTo(1, 12);
    expect(centers.find(({ department }) => department === 'PRD')?.headShare).toBeCloseTo(DEPARTMENT_SHARES.PRD, 12);
  });

  it('are recurring contracts of 2.5 % of planned revenue, with utilities', () => {
    const contracts = all<RecurringContract>('contracts.1000');
    const sum = contracts.reduce((total, { yearAmounts }) => total + (yearAmounts['2025'] ?? 0), 0);
    const vendors = new Map(all<Vendor>('vendors.1000').map(({ vendorId, category }) => [vendorId, category]));

    expect(Math.abs(sum - revenue * 0.025)).toBeLessThanOrEqual(contracts.length);
    expect(contracts.every(({ vendorId }) => vendors.get(vendorId) === 'utility')).toBe(true);
    expect(contracts.find(({ item }) => item === 'electricity')?.tariff10000).toBe(120_000);
  });

  it('are twice the budgets where twice the share is given', () => {
    const twice = tablesOf({ indirectBudgetShare: 0.1, recurringShare: 0.05 });
    const sumOf = (budgets: readonly Budget[]): number => budgets.reduce((sum, { amount }) => sum + amount, 0);

    expect(sumOf(twice.all('budgets.1000')) / sumOf(all('budgets.1000'))).toBeCloseTo(2, 6);
    expect(
      (twice.all<RecurringContract>('contracts.1000')[0]?.yearAmounts['2025'] ?? 0) /
        (all<RecurringContract>('contracts.1000')[0]?.yearAmounts['2025'] ?? 1),
    ).toBeCloseTo(2, 6);
  });

  it('are banks of every region, each with a BIC', () => {
    const banks = all<Bank>('banks');

    expect(banks).toHaveLength(120);
    for (const { bic, region } of banks) expect(bic).toMatch(new RegExp(`^[A-Z]{4}${region}2X$`));
  });
});

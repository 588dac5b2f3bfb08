import { describe, expect, it } from 'vitest';

import type { Customer } from '../../journeys/world/masters/customers.ts';
import {
  expectedDemand,
  lotSizeOf,
  openingCash,
  plannedProfit,
  plannedRevenue,
  planYear,
  popularityShares,
  roundedUpLot,
  yearPlan,
} from '../../journeys/world/masters/demand.ts';
import { lognormalMean } from '../../journeys/world/masters/draws.ts';
import { isSold, standardCostIn, type Material } from '../../journeys/world/masters/materials.ts';
import { contractPrice, price, purchasePrice } from '../../journeys/world/masters/prices.ts';
import { quantityFactor, segmentMix } from '../../journeys/world/masters/segments.ts';
import { spotRate9, usdRates } from '../../journeys/world/rates/rates.ts';
import { tablesOf } from './tables.ts';

const { ctx, company, all } = tablesOf();
const usd = usdRates(ctx);
const materials = all<Material>('materials.1000');
const sold = materials.find(({ type }) => type === 'finished') as Material;
const buyers = all<Customer>('customers.1000');

describe('a sales price', () => {
  const on = (date: string, discountBp = 0, currency?: string) =>
    price(
      { company, material: sold, customer: { discountBp }, date, ...(currency === undefined ? {} : { currency }) },
      usd,
    );

  it('is the list price of the year, half a per cent dearer each quarter', () => {
    const list = sold.listPrices['2025'] ?? 0;

    expect(['2025-01-01', '2025-04-01', '2025-09-30', '2025-12-31'].map((date) => on(date))).toEqual(
      [1000, 1005, 1010, 1015].map((index) => Math.round((list * index) / 1000)),
    );
    expect(on('2026-01-01')).toBe(sold.listPrices['2026']);
  });

  it("is less by the customer's discount", () => {
    const enterprise = buyers.find(({ segment }) => segment === 'enterprise') as Customer;

    expect(on('2025-02-03', enterprise.discountBp)).toBe(Math.round(((sold.listPrices['2025'] ?? 0) * 92) / 100));
  });

  it('in another currency is that at the spot rate of the date, in its own minor units', () => {
    const rate = (to: string): number => spotRate9({ from: 'USD', to }, '2025-05-06', usd) / 1e9;

    expect(on('2025-05-06', 0, 'EUR')).toBe(Math.round(on('2025-05-06') * rate('EUR')));
    expect(on('2025-05-06', 0, 'JPY')).toBe(Math.round((on('2025-05-06') * rate('JPY')) / 100));
  });

  it('outside the years of the table is refused', () => {
    expect(() => on('2031-01-01')).toThrow(expect.objectContaining({ code: 'CALENDAR_YEAR_UNSUPPORTED' }));
  });
});

describe('a purchase price', () => {
  const raw = materials.filter(({ type, standardCosts }) => type === 'trading' && (standardCosts['2025'] ?? 0) > 2000);
  const on = (material: Material, at: number, date: string) =>
    purchasePrice(
      ctx,
      { company, material, vendor: { vendorId: material.sources[at]?.vendorId ?? '' }, date, startYear: 2025 },
      usd,
    );

  it('is the agreed one where vendor and material have a contract, whatever the day', () => {
    const agreed = raw.find(({ sources }) => (sources[0]?.contractBp ?? 0) > 0) as Material;
    const expected = Math.round((standardCostIn(agreed, 2025) * (agreed.sources[0]?.contractBp ?? 0)) / 10_000);

    expect(on(agreed, 0, '2025-02-01')).toBe(expected);
    expect(on(agreed, 0, '2026-11-01')).toBe(expected);
  });

  it('else is near the standard cost, the same all quarter, another in the next', () => {
    const free = raw.find(({ sources }) => sources[0]?.contractBp === 0) as Material;
    const quoted = on(free, 0, '2025-02-01');
    const vendor = { vendorId: free.sources[0]?.vendorId ?? '' };

    expect(contractPrice({ material: free, vendor, date: '2025-02-01', startYear: 2025 })).toBeUndefined();
    expect(Math.abs(quoted / standardCostIn(free, 2025) - 1)).toBeLessThanOrEqual(0.081);
    expect(on(free, 0, '2025-03-31')).toBe(quoted);
    expect(on(free, 0, '2025-04-01')).not.toBe(quoted);
  });
});

describe('the plan of a year', () => {
  it('shares popularity as 1 ÷ rank', () => {
    const shares = popularityShares(3);

    expect(shares.map((share) => share / (shares[0] ?? 1))).toEqual(
      [1, 0.5, 1 / 3].map((x) => expect.closeTo(x, 12) as number),
    );
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('expects of the most popular material what all customers order, times its share and factor', () => {
    const units =
      5 * 12 * 12 * 2.4 * lognormalMean({ median: 40, p95: 200 }) +
      20 * 4 * 12 * 2.4 * lognormalMean({ median: 12, p95: 60 }) +
      50 * 1.2 * 12 * 2.4 * lognormalMean({ median: 5, p95: 25 }) +
      25 * 0.5 * 12 * 2.4 * lognormalMean({ median: 1, p95: 4 });
    const goods = materials.filter(({ type }) => isSold(type));
    const first = goods[0] as Material;
    const share = popularityShares(goods.length)[0] ?? 0;

    expect(expectedDemand(ctx, company, { materialId: first.materialId, year: 2025 })).toBeCloseTo(
      units * share * quantityFactor(standardCostIn(first, 2025) / 100),
      6,
    );
  });

  it('expects of a part what its products use, through two levels', () => {
    const plan = yearPlan(ctx, company, 2025);
    const semi = materials.findIndex(({ type }) => type === 'semi');
    const users = materials.filter(({ bom }) => bom.some(({ index }) => index === semi));
    const expected = users.reduce((sum, { materialId, bom }) => {
      const { qtyPer = 0, scrapBp = 0 } = bom.find(({ index }) => index === semi) ?? {};
      return sum + (plan.expectedDemand.get(materialId) ?? 0) * qtyPer * (1 + scrapBp / 10_000);
    }, 0);

    expect(users).toHaveLength(1);
    expect(plan.expectedDemand.get(materials[semi]?.materialId ?? '')).toBeCloseTo(expected, 6);
  });

  it('is made from rows alone: whoever has them makes the same', () => {
    const count = (segment: 'enterprise' | 'mid' | 'smb' | 'consumer'): number =>
      segmentMix.count(segment, buyers.length);
    const customers = {
      enterprise: count('enterprise'),
      mid: count('mid'),
      smb: count('smb'),
      consumer: count('consumer'),
    };

    expect(planYear({ company, materials, customers }, 2025)).toEqual(yearPlan(ctx, company, 2025));
  });

  it.each(['single', 'distributor'] as const)('of preset %s earns about 22 million', (preset) => {
    const revenues = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((seed) => {
      const one = tablesOf({ preset }, seed);
      return plannedRevenue(one.ctx, one.company, 2025) / 100;
    });
    const mean = revenues.reduce((sum, revenue) => sum + revenue, 0) / revenues.length;

    expect(mean).toBeGreaterThan(0.8 * 22e6);
    expect(mean).toBeLessThan(1.2 * 22e6);
  });

  it('leads to profit, and to the cash of the first day on the account in company currency', () => {
    const revenue = plannedRevenue(ctx, company, 2025);

    expect(plannedProfit(ctx, company, 2025)).toBe(Math.round(revenue * 0.05));
    expect(openingCash(ctx, company, { bankAccount: '1000-BK-USD', year: 2025 })).toBe(Math.round(revenue * 0.08));
    expect(openingCash(ctx, company, { bankAccount: '1000-BK-EUR', year: 2025 })).toBe(0);
    expect(openingCash(ctx, company, { bankAccount: '1000-BK-TAX', year: 2025 })).toBe(0);
  });

  it('decides how much is bought at once: two weeks, rounded up to 1, 2 or 5', () => {
    const bought = materials.find(({ type }) => type === 'raw') as Material;
    const needed = (expectedDemand(ctx, company, { materialId: bought.materialId, year: 2025 }) * 14) / 365;

    expect([0, 1, 1.1, 3, 6, 11, 201].map(roundedUpLot)).toEqual([1, 1, 2, 5, 10, 20, 500]);
    expect(lotSizeOf(ctx, company, bought, 2025)).toBe(roundedUpLot(needed));
    expect(lotSizeOf(ctx, company, sold, 2025)).toBe(sold.lotSize);
  });
});

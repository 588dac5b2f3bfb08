import { beforeAll, describe, expect, it } from 'vitest';

import { Happened, run } from './run.ts';

const SEEDS = ['books', 1, 2, 3] as const;
const REVENUE = ['revenue.product', 'revenue.service', 'revenue.discount', 'revenue.returns'];
/** First day of the ninety before the end of the year. */
const LAST_QUARTER = '2025-10-03';

interface Figures {
  readonly orders: number;
  readonly lines: number;
  /** Minor units. */
  readonly revenue: number;
  /** Days sales outstanding: balance of receivables ÷ gross billing of the last 90 days × 90. */
  readonly dso: number;
  readonly blocked: number;
}

function figuresOf(told: Happened): Figures {
  let [revenue, receivable, billed] = [0, 0, 0];
  for (const { lines, ruleId, postingDate } of told.entries()) {
    for (const { role, side, localAmount } of lines) {
      const signed = side === 'debit' ? localAmount : -localAmount;
      if (REVENUE.includes(role)) revenue -= signed;
      if (role !== 'receivables.trade') continue;
      receivable += signed;
      if (ruleId === 'OC02' && postingDate >= LAST_QUARTER) billed += signed;
    }
  }
  const orders = told.of('sales_order.created');
  return {
    orders: orders.length,
    lines: orders.reduce((sum, { payload }) => sum + payload.lines.length, 0) / orders.length,
    revenue,
    dso: (receivable / billed) * 90,
    blocked: told.of('sales_order.credit_blocked').length / orders.length,
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

describe('a year of a hundred customers', () => {
  let figures: readonly Figures[];

  beforeAll(async () => {
    const years: Figures[] = [];
    for (const seed of SEEDS) years.push(figuresOf(await run({ seed })));
    figures = years;
    const [orders, revenue, dso, blocked] = (['orders', 'revenue', 'dso', 'blocked'] as const).map((key) =>
      mean(figures.map((one) => one[key])),
    );
    console.info(
      `order to cash: ${orders?.toFixed(0)} orders (reference 2,500), revenue ${((revenue ?? 0) / 1e8).toFixed(1)} M (22), ` +
        `DSO ${dso?.toFixed(1)} days (38 to 42), ${((blocked ?? 0) * 100).toFixed(1)} % blocked (4 to 8)`,
    );
  }, 120_000);

  it('has about 2,500 orders: five standard deviations of a Poisson count, and a tenth for quotes that are not won yet', () => {
    for (const { orders } of figures) expect(Math.abs(orders - 2500)).toBeLessThan(5 * Math.sqrt(2500) + 20);
  });

  it('has 2.4 lines an order', () => {
    // The second moment of the counts is 10.1, so an order's standard deviation is 2.1.
    for (const { lines, orders } of figures)
      expect(Math.abs(lines - 2.415)).toBeLessThan((4 * 2.1) / Math.sqrt(orders));
  });

  it('has a revenue of 22 million, within a fifth', () => {
    for (const { revenue } of figures) expect(Math.abs(revenue / 100 - 22e6)).toBeLessThan(0.2 * 22e6);
  });

  it('waits about forty days for its money: five large customers make most of it, so years differ by a quarter', () => {
    for (const { dso } of figures) expect(Math.abs(dso - 40)).toBeLessThan(12);
    expect(Math.abs(mean(figures.map(({ dso }) => dso)) - 40)).toBeLessThan(6);
  });

  it('blocks one order in twenty to one in ten', () => {
    const blocked = mean(figures.map((one) => one.blocked));

    expect(blocked).toBeGreaterThan(0.03);
    expect(blocked).toBeLessThan(0.1);
  });
});

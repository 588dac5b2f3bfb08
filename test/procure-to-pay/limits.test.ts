/** Amounts above every limit: a company that buys things of twenty million dollars each. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { o2c, opening, p2p, world } from '../../journeys/index.ts';
import { scenario, type Event, type Scenario } from '../../src/index.ts';
import { findingsOf, writtenRun, type Line, type WrittenRun } from './support.ts';

/** Minor units: what those at the top may decide on. */
const TOP = 1_000_000_000;
const DEAR = Array.from({ length: 12 }, (_, i) => ({
  materialId: `T-${i}`,
  company: '1000',
  type: 'trading',
  standardCost: 2 * TOP,
  leadTimeDays: 5,
}));

function dear(employees: number, end: string): Scenario<Event> {
  return scenario({
    ...world({
      companies: [{ code: '1000', region: 'US', role: 'distributor', employees, customers: 40, vendors: 20 }],
      masters: { materials: { id: 'materials', rows: DEAR } },
      indirectBudgetShare: 0,
      recurringShare: 0,
      capexShareOfRevenue: 0,
    }),
    period: { start: '2025-01-01', end },
    runInDays: 0,
    processes: [opening(), o2c(), p2p({ priceDeviationChance: 1 })],
  }) as unknown as Scenario<Event>;
}

let large: WrittenRun;
let lines: readonly Line[];
beforeAll(async () => {
  large = await writtenRun(dear(200, '2025-08-01'));
  lines = linesOf(large);
}, 60_000);
afterAll(() => large.remove());

function linesOf({ text }: WrittenRun): readonly Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

const of = (all: readonly Line[], name: string): readonly Line[] => all.filter((line) => line.name === name);
const at = (line: Line, key: string): unknown => line.payload[key];
/** Positions at the top lead all others, or all of their half. */
const isTop = (line: Line): boolean => /^E-1000-0(001|101)(\.\d+)?$/.test(String(at(line, 'performedBy')));

describe('what is above every limit', () => {
  it('is approved by both at the top, and P8 and K3 agree', async () => {
    const orders = of(lines, 'purchase_order.created').filter((line) => Number(at(line, 'net')) > TOP);
    const approvals = of(lines, 'purchase_order.approved').filter(isTop);

    expect(orders.length).toBeGreaterThan(5);
    for (const order of orders) {
      const own = approvals.filter((line) => at(line, 'documentId') === at(order, 'documentId'));
      expect(new Set(own.map((line) => at(line, 'performedBy'))).size).toBe(2);
    }
    expect(findingsOf(large)).toEqual({ ids: [], messages: [] });
    expect((await large.verify()).checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });

  it('fails P8 and K3 where one of the two is missing', () => {
    const { ids, messages } = findingsOf(large, (all) => {
      const order = of(all, 'purchase_order.created').find((line) => Number(at(line, 'net')) > TOP);
      const second = of(all, 'purchase_order.approved').findLast(
        (line) => at(line, 'documentId') === at(order as Line, 'documentId') && isTop(line),
      );
      return all.filter((line) => line !== second);
    });

    expect(ids).toEqual(['P8', 'K3']);
    expect(messages[0]).toMatch(/PO-1000-\w{12} of \d+ is approved by E-1000-.*, none of whom may/);
    expect(messages[1]).toMatch(/it is worth \d+, those who approved it may decide on 1000000000/);
  });

  it('is approved by the one at the top of a small company', async () => {
    const small = await writtenRun(dear(60, '2025-03-01'));
    const top = of(linesOf(small), 'purchase_order.approved').filter(isTop);

    expect(top.length).toBeGreaterThan(0);
    expect(findingsOf(small)).toEqual({ ids: [], messages: [] });
    small.remove();
  });

  it('is accepted of no invoice: what is asked so far above the order is credited', () => {
    const blocked = of(lines, 'vendor_invoice.blocked').map((line) => at(line, 'documentId'));
    const dearer = of(lines, 'vendor_invoice.posted').filter(
      (line) => blocked.includes(at(line, 'documentId')) && at(line, 'currency') === 'USD' && aboveOf(line) > TOP,
    );
    const released = new Map(
      of(lines, 'vendor_invoice.block_released').map((line) => [at(line, 'documentId'), at(line, 'reason')]),
    );
    const ended = dearer.flatMap((line) => released.get(at(line, 'documentId')) ?? []);

    expect(ended.length).toBeGreaterThan(3);
    expect(new Set(ended)).toEqual(new Set(['credited']));
  });

  it('P8 sees one that is accepted', () => {
    const { ids, messages } = findingsOf(large, (all) => {
      const memo = of(all, 'vendor_credit_memo.posted').find((line) => Number(at(line, 'net')) > TOP);
      return all.filter((line) => line !== memo);
    });

    expect(ids).toContain('P8');
    expect(messages).toContainEqual(
      expect.stringMatching(/releases VI-1000-\w+, \d+ dearer than ordered, and may not/),
    );
  });
});

/** What an invoice asks above the prices of its order. */
function aboveOf(line: Line): number {
  const rows = at(line, 'lines') as readonly Record<'quantity' | 'unitPrice' | 'orderPrice', number>[];
  const ordered = rows.filter((row) => 'reference' in row);
  return ordered.reduce((sum, { quantity, unitPrice, orderPrice }) => sum + quantity * (unitPrice - orderPrice), 0);
}

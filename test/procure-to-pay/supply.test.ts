import { beforeAll, describe, expect, it } from 'vitest';

import { o2c, p2p, requirements, world, type Requirements } from '../../journeys/index.ts';
import { generate, InMemoryAdapter, scenario, type Event, type RunResult, type Scenario } from '../../src/index.ts';
import { projectionLaws } from '../../src/testing/index.ts';
import { freight } from '../../journeys/world/freight.ts';
import { company, entriesOf, named, sums, verifyRun } from './support.ts';

function trading(): Scenario<Event> {
  return scenario({
    ...world({ preset: 'distributor' }),
    period: { start: '2025-01-01', end: '2025-07-01' },
    processes: [p2p(), o2c()],
  }) as unknown as Scenario<Event>;
}

let events: readonly Event[];
let result: RunResult;
beforeAll(async () => {
  const adapter = new InMemoryAdapter();
  result = await generate(trading(), { seed: 42, adapter });
  events = adapter.events as readonly Event[];
}, 120_000);

interface Issue {
  readonly goodsIssueDate: string;
  readonly lines: readonly { readonly materialId?: string; readonly quantity: number }[];
}

const issues = (): readonly Event[] => events.filter(({ name }) => name === 'delivery.goods_issued');

/** What is put into the store, or taken out of it, beside goods issues. */
const STORED: readonly string[] = [
  'goods_receipt.posted',
  'vendor_return.posted',
  'customer_return.received',
  'customer_return.scrapped',
];

describe('buying what is sold', () => {
  it('stands behind the process that sells, and says so where there is none', async () => {
    const alone = await generate(company({ end: '2025-02-01' }), { seed: 42, adapter: new InMemoryAdapter() });

    const ofBuying = ({ assumptions }: Pick<RunResult, 'assumptions'>) =>
      assumptions.filter(({ process }) => process === 'procure-to-pay');
    expect(ofBuying(result)).toEqual([]);
    expect(ofBuying(alone)).toEqual([
      { process: 'procure-to-pay', read: 'outbound_freight.accrued', fallback: 'no freight is owed' },
      {
        process: 'procure-to-pay',
        read: 'delivery.goods_issued',
        fallback: 'demand as planned by the masters, week by week',
      },
    ]);
  });

  it('never lets stock fall below 0 once the first order of a material could arrive', () => {
    const begins = new Map<string, string>();
    for (const { payload } of named(events, 'purchase_order.created')) {
      for (const { materialId, needDate } of payload.lines) {
        if (materialId === undefined) continue;
        const known = begins.get(materialId);
        if (known === undefined || needDate < known) begins.set(materialId, needDate);
      }
    }
    const stock = new Map<string, number>();
    const move = (materialId: string, quantity: number): number => {
      const left = (stock.get(materialId) ?? 0) + quantity;
      stock.set(materialId, left);
      return left;
    };
    let judged = 0;
    const short: string[] = [];
    for (const { name, payload } of events) {
      if (STORED.includes(name)) {
        const sign = name === 'goods_receipt.posted' || name === 'customer_return.received' ? 1 : -1;
        const { lines } = payload as unknown as {
          readonly lines: readonly { materialId?: string; quantity: number }[];
        };
        for (const { materialId, quantity } of lines) if (materialId !== undefined) move(materialId, sign * quantity);
      }
      if (name !== 'delivery.goods_issued') continue;
      const { goodsIssueDate, lines } = payload as unknown as Issue;
      for (const { materialId = '', quantity } of lines) {
        if (goodsIssueDate < (begins.get(materialId) ?? '9999')) continue;
        judged++;
        if (move(materialId, -quantity) < 0) short.push(`${materialId} on ${goodsIssueDate}`);
      }
    }

    expect(judged).toBeGreaterThan(1000);
    expect(short).toEqual([]);
  });

  it('orders no more than what is sold, the lots that it comes in and what is under way', () => {
    const [sold, bought] = [new Map<string, number>(), new Map<string, number>()];
    const add = (to: Map<string, number>, key: string, quantity: number): void =>
      void to.set(key, (to.get(key) ?? 0) + quantity);
    for (const { payload } of issues())
      for (const { materialId, quantity } of (payload as unknown as Issue).lines)
        if (materialId !== undefined) add(sold, materialId, quantity);
    for (const { payload } of named(events, 'goods_receipt.posted'))
      for (const { materialId, quantity } of payload.lines)
        if (materialId !== undefined) add(bought, materialId, quantity);
    const sum = (of: Map<string, number>): number => [...of.values()].reduce((all, one) => all + one, 0);

    // Half a year's need, ten days of safety, lots of two weeks for each of one to three sources.
    expect(sum(bought)).toBeGreaterThan(0.6 * sum(sold));
    expect(sum(bought)).toBeLessThan(1.4 * sum(sold));
  });

  it('is proved together with selling, by the checks of both and of the books', async () => {
    const { checks, ok } = await verifyRun(trading());

    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(checks.filter(({ outcome, id }) => outcome === 'passed' && /^[OP]\d/.test(id)).length).toBeGreaterThan(15);
    expect(ok).toBe(true);
  }, 120_000);
});

describe('carriers', () => {
  const bills = () =>
    named(events, 'vendor_invoice.posted').filter(({ payload }) => payload.lines[0]?.kind === 'carrier');

  it('bill once a month what was accrued for them, and PP05 settles it: what differs is outbound freight', () => {
    expect(bills().length).toBeGreaterThan(5);
    for (const { payload, id } of bills()) {
      const [line] = payload.lines;
      const accounts = sums(entriesOf(events, 'PP05').filter(({ sourceId }) => sourceId === id));
      expect(accounts['2000']).toBe(-payload.gross);
      expect(accounts['2900']).toBe(line?.accrued?.amount);
      expect(accounts['5520'] ?? 0).toBe(payload.net - (line?.accrued?.amount ?? 0));
      expect(line?.accrued?.item).toContain(payload.partner.id);
    }
    const items = bills().map(({ payload }) => payload.lines[0]?.accrued?.item);
    expect(new Set(items).size).toBe(items.length);
  });

  it('P12 sees one that settles another amount than was accrued', () => {
    const lines = JSON.parse(JSON.stringify(events)) as (Event & { readonly payload: Record<string, unknown> })[];
    const accrual = lines.find(({ name }) => name === 'outbound_freight.accrued');
    Object.assign(accrual?.payload ?? {}, { amount: Number(accrual?.payload['amount']) + 1 });
    const running = p2p().fileChecks.map((make) => make());
    for (const [i, line] of lines.entries()) {
      const event = { ...line, timestamp: String(line.timestamp), ms: Date.parse(String(line.timestamp)) };
      for (const check of running) check.see({ at: i + 1, event, entry: undefined });
    }
    for (const check of running) check.end?.();

    expect(running.filter(({ log }) => log.findings.length > 0).map(({ id }) => id)).toEqual(['P12']);
  });

  it('freight folds in parts as it folds at once', () => {
    projectionLaws(freight, events.filter(({ name }) => name === 'outbound_freight.accrued').slice(0, 120));
  });
});

describe('the requirements of a day', () => {
  it('fold in parts as they fold at once', () => {
    projectionLaws({ ...requirements, view: requirements.finish }, issues().slice(0, 120));
  });

  it('tell what is needed in a week and from which day on, and nothing that is dated later than they are asked for', () => {
    const state = requirements.init();
    for (const event of issues()) requirements.apply(state, event);
    const [, one] = issues();
    if (one === undefined) throw new Error('nothing is issued');
    const { goodsIssueDate, lines } = one.payload as unknown as Issue;
    const day = Date.parse(goodsIssueDate) / 86_400_000;
    const asked = {
      company: '1000',
      materialId: lines.find(({ materialId }) => materialId !== undefined)?.materialId ?? '',
    };
    const at = (instant: number) => requirements.view?.(state, instant) as Requirements;

    const found = at((day + 2) * 86_400_000).needed(asked, { from: day, before: day + 1 });
    expect(found.quantity).toBeGreaterThan(0);
    expect(found.firstDay).toBe(day);
    expect(at(day * 86_400_000).needed(asked, { from: day, before: day + 1 }).quantity).toBe(0);
    expect(at(Date.parse('2024-01-01')).isTold).toBe(false);
    expect(at(Infinity).isTold).toBe(true);
  });
});

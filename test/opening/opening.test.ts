import { describe, expect, it } from 'vitest';

import { o2c, plannedRevenue, world, worldOf } from '../../journeys/index.ts';
import type { OpeningItem } from '../../journeys/index.ts';
import { daysCovered } from '../../journeys/world/initial-stock.ts';
import { generate, InMemoryAdapter, scenario, type Event, type JournalEntry, type Process } from '../../src/index.ts';
import { debtor, onFirstDay, run } from './support.ts';

function entriesOf(events: readonly Event[]): readonly JournalEntry[] {
  return events
    .filter(({ name }) => name === 'journal_entry.posted')
    .map(({ payload }) => payload as unknown as JournalEntry);
}

/** Debits less credits of a role. */
function sumOf(entries: readonly JournalEntry[], role: string): number {
  return entries
    .flatMap(({ lines }) => lines)
    .filter((line) => line.role === role || line.role.startsWith(`${role}.`))
    .reduce((sum, { side, localAmount }) => sum + (side === 'debit' ? localAmount : -localAmount), 0);
}

const itemsOf = (events: readonly Event[]): readonly OpeningItem[] =>
  events.filter(({ name }) => name === 'opening_item.recorded').map(({ payload }) => payload as unknown as OpeningItem);

/** Says what the year is planned to bring. */
const planner = onFirstDay('planner', ['plan.told'], (ctx) => {
  const [company] = worldOf(ctx).companies;
  return company === undefined ? [] : [ctx.event('plan.told', { revenue: plannedRevenue(ctx, company, 2025) })];
});

describe('opening', () => {
  it('books cash and stock against opening balances in period 0 of the first day', async () => {
    const { events } = await run();
    const items = entriesOf(events).filter(({ ruleId }) => ruleId === 'OP01');

    expect(items.length).toBe(itemsOf(events).length);
    expect(items.length).toBeGreaterThan(10);
    for (const { postingDate, fiscalYear, fiscalPeriod, kind, journal, lines } of items) {
      expect({ postingDate, fiscalYear, fiscalPeriod, kind, journal }).toEqual({
        postingDate: '2025-01-01',
        fiscalYear: 2025,
        fiscalPeriod: 0,
        kind: 'opening',
        journal: 'OPN',
      });
      expect(lines.map(({ side, flow }) => [side, flow])).toEqual([
        ['debit', 'opening'],
        ['credit', 'opening'],
      ]);
      expect(lines[1]?.glAccount).toBe('3290');
    }
  });

  it('has 8 % of planned revenue in the bank, on the account in its own currency', async () => {
    const { events } = await run({ others: [planner] });
    const planned = events.find(({ name }) => name === 'plan.told')?.payload['revenue'] as number;
    const cash = itemsOf(events).filter(({ role }) => role === 'cash.bank');

    expect(planned).toBeGreaterThan(1_000_000_00);
    expect(cash).toMatchObject([{ bankAccount: '1000-BK-USD', amount: Math.round(planned * 0.08) }]);
  });

  it('has enough for weeks ordered together, lead time, days to order and safety where nobody tells needs', () => {
    expect(daysCovered({ leadTimeDays: 10, safetyDays: 10 }, 17)).toBe(14 + 10 + 17 + 10);
    expect(daysCovered({ leadTimeDays: 38, safetyDays: 10 }, 17)).toBe(21 + 38 + 17 + 10);
    expect(daysCovered({ leadTimeDays: 1, safetyDays: 0 }, 17)).toBe(7 + 1 + 17);
  });

  it('has stock of what it sells, at the standard of the year, in quantity and value', async () => {
    const { events } = await run();
    const stock = itemsOf(events).filter(({ role }) => role === 'inventory');

    expect(stock.length).toBeGreaterThan(10);
    expect(new Set(stock.map(({ materialType }) => materialType))).toEqual(new Set(['trading']));
    for (const { amount, quantity = 0, unitCost = 0 } of stock) expect(amount).toBe(quantity * unitCost);
  });

  it('makes what was opened equity on the second midnight: a tenth capital, three premium, the rest earnings', async () => {
    const { events } = await run();
    const equity = events.find(({ name }) => name === 'opening_equity.recorded');
    const entries = entriesOf(events);
    const total = sumOf(entries, 'cash.bank') + sumOf(entries, 'inventory');

    expect(equity?.timestamp.toISOString()).toBe('2025-01-02T00:00:00.000Z');
    expect(entries.at(-1)).toMatchObject({ ruleId: 'OP02', postingDate: '2025-01-01', fiscalPeriod: 0 });
    expect(-sumOf(entries, 'equity.capital')).toBeCloseTo(total * 0.1, -1);
    expect(-sumOf(entries, 'equity.premium')).toBeCloseTo(total * 0.3, -1);
    expect(-sumOf(entries, 'equity')).toBe(total);
    expect(sumOf(entries, 'equity.opening')).toBe(0);
  });

  it('says what the equity is made of', async () => {
    const { events } = await run();
    const equity = events.find(({ name }) => name === 'opening_equity.recorded')?.payload;
    const entries = entriesOf(events);

    expect(equity?.['contributions']).toEqual([
      { role: 'cash.bank', localAmount: sumOf(entries, 'cash.bank') },
      { role: 'inventory.trading', localAmount: sumOf(entries, 'inventory') },
    ]);
  });

  it('opens each company of a group in its own currency, to 0 by itself', async () => {
    const { events } = await run({ given: { preset: 'group3' } });

    for (const [company, currency] of [
      ['1000', 'USD'],
      ['2000', 'EUR'],
      ['3000', 'GBP'],
    ] as const) {
      const entries = entriesOf(events).filter((entry) => entry.company === company);
      expect(entries.length).toBeGreaterThan(10);
      expect(new Set(entries.map((entry) => entry.currency))).toEqual(new Set([currency]));
      expect(sumOf(entries, 'equity.opening')).toBe(0);
    }
  });

  it('opens in the fiscal year its first day lies in', async () => {
    const fiscalCalendar = { type: 'months', startMonth: 7 } as const;
    const companies = [{ code: '1000', role: 'distributor', fiscalCalendar }] as const;
    const { events } = await run({ given: { companies: [...companies] }, start: '2025-08-15', end: '2025-08-20' });
    const years = new Set(entriesOf(events).map(({ fiscalYear, fiscalPeriod }) => `${fiscalYear}-${fiscalPeriod}`));

    expect([...years]).toHaveLength(1);
    expect([...years][0]).toMatch(/-0$/);
    expect(entriesOf(events)[0]?.postingDate).toBe('2025-08-15');
  });

  it('opens at the begin of the period however long was run in before', async () => {
    const [plain, runIn] = [await run(), await run({ runInDays: 30 })];

    expect(runIn.events.map(({ id, payload }) => [id, payload])).toEqual(
      plain.events.map(({ id, payload }) => [id, payload]),
    );
  });

  it('leaves the events of the other processes byte for byte as they are without it', async () => {
    const alone = new InMemoryAdapter();
    const period = { start: '2025-01-01', end: '2025-01-20' };
    const given = world({ preset: 'distributor' });
    const sales = scenario({ ...given, period, processes: [o2c()] });
    await generate(sales, { seed: 7, adapter: alone });
    const { events } = await run({ end: period.end, others: [o2c() as unknown as Process] });

    expect(events.filter(({ userId }) => userId.startsWith('order-to-cash')).length).toBeGreaterThan(500);
    // Without meta, as files have them: its numbers count what is dated behind the end too, where somebody looks ahead.
    const lines = (told: readonly Event[]): readonly string[] =>
      told.map(({ meta: _meta, ...event }) => JSON.stringify(event));
    const others = events.filter(({ userId }) => !userId.startsWith('opening'));
    expect(lines(others)).toEqual(lines(alone.events as readonly Event[]));
  });
});

describe('what other processes open', () => {
  it('is taken off the equity', async () => {
    const [plain, owing] = [await run(), await run({ others: [debtor(5_000_000)] })];
    const equity = (events: readonly Event[]): number => -sumOf(entriesOf(events), 'equity');

    expect(equity(owing.events)).toBe(equity(plain.events) - 5_000_000);
    expect(sumOf(entriesOf(owing.events), 'equity.opening')).toBe(0);
    expect(sumOf(entriesOf(owing.events), 'payables.trade')).toBe(-5_000_000);
  });

  it('makes opening fail where it is more than the company has, and says of what', async () => {
    const failed = run({ others: [debtor(900_000_000_000)] });

    await expect(failed).rejects.toMatchObject({
      code: 'OPENING_EQUITY_NEGATIVE',
      received: expect.stringMatching(
        /cash\.bank \d+, inventory\.trading \d+.*payables\.trade -900000000000|payables\.trade -900000000000.*cash\.bank \d+/,
      ),
    });
  });

  it('is assumed to be nothing where no process tells it', async () => {
    const [alone, owing] = [await run(), await run({ others: [debtor(1)] })];

    expect(alone.result.assumptions).toEqual([
      {
        process: 'opening',
        read: 'opening_document.recorded',
        fallback: 'nothing but cash and stock is open on the first day',
      },
      {
        process: 'opening',
        read: 'delivery.goods_issued',
        fallback: 'stock on the first day for demand as planned by the masters',
      },
      {
        process: 'opening',
        read: 'goods_receipt.posted',
        fallback: 'nothing is bought, before the first day or behind it',
      },
      {
        process: 'opening',
        read: 'count_difference.posted',
        fallback: 'nothing is counted, before the first day or behind it',
      },
    ]);
    expect(owing.result.assumptions).toEqual(alone.result.assumptions.slice(1));
  });

  it('is nothing at all without opening, and the run says that books begin at zero', async () => {
    const given = world({ preset: 'distributor' });
    const sales = scenario({ ...given, period: { start: '2025-01-01', end: '2025-01-03' }, processes: [o2c()] });
    const { assumptions } = await generate(sales, { adapter: new InMemoryAdapter() });

    expect(assumptions).toEqual([
      { process: 'ledger', read: 'opening_equity.recorded', fallback: 'books begin at zero' },
    ]);
  });
});

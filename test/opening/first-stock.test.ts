/** Stock on the first day of a company that has run in, where somebody of those that move it is not there. */
import { describe, expect, it } from 'vitest';

import { o2c, opening, p2p, world, type OpeningItem } from '../../journeys/index.ts';
import { generate, InMemoryAdapter, scenario, type Event, type Process } from '../../src/index.ts';
import { Folder } from '../inventory/support.ts';

const SMALL = { companies: [{ code: '1000', role: 'distributor' as const, customers: 30, materials: 60 }] };

async function opened(processes: readonly unknown[], runInDays?: number): Promise<readonly Event[]> {
  const adapter = new InMemoryAdapter();
  const input = scenario({
    ...world(SMALL),
    period: { start: '2025-01-01', end: '2025-01-03' },
    processes: [opening(), ...(processes as readonly Process<Event>[])],
    ...(runInDays === undefined ? {} : { runInDays }),
  });
  await generate(input, { seed: 9, adapter });
  return adapter.events as readonly Event[];
}

const stockOf = (events: readonly Event[]): readonly OpeningItem[] =>
  events
    .filter(({ name, payload }) => name === 'opening_item.recorded' && payload['role'] === 'inventory')
    .map(({ payload }) => payload as unknown as OpeningItem);

describe('stock on the first day', () => {
  it.each([
    ['is sold', []],
    ['is sold and all is bought as planned', [p2p()]],
  ])(
    'is what counts find and movements come to where nothing %s',
    async (_what, others) => {
      const folder = new Folder({ given: SMALL, start: '2025-01-01', end: '2025-02-01', runInDays: 120, others });
      try {
        await folder.write(9);
        const { checks } = await folder.verify();

        expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
        expect(checks.find(({ id }) => id === 'M8')?.rows).toBeGreaterThan(30);
      } finally {
        folder.remove();
      }
    },
    30_000,
  );

  it('is there where goods were sold before and nobody replaced them', async () => {
    const [kept, begun] = [stockOf(await opened([o2c()])), stockOf(await opened([o2c()], 0))];

    expect(kept.filter(({ side }) => side !== 'debit')).toEqual([]);
    const value = (items: readonly OpeningItem[]): number => items.reduce((sum, { amount }) => sum + amount, 0);
    // Planned for the same day: for what customers then want, and for the orders that are under way.
    expect(value(kept) / value(begun)).toBeGreaterThan(1);
    expect(value(kept) / value(begun)).toBeLessThan(1.6);
  }, 30_000);

  it('is what is left of what came and went where somebody buys and sells', async () => {
    const stock = stockOf(await opened([o2c(), p2p()]));

    expect(stock.length).toBeGreaterThan(10);
    expect(stock.filter(({ side }) => side !== 'debit')).toEqual([]);
  }, 30_000);
});

describe('a scenario with opening', () => {
  it('runs in 120 days where it does not say, as long as it says, and not at all without opening', () => {
    const given = { ...world(SMALL), period: { start: '2025-01-01', end: '2025-01-03' } };

    expect(scenario({ ...given, processes: [o2c(), opening()] }).runInDays).toBe(120);
    expect(scenario({ ...given, processes: [o2c(), opening()], runInDays: 30 }).runInDays).toBe(30);
    expect(scenario({ ...given, processes: [opening()], runInDays: 0 }).runInDays).toBe(0);
    expect(scenario({ ...given, processes: [o2c()] }).runInDays).toBe(0);
  });

  it('begins with what customers owe and with orders under way, unless it says otherwise', async () => {
    const [usual, bare] = [await opened([o2c(), p2p()]), await opened([o2c(), p2p()], 0)];
    const told = (events: readonly Event[]): number =>
      events.filter(({ name }) => name === 'opening_document.recorded').length;

    expect(told(usual)).toBeGreaterThan(100);
    expect(told(bare)).toBe(0);
  }, 30_000);
});

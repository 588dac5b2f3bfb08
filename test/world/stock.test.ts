/** What is in store of what is sold: enough on the first day, and enough ever after. */
import { beforeAll, describe, expect, it } from 'vitest';

import { o2c, opening, p2p, world, type WorldOptions } from '../../journeys/index.ts';
import { stockCheck } from '../../journeys/world/checks/stock.ts';
import { stockFold, type Moved, type MovedTotals } from '../../journeys/world/stock-fold.ts';
import {
  generate,
  InMemoryAdapter,
  scenario,
  type Event,
  type FileCheck,
  type FileEntry,
  type FileEvent,
  type Process,
} from '../../src/index.ts';
import { projectionLaws } from '../../src/testing/index.ts';

interface Parts {
  readonly given?: WorldOptions;
  readonly seed?: number;
  readonly start?: string;
  readonly end?: string;
  readonly messiness?: number;
  readonly runInDays?: number;
  readonly processes?: readonly Process[];
}

async function run({
  given = { scale: 0.6 },
  seed = 42,
  start = '2025-01-01',
  end = '2025-05-01',
  messiness = 1,
  runInDays = 0,
  processes = [opening(), o2c({ returnChance: 0.1 }), p2p({ messiness })] as unknown as readonly Process[],
}: Parts): Promise<readonly Event[]> {
  const adapter = new InMemoryAdapter();
  const company = { ...world({ preset: 'distributor', ...given }), period: { start, end }, runInDays, processes };
  await generate(scenario(company), { seed, adapter });
  return adapter.events as readonly Event[];
}

const NO_TABLES = { firstDay: undefined, has: () => false, rows: () => [] };

/** What B4 finds in events alone. */
function judged(events: readonly Event[]): FileCheck['log'] {
  const check = stockCheck(NO_TABLES);
  for (const [i, event] of events.entries()) {
    const told: FileEvent = { ...event, timestamp: event.timestamp.toISOString(), ms: event.timestamp.getTime() };
    const entry = event.name === 'journal_entry.posted' ? (event.payload as unknown as FileEntry) : undefined;
    check.see({ at: i + 1, event: told, entry });
  }
  check.end?.();
  return check.log;
}

const said = ({ findings }: FileCheck['log']): readonly string[] => findings.map(({ message }) => message);

let events: readonly Event[];
beforeAll(async () => {
  events = await run({});
}, 60_000);

/** The same events, one of them changed. */
function spoilt(name: string, change: (payload: Record<string, never>) => void): readonly Event[] {
  const at = events.findLastIndex((event) => event.name === name);
  const copy = structuredClone(events[at]) as Event;
  change(copy.payload as Record<string, never>);
  return events.with(at, copy);
}

const lineOf = (payload: Record<string, never>): Record<string, unknown> => (payload['lines'] as never)[0];

describe('the store', () => {
  it.each<Parts>([
    {},
    { seed: 7, messiness: 0, end: '2025-03-15' },
    { seed: 3, messiness: 2, given: { scale: 2 }, end: '2025-03-01' },
    { seed: 5, given: { preset: 'single', scale: 0.5 }, start: '2025-02-12', end: '2025-05-01' },
    {
      seed: 9,
      given: { companies: [{ code: '2000', region: 'CN', role: 'distributor' }] },
      start: '2025-09-01',
      end: '2025-11-15',
    },
    { seed: 2, runInDays: 100, end: '2025-03-01' },
  ])(
    'never falls below 0, and is worth its standard: %o',
    async (parts) => {
      const log = judged(parts.seed === undefined ? events : await run(parts));

      expect(said(log)).toEqual([]);
      expect(log.rows).toBeGreaterThan(700);
    },
    30_000,
  );

  it('is not judged where nobody says what is on hand, or nobody supplies', async () => {
    const others = [
      [o2c(), p2p()],
      [opening(), o2c()],
    ] as unknown as readonly (readonly Process[])[];
    for (const processes of others) {
      expect(judged(await run({ processes, end: '2025-01-20' })).rows).toBe(0);
    }
  });

  it('has what will be sold until an order can arrive, ten days of safety and half a lot', () => {
    const first = new Map(
      events
        .filter(({ name, payload }) => name === 'opening_item.recorded' && payload['role'] === 'inventory')
        .map(({ payload }) => [payload['materialId'] as string, payload['quantity'] as number]),
    );
    const least = new Map<string, number>();
    const held = new Map(first);
    const move = (lines: readonly { materialId?: string; quantity: number }[], sign: 1 | -1): void => {
      for (const { materialId, quantity } of lines) {
        if (materialId === undefined) continue;
        const left = (held.get(materialId) ?? 0) + sign * quantity;
        held.set(materialId, left);
        least.set(materialId, Math.min(left, least.get(materialId) ?? Infinity));
      }
    };
    for (const { name, payload } of events) {
      const { lines } = payload as unknown as { readonly lines: [] };
      if (name === 'goods_receipt.posted') move(lines, 1);
      if (name === 'delivery.goods_issued') move(lines, -1);
    }

    // What is left at the lowest is what was there for safety: for most materials far from nothing, and far from all.
    const shares = [...least].map(([id, left]) => left / (first.get(id) ?? 1)).sort((a, b) => a - b);
    expect(shares.length).toBeGreaterThan(40);
    expect(shares[0]).toBeGreaterThan(0);
    expect(shares[shares.length >> 1]).toBeLessThan(0.9);
  });
});

describe('the books of stock', () => {
  it('fold in parts as they fold at once, and tell nothing that is dated later than they are asked for', () => {
    const fold = stockFold('books');
    const view = (moved: Moved, asOf: number): MovedTotals => fold.view?.(moved, asOf) ?? {};
    const moves = events.filter(({ name }) => fold.of?.includes(name)).slice(0, 120);
    projectionLaws({ ...fold, finish: view }, moves);

    const state = fold.init();
    for (const event of moves) fold.apply(state, event);
    const [first] = moves;
    expect(Object.values(view(state, first?.timestamp.getTime() ?? 0)).every((sum) => sum === 0)).toBe(true);
    expect(Object.values(view(state, Infinity)).some((sum) => sum !== 0)).toBe(true);
  });
});

describe('what customers bring back', () => {
  it('is sold again before more is ordered', async () => {
    const quantities = async (returnChance: number): Promise<readonly [sold: number, bought: number]> => {
      const processes = [opening(), o2c({ returnChance }), p2p()] as unknown as readonly Process[];
      const told = await run({ processes });
      const sum = (of: string): number =>
        told
          .filter(({ name }) => name === of)
          .flatMap(({ payload }) => payload['lines'] as readonly { materialId?: string; quantity: number }[])
          .reduce((all, { materialId, quantity }) => all + (materialId === undefined ? 0 : quantity), 0);
      expect(said(judged(told))).toEqual([]);
      return [sum('delivery.goods_issued'), sum('purchase_order.created')];
    };
    const [[sold, bought], [soldAgain, boughtLess]] = [await quantities(0), await quantities(1)];

    expect(soldAgain / sold).toBeGreaterThan(0.97);
    expect(boughtLess / bought).toBeLessThan(0.95);
  }, 30_000);
});

describe('B4', () => {
  it('sees an issue of more than there is', () => {
    const found = judged(spoilt('delivery.goods_issued', (payload) => (lineOf(payload)['quantity'] = 10_000_000)));
    expect(said(found).join('\n')).toMatch(/^line \d+: M-1000-\d+ falls to -\d+/);
  });

  it('sees stock that is worth another amount than its standard', () => {
    const found = judged(
      spoilt(
        'goods_receipt.posted',
        (payload) => void (lineOf(payload)['unitCost'] = Number(lineOf(payload)['unitCost']) + 1),
      ),
    );
    expect(said(found).join('\n')).toMatch(/\d+ are worth \d+, at standard \d+/);
  });

  it('sees accounts that hold another amount than what was moved', () => {
    const at = events.findIndex(({ payload }) => payload['ruleId'] === 'OC01');
    const found = judged(events.filter((_event, i) => i !== at));
    expect(said(found).join('\n')).toMatch(/1000\/inventory\.trading: movements come to \d+, its accounts hold \d+/);
  });

  it('sees that nothing was on hand where the opening of a material is lost', () => {
    const at = events.findIndex(
      ({ name, payload }) => name === 'opening_item.recorded' && payload['role'] === 'inventory',
    );
    expect(said(judged(events.filter((_event, i) => i !== at))).length).toBeGreaterThan(0);
  });
});

/** Stock that is counted and revalued: what a year's turn of a company shows, and what its files prove. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Event, JournalEntry, VerifyReport } from '../../src/index.ts';
import { eventsOf, Folder, named, type Line } from './support.ts';

const MUCH = { countDifference: { chance: 0.5, sd: 0.1 } };

let folder: Folder;
let events: readonly Event[];
let report: VerifyReport;
beforeAll(async () => {
  events = await eventsOf({ options: MUCH });
  folder = new Folder({ options: MUCH });
  await folder.write();
  report = await folder.verify();
}, 120_000);
afterAll(() => folder.remove());

const outcomeOf = ({ checks }: VerifyReport, id: string) => checks.find((check) => check.id === id);
const failedIn = ({ checks }: VerifyReport): readonly string[] =>
  checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);

const entriesOf = (rule: string): readonly JournalEntry[] =>
  events
    .filter(({ name, payload }) => name === 'journal_entry.posted' && payload['ruleId'] === rule)
    .map(({ payload }) => payload as unknown as JournalEntry);

describe('a company that counts', () => {
  it('is proved from its files: books, stock, counts, standards', () => {
    expect(failedIn(report)).toEqual([]);
    for (const id of ['B4', 'M8', 'M9', 'L6', 'P5']) expect(outcomeOf(report, id)).toMatchObject({ outcome: 'passed' });
  });

  it('counts each material in the evening of its days, as often as its class asks for', () => {
    const counted = named(events, 'cycle_count.started');
    expect(counted.length).toBeGreaterThan(20);
    for (const { timestamp } of counted) expect(new Date(timestamp.getTime() - 5 * 3_600_000).getUTCHours()).toBe(18);
    expect(named(events, 'cycle_count.recorded').length).toBe(counted.length);
  });

  it('posts what differs against 5470 at standard cost', () => {
    const posted = named(events, 'count_difference.posted');
    expect(posted.length).toBeGreaterThan(10);
    const lines = entriesOf('IV01').flatMap((entry) => entry.lines);
    expect(new Set(lines.map(({ role }) => role))).toEqual(new Set(['inventory.trading', 'inventory.difference']));
    const sum = (side: string): number =>
      lines
        .filter((line) => line.role === 'inventory.difference' && line.side === side)
        .reduce((all, { localAmount }) => all + localAmount, 0);
    const told = (direction: string): number =>
      posted
        .flatMap(({ payload }) => payload.lines)
        .filter((line) => line.direction === direction)
        .reduce((all, { value }) => all + value, 0);
    expect([sum('debit'), sum('credit')]).toEqual([told('out'), told('in')]);
    expect(told('out')).toBeGreaterThan(0);
  });

  it('has the controller approve what is worth more than 1,000', () => {
    const posted = named(events, 'count_difference.posted').map(({ payload }) => payload);
    const valueOf = ({ lines }: (typeof posted)[number]): number => lines.reduce((sum, { value }) => sum + value, 0);
    for (const one of posted) expect(one.approvedBy !== undefined).toBe(valueOf(one) > 100_000);
    expect(posted.some(({ approvedBy }) => approvedBy !== undefined)).toBe(true);
  });

  it('releases new standards before the year, and revalues what is on hand as it begins', () => {
    const released = named(events, 'material.standard_cost_released');
    expect(released.length).toBeGreaterThan(80);
    const [revalued, ...more] = named(events, 'standard_cost.revalued');
    expect(more).toEqual([]);
    expect(revalued?.payload).toMatchObject({ postingDate: '2026-01-01', performedBy: 'system:costing' });
    const costs = new Map(released.map(({ payload }) => [payload.materialId, payload.newCost]));
    for (const line of revalued?.payload.lines ?? []) expect(line.newCost).toBe(costs.get(line.materialId));
    const [entry] = entriesOf('IV03');
    expect(new Set(entry?.lines.map(({ role }) => role))).toEqual(
      new Set(['inventory.trading', 'inventory.revaluation']),
    );
  });

  it('replaces in time what a count finds missing: who buys knows of it', async () => {
    const quantities = (told: readonly Event[]): number =>
      told
        .filter(({ name }) => name === 'purchase_order.created')
        .flatMap(
          ({ payload }) => payload['lines'] as readonly { readonly materialId?: string; readonly quantity: number }[],
        )
        .filter(({ materialId }) => materialId !== undefined)
        .reduce((sum, { quantity }) => sum + quantity, 0);
    const always = { chance: 1, sd: 0.2 };
    const [none, all] = await Promise.all(
      [{ chance: 0 }, always].map((countDifference) => eventsOf({ options: { countDifference } })),
    );

    expect(quantities(all ?? [])).toBeGreaterThan(quantities(none ?? []) * 1.01);
  }, 60_000);
});

describe('the options of inventory', () => {
  const counts = async (countFrequency: { A?: number; B?: number; C?: number }): Promise<number> => {
    const told = await eventsOf({ options: { countFrequency }, end: '2025-12-01' });
    return named(told, 'cycle_count.started').flatMap(({ payload }) => payload.lines).length;
  };

  it('countFrequency: what is never counted is not, and what is counted each month is', async () => {
    expect(await counts({ A: 0, B: 0, C: 0 })).toBe(0);
    // 108 materials, all kept by a distributor of this size that sells them.
    expect(await counts({ A: 12, B: 12, C: 12 })).toBeGreaterThan(80);
  }, 30_000);

  it('countDifference: none, or on most lines, and more of typical stock', async () => {
    const found = async (countDifference: { chance: number; sd?: number }): Promise<readonly number[]> => {
      const told = await eventsOf({ options: { countDifference }, end: '2025-12-10' });
      return named(told, 'count_difference.posted').flatMap(({ payload }) =>
        payload.lines.map(({ quantity }) => quantity),
      );
    };
    const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);

    expect(await found({ chance: 0 })).toEqual([]);
    const [usual, wide] = [await found({ chance: 1 }), await found({ chance: 1, sd: 0.15 })];
    expect(usual.length).toBeGreaterThan(3);
    expect(wide.length).toBeGreaterThan(10);
    expect(sum(wide)).toBeGreaterThan(5 * sum(usual));
  }, 30_000);
});

/** The first line of a name, changed. */
function spoil(name: string, change: (payload: Record<string, never>) => unknown): (lines: Line[]) => Line[] {
  return (lines) => {
    const found = lines.find((line) => line.name === name);
    if (found !== undefined) change(found.payload as Record<string, never>);
    return lines;
  };
}

const firstLine = (payload: Record<string, never>): Record<string, unknown> => (payload['lines'] as never)[0];
const more = (key: string) => (payload: Record<string, never>) => {
  const line = firstLine(payload);
  line[key] = Number(line[key]) + 1;
};

/** Which check sees what, under a name, in which change, and how it says so. */
type Canary = readonly [string, string, string, (lines: Line[]) => Line[], RegExp];

describe('the checks of inventory', () => {
  it('find nothing in what was written', () => {
    expect(folder.judge((lines) => lines)).toEqual({ M8: [], M9: [] });
  });

  it.each<Canary>([
    [
      'M8',
      'a count that finds other books',
      'book',
      spoil('cycle_count.started', more('bookQuantity')),
      /the books are \d+, movements come to \d+/,
    ],
    [
      'M8',
      'a count that is not posted as it was',
      'count',
      spoil('cycle_count.recorded', more('countedQuantity')),
      /differs by -?\d+, posted is -?\d+/,
    ],
    [
      'M8',
      'a difference at another value',
      'value',
      spoil('count_difference.posted', more('value')),
      /is posted at \d+, not \d+/,
    ],
    [
      'M8',
      'a difference without its posting',
      'lost',
      (lines) => {
        const at = lines.findIndex(({ name }) => name === 'count_difference.posted');
        return lines.filter((_line, i) => i !== at && i !== at + 1);
      },
      /differs by -?\d+, posted is 0/,
    ],
    [
      'M9',
      'a revaluation of more than is there',
      'quantity',
      spoil('standard_cost.revalued', more('quantity')),
      /\d+ are revalued, \d+ are on hand/,
    ],
    ['M9', 'another standard', 'cost', spoil('standard_cost.revalued', more('newCost')), /its table says \d+ and \d+/],
    [
      'M9',
      'another change of value',
      'amount',
      spoil('standard_cost.revalued', more('amount')),
      /changes by \d+ \((in|out)\), not by \d+/,
    ],
    [
      'M9',
      'a release that one person approves',
      'release',
      spoil('material.standard_cost_released', (payload) =>
        Object.assign(payload, { approvedBy: payload['performedBy'] }),
      ),
      /approves it alone/,
    ],
    [
      'M9',
      'a material that is left out',
      'left out',
      spoil('standard_cost.revalued', (payload) => void (payload['lines'] as unknown as unknown[]).pop()),
      /is on hand and not revalued/,
    ],
    [
      'M9',
      'a year without revaluation',
      'none',
      (lines) => {
        const at = lines.findIndex(({ name }) => name === 'standard_cost.revalued');
        return lines.filter((_line, i) => i !== at && i !== at + 1);
      },
      /moves in 2026 and was not revalued/,
    ],
  ])('%s sees %s (%s)', (id, _what, _key, change, says) => {
    const found = folder.judge(change);

    expect(found[id]?.join('\n')).toMatch(says);
  });
});

/** The tables of a run and the verdicts of `verify`, against a second set of books that shares no code with either. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Output, entryOf } from '../ledger/verify-support.ts';
import { failed, resultOf, TradeFolder } from '../verify/trade.ts';
import { audit, reported } from './auditor.ts';

function agree(folder: string): void {
  const { asOf, ...tables } = reported(folder);
  const own = audit(folder, asOf);

  expect(own.trialBalance).toEqual(tables.trialBalance);
  expect(own.openItems).toEqual(tables.openItems);
  expect(own.aging).toEqual(tables.aging);
  expect(own).toMatchObject({ unbalanced: [], overcleared: [], total: 0n });
  expect(tables.trialBalance.length).toBeGreaterThan(5);
  expect(tables.openItems.length).toBeGreaterThan(2);
  expect(tables.aging.length).toBeGreaterThan(2);
}

describe('an auditor who keeps the books again', () => {
  let trade: TradeFolder;
  let shop: Output;
  beforeAll(async () => {
    trade = await TradeFolder.of({ end: '2025-04-01' });
    shop = await Output.of();
  }, 60_000);
  afterAll(() => {
    trade.remove();
    shop.remove();
  });

  it('finds the same trial balance, open items and aging of a company that sells and buys', () => agree(trade.path));

  it('finds the same of a shop with foreign customers', () => agree(shop.folder));

  it('finds the same of a group in several currencies', async () => {
    const group = await TradeFolder.of({ world: { preset: 'group3' }, end: '2025-02-01' });
    try {
      agree(group.path);
    } finally {
      group.remove();
    }
  }, 60_000);

  it('names the same entries as verify where one does not balance', async () => {
    const folder = trade.copy();
    try {
      const changed: string[] = [];
      folder.spoil((lines) => {
        for (const line of lines.filter(({ name }) => name === 'journal_entry.posted').slice(40, 43)) {
          const entry = entryOf(line as never);
          const [first] = entry.lines;
          if (first === undefined) continue;
          Object.assign(first, { localAmount: Number(first['localAmount']) + 1 });
          changed.push(entry.entryId);
        }
      });
      const own = audit(folder.path, '2025-03-31');
      const report = await folder.verify();

      expect(own.unbalanced).toEqual(changed);
      expect(resultOf(report, 'L1').findings.map((finding) => /entry (\S+)/.exec(finding)?.[1])).toEqual(changed);
      expect(failed(report)).toEqual(expect.arrayContaining(['T1', 'T2']));
      expect(own.total).not.toBe(0n);
      expect(own.trialBalance).not.toEqual(reported(folder.path).trialBalance);
    } finally {
      folder.remove();
    }
  });

  it('names the same item as verify where one is cleared twice', async () => {
    const folder = trade.copy();
    try {
      let item = '';
      folder.spoil((lines) => {
        const posted = lines.filter(({ name }) => name === 'journal_entry.posted');
        const clearing = posted.findLast(({ payload }) => payload['ruleId'] === 'OC05');
        if (clearing === undefined) throw new Error('no receipt was applied');
        const line = entryOf(clearing as never).lines.find(({ clears }) => clears !== undefined);
        const clears = (line?.['clears'] ?? []) as readonly { readonly item: string }[];
        item = String(clears[0]?.item);
        const again = {
          ...clearing,
          payload: { ...clearing.payload, entryId: `${clearing.id}-again` },
          id: `${clearing.id}-again`,
        };
        return lines.flatMap((one) => (one === clearing ? [one, again] : [one]));
      });
      const own = audit(folder.path, '2025-03-31');
      const report = await folder.verify();

      expect(own.overcleared).toContain(item);
      expect(resultOf(report, 'B3').findings.join('\n')).toContain(`clears item ${item}`);
    } finally {
      folder.remove();
    }
  });
});

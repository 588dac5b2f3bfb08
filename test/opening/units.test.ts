/** Units of an order line that were received at two rates before the first day, and are billed in the period. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { FileAdapter } from '../../adapters/file.ts';
import { o2c, opening, p2p, world, type OpeningItem } from '../../journeys/index.ts';
import { generate, scenario, verify, type Event, type Scenario, type VerifyReport } from '../../src/index.ts';
import { tableProjections, writeOutput } from '../../src/run-output.ts';

/** Every order comes in parts, and many vendors are abroad. */
const british = scenario({
  ...world({
    companies: [{ code: '3000', region: 'GB', role: 'distributor', customers: 40, vendors: 30, materials: 60 }],
  }),
  period: { start: '2025-01-01', end: '2025-01-22' },
  runInDays: 90,
  processes: [opening(), o2c(), p2p({ partialReceiptChance: 1, receiptToInvoiceDays: { median: 12, p95: 20 } })],
}) as unknown as Scenario;

const path = mkdtempSync(join(tmpdir(), 'synode-units-'));
const file = join(path, 'events', 'events.ndjson');
let report: VerifyReport;
let text = '';
let told: readonly OpeningItem[];
beforeAll(async () => {
  const adapter = new FileAdapter(file);
  const projections = tableProjections(british, []);
  const result = await generate(british, { seed: 3, adapter, digest: 'stream', projections } as never);
  await writeOutput(path, british, result);
  report = await verify(path, { scenario: british });
  text = readFileSync(file, 'utf8');
  told = rows()
    .filter(({ name }) => name === 'opening_item.recorded')
    .map(({ payload }) => payload as unknown as OpeningItem);
}, 60_000);
afterAll(() => rmSync(path, { recursive: true }));

const rows = (): readonly Event[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);

/** Items of units that are told more than once: by their id. */
function layered(): ReadonlyMap<string, readonly OpeningItem[]> {
  const byId = new Map<string, OpeningItem[]>();
  for (const item of told) {
    if (item.quantity === undefined || !item.role.startsWith('grir')) continue;
    const id = item.openItem?.id ?? '';
    byId.set(id, [...(byId.get(id) ?? []), item]);
  }
  return new Map([...byId].filter(([, items]) => items.length > 1));
}

describe('units of an order line that were received apart', () => {
  it('are told apart, oldest first, each at the value and with the receipt it was received with', () => {
    const all = [...layered().values()];

    expect(all.length).toBeGreaterThan(5);
    for (const items of all) {
      const dates = items.map(({ documentDate }) => documentDate);
      expect(dates).toEqual(dates.toSorted());
      expect(new Set(items.map(({ documentId }) => documentId)).size).toBe(items.length);
    }
    const prices = all.map((items) => new Set(items.map(({ amount, quantity = 1 }) => (amount / quantity).toFixed(2))));
    expect(prices.filter(({ size }) => size > 1).length).toBeGreaterThan(0);
  });

  it('are cleared by invoices at those values, as the file alone proves', () => {
    expect(report.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    const billed = rows().filter(
      ({ name, payload }) =>
        name === 'journal_entry.posted' &&
        (payload['lines'] as readonly { clears?: readonly { item: string }[] }[]).some(({ clears = [] }) =>
          clears.some(({ item }) => layered().has(item)),
        ),
    );

    expect(billed.length).toBeGreaterThan(5);
  });

  it('are found out by L10 where they are told in the other order', async () => {
    const lines = text.trimEnd().split('\n');
    const names = [...layered().entries()]
      .filter(([, items]) => new Set(items.map(({ amount, quantity = 1 }) => amount / quantity)).size > 1)
      .map(([id]) => `"openItem":{"id":"${id}"}`);
    for (const name of names) {
      const at = lines.flatMap((line, i) => (line.includes(name) && line.includes('"OP01"') ? [i] : []));
      const turned = at.map((i) => lines[i] ?? '').toReversed();
      at.forEach((i, k) => (lines[i] = turned[k] ?? ''));
    }
    writeFileSync(file, `${lines.join('\n')}\n`);
    const { checks } = await verify(path, { scenario: british });

    expect(checks.find(({ id }) => id === 'L10')?.findings.join('\n')).toMatch(
      /clears \d+ of item PO-.*, which is worth/,
    );
  });
});

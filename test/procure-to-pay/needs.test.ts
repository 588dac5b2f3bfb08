/** What is bought against what is needed: over a run of a company that sells what it buys. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { o2c, opening, p2p, world } from '../../journeys/index.ts';
import { dayOfDate } from '../../journeys/world/dates.ts';
import type { Material } from '../../journeys/world/masters/materials.ts';
import { sourceOf, weekOf } from '../../journeys/world/supply.ts';
import { scenario, type Event, type Scenario } from '../../src/index.ts';
import { tablesOf } from '../world/tables.ts';
import { findingsOf, writtenRun, type Line, type WrittenRun } from './support.ts';

const GIVEN = {
  companies: [{ code: '1000', role: 'distributor' as const, customers: 40, vendors: 30, materials: 60 }],
};
const END = '2025-08-01';

/** A line of an order of goods, in order of need. */
interface Bought {
  readonly day: number;
  readonly quantity: number;
}

let run: WrittenRun;
let bought: ReadonlyMap<string, readonly Bought[]>;
let needed: ReadonlyMap<string, ReadonlyMap<number, number>>;
let materials: ReadonlyMap<string, Material>;

beforeAll(async () => {
  const company = scenario({
    ...world(GIVEN),
    period: { start: '2025-01-01', end: END },
    runInDays: 0,
    // Nothing that changes an order behind its planning, and nothing that comes back.
    processes: [
      opening(),
      o2c({ returnChance: 0 }),
      p2p({ orderChangeChance: 0, orderCancelChance: 0, overDeliveryChance: 0 }),
    ],
  });
  run = await writtenRun(company as unknown as Scenario<Event>, 11);
  const events = run.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Event);
  materials = new Map(
    tablesOf(GIVEN, '11')
      .all<Material>('materials.1000')
      .map((row) => [row.materialId, row]),
  );
  bought = boughtBySource(events);
  needed = neededByDay(events);
}, 60_000);

afterAll(() => run.remove());

const linesOf = ({ payload }: Event) => payload['lines'] as readonly Readonly<Record<string, string | number>>[];

function boughtBySource(events: readonly Event[]): ReadonlyMap<string, readonly Bought[]> {
  const found = new Map<string, Bought[]>();
  for (const event of events.filter(({ name }) => name === 'purchase_order.created')) {
    const vendor = (event.payload['partner'] as { readonly id: string }).id;
    for (const { materialId, quantity, needDate } of linesOf(event)) {
      if (materialId === undefined) continue;
      const key = `${materialId}/${vendor}`;
      const line = { day: dayOfDate(String(needDate)), quantity: Number(quantity) };
      found.set(
        key,
        [...(found.get(key) ?? []), line].toSorted((a, b) => a.day - b.day),
      );
    }
  }
  return found;
}

function neededByDay(events: readonly Event[]): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const found = new Map<string, Map<number, number>>();
  for (const event of events.filter(({ name }) => name === 'delivery.goods_issued')) {
    const day = dayOfDate(String(event.payload['goodsIssueDate']));
    for (const { materialId, quantity } of linesOf(event)) {
      const days = found.get(String(materialId)) ?? new Map<number, number>();
      days.set(day, (days.get(day) ?? 0) + Number(quantity));
      found.set(String(materialId), days);
    }
  }
  return found;
}

/** What is needed of a material in the weeks that a source sees to. */
function needOf(
  materialId: string,
  source: number,
  { from, before }: { readonly from: number; readonly before: number },
) {
  const material = materials.get(materialId);
  let sum = 0;
  for (const [day, quantity] of needed.get(materialId) ?? [])
    if (material !== undefined && day >= from && day < before && sourceOf(material, weekOf(day)) === source)
      sum += quantity;
  return sum;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

describe('what is bought', () => {
  it('is what is needed and what stock grows by, which is less than a lot of each source', () => {
    let judged = 0;
    const several = new Set<string>();
    for (const [key, lines] of bought) {
      const [materialId = '', vendorId = ''] = key.split('/');
      const source = materials.get(materialId)?.sources.findIndex((one) => one.vendorId === vendorId) ?? -1;
      expect(source, key).toBeGreaterThanOrEqual(0);
      const lot = lines.reduce((all, { quantity }) => gcd(all, quantity), 0);
      const from = lines[0]?.day ?? 0;
      let sum = 0;
      for (const { day, quantity } of lines.filter((line) => line.day < dayOfDate(END))) {
        const growth = sum - needOf(materialId, source, { from, before: day });
        expect(growth, `${key} before day ${day}`).toBeGreaterThanOrEqual(0);
        expect(growth, `${key} before day ${day}`).toBeLessThan(lot);
        sum += quantity;
        judged++;
      }
      if ((materials.get(materialId)?.sources.length ?? 0) > 1) several.add(materialId);
    }

    expect(judged).toBeGreaterThan(200);
    expect(several.size).toBeGreaterThan(5);
  });

  it('is judged by P10 of the file alone, order by order', () => {
    expect(findingsOf(run)).toEqual({ ids: [], messages: [] });
  });

  it('P10 sees that a lot too many was bought, and that too little was', () => {
    const [key = '', lines = []] = Array.from(bought).find(([, all]) => all.length > 3) ?? [];
    const [materialId = '', vendorId = ''] = key.split('/');
    const lot = lines.reduce((all, { quantity }) => gcd(all, quantity), 0);
    const [first, next] = lines;
    const source = materials.get(materialId)?.sources.findIndex((one) => one.vendorId === vendorId) ?? -1;
    /** Somebody needs so many more of it, after the first order and before the next. */
    const needs = (more: number) =>
      findingsOf(run, (events) => {
        const issue = events.find((event) => {
          const day = dayOfDate(String(event.payload['goodsIssueDate'] ?? '2020-01-01'));
          const isBetween = day >= (first?.day ?? 0) && day < (next?.day ?? 0);
          return (
            isBetween &&
            sourceOf(materials.get(materialId) ?? NONE, weekOf(day)) === source &&
            lineOf(event, materialId) !== undefined
          );
        });
        const line = issue === undefined ? undefined : lineOf(issue, materialId);
        if (line === undefined) throw new Error(`nobody needs ${materialId} between two orders`);
        line['quantity'] = Number(line['quantity']) + more;
      });

    const [tooMuch, tooLittle] = [needs(-lot), needs(lot)];
    expect([tooMuch.ids, tooLittle.ids]).toEqual([['P10'], ['P10']]);
    for (const message of [...tooMuch.messages, ...tooLittle.messages]) {
      expect(message).toMatch(
        new RegExp(`1000/${key}: \\d+ bought before PO-1000-\\w+, \\d+ needed; a lot is \\d+, \\d+ came besides$`),
      );
    }
  });
});

const NONE = { lot: 0, sources: [] };

function lineOf({ name, payload }: Line, materialId: string): Record<string, unknown> | undefined {
  if (name !== 'delivery.goods_issued') return undefined;
  return (payload['lines'] as unknown as Record<string, unknown>[]).find((one) => one['materialId'] === materialId);
}

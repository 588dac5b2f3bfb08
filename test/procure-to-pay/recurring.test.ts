/** What is paid by contract, without order and receipt: rent, energy, software, cover. */
import { beforeAll, describe, expect, it } from 'vitest';

import type { Event } from '../../src/index.ts';
import { entriesOf, eventsOf, named, ofGoods, sums, verified } from './support.ts';

let events: readonly Event[];
beforeAll(async () => {
  events = await eventsOf();
}, 60_000);

const bills = (of: readonly Event[] = events) =>
  named(of, 'vendor_invoice.posted').filter(({ payload }) => payload.lines[0]?.kind === 'recurring');
const perItem = (of: readonly Event[], value: (net: number) => number): Readonly<Record<string, number>> => {
  const found: Record<string, number> = {};
  for (const { payload } of bills(of)) {
    const { spendCategory = '', net = 0 } = payload.lines[0] ?? {};
    found[spendCategory] = (found[spendCategory] ?? 0) + value(net);
  }
  return found;
};

describe('recurring invoices', () => {
  it('come as their contracts say: rent by the quarter, energy by the month, software and cover by the year', () => {
    // Monthly ones of January to November; that of December comes in the year after.
    expect(perItem(events, () => 1)).toEqual({
      rent: 4,
      electricity: 11,
      gas: 11,
      telecom: 11,
      software: 1,
      insurance: 1,
    });
    for (const { payload } of bills()) {
      const { servicePeriod, consumption, net } = payload.lines[0] ?? {};
      const isArrears = (servicePeriod?.to ?? '') < payload.receivedDate;
      expect([payload.references, payload.matchStatus]).toEqual([[], 'notRelevant']);
      expect(isArrears).toBe(['electricity', 'gas', 'telecom'].includes(payload.lines[0]?.spendCategory ?? ''));
      if (consumption !== undefined)
        expect(net).toBe(Math.round((consumption.kilowattHours * consumption.tariff10000) / 10_000));
    }
  });

  it('are paid when they are due, by nobody’s order', () => {
    const ids = new Set(bills().map(({ payload }) => payload.documentId));
    const paid = named(events, 'vendor_payment.released').flatMap(({ payload }) => payload.items);

    expect(paid.filter(({ invoice }) => ids.has(invoice)).length).toBeGreaterThan(30);
  });

  it('follow recurringShare of the world, energy give or take what a month uses', async () => {
    const twice = await eventsOf({ world: { recurringShare: 0.05 }, end: '2025-04-01' });
    const short = await eventsOf({ end: '2025-04-01' });
    const none = await eventsOf({ world: { recurringShare: 0 }, end: '2025-04-01' });
    const [a, b] = [perItem(short, (net) => net), perItem(twice, (net) => net)];

    for (const item of ['rent', 'software', 'insurance', 'telecom'])
      expect(Math.abs((b[item] ?? 0) - 2 * (a[item] ?? 0))).toBeLessThan(10);
    expect((b['electricity'] ?? 0) / (a['electricity'] ?? 1)).toBeCloseTo(2, 3);
    expect(bills(none)).toEqual([]);
    expect(ofGoods(none)).toEqual(ofGoods(twice));
  }, 30_000);

  it('cost in the proportions of the contracts: for rent .9 % of planned revenue, .5 % for electricity', () => {
    const nets = perItem(events, (net) => net);
    // Eleven months of electricity, each with a deviation of a twentieth, against the four quarters of the rent.
    expect((nets['electricity'] ?? 0) / (nets['rent'] ?? 1) / ((0.5 / 0.9) * (11 / 12))).toBeCloseTo(1, 1);
  });

  it('PP06: a month is an expense, what is longer is prepaid; tax that comes back is no cost', async () => {
    for (const { payload, id } of bills()) {
      const accounts = sums(entriesOf(events, 'PP06').filter(({ sourceId }) => sourceId === id));
      const { spendCategory = '', net = 0 } = payload.lines[0] ?? {};
      const cost = { electricity: '6400', gas: '6400', telecom: '6410' }[spendCategory] ?? '1180';
      expect(accounts).toEqual({ [cost]: net, '2000': -payload.gross });
    }
    const german = await eventsOf({ world: { companies: [{ code: '2000', region: 'DE' }] }, end: '2025-04-01' });
    for (const { payload, id } of bills(german)) {
      const accounts = sums(entriesOf(german, 'PP06').filter(({ sourceId }) => sourceId === id));
      const { spendCategory = '', net = 0, taxCode } = payload.lines[0] ?? {};
      const isUntaxed = spendCategory === 'rent' || spendCategory === 'insurance';
      expect(taxCode).toBe(isUntaxed ? 'DE-E' : 'DE-S');
      expect(accounts['1160'] ?? 0).toBe(isUntaxed ? 0 : Math.round(net * 0.19));
      expect(accounts['2000']).toBe(-net - (accounts['1160'] ?? 0));
    }
    expect(bills(german).length).toBeGreaterThan(7);
  }, 30_000);

  it('are proved in the books of a German company', async () => {
    const { checks } = await verified({ world: { companies: [{ code: '2000', region: 'DE' }] }, end: '2025-04-01' });

    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }, 60_000);
});

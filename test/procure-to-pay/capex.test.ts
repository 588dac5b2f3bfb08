/** What is put to use: the asset plan, its orders, parts paid in advance; and invoices that go back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { P2pOptions } from '../../journeys/procure-to-pay/index.ts';
import type { WorldOptions } from '../../journeys/world/options.ts';
import type { Event } from '../../src/index.ts';
import {
  company,
  entriesOf,
  eventsOf,
  findingsOf,
  named,
  ofGoods,
  sums,
  verified,
  writtenRun,
  type WrittenRun,
} from './support.ts';

const END = '2025-08-01';
/** Fifteen things a year, a fifth of revenue: enough to look at. */
const WORLD: WorldOptions = {
  companies: [{ code: '1000', role: 'distributor', employees: 140, materials: 20, vendors: 60 }],
  capexShareOfRevenue: 0.2,
  indirectBudgetShare: 0.02,
};
const ADVANCED: P2pOptions = { downPayment: { chance: 1, threshold: 0 }, orderCancelChance: 1 };
const told = (options: P2pOptions, world: WorldOptions = {}): Promise<readonly Event[]> =>
  eventsOf({ options, world: { ...WORLD, ...world }, end: END });

let run: WrittenRun;
let events: readonly Event[];
beforeAll(async () => {
  run = await writtenRun(company({ world: WORLD, options: ADVANCED, end: END }));
  events = run.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Event);
}, 60_000);
afterAll(() => run.remove());

const orders = (of: readonly Event[] = events) =>
  named(of, 'purchase_order.created').filter(({ payload }) => payload.kind === 'asset');
const bookedBy = (rule: string, id: string) => sums(entriesOf(events, rule).filter(({ sourceId }) => sourceId === id));

describe('what is put to use', () => {
  it('is ordered once for each thing of the asset plan, for its amount, when its day has come', () => {
    const plan = [...run.masters.rows('assetPlan.1000')].filter(({ year }) => year === 2025);
    const planned = new Map(plan.map((row) => [row['assetId'], row]));
    const ordered = orders().map(({ payload }) => payload.lines[0]);

    expect(plan.length).toBe(15);
    expect(ordered.length).toBeGreaterThan(4);
    expect(new Set(ordered.map((line) => line?.assetId)).size).toBe(ordered.length);
    for (const { payload } of orders()) {
      const row = planned.get(payload.lines[0]?.assetId);
      expect(payload.partner.id).toBe(row?.['vendorId']);
      expect(payload.documentDate > String(row?.['date'])).toBe(true);
      if (payload.currency === 'USD') expect(payload.net).toBe(row?.['amount']);
    }
  });

  it('follows capexShareOfRevenue of the world, and leaves goods as they are', async () => {
    const [none, twice] = [
      await told(ADVANCED, { capexShareOfRevenue: 0 }),
      await told(ADVANCED, { capexShareOfRevenue: 0.4 }),
    ];
    const asked = (of: readonly Event[]): number =>
      named(of, 'requisition.created')
        .flatMap(({ payload }) => payload.lines)
        .reduce((sum, { estimate = 0, assetId }) => (assetId === undefined ? sum : sum + estimate), 0);

    expect(asked(none)).toBe(0);
    expect(asked(twice) / asked(events)).toBeCloseTo(2, 3);
    expect(ofGoods(none)).toEqual(ofGoods(twice));
  }, 30_000);

  it('is proved in a company with value added tax, parts paid in advance in foreign currency among it', async () => {
    const { checks } = await verified({
      world: { companies: [{ code: '2000', region: 'DE', employees: 140, vendors: 120 }], capexShareOfRevenue: 0.2 },
      options: { downPayment: { chance: 1 } },
      end: '2025-06-01',
    });

    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(checks.find(({ id }) => id === 'P11')?.outcome).toBe('passed');
  }, 120_000);
});

describe('what is booked of what is put to use', () => {
  it('PP02: under construction by asset, against what is received and not billed of assets', () => {
    const receipts = named(events, 'goods_receipt.posted').filter(
      ({ payload }) => payload.lines[0]?.assetId !== undefined,
    );

    expect(receipts.length).toBeGreaterThan(2);
    for (const { payload, id } of receipts) {
      const value = payload.lines.reduce((sum, { orderValue }) => sum + orderValue, 0);
      const [entry] = entriesOf(events, 'PP02').filter(({ sourceId }) => sourceId === id);
      expect(bookedBy('PP02', id)).toEqual({ '1505': value, '2905': -value });
      expect(entry?.lines[0]).toMatchObject({ assetId: payload.lines[0]?.assetId, flow: 'acquisition' });
    }
  });

  it('PP05: owed apart from other debts, differences and use tax to the asset', () => {
    const invoices = named(events, 'vendor_invoice.posted').filter(({ payload }) => payload.lines[0]?.kind === 'asset');

    expect(invoices.length).toBeGreaterThan(2);
    for (const { payload, id } of invoices.filter((one) => one.payload.currency === 'USD')) {
      const accounts = bookedBy('PP05', id);
      const assessed = payload.lines.reduce((sum, { selfAssessed }) => sum + selfAssessed, 0);
      expect(accounts['2005']).toBe(-payload.gross);
      expect((accounts['2905'] ?? 0) + (accounts['1505'] ?? 0)).toBe(payload.net + assessed);
      expect(accounts['2100'] ?? 0).toBe(assessed === 0 ? 0 : -assessed);
    }
  });

  it('PP08, PP09: a part is paid in advance and taken off the first invoice', () => {
    const released = named(events, 'down_payment.released');
    const cleared = named(events, 'down_payment.cleared').filter(({ payload }) => payload.currency === 'USD');
    const nets = new Map(orders().map(({ payload }) => [payload.documentId, payload.net]));
    const paid = named(events, 'vendor_payment.released').flatMap(({ payload }) => payload.items);
    const invoices = named(events, 'vendor_invoice.posted');

    expect(released.length).toBeGreaterThan(4);
    for (const { payload, id } of released.filter((one) => one.payload.currency === 'USD')) {
      const net = nets.get(payload.references[0]?.documentId ?? '') ?? 0;
      expect(Math.abs(payload.amount - 0.3 * net)).toBeLessThanOrEqual(0.5);
      expect(bookedBy('PP08', id)).toEqual({ '1195': payload.amount, '1030': -payload.amount });
    }
    expect(cleared.length).toBeGreaterThan(2);
    for (const { payload, id } of cleared) {
      const { item } = payload.invoiceClears;
      const invoice = invoices.find((one) => one.payload.documentId === item);
      expect(bookedBy('PP09', id)).toEqual({ '2005': payload.amount, '1195': -payload.amount });
      for (const one of paid.filter((other) => other.invoice === item))
        expect(one.amount).toBe((invoice?.payload.gross ?? 0) - payload.amount);
    }
    const byBank = named(events, 'payment.cleared').filter(({ payload }) => payload.documentId.startsWith('DP-'));
    expect(byBank.length).toBeGreaterThan(2);
  });
});

describe('an option of what is put to use', () => {
  it('downPayment: none, or a half of all that is large enough; what is paid in part is not called off', async () => {
    const [none, half] = [
      await told({ downPayment: { chance: 0 } }),
      await told({ downPayment: { chance: 1, share: 0.5, threshold: 100_000 } }),
    ];
    const nets = new Map(orders(half).map(({ payload }) => [payload.documentId, payload]));
    const advanced = named(half, 'down_payment.released');

    expect(named(none, 'down_payment.released')).toEqual([]);
    expect(orders(none).length).toBeGreaterThan(4);
    expect(advanced.length).toBeGreaterThan(1);
    for (const { payload } of advanced) {
      const { net = 0, rate9 = 0 } = nets.get(payload.references[0]?.documentId ?? '') ?? {};
      expect(Math.abs(payload.amount - net / 2)).toBeLessThanOrEqual(0.5);
      expect((net * rate9) / 1e9).toBeGreaterThan(9_000_000);
    }
    const cancelled = named(events, 'purchase_order.cancelled');
    const assets = new Set(orders().map(({ payload }) => payload.documentId));
    expect(cancelled.filter(({ payload }) => assets.has(payload.documentId))).toEqual([]);
    expect(cancelled.length).toBeGreaterThan(5);
  }, 30_000);

  it('P11 sees what is paid in advance and never cleared', () => {
    expect(findingsOf(run)).toEqual({ ids: [], messages: [] });
    const { ids, messages } = findingsOf(run, (lines) => {
      const closed = new Set(
        lines
          .filter(({ name }) => name === 'purchase_order.closed')
          .map(({ payload }) => String(payload['documentId'])),
      );
      const gone = lines.find(
        ({ name, payload }) =>
          name === 'down_payment.cleared' &&
          (payload['references'] as unknown as { readonly documentId: string }[]).some(({ documentId }) =>
            closed.has(documentId),
          ),
      );
      if (gone === undefined) throw new Error('nothing was cleared');
      return lines.filter((line) => line !== gone);
    });

    expect(ids).toEqual(['P11']);
    expect(messages[0]).toMatch(/order PO-1000-\w{12} is closed with \d+ of DP-1000-\w{12}\/A not cleared/);
  });
});

describe('an invoice that goes back', () => {
  const OPTIONS: P2pOptions = { priceDeviationChance: 1, quantityDeviationChance: 0.5, partialReceiptChance: 0.5 };
  let faulty: readonly Event[];
  beforeAll(async () => {
    faulty = await eventsOf({ options: OPTIONS, world: { indirectBudgetShare: 0.1 }, end: END });
  }, 60_000);

  it('PP12: leaves the books as it came in, line by line, and a right one takes its place', () => {
    const reversed = named(faulty, 'vendor_invoice.reversed');
    const paid = new Set(
      named(faulty, 'vendor_payment.released').flatMap(({ payload }) => payload.items.map(({ invoice }) => invoice)),
    );

    expect(reversed.length).toBeGreaterThan(4);
    expect(named(faulty, 'vendor_invoice.returned_to_vendor').length).toBe(reversed.length);
    for (const { id, payload } of reversed) {
      const [back] = entriesOf(faulty, 'PP12').filter(({ sourceId }) => sourceId === id);
      const [first] = entriesOf(faulty, 'PP05').filter(({ entryId }) => entryId === back?.reverses);
      if (back === undefined || first === undefined) throw new Error('nothing was taken back');
      expect([back.kind, back.documentId]).toEqual(['reversal', payload.documentId]);
      if (payload.currency === 'USD') expect(Object.values(sums([back, first])).every((sum) => sum === 0)).toBe(true);
    }
    expect(reversed.filter(({ payload }) => paid.has(payload.documentId))).toEqual([]);
  });

  it('is proved in the books', async () => {
    const { checks } = await verified({
      options: OPTIONS,
      world: { preset: 'group3', indirectBudgetShare: 0.1 },
      end: '2025-05-01',
    });

    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }, 120_000);
});

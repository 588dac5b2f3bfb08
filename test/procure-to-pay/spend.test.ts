/** What is bought to be used up: who asks for it, who approves it, how it comes, and what it costs. */
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
  type Line,
  type WrittenRun,
} from './support.ts';

let run: WrittenRun;
let events: readonly Event[];
beforeAll(async () => {
  run = await writtenRun(company());
  events = run.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Event);
}, 60_000);
afterAll(() => run.remove());

const SPENT = ['mro', 'service'];
const END = '2025-04-01';
/** A German company, made once for those who ask. */
let german: Promise<readonly Event[]> | undefined;
const germanEvents = (): Promise<readonly Event[]> =>
  (german ??= eventsOf({ world: { companies: [{ code: '2000', region: 'DE', vendors: 200 }] }, end: END }));
const orders = (of: readonly Event[] = events) =>
  named(of, 'purchase_order.created').filter(({ payload }) => SPENT.includes(payload.partnerGroup));
const localOf = ({ net, rate9 }: { readonly net: number; readonly rate9: number }): number => (net * rate9) / 1e9;
const frameworks = () => orders().filter(({ payload }) => payload.kind === 'framework');
const spent = (of: readonly Event[]): number => orders(of).reduce((sum, { payload }) => sum + localOf(payload), 0);
/** Of a part of a year, with other options. */
const part = (options: P2pOptions, world: WorldOptions = {}): Promise<readonly Event[]> =>
  eventsOf({ options, world, end: END });
const invoicesOf = (of: readonly Event[]) => {
  const ids = new Set(orders(of).map(({ payload }) => payload.documentId));
  return named(of, 'vendor_invoice.posted').filter(({ payload }) => ids.has(payload.references[0]?.documentId ?? ''));
};
const bookedBy = (rule: string, id: string) => sums(entriesOf(events, rule).filter(({ sourceId }) => sourceId === id));

describe('what is used up', () => {
  it('is bought for the budgets of the year, half of the work of a category under one order a vendor', () => {
    const budget = [...run.masters.rows('budgets.1000')]
      .filter(({ year }) => year === 2025)
      .reduce((sum, { amount }) => sum + Number(amount), 0);
    const yearly = frameworks();

    // 270 purchases of a law whose deviation is twice its mean: a standard error of an eighth of two thirds.
    expect(spent(events) / budget).toBeGreaterThan(0.75);
    expect(spent(events) / budget).toBeLessThan(1.25);
    expect(yearly.reduce((sum, { payload }) => sum + localOf(payload), 0) / budget).toBeGreaterThan(0.33);
    expect(yearly.reduce((sum, { payload }) => sum + localOf(payload), 0) / budget).toBeLessThan(0.37);
    expect(new Set(yearly.map(({ payload }) => payload.partner.id)).size).toBe(yearly.length);
    expect(orders().length - yearly.length).toBeGreaterThan(200);
    expect(orders().length - yearly.length).toBeLessThan(340);
  });

  it('follows indirectBudgetShare of the world', async () => {
    const [none, usual, twice] = [
      await part({}, { indirectBudgetShare: 0 }),
      await part({}),
      await part({}, { indirectBudgetShare: 0.1 }),
    ];

    expect(orders(none)).toEqual([]);
    expect(spent(twice) / spent(usual)).toBeGreaterThan(1.5);
    expect(spent(twice) / spent(usual)).toBeLessThan(2.6);
    expect(ofGoods(none)).toEqual(ofGoods(usual));
  }, 30_000);

  it('is asked for by people of many cost centers, approved up the line, now and then refused', () => {
    const asked = named(events, 'requisition.created').filter(({ payload }) => payload.requester !== 'system:mrp');
    const refused = named(events, 'requisition.rejected');
    const ordered = new Set(orders().map(({ payload }) => payload.references[0]?.documentId));

    expect(new Set(asked.map(({ payload }) => payload.costCenter)).size).toBeGreaterThan(6);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length / asked.length).toBeLessThan(0.08);
    for (const { payload } of refused) expect(ordered.has(payload.documentId)).toBe(false);
  });

  it('is worked off month by month under the order of a year, each call accepted and billed', () => {
    const called = named(events, 'service_entry.accepted').filter(
      ({ payload }) => payload.references[0]?.relation === 'calls',
    );
    const cancelled = new Set(named(events, 'purchase_order.cancelled').map(({ payload }) => payload.documentId));
    for (const { payload } of named(events, 'purchase_order.confirmed')) {
      const order = frameworks().find(({ payload: one }) => one.documentId === payload.documentId);
      if (order === undefined || cancelled.has(payload.documentId)) continue;
      const calls = called.filter(({ payload: one }) => one.references[0]?.documentId === payload.documentId);
      // From the month of the order on; that of December is accepted after the end.
      const months = 12 - new Date(order.timestamp).getUTCMonth() - 1;
      expect(calls.length).toBeGreaterThanOrEqual(months - 2);
      expect(new Set(calls.map(({ payload: one }) => one.documentDate.slice(0, 7))).size).toBeGreaterThan(months - 4);
    }
    expect(called.length).toBeGreaterThan(60);
  });

  it('is proved in a world of three companies, value added tax and services from abroad among it', async () => {
    const { checks } = await verified({ world: { preset: 'group3' }, end: '2025-04-01', seed: 7 });

    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }, 120_000);
});

describe('an option of what is used up', () => {
  it('orderCancelChance: none is called off, or all are, and what is kept never', async () => {
    const [none, all] = [await part({ orderCancelChance: 0 }), await part({ orderCancelChance: 1 })];

    expect(named(none, 'purchase_order.cancelled')).toEqual([]);
    expect(named(all, 'purchase_order.cancelled').length).toBeGreaterThan(20);
    expect(named(all, 'service_entry.accepted')).toEqual([]);
    expect(named(ofGoods(all), 'purchase_order.cancelled')).toEqual([]);
  }, 30_000);

  it('invoicePolicies: what is used up may be billed without a receipt, what is kept never', async () => {
    const policies = { afterReceipt: 0, beforeReceipt: 0, noReceipt: 1 };
    const [all, none] = [
      await part({ invoicePolicies: policies }),
      await part({ invoicePolicies: { afterReceipt: 0.02, beforeReceipt: 0, noReceipt: 0 } }),
    ];
    const singleOf = (told: readonly Event[]) => orders(told).filter(({ payload }) => payload.kind !== 'framework');
    const single = singleOf(all);

    // Weights count against each other: with the usual one of .05 most of these would be billed without a receipt.
    expect(singleOf(none).length).toBeGreaterThan(40);
    expect(new Set(singleOf(none).map(({ payload }) => payload.invoicePolicy))).toEqual(new Set(['afterReceipt']));
    expect(new Set(single.map(({ payload }) => payload.invoicePolicy))).toEqual(new Set(['noReceipt']));
    expect(new Set(named(ofGoods(all), 'purchase_order.created').map(({ payload }) => payload.invoicePolicy))).toEqual(
      new Set(['afterReceipt']),
    );
  }, 30_000);
});

describe('what is booked of what is used up', () => {
  const goods = () =>
    named(events, 'goods_receipt.posted').filter(
      ({ payload: { lines } }) => lines[0]?.materialId === undefined && lines[0]?.assetId === undefined,
    );

  it('PP02: expense by category at the price of the order, against units that are not billed', () => {
    expect(goods().length).toBeGreaterThan(80);
    for (const { payload, id } of goods()) {
      const accounts = bookedBy('PP02', id);
      const value = payload.lines.reduce((sum, { orderValue }) => sum + orderValue, 0);
      const expense = { supplies: '6530', maintenance: '6540', other: '6850' }[payload.lines[0]?.spendCategory ?? ''];
      expect(accounts[expense ?? '']).toBe(value);
      expect(Object.values(accounts).reduce((sum, one) => sum + one, 0)).toBe(0);
    }
    const early = goods().filter(({ payload }) => payload.lines.every(({ opened }) => opened !== undefined));
    for (const { payload, id } of early) {
      const value = payload.lines.reduce((sum, { orderValue }) => sum + orderValue, 0);
      expect(bookedBy('PP02', id)['2900']).toBe(-value);
    }
  });

  it('PP03: work that is accepted, the same way', () => {
    const accepted = named(events, 'service_entry.accepted');
    const roles = new Set(entriesOf(events, 'PP03').flatMap(({ lines }) => lines.map(({ glAccount }) => glAccount)));

    expect(accepted.length).toBeGreaterThan(120);
    for (const { payload, id } of accepted) {
      const value = payload.lines.reduce((sum, { orderValue }) => sum + orderValue, 0);
      expect(bookedBy('PP03', id)['2900']).toBe(-value);
    }
    expect([...roles].sort()).toEqual(['2900', '6410', '6500', '6520', '6540']);
  });

  it('PP05: what is asked above the order, and what was never received, goes to the same expense', () => {
    const local = invoicesOf(events).filter(({ payload }) => payload.currency === 'USD');
    const unreceived = local.filter(({ payload }) =>
      payload.lines.every(({ cleared, opened, reference }) => reference === undefined || !(cleared ?? opened)),
    );

    expect(local.length).toBeGreaterThan(200);
    for (const { payload, id } of local) {
      const accounts = bookedBy('PP05', id);
      const own = payload.lines.reduce((sum, line) => sum + (line.deductible ? 0 : line.selfAssessed + line.tax), 0);
      const expense = Object.entries(accounts).reduce((sum, [number, value]) => (number > '5' ? sum + value : sum), 0);
      expect(accounts['2000']).toBe(-payload.gross);
      expect((accounts['2900'] ?? 0) + expense).toBe(payload.net + own);
    }
    expect(unreceived.length).toBeGreaterThan(3);
    for (const { id } of unreceived) expect(bookedBy('PP05', id)['2900']).toBeUndefined();
  });

  it('PP05: use tax on supplies is added to their expense and owed to the state, not to the vendor', () => {
    const taxed = invoicesOf(events).filter(({ payload }) =>
      payload.lines.some(({ selfAssessed }) => selfAssessed > 0),
    );

    expect(taxed.length).toBeGreaterThan(50);
    for (const { payload, id } of taxed) {
      const accounts = bookedBy('PP05', id);
      const assessed = payload.lines.reduce((sum, { selfAssessed }) => sum + selfAssessed, 0);
      // California: 7.25 %.
      for (const line of payload.lines) expect(line.selfAssessed).toBe(Math.round((line.net * 725) / 10_000));
      expect(accounts['2100']).toBe(-assessed);
      expect(payload.tax).toBe(0);
    }
  });

  it('PP05: a service from abroad is assessed by a buyer with value added tax, owed and deducted at once', async () => {
    const told = await germanEvents();
    const abroad = invoicesOf(told).filter(({ payload }) => payload.lines.some(({ taxCode }) => taxCode === 'DE-RC-S'));

    expect(abroad.length).toBeGreaterThan(0);
    for (const { payload, id } of abroad) {
      const lines = entriesOf(told, 'PP05')
        .filter(({ sourceId }) => sourceId === id)
        .flatMap((entry) => entry.lines);
      const onAccount = (number: string) =>
        lines.filter(({ glAccount }) => glAccount === number).reduce((sum, { amount }) => sum + amount, 0);
      const assessed = payload.lines.reduce((sum, { selfAssessed }) => sum + selfAssessed, 0);
      expect(assessed).toBe(payload.lines.reduce((sum, { net }) => sum + Math.round((net * 1900) / 10_000), 0));
      expect([onAccount('1160'), onAccount('2110')]).toEqual([assessed, assessed]);
      expect(onAccount('2000')).toBe(payload.net);
    }
  }, 60_000);
});

describe('the tax in a discount', () => {
  it('PP10: is taken off what is deducted in Germany, its part of the invoice, and is none in America', async () => {
    const told = await germanEvents();
    const posted = named(told, 'vendor_invoice.posted');
    const invoices = new Map(posted.map(({ payload }) => [payload.documentId, payload]));
    const discounted = named(told, 'vendor_payment.released').filter(({ payload }) => payload.discount > 0);
    let taxed = 0;

    for (const { id, payload } of discounted) {
      const parts = payload.items.map(({ invoice, kind, discount }) => {
        const { tax = 0, gross = 1 } = kind === 'invoice' ? (invoices.get(invoice) ?? {}) : {};
        return Math.round((discount * tax) / gross);
      });
      const part = parts.reduce((sum, one) => sum + one, 0);
      const lines = entriesOf(told, 'PP10').find(({ sourceId }) => sourceId === id)?.lines ?? [];
      const on = (role: string): number =>
        lines
          .filter((line) => line.role === role)
          .reduce((sum, { side, amount }) => sum + (side === 'credit' ? amount : -amount), 0);
      if (part > 0) taxed++;

      expect(payload.items.map(({ discountTax }) => discountTax)).toEqual(parts);
      expect([on('tax.input'), on('purchase.discount')]).toEqual([part, payload.discount - part]);
    }
    expect(taxed).toBeGreaterThan(5);
    const american = named(events, 'vendor_payment.released').flatMap(({ payload }) => payload.items);
    expect(american.some(({ discount }) => discount > 0)).toBe(true);
    expect(american.filter(({ discountTax }) => discountTax !== 0)).toEqual([]);
  }, 60_000);
});

describe('P8', () => {
  const first = (lines: readonly Line[], name: string, fits: (line: Line) => boolean): Line => {
    const line = lines.find((one) => one.name === name && fits(one));
    if (line === undefined) throw new Error(`no ${name} fits`);
    return line;
  };
  const at = (line: Line, key: string): unknown => line.payload[key];

  it('passes on a year, with limits and employment among what it judges', () => {
    expect(findingsOf(run)).toEqual({ ids: [], messages: [] });
  });

  it('sees an order that nobody approved who may', () => {
    const { ids, messages } = findingsOf(run, (lines) => {
      const order = first(lines, 'purchase_order.created', (line) => Number(at(line, 'net')) > 3_000_000);
      const own = lines.filter(
        (line) => line.name === 'purchase_order.approved' && at(line, 'documentId') === at(order, 'documentId'),
      );
      const last = own.at(-1);
      return lines.filter((line) => line !== last);
    });

    // So does the check of controls: orders are approved up to their value.
    expect(ids).toEqual(['P8', 'K3']);
    expect(messages[0]).toMatch(/PO-1000-\w{12} of \d+ is approved by E-1000-.*, none of whom may/);
  });

  it('sees a requisition that only its first leader approved', () => {
    const { ids } = findingsOf(run, (lines) => {
      const second = first(lines, 'requisition.approved', (line) => at(line, 'level') === 2);
      return lines.filter(
        (line) =>
          line.name !== 'requisition.approved' ||
          at(line, 'documentId') !== at(second, 'documentId') ||
          at(line, 'level') === 1,
      );
    });

    expect(ids).toEqual(['P8']);
  });

  it('sees an approver who does not work there on the day', () => {
    const left = [...run.masters.rows('employees.1000')]
      .flatMap(({ holders }) => holders as { readonly employeeId: string; readonly leaveDate: string }[])
      .find(({ leaveDate }) => leaveDate !== '' && leaveDate < '2025-01-01');
    const gone = left?.employeeId ?? 'E-9999-0001';
    const { ids, messages } = findingsOf(run, (lines) => {
      const approved = first(lines, 'requisition.approved', () => true);
      Object.assign(approved.payload, { performedBy: gone });
    });

    expect(ids).toEqual(['P8']);
    expect(messages[0]).toContain(gone);
  });
});

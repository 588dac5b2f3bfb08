import { beforeAll, describe, expect, it } from 'vitest';

import type { Event } from '../../src/index.ts';
import { entriesOf, eventsOf, named, ofGoods, sums, verified, type RunParts } from './support.ts';

/** What is used up or put to use is another page: `spend.test.ts`. */
const goodsOf = async (parts: RunParts = {}): Promise<readonly Event[]> => ofGoods(await eventsOf(parts));

let events: readonly Event[];
beforeAll(async () => {
  events = await goodsOf();
}, 60_000);

/** What an event says, without the place of its emission: that counts what lies behind the end too. */
function told(event: Event | undefined): string {
  return JSON.stringify({ ...event, meta: undefined });
}

/** What people do in a weekend session, and what machines make of it at once. */
const AT_HOME: readonly string[] = [
  'requisition.approved',
  'requisition.rejected',
  'requisition.sourced',
  'service_entry.accepted',
  'purchase_order.created',
  'purchase_order.approved',
  'purchase_order.sent',
  'purchase_order.closed',
  'vendor_invoice.posted',
  'vendor_invoice.matched',
  'vendor_invoice.blocked',
  'control.performed',
];

describe('a year of buying goods', () => {
  it('is proved by the checks of the books and its own, from the emitted files alone', async () => {
    const { checks, ok } = await verified();

    const books = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L9', 'L10', 'L11', 'T1', 'T2', 'B1', 'B2', 'B3', 'B6'];
    const own = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P8', 'P9', 'P10'];
    const passed = checks.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id);
    expect(passed).toEqual(expect.arrayContaining([...books, ...own]));
    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(ok).toBe(true);
  }, 120_000);

  it('has the volume of a distributor: some thousand orders, one receipt and one invoice for most of them', () => {
    const orders = named(events, 'purchase_order.created').length;

    // Reported: about 1,000 orders a year for 200 materials and 50 vendors.
    expect(orders).toBeGreaterThan(900);
    expect(orders).toBeLessThan(1100);
    expect(named(events, 'goods_receipt.posted').length / orders).toBeGreaterThan(1);
    expect(named(events, 'vendor_invoice.posted').length / orders).toBeGreaterThan(0.9);
  });

  it('receives everything no later than the day on which it is needed, and sends every order in time', () => {
    const needs = new Map<string, string>();
    const sent = new Map<string, string>();
    for (const { payload } of named(events, 'purchase_order.created')) {
      for (const line of payload.lines) needs.set(`${payload.documentId}/${line.line}`, line.needDate);
    }
    for (const { payload, timestamp } of named(events, 'purchase_order.sent')) {
      sent.set(payload.documentId, timestamp.toISOString());
    }
    const late = named(events, 'goods_receipt.posted').flatMap(({ payload, timestamp }) =>
      payload.lines.filter(
        ({ reference }) =>
          payload.documentDate > (needs.get(`${reference.documentId}/${reference.line}`) ?? '') ||
          timestamp.toISOString() <= (sent.get(reference.documentId) ?? '9999'),
      ),
    );

    expect(late).toEqual([]);
  });

  it('books receipts in the morning, and on a day that is not worked nothing of stock and banks, of people but sessions', () => {
    const receipts = named(events, 'goods_receipt.posted').map(({ timestamp }) => (timestamp.getUTCHours() + 19) % 24);
    const weekend = events.filter(({ name, timestamp }) => {
      const day = new Date(timestamp.getTime() - 5 * 3_600_000).getUTCDay();
      return (day === 0 || day === 6) && !name.startsWith('requisition.created');
    });
    const ofPeople = weekend.flatMap(({ name }) => (name === 'journal_entry.posted' ? [] : [name]));
    const rules = weekend.flatMap(({ name, payload }) =>
      name === 'journal_entry.posted' ? [String(payload['ruleId'])] : [],
    );

    expect(Math.min(...receipts)).toBeGreaterThanOrEqual(6);
    expect(Math.max(...receipts)).toBeLessThan(12);
    // Who may is proved by Z1; these are what can be done without goods, the bank or the vendor.
    expect(ofPeople.length / events.length).toBeLessThan(0.03);
    expect(ofPeople.filter((name) => !AT_HOME.includes(name))).toEqual([]);
    expect(rules.filter((rule) => !['PP03', 'PP05', 'PP06', 'PP09'].includes(rule))).toEqual([]);
  });

  it('leaves on the account between receipt and invoice exactly what is received and not invoiced, by order line', () => {
    const received = new Map<string, number>();
    const note = (key: string, quantity: number): void => void received.set(key, (received.get(key) ?? 0) + quantity);
    for (const { payload } of named(events, 'goods_receipt.posted'))
      for (const { reference, quantity } of payload.lines) note(`${reference.documentId}/${reference.line}`, quantity);
    for (const { payload } of named(events, 'vendor_return.posted'))
      for (const { reference, quantity } of payload.lines) note(`${reference.documentId}/${reference.line}`, -quantity);
    for (const { payload } of named(events, 'vendor_invoice.posted'))
      for (const { reference, quantity } of payload.lines)
        if (reference !== undefined) note(`${reference.documentId}/${reference.line}`, -quantity);
    for (const { payload } of named(events, 'vendor_credit_memo.posted'))
      for (const { reference, quantity } of payload.lines) note(`${reference.documentId}/${reference.line}`, quantity);
    for (const { payload } of named(events, 'grir_balance.written_off'))
      for (const { reference, side, cleared } of payload.lines)
        note(`${reference.documentId}/${reference.line}`, side === 'credit' ? -cleared.quantity : cleared.quantity);
    const lines = ['PP01', 'PP04', 'PP05', 'PP07', 'PP11']
      .flatMap((rule) => entriesOf(events, rule))
      .flatMap((one) => one.lines);
    const booked = new Map<string, { units: number; value: number }>();
    for (const line of lines.filter(({ role }) => role === 'grir')) {
      const [item = ''] = [line.openItem?.id, line.clears?.[0]?.item].filter((one) => one !== undefined);
      const key = item.replace(/\/I$/, '');
      const sign = line.side === 'credit' ? 1 : -1;
      const sum = booked.get(key) ?? { units: 0, value: 0 };
      booked.set(key, { units: sum.units + sign * (line.quantity ?? 0), value: sum.value + sign * line.localAmount });
    }

    expect(booked.size).toBeGreaterThan(1000);
    for (const [key, { units, value }] of booked) {
      expect([key, units]).toEqual([key, received.get(key)]);
      if (units === 0) expect([key, value]).toEqual([key, 0]);
      else expect(Math.sign(value)).toBe(Math.sign(units));
    }
  });

  it('is the beginning of a longer one, event by event', async () => {
    const short = (await goodsOf({ end: '2025-05-01' })).map(told);

    expect(short.length).toBeGreaterThan(4000);
    expect(short.findIndex((text, i) => text !== told(events[i]))).toBe(-1);
  }, 60_000);

  it('is proved in a world of three companies with two currencies and taxes of their own', async () => {
    const { checks } = await verified({ world: { preset: 'group3' }, end: '2025-07-01' });

    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }, 180_000);
});

describe('what is booked', () => {
  it('PP01: stock at standard cost, units at order price, the difference to price variance', () => {
    for (const { payload, id } of named(events, 'goods_receipt.posted').slice(0, 50)) {
      const [entry] = entriesOf(events, 'PP01').filter(({ sourceId }) => sourceId === id);
      if (entry === undefined) throw new Error(`nothing was booked for ${payload.documentId}`);
      const accounts = sums([entry]);
      const standard = payload.lines.reduce((sum, line) => sum + line.quantity * line.unitCost, 0);
      const value = payload.lines.reduce((sum, line) => sum + line.orderValue, 0);

      expect(accounts['1240'] ?? 0).toBe(standard);
      expect(accounts['2900']).toBe(-value);
      expect(accounts['5400'] ?? 0).toBe(value - standard);
    }
  });

  it('PP05: units at their value, what the vendor asks above that to price variance and freight, the whole to the vendor', () => {
    const invoices = named(events, 'vendor_invoice.posted').filter(({ payload }) => payload.currency === 'USD');
    for (const { payload, id } of invoices.slice(0, 100)) {
      const [entry] = entriesOf(events, 'PP05').filter(({ sourceId }) => sourceId === id);
      if (entry === undefined) throw new Error(`nothing was booked for ${payload.documentId}`);
      const accounts = sums([entry]);
      const freight = payload.lines.filter(({ kind }) => kind === 'freight').reduce((sum, { net }) => sum + net, 0);

      expect(accounts['2000']).toBe(-payload.gross);
      expect(accounts['5510'] ?? 0).toBe(freight);
      expect((accounts['2900'] ?? 0) + (accounts['5400'] ?? 0)).toBe(payload.net - freight);
    }
  });

  it('PP10 and BK01: the vendor is paid less its discount; only the bank moves the bank account', () => {
    const released = named(events, 'vendor_payment.released').filter(({ payload }) => payload.currency === 'USD');
    const taken = released.filter(({ payload }) => payload.discount > 0);
    for (const { payload, id } of released.slice(0, 100)) {
      const [entry] = entriesOf(events, 'PP10').filter(({ sourceId }) => sourceId === id);
      if (entry === undefined) throw new Error(`nothing was booked for ${payload.documentId}`);
      const accounts = sums([entry]);
      expect(accounts['1030']).toBe(-payload.amount);
      expect(accounts['4800'] ?? 0).toBe(payload.discount === 0 ? 0 : -payload.discount);
      expect(accounts['2000']).toBe(payload.amount + payload.discount);
    }

    expect(taken.length).toBeGreaterThan(50);
    for (const rule of ['PP01', 'PP05', 'PP10']) {
      expect(
        entriesOf(events, rule)
          .flatMap(({ lines }) => lines)
          .filter(({ role }) => role === 'cash.bank'),
      ).toEqual([]);
    }
    const cleared = named(events, 'payment.cleared')[0]?.payload;
    expect(sums(entriesOf(events, 'BK01').slice(0, 1))['1010']).toBe(-(cleared?.amount ?? 0) - (cleared?.fee ?? 0));
  });

  it('pays foreign vendors in their own currency, with exchange differences as lines of their own', () => {
    const foreign = named(events, 'vendor_payment.released').filter(({ payload }) => payload.currency !== 'USD');
    const differences = entriesOf(events, 'PP10').flatMap(({ lines }) =>
      lines.filter(({ role }) => role === 'fx.realized'),
    );

    expect(foreign.length).toBeGreaterThan(20);
    expect(differences.length).toBeGreaterThan(20);
    expect(differences.every(({ amount }) => amount === 0)).toBe(true);
    expect(
      named(events, 'payment.cleared')
        .filter(({ payload }) => payload.fee > 0)
        .every(({ payload }) => payload.currency !== 'USD'),
    ).toBe(true);
  });

  it('PP04: what goes back leaves stock at standard cost, and its units at what they were received for', async () => {
    const run = await goodsOf({ options: { inspectionRejectChance: 1 }, end: '2025-05-01' });
    const returns = named(run, 'vendor_return.posted');

    expect(returns.length).toBeGreaterThan(50);
    for (const { payload, id } of returns) {
      const accounts = sums(entriesOf(run, 'PP04').filter(({ sourceId }) => sourceId === id));
      const standard = payload.lines.reduce((sum, line) => sum + line.quantity * line.unitCost, 0);
      const value = payload.lines.reduce((sum, line) => sum + line.orderValue, 0);
      expect([accounts['1240'], accounts['2900'], accounts['5400'] ?? 0]).toEqual([-standard, value, standard - value]);
    }
  }, 30_000);

  it('PP07: a credit memo opens what the vendor owes, against units at their value and the rest of its net', async () => {
    const run = await goodsOf({ options: { quantityDeviationChance: 1 }, end: '2025-05-01' });
    const memos = named(run, 'vendor_credit_memo.posted').filter(({ payload }) => payload.currency === 'USD');

    expect(memos.length).toBeGreaterThan(50);
    for (const { payload, id } of memos) {
      const accounts = sums(entriesOf(run, 'PP07').filter(({ sourceId }) => sourceId === id));
      expect(accounts['2000']).toBe(payload.gross);
      expect((accounts['2900'] ?? 0) + (accounts['5400'] ?? 0)).toBe(-payload.net);
    }
    const netted = named(run, 'vendor_payment.released').flatMap(({ payload }) => payload.items);
    expect(netted.some(({ kind }) => kind === 'creditMemo')).toBe(true);
  }, 30_000);

  it('PP11: what is left of an order line after ninety days goes to price variance', () => {
    const offs = named(events, 'grir_balance.written_off');

    expect(offs.length).toBeGreaterThan(0);
    for (const { payload, id } of offs) {
      const accounts = sums(entriesOf(events, 'PP11').filter(({ sourceId }) => sourceId === id));
      const left = payload.lines.reduce(
        (sum, { side, cleared }) => sum + (side === 'credit' ? 1 : -1) * cleared.amount,
        0,
      );
      expect([accounts['2900'], accounts['5400']]).toEqual([left, -left]);
      expect(
        named(events, 'purchase_order.closed').filter(({ payload: one }) => one.reason === 'writtenOff').length,
      ).toBe(offs.length);
    }
  });

  it('PP13: a voided payment takes its entry back, line by line, and owes its items again under names of their own', () => {
    const voided = named(events, 'vendor_payment.voided');

    expect(voided.length).toBeGreaterThan(0);
    for (const { payload, id } of voided) {
      const [back] = entriesOf(events, 'PP13').filter(({ sourceId }) => sourceId === id);
      const [paid] = entriesOf(events, 'PP10').filter(({ entryId }) => entryId === back?.reverses);
      if (back === undefined || paid === undefined) throw new Error('nothing was taken back');
      expect(back.kind).toBe('reversal');
      expect(Object.values(sums([back, paid])).every((sum) => sum === 0)).toBe(true);
      expect(payload.reopens.map(({ item }) => item.id)).toEqual(payload.items.map(({ invoice }) => `${invoice}/2`));
    }
  });

  it('BK03: a payment that the bank gives back is under way again, and goes out once more', () => {
    const returned = named(events, 'payment.returned');

    expect(returned.length).toBeGreaterThan(0);
    for (const { payload, id } of returned) {
      const accounts = sums(entriesOf(events, 'BK03').filter(({ sourceId }) => sourceId === id));
      const again = named(events, 'payment.cleared').filter(
        ({ payload: one }) => one.documentId === payload.documentId,
      );
      expect(accounts['1010']).toBeGreaterThan(0);
      expect(accounts['1030']).toBe(-(accounts['1010'] ?? 0));
      expect(again.map(({ payload: one }) => one.clears?.[0]?.item)).toEqual([
        payload.documentId,
        `${payload.documentId}/2`,
      ]);
    }
  });
});

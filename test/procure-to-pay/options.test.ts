import { beforeAll, describe, expect, it } from 'vitest';

import { p2p, type P2pOptions } from '../../journeys/procure-to-pay/index.ts';
import { SynodeError, type Event } from '../../src/index.ts';
import { coursesOf, figuresOf } from './figures.ts';
import { eventsOf, named, ofGoods } from './support.ts';

const END = '2025-06-01';
/** Of vendors whose goods are kept; what is used up or put to use is another page: `spend.test.ts`. */
const run = async (options: P2pOptions): Promise<readonly Event[]> => ofGoods(await eventsOf({ options, end: END }));

let usual: readonly Event[];
beforeAll(async () => {
  usual = await run({});
}, 60_000);

const count = (events: readonly Event[], name: Parameters<typeof named>[1]): number => named(events, name).length;
const invoiceLines = (events: readonly Event[]) =>
  named(events, 'vendor_invoice.posted').flatMap(({ payload }) => payload.lines.filter(({ kind }) => kind === 'goods'));
/** Receipts for each order that is through with them. */
const receiptsPerOrder = (events: readonly Event[]): number => {
  const courses = [...coursesOf(events).values()];
  return courses.flat().filter((name) => name === 'goods_receipt.posted').length / courses.length;
};

describe('the options of procure to pay', () => {
  it('partialReceiptChance: none comes in parts, or all do', async () => {
    expect(receiptsPerOrder(await run({ partialReceiptChance: 0, inspectionRejectChance: 0 }))).toBe(1);
    expect(receiptsPerOrder(await run({ partialReceiptChance: 1, inspectionRejectChance: 0 }))).toBeGreaterThanOrEqual(
      2,
    );
  });

  it('overDeliveryChance and tolerances.overDeliveryBp: more than ordered is let in as far as that goes', async () => {
    const over = async (options: P2pOptions): Promise<number> => {
      const events = await run({ ...options, orderChangeChance: 0, inspectionRejectChance: 0 });
      const ordered = new Map<string, number>();
      for (const { payload } of named(events, 'purchase_order.created'))
        for (const { line, quantity } of payload.lines) ordered.set(`${payload.documentId}/${line}`, quantity);
      const received = new Map<string, number>();
      for (const { payload } of named(events, 'goods_receipt.posted'))
        for (const { reference, quantity } of payload.lines) {
          const key = `${reference.documentId}/${reference.line}`;
          received.set(key, (received.get(key) ?? 0) + quantity);
        }
      return [...received].filter(([key, quantity]) => quantity > (ordered.get(key) ?? 0)).length;
    };

    expect(await over({ overDeliveryChance: 0 })).toBe(0);
    expect(await over({ overDeliveryChance: 1 })).toBeGreaterThan(50);
    expect(await over({ overDeliveryChance: 1, tolerances: { overDeliveryBp: 0 } })).toBe(0);
  }, 30_000);

  it('inspectionRejectChance: nothing goes back, or a part of most deliveries does, and is replaced', async () => {
    const [none, all] = [await run({ inspectionRejectChance: 0 }), await run({ inspectionRejectChance: 1 })];

    expect(count(none, 'vendor_return.posted')).toBe(0);
    expect(count(all, 'vendor_return.posted')).toBeGreaterThan(100);
    expect(count(all, 'goods_receipt.posted') - count(none, 'goods_receipt.posted')).toBeGreaterThan(100);
  });

  it('orderChangeChance: none is changed, or all are', async () => {
    expect(count(await run({ orderChangeChance: 0 }), 'purchase_order.changed')).toBe(0);
    const all = await run({ orderChangeChance: 1 });
    expect(count(all, 'purchase_order.changed')).toBeGreaterThan(0.8 * count(all, 'purchase_order.confirmed'));
  });

  it('priceDeviationChance: prices are those of the order, or on one line of each invoice are not', async () => {
    const off = (events: readonly Event[]): number =>
      invoiceLines(events).filter(({ unitPrice, orderPrice }) => unitPrice !== orderPrice).length;

    expect(off(await run({ priceDeviationChance: 0 }))).toBe(0);
    const all = await run({ priceDeviationChance: 1 });
    expect(off(all)).toBeGreaterThan(0.8 * count(all, 'vendor_invoice.posted'));
  });

  it('quantityDeviationChance: what is billed was received, or more is billed and credited', async () => {
    const none = await run({ quantityDeviationChance: 0, inspectionRejectChance: 0, priceDeviationChance: 0 });
    const all = await run({ quantityDeviationChance: 1, inspectionRejectChance: 0, priceDeviationChance: 0 });

    expect(count(none, 'vendor_credit_memo.posted')).toBe(0);
    expect(count(all, 'vendor_credit_memo.posted')).toBeGreaterThan(0.4 * count(all, 'vendor_invoice.posted'));
  });

  it('freightAddedChance: no invoice has freight, or each has', async () => {
    const withFreight = (events: readonly Event[]): number =>
      named(events, 'vendor_invoice.posted').filter(({ payload }) =>
        payload.lines.some(({ kind }) => kind === 'freight'),
      ).length;

    expect(withFreight(await run({ freightAddedChance: 0 }))).toBe(0);
    const all = await run({ freightAddedChance: 1 });
    expect(withFreight(all)).toBe(count(all, 'vendor_invoice.posted'));
  });

  it('tolerances: without any more is blocked, with wide ones nothing is', async () => {
    const blocked = async (tolerances: P2pOptions['tolerances']): Promise<number> =>
      count(await run({ tolerances, inspectionRejectChance: 0 } as P2pOptions), 'vendor_invoice.blocked');
    const normal = count(usual, 'vendor_invoice.blocked');

    expect(await blocked({ priceBp: 0 })).toBeGreaterThan(normal);
    expect(await blocked({ priceMax: 0 })).toBeGreaterThan(normal);
    expect(await blocked({ quantityBp: 10_000, overDeliveryBp: 10_000, priceBp: 10_000, priceMax: 1_000_000 })).toBe(0);
  }, 30_000);

  it('paymentRuns: money leaves on these days and no other', async () => {
    const days = (events: readonly Event[]): readonly number[] =>
      [
        ...new Set(
          named(events, 'vendor_payment.released').map(({ payload }) => new Date(payload.postingDate).getUTCDay()),
        ),
      ].sort((a, b) => a - b);

    expect(days(usual)).toEqual([2, 4]);
    expect(days(await run({ paymentRuns: ['friday'] }))).toEqual([5]);
  });

  it('hurdleBp: a discount of 37 % a year is taken where that is more than money costs', async () => {
    const taken = (events: readonly Event[]): number =>
      named(events, 'vendor_payment.released').filter(({ payload }) => payload.discount > 0).length;

    // 2 ÷ 98 × 365 ÷ 20.
    expect(taken(await run({ hurdleBp: 3724 }))).toBe(0);
    expect(taken(await run({ hurdleBp: 3723 }))).toBe(taken(usual));
    expect(taken(usual)).toBeGreaterThan(20);
  });

  it('stretchDays: everything is paid that much later', async () => {
    const stretched = figuresOf(await run({ stretchDays: 14 }));

    expect(stretched.daysPerItem - figuresOf(usual).daysPerItem).toBeGreaterThan(5);
    expect(stretched.lateShare).toBeGreaterThan(0.5);
  });

  it('partialPaymentChance: a disputed part of every invoice waits', async () => {
    const parts = (events: readonly Event[]): number => {
      const gross = new Map(
        named(events, 'vendor_invoice.posted').map(({ payload }) => [payload.documentId, payload.gross]),
      );
      const items = named(events, 'vendor_payment.released').flatMap(({ payload }) => payload.items);
      return items.filter(({ invoice, amount }) => amount < (gross.get(invoice) ?? 0)).length / items.length;
    };

    expect(parts(await run({ partialPaymentChance: 0 }))).toBe(0);
    expect(parts(await run({ partialPaymentChance: 1 }))).toBeGreaterThan(0.9);
  });

  it('receiptToInvoiceDays: invoices come later', async () => {
    const days = (events: readonly Event[]): number => {
      const received = new Map<string, number>();
      for (const { payload } of named(events, 'goods_receipt.posted'))
        received.set(payload.references[0]?.documentId ?? '', Date.parse(payload.documentDate));
      const waits = named(events, 'vendor_invoice.posted').map(
        ({ payload }) =>
          Date.parse(payload.receivedDate) - (received.get(payload.references[0]?.documentId ?? '') ?? Infinity),
      );
      const known = waits.filter((wait) => wait >= 0).sort((a, b) => a - b);
      return (known[Math.floor(known.length / 2)] ?? 0) / 86_400_000;
    };

    expect(days(usual)).toBeLessThan(9);
    expect(days(await run({ receiptToInvoiceDays: { median: 25, p95: 40 } }))).toBeGreaterThan(20);
  });

  it('messiness: at 0 there are at most ten courses, at 1 a long tail, at 2 a longer one', async () => {
    const [clean, messy] = [figuresOf(await run({ messiness: 0 })), figuresOf(await run({ messiness: 2 }))];

    expect(clean.variants).toBeLessThanOrEqual(10);
    expect(figuresOf(usual).variants).toBeGreaterThan(20);
    expect(messy.variants).toBeGreaterThan(figuresOf(usual).variants);
    expect(messy.firstPass).toBeLessThan(figuresOf(usual).firstPass);
  });

  it('invoicePolicies: no invoice comes before the goods, or all do', async () => {
    expect(figuresOf(await run({ invoicePolicies: { beforeReceipt: 0 } })).invoiceFirstShare).toBe(0);
    const early = await run({ invoicePolicies: { afterReceipt: 0, beforeReceipt: 1, noReceipt: 0 } });
    expect(figuresOf(early).invoiceFirstShare).toBe(1);
    expect(
      named(early, 'vendor_invoice.posted').some(({ payload }) =>
        payload.lines.some(({ opened }) => opened !== undefined),
      ),
    ).toBe(true);
  });

  it('payMethods: vendors at home are paid as it says, others by wire', async () => {
    const events = await run({ payMethods: { transfer: 0, wire: 0, card: 0, check: 1 } });
    const methods = new Set(
      named(events, 'vendor_payment.released').map(({ payload }) => `${payload.currency} ${payload.method}`),
    );

    expect(methods.has('USD check')).toBe(true);
    expect([...methods].every((one) => one === 'USD check' || one.endsWith('wire'))).toBe(true);
  });

  it('are refused with all their faults at once', () => {
    const faults = (): readonly string[] => {
      try {
        p2p({
          partialReceiptChance: 1.5,
          paymentRuns: ['sunday'],
          payMethods: { transfer: 0, check: 0, wire: 0, card: 0 },
          hurdel: 3,
        });
      } catch (thrown) {
        if (thrown instanceof SynodeError) return thrown.issues.map(({ code, path }) => `${code} ${path.join(' ')}`);
      }
      return [];
    };

    expect(faults()).toEqual([
      "INVALID_OPTION process 'procure-to-pay' 'partialReceiptChance'",
      "INVALID_OPTION process 'procure-to-pay' 'paymentRuns' '0'",
      "INVALID_OPTION process 'procure-to-pay' 'payMethods'",
      "UNKNOWN_KEY process 'procure-to-pay' 'hurdel'",
    ]);
  });
});

describe('the figures of a year', () => {
  it('are those that controllers know: invoices that pass at once, days payable, late ones', async () => {
    const figures = figuresOf(await eventsOf());

    // Of 1,000 invoices: standard errors of .006, .3 days and .01; the bands are those of the documentation.
    expect(figures.firstPass).toBeGreaterThan(0.92);
    expect(figures.firstPass).toBeLessThan(0.975);
    expect(figures.daysPerItem).toBeGreaterThan(24);
    expect(figures.daysPerItem).toBeLessThan(31);
    expect(figures.lateShare).toBeLessThan(0.15);
    expect(figures.eventsPerItem).toBeGreaterThan(4);
    console.info('procure to pay, a year:', JSON.stringify(figures));
  }, 30_000);
});

import { beforeAll, describe, expect, it } from 'vitest';

import { o2c } from '../../journeys/order-to-cash/index.ts';
import type { OptionsInput } from '../../journeys/order-to-cash/options.ts';
import { SynodeError } from '../../src/index.ts';
import { Happened, run, trading, type Line } from './run.ts';

/** Half a year of sixty customers, the same but for what a test changes. */
const selling = (given: OptionsInput = {}): Promise<Happened> =>
  run({ o2c: { customers: 60, ...given }, end: '2025-07-01' });

/** Three standard deviations of a share of n. */
const bound = (share: number, n: number): number => 3 * Math.sqrt((share * (1 - share)) / n) + 1e-9;

const dayOf = (date: string): number => Date.parse(date) / 86_400_000;

let usual: Happened;

beforeAll(async () => {
  usual = await selling();
}, 60_000);

/** Days from the due date to the money, of invoices without a discount. */
function lateness(told: Happened): number {
  const due = new Map(told.of('customer_invoice.posted').map(({ payload }) => [payload.documentId, payload]));
  const days = told.of('customer_receipt.applied').flatMap(({ payload }) =>
    payload.remittance.flatMap(({ invoice, discount }) => {
      const of = due.get(invoice);
      return of === undefined || discount > 0 ? [] : [dayOf(payload.valueDate) - dayOf(of.dueDate)];
    }),
  );
  return days.reduce((sum, one) => sum + one, 0) / days.length;
}

const orderDays = (told: Happened): readonly number[] => {
  const created = new Map(
    told.of('sales_order.created').map(({ payload }) => [payload.documentId, payload.documentDate]),
  );
  return told
    .of('delivery.goods_issued')
    .map(
      ({ payload }) => dayOf(payload.goodsIssueDate) - dayOf(created.get(payload.salesOrder) ?? payload.goodsIssueDate),
    );
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

describe('an option of order to cash', () => {
  it('ordersPerMonth: none of a segment without any', async () => {
    const told = await selling({ ordersPerMonth: { enterprise: 0, mid: 0, smb: 3, consumer: 0 } });
    const orders = told.of('sales_order.created');
    const customers = 30;

    expect(new Set(orders.map(({ payload }) => payload.partnerGroup))).toEqual(new Set(['smb']));
    expect(Math.abs(orders.length - customers * 3 * 6)).toBeLessThan(4 * Math.sqrt(customers * 3 * 6));
  });

  it('customers: as many as are asked for, and no more than there are', async () => {
    const few = await selling({ customers: 10 });
    const partners = new Set(few.of('sales_order.created').map(({ payload }) => payload.partner.id));

    expect(partners.size).toBeLessThanOrEqual(10);
    expect(() => trading({ o2c: { customers: 101 } })).toThrow('company 1000 has 100 customers, not 101');
  });

  it('quoteShare: so many orders begin with a quote, and none at 0', async () => {
    const half = await selling({ quoteShare: 0.5 });
    const none = await selling({ quoteShare: 0 });
    const orders = half
      .of('sales_order.created')
      .filter(({ timestamp }) => timestamp.getTime() > Date.parse('2025-03-01'));
    const quoted = orders.filter(({ payload }) => payload.references.length > 0).length;

    expect(Math.abs(quoted / orders.length - 0.5)).toBeLessThan(bound(0.5, orders.length) + 0.05);
    expect(none.of('quote.created')).toEqual([]);
  });

  it('quoteWinChance: so many quotes are won', async () => {
    const told = await selling({ quoteShare: 0.5, quoteWinChance: 0.8 });
    const [won, lost, expired] = [told.of('quote.won'), told.of('quote.lost'), told.of('quote.expired')].map(
      (one) => one.length,
    );
    const decided = (won ?? 0) + (lost ?? 0) + (expired ?? 0);

    expect(Math.abs((won ?? 0) / decided - 0.8)).toBeLessThan(bound(0.8, decided) + 0.02);
  });

  it('orderToShip: goods leave that much sooner', async () => {
    const fast = await selling({ orderToShip: { medianBusinessDays: 2, p95: 3 } });

    expect(median(orderDays(fast))).toBeLessThan(median(orderDays(usual)) - 3);
  });

  it('partialShipmentChance: two deliveries of every order that can be divided, one of each at 0', async () => {
    const perOrder = (told: Happened): number => {
      const closed = new Set(told.of('sales_order.closed').map(({ payload }) => payload.documentId));
      const deliveries = told.of('delivery.created').filter(({ payload }) => closed.has(payload.salesOrder));
      return deliveries.length / closed.size;
    };

    expect(perOrder(await selling({ partialShipmentChance: 1 }))).toBeGreaterThan(1.7);
    expect(perOrder(await selling({ partialShipmentChance: 0 }))).toBe(1);
  });

  it('orderChangeChance: every confirmed order is changed, or none', async () => {
    const always = await selling({ orderChangeChance: 1, cancellationChance: 0 });
    const changed = new Set(always.of('sales_order.changed').map(({ payload }) => payload.documentId));
    const delivered = always.of('delivery.created').map(({ payload }) => payload.salesOrder);

    expect(delivered.filter((id) => !changed.has(id))).toEqual([]);
    expect((await selling({ orderChangeChance: 0 })).of('sales_order.changed')).toEqual([]);
  });

  it('cancellationChance: nothing is delivered where all is cancelled', async () => {
    const told = await selling({ cancellationChance: 1, orderChangeChance: 0 });

    expect(told.of('sales_order.cancelled').length).toBeGreaterThan(100);
    expect(told.of('delivery.created')).toEqual([]);
    expect(
      (await selling({ cancellationChance: 0 }))
        .of('sales_order.cancelled')
        .filter(({ payload }) => payload.reason === 'customer'),
    ).toEqual([]);
  });

  it('returnChance: nothing comes back at 0, and credit is for invoices alone', async () => {
    const none = await selling({ returnChance: 0 });
    const many = await selling({ returnChance: 0.5 });

    expect(none.of('customer_return.announced')).toEqual([]);
    expect(none.of('credit_memo.posted').filter(({ payload }) => payload.reason === 'return')).toEqual([]);
    expect(many.of('customer_return.received').length).toBeGreaterThan(5 * usual.of('customer_return.received').length);
  });

  it('billingErrorChance: every invoice is billed again, or none', async () => {
    const kinds = (told: Happened): number =>
      told.of('customer_invoice.posted').filter(({ payload }) => payload.kind === 'rebill').length;

    expect(kinds(await selling({ billingErrorChance: 0 }))).toBe(0);
    expect(kinds(await selling({ billingErrorChance: 1 }))).toBeGreaterThan(300);
  });

  it('discountTakenChance: all who may take a discount do, or nobody', async () => {
    const taken = (told: Happened): number =>
      told
        .of('customer_receipt.applied')
        .flatMap(({ payload }) => payload.remittance)
        .filter(({ discount }) => discount > 0).length;
    const all = taken(await selling({ discountTakenChance: 1 }));

    expect(taken(await selling({ discountTakenChance: 0 }))).toBe(0);
    expect(all).toBeGreaterThan(taken(usual));
  });

  it('behaviors: who is early pays before the due date, who is a risk a month and more after it', async () => {
    expect(lateness(await selling({ behaviors: { early: 1 } }))).toBeLessThan(0);
    expect(lateness(await selling({ behaviors: { highRisk: 1 } }))).toBeGreaterThan(30);
  });

  it('payMethods: everybody pays by what is given a weight', async () => {
    const told = await selling({ payMethods: { check: 1 } });
    const methods = new Set(told.of('customer_receipt.applied').map(({ payload }) => payload.method));

    // Abroad there are no checks.
    expect([...methods].filter((method) => method !== 'wire')).toEqual(['check']);
  });

  it('partialReceiptChance, shortPaymentChance, onAccountChance: what is paid is whole where they are 0', async () => {
    const whole = await selling({
      partialReceiptChance: 0,
      shortPaymentChance: 0,
      onAccountChance: 0,
      returnedPaymentChance: 0,
    });
    const reasons = (told: Happened, reason: string): number =>
      told
        .of('customer_receipt.applied')
        .flatMap(({ payload }) => payload.remittance)
        .filter((line) => line.reason === reason).length;
    const parts = await selling({ partialReceiptChance: 0.3, shortPaymentChance: 0, onAccountChance: 0 });
    const short = await selling({ partialReceiptChance: 0, shortPaymentChance: 0.3, onAccountChance: 0 });
    const loose = await selling({ partialReceiptChance: 0, shortPaymentChance: 0, onAccountChance: 0.5 });

    expect([reasons(whole, 'part payment'), reasons(whole, 'held back')]).toEqual([0, 0]);
    expect(whole.of('customer_receipt.applied').filter(({ payload }) => payload.unapplied !== undefined)).toEqual([]);
    expect(reasons(parts, 'part payment')).toBeGreaterThan(3 * reasons(usual, 'part payment') - 20);
    expect(reasons(short, 'held back')).toBeGreaterThan(4 * reasons(usual, 'held back'));
    expect(loose.of('unapplied_receipt.applied').length).toBeGreaterThan(
      4 * usual.of('unapplied_receipt.applied').length,
    );
  });

  it('returnedPaymentChance: every debit and check bounces, or none', async () => {
    const bounced = await selling({ returnedPaymentChance: 1, payMethods: { debit: 1 } });
    const domestic = bounced.of('receipt.banked').filter(({ payload }) => payload.method === 'debit').length;

    expect((await selling({ returnedPaymentChance: 0 })).of('receipt.returned')).toEqual([]);
    expect(bounced.of('receipt.returned').length).toBeGreaterThan(domestic * 0.8);
  });

  it('unidentifiedChance: money waits for days on its way in', async () => {
    const waits = (told: Happened): number => {
      const banked = new Map(
        told.of('receipt.banked').map(({ payload, timestamp }) => [payload.documentId, timestamp.getTime()]),
      );
      const days = told
        .of('customer_receipt.applied')
        .map(
          ({ payload, timestamp }) =>
            (timestamp.getTime() - (banked.get(payload.documentId) ?? timestamp.getTime())) / 86_400_000,
        );
      return days.filter((one) => one > 4.5).length / days.length;
    };

    expect(waits(await selling({ unidentifiedChance: 0 }))).toBe(0);
    expect(waits(await selling({ unidentifiedChance: 1 }))).toBeGreaterThan(0.5);
  });

  it('shortPaymentTolerance: at 0 everything held back is disputed, at its most nothing is', async () => {
    const strict = await selling({ shortPaymentChance: 0.3, shortPaymentTolerance: { bp: 0, max: 0 } });
    const kind = await selling({ shortPaymentChance: 0.3, shortPaymentTolerance: { bp: 10_000, max: 1_000_000 } });
    const tolerated = (told: Happened): number =>
      told
        .of('customer_receipt.applied')
        .flatMap(({ payload }) => payload.remittance)
        .filter((line) => line.tolerated > 0).length;
    const disputes = (told: Happened): readonly Line[] =>
      told
        .of('customer_invoice.disputed')
        .filter(({ payload }) => payload.reason === 'shortPayment') as unknown as readonly Line[];

    expect([tolerated(strict), disputes(kind).length]).toEqual([0, 0]);
    expect([tolerated(kind) > 20, disputes(strict).length > 20]).toEqual([true, true]);
  });

  it('dunning: reminders by other days, interest and charge; who always pays is not reminded twice', async () => {
    const dunning = { days: [1, 2, 3, 4], interestBp: 0, charge: 40, deadlineDays: 3, payAfter: [1, 1, 1, 1] };
    const told = await selling({ dunning, shortPaymentChance: 0, returnedPaymentChance: 0, partialReceiptChance: 0 });
    const notices = told.of('dunning_notice.sent');
    const dollars = notices.filter(({ payload }) => payload.currency === 'USD');

    expect(notices.length).toBeGreaterThan(usual.of('dunning_notice.sent').length);
    expect(notices.every(({ payload }) => payload.interest === 0)).toBe(true);
    expect(new Set(dollars.filter(({ payload }) => payload.level > 1).map(({ payload }) => payload.charge))).toEqual(
      new Set([4000]),
    );
    // An item may be paid in part or not at all by who fails in between.
    expect(notices.filter(({ payload }) => payload.level > 1).length).toBeLessThan(notices.length / 10);
  });

  it('writeOffAfterDays: what is old enough is given up sooner', async () => {
    const bad = { behaviors: { highRisk: 1 }, dunning: { payAfter: [0, 0, 0, 0] } } satisfies OptionsInput;
    const overdue = (told: Happened): readonly number[] =>
      told
        .of('receivable.written_off')
        .filter(({ payload }) => payload.reason === 'overdue')
        .map(({ payload }) => payload.daysOverdue);
    const early = overdue(await selling({ ...bad, writeOffAfterDays: 60 }));

    expect(early.length).toBeGreaterThan(5);
    expect(Math.min(...early)).toBeGreaterThan(60);
    expect(overdue(await selling({ ...bad, writeOffAfterDays: 180 }))).toEqual([]);
  });

  it('seasonality: a month with ten times the factor has ten times the orders', async () => {
    const told = await selling({ seasonality: [10, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], quoteShare: 0 });
    const months = told.of('sales_order.created').map(({ payload }) => payload.documentDate.slice(0, 7));
    const january = months.filter((month) => month === '2025-01').length;

    expect(january).toBeGreaterThan(months.length * 0.5);
  });
});

describe('options that cannot be', () => {
  it('are told all at once, each with its path', () => {
    const faults = (given: unknown): readonly string[] => {
      try {
        o2c(given);
      } catch (error) {
        if (error instanceof SynodeError) return error.issues.map(({ path }) => path.join(' '));
        throw error;
      }
      return [];
    };

    expect(
      faults({
        returnChance: 1.5,
        dunning: { days: [14, 14, 42, 60] },
        seasonality: [1],
        retuns: 1,
        behaviors: { early: 0 },
      }),
    ).toEqual(
      expect.arrayContaining([
        "process 'order-to-cash' 'returnChance'",
        "process 'order-to-cash' 'dunning' 'days'",
        "process 'order-to-cash' 'seasonality'",
        "process 'order-to-cash' 'behaviors'",
      ]),
    );
  });
});

import { beforeAll, describe, expect, it } from 'vitest';

import { Happened, run } from './run.ts';

const OFTEN = {
  returnedPaymentChance: 0.2,
  shortPaymentChance: 0.15,
  onAccountChance: 0.25,
  unidentifiedChance: 0,
  partialReceiptChance: 0.05,
};

const DAY = 86_400_000;
const weekdayOf = (date: string): number => ((Date.parse(date) / DAY + 3) % 7) + 1;

let told: Happened;

beforeAll(async () => {
  told = await run({ o2c: OFTEN });
}, 120_000);

const applied = () => told.of('customer_receipt.applied');

/** Local dates of a US company. */
const dateOf = (timestamp: Date): string => new Date(timestamp.getTime() - 5 * 3_600_000).toISOString().slice(0, 10);

describe('a receipt', () => {
  it('holds all that a customer pays that day', () => {
    const keys = applied().map(({ payload }) => `${payload.partner.id} ${payload.valueDate}`);
    const several = applied().filter(({ payload }) => payload.remittance.length > 1);

    expect(new Set(keys).size).toBeGreaterThan(keys.length * 0.99);
    expect(several.length).toBeGreaterThan(50);
  });

  it('by debit or card is exactly what is due', () => {
    const collected = applied().filter(({ payload }) => payload.method === 'debit' || payload.method === 'card');

    expect(collected.length).toBeGreaterThan(20);
    for (const { payload } of collected) {
      expect(payload.unapplied).toBeUndefined();
      expect(payload.remittance.filter(({ reason }) => reason !== '')).toEqual([]);
    }
  });

  it('without an invoice comes by transfer or wire', () => {
    const loose = applied().filter(({ payload }) => payload.unapplied !== undefined);

    expect(loose.length).toBeGreaterThan(50);
    expect(new Set(loose.map(({ payload }) => payload.method))).toEqual(new Set(['transfer', 'wire']));
  });

  it('is banked before it is applied, a check after it', () => {
    const banked = new Map(
      told.of('receipt.banked').map(({ payload, timestamp }) => [payload.documentId, timestamp.getTime()]),
    );
    const late = applied().filter(({ payload, timestamp }) => {
      const at = banked.get(payload.documentId);
      return at !== undefined && at > timestamp.getTime();
    });

    expect(late.length).toBeGreaterThan(20);
    expect(new Set(late.map(({ payload }) => payload.method))).toEqual(new Set(['check']));
  });
});

describe('a customer', () => {
  it('of the upper segments pays on its weekday, unless it has promised a day', async () => {
    // Nobody who is early is ever reminded, and so promises nothing.
    const early = await run({
      o2c: { ...OFTEN, behaviors: { early: 1 }, returnedPaymentChance: 0 },
      end: '2025-07-01',
    });
    const byCustomer = new Map<string, number[]>();
    for (const { payload } of early.of('customer_receipt.applied')) {
      if (payload.partnerGroup !== 'enterprise' && payload.partnerGroup !== 'mid') continue;
      byCustomer.set(payload.partner.id, [...(byCustomer.get(payload.partner.id) ?? []), weekdayOf(payload.valueDate)]);
    }

    expect(byCustomer.size).toBe(25);
    for (const weekdays of byCustomer.values()) {
      const usual = Math.max(...[1, 2, 3, 4, 5].map((day) => weekdays.filter((one) => one === day).length));
      // A holiday moves the run to the next day.
      expect(usual).toBeGreaterThanOrEqual(weekdays.length * 0.7);
    }
  });
});

describe('a receipt that bounces', () => {
  it('opens each of its items again, with the old due date', () => {
    const due = new Map(told.of('customer_invoice.posted').map(({ payload }) => [payload.documentId, payload.dueDate]));
    const receipts = new Map(applied().map(({ payload }) => [payload.documentId, payload]));
    const reversed = told.of('customer_receipt.reversed');

    expect(reversed.length).toBeGreaterThan(10);
    for (const { payload } of reversed) {
      const remittance = receipts.get(payload.documentId)?.remittance ?? [];
      expect(payload.reopened.map(({ of, amount }) => [of, amount])).toEqual(
        remittance.map(({ item, clears }) => [item, clears.amount]),
      );
      for (const { item, dueDate } of payload.reopened) {
        const [document = ''] = item.split('/');
        if (document.startsWith('CI-')) expect(dueDate).toBe(due.get(document));
      }
    }
  });

  it('costs the customer the fee of the bank', () => {
    const returned = told.of('receipt.returned');
    const charges = told.of('customer_charge.posted').filter(({ payload }) => payload.kind === 'returnedReceipt');

    expect(returned.every(({ payload }) => payload.fee === 1500)).toBe(true);
    expect(charges.every(({ payload }) => payload.gross === 1500 && payload.tax === 0)).toBe(true);
    expect(Math.abs(charges.length - returned.length)).toBeLessThanOrEqual(2);
  });
});

describe('a dispute', () => {
  it('that is accepted is credited, net and tax in the shares of the invoice', () => {
    const invoices = new Map(told.of('customer_invoice.posted').map(({ payload }) => [payload.documentId, payload]));
    const credits = told
      .of('credit_memo.posted')
      .filter(({ payload }) => ['priceError', 'goodwill'].includes(payload.reason));
    const taxed = credits.filter(({ payload }) => (invoices.get(payload.invoice)?.tax ?? 0) > 0);

    expect(credits.length).toBeGreaterThan(50);
    expect(taxed.length).toBeGreaterThan(0);
    for (const { payload } of credits) {
      const of = invoices.get(payload.invoice);
      const share = (of?.tax ?? 0) / (of?.gross ?? 1);
      expect(Math.abs(payload.tax - payload.gross * share)).toBeLessThanOrEqual(0.5);
    }
  });
});

describe('money without an invoice', () => {
  it('goes back after sixty days where nothing is open', () => {
    const opened = new Map<string, string>();
    for (const { payload } of applied()) {
      if (payload.unapplied !== undefined) opened.set(payload.unapplied.item, payload.documentDate);
    }
    for (const { payload } of told.of('credit_memo.posted')) {
      if (payload.surplus !== undefined) opened.set(payload.surplus.item, payload.documentDate);
    }
    const refunds = told.of('customer_refund.released');
    const paidOut = new Set(told.of('payment.cleared').map(({ payload }) => payload.documentId));

    expect(refunds.length).toBeGreaterThan(0);
    for (const { payload, timestamp } of refunds) {
      const since = opened.get(payload.unapplied[0]?.item ?? '') ?? '';
      const days = (Date.parse(dateOf(timestamp)) - Date.parse(since)) / DAY;
      expect(days).toBeGreaterThanOrEqual(60);
      expect(days).toBeLessThan(80);
    }
    expect(refunds.filter(({ payload }) => paidOut.has(payload.documentId)).length).toBeGreaterThan(
      refunds.length * 0.7,
    );
  });
});

describe('a charge', () => {
  it('is paid with the next receipt of its customer', () => {
    const charges = told.of('customer_charge.posted').filter(({ payload }) => payload.documentDate < '2025-10-01');
    // The first time: one that bounced is paid again.
    const paidOn = new Map(
      applied()
        .toReversed()
        .flatMap(({ payload }) => payload.remittance.map(({ invoice }) => [invoice, payload.valueDate])),
    );
    const paid = charges.filter(({ payload }) => paidOn.has(payload.documentId));
    const passedOver = paid.filter(({ payload: { documentId, documentDate, partner } }) =>
      applied().some(
        ({ payload }) =>
          payload.partner.id === partner.id &&
          payload.remittance.length > 0 &&
          payload.valueDate > documentDate &&
          payload.valueDate < (paidOn.get(documentId) ?? ''),
      ),
    );

    expect(paid.length).toBeGreaterThan(charges.length * 0.7);
    expect(passedOver.map(({ payload }) => payload.documentId)).toEqual([]);
  });
});

describe('a subscription', () => {
  it('earns its price month by month, to the last cent', async () => {
    const years = await run({
      o2c: { ordersPerMonth: { enterprise: 0, mid: 0, smb: 0, consumer: 0 } },
      end: '2027-01-01',
      world: { preset: 'group3', years: 3 },
    });
    const earned = new Map<string, number>();
    for (const { payload } of years.of('deferred_revenue.released')) {
      earned.set(payload.invoice, (earned.get(payload.invoice) ?? 0) + payload.amount);
    }
    const signed = years.of('customer_invoice.posted').filter(({ payload }) => payload.kind === 'subscription');
    const over = signed.filter(({ payload }) => payload.billingDate < '2025-12-01');
    const booked = new Map(
      years
        .entries('OC02')
        .map(({ documentId, lines }) => [
          documentId,
          lines.find(({ role }) => role === 'contract.liability')?.localAmount,
        ]),
    );

    expect(over.length).toBeGreaterThan(30);
    for (const { payload } of over) expect(earned.get(payload.documentId)).toBe(booked.get(payload.documentId));
    expect(years.of('subscription.renewed').length).toBeGreaterThan(years.of('subscription.ended').length);
  });

  it('is signed by nobody who is no customer yet: on that day of the year after', async () => {
    const customers = Array.from({ length: 60 }, (_, i) => ({
      customerId: `own-${i}`,
      segment: 'mid',
      since: '2025-07-01',
    }));
    const own = await run({
      o2c: { ordersPerMonth: { enterprise: 0, mid: 0, smb: 0, consumer: 0 } },
      end: '2026-07-01',
      world: { preset: 'distributor', masters: { customers: { id: 'own', rows: customers } } },
    });
    const signed = own.of('subscription.signed').map(({ payload }) => payload.start);

    expect(signed.length).toBeGreaterThan(5);
    expect(signed.filter((date) => date < '2025-07-01')).toEqual([]);
    expect(signed.filter((date) => date >= '2026-01-01').length).toBeGreaterThan(0);
  });
});

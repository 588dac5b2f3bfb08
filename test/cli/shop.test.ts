import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { newProject, type Line, type Project } from './project.ts';

const CONFIG = join(fileURLToPath(new URL('../..', import.meta.url)), 'examples', 'shop', 'synode.config.ts');

interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly taxBp: number;
}

interface Order {
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly OrderLine[];
  readonly goods: number;
  readonly shipping: number;
  readonly total: number;
}

/** A year of the example shop with 300 visitors, run from dist as `npm run shop` does with 2,000. */
describe('the example shop', () => {
  let project: Project;
  let events: readonly Line[] = [];
  const named = (name: string): readonly Line[] => events.filter((event) => event.name === name);
  const orders = (): readonly (Line & { readonly payload: Order })[] => named('order_placed') as never;

  beforeAll(async () => {
    project = await newProject();
    const { code } = await project.synode(`generate ${CONFIG} --users 300 --to shop.ndjson --quiet`);
    expect(code).toBe(0);
    events = await project.events('shop.ndjson');
  });
  afterAll(() => project.remove());

  it('is busy: tens of thousands of events, in order of time, inside the year', () => {
    const times = events.map(({ timestamp }) => timestamp);

    expect(events.length).toBeGreaterThan(20_000);
    expect(times).toEqual([...times].sort());
    expect([times[0]?.slice(0, 4), times.at(-1)?.slice(0, 4)]).toEqual(['2025', '2025']);
  });

  it('adds up: goods are their lines, and what was paid is goods and shipping', () => {
    const authorised = new Map(named('payment_authorised').map((event) => [event.sessionId, event.payload['amount']]));

    expect(orders().length).toBeGreaterThan(300);
    for (const { payload, sessionId } of orders()) {
      const goods = payload.lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
      expect(payload.goods).toBe(goods);
      expect(payload.total).toBe(goods + payload.shipping);
      expect(authorised.get(sessionId)).toBe(payload.total);
    }
  });

  it('sells what its catalogue holds, at its prices, to its own customers and to new ones', async () => {
    await project.synode(`dataset export products --to products.json --config ${CONFIG}`);
    const products = JSON.parse(await project.read('products.json')) as {
      sku: string;
      priceMinor: number;
      taxBp: number;
      note?: string;
    }[];
    const bySku = new Map(products.map((product) => [product.sku, product]));
    const registered = new Set(named('customer_registered').map(({ payload }) => payload['customerId']));

    for (const { payload } of orders()) {
      for (const line of payload.lines) {
        expect(bySku.get(line.sku)).toMatchObject({ priceMinor: line.unitPrice, taxBp: line.taxBp });
        expect(bySku.get(line.sku)?.note).not.toBe('nur Abholung');
      }
      expect(payload.customerId.startsWith('1') || registered.has(payload.customerId)).toBe(true);
    }
    expect(orders().some(({ payload }) => payload.customerId.startsWith('1'))).toBe(true);
    expect(orders().some(({ payload }) => payload.customerId.startsWith('2'))).toBe(true);
  });

  it('ships what was paid, in working hours, and delivers later', () => {
    const placed = new Map(orders().map(({ payload, timestamp }) => [payload.orderId, timestamp]));
    const shipped = new Map(named('order_shipped').map(({ payload, timestamp }) => [payload['orderId'], timestamp]));

    expect(placed.size).toBe(orders().length);
    for (const [orderId, timestamp] of shipped) {
      expect(timestamp > (placed.get(String(orderId)) ?? '9')).toBe(true);
      const at = new Date(timestamp);
      expect([1, 2, 3, 4, 5]).toContain(at.getUTCDay());
      // 07:00 to 16:00 and the last of the packing, an hour ahead of UTC.
      expect(at.getUTCHours()).toBeGreaterThanOrEqual(6);
      expect(at.getUTCHours()).toBeLessThan(16);
    }
    for (const { payload, timestamp } of named('order_delivered')) {
      expect(timestamp > (shipped.get(payload['orderId']) ?? '9')).toBe(true);
    }
  });

  it('takes back what was delivered, and refunds no more than it cost', () => {
    const goods = new Map(orders().map(({ payload }) => [payload.orderId, payload.goods]));
    const delivered = new Map(
      named('order_delivered').map(({ payload, timestamp }) => [payload['orderId'], timestamp]),
    );

    expect(named('return_requested').length).toBeGreaterThan(5);
    for (const { payload, timestamp, sessionId } of named('return_requested')) {
      expect(timestamp > (delivered.get(payload['orderId']) ?? '9')).toBe(true);
      expect(sessionId).toContain(':return-parcel:deliver#');
    }
    for (const { payload } of named('refund_issued')) {
      expect(payload['amount']).toBeLessThanOrEqual(goods.get(String(payload['orderId'])) ?? 0);
    }
  });

  it('is visited by trade on workday mornings, and by people at home in the evening and on Sundays', () => {
    const visits = (journey: string): readonly Date[] =>
      named('session_started')
        .filter(({ sessionId }) => sessionId.includes(`:${journey}:`))
        .map(({ timestamp }) => new Date(timestamp));
    const share = (journey: string, holds: (at: Date) => boolean): number => {
      const all = visits(journey);
      return all.filter(holds).length / all.length;
    };
    const isWeekend = (at: Date): boolean => at.getUTCDay() % 6 === 0;

    // Of 1,000 visits a share has a standard deviation of at most 1.6 points; these are 10 and more apart.
    expect(visits('restock').length).toBeGreaterThan(1000);
    expect(visits('browse').length).toBeGreaterThan(1000);
    expect(share('restock', isWeekend)).toBeLessThan(0.15);
    expect(share('browse', isWeekend)).toBeGreaterThan(0.25);
    expect(share('restock', (at) => at.getUTCHours() < 8)).toBeGreaterThan(0.3);
    expect(share('browse', (at) => at.getUTCHours() < 8)).toBeLessThan(0.15);
  });
});

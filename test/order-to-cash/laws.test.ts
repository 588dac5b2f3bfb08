import { describe, expect, it } from 'vitest';

import { o2c } from '../../journeys/order-to-cash/index.ts';
import { generate, InMemoryAdapter } from '../../src/index.ts';
import { run, trading, type Line, type Setting } from './run.ts';

/** Small enough to be run several times. */
const FEW = { customers: 24 };

const text = (events: readonly Line[]): readonly string[] =>
  events.map(({ id, userId, name, timestamp, payload }) => JSON.stringify([id, userId, name, timestamp, payload]));

async function textOf(setting: Setting): Promise<readonly string[]> {
  return text((await run(setting)).events);
}

describe('the events of order to cash', () => {
  it('of a shorter period are the first ones of a longer period', async () => {
    const long = await run({ o2c: FEW, end: '2025-10-01' });
    const short = await run({ o2c: FEW, end: '2025-06-01' });
    const until = Date.parse('2025-06-01');

    expect(text(short.events)).toEqual(text(long.events.filter(({ timestamp }) => timestamp.getTime() < until)));
  });

  it('of a company stay as they are when another company comes in', async () => {
    const one = { code: '1000' } as const;
    const alone = await run({ world: { companies: [one] }, o2c: FEW, end: '2025-04-01' });
    const beside = await run({
      world: { companies: [one, { code: '2000', region: 'DE' }] },
      o2c: FEW,
      end: '2025-04-01',
    });
    const own = beside.events.filter(({ userId }) => userId.includes('-1000-'));

    expect(own.length).toBeLessThan(beside.events.length);
    expect(text(own)).toEqual(text(alone.events));
  });

  it('of a customer stay as they are when there are more customers', async () => {
    const few = await run({ o2c: { customers: 24 }, end: '2025-04-01' });
    const more = await textOf({ o2c: { customers: 60 }, end: '2025-04-01' });
    const known = new Set(more);

    expect(text(few.events).filter((line) => !known.has(line))).toEqual([]);
  });

  it('are the same customer after customer and in order of time', async () => {
    const told = async (options: object): Promise<readonly string[]> => {
      const adapter = new InMemoryAdapter();
      await generate(trading({ o2c: FEW, end: '2025-04-01' }), { adapter, ...options });
      return text(adapter.events as unknown as readonly Line[]);
    };
    const usual = await told({});

    expect(await told({ order: 'user' }).then((lines) => lines.toSorted())).toEqual(usual.toSorted());
  });

  it('all have a schema, and keep it', async () => {
    const adapter = new InMemoryAdapter();
    const { validation } = await generate(trading({ o2c: FEW, end: '2025-07-01' }), { adapter, debug: true });

    expect(validation?.invalid).toBe(0);
    expect(validation?.checked).toBeGreaterThan(3000);
  });
});

describe('order to cash', () => {
  it('has no population outside a world, and four segments of each company that trades in one', () => {
    expect(o2c().populations).toEqual([]);
    const populations = trading({ world: { preset: 'group3' } }).processes.flatMap((process) => process.populations);

    expect(populations.map(({ id, size }) => `${id} ${size}`).slice(0, 4)).toEqual([
      'enterprise-1000 5',
      'mid-1000 20',
      'smb-1000 50',
      'consumer-1000 25',
    ]);
    expect(populations.length).toBe(12);
  });

  it('works on business days: no one delivers, bills or banks on a weekend or a holiday', async () => {
    const told = await run({ o2c: FEW, end: '2025-07-01' });
    const names = ['delivery.goods_issued', 'customer_invoice.posted', 'receipt.banked', 'customer_receipt.applied'];
    const local = told.events
      .filter(({ name }) => names.includes(name))
      .map(({ timestamp }) => new Date(timestamp.getTime() - 5 * 3_600_000));

    expect(local.length).toBeGreaterThan(500);
    expect(local.filter((date) => [0, 6].includes(date.getUTCDay()))).toEqual([]);
    expect(local.filter((date) => ['05-26', '06-19'].includes(date.toISOString().slice(5, 10)))).toEqual([]);
  });
});

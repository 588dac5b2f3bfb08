import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { o2c } from '../../journeys/order-to-cash/index.ts';
import { dateOfDay, dayOfDate } from '../../journeys/world/dates.ts';
import { generate, InMemoryAdapter } from '../../src/index.ts';
import { Folder, run, trading, type FileLine, type Line, type Setting } from './run.ts';

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
});

describe('order to cash works on business days', () => {
  let folder: Folder;
  let told: readonly FileLine[];
  beforeAll(async () => {
    folder = await Folder.of({ o2c: FEW, end: '2025-07-01' });
    told = folder.lines();
  }, 60_000);
  afterAll(() => folder.remove());

  const localOf = ({ timestamp }: FileLine): Date => new Date(Date.parse(timestamp) - 5 * 3_600_000);
  const named = (...names: readonly string[]): readonly FileLine[] => told.filter(({ name }) => names.includes(name));
  const isWeekend = (line: FileLine): boolean => [0, 6].includes(localOf(line).getUTCDay());
  const isHoliday = (line: FileLine): boolean => ['05-26', '06-19'].includes(dateOf(line).slice(5));
  const dateOf = (line: FileLine): string => localOf(line).toISOString().slice(0, 10);

  it('no one delivers or banks on a weekend or a holiday', () => {
    const moved = named('delivery.goods_issued', 'receipt.banked');

    expect(moved.length).toBeGreaterThan(250);
    expect(moved.filter((line) => isWeekend(line) || isHoliday(line)).map(dateOf)).toEqual([]);
  });

  it('no one bills or applies on a holiday, and on weekends only who has a session that day', () => {
    const written = named('customer_invoice.posted', 'customer_receipt.applied');
    const sessions = readFileSync(`${folder.path}/master/weekendSessions.1000.ndjson`, 'utf8').trimEnd().split('\n');
    const onSession = new Set(
      sessions
        .map((row) => JSON.parse(row) as { date: string; saturday: string[]; sunday: string[] })
        .flatMap(({ date, saturday, sunday }) => [
          ...saturday.map((id) => `${date} ${id}`),
          ...sunday.map((id) => `${dateOfDay(dayOfDate(date) + 1)} ${id}`),
        ]),
    );
    const onWeekends = written.filter(isWeekend);

    expect(written.length).toBeGreaterThan(250);
    expect(written.filter(isHoliday)).toEqual([]);
    expect(onWeekends.length).toBeGreaterThan(2);
    expect(
      onWeekends
        .map((line) => `${dateOf(line)} ${String(line.payload['performedBy'])}`)
        .filter((one) => !onSession.has(one)),
    ).toEqual([]);
  });
});

/** Weekend sessions of a company that sells and buys: how often there are some, what is done in them, and what Z1 says. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { hasSession, SESSION_CHANCE, sessionBefore } from '../../journeys/world/masters/sessions.ts';
import { dateOfDay, dayOfDate, weekdayOfDay } from '../../journeys/world/dates.ts';
import { failed, resultOf, rowsOf, TradeFolder, type TradeLine } from './trade.ts';

const DAY_MS = 86_400_000;
const US_OFFSET_MS = 5 * 3_600_000;

interface Weekend {
  readonly date: string;
  readonly saturday: string[];
  readonly sunday: string[];
}

let clean: TradeFolder;
let lines: readonly TradeLine[];
let weekends: readonly Weekend[];
beforeAll(async () => {
  clean = await TradeFolder.of({ end: '2025-07-01' });
  lines = rowsOf<TradeLine>(clean.read());
  weekends = rowsOf<Weekend>(clean.read('master/weekendSessions.1000.ndjson'));
}, 120_000);
afterAll(() => clean.remove());

/** The company's own day of an event. */
const dayOf = ({ timestamp }: TradeLine): number => Math.floor((Date.parse(timestamp) - US_OFFSET_MS) / DAY_MS);
/** Of the weekend that it is on, or comes after. */
const saturdayOf = (line: TradeLine): number => dayOf(line) - ((weekdayOfDay(dayOf(line)) + 1) % 7);
const isWeekend = (line: TradeLine): boolean => weekdayOfDay(dayOf(line)) >= 6;
const workerOf = ({ payload }: TradeLine): string => String(payload['performedBy']);
const isHuman = (line: TradeLine): boolean =>
  line.payload['performedBy'] !== undefined && workerOf(line).startsWith('E-') && !line.name.startsWith('opening_');

const documentOf = ({ payload }: TradeLine): string => String(payload['documentId']);

/** What has to be there, and what somebody then does in their own time. */
const WAITING: readonly (readonly [readonly string[], string])[] = [
  [['vendor_invoice.received'], 'vendor_invoice.posted'],
  [['requisition.created'], 'requisition.approved'],
  [['sales_order.created', 'sales_order.credit_released'], 'sales_order.confirmed'],
];

/** Bounds of a binomial share, four standard deviations to either side. */
function bounds(share: number, n: number): readonly [number, number] {
  const off = 4 * Math.sqrt((share * (1 - share)) / n);
  return [share - off, share + off];
}

/** What is changed of an event or of the table, and what Z1 says of it. */
const BREACHES: readonly (readonly [string, (found: TradeLine, table: Weekend[]) => void, RegExp])[] = [
  [
    'the person has none that day',
    (found, table) => table.forEach((row) => row.sunday.concat(row.saturday).includes(workerOf(found)) && clear(row)),
    /: E-1000-[\d.]+ worked on 2025-\d\d-\d\d, no business day in US/,
  ],
  [
    'goods are moved in it',
    (found) => (found.name = 'goods_receipt.posted'),
    /: goods_receipt.posted on 2025-\d\d-\d\d: stock, banks and payment runs rest on weekends/,
  ],
];

describe('weekend sessions', () => {
  it('are had by one person in ten a week, as often on Saturdays as on Sundays, and never on both', () => {
    const lots = Array.from({ length: 400 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 0);
    const saturdays = Array.from({ length: 250 }, (_, week) => dayOfDate('2020-01-04') + 7 * week);
    const days = lots.flatMap((lot) =>
      saturdays.map((day) => [hasSession({ lot }, day), hasSession({ lot }, day + 1)] as const),
    );
    const [low, high] = bounds(SESSION_CHANCE / 2, days.length);

    for (const side of [0, 1] as const) {
      const share = days.filter((both) => both[side]).length / days.length;
      expect(share).toBeGreaterThan(low);
      expect(share).toBeLessThan(high);
    }
    expect(days.filter(([saturday, sunday]) => saturday && sunday)).toEqual([]);
  });

  it('stand in a table of the company, week by week', () => {
    const positions = rowsOf<{ holders: { employeeId: string; hireDate: string; leaveDate: string }[] }>(
      clean.read('master/employees.1000.ndjson'),
    );
    const holders = positions.flatMap((position) => position.holders);
    const during = weekends.filter(({ date }) => date >= '2025-01-04' && date < '2025-07-01');
    const employed = during.reduce(
      (sum, { date }) =>
        sum + holders.filter((one) => one.hireDate <= date && (one.leaveDate === '' || date <= one.leaveDate)).length,
      0,
    );
    const held = during.reduce((sum, { saturday, sunday }) => sum + saturday.length + sunday.length, 0);
    const [low, high] = bounds(SESSION_CHANCE, employed);

    expect(during.length).toBe(26);
    expect(held / employed).toBeGreaterThan(low);
    expect(held / employed).toBeLessThan(high);
  });

  it('take what would wait for the next business day, of those who have one, and of nobody else', () => {
    const waiting = WAITING.flatMap(([causes, effect]) => {
      const since = new Map(
        lines.filter(({ name }) => causes.includes(name)).map((line) => [documentOf(line), dayOf(line)]),
      );
      return lines.filter(
        (line) =>
          line.name === effect &&
          (line.payload['level'] ?? 1) === 1 &&
          dayOf(line) <= saturdayOf(line) + 2 &&
          (since.get(documentOf(line)) ?? Infinity) < saturdayOf(line),
      );
    });
    const done = waiting.filter(isWeekend);

    expect(waiting.length).toBeGreaterThan(150);
    expect(done.length).toBeGreaterThan(10);
    for (const line of waiting) {
      const row = weekends.find(({ date }) => date === dateOfDay(saturdayOf(line)));
      expect([...(row?.saturday ?? []), ...(row?.sunday ?? [])].includes(workerOf(line))).toBe(isWeekend(line));
    }
  });

  it('are some of what people do, of many kinds, and nothing that moves stock or money at the bank', () => {
    const human = lines.filter(isHuman);
    const done = human.filter(isWeekend);
    const kinds = new Set(done.map(({ name }) => name));

    // A session is a day in fifty, and stock, banks and payment runs rest: they are two fifths of what people do.
    expect(done.length / human.length).toBeGreaterThan(0.005);
    expect(done.length / human.length).toBeLessThan(0.02);
    expect(Array.from(kinds)).toEqual(
      expect.arrayContaining([
        'sales_order.confirmed',
        'purchase_order.approved',
        'vendor_invoice.posted',
        'customer_invoice.posted',
        'customer_receipt.applied',
      ]),
    );
    expect(Array.from(kinds).filter((name) => /^(goods|delivery|receipt|payment|vendor_payment)/.test(name))).toEqual(
      [],
    );
    for (const line of done) {
      const saturday = saturdayOf(line);
      const weekend = weekends.find(({ date }) => date === dateOfDay(saturday));
      expect(weekend?.[dayOf(line) === saturday ? 'saturday' : 'sunday']).toContain(workerOf(line));
    }
  });

  it('post documents that every check of the books, the processes and the world passes', async () => {
    const posted = lines.filter((line) => line.name === 'journal_entry.posted' && isWeekend(line));
    const rules = new Set(posted.map(({ payload }) => payload['ruleId']));

    expect(Array.from(rules)).toEqual(expect.arrayContaining(['PP05', 'OC02', 'OC05']));
    for (const line of posted) expect(line.payload['postingDate']).toBe(dateOfDay(dayOf(line)));
    expect(failed(await clean.verify())).toEqual([]);
  });

  it.each(BREACHES)('Z1 fails where %s', async (_, spoil, finding) => {
    const folder = clean.copy();
    const [events, table] = [rowsOf<TradeLine>(folder.read()), [...weekends].map((row) => structuredClone(row))];
    const found = events.find((line) => line.name === 'sales_order.confirmed' && isWeekend(line));
    if (found === undefined) throw new Error('nobody confirmed an order on a weekend');
    spoil(found, table);
    folder.write(textOf(events));
    folder.write(textOf(table), 'master/weekendSessions.1000.ndjson');
    const { findings } = resultOf(await folder.verify(), 'Z1');
    folder.remove();

    expect(findings.length).toBeGreaterThan(0);
    for (const one of findings) expect(one).toMatch(finding);
  });
});

function clear(row: Weekend): void {
  row.saturday.length = 0;
  row.sunday.length = 0;
}

function textOf(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

describe('work that is due after a weekend', () => {
  // Friday the 3rd, Monday the 6th of January 2025; days begin at midnight here.
  const days = {
    dayOf: (ms: number) => Math.floor(ms / DAY_MS),
    isBusinessDay: (day: number) => weekdayOfDay(day) < 6,
  };
  const [friday, saturday] = [dayOfDate('2025-01-03'), dayOfDate('2025-01-04')];
  const noon = (day: number): number => day * DAY_MS + DAY_MS / 2;
  const lot = Array.from({ length: 1000 }, (_, i) => i * 7919).find((one) => hasSession({ lot: one }, saturday)) ?? 0;
  const moved = (from: number, at: number): string =>
    new Date(sessionBefore(days, { from, at }, () => ({ lot }))).toISOString();

  it('is done at the same hour of the session', () => {
    expect(moved(noon(friday), noon(saturday + 2))).toBe('2025-01-04T12:00:00.000Z');
  });

  it('waits where there is no session, where it could not be done by then, and where it is due later', () => {
    const monday = '2025-01-06T12:00:00.000Z';

    expect(new Date(sessionBefore(days, { from: 0, at: noon(saturday + 2) }, () => undefined)).toISOString()).toBe(
      monday,
    );
    expect(moved(noon(saturday), noon(saturday + 2))).toBe(monday);
    expect(moved(noon(friday), noon(saturday + 3))).toBe('2025-01-07T12:00:00.000Z');
  });
});

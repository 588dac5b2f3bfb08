/** Both ends of a year, on the clock of companies far west and far east of Greenwich: days are theirs, and so are the periods. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Folder, type Line } from './support.ts';

/** Counts all the time, each with differences: what is posted in the evening is what the turn of a year may move. */
const COUNTS = { countFrequency: { A: 12, B: 12, C: 12 }, countDifference: { chance: 1, sd: 0.05 } };
const OFFSETS = { MX: -6, US: -5, JP: 9 } as const;
type Region = keyof typeof OFFSETS;

const companies = (region: Region) => [
  { code: '1000', region, role: 'distributor' as const, customers: 30, vendors: 20 },
];

/** What is posted outside of opening, and the day that the company's calendar showed. */
function posted(lines: readonly Line[], region: Region) {
  return lines
    .filter(({ name, payload }) => name === 'journal_entry.posted' && !String(payload['ruleId']).startsWith('OP'))
    .map(({ timestamp, payload }) => ({
      ruleId: String(payload['ruleId']),
      date: String(payload['postingDate']),
      period: `${String(payload['fiscalYear'])}-${String(payload['fiscalPeriod'])}`,
      utc: timestamp.slice(0, 10),
      local: new Date(Date.parse(timestamp) + OFFSETS[region] * 3_600_000).toISOString().slice(0, 10),
    }));
}

describe.each<readonly [Region, { readonly crossing: RegExp; readonly period: string }]>([
  // Late on 31 December the world says January; at nine in the morning of 1 January Greenwich says so too.
  ['MX', { crossing: /^2026-01-01 2025-12-31$/, period: '2025-12' }],
  ['JP', { crossing: /^2025-12-31 2026-01-01$/, period: '2026-1' }],
])('the turn of a year in the middle of a period: %s', (region, { crossing, period }) => {
  const folder = new Folder({
    options: COUNTS,
    given: { companies: companies(region) },
    start: '2025-12-01',
    end: '2026-01-20',
    runInDays: 90,
  });
  let entries: ReturnType<typeof posted>;
  beforeAll(async () => {
    await folder.write();
    entries = posted(folder.lines(), region);
  }, 60_000);
  afterAll(() => folder.remove());

  it('posts to the day and the period of the company, whatever day it is in Greenwich', () => {
    const turned = entries.filter(({ utc, local }) => crossing.test(`${utc} ${local}`));

    expect(turned.length).toBeGreaterThan(0);
    expect(new Set(turned.map((one) => one.period))).toEqual(new Set([period]));
    expect(entries.filter(({ date, local }) => date !== local)).toEqual([]);
    expect(entries.filter((one) => one.period !== periodOf(one.date))).toEqual([]);
  });

  it('keeps every check', async () => {
    expect((await folder.verify()).checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });
});

describe.each<Region>(['MX', 'US'])('a period that begins with a year: %s', (region) => {
  it('has no count on the evening before its first day, posts nothing to it, and every check holds', async () => {
    const folder = new Folder({
      options: COUNTS,
      given: { companies: companies(region) },
      start: '2025-01-01',
      end: '2025-01-20',
      runInDays: 120,
    });
    await folder.write();
    const entries = posted(folder.lines(), region);
    const counted = entries.filter(({ ruleId }) => ruleId === 'IV01');
    const { checks } = await folder.verify();
    folder.remove();

    expect(counted.length).toBeGreaterThan(3);
    expect(counted.filter(({ date, local }) => date !== local)).toEqual([]);
    expect(entries.filter(({ date }) => date < '2025-01-01')).toEqual([]);
    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }, 60_000);
});

function periodOf(date: string): string {
  return `${date.slice(0, 4)}-${Number(date.slice(5, 7))}`;
}

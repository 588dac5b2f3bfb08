import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compileCalendar, WEEKDAYS_CALENDAR } from '../../src/time/calendar.ts';
import { formatInstant } from '../../src/time/instant.ts';
import { compileProfile } from '../../src/time/intensity.ts';
import { checkProfile, profile, type Profile } from '../../src/time/profile.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const utc = (text: string): number => Date.parse(`${text}:00Z`);
const times = (length: number, value: number): number[] => Array.from({ length }, () => value);
const weekdays = compileCalendar(WEEKDAYS_CALENDAR);
const plant = compileCalendar({ id: 'plant', years: [2024, 2026], holidays: ['2025-01-01', '2025-05-01'] });

const office = profile({
  hours: Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 18 ? 1 : 0)),
  weekdays: [2, 1, 1, 1, 1, 0, 0],
});
const busyYear = profile({
  hours: [...times(12, 1), ...times(12, 3)],
  weekdays: [1.3, 1.1, 1, 1, 0.85, 0.1, 0.1],
  months: [0.85, 0.85, 0.9, 0.95, 0.95, 1, 0.95, 0.95, 1, 1.1, 1.2, 1.3],
  holidays: 0.05,
});

/** The integral by its definition, hour by hour. */
function scan(value: Profile, from: number, to: number): number {
  const { factorAt } = compileProfile(value, plant);
  let weight = 0;
  for (let at = from; at < to;) {
    const next = Math.min(to, (Math.floor(at / HOUR) + 1) * HOUR);
    weight += factorAt(at) * (next - at);
    at = next;
  }
  return weight;
}

const inTwoYears = fc.integer({ min: utc('2024-01-01T00:00'), max: utc('2026-01-01T00:00') });

describe('a profile', () => {
  it('has factors that multiply, each list scaled to mean 1', () => {
    const { factorAt } = compileProfile(busyYear, plant);

    // hours 0.5 and 1.5; Monday 1.3 / (5.45 / 7); January 0.85 / 1; holiday 0.05
    expect(factorAt(utc('2025-01-06T11:59'))).toBeCloseTo(0.5 * ((1.3 * 7) / 5.45) * 0.85, 12);
    expect(factorAt(utc('2025-12-06T12:00'))).toBeCloseTo(1.5 * ((0.1 * 7) / 5.45) * 1.3, 12);
    expect(factorAt(utc('2025-01-01T12:00'))).toBeCloseTo(1.5 * (7 / 5.45) * 0.85 * 0.05, 12);
  });

  it('leaves the long-run mean as it is: the weight of whole weeks is their length', () => {
    const { weightBetween } = compileProfile(office, weekdays);

    expect(weightBetween(utc('2025-03-05T00:00'), utc('2025-03-26T00:00'))).toBeCloseTo(21 * DAY, 2);
  });

  it('weighs a window as hour by hour, over new year too', () => {
    fc.assert(
      fc.property(inTwoYears, fc.integer({ min: 0, max: 90 * DAY }), (from, length) => {
        const { weightBetween } = compileProfile(busyYear, plant);

        expect(Math.abs(weightBetween(from, from + length) - scan(busyYear, from, from + length))).toBeLessThan(1);
      }),
      { numRuns: 40 },
    );
  });

  it('advances to where that weight is reached', () => {
    const { advance, weightBetween } = compileProfile(busyYear, plant);
    fc.assert(
      fc.property(inTwoYears, fc.integer({ min: 1, max: 200 * DAY }), (from, amount) => {
        const at = advance(from, amount);

        // to the nearest ms, whose weight is at most the largest factor: 1.5 · 1.67 · 1.3 < 3.3
        expect(Math.abs(weightBetween(from, at) - amount)).toBeLessThan(3.3);
      }),
    );
  });

  it('is told in words by a week of office hours', () => {
    const { advance } = compileProfile(office, weekdays);
    const monday = utc('2025-01-06T00:00');
    const week = 7 * DAY;
    const at = (share: number) => formatInstant(advance(monday, share * week)).slice(0, 16);

    // Monday carries 2/6 of the week, each other weekday 1/6, hours 08 to 18 in equal parts
    expect([1 / 6, 2 / 6, 2.5 / 6, 5.5 / 6, 1 + 1 / 6].map(at)).toEqual([
      '2025-01-06T13:00',
      '2025-01-06T18:00',
      '2025-01-07T13:00',
      '2025-01-10T13:00',
      '2025-01-13T13:00',
    ]);
  });

  it('without factors is time itself', () => {
    const { advance, weightBetween } = compileProfile(profile({}), weekdays);
    const from = utc('2024-02-28T13:37');

    expect(advance(from, 1000 * DAY)).toBe(from + 1000 * DAY);
    expect(weightBetween(from, from + 1000 * DAY)).toBeCloseTo(1000 * DAY, 2);
  });

  it('advances to the nearest millisecond, and weighs nothing in an empty window', () => {
    const { advance, weightBetween } = compileProfile(profile({}), weekdays);
    const newYear = utc('2025-01-01T00:00');

    expect([0.4, 0.6].map((amount) => advance(newYear, amount) - newYear)).toEqual([0, 1]);
    expect(weightBetween(newYear, newYear)).toBe(0);
  });

  it('in the time of a calendar with an offset begins its day there', () => {
    const tokyo = compileCalendar({ id: 'tokyo', utcOffsetMinutes: 540 });
    const { advance } = compileProfile(office, tokyo);

    // Monday 08:00 in Tokyo is Sunday 23:00 UTC; its ten hours carry 2/6 of seven days
    expect(formatInstant(advance(utc('2025-01-04T00:00'), DAY)).slice(0, 16)).toBe('2025-01-06T03:17');
    expect(formatInstant(advance(utc('2025-01-04T00:00'), 0.001)).slice(0, 16)).toBe('2025-01-05T23:00');
  });
});

describe('the share of a window', () => {
  const window = { start: utc('2025-01-04T00:00'), end: utc('2025-01-13T00:00') };
  const { instantAt } = compileProfile(office, weekdays);

  it('lies inside it and rises', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-16, max: 1 - 1e-15, noNaN: true }), (u) => {
        const at = instantAt(window, u);

        expect(at).toBeGreaterThanOrEqual(utc('2025-01-06T08:00'));
        expect(at).toBeLessThanOrEqual(utc('2025-01-10T18:00'));
        expect(instantAt(window, u / 2)).toBeLessThanOrEqual(at);
      }),
    );
  });

  it('is a half where half of the weight lies before', () => {
    // of six parts, Monday has two: the half is the end of Tuesday
    expect(formatInstant(instantAt(window, 0.5))).toBe('2025-01-07T18:00:00.000Z');
  });

  it('is the start of a window without any weight', () => {
    expect(instantAt({ start: window.start, end: utc('2025-01-06T00:00') }, 0.7)).toBe(window.start);
  });
});

describe('an end', () => {
  it('stops the advance, also at the last year of the calendar', () => {
    const { advance } = compileProfile(busyYear, plant);
    const end = utc('2027-01-01T00:00');

    expect(advance(utc('2026-12-31T00:00'), 30 * DAY, end)).toBe(Infinity);
    expect(advance(utc('2026-12-01T00:00'), DAY, utc('2026-12-01T01:00'))).toBe(Infinity);
    expect(() => advance(utc('2026-12-31T00:00'), 30 * DAY)).toThrow('2024 to 2026, not 2027');
  });

  it('is not needed where no holiday is asked for', () => {
    const { advance } = compileProfile(office, plant);

    expect(advance(utc('2026-12-31T00:00'), 365 * DAY)).toBeGreaterThan(utc('2027-12-01T00:00'));
  });

  it('of all years is the end of an advance without one', () => {
    expect(compileProfile(office, weekdays).advance(utc('2200-12-01T00:00'), 90 * DAY)).toBe(Infinity);
  });
});

describe('the check of a profile', () => {
  it.each<[unknown, string, string]>([
    [{ hours: times(23, 1) }, 'profile.hours has 23 numbers', 'Give 24, from 00:00.'],
    [{ weekdays: [1, 1, 1, 1, 1, -1, 0] }, 'profile.weekdays has a bad factor at 5', 'Use a number of 0 or more.'],
    [{ months: times(12, 0) }, 'profile.months is 0 throughout', 'Give one a positive factor.'],
    [{ months: 'all' }, 'profile.months is no list', 'Give 12 numbers, from January.'],
    [{ hours: times(24, Number.NaN) }, 'profile.hours has a bad factor at 0', 'Use a number of 0 or more.'],
  ])('%j', (value, message, suggestion) => {
    expect(checkProfile(value as Profile)).toMatchObject([{ code: 'INVALID_ARRIVALS', message, suggestion }]);
  });

  it('reports all faults at once', () => {
    const value = { kind: 'profile', hour: [], weekdays: [1], months: [1], holidays: -1 } as unknown as Profile;

    expect(checkProfile(value).map((issue) => issue.path.join('.'))).toEqual([
      'hour',
      'weekdays',
      'months',
      'holidays',
    ]);
    expect(checkProfile(value)[0]?.suggestion).toBe("Did you mean 'hours'?");
  });

  it('passes the profiles of these tests', () => {
    expect([office, busyYear, profile({})].flatMap(checkProfile)).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compileCalendar, WEEKDAYS_CALENDAR } from '../../src/time/calendar.ts';
import { formatDate, formatInstant } from '../../src/time/instant.ts';
import type { Intraday, VolumePattern } from '../../src/model/volume.ts';
import { compileIntraday } from '../../src/time/intraday.ts';
import { calendarById } from '../../src/time/regional.ts';
import { compileVolume, splitTotal } from '../../src/time/volume.ts';
import { checkVolume } from '../../src/time/volume-check.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const utc = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const weekdays = compileCalendar(WEEKDAYS_CALENDAR);
const FLAT: VolumePattern = { weekdays: [1, 1, 1, 1, 1, 1, 1], holidays: 1, periodEnd: false, intraday: 'flat' };

/** The shape's weight of a date relative to another. */
function ratio(pattern: VolumePattern, date: string, to: string, calendar = weekdays): number {
  const volume = compileVolume(pattern, calendar);
  const weight = (text: string): number => {
    const year = volume.weightsOfYear(volume.yearOf(utc(text)));
    return year.shape[utc(text) / DAY - year.firstDay] ?? Number.NaN;
  };
  return weight(date) / weight(to);
}

const uniform = fc.double({ min: 1e-16, max: 1 - 1e-15, noNaN: true });

describe('the shape of a year', () => {
  it('weighs weekdays as declared: Monday 1.3, Tuesday 1.1, Wednesday 1, Friday 0.85, weekend 0.1', () => {
    const pattern: VolumePattern = { periodEnd: false };
    const week = ['2025-03-10', '2025-03-11', '2025-03-13', '2025-03-14', '2025-03-15', '2025-03-16'];

    expect(week.map((date) => ratio(pattern, date, '2025-03-12'))).toEqual(
      [1.3, 1.1, 1, 0.85, 0.1, 0.1].map((weight) => expect.closeTo(weight, 12)),
    );
  });

  it('lowers holidays to a twentieth, wherever they fall', () => {
    const germany = compileCalendar(calendarById('DE'));

    // Thursday 1 May against Thursday 8 May
    expect(ratio({ periodEnd: false }, '2025-05-01', '2025-05-08', germany)).toBeCloseTo(0.05, 12);
    expect(ratio({ periodEnd: false, holidays: 2 }, '2025-05-01', '2025-05-08', germany)).toBeCloseTo(2, 12);
  });

  it('rises exponentially over the last ten business days of a month to 2.5', () => {
    const pattern: VolumePattern = { ...FLAT, periodEnd: {} };
    // the last ten business days of May 2025 are 19 … 30; the 16th is the eleventh from the end
    const rise = (k: number) => 1 + (1.5 * Math.expm1((3 * k) / 9)) / Math.expm1(3);
    const dates = ['2025-05-16', '2025-05-19', '2025-05-20', '2025-05-29', '2025-05-30'];

    expect(dates.map((date) => ratio(pattern, date, '2025-05-05'))).toEqual(
      [1, 1, rise(1), rise(8), 2.5].map((factor) => expect.closeTo(factor, 12)),
    );
  });

  it('peaks higher at the end of a quarter and of a year: the largest applies', () => {
    const pattern: VolumePattern = { ...FLAT, periodEnd: {} };

    expect(ratio(pattern, '2025-03-31', '2025-02-03')).toBeCloseTo(4, 12);
    expect(ratio(pattern, '2025-12-31', '2025-02-03')).toBeCloseTo(6, 12);
    expect(ratio({ ...FLAT, periodEnd: { year: 2 } }, '2025-12-31', '2025-02-03')).toBeCloseTo(4, 12);
  });

  it('gives a weekend in the rise the factor of the business day before it', () => {
    const pattern: VolumePattern = { ...FLAT, periodEnd: {} };

    expect(ratio(pattern, '2025-05-25', '2025-05-23')).toBeCloseTo(1, 12);
    // Sunday 31 August follows the last business day
    expect(ratio(pattern, '2025-08-31', '2025-08-29')).toBeCloseTo(1, 12);
  });

  it.each([
    ['flat', [1, 3, 3, 3]],
    ['plateau', [1, 1 + 2 / 3, 1 + 4 / 3, 3]],
    ['exponential', [1, 1, 1 + (2 * Math.expm1(1)) / Math.expm1(3), 3]],
  ] as const)('rises %s when asked', (shape, expected) => {
    const periodEnd = { days: 4, month: 3, shape };
    // the last four business days of May 2025 are 27 … 30
    const dates = ['2025-05-26', '2025-05-27', '2025-05-28', '2025-05-30'];

    expect(dates.map((date) => ratio({ ...FLAT, periodEnd }, date, '2025-05-05'))).toEqual(
      expected.map((factor) => expect.closeTo(factor, 12)),
    );
  });

  it('has seasons by month and named days', () => {
    const pattern: VolumePattern = {
      ...FLAT,
      months: true,
      events: [
        { name: 'Black Friday', on: { n: 4, weekday: 'thursday', month: 11, plusDays: 1 }, factor: 3 },
        { name: 'Christmas', on: '12-20', days: 14, factor: 2 },
      ],
    };

    expect(ratio(pattern, '2025-12-10', '2025-06-10')).toBeCloseTo(1.3, 12);
    expect(ratio(pattern, '2025-11-28', '2025-11-27')).toBeCloseTo(3, 12);
    expect(ratio(pattern, '2025-12-20', '2025-12-19')).toBeCloseTo(2, 12);
    // the fourteen days reach into the next year
    expect(ratio(pattern, '2025-01-02', '2025-01-03')).toBeCloseTo(2, 12);
  });

  it('leaves nothing on days that are not worked when only business days count', () => {
    const germany = compileCalendar(calendarById('DE'));
    const pattern: VolumePattern = { businessDaysOnly: true };

    expect(ratio(pattern, '2025-05-01', '2025-05-02', germany)).toBe(0);
    expect(ratio(pattern, '2025-05-03', '2025-05-02', germany)).toBe(0);
  });

  it('weighs a make-up working Sunday like a working day', () => {
    const china = compileCalendar(calendarById('CN'));

    // 26 January 2025 is worked; the mean of Monday to Friday is 1.05, Thursday 1
    expect(ratio({ periodEnd: false }, '2025-01-26', '2025-01-23', china)).toBeCloseTo(1.05, 12);
  });

  it('ends its periods by the fiscal calendar', () => {
    const fiscalCalendar = { type: '4-4-5', yearEnd: 'last', weekday: 'saturday', month: 9 } as const;
    const pattern: VolumePattern = { ...FLAT, periodEnd: { days: 1 }, fiscalCalendar };

    // the fiscal year 2024 ends on Saturday 28 September, its last business day is the 27th
    expect(ratio(pattern, '2024-09-27', '2024-09-26')).toBeCloseTo(6, 12);
    expect(compileVolume(pattern, weekdays).yearOf(utc('2024-09-29'))).toBe(2025);
  });
});

describe('level and shape', () => {
  it('without level, every year has one instance per unit of rate', () => {
    const volume = compileVolume({ months: true }, weekdays);

    for (const year of [2023, 2024, 2025]) expect(volume.meanOfYear(year)).toBeCloseTo(1, 12);
  });

  it('a shape moves work inside the year and leaves its total, a level changes it', () => {
    const step = { kind: 'step', at: '2025-07-01', factor: 2 } as const;
    const volume = compileVolume({ ...FLAT, drift: step }, weekdays);

    // 181 days at 1, 184 at 2
    expect(volume.meanOfYear(2025)).toBeCloseTo((181 + 2 * 184) / 365, 12);
    expect(volume.meanOfYear(2024)).toBeCloseTo(1, 12);
  });

  it('a level that changes inside a year changes the days from then on', () => {
    const volume = compileVolume({ ...FLAT, drift: { kind: 'step', at: '2025-07-01', factor: 2 } }, weekdays);
    const { weights, firstDay } = volume.weightsOfYear(2025);
    const june30 = utc('2025-06-30') / DAY - firstDay;

    expect((weights[june30 + 1] ?? 0) / (weights[june30] ?? 1)).toBeCloseTo(2, 12);
  });

  it('parts of a window add up to the whole', () => {
    const volume = compileVolume({ months: true, cycle: {} }, compileCalendar(calendarById('US')));
    const inRange = fc.integer({ min: utc('2022-01-01'), max: utc('2026-01-01') });
    fc.assert(
      fc.property(inRange, inRange, inRange, (x, y, z) => {
        const [a, b, c] = [x, y, z].sort((p, q) => p - q) as [number, number, number];
        const parts = volume.meanBetween({ start: a, end: b }) + volume.meanBetween({ start: b, end: c });

        expect(parts).toBeCloseTo(volume.meanBetween({ start: a, end: c }), 9);
      }),
    );
  });

  it('a window that is the year has the mean of the year', () => {
    const volume = compileVolume({ cycle: {} }, weekdays);
    const window = { start: utc('2025-01-01'), end: utc('2026-01-01') };

    expect(volume.meanBetween(window)).toBeCloseTo(volume.meanOfYear(2025), 12);
    expect(volume.meanBetween({ start: window.end, end: window.end })).toBe(0);
  });

  it('works to the last day of the last year of a calendar', () => {
    const volume = compileVolume({}, compileCalendar(calendarById('FR')));
    const window = { start: utc('2030-12-01'), end: utc('2031-01-01') };

    expect(volume.meanBetween(window)).toBeGreaterThan(0.08);
    expect(volume.instantBetween(window, { day: 0.999999, time: 0.5 })).toBeLessThan(window.end);
  });
});

describe('an instant', () => {
  it('falls on days by their weights: the share of uniforms is the share of the weight', () => {
    const volume = compileVolume({}, compileCalendar(calendarById('US')));
    const n = 20_000;
    const counts = new Map<string, number>();
    for (let i = 0; i < n; i++) {
      const date = formatDate(volume.instantOfYear(2025, { day: (i + 0.5) / n, time: 0.5 }));
      counts.set(date, (counts.get(date) ?? 0) + 1);
    }
    const { shape, firstDay } = volume.weightsOfYear(2025);

    // an even grid of uniforms misses a share by less than one cell
    for (const [i, share] of shape.entries()) {
      const count = counts.get(formatDate((firstDay + i) * DAY)) ?? 0;
      expect(Math.abs(count / n - share)).toBeLessThan(1.0001 / n);
    }
  });

  it('of a flat year lies a quarter on at noon when a quarter and a half are drawn', () => {
    const volume = compileVolume(FLAT, weekdays);

    // 0.25 · 365 = 91.25: the 92nd day
    expect(formatInstant(volume.instantOfYear(2025, { day: 0.25, time: 0.5 }))).toBe('2025-04-02T12:00:00.000Z');
  });

  it('in a window lies in it and rises with the uniform of the day', () => {
    const volume = compileVolume({ months: true }, compileCalendar(calendarById('US')));
    const start = fc.integer({ min: utc('2024-01-01'), max: utc('2025-06-01') });
    fc.assert(
      fc.property(
        start,
        fc.integer({ min: 1, max: 500 * DAY }),
        uniform,
        uniform,
        uniform,
        (from, length, u, v, time) => {
          const window = { start: from, end: from + length };
          const [early, late] = [Math.min(u, v), Math.max(u, v)];
          const first = volume.instantBetween(window, { day: early, time });
          const second = volume.instantBetween(window, { day: late, time });

          expect(first).toBeGreaterThanOrEqual(window.start);
          expect(second).toBeLessThan(window.end);
          expect(Math.floor(first / DAY)).toBeLessThanOrEqual(Math.floor(second / DAY));
        },
      ),
    );
  });

  it('in a window of one afternoon follows the pattern of the day inside it', () => {
    const volume = compileVolume({}, weekdays);
    const window = { start: utc('2025-03-12') + 16 * HOUR, end: utc('2025-03-12') + 18 * HOUR };

    // 1.5 hours at 1.5 and half an hour at 1: the median lies 2.75 / 2 / 1.5 hours on
    expect(volume.instantBetween(window, { day: 0.3, time: 0.5 })).toBe(
      window.start + Math.floor((2.75 / 2 / 1.5) * HOUR),
    );
  });

  it('in a window without weight is its start', () => {
    const volume = compileVolume({ businessDaysOnly: true }, weekdays);
    const weekend = { start: utc('2025-03-15'), end: utc('2025-03-17') };

    expect(volume.instantBetween(weekend, { day: 0.5, time: 0.5 })).toBe(weekend.start);
  });

  it('is local where the calendar has an offset', () => {
    const tokyo = compileCalendar({ ...calendarById('JP'), utcOffsetMinutes: 540 });
    const volume = compileVolume(
      {
        businessDaysOnly: true,
        intraday: [
          ['09:00', 1],
          ['10:00', 0],
        ],
      },
      tokyo,
    );

    // the first business day of 2025 in Japan is Thursday 2 January, 09:00 there is midnight UTC
    expect(formatInstant(volume.instantOfYear(2025, { day: 1e-9, time: 0.25 }))).toBe('2025-01-02T00:15:00.000Z');
  });
});

describe('the time of day', () => {
  const share = (pattern: Intraday, from: number, until: number) => {
    const { shareBefore } = compileIntraday(pattern);
    return shareBefore(until * HOUR) - shareBefore(from * HOUR);
  };

  it('of people leaves 5 % outside 08:00 to 18:00 and peaks in the morning', () => {
    expect(share('people', 8, 18)).toBeCloseTo(0.95, 12);
    // 1.5 hours at 1.8 of 11.7 in all
    expect(share('people', 8.5, 10)).toBeCloseTo((0.95 * 2.7) / 11.7, 12);
    expect(share('people', 12, 13.5)).toBeCloseTo((0.95 * 0.6) / 11.7, 12);
  });

  it('of batch jobs lies at night to 70 %', () => {
    expect(share('batch', 6, 20)).toBeCloseTo(0.3, 12);
  });

  it('of own densities holds each until the next, the last over midnight', () => {
    const pattern = [
      ['06:00', 1],
      ['18:00', 3],
    ] as const;

    expect(share(pattern, 6, 18)).toBeCloseTo(0.25, 12);
    expect(share(pattern, 0, 6)).toBeCloseTo(0.375, 12);
  });

  it.each<[string, Intraday]>([
    ['people', 'people'],
    ['batch', 'batch'],
    ['flat', 'flat'],
    [
      'own',
      [
        ['10:00', 2],
        ['11:00', 0],
        ['15:00', 1],
        ['16:00', 0],
      ],
    ],
  ])('is the inverse of its share: %s', (_, pattern) => {
    const { shareBefore, timeAt } = compileIntraday(pattern);
    fc.assert(
      fc.property(uniform, (u) => {
        expect(shareBefore(timeAt(u))).toBeCloseTo(u, 9);
        expect(timeAt(u)).toBeLessThanOrEqual(DAY);
      }),
    );
  });
});

describe('a total for a whole population', () => {
  /** Smallest k with F(k) ≥ u, by summing. */
  const binomialQuantile = ({ n, p }: { readonly n: number; readonly p: number }, u: number): number => {
    let term = Math.exp(n * Math.log1p(-p));
    let sum = term;
    let k = 0;
    while (sum < u && k < n) {
      k++;
      term *= ((n - k + 1) / k) * (p / (1 - p));
      sum += term;
    }
    return k;
  };
  /** Some fixed uniform per node. */
  const uniformOf = (node: number): number => ((node * 0.618033988749895 + 0.25) % 1) * 0.999 + 0.0005;

  it('is split over its actors without remainder', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 40 }), (total, size) => {
        const shares = Array.from({ length: size }, (_, index) =>
          splitTotal({ total, size, index, uniform: uniformOf, binomialQuantile }),
        );

        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
        expect(shares.every((share) => share >= 0)).toBe(true);
      }),
    );
  });

  it('asks for as many uniforms as the tree is deep, and no other node’s', () => {
    const asked: number[] = [];
    const uniform = (node: number): number => {
      asked.push(node);
      return 0.5;
    };

    splitTotal({ total: 1000, size: 8, index: 5, uniform, binomialQuantile });

    expect(asked).toEqual([1, 3, 6]);
  });

  it('goes by the size of the halves', () => {
    // three actors: the first alone is a third, at the median of its binomial law
    expect(splitTotal({ total: 300, size: 3, index: 0, uniform: () => 0.5, binomialQuantile })).toBe(100);
  });
});

describe('the check of a volume', () => {
  it.each<[unknown, string, string]>([
    [{ drift: { kind: 'linear', from: 'soon', rate: 1 } }, 'drift.0.from', 'is not an ISO 8601 date'],
    [{ drift: { kind: 'linear', from: '2025-01-01' } }, 'drift.0.rate', 'volume.drift.0.rate is undefined'],
    [{ drift: { kind: 'exponential', from: '2025-01-01', rate: -1 } }, 'drift.0.rate', 'is -1'],
    [{ drift: { kind: 'logistic', midpoint: '2025-01-01', factor: 2, steepness: 0 } }, 'drift.0.steepness', 'is 0'],
    [{ drift: { kind: 'step', at: '2025-01-01', factor: -1 } }, 'drift.0.factor', 'is -1'],
    [{ drift: [{ kind: 'quadratic' }] }, 'drift.0.kind', 'an object with kind'],
    [{ regimes: [{ kind: 'merger', from: '2025-01-01' }] }, 'regimes.0.kind', "is 'merger'"],
    [{ regimes: [{ kind: 'acquisition', from: '2025-01-01', days: 9, transition: 'step' }] }, 'regimes.0.days', 'is 9'],
    [{ regimes: [{ kind: 'acquisition', from: '2025-01-01', volume: 0 }] }, 'regimes.0.volume', 'is 0'],
    [{ cycle: { amplitude: 1 } }, 'cycle.amplitude', 'is 1'],
    [{ cycle: { months: 0 } }, 'cycle.months', 'is 0'],
    [{ recessions: [{ from: '2025-13', until: '2025-12' }] }, 'recessions.0.from', "is '2025-13'"],
    [{ recessions: [{ from: '2025-05', until: '2025-04' }] }, 'recessions.0.until', "is '2025-04'"],
    [{ recessions: [{ from: '2025-05', until: '2025-06', severity: 1 }] }, 'recessions.0.severity', 'is 1'],
    [{ weekdays: [1, 1, 1] }, 'weekdays', 'volume.weekdays has 3 numbers'],
    [{ months: Array.from({ length: 12 }, () => 0) }, 'months', 'volume.months is 0 throughout'],
    [{ holidays: -1 }, 'holidays', 'is -1'],
    [{ periodEnd: { days: 0 } }, 'periodEnd.days', 'is 0'],
    [{ periodEnd: { shape: 'linear' } }, 'periodEnd.shape', "is 'linear'"],
    [{ events: [{ name: 'x', on: '02-30', factor: 2 }] }, 'events.0.on', "is '02-30'"],
    [{ events: [{ name: 'x', on: { n: 5, weekday: 'monday', month: 1 }, factor: 2 }] }, 'events.0.on', 'an object'],
    [{ events: [{ name: 'x', on: '02-29' }] }, 'events.0.factor', 'is undefined'],
    [{ intraday: 'evening' }, 'intraday', "is 'evening'"],
    [
      {
        intraday: [
          ['18:00', 1],
          ['09:00', 1],
        ],
      },
      'intraday',
      'an array of 2',
    ],
    [{ intraday: [['09:00', 0]] }, 'intraday', 'an array of 1'],
    [{ fiscalCalendar: { type: 'months', startMonth: 0 } }, 'fiscalCalendar.startMonth', 'is 0'],
    [{ weekday: [1] }, 'weekday', "unknown key 'weekday' of a volume"],
  ])('%j', (pattern, path, message) => {
    const issues = checkVolume(pattern as VolumePattern);

    expect(issues).toHaveLength(1);
    expect(issues[0]?.path.join('.')).toBe(path);
    expect(issues[0]?.message).toContain(message);
  });

  it('reports all faults at once, in order', () => {
    const pattern = { cycle: { amplitude: 2 }, weekdays: [], periodEnd: { month: -1 }, intraday: [] };

    expect(checkVolume(pattern as VolumePattern).map((issue) => issue.path[0])).toEqual([
      'cycle',
      'weekdays',
      'periodEnd',
      'intraday',
    ]);
  });

  it('passes a full pattern', () => {
    const pattern: VolumePattern = {
      drift: { kind: 'exponential', from: '2024-01-01' },
      regimes: [{ kind: 'competitorEntry', from: new Date(0), days: 90, transition: 'logistic' }],
      cycle: {},
      recessions: [{ from: '2025-04', until: '2025-09' }],
      months: true,
      events: [{ name: 'leap', on: '02-29', factor: 2 }],
      periodEnd: { shape: 'plateau' },
      intraday: 'batch',
      calendar: 'DE',
    };

    expect(checkVolume(pattern)).toEqual([]);
  });
});

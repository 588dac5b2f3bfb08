import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compileCalendar, WEEKDAYS_CALENDAR } from '../../src/time/calendar.ts';
import { duration } from '../../src/time/duration.ts';
import { formatDate } from '../../src/time/instant.ts';
import { checkTimeSpan, compileTimeSpan, type TimeSpan, type TimeSpanDistribution } from '../../src/time/time-span.ts';
import { normalLaw } from './normal-law.ts';

const weekdays = compileCalendar(WEEKDAYS_CALENDAR);
const compile = (span: TimeSpan) => compileTimeSpan(span, weekdays, normalLaw);
const DISTRIBUTIONS: TimeSpanDistribution[] = ['uniform', 'normal', 'lognormal', 'exponential'];
const n = 2001;
const grid = Array.from({ length: n }, (_, i) => (i + 0.5) / n);

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('a time span of fixed length', () => {
  it('is uniform between its bounds by default', () => {
    const { add, isConstant } = compile({ min: '1s', max: '3s' });

    expect(isConstant).toBe(false);
    expect([0.000001, 0.25, 0.5, 0.999999].map((u) => add(10_000, u))).toEqual([11_000, 11_500, 12_000, 13_000]);
  });

  it.each(DISTRIBUTIONS)('never leaves its bounds and keeps the order of ranks: %s', (distribution) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 0, max: 1e9 }),
        fc.double({ min: 1e-16, max: 1 - 1e-15, noNaN: true }),
        fc.double({ min: 1e-16, max: 1 - 1e-15, noNaN: true }),
        (min, width, u, v) => {
          const { add } = compile({ min, max: min + width, distribution });
          const [low, high] = [add(0, Math.min(u, v)), add(0, Math.max(u, v))];

          expect(low).toBeGreaterThanOrEqual(min);
          expect(high).toBeLessThanOrEqual(min + width);
          expect(low).toBeLessThanOrEqual(high);
          expect(Number.isInteger(low)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  // Means by numerical integration over the quantile; the grid of 2001 midpoints is exact to well under 0.1 %.
  it('has the mean its law says', () => {
    const span = { min: 1000, max: 7000 };
    const meanOf = (distribution: TimeSpanDistribution) => {
      const { add } = compile({ ...span, distribution });
      return mean(grid.map((u) => add(0, u)));
    };

    expect(meanOf('uniform')).toBeCloseTo(4000, -1);
    expect(meanOf('normal')).toBeCloseTo(4000, -1);
    // exponential of mean m = 2000 truncated at 3m: m − d·e⁻³/(1 − e⁻³)
    expect(meanOf('exponential')).toBeCloseTo(1000 + 2000 - (6000 * Math.exp(-3)) / (1 - Math.exp(-3)), -1);
    // lognormal: median √(1000 · 7000); mean of the law times the mass that e^(σ²/2) shifts inside ±3σ
    const sigma = Math.log(7) / 6;
    const inside = normalLaw.cdf(3 - sigma) - normalLaw.cdf(-3 - sigma);
    const kept = normalLaw.cdf(3) - normalLaw.cdf(-3);
    expect(meanOf('lognormal')).toBeCloseTo((Math.sqrt(7e6) * Math.exp((sigma * sigma) / 2) * inside) / kept, -1);
  });

  it('of a normal law has a sixth of its width as standard deviation, cut at three', () => {
    const { add } = compile({ min: 0, max: 6_000_000, distribution: 'normal' });

    // Φ(1) = 0.8413447460685429, rescaled to the mass within ±3
    const kept = 1 - 2 * 0.0013498980316301;
    expect(add(0, (0.8413447460685429 - 0.0013498980316301) / kept)).toBe(4_000_000);
  });

  it('with equal bounds is constant', () => {
    const { add, isConstant } = compile({ min: '2s', max: 2000, distribution: 'exponential' });

    expect(isConstant).toBe(true);
    expect(add(5, 0.3)).toBe(2005);
  });
});

describe('a time span of calendar units', () => {
  it.each(DISTRIBUTIONS)('draws a whole number of them, each between the bounds: %s', (distribution) => {
    const { add } = compile({ min: '1bd', max: '4bd', distribution });
    const monday = Date.parse('2025-01-06T00:00:00Z');
    const days = new Set(grid.map((u) => formatDate(add(monday, u))));

    expect([...days].sort()).toEqual(['2025-01-07', '2025-01-08', '2025-01-09', '2025-01-10']);
  });

  it('gives each number the same chance when uniform', () => {
    const { add } = compile({ min: '0bd', max: '3bd' });
    const monday = Date.parse('2025-01-06T00:00:00Z');
    const share = grid.filter((u) => add(monday, u) === monday).length / n;

    expect(share).toBeCloseTo(0.25, 3);
  });

  it('draws the unit as written: years from 1y to 3y, months from 12mo to 36mo', () => {
    const start = Date.parse('2025-01-01T00:00:00Z');
    const count = (span: TimeSpan) => new Set(grid.map((u) => compile(span).add(start, u))).size;

    expect(count({ min: '1y', max: '3y' })).toBe(3);
    expect(count({ min: '12mo', max: '36 months' })).toBe(25);
    expect(count({ min: duration('1y'), max: duration('3y') })).toBe(25);
  });
});

describe('the check of a time span', () => {
  it.each<[TimeSpan, string, string]>([
    [{ min: 5000, max: 2000 }, 'INVALID_TIME_SPAN', 'timeSpan min 5000 is above max 2000'],
    [{ min: '3bd', max: '2bd' }, 'INVALID_TIME_SPAN', 'timeSpan min 3bd is above max 2bd'],
    [{ min: -1, max: 2000 }, 'INVALID_TIME_SPAN', 'duration -1 is negative'],
    [{ min: '-2d' as '2d', max: '3d' }, 'INVALID_TIME_SPAN', "duration '-2d' is negative"],
    [{ min: '2d', max: '3bd' }, 'INVALID_TIME_SPAN', 'timeSpan goes from 2d to 3bd: the units are mixed'],
    [{ min: '6mo', max: '1y' }, 'INVALID_TIME_SPAN', 'timeSpan goes from 6mo to 1y: the units are mixed'],
    [{ min: 0, max: '3mo' }, 'INVALID_TIME_SPAN', 'timeSpan goes from 0 to 3mo: the units are mixed'],
    [{ min: duration('1mo', '1d'), max: duration('2mo', '1d') }, 'INVALID_TIME_SPAN', 'the units are mixed'],
    [{ min: 0, max: 9, distribution: 'lognormal' }, 'INVALID_TIME_SPAN', 'a lognormal timeSpan cannot begin at 0'],
    [{ min: 1, max: 9, distribution: 'gauss' as 'normal' }, 'INVALID_TIME_SPAN', "timeSpan distribution is 'gauss'"],
    [{ min: 'P1D' as '1d', max: '2d' }, 'INVALID_DURATION', "'P1D' is not a duration"],
    [{ min: 1, max: 2, avg: 1 } as TimeSpan, 'UNKNOWN_KEY', "unknown key 'avg' of a timeSpan"],
  ])('%j is %s', (span, code, message) => {
    const [issue] = checkTimeSpan(span);

    expect(issue?.code).toBe(code);
    expect(issue?.message).toContain(message);
  });

  it('accepts fixed units of any kind together', () => {
    expect(checkTimeSpan({ min: 500, max: duration('1h', '30m'), distribution: 'lognormal' })).toEqual([]);
    expect(checkTimeSpan({ min: '0 business days', max: '3bd' })).toEqual([]);
  });

  it('reports both bounds at once', () => {
    const span = { min: 'soon', max: 'later' } as unknown as TimeSpan;

    expect(checkTimeSpan(span).map((issue) => issue.path)).toEqual([['min'], ['max']]);
  });
});

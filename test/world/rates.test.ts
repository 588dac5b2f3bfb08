import { describe, expect, it } from 'vitest';

import { SynodeContext } from '../../src/index.ts';
import { dateOfDay, dayOfDate } from '../../journeys/world/dates.ts';
import { NODE_COUNT, noiseOn, OCTAVES, placeOfNode } from '../../journeys/world/rates/noise.ts';
import {
  averageRate9,
  closingRate9,
  CURRENCY_ANCHORS,
  isPublished,
  rateDatasets,
  spotRate9,
  usdRates,
} from '../../journeys/world/rates/rates.ts';

const context = (seed = 'rates') => new SynodeContext(undefined, undefined, 'en', { seed, datasets: rateDatasets() });
const usd = usdRates(context());
const spot = (from: string, to: string, date: string) => spotRate9({ from, to }, date, usd);

describe('the noise of rates', () => {
  it('reads two nodes of each of thirteen octaves, or one where a knot stands', () => {
    const read: number[] = [];
    noiseOn(4097, (index) => {
      read.push(index);
      return 0;
    });

    expect(new Set(read.map((index) => placeOfNode(index).octave)).size).toBe(OCTAVES);
    expect(read).toHaveLength(2 * OCTAVES - 1);
    expect(Math.max(...read)).toBeLessThan(NODE_COUNT);
  });

  it('is the sum of weighted interpolations, divided to unit variance', () => {
    // Day 2048: octave 0 stands half-way between its knots, all others on one.
    const at = (index: number) => (placeOfNode(index).octave === 0 ? placeOfNode(index).node : 0);

    // ½·0 + ½·1, variance ½ + Σ 2^−k for k = 1..12.
    expect(noiseOn(2048, at)).toBeCloseTo(0.5 / Math.sqrt(0.5 + (1 - 1 / 4096)), 12);
  });
});

describe('an exchange rate', () => {
  it('is about its anchor, and moves by a fifth of a per cent a day', () => {
    const days = Array.from({ length: 4000 }, (_, i) => dateOfDay(dayOfDate('2010-01-04') + i)).filter(isPublished);
    const logs = days.map((date) => Math.log(usd('EUR', date) / 1e9));
    const steps = logs.slice(1).map((value, i) => value - (logs[i] ?? 0));
    const sd = Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0) / steps.length);

    // σ .08 over the octaves gives .0022 a calendar day, and Mondays have three of them behind them.
    expect(sd).toBeGreaterThan(0.0018);
    expect(sd).toBeLessThan(0.0032);
    expect(Math.max(...logs.map((log) => Math.abs(log - Math.log(1.1))))).toBeLessThan(4 * 0.08);
  });

  it('has unit variance on any day: over many seeds ln(rate ÷ anchor) ÷ σ is standard normal', () => {
    const z = Array.from({ length: 400 }, (_, seed) => {
      const rate9 = usdRates(context(`seed-${seed}`))('GBP', '2025-06-17');
      return Math.log(rate9 / 1e9 / 1.28) / 0.08;
    });
    const mean = z.reduce((sum, value) => sum + value, 0) / z.length;
    const variance = z.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (z.length - 1);

    // Four standard errors: 1/√400 for the mean, √(2/399) for the variance.
    expect(Math.abs(mean)).toBeLessThan(4 / 20);
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 399));
  });

  it('is published on weekdays but New Year and Christmas, and stays the last one else', () => {
    expect(isPublished('2025-12-25')).toBe(false);
    expect(isPublished('2025-01-01')).toBe(false);
    expect(isPublished('2025-07-04')).toBe(true);
    expect(usd('EUR', '2025-03-09')).toBe(usd('EUR', '2025-03-07'));
    expect(usd('EUR', '2025-03-10')).not.toBe(usd('EUR', '2025-03-07'));
  });

  it('is the same whatever was asked before, and another for another seed', () => {
    expect(usdRates(context())('JPY', '2031-05-05')).toBe(usd('JPY', '2031-05-05'));
    expect(usdRates(context('other'))('JPY', '2031-05-05')).not.toBe(usd('JPY', '2031-05-05'));
  });

  it('of any pair is the quotient of published rates, so every triangle holds to the last digit', () => {
    const currencies = CURRENCY_ANCHORS.map(({ currency }) => currency);
    for (const from of currencies) {
      expect(spot(from, from, '2025-04-02')).toBe(1e9);
      for (const to of currencies) {
        const exact =
          (BigInt(usd(from, '2025-04-02')) * 2_000_000_000n + BigInt(usd(to, '2025-04-02'))) /
          (2n * BigInt(usd(to, '2025-04-02')));
        expect(spot(from, to, '2025-04-02')).toBe(Number(exact));
      }
    }
  });

  it('of a period closes with its last day and averages what was published in it', () => {
    const span = { first: '2025-02-01', last: '2025-02-28' };
    const dates = Array.from({ length: 28 }, (_, i) => `2025-02-${String(i + 1).padStart(2, '0')}`).filter(isPublished);
    const sum = dates.reduce((all, date) => all + spot('EUR', 'GBP', date), 0);

    expect(dates).toHaveLength(20);
    expect(closingRate9({ from: 'EUR', to: 'GBP' }, span, usd)).toBe(spot('EUR', 'GBP', '2025-02-28'));
    expect(averageRate9({ from: 'EUR', to: 'GBP' }, span, usd)).toBe(Math.round(sum / 20));
    expect(averageRate9({ from: 'EUR', to: 'USD' }, { first: '2025-03-08', last: '2025-03-09' }, usd)).toBe(
      usd('EUR', '2025-03-07'),
    );
  });

  it('that is not there is refused: an unknown currency, a day before 2000, one after the table', () => {
    for (const [currency, date] of [
      ['XAU', '2025-01-02'],
      ['EUR', '1999-12-31'],
      ['EUR', '2044-11-09'],
    ] as const) {
      expect(() => usd(currency, date)).toThrow(expect.objectContaining({ code: 'RATE_NOT_AVAILABLE' }));
    }
    expect(usd('EUR', '2044-11-08')).toBeGreaterThan(0);
    expect(usd('EUR', '2000-01-01')).toBeGreaterThan(0);
  });
});

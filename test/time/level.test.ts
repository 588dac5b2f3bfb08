import { describe, expect, it } from 'vitest';

import type { LevelOptions } from '../../src/model/volume.ts';
import { compileLevel } from '../../src/time/level.ts';

const utc = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const volume = (options: LevelOptions, date: string): number => compileLevel(options, 'volume')(utc(date));
const YEAR = 365.25 * 86_400_000;

describe('the level', () => {
  it('is 1 without effects', () => {
    expect(volume({}, '2025-06-01')).toBe(1);
  });

  it('drifts linearly by so much a year, and not before', () => {
    const options: LevelOptions = { drift: { kind: 'linear', from: '2024-01-01', rate: 0.1 } };

    expect(volume(options, '2023-01-01')).toBe(1);
    expect(compileLevel(options, 'volume')(utc('2024-01-01') + 3 * YEAR)).toBeCloseTo(1.3, 12);
  });

  it('never drifts below nothing', () => {
    expect(volume({ drift: { kind: 'linear', from: '2024-01-01', rate: -0.5 } }, '2027-01-01')).toBe(0);
  });

  it('drifts exponentially, by 2 % a year when no rate is given', () => {
    const at = (rate?: number) =>
      compileLevel(
        { drift: { kind: 'exponential', from: '2024-01-01', ...(rate === undefined ? {} : { rate }) } },
        'volume',
      )(utc('2024-01-01') + 2 * YEAR);

    expect(at()).toBeCloseTo(1.02 * 1.02, 12);
    expect(at(0.5)).toBeCloseTo(2.25, 12);
  });

  it('drifts in an S around its midpoint', () => {
    const options: LevelOptions = { drift: { kind: 'logistic', midpoint: '2025-01-01', factor: 3 } };
    const level = compileLevel(options, 'volume');

    expect(level(utc('2025-01-01'))).toBe(2);
    expect(level(utc('2025-01-01') + YEAR)).toBeCloseTo(1 + 2 / (1 + Math.exp(-4)), 12);
    expect(level(utc('2025-01-01') - 10 * YEAR)).toBeCloseTo(1, 12);
  });

  it('steps on the day', () => {
    const options: LevelOptions = { drift: { kind: 'step', at: '2025-07-01', factor: 0.8 } };

    expect([volume(options, '2025-06-30'), volume(options, '2025-07-01')]).toEqual([1, 0.8]);
  });

  it('takes the factor of a regime for volumes and another for amounts', () => {
    const options: LevelOptions = { regimes: [{ kind: 'acquisition', from: '2025-03-01' }] };

    expect([volume(options, '2025-02-28'), volume(options, '2025-03-01')]).toEqual([1, expect.closeTo(1.35, 12)]);
    expect(compileLevel(options, 'amount')(utc('2025-03-01'))).toBeCloseTo(1.15, 12);
  });

  it('enters a regime over days, linearly in the logarithm', () => {
    const options: LevelOptions = { regimes: [{ kind: 'productLaunch', from: '2025-03-01', days: 30, volume: 4 }] };

    expect(['2025-03-01', '2025-03-16', '2025-03-31', '2026-01-01'].map((date) => volume(options, date))).toEqual([
      1,
      expect.closeTo(2, 12),
      expect.closeTo(4, 12),
      expect.closeTo(4, 12),
    ]);
  });

  it('enters a regime in an S, half-way in the middle', () => {
    const options: LevelOptions = {
      regimes: [{ kind: 'divestiture', from: '2025-03-01', days: 30, volume: 0.25, transition: 'logistic' }],
    };

    expect(volume(options, '2025-03-01')).toBe(1);
    expect(volume(options, '2025-03-16')).toBeCloseTo(0.5, 12);
    expect(volume(options, '2025-03-05')).toBeGreaterThan(Math.exp((Math.log(0.25) * 4) / 30));
    expect(volume(options, '2025-03-31')).toBeCloseTo(0.25, 12);
  });

  it('swings with the business cycle', () => {
    // 2001-01-01 is 12 months on, a quarter of 48; 2003-01-01 is three quarters
    expect(volume({ cycle: {} }, '2000-01-01')).toBe(1);
    expect(volume({ cycle: {} }, '2001-01-01')).toBeCloseTo(1.15, 12);
    expect(volume({ cycle: { amplitude: 0.3 } }, '2003-01-01')).toBeCloseTo(0.7, 12);
    expect(volume({ cycle: { phase: 12 } }, '2000-01-01')).toBeCloseTo(1.15, 12);
    expect(volume({ cycle: { months: 24 } }, '2000-07-01')).toBeCloseTo(1.15, 12);
  });

  it('falls in a recession, within a month, and recovers within a month', () => {
    const options: LevelOptions = { recessions: [{ from: '2025-04', until: '2025-05', severity: 0.4 }] };
    const at = (date: string) => volume(options, date);

    expect(['2025-03-01', '2025-04-01', '2025-05-31', '2025-07-01'].map(at)).toEqual([1, 0.6, 0.6, 1]);
    expect(at('2025-06-16')).toBeCloseTo(0.8, 12);
    expect(at('2025-03-16')).toBeCloseTo(1 - 0.4 * (15 / 31), 12);
  });

  it('multiplies what it is made of', () => {
    const drift = { kind: 'step', at: '2025-01-01', factor: 2 } as const;

    expect(
      volume({ drift: [drift, drift], recessions: [{ from: '2025-04', until: '2025-05' }] }, '2025-04-10'),
    ).toBeCloseTo(3.2, 12);
  });
});

import { describe, expect, it } from 'vitest';
import fc from 'fast-check';

import { IssueList } from '../../src/errors.ts';
import { MINOR_UNITS, minorDecimals } from '../../src/random/currency.ts';
import { compileDistribution } from '../../src/random/models/compile.ts';
import { boundedSpec, checkMoney, splitTotal, toMinorUnits } from '../../src/random/money.ts';
import { draw } from './measures.ts';
import { uniforms } from './uniforms.ts';

describe('currencies', () => {
  it('know their decimals', () => {
    expect(['EUR', 'USD', 'JPY', 'KWD', 'CLF', 'CHF'].map(minorDecimals)).toEqual([2, 2, 0, 3, 4, 2]);
    expect(MINOR_UNITS.size).toBeGreaterThan(160);
    expect([...MINOR_UNITS.keys()].every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
  });
});

describe('minor units', () => {
  it.each([
    [12.345, 2, 1, 1234],
    [12.355, 2, 1, 1236],
    [0.005, 2, 1, 0],
    [1234.5, 0, 1, 1234],
    [1.0005, 3, 1, 1000],
    [9.975, 2, 5, 1000],
    [10.03, 2, 5, 1005],
    [-4, 2, 1, 0],
  ])('of %d with %d decimals in steps of %d are %d', (major, decimals, step, minor) => {
    expect(toMinorUnits(major, decimals, step)).toBe(minor);
  });
});

describe('a distribution as money', () => {
  it('lies between one minor unit and a hundred million, unless it says otherwise', () => {
    expect(boundedSpec({ kind: 'normal', mean: 1, sd: 5 }, 'EUR')).toMatchObject({ min: 0.01, max: 100_000_000 });
    expect(boundedSpec({ kind: 'normal', mean: 1, sd: 5 }, 'JPY')).toMatchObject({ min: 1 });
    expect(boundedSpec({ kind: 'normal', mean: 1, sd: 5, min: 3, max: 9 }, 'EUR')).toMatchObject({ min: 3, max: 9 });
    expect(boundedSpec({ kind: 'exponential', mean: 90, integer: true }, 'EUR')).toMatchObject({ min: 1 });
    const inner = { kind: 'exponential', mean: 5 } as const;
    expect(boundedSpec({ kind: 'zeroInflated', p: 0.2, distribution: inner }, 'EUR')).toMatchObject({
      distribution: { min: 0.01 },
    });
  });

  it('never draws a negative amount from a law that has negative values', () => {
    const law = compileDistribution(boundedSpec({ kind: 'normal', mean: 1, sd: 5 }, 'EUR'));

    expect(Math.min(...draw((u) => law.quantile(u), 1, 10_000))).toBeGreaterThanOrEqual(0.01);
  });

  it('reports currency, step and law, all at once', () => {
    const issues = new IssueList();
    const spec = { distribution: { kind: 'normal', mean: 1 }, currency: 'eur', step: 0.5, steps: 2 };

    expect(checkMoney(spec, ["field 'price'"], issues)).toBe(false);
    expect(issues.issues.map(({ code, path, suggestion }) => `${code} ${path.at(-1)} ${suggestion}`)).toEqual([
      "UNKNOWN_KEY 'steps' Did you mean 'step'?",
      "INVALID_GENERATOR 'currency' Write 'EUR'.",
      "INVALID_GENERATOR 'step' Write step: 5 for multiples of five cents, or leave it out.",
      "DISTRIBUTION_PARAMETER 'sd' Set sd to a number > 0.",
    ]);
  });

  it.each([
    [{ kind: 'int', min: -1, max: 5 }],
    [{ kind: 'discrete', values: [[-3, 1]] }],
    [{ kind: 'normal', mean: 0, sd: 1, min: -1 }],
  ])('rejects %j, which would be negative', (distribution) => {
    const issues = new IssueList();
    checkMoney({ distribution, currency: 'EUR' }, [], issues);

    expect(issues.issues.map(({ message }) => message)).toEqual(['an amount is never negative']);
  });
});

describe('splitting a total over lines', () => {
  it('sums to the total exactly, with no empty line, and fewer lines where there are fewer units', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(),
        (total, lines, seed) => {
          const next = uniforms(seed);
          const split = splitTotal(
            total,
            Array.from({ length: lines }, () => next()),
          );

          expect(split.reduce((sum, line) => sum + line, 0)).toBe(total);
          expect(split).toHaveLength(Math.min(lines, total));
          expect(split.every((line) => Number.isInteger(line) && line >= 1)).toBe(true);
        },
      ),
    );
  });

  it('follows the uniforms line by line', () => {
    expect(splitTotal(10_000, [0.1, 0.5, 0.9])).toEqual([872, 2752, 6376]);
  });
});

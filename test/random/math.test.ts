import { describe, expect, it } from 'vitest';
import fc from 'fast-check';

import { powInt, power, tenTo } from '../../src/random/math.ts';
import { roundHalfEven, toGrid } from '../../src/random/rounding.ts';

describe('powers', () => {
  it('multiplies instead of calling the power function, so that 10⁻⁵ is exact on every engine', () => {
    expect(tenTo(-5)).toBe(1e-5);
    expect(tenTo(22)).toBe(1e22);
    expect(powInt(3, 4)).toBe(81);
    expect(powInt(2, -3)).toBe(0.125);
    expect(powInt(1.05, 0)).toBe(1);
    expect(power(2, 0.5)).toBeCloseTo(Math.SQRT2, 15);
  });
});

describe('half-even rounding', () => {
  it.each([
    [0.5, 0, 0],
    [1.5, 0, 2],
    [2.5, 0, 2],
    [-2.5, 0, -2],
    [-1.5, 0, -2],
    [1.005, 2, 1],
    [1.015, 2, 1.02],
    [2.675, 2, 2.68],
    [2.665, 2, 2.66],
    [0.285, 2, 0.28],
    [1.0049999999999999, 2, 1],
    [1.0050000000000003, 2, 1.01],
    [-0.004, 2, 0],
    [1e-9, 2, 0],
    [123456789.125, 2, 123456789.12],
    [1e21, 2, 1e21],
  ])('takes %d at %d decimals to %d, as its decimal text says', (x, decimals, expected) => {
    expect(roundHalfEven(x, decimals)).toBe(expected);
  });

  it('rounds amounts near the last digits of a double without inventing any', () => {
    expect(roundHalfEven(35184372088831.125, 2)).toBe(35184372088831.12);
    expect(roundHalfEven(9007199254740991, 2)).toBe(9007199254740991);
  });

  it('counts steps of a coarser grid: 0.025 by steps of five cents is a tie', () => {
    expect(toGrid(0.025, 2, 5)).toBe(0);
    expect(toGrid(0.075, 2, 5)).toBe(2);
    expect(toGrid(0.0250001, 2, 5)).toBe(1);
    expect(toGrid(12.34, 2, 5)).toBe(247);
  });

  it('agrees with exact decimal arithmetic for every ten-thousandth', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }), (tenThousandths) => {
        const x = tenThousandths / 10_000;
        const rest = Math.abs(tenThousandths) % 100;
        const down = Math.floor(Math.abs(tenThousandths) / 100);
        const cents = rest > 50 || (rest === 50 && down % 2 === 1) ? down + 1 : down;

        expect(toGrid(x, 2)).toBe(tenThousandths < 0 && cents > 0 ? -cents : cents);
      }),
    );
  });

  it('never moves a value by more than half a unit, and leaves rounded values alone', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 6 }), (x, decimals) => {
        const once = roundHalfEven(x, decimals);

        expect(Math.abs(once - x)).toBeLessThanOrEqual(0.5 * tenTo(-decimals) * (1 + 1e-12) + Math.abs(x) * 3e-16);
        expect(roundHalfEven(once, decimals)).toBe(once);
      }),
    );
  });
});

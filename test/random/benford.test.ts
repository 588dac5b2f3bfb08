import { describe, expect, it } from 'vitest';

import { compileAmount } from '../../src/random/amount.ts';
import type { AmountSpec } from '../../src/random/amount-spec.ts';
import { benfordMinor, decadeOf, replaceMantissa } from '../../src/random/benford.ts';
import { chiSquareTail } from '../../src/random/kernel/beta.ts';
import { uniforms } from './uniforms.ts';

/** Leading digits of whole minor units, as a number. */
const leading = (amount: number, count: number): number => Number(String(amount).slice(0, count));

/** χ² p-value of the leading digits (`skip` of them ignored) against Benford's law. */
function digitP(amounts: readonly number[], digits: 'first' | 'second' | 'firstTwo'): number {
  const probability = new Map<number, number>();
  for (let d = digits === 'first' ? 1 : 10; d < (digits === 'first' ? 10 : 100); d++) {
    const cell = digits === 'second' ? d % 10 : d;
    probability.set(cell, (probability.get(cell) ?? 0) + Math.log10(1 + 1 / d));
  }
  const observed = new Map<number, number>();
  for (const amount of amounts) {
    const lead = leading(amount, digits === 'first' ? 1 : 2);
    const cell = digits === 'second' ? lead % 10 : lead;
    observed.set(cell, (observed.get(cell) ?? 0) + 1);
  }
  let chi2 = 0;
  for (const [cell, p] of probability) {
    const expected = p * amounts.length;
    chi2 += ((observed.get(cell) ?? 0) - expected) * (((observed.get(cell) ?? 0) - expected) / expected);
  }
  return chiSquareTail(chi2, probability.size - 1);
}

function amounts(spec: AmountSpec, seed: number, n: number): number[] {
  const { draw } = compileAmount(spec);
  const next = uniforms(seed);
  return Array.from({ length: n }, () => draw(next).amount);
}

const sampler: AmountSpec = { model: { kind: 'benford' }, currency: 'EUR' };
const flagged: AmountSpec = {
  model: { kind: 'lognormal', median: 300, sigma: 0.8 },
  currency: 'EUR',
  benford: true,
};

describe("amounts that follow Benford's law", () => {
  it.each([
    ['the sampler', sampler],
    ['another model with its mantissa replaced', flagged],
  ])('%s conforms in first, second and first two digits on at least 95 %% of seeds', (_, spec) => {
    let passed = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const sample = amounts(spec, seed, 10_000);
      for (const digits of ['first', 'second', 'firstTwo'] as const) if (digitP(sample, digits) > 0.01) passed += 1;
    }

    expect(passed).toBeGreaterThanOrEqual(0.95 * 120);
  });

  it('the same model without it does not conform, which the test sees', () => {
    expect(digitP(amounts({ ...flagged, benford: false }, 1, 10_000), 'first')).toBeLessThan(1e-6);
  });

  it('conforms ever better with more values: MAD of the first digit below twice its expectation', () => {
    for (const n of [10_000, 300_000]) {
      const sample = amounts(sampler, 9, n);
      const mad = Array.from({ length: 9 }, (_, i) => {
        const share = sample.filter((amount) => leading(amount, 1) === i + 1).length / n;
        return Math.abs(share - Math.log10(1 + 1 / (i + 1))) / 9;
      }).reduce((sum, part) => sum + part, 0);

      expect(mad).toBeLessThan((2 * 0.235) / Math.sqrt(n));
    }
  });

  it('gives no single amount more than twice its share', () => {
    const n = 300_000;
    const counts = new Map<number, number>();
    const spec: AmountSpec = { model: { kind: 'benford', decades: [1, 3] }, currency: 'EUR' };
    for (const amount of amounts(spec, 3, n)) counts.set(amount, (counts.get(amount) ?? 0) + 1);

    expect(counts.size).toBe(990);
    for (const [amount, count] of counts) {
      // The rarest, 999, is expected 65 times: twice that is eight standard errors away.
      expect(count / n).toBeLessThan(Math.log10((amount + 1) / amount));
    }
  });

  it('floors instead of rounding: every u below 10^(k/n) stays below', () => {
    expect(Math.floor(benfordMinor(0.9999999999999999, [3, 7]))).toBe(9_999_999);
    expect(Math.floor(benfordMinor(1.2e-16, [3, 7]))).toBe(1000);
    expect(Math.floor(benfordMinor(Math.log10(2), [0, 1]) + 1e-9)).toBe(2);
    expect(Math.floor(benfordMinor(Math.log10(2) - 1e-6, [0, 1]))).toBe(1);
  });

  it('keeps the decade of the model and the order between decades', () => {
    expect([1, 9.99, 10, 999.999, 1000, 1e15].map(decadeOf)).toEqual([0, 0, 1, 2, 3, 15]);
    expect(Math.floor(replaceMantissa(731, 0.9999999999999999))).toBe(999);
    expect(Math.floor(replaceMantissa(731, 1e-16))).toBe(100);
    const { draw } = compileAmount(flagged);
    const plain = compileAmount({ ...flagged, benford: false });
    const value = uniforms(1);
    const mantissa = uniforms(2);
    for (let i = 0; i < 2000; i++) {
      const u = value();
      const { amount } = draw((purpose) => (purpose === 'mantissa' ? mantissa() : u));
      const exact = plain.law.quantile(u) * 100;
      expect(decadeOf(amount)).toBe(decadeOf(exact));
    }
  });
});

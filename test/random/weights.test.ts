import { describe, expect, it } from 'vitest';
import fc from 'fast-check';

import { cumulativeWeights, pickIndex, weightedIndex } from '../../src/random/models/weights.ts';
import { uniforms } from './uniforms.ts';

/** The rule itself: the first index whose running sum exceeds u·Σ. */
function byRule(weights: readonly number[], u: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.findIndex((weight) => (sum += weight) > u * total);
}

const anyWeights = (length: number): fc.Arbitrary<number[]> =>
  fc
    .array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e6, noNaN: true })), {
      minLength: 1,
      maxLength: length,
    })
    .filter((weights) => weights.some((weight) => weight > 0));

describe('choice by weight', () => {
  it.each([16, 17, 400])('gives the index of the rule bit for bit, for lists up to %d', (length) => {
    fc.assert(
      fc.property(anyWeights(length), fc.integer({ min: 0, max: 1_000_000 }), (weights, seed) => {
        const cumulative = cumulativeWeights(weights);
        const pick = weightedIndex(cumulative);
        const next = uniforms(seed);
        for (let i = 0; i < 50; i++) {
          const u = next();
          expect(pickIndex(cumulative, u)).toBe(byRule(weights, u));
          expect(pick(u)).toBe(byRule(weights, u));
        }
      }),
    );
  });

  it('holds at the borders between entries, where u·n is rounded up', () => {
    for (const n of [17, 49, 50, 100, 1000]) {
      // Σ = 3n: u·n may round up to a border that u·Σ stays below.
      const weights = Array.from({ length: n }, () => 3);
      const pick = weightedIndex(cumulativeWeights(weights));
      for (let i = 1; i < n; i++) {
        for (const u of [(i / n) * (1 - 1.2e-16), i / n, (i / n) * (1 + 2.3e-16)])
          expect(pick(u)).toBe(byRule(weights, u));
      }
    }
  });

  it('never picks an entry of weight 0, the last one included', () => {
    const cumulative = cumulativeWeights([0, 3, 0, 1, 0]);

    expect(pickIndex(cumulative, 1e-16)).toBe(1);
    expect(pickIndex(cumulative, 0.9999999999999999)).toBe(3);
  });

  it('picks each entry as often as its weight says', () => {
    const weights = [5, 0, 1, 4];
    const cumulative = cumulativeWeights(weights);
    const next = uniforms(3);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 100_000; i++) {
      const index = pickIndex(cumulative, next());
      counts[index] = (counts[index] ?? 0) + 1;
    }

    // Four standard errors of a share at n = 100,000 are at most 0.0064.
    counts.forEach((count, i) => expect(Math.abs(count / 100_000 - (weights[i] ?? 0) / 10)).toBeLessThan(0.0064));
  });
});

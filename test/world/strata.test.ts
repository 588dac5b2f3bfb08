import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { strata } from '../../journeys/world/strata.ts';

const SEGMENTS = { enterprise: 0.05, mid: 0.2, smb: 0.5, consumer: 0.25 };

describe('an even mix of kinds', () => {
  it('gives a hundred customers exactly their shares', () => {
    const mix = strata(SEGMENTS);

    expect(Object.keys(SEGMENTS).map((kind) => mix.count(kind as keyof typeof SEGMENTS, 100))).toEqual([5, 20, 50, 25]);
  });

  it('has a row of each kind among the first few, the rarest first', () => {
    const mix = strata({
      material: 0.4,
      trading: 0.15,
      service: 0.15,
      mro: 0.1,
      utility: 0.1,
      capex: 0.06,
      freight: 0.04,
    });

    expect(new Set([0, 1, 2, 3, 4, 5, 6].map((i) => mix.kindOf(i))).size).toBe(7);
    expect(mix.kindOf(0)).toBe('freight');
  });

  it('tells of any row how many of its kind stand before it, and finds it again from there', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 50_000_000 }), (list, i) => {
        const mix = strata(Object.fromEntries(list.map((weight, k) => [`k${k}`, weight])));
        const kind = mix.kindOf(i);

        expect(mix.indexOf(kind, mix.rankOf(i))).toBe(i);
        expect(mix.count(kind, i)).toBe(mix.rankOf(i));
        expect(mix.count(kind, i + 1)).toBe(mix.rankOf(i) + 1);
      }),
      { numRuns: 2000 },
    );
  });

  it('divides all rows among its kinds, each within its number of kinds of its share', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 3000 }), (list, n) => {
        const mix = strata(Object.fromEntries(list.map((weight, k) => [`k${k}`, weight])));
        const total = list.reduce((sum, weight) => sum + weight, 0);
        const counts = mix.kinds.map((kind) => mix.count(kind, n));

        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(n);
        for (const [k, weight] of list.entries()) {
          // A share is kept to a ten-thousandth, so n rows may be off by n ten-thousandths more.
          const off = Math.abs(mix.count(`k${k}`, n) - (n * weight) / total);
          expect(off).toBeLessThanOrEqual(list.length + (n / 10_000) * list.length);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves out kinds without weight', () => {
    expect(strata({ made: 0, bought: 1 }).kinds).toEqual(['bought']);
  });
});

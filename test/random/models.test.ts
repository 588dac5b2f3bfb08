import { describe, expect, it } from 'vitest';

import { compileDistribution, compileMixture, compileZeroInflated } from '../../src/random/models/compile.ts';
import { compileSampler } from '../../src/random/models/sampler.ts';
import type { DistributionSpec, MixtureSpec } from '../../src/random/models/spec.ts';
import { CASES } from './cases.ts';
import { draw, kolmogorovP, moments, noneSignificant } from './measures.ts';
import { uniforms } from './uniforms.ts';

const N = 100_000;
const SEEDS = [1, 2];

const bounds = (spec: DistributionSpec): { min: number; max: number } =>
  spec.kind === 'int' || spec.kind === 'zeroInflated'
    ? { min: -Infinity, max: Infinity }
    : { min: spec.min ?? -Infinity, max: spec.max ?? Infinity };

const title = (spec: DistributionSpec): string => JSON.stringify(spec).replaceAll('"', '');

describe('every distribution, 2 × 100,000 draws', () => {
  it.each(CASES.map(([spec]) => [title(spec), spec] as const))('%s', (_, spec) => {
    const law = compileDistribution(spec);
    const samples = SEEDS.map((seed) => draw((u) => law.quantile(u), seed, N));

    expect(noneSignificant(samples.map((sample) => kolmogorovP(sample, (x) => law.cdf(x))))).toBe(true);
    for (const sample of samples) {
      const { mean, meanError, variance, varianceError } = moments(sample);
      if (law.variance === Infinity) continue;
      // Four standard errors; the last term is rounding, for laws that hardly vary.
      expect(Math.abs(mean - law.mean)).toBeLessThanOrEqual(4 * meanError);
      expect(Math.abs(variance - law.variance)).toBeLessThanOrEqual(4 * varianceError);
    }
  });

  it.each(CASES.map(([spec]) => [title(spec), spec] as const).filter(([, spec]) => bounds(spec).max < Infinity))(
    'keeps its bounds and piles nothing up at them: %s',
    (_, spec) => {
      const law = compileDistribution(spec);
      const { min, max } = bounds(spec);
      const sample = draw((u) => law.quantile(u), 4, 20_000);

      expect(sample.every((x) => x >= min && x <= max)).toBe(true);
      if (!law.discrete) expect(sample.filter((x) => x === min || x === max)).toHaveLength(0);
    },
  );
});

describe('a quantile', () => {
  it.each(CASES.map(([spec]) => [title(spec), spec] as const))(
    'rises with u and inverts the distribution function: %s',
    (_, spec) => {
      const law = compileDistribution(spec);
      let before = -Infinity;
      for (let i = 1; i < 400; i++) {
        const u = i / 400;
        const x = law.quantile(u);
        expect(x).toBeGreaterThanOrEqual(before);
        // F reaches u at x, and for a law without atoms it is u there.
        expect(law.cdf(x)).toBeGreaterThan(u - 1e-11);
        if (!law.discrete) expect(law.cdf(x)).toBeLessThan(u + 1e-11);
        before = x;
      }
    },
  );

  it('is finite at both ends of the grid of uniforms', () => {
    for (const [spec] of CASES) {
      const law = compileDistribution(spec);

      expect([spec, Number.isFinite(law.quantile(1.1102230246251565e-16))]).toEqual([spec, true]);
      expect([spec, Number.isFinite(law.quantile(0.9999999999999999))]).toEqual([spec, true]);
    }
  });

  it('moves values with the parameters and keeps their order: a twin world is shifted, not reshuffled', () => {
    const next = uniforms(5);
    const us = Array.from({ length: 1000 }, next);
    const rank = (spec: DistributionSpec): number[] => {
      const law = compileDistribution(spec);
      return us
        .map((u, i) => ({ x: law.quantile(u), i }))
        .sort((a, b) => a.x - b.x)
        .map(({ i }) => i);
    };

    expect(rank({ kind: 'lognormal', median: 80, sigma: 1 })).toEqual(
      rank({ kind: 'gamma', shape: 2, scale: 9, min: 1 }),
    );
  });
});

describe('the four ways to say a lognormal law', () => {
  it('agree where they mean the same law', () => {
    const { mean, variance } = compileDistribution({ kind: 'lognormal', mu: Math.log(80), sigma: 0.7 });
    const p95 = 80 * Math.exp(0.7 * 1.6448536269514722);

    const ways: DistributionSpec[] = [
      { kind: 'lognormal', median: 80, sigma: 0.7 },
      { kind: 'lognormal', median: 80, p95 },
      { kind: 'lognormal', mean, sd: Math.sqrt(variance) },
    ];

    for (const way of ways) {
      const law = compileDistribution(way);
      expect(law.quantile(0.5)).toBeCloseTo(80, 10);
      expect(law.quantile(0.95)).toBeCloseTo(p95, 9);
    }
  });
});

describe('rounding', () => {
  it('rounds the drawn value, never further than half a unit, half to even', () => {
    const exact = compileDistribution({ kind: 'normal', mean: 10, sd: 5 });
    const cents = compileDistribution({ kind: 'normal', mean: 10, sd: 5, decimals: 2 });
    const whole = compileDistribution({ kind: 'normal', mean: 10, sd: 5, integer: true });
    const next = uniforms(6);
    for (let i = 0; i < 10_000; i++) {
      const u = next();
      expect(Math.abs(cents.quantile(u) - exact.quantile(u))).toBeLessThan(0.005 + 1e-12);
      expect(cents.quantile(u)).toBe(Number(cents.quantile(u).toFixed(2)));
      expect(Number.isInteger(whole.quantile(u))).toBe(true);
    }
    const steps = compileDistribution({ kind: 'uniform', low: 0, high: 4, integer: true });
    expect([0.125, 0.375, 0.625, 0.875].map((u) => steps.quantile(u))).toEqual([0, 2, 2, 4]);
  });
});

describe('a mixture', () => {
  const invoices: MixtureSpec = {
    kind: 'mixture',
    min: 50,
    max: 200_000,
    parts: [
      [0.6, { kind: 'lognormal', mu: 6, sigma: 1.5 }, 'small'],
      [0.4, { kind: 'lognormal', mu: 11, sigma: 0.8 }, 'large'],
    ],
  };

  it('draws the same law by part and value as by one uniform for the whole', () => {
    const { pick, parts, labels, whole } = compileMixture(invoices);
    const component = uniforms(7);
    const value = uniforms(8);
    const sample = Float64Array.from({ length: N }, () => parts[pick(component())]?.quantile(value()) ?? Number.NaN);

    expect(labels).toEqual(['small', 'large']);
    expect(kolmogorovP(sample, (x) => whole.cdf(x))).toBeGreaterThan(0.001);
    expect(sample.every((x) => x >= 50 && x <= 200_000)).toBe(true);
  });

  it('weighs each part by what the bounds keep of it', () => {
    const [small = 0, all = 1] = compileMixture(invoices).cumulative;
    const keeps = (spec: DistributionSpec): number => {
      const law = compileDistribution(spec);
      return law.cdf(200_000) - law.cdf(50);
    };
    const [a, b] = invoices.parts.map(([weight, part]) => weight * keeps(part));

    expect(small / all).toBeCloseTo((a ?? 0) / ((a ?? 0) + (b ?? 0)), 12);
  });
});

describe('a zero-inflated law', () => {
  it('is zero with its probability, else its distribution, by two uniforms or by one', () => {
    const { p, part, whole } = compileZeroInflated({
      kind: 'zeroInflated',
      p: 0.3,
      distribution: { kind: 'lognormal', median: 20, sigma: 1 },
    });
    const zero = uniforms(9);
    const value = uniforms(10);
    const sample = Float64Array.from({ length: N }, () => (zero() < p ? 0 : part.quantile(value())));

    expect(kolmogorovP(sample, (x) => whole.cdf(x))).toBeGreaterThan(0.001);
    expect(whole.quantile(0.2999)).toBe(0);
    expect(whole.quantile(0.3 + 0.35)).toBeCloseTo(20, 9);
  });
});

describe('a sampler', () => {
  const asked = (spec: DistributionSpec, zero = 0.9): string[] => {
    const purposes: string[] = [];
    compileSampler(spec).draw((purpose) => {
      purposes.push(purpose);
      return purpose === 'zero' ? zero : 0.5;
    });
    return purposes;
  };
  const value: DistributionSpec = { kind: 'exponential', mean: 3 };
  const mixture: DistributionSpec = { kind: 'mixture', parts: [[1, value, 'only']] };

  it('takes a uniform per purpose, and only those the law needs', () => {
    expect(asked(value)).toEqual(['value']);
    expect(asked(mixture)).toEqual(['component', 'value']);
    expect(asked({ kind: 'zeroInflated', p: 0.5, distribution: mixture })).toEqual(['zero', 'component', 'value']);
    expect(asked({ kind: 'zeroInflated', p: 0.5, distribution: mixture }, 0.1)).toEqual(['zero']);
  });

  it('names the part', () => {
    expect(compileSampler(mixture).label(0.3)).toBe('only');
    expect(compileSampler(value).label(0.3)).toBeUndefined();
  });
});

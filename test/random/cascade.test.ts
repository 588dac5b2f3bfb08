/* oxlint-disable unicorn/no-thenable -- `then` of a case is a distribution, never a function */
import { describe, expect, it } from 'vitest';

import { IssueList } from '../../src/errors.ts';
import { checkAmount } from '../../src/random/amount-check.ts';
import { canSpread, compileAmount, spreadSpec } from '../../src/random/amount.ts';
import type { AmountPurpose, AmountStages } from '../../src/random/amount.ts';
import type { AmountSpec } from '../../src/random/amount-spec.ts';
import { compileConditional } from '../../src/random/conditional.ts';
import { compileDistribution } from '../../src/random/models/compile.ts';
import type { DistributionSpec } from '../../src/random/models/spec.ts';
import { kolmogorovP } from './measures.ts';
import { uniforms } from './uniforms.ts';

const N = 20_000;

const invoice: DistributionSpec = {
  kind: 'mixture',
  parts: [
    [0.6, { kind: 'lognormal', mu: 6, sigma: 1.5 }, 'small'],
    [0.3, { kind: 'lognormal', mu: 8.5, sigma: 1 }, 'medium'],
    [0.1, { kind: 'lognormal', mu: 11, sigma: 0.8 }, 'large'],
  ],
};
const plain: AmountSpec = { model: invoice, currency: 'EUR' };
const simple: AmountSpec = { model: { kind: 'lognormal', median: 200, sigma: 1 }, currency: 'EUR' };

/** A stream per purpose, as keyed streams give them: value n of one does not depend on the others. */
function streams(seed: number): (purpose: AmountPurpose) => number {
  const purposes: AmountPurpose[] = ['value', 'component', 'zero', 'mantissa', 'habit'];
  const sources = new Map(purposes.map((purpose, i) => [purpose, uniforms(seed * 10 + i)]));
  return (purpose) => sources.get(purpose)?.() ?? Number.NaN;
}

function amounts(spec: AmountSpec, stages: (i: number) => AmountStages = () => ({}), seed = 1): number[] {
  const { draw } = compileAmount(spec);
  const uniform = streams(seed);
  return Array.from({ length: N }, (_, i) => draw(uniform, stages(i)).amount);
}

/** Whether no value overtook another: sorted by the one, the other never falls. */
function keepsRanks(before: readonly number[], after: readonly number[]): boolean {
  const pairs = before.map((x, i) => [x, after[i] ?? Number.NaN] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return pairs.every(([, y], i) => i === 0 || y >= (pairs[i - 1]?.[1] ?? Infinity));
}

describe('a stage that is switched off', () => {
  it.each<readonly [string, AmountSpec, AmountStages]>([
    ['habit of share 0', { ...plain, habit: { share: 0 } }, {}],
    ['benford: false', { ...plain, benford: false }, {}],
    ['step 1', { ...plain, step: 1 }, {}],
    ['factor 1', plain, { factor: 1 }],
    ['spread 1', plain, { spread: 1 }],
    ['no stage at all', plain, {}],
  ])('gives what was never declared: %s', (_, spec, stages) => {
    expect(amounts(spec, () => stages)).toEqual(amounts(plain));
  });

  it('also where a condition has a case that says base', () => {
    const amount = compileAmount(plain);
    const { lawFor } = compileConditional(
      { kind: 'conditional', field: 'amount', given: 'month', cases: [{ when: [1, 13], then: 'base' }] },
      amount.law,
    );
    const uniform = streams(1);

    expect(Array.from({ length: N }, () => amount.draw(uniform, { law: lawFor(5) }).amount)).toEqual(amounts(plain));
  });
});

describe('stage 1, fraud', () => {
  it('replaces labelled values only: all others are byte for byte those of the clean twin', () => {
    const isFraud = (i: number): boolean => i % 50 === 7;
    const { draw } = compileAmount(plain);
    // Each amount opens streams of its own, as occasions of a keyed stream do.
    const clean = Array.from({ length: 2000 }, (_, i) => draw(streams(i)).amount);
    const twin = Array.from(
      { length: 2000 },
      (_, i) => draw(streams(i), isFraud(i) ? { replacement: 999_900 } : {}).amount,
    );

    expect(twin.filter((_, i) => isFraud(i)).every((amount) => amount === 999_900)).toBe(true);
    expect(twin.filter((_, i) => !isFraud(i))).toEqual(clean.filter((_, i) => !isFraud(i)));
  });

  it('asks for no uniform', () => {
    const asked: string[] = [];
    compileAmount(plain).draw((purpose) => (asked.push(purpose), 0.5), { replacement: 100 });

    expect(asked).toEqual([]);
  });
});

describe('stage 2, the mixture', () => {
  it('draws its law and tells which part a value came from', () => {
    const { draw, law } = compileAmount(plain);
    const uniform = streams(3);
    const drawn = Array.from({ length: N }, () => draw(uniform));

    expect(
      kolmogorovP(
        Float64Array.from(drawn, ({ amount }) => amount / 100),
        (x) => law.cdf(x + 0.005),
      ),
    ).toBeGreaterThan(0.001);
    const share = drawn.filter(({ label }) => label === 'small').length / N;
    // Four standard errors of a share of 0.6 at n = 20,000.
    expect(Math.abs(share - 0.6)).toBeLessThan(0.0139);
  });
});

describe('stage 3, the Pareto tail', () => {
  const tailed: AmountSpec = { ...plain, pareto: { alpha: 1.5, q: 0.9 } };

  it('leaves the body exactly as it was and keeps all ranks', () => {
    const body = amounts(plain);
    const withTail = amounts(tailed);
    const threshold = compileAmount(plain).law.quantile(0.9) * 100;

    expect(withTail.filter((_, i) => (body[i] ?? 0) <= threshold)).toEqual(body.filter((x) => x <= threshold));
    expect(keepsRanks(body, withTail)).toBe(true);
  });

  it('gives the tail its index, and a law that is continuous at the border', () => {
    const { law } = compileAmount(tailed);
    const threshold = law.quantile(0.9);
    const above = amounts(tailed)
      .map((amount) => amount / 100)
      .filter((x) => x > threshold);
    const hill = above.length / above.reduce((sum, x) => sum + Math.log(x / threshold), 0);

    expect(law.cdf(threshold * (1 + 1e-9))).toBeCloseTo(0.9, 8);
    expect(law.cdf(threshold * (1 - 1e-9))).toBeCloseTo(0.9, 8);
    // Hill's estimate has the standard error α/√k; the bound at 1e8 shortens the tail by less than that.
    expect(Math.abs(hill - 1.5)).toBeLessThan((4 * 1.5) / Math.sqrt(above.length));
    expect(
      kolmogorovP(
        Float64Array.from(amounts(tailed), (x) => x / 100),
        (x) => law.cdf(x + 0.005),
      ),
    ).toBeGreaterThan(0.001);
  });

  it('replaces the whole model where told to', () => {
    const spec: AmountSpec = { ...simple, pareto: { alpha: 2, q: 0.5, mode: 'replace' } };

    expect(Math.min(...amounts(spec))).toBeGreaterThanOrEqual(20_000);
    expect(compileAmount(spec).law.quantile(0.75)).toBeCloseTo(400, 2);
  });
});

describe('stages 4 and 5, copula and condition', () => {
  it('a given u draws the same margin, at exactly that rank', () => {
    const { draw, law } = compileAmount(plain);
    const next = uniforms(4);
    for (let i = 0; i < 200; i++) {
      const u = next();
      const { amount } = draw(() => Number.NaN, { u });
      expect(Math.abs(amount / 100 - law.quantile(u))).toBeLessThanOrEqual(0.005 + 1e-9);
    }
  });

  it('a case draws from its own law with the same u', () => {
    const law = compileDistribution({ kind: 'uniform', low: 10, high: 20 });
    const { draw } = compileAmount(simple);

    expect(draw(() => 0.25, { law }).amount).toBe(1250);
    expect(draw(() => Number.NaN, { law, u: 0.75 }).amount).toBe(1750);
    expect(
      keepsRanks(
        amounts(simple),
        amounts(simple, () => ({ law })),
      ),
    ).toBe(true);
  });
});

describe('stages 6 and 7, drift and season', () => {
  it('multiply values and keep ranks, up to the last minor unit', () => {
    const before = amounts(simple);
    const after = amounts(simple, () => ({ factor: 1.1 * 0.85 }));

    // Half a minor unit of each rounding, the first one scaled.
    after.forEach((amount, i) => expect(Math.abs(amount - (before[i] ?? 0) * 0.935)).toBeLessThanOrEqual(0.97));
  });

  it('scale the bounds too, so that nothing piles up at max', () => {
    const spec: AmountSpec = { model: { kind: 'lognormal', median: 200, sigma: 1, max: 300 }, currency: 'EUR' };
    const values = amounts(spec, () => ({ factor: 1.5 }));

    expect(Math.max(...values)).toBeLessThanOrEqual(45_000);
    expect(Math.max(...values)).toBeGreaterThan(44_900);
    expect(values.filter((x) => x >= 44_999).length).toBeLessThanOrEqual(3);
  });

  it('keep a field that conforms to Benford conforming: whole decades times a factor', () => {
    const values = amounts({ model: { kind: 'benford' }, currency: 'EUR' }, () => ({ factor: 1.37 }));
    const ones = values.filter((x) => String(x).startsWith('1')).length / N;

    // Four standard errors of log₁₀ 2 at n = 20,000.
    expect(Math.abs(ones - Math.log10(2))).toBeLessThan(0.013);
  });

  it('spread multiplies σ of ln x about the same median, keeping ranks', () => {
    const wide = compileAmount({ ...simple, model: spreadSpec(simple.model as DistributionSpec, 1.4) });

    expect(amounts(simple, () => ({ spread: 1.4 }))).toEqual(
      amounts({ ...simple, model: { kind: 'lognormal', mu: Math.log(200), sigma: 1.4 } }),
    );
    // The bounds of money cut a little more of the wider law.
    expect(wide.law.quantile(0.5)).toBeCloseTo(200, 6);
    expect(
      keepsRanks(
        amounts(simple),
        amounts(simple, () => ({ spread: 1.4 })),
      ),
    ).toBe(true);
    expect([canSpread(invoice), canSpread({ kind: 'gamma', shape: 1, scale: 1 })]).toEqual([true, false]);
  });
});

describe('stage 8, habit and whole minor units', () => {
  it('moves a value by at most half a step, to a multiple of it', () => {
    const { draw, law } = compileAmount({ ...simple, step: 5 });
    const uniform = uniforms(6);
    for (let i = 0; i < 5000; i++) {
      const u = uniform();
      const { amount } = draw(() => u);
      expect(amount % 5).toBe(0);
      expect(amount).toBeGreaterThan(0);
      expect(Math.abs(amount - law.quantile(u) * 100)).toBeLessThanOrEqual(2.5 + 1e-9);
    }
  });

  it('rounds the declared share to figures people quote, and no other amount', () => {
    const exact = amounts(simple);
    const rounded = amounts({ ...simple, habit: { share: 0.25 } });
    const changed = rounded.filter((x, i) => x !== exact[i]);

    // Amounts under 50 have no step; four standard errors of the rest's share.
    const eligible = exact.filter((x) => x >= 5000).length;
    expect(Math.abs(changed.length / eligible - 0.25)).toBeLessThan(4 * Math.sqrt(0.1875 / eligible));
    expect(changed.every((x) => x % 500 === 0)).toBe(true);
  });

  it.each([
    [49, 4900],
    [73, 7500],
    [612, 600_00],
    [730, 750_00],
    [1250, 120_000],
    [1351, 140_000],
  ])('a habit makes %d into %d minor units', (major, minor) => {
    const spec: AmountSpec = {
      model: { kind: 'discrete', values: [[major, 1]] },
      currency: 'EUR',
      habit: { share: 1 },
    };

    // The list's own value is its max, above which no habit goes: so a bound is left out of the way by a second value.
    const model = {
      kind: 'discrete',
      values: [
        [major, 1],
        [1e6, 1e-300],
      ],
    } as const;
    expect(compileAmount({ ...spec, model }).draw(() => 0.3).amount).toBe(minor);
  });

  it('makes what rounds to nothing one step, and says so', () => {
    const spec: AmountSpec = { model: { kind: 'uniform', low: 0.01, high: 0.02 }, currency: 'EUR' };

    expect(compileAmount(spec).draw(() => 0.5, { factor: 0.2 })).toEqual({
      amount: 1,
      floored: true,
      label: undefined,
    });
    expect(compileAmount(spec).draw(() => 0.5).floored).toBe(false);
  });

  it('leaves a zero that the model draws on purpose', () => {
    const spec: AmountSpec = {
      model: { kind: 'zeroInflated', p: 0.4, distribution: { kind: 'exponential', mean: 30 } },
      currency: 'EUR',
    };
    const values = amounts(spec);

    // Four standard errors of a share of 0.4 at n = 20,000.
    expect(Math.abs(values.filter((x) => x === 0).length / N - 0.4)).toBeLessThan(0.0139);
    expect(compileAmount(spec).draw(() => 0.1)).toEqual({ amount: 0, floored: false, label: undefined });
  });

  it('counts in the minor unit of the currency', () => {
    const value = (currency: string): number => compileAmount({ ...simple, currency }).draw(() => 0.5).amount;

    expect(['JPY', 'EUR', 'KWD'].map(value)).toEqual([200, 20_000, 200_000]);
  });
});

describe('frozen amounts', () => {
  it.each([
    ['a mixture', plain, 47_288],
    ['a tail', { ...plain, pareto: { alpha: 1.5, q: 0.2 } }, 23_713],
    ['a habit', { ...plain, habit: { share: 1 } }, 47_000],
    ['the digit law', { model: { kind: 'benford' }, currency: 'EUR' }, 147_457],
    ['replaced digits', { ...plain, benford: true }, 34_847],
  ] satisfies (readonly [string, AmountSpec, number])[])('%s at u = 0.5421664396493738', (_, spec, expected) => {
    expect(compileAmount(spec).draw(() => 0.5421664396493738).amount).toBe(expected);
  });
});

describe('checking an amount', () => {
  const faults = (spec: unknown): string[] => {
    const issues = new IssueList();
    const clean = checkAmount(spec, [], issues);
    expect(clean).toBe(issues.issues.length === 0);
    return issues.issues.map(({ code, path }) => `${code} ${path.join(' ')}`);
  };

  it('accepts every stage', () => {
    expect(faults(plain)).toEqual([]);
    expect(faults({ ...plain, step: 5, pareto: { alpha: 1.5 }, habit: { share: 0.25, steps: [50, 10] } })).toEqual([]);
    expect(faults({ ...plain, benford: true })).toEqual([]);
    expect(faults({ model: { kind: 'benford', decades: [2, 6] }, currency: 'JPY' })).toEqual([]);
    expect(faults({ model: { kind: 'zeroInflated', p: 0.5, distribution: simple.model }, currency: 'EUR' })).toEqual(
      [],
    );
  });

  it.each([
    [{ currency: 'XXX' }, "INVALID_GENERATOR 'currency'"],
    [{ step: 0 }, "INVALID_GENERATOR 'step'"],
    [{ habbit: { share: 1 } }, "UNKNOWN_KEY 'habbit'"],
    [{ model: { kind: 'lognormal', median: 1 } }, "DISTRIBUTION_PARAMETER 'model'"],
    [{ model: { kind: 'benford', decades: [7, 3] } }, "DISTRIBUTION_PARAMETER 'model' 'decades'"],
    [{ model: { kind: 'benford', decade: [3, 7] } }, "UNKNOWN_KEY 'model' 'decade'"],
    [{ model: { kind: 'benford' }, step: 5 }, "INVALID_GENERATOR 'step'"],
    [{ model: { kind: 'benford' }, pareto: { alpha: 2 } }, "INVALID_GENERATOR 'pareto' 'alpha'"],
    [{ benford: 1 }, "INVALID_GENERATOR 'benford'"],
    [{ benford: true, model: { kind: 'exponential', mean: 9, max: 50 } }, "DISTRIBUTION_PARAMETER 'model' 'max'"],
    [{ pareto: { alpha: 0 } }, "INVALID_GENERATOR 'pareto' 'alpha'"],
    [{ pareto: { alpha: 2, q: 1 } }, "INVALID_GENERATOR 'pareto' 'q'"],
    [{ pareto: { alpha: 2, mode: 'add' } }, "INVALID_GENERATOR 'pareto' 'mode'"],
    [{ pareto: { alpha: 2 }, model: { kind: 'poisson', mean: 40 } }, "INVALID_GENERATOR 'pareto' 'alpha'"],
    [{ pareto: { alpha: 2 }, model: { kind: 'uniform', low: 1, high: 9, max: 9 } }, "DISTRIBUTION_EMPTY 'pareto' 'q'"],
    [{ habit: { share: 2 } }, "INVALID_GENERATOR 'habit' 'share'"],
    [{ habit: { share: 0.5, steps: [0] } }, "INVALID_GENERATOR 'habit' 'steps'"],
    [{ model: { kind: 'uniform', low: 0, high: 1, min: 0 } }, "DISTRIBUTION_PARAMETER 'model' 'min'"],
    [{ model: { kind: 'uniform', low: 0.01, high: 1 }, step: 50 }, "DISTRIBUTION_PARAMETER 'model' 'min'"],
  ])('rejects %j', (change, fault) => {
    expect(faults({ ...plain, ...change })).toEqual([fault]);
  });
});

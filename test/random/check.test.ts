import { describe, expect, it } from 'vitest';

import { IssueList } from '../../src/errors.ts';
import type { SynodeIssue } from '../../src/errors.ts';
import { checkDistribution } from '../../src/random/models/check.ts';
import { CASES } from './cases.ts';

function issuesOf(spec: unknown, options?: { readonly choice?: boolean }): readonly SynodeIssue[] {
  const issues = new IssueList();
  const clean = checkDistribution(spec, ["field 'amount'"], issues, options);
  expect(clean).toBe(issues.issues.length === 0);
  return issues.issues;
}

/** Code and last part of the path of each fault. */
const faults = (spec: unknown): string[] => issuesOf(spec).map(({ code, path }) => `${code} ${path.at(-1)}`);

describe('checking a distribution', () => {
  it('finds nothing in any valid one', () => {
    for (const [spec] of CASES) expect(faults(spec)).toEqual([]);
  });

  it.each([
    [{ kind: 'normal', mean: 0, sd: 0 }, "'sd'"],
    [{ kind: 'normal', mean: Number.NaN, sd: 1 }, "'mean'"],
    [{ kind: 'normal', mean: '5', sd: 1 }, "'mean'"],
    [{ kind: 'uniform', low: 2, high: 2 }, "'high'"],
    [{ kind: 'logUniform', low: 0, high: 2 }, "'low'"],
    [{ kind: 'int', min: 1, max: 2.5 }, "'max'"],
    [{ kind: 'int', min: 6, max: 1 }, "'max'"],
    [{ kind: 'int', min: 0, max: 2_000_000_000_000 }, "'max'"],
    [{ kind: 'lognormal', median: 100, sigma: 5.1 }, "'sigma'"],
    [{ kind: 'lognormal', median: 100, p95: 100 }, "'p95'"],
    [{ kind: 'lognormal', median: 1, p95: 1e9 }, "'sigma'"],
    [{ kind: 'lognormal', median: 100 }, "field 'amount'"],
    [{ kind: 'lognormal', mu: 1, sigma: 1, median: 3 }, "field 'amount'"],
    [{ kind: 'exponential' }, "field 'amount'"],
    [{ kind: 'exponential', mean: 1, rate: 1 }, "field 'amount'"],
    [{ kind: 'exponential', rate: 0 }, "'rate'"],
    [{ kind: 'triangular', low: 0, mode: 5, high: 4 }, "'mode'"],
    [{ kind: 'pareto', xMin: 1, alpha: 11 }, "'alpha'"],
    [{ kind: 'pareto', xMin: 1, alpha: 1 }, "'max'"],
    [{ kind: 'weibull', scale: 1, shape: 21 }, "'shape'"],
    [{ kind: 'gamma', scale: 1, shape: 1001 }, "'shape'"],
    [{ kind: 'beta', alpha: 1, beta: -1 }, "'beta'"],
    [{ kind: 'beta', alpha: 1, beta: 1, low: 1 }, "'high'"],
    [{ kind: 'poisson', mean: 1_000_001 }, "'mean'"],
    [{ kind: 'binomial', n: 1.5, p: 0.5 }, "'n'"],
    [{ kind: 'binomial', n: 1, p: 1.5 }, "'p'"],
    [{ kind: 'geometric', p: 0 }, "'p'"],
    [{ kind: 'zipf', n: 0, exponent: 1 }, "'n'"],
    [{ kind: 'discrete', values: [['a', 1]] }, "'values'"],
    [{ kind: 'discrete', values: 7 }, "'values'"],
    [{ kind: 'empirical', points: [[0, 1]] }, "'points'"],
    [
      {
        kind: 'empirical',
        points: [
          [0, 1],
          [0.9, 2],
        ],
      },
      "'points'",
    ],
    [
      {
        kind: 'empirical',
        points: [
          [0, 3],
          [1, 2],
        ],
      },
      "'points'",
    ],
    [
      {
        kind: 'empirical',
        log: true,
        points: [
          [0, 0],
          [1, 2],
        ],
      },
      "'points'",
    ],
    [{ kind: 'mixture', parts: [] }, "'parts'"],
    [{ kind: 'zeroInflated', p: 1, distribution: { kind: 'exponential', mean: 1 } }, "'p'"],
    [{ kind: 'exponential', mean: 1, min: Number.NaN }, "'min'"],
    [{ kind: 'exponential', mean: 1, decimals: 16 }, "'decimals'"],
    [{ kind: 'exponential', mean: 1, integer: 1 }, "'integer'"],
    [{ kind: 'exponential', mean: 1, integer: true, decimals: 2 }, "'decimals'"],
    [{ kind: 'exponential', mean: 1, min: 0.005, decimals: 2 }, "'min'"],
  ])('rejects %j at %s', (spec, place) => {
    expect(faults(spec)).toEqual([`DISTRIBUTION_PARAMETER ${place}`]);
  });

  it('says what was expected, what stood there and what to do', () => {
    expect(issuesOf({ kind: 'lognormal', median: 100, sigma: -2 })).toEqual([
      {
        code: 'DISTRIBUTION_PARAMETER',
        path: ["field 'amount'", "'sigma'"],
        message: 'lognormal needs sigma to be a number > 0 and ≤ 5',
        expected: 'a number > 0 and ≤ 5',
        received: '-2',
        suggestion: 'Set sigma to a number > 0 and ≤ 5.',
      },
    ]);
  });

  it('reports every fault of a nested mixture at once, each with its part', () => {
    const spec = {
      kind: 'mixture',
      parts: [
        [1, { kind: 'normal', mean: 3, sd: 0, decimals: 2 }],
        [-1, { kind: 'parteo', xMin: 1 }, 4],
      ],
    };

    expect(issuesOf(spec).map(({ code, path }) => [code, ...path.slice(1)].join(' '))).toEqual([
      "INVALID_WEIGHTS 'parts'",
      "DISTRIBUTION_PARAMETER part 1 'sd'",
      "DISTRIBUTION_PARAMETER part 1 'decimals'",
      'INVALID_GENERATOR part 2',
      "DISTRIBUTION_PARAMETER part 2 'label'",
    ]);
  });

  it('knows a misspelt parameter and a misspelt distribution', () => {
    const suggestions = [{ kind: 'exponential', mean: 1, decimal: 2 }, { kind: 'logNormal' }].flatMap((spec) =>
      issuesOf(spec).map(({ code, suggestion }) => `${code} ${suggestion}`),
    );

    expect(suggestions).toEqual([
      "UNKNOWN_KEY Did you mean 'decimals'?",
      "INVALID_GENERATOR Did you mean 'lognormal'?",
    ]);
  });

  it.each([
    { kind: 'normal', mean: 0, sd: 1, min: 5 },
    { kind: 'uniform', low: 0, high: 1, min: 2, max: 3 },
    { kind: 'poisson', mean: 3, min: 40 },
    { kind: 'mixture', parts: [[1, { kind: 'normal', mean: 0, sd: 1 }]], min: 6 },
    { kind: 'lognormal', median: 100, sigma: 1, min: 10, max: 5 },
  ])('rejects bounds that keep next to nothing: %j', (spec) => {
    expect(issuesOf(spec).map(({ code }) => code)).toEqual(['DISTRIBUTION_EMPTY']);
  });

  it.each([[[]], [[['a', -1]]], [[['a', 0]]], [[['a', Number.POSITIVE_INFINITY]]]])(
    'rejects the weights %j',
    (values) => {
      expect(issuesOf({ kind: 'discrete', values }, { choice: true }).map(({ code }) => code)).toEqual([
        'INVALID_WEIGHTS',
      ]);
    },
  );

  it('admits values of any kind where a choice is meant, numbers only elsewhere', () => {
    const spec = {
      kind: 'discrete',
      values: [
        ['card', 3],
        [null, 1],
      ],
    };

    expect(issuesOf(spec, { choice: true })).toEqual([]);
    expect(issuesOf(spec)).toHaveLength(1);
  });
});

/* oxlint-disable unicorn/no-thenable -- `then` of a case is a distribution, never a function */
import { describe, expect, it } from 'vitest';

import { IssueList } from '../../src/errors.ts';
import { checkConditional, CALENDAR_GIVENS } from '../../src/random/conditional-check.ts';
import type { GivenDomain } from '../../src/random/conditional-check.ts';
import { compileConditional } from '../../src/random/conditional.ts';
import type { ConditionalSpec } from '../../src/random/conditional.ts';
import { compileDistribution } from '../../src/random/models/compile.ts';
import { kendallTau } from '../../src/random/kernel/kendall.ts';
import { compileCopula } from '../../src/random/copulas.ts';
import { uniforms } from './uniforms.ts';

const GIVENS: ReadonlyMap<string, GivenDomain> = new Map<string, GivenDomain>([
  ...CALENDAR_GIVENS,
  ['quantity', { kind: 'number' }],
  ['tier', { kind: 'category', values: ['gold', 'silver', 'basic'] }],
  ['city', { kind: 'category' }],
  ['since', { kind: 'date' }],
]);

const base = compileDistribution({ kind: 'lognormal', median: 100, sigma: 1 });
const high = { kind: 'lognormal', mu: 7.2, sigma: 1.1 } as const;
const byMonth: ConditionalSpec = {
  kind: 'conditional',
  field: 'amount',
  given: 'month',
  cases: [
    { when: [1, 10], then: 'base' },
    { when: [10, 13], then: high },
  ],
};

function faults(changes: Readonly<Record<string, unknown>>): string[] {
  const issues = new IssueList();
  const clean = checkConditional({ ...byMonth, ...changes }, ["group 'byMonth'"], issues, GIVENS);
  expect(clean).toBe(issues.issues.length === 0);
  return issues.issues.map(({ code, message }) => `${code}: ${message}`);
}

describe('a distribution by case', () => {
  it('chooses the law by half-open interval', () => {
    const { lawFor } = compileConditional(byMonth, base);

    expect(lawFor(9).quantile(0.3)).toBe(base.quantile(0.3));
    expect(lawFor(10).quantile(0.3)).toBe(compileDistribution(high).quantile(0.3));
    expect(lawFor(12)).toBe(lawFor(10));
  });

  it('leaves the value unchanged where the case says base: the very law of the field', () => {
    expect(compileConditional(byMonth, base).lawFor(1)).toBe(base);
  });

  it('chooses by category and by date, and takes the rest by otherwise', () => {
    const byTier = compileConditional(
      { ...byMonth, given: 'tier', cases: [{ when: ['gold'], then: high }], otherwise: 'base' },
      base,
    );
    const cut = new Date(Date.UTC(2025, 6, 1));
    const since = compileConditional(
      { ...byMonth, given: 'since', cases: [{ when: [new Date(0), cut], then: high }], otherwise: 'base' },
      base,
    );

    expect(byTier.lawFor('gold')).not.toBe(base);
    expect(byTier.lawFor('silver')).toBe(base);
    expect(since.lawFor(new Date(cut.getTime() - 1))).not.toBe(base);
    expect(since.lawFor(cut)).toBe(base);
  });

  it('says which value no case covers', () => {
    expect(() => compileConditional(byMonth, base).lawFor(0)).toThrow(
      "[INVALID_FIELD_VALUE] no case of field 'amount' covers month = 0",
    );
  });

  it('keeps the dependence of a copula inside each case, because u stays the same', () => {
    const { sample } = compileCopula({ family: 'gaussian', tau: 0.5 }, 2);
    const { lawFor } = compileConditional(byMonth, base);
    const days = compileDistribution({ kind: 'gamma', shape: 2, scale: 15 });
    const next = uniforms(1);
    const u = new Float64Array(2);
    for (const month of [3, 11]) {
      const law = lawFor(month);
      const rows = Array.from({ length: 20_000 }, () => {
        sample(next, u);
        return [law.quantile(u[0] ?? 0), days.quantile(u[1] ?? 0)] as const;
      });
      const tau = kendallTau(
        rows.map(([amount]) => amount),
        rows.map(([, wait]) => wait),
      );

      // Five standard errors of τ at n = 20,000.
      expect(Math.abs(tau - 0.5)).toBeLessThan(0.0236);
    }
  });
});

describe('checking cases', () => {
  it('accepts complete ones', () => {
    expect(faults({})).toEqual([]);
    expect(
      faults({
        given: 'tier',
        cases: [
          { when: ['gold', 'silver'], then: 'base' },
          { when: ['basic'], then: high },
        ],
      }),
    ).toEqual([]);
    const whole = [
      { when: [-Infinity, 0], then: 'base' },
      { when: [0, Infinity], then: high },
    ];
    expect(faults({ given: 'quantity', cases: whole })).toEqual([]);
  });

  it.each([
    [
      'overlapping intervals',
      {
        cases: [
          { when: [1, 11], then: 'base' },
          { when: [10, 13], then: high },
        ],
      },
      'cases 1 and 2 both cover month 10',
    ],
    [
      'a hole',
      {
        cases: [
          { when: [1, 9], then: 'base' },
          { when: [10, 13], then: high },
        ],
      },
      'no case covers month from 9 to 10',
    ],
    ['an open end', { cases: [{ when: [1, 12], then: 'base' }] }, 'no case covers month from 12 to 13'],
    [
      'an interval that is none',
      { cases: [{ when: [5, 5], then: 'base' }], otherwise: 'base' },
      'case 1 is not an interval of month',
    ],
    [
      'a set where numbers are',
      { cases: [{ when: ['May'], then: 'base' }], otherwise: 'base' },
      'case 1 is not an interval of month',
    ],
    ['no case', { cases: [] }, 'a condition needs at least one case'],
    ['a field drawn later', { given: 'total', otherwise: 'base' }, "'total' is not known when field 'amount' is drawn"],
    [
      'a category that never occurs',
      { given: 'tier', cases: [{ when: ['golden'], then: 'base' }], otherwise: 'base' },
      "tier is never 'golden'",
    ],
    [
      'a category named twice',
      {
        given: 'tier',
        cases: [
          { when: ['gold'], then: 'base' },
          { when: ['gold'], then: high },
        ],
        otherwise: 'base',
      },
      "cases 1 and 2 both cover 'gold'",
    ],
    [
      'a category left out',
      { given: 'tier', cases: [{ when: ['gold', 'basic'], then: 'base' }] },
      "no case covers tier 'silver'",
    ],
    [
      'categories nobody can list',
      { given: 'city', cases: [{ when: ['Bonn'], then: 'base' }] },
      'no case covers other categories of city',
    ],
  ])('rejects %s', (_, changes, message) => {
    expect(faults(changes)).toEqual([`CONDITIONAL_CASES: ${message}`]);
  });

  it('reports the faults of a case’s distribution and unknown keys too, all at once', () => {
    const cases = [
      { when: [1, 10], then: { kind: 'normal', mean: 1, sd: -1 } },
      { when: [9, 13], then: 'bas' },
    ];

    expect(faults({ cases, fields: ['amount'] })).toEqual([
      "UNKNOWN_KEY: there is no 'fields' here",
      'DISTRIBUTION_PARAMETER: normal needs sd to be a number > 0',
      'INVALID_GENERATOR: a numeric distribution is missing',
      'CONDITIONAL_CASES: cases 1 and 2 both cover month 9',
    ]);
  });
});

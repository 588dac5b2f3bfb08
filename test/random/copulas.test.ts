import { describe, expect, it } from 'vitest';

import { IssueList } from '../../src/errors.ts';
import type { SynodeIssue } from '../../src/errors.ts';
import { checkCopula, checkGroupFields } from '../../src/random/copula-check.ts';
import { compileCopula } from '../../src/random/copulas.ts';
import type { CopulaSpec } from '../../src/model/group.ts';
import { frankTau } from '../../src/random/kernel/debye.ts';
import { kendallTau } from '../../src/random/kernel/kendall.ts';
import { kolmogorovP, noneSignificant } from './measures.ts';
import { uniforms } from './uniforms.ts';

const N = 100_000;

/** N points, one column per field. */
function points(spec: CopulaSpec, dimension: number, seed = 1): Float64Array[] {
  const { sample } = compileCopula(spec, dimension);
  const next = uniforms(seed);
  const out = new Float64Array(dimension);
  const columns = Array.from({ length: dimension }, () => new Float64Array(N));
  for (let i = 0; i < N; i++) {
    sample(next, out);
    columns.forEach((column, k) => (column[i] = out[k] ?? Number.NaN));
  }
  return columns;
}

const column = (columns: Float64Array[], k: number): Float64Array => columns[k] ?? new Float64Array();

/** Each margin uniform: Kolmogorov–Smirnov with Holm's correction; no value at 0, 1 or not a number. */
function expectUniformMargins(columns: Float64Array[]): void {
  for (const values of columns) expect(values.every((u) => u > 0 && u < 1)).toBe(true);
  expect(noneSignificant(columns.map((values) => kolmogorovP(values, (u) => Math.min(1, Math.max(0, u)))))).toBe(true);
}

// At n = 100,000 the standard error of τ is at most 0.0021; 0.01 is nearly five of them.
const TAU_BOUND = 0.01;

describe('pairs of fields', () => {
  const cases: (readonly [string, CopulaSpec, number])[] = [
    ...[0.5, -0.5, 0.8].map((tau) => [`gaussian τ ${tau}`, { family: 'gaussian', tau }, tau] as const),
    ['gaussian ρ 0.5', { family: 'gaussian', rho: 0.5 }, 1 / 3],
    ['gaussian ρₛ 0.5', { family: 'gaussian', spearman: 0.5 }, (2 / Math.PI) * Math.asin(2 * Math.sin(Math.PI / 12))],
    ['student ν 4, τ 0.5', { family: 'student', tau: 0.5 }, 0.5],
    ['student ν 1, ρ −0.5', { family: 'student', rho: -0.5, df: 1 }, -1 / 3],
    ...[-0.5, 0.5, 2, 5].map(
      (theta) => [`clayton θ ${theta}`, { family: 'clayton', theta }, theta / (theta + 2)] as const,
    ),
    ['clayton τ 0.4', { family: 'clayton', tau: 0.4 }, 0.4],
    ...[1, 1.5, 2, 4].map((theta) => [`gumbel θ ${theta}`, { family: 'gumbel', theta }, 1 - 1 / theta] as const),
    ['gumbel τ 0.3', { family: 'gumbel', tau: 0.3 }, 0.3],
    ...[-30, -3, 2, 5, 30].map((theta) => [`frank θ ${theta}`, { family: 'frank', theta }, frankTau(theta)] as const),
    ['frank τ −0.6', { family: 'frank', tau: -0.6 }, -0.6],
  ];

  it.each(cases)('%s: Kendall τ as stated, margins uniform', (_, spec, tau) => {
    const columns = points(spec, 2);

    expect(Math.abs(kendallTau(column(columns, 0), column(columns, 1)) - tau)).toBeLessThan(TAU_BOUND);
    expectUniformMargins(columns);
  });

  it('clayton at −1 makes one the complement of the other', () => {
    const [first, second] = points({ family: 'clayton', theta: -1 }, 2);

    expect(first?.every((u, i) => second?.[i] === 1 - u)).toBe(true);
  });
});

describe('tails at 1 %', () => {
  const share = (columns: Float64Array[], inTail: (u: number) => boolean): number => {
    const [first, second] = [column(columns, 0), column(columns, 1)];
    let [both, one] = [0, 0];
    first.forEach((u, i) => {
      if (!inTail(u)) return;
      one += 1;
      if (inTail(second[i] ?? 0.5)) both += 1;
    });
    return both / one;
  };
  const lower = (u: number): boolean => u < 0.01;
  const upper = (u: number): boolean => u > 0.99;
  const claytonAt = (q: number, theta: number): number =>
    Math.exp(-Math.log(2 * Math.exp(-theta * Math.log(q)) - 1) / theta);
  const gumbelAt = (q: number, theta: number): number => Math.exp(Math.log(q) * Math.exp(Math.log(2) / theta));

  // About 1,000 points lie in a tail, so three standard errors of the share are 0.047.
  it('clayton clusters low values, gumbel high ones, frank neither, as their formulas say', () => {
    const clayton = points({ family: 'clayton', theta: 2 }, 2);
    const gumbel = points({ family: 'gumbel', theta: 2 }, 2);
    const frank = points({ family: 'frank', theta: 5 }, 2);

    expect(Math.abs(share(clayton, lower) - claytonAt(0.01, 2) / 0.01)).toBeLessThan(0.05);
    expect(share(clayton, upper)).toBeLessThan(0.08);
    expect(Math.abs(share(gumbel, upper) - (0.02 - 1 + gumbelAt(0.99, 2)) / 0.01)).toBeLessThan(0.05);
    expect(share(frank, lower)).toBeLessThan(0.1);
    expect(share(frank, upper)).toBeLessThan(0.1);
  });

  it('student clusters both ends where gaussian of the same τ does less', () => {
    const student = points({ family: 'student', rho: 0.5, df: 2 }, 2);
    const gaussian = points({ family: 'gaussian', rho: 0.5 }, 2);

    // 2·t₃(−√(3·0.5/1.5)) = 0.391
    expect(Math.abs(share(student, lower) - 0.391)).toBeLessThan(0.05);
    expect(Math.abs(share(student, upper) - 0.391)).toBeLessThan(0.05);
    expect(share(gaussian, lower)).toBeLessThan(0.2);
  });
});

describe('groups of three', () => {
  it('gaussian gives each pair its own strength', () => {
    const tau = [
      [1, 0.5, 0.2],
      [0.5, 1, -0.1],
      [0.2, -0.1, 1],
    ];
    const columns = points({ family: 'gaussian', tau }, 3);

    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const measured = kendallTau(column(columns, i), column(columns, j));
      expect(Math.abs(measured - (tau[i]?.[j] ?? 0))).toBeLessThan(TAU_BOUND);
    }
    expectUniformMargins(columns);
  });

  it.each([
    ['clayton', { family: 'clayton', theta: 2 }, 0.5],
    ['clayton, shape of the latent gamma below 1', { family: 'clayton', theta: 6 }, 0.75],
    ['gumbel', { family: 'gumbel', theta: 2.5 }, 0.6],
    ['frank', { family: 'frank', theta: 5 }, frankTau(5)],
    ['frank, near its limit', { family: 'frank', theta: 45 }, frankTau(45)],
    ['student', { family: 'student', tau: 0.3 }, 0.3],
  ] satisfies (readonly [string, CopulaSpec, number])[])('%s treats all pairs alike', (_, spec, tau) => {
    const columns = points(spec, 3);

    expect(Math.abs(kendallTau(column(columns, 0), column(columns, 1)) - tau)).toBeLessThan(TAU_BOUND);
    expect(Math.abs(kendallTau(column(columns, 1), column(columns, 2)) - tau)).toBeLessThan(TAU_BOUND);
    expectUniformMargins(columns);
  });
});

describe('frozen points of each family', () => {
  it.each([
    [{ family: 'gaussian', rho: 0.6 }, 2, [0.06680817421195366, 0.09179333657183128]],
    [{ family: 'student', rho: 0.6, df: 4 }, 2, [0.15754046805743377, 0.183239132189511]],
    [{ family: 'clayton', theta: 2 }, 2, [0.3827060619578067, 0.49531325854276964]],
    [{ family: 'clayton', theta: -0.4 }, 2, [0.06680817421195362, 0.59328134271541]],
    [{ family: 'gumbel', theta: 2 }, 2, [0.19622545250663898, 0.3570150737973575]],
    [{ family: 'frank', theta: 4 }, 2, [0.06680817421195362, 0.10675518366655559]],
    [{ family: 'frank', theta: 4 }, 3, [0.03912468623418989, 0.15248547065812734, 0.2663438041356303]],
  ] satisfies (readonly [CopulaSpec, number, readonly number[]])[])(
    '%o in %d dimensions',
    (spec, dimension, expected) => {
      const out = new Float64Array(dimension);
      compileCopula(spec, dimension).sample(uniforms(42), out);

      expect([...out]).toEqual(expected);
    },
  );
});

function issuesOf(copula: unknown, fields: unknown = ['amount', 'days']): readonly SynodeIssue[] {
  const issues = new IssueList();
  const clean = checkCopula({ kind: 'correlate', id: 'g', fields, copula }, ["group 'g'"], issues);
  expect(clean).toBe(issues.issues.length === 0);
  return issues.issues;
}

describe('checking a group', () => {
  it.each([
    { family: 'gaussian', tau: 0.5 },
    { family: 'gaussian', spearman: -0.3 },
    { family: 'student', rho: 0.5, df: 200 },
    { family: 'clayton', theta: -1 },
    { family: 'clayton', tau: 0.9 },
    { family: 'gumbel', theta: 1 },
    { family: 'frank', tau: -0.9 },
  ])('accepts %j', (copula) => {
    expect(issuesOf(copula)).toEqual([]);
  });

  it.each([
    [{ family: 'gaussian', tau: 1 }, 'For fields that determine each other compute one from the other.'],
    [{ family: 'clayton', theta: -1.5 }, 'State the strength as tau, between −1 and 1.'],
    [{ family: 'clayton', theta: 0 }, 'Leave independent fields out of the group.'],
    [{ family: 'gumbel', tau: -0.3 }, "Use family 'frank', which reaches tau -0.3."],
    [{ family: 'gumbel', theta: 51 }, 'State the strength as tau, between −1 and 1.'],
    [{ family: 'frank', tau: 0.95 }, "Use family 'gaussian', which reaches tau 0.95."],
    [{ family: 'student', rho: 0.5, df: 0 }, 'Leave df out for 4 degrees of freedom.'],
    [{ family: 'student', spearman: 0.5 }, 'State tau: for student, Spearman has no closed form.'],
    [{ family: 'gaussian' }, 'State tau.'],
    [{ family: 'gaussian', tau: 0.5, rho: 0.5 }, 'State tau.'],
    [{ family: 'gausian', tau: 0.5 }, "Did you mean 'gaussian'?"],
  ])('rejects %j and shows a way out', (copula, suggestion) => {
    expect(issuesOf(copula).map((issue) => [issue.code, issue.suggestion])).toEqual([['COPULA_RANGE', suggestion]]);
  });

  it('names a family that can, when three fields cannot be as opposed as two', () => {
    expect(issuesOf({ family: 'clayton', tau: -0.3 }, ['a', 'b', 'c'])[0]?.suggestion).toBe(
      "Use family 'gaussian', which reaches tau -0.3.",
    );
  });

  it('knows a misspelt option', () => {
    expect(issuesOf({ family: 'gaussian', tua: 0.5, tau: 0.5 })[0]).toMatchObject({
      code: 'UNKNOWN_KEY',
      suggestion: "Did you mean 'tau'?",
    });
  });

  it.each([[['amount']], [['amount', 'amount']], ['amount'], [null]])('rejects the fields %j', (fields) => {
    expect(issuesOf({ family: 'gaussian', tau: 0.5 }, fields).map(({ code }) => code)).toEqual(['COPULA_FIELDS']);
  });

  it('names row and smallest eigenvalue of an impossible matrix, and the nearest possible one, which then passes', () => {
    const tau = [
      [1, 0.8, -0.8],
      [0.8, 1, 0.8],
      [-0.8, 0.8, 1],
    ];

    const [issue] = issuesOf({ family: 'gaussian', tau }, ['a', 'b', 'c']);

    expect(issue).toMatchObject({
      code: 'CORRELATION_NOT_POSITIVE_DEFINITE',
      path: ["group 'g'", "'copula'", "'tau'"],
      message: 'no 3 fields can be correlated like this: row 3 contradicts those above',
      received: 'smallest eigenvalue -0.9021',
    });
    const printed = /\[\[.*\]\]/.exec(issue?.suggestion ?? '')?.[0] ?? '';
    expect(issuesOf({ family: 'gaussian', tau: JSON.parse(printed) as number[][] }, ['a', 'b', 'c'])).toEqual([]);
  });

  it.each([
    [
      'CORRELATION_NOT_POSITIVE_DEFINITE',
      'the matrix is not symmetric',
      [
        [1, 0.5],
        [0.4, 1],
      ],
    ],
    [
      'CORRELATION_NOT_POSITIVE_DEFINITE',
      'the diagonal is not 1',
      [
        [1, 0.5],
        [0.5, 0.9],
      ],
    ],
    [
      'COPULA_RANGE',
      'an entry is out of range',
      [
        [1, 1.5],
        [1.5, 1],
      ],
    ],
    ['COPULA_RANGE', 'the matrix of 2 fields is 2 × 2', [[1]]],
  ])('rejects with %s: %s', (code, message, rho) => {
    expect(issuesOf({ family: 'gaussian', rho }).map((issue) => [issue.code, issue.message])).toEqual([
      [code, message],
    ]);
  });

  it('reports fields that are unknown, in two groups, or not drawn from a distribution', () => {
    const issues = new IssueList();
    const groups = [
      { id: 'a', fields: ['amount', 'days', 'name'] },
      { id: 'b', fields: ['days', 'amuont'] },
    ];
    checkGroupFields(
      groups,
      new Map([
        ['amount', true],
        ['days', true],
        ['name', false],
      ]),
      ["action 'pay'"],
      issues,
    );

    expect(issues.issues.map(({ code, path, message }) => `${code} ${path.slice(1).join(' ')}: ${message}`)).toEqual([
      "COPULA_FIELDS group 'a' 'name': field 'name' is not drawn from a distribution",
      "COPULA_FIELDS group 'b' 'days': field 'days' stands in groups 'a' and 'b'",
      "COPULA_FIELDS group 'b' 'amuont': there is no field 'amuont'",
    ]);
    expect(issues.issues[2]?.suggestion).toBe("Did you mean 'amount'?");
  });
});

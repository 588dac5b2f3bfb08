import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { andersonDarlingTail } from '../../src/random/kernel/anderson-darling.ts';
import { betaI, chiSquareTail, inverseBetaI, studentCdf } from '../../src/random/kernel/beta.ts';
import { binomialQuantile, poissonQuantile } from '../../src/random/kernel/counts.ts';
import { debye1, frankTau, frankTheta } from '../../src/random/kernel/debye.ts';
import { gammaP, gammaQ, inverseGammaP } from '../../src/random/kernel/gamma.ts';
import { kendallTau } from '../../src/random/kernel/kendall.ts';
import { kolmogorovTail } from '../../src/random/kernel/kolmogorov.ts';
import { lnGamma } from '../../src/random/kernel/ln-gamma.ts';
import { cholesky, eigen, nearestCorrelation } from '../../src/random/kernel/matrix.ts';
import { erfc, normalCdf, normalQuantile } from '../../src/random/kernel/normal.ts';

type Row = readonly number[];
interface Kendall {
  readonly x: number[];
  readonly y: number[];
  readonly tau: number;
}

/** Made by data/make-kernel.py with SciPy. */
const reference = JSON.parse(readFileSync(new URL('data/kernel.json', import.meta.url), 'utf8')) as Record<
  string,
  Row[]
> & { kendall: Kendall[]; cholesky: { matrix: number[][]; lower: number[][] }; eigenvalues: number[] };

/** Largest relative error over the rows; the last column is the expected value. Errors up to `absolute` count as 0. */
function worst(rows: readonly Row[], of: (...arguments_: number[]) => number, absolute = 0): number {
  expect(rows.length).toBeGreaterThan(3);
  let result = 0;
  for (const row of rows) {
    const expected = row.at(-1) ?? Number.NaN;
    const off = Math.abs(of(...row.slice(0, -1)) - expected);
    if (off > absolute) result = Math.max(result, off / Math.abs(expected));
    if (Number.isNaN(off)) return Number.NaN;
  }
  return result;
}

const of = (name: string): readonly Row[] => reference[name] ?? [];

describe('numeric kernel against SciPy', () => {
  it('gives the normal distribution function to 13 digits, out to −37', () => {
    expect(worst(of('normalCdf'), normalCdf)).toBeLessThan(1e-13);
    expect(worst(of('erfc'), erfc)).toBeLessThan(1e-13);
  });

  it('gives the normal quantile to 14 digits from 1e-300 to 1 − 1e-16', () => {
    expect(worst(of('normalQuantile'), normalQuantile, 1e-15)).toBeLessThan(1e-14);
  });

  it('gives ln Γ to 13 digits, and absolutely to 1e-14 near its zeros', () => {
    expect(worst(of('lnGamma'), lnGamma, 1e-14)).toBeLessThan(1e-13);
  });

  it('gives both incomplete gamma integrals to 11 digits up to a = 1e5', () => {
    expect(worst(of('gammaP'), gammaP)).toBeLessThan(1e-11);
    expect(worst(of('gammaQ'), gammaQ)).toBeLessThan(1e-11);
  });

  it('gives the incomplete beta integral to 11 digits up to a, b = 1e4', () => {
    expect(worst(of('betaI'), (a = 0, b = 0, x = 0) => betaI(a, b, x))).toBeLessThan(1e-11);
  });

  it('inverts both integrals so that F(F⁻¹(p)) is p to 1e-12', () => {
    for (const [a = 0, p = 0] of of('inverseGammaP')) {
      expect(Math.abs(gammaP(a, inverseGammaP(a, p)) - p)).toBeLessThan(1e-12);
    }
    for (const [a = 0, b = 0, p = 0] of of('inverseBetaI')) {
      const x = inverseBetaI(a, b, p);
      // Where 1 − x is the small one, x has too few digits for the bound; its neighbours then enclose p.
      const bound = Math.max(1e-12, betaI(a, b, x + 2e-16) - betaI(a, b, x - 2e-16));
      expect(Math.abs(betaI(a, b, x) - p)).toBeLessThanOrEqual(bound);
    }
    expect(worst(of('inverseGammaP'), (a = 0, p = 0) => inverseGammaP(a, p))).toBeLessThan(1e-10);
    expect(worst(of('inverseBetaI'), inverseBetaI)).toBeLessThan(1e-10);
  });

  it("gives Student's law and the χ² tail to 11 digits", () => {
    expect(worst(of('studentCdf'), studentCdf)).toBeLessThan(1e-11);
    expect(worst(of('chiSquareTail'), chiSquareTail)).toBeLessThan(1e-11);
  });

  it('gives the Kolmogorov tail to 9 digits up to n = 500 and to 5 above, down to 1e-8', () => {
    expect(worst(of('kolmogorovExact'), kolmogorovTail, 1e-13)).toBeLessThan(1e-9);
    expect(worst(of('kolmogorov'), kolmogorovTail)).toBeLessThan(1e-5);
  });

  it('gives the Anderson–Darling tail at its four published points', () => {
    for (const [z = 0, p = 0] of of('andersonDarling')) {
      expect(Math.abs(andersonDarlingTail(z) - p)).toBeLessThan(1e-3);
    }
  });

  it("gives Debye's function and Frank's τ to 1e-12", () => {
    expect(worst(of('debye'), debye1)).toBeLessThan(1e-12);
    expect(worst(of('frankTau'), frankTau, 1e-12)).toBeLessThan(1e-12);
  });

  it("inverts Frank's τ, and refuses one that no θ within 50 has", () => {
    expect(frankTheta(frankTau(-30))).toBeCloseTo(-30, 9);
    expect(frankTheta(0.2138945692)).toBeCloseTo(2, 8);
    expect(frankTheta(0.95)).toBeNaN();
  });

  it('finds the smallest count with F(k) ≥ u, up to means of a million and a billion trials', () => {
    for (const [u = 0, mean = 0, k] of of('poissonQuantile'))
      expect([u, mean, poissonQuantile(u, mean)]).toEqual([u, mean, k]);
    for (const [u = 0, n = 0, p = 0, k] of of('binomialQuantile')) {
      expect([u, n, p, binomialQuantile(u, n, p)]).toEqual([u, n, p, k]);
    }
  });

  it("gives Kendall's τ-b with and without ties", () => {
    for (const { x, y, tau } of reference.kendall) expect(kendallTau(x, y)).toBeCloseTo(tau, 12);
  });

  it('factors a correlation matrix and finds its eigenvalues', () => {
    const { matrix, lower } = reference.cholesky;
    const factor = cholesky(matrix);

    expect('lower' in factor).toBe(true);
    if ('lower' in factor)
      factor.lower.forEach((row, i) => row.forEach((v, j) => expect(v).toBeCloseTo(lower[i]?.[j] ?? 0, 14)));
    eigen(matrix)
      .values.toSorted((a, b) => a - b)
      .forEach((value, i) => expect(value).toBeCloseTo(reference.eigenvalues[i] ?? 0, 12));
  });

  it('names the row at which a matrix stops being positive definite, and finds the nearest one that is', () => {
    const impossible = [
      [1, 0.9, -0.9],
      [0.9, 1, 0.9],
      [-0.9, 0.9, 1],
    ];

    const near = nearestCorrelation(impossible);

    expect(cholesky(impossible)).toEqual({ failedRow: 2 });
    expect(cholesky(near)).toHaveProperty('lower');
    expect(near.map((row, i) => row[i])).toEqual([1, 1, 1]);
    // By symmetry all three change by the same amount, to the border of what is possible.
    expect(near[0]?.[1]).toBeCloseTo(0.5, 3);
    expect(near[0]?.[2]).toBeCloseTo(-0.5, 3);
  });
});

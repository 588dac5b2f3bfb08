/** Distribution functions and quantiles of the Poisson and binomial laws: the smallest k with F(k) ≥ u, one shot. */
import { sqrt } from '../math.ts';
import { betaI } from './beta.ts';
import { gammaP, gammaQ } from './gamma.ts';
import { normalQuantile } from './normal.ts';
import { binomialTerm, poissonTerm } from './saddle.ts';

/** P(X ≤ k), Poisson. */
export function poissonCdf(k: number, mean: number): number {
  if (k < 0) return 0;
  return mean === 0 ? 1 : gammaQ(Math.floor(k) + 1, mean);
}

/** P(X ≤ k), binomial. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return betaI(n - Math.floor(k), Math.floor(k) + 1, 1 - p, p);
}

/**
 * Smallest k with P(X ≤ k) ≥ u, X Poisson with `mean` (0 to 1e6 and beyond). One search of a few microseconds, longer
 * for large means; a law drawn from again and again is compiled to a table instead.
 */
export function poissonQuantile(u: number, mean: number): number {
  if (mean === 0) return 0;
  return searchCount(u, {
    guess: cornishFisher(u, { mean, variance: mean, skewness: 1 / sqrt(mean) }),
    last: Infinity,
    cdf: (k) => poissonCdf(k, mean),
    tail: (k) => gammaP(k + 1, mean),
    term: (k) => poissonTerm(k, mean),
  });
}

/** Smallest k with P(X ≤ k) ≥ u, X binomial. */
export function binomialQuantile(u: number, n: number, p: number): number {
  if (p === 0 || n === 0) return 0;
  if (p === 1) return n;
  const q = 1 - p;
  const variance = n * p * q;
  return searchCount(u, {
    guess: cornishFisher(u, { mean: n * p, variance, skewness: (q - p) / sqrt(variance) }),
    last: n,
    cdf: (k) => binomialCdf(k, n, p),
    tail: (k) => (k >= n ? 0 : betaI(k + 1, n - k, p, q)),
    term: (k) => binomialTerm(k, n - k, p, q),
  });
}

function cornishFisher(u: number, law: { mean: number; variance: number; skewness: number }): number {
  const z = normalQuantile(u);
  return Math.floor(law.mean + sqrt(law.variance) * (z + (law.skewness * (z * z - 1)) / 6));
}

interface CountLaw {
  readonly guess: number;
  readonly last: number;
  readonly cdf: (k: number) => number;
  readonly tail: (k: number) => number;
  readonly term: (k: number) => number;
}

/** Walks from a near guess; in the upper half by the tail, where F itself has no digits left. */
function searchCount(u: number, law: CountLaw): number {
  const start = Math.min(Math.max(law.guess, 0), law.last);
  return u <= 0.5 ? searchLower(u, law, start) : searchUpper(1 - u, law, start);
}

function searchLower(u: number, law: CountLaw, start: number): number {
  let k = start;
  let f = law.cdf(k);
  if (f < u) {
    while (f < u && k < law.last) f += law.term(++k);
    return k;
  }
  for (let below = f - law.term(k); k > 0 && below >= u; below -= law.term(k)) k--;
  return k;
}

function searchUpper(q: number, law: CountLaw, start: number): number {
  let k = start;
  let rest = law.tail(k);
  if (rest > q) {
    while (rest > q && k < law.last) rest -= law.term(++k);
    return k;
  }
  for (let above = rest + law.term(k); k > 0 && above <= q; above += law.term(k)) k--;
  return k;
}

/** Laws of counts: Poisson and binomial by a table of their probabilities, geometric by its formula. */
import { binomialQuantile, poissonQuantile } from '../kernel/counts.ts';
import { binomialTerm, poissonTerm } from '../kernel/saddle.ts';
import { U_MAX, U_MIN, exp, expm1, log1p } from '../math.ts';
import type { Law } from './law.ts';
import type { BinomialSpec, GeometricSpec, PoissonSpec } from './spec.ts';
import { guideTable, quantileIndex } from './weights.ts';

export function poissonLaw({ mean }: PoissonSpec): Law {
  if (mean === 0) return constantLaw(0);
  const term = (k: number): number => poissonTerm(k, mean);
  return tableLaw({
    first: poissonQuantile(U_MIN / 2, mean),
    last: poissonQuantile(U_MAX, mean),
    term,
    mean,
    variance: mean,
  });
}

export function binomialLaw({ n, p }: BinomialSpec): Law {
  if (p === 0 || n === 0) return constantLaw(0);
  if (p === 1) return constantLaw(n);
  return tableLaw({
    first: binomialQuantile(U_MIN / 2, n, p),
    last: binomialQuantile(U_MAX, n, p),
    term: (k) => binomialTerm(k, n - k, p, 1 - p),
    mean: n * p,
    variance: n * p * (1 - p),
  });
}

interface CountTable {
  /** The counts that a uniform of a keyed stream can reach. */
  readonly first: number;
  readonly last: number;
  readonly term: (k: number) => number;
  readonly mean: number;
  readonly variance: number;
}

/** The smallest k with F(k) ≥ u, F summed from the exact probabilities. */
function tableLaw({ first, last, term, mean, variance }: CountTable): Law {
  const cumulative = new Float64Array(last - first + 1);
  let sum = 0;
  for (let k = first; k <= last; k++) cumulative[k - first] = sum += term(k);
  const guide = guideTable(cumulative);
  const cdf = (x: number): number => {
    if (x < first) return 0;
    return x >= last ? 1 : (cumulative[Math.floor(x) - first] ?? 1);
  };
  return {
    quantile: (u) => first + quantileIndex(cumulative, guide, u),
    cdf,
    below: (x) => cdf(Math.ceil(x) - 1),
    density: () => 0,
    moment: (k, a, b) => {
      let total = 0;
      for (let j = Math.max(first, Math.ceil(a)); j <= Math.min(last, b); j++) total += (k === 1 ? j : j * j) * term(j);
      return total;
    },
    mean,
    variance,
    discrete: true,
  };
}

/** Failures before the first success: ⌊ln(1 − u)/ln(1 − p)⌋. */
export function geometricLaw({ p }: GeometricSpec): Law {
  if (p === 1) return constantLaw(0);
  const q = 1 - p;
  const logQ = log1p(-p);
  const cdf = (x: number): number => (x < 0 ? 0 : -expm1((Math.floor(x) + 1) * logQ));
  // Σ jᵏ·p·qʲ from j upwards.
  const above = (k: 1 | 2, j: number): number => {
    if (j === Infinity) return 0;
    return exp(j * logQ) * (k === 1 ? j + q / p : j * j + (2 * j * q) / p + (q * (1 + q)) / (p * p));
  };
  return {
    quantile: (u) => Math.floor(log1p(-u) / logQ),
    cdf,
    below: (x) => cdf(Math.ceil(x) - 1),
    density: () => 0,
    moment: (k, a, b) => (b < 0 ? 0 : above(k, Math.max(0, Math.ceil(a))) - above(k, Math.floor(b) + 1)),
    mean: q / p,
    variance: q / (p * p),
    discrete: true,
  };
}

/** Always the same value. */
export function constantLaw(value: number): Law {
  return {
    quantile: () => value,
    cdf: (x) => (x >= value ? 1 : 0),
    below: (x) => (x > value ? 1 : 0),
    density: () => 0,
    moment: (k, a, b) => (a <= value && value <= b ? (k === 1 ? value : value * value) : 0),
    mean: value,
    variance: 0,
    discrete: true,
  };
}

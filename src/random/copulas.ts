/**
 * Dependence between fields: a copula gives each field of a group its u, so every margin stays as declared. Formulas in
 * logarithms where a latent variable may underflow. H. Joe, Dependence Modeling with Copulas (2014); A. McNeil and
 * others, Quantitative Risk Management (2015).
 */
import { SynodeError } from '../errors.ts';
import type { CopulaSpec } from '../model/group.ts';
import { studentCdf } from './kernel/beta.ts';
import { frankTheta } from './kernel/debye.ts';
import { cholesky } from './kernel/matrix.ts';
import type { Matrix } from './kernel/matrix.ts';
import { normalCdf, normalQuantile } from './kernel/normal.ts';
import { U_MAX, U_MIN, exp, expm1, log, log1p, sin, sqrt } from './math.ts';

/** Draws one point of the copula; takes as many uniforms as it needs, which may differ from draw to draw. */
export type CopulaSampler = (next: () => number, out: Float64Array) => void;

/** A compiled copula: `sample` fills one u in (0, 1) per field. */
export interface Copula {
  readonly dimension: number;
  readonly sample: CopulaSampler;
}

/** The copula of so many fields. The spec must have passed `checkCopula`. */
export function compileCopula(spec: CopulaSpec, dimension: number): Copula {
  return { dimension, sample: sampler(spec, dimension) };
}

function sampler(spec: CopulaSpec, dimension: number): CopulaSampler {
  switch (spec.family) {
    case 'gaussian':
      return elliptic(correlations(spec, dimension));
    case 'student':
      return student(correlations(spec, dimension), spec.df ?? 4);
    case 'clayton':
      return thetaOf(spec) < 0 ? claytonPair(thetaOf(spec)) : clayton(thetaOf(spec));
    case 'gumbel':
      return thetaOf(spec) === 1 ? independent : gumbel(thetaOf(spec));
    case 'frank':
      return dimension === 2 ? frankPair(thetaOf(spec)) : frank(thetaOf(spec));
    default:
      return spec.family satisfies never;
  }
}

/** θ of an Archimedean family, from itself or from τ; NaN where τ has none. */
export function thetaOf({ family, theta, tau }: CopulaSpec): number {
  if (theta !== undefined) return theta;
  if (typeof tau !== 'number') return Number.NaN;
  if (family === 'clayton') return (2 * tau) / (1 - tau);
  return family === 'gumbel' ? 1 / (1 - tau) : frankTheta(tau);
}

/** The correlation matrix of the normal scores. ρ = sin(πτ/2) = 2·sin(πρₛ/6). */
export function correlations({ rho, tau, spearman }: CopulaSpec, dimension: number): number[][] {
  const stated = rho ?? tau ?? spearman ?? Number.NaN;
  const convert = (value: number): number => {
    if (rho !== undefined) return value;
    return tau === undefined ? 2 * sin((Math.PI * value) / 6) : sin((Math.PI * value) / 2);
  };
  return Array.from({ length: dimension }, (_, i) =>
    Array.from({ length: dimension }, (__, j) => {
      if (i === j) return 1;
      return convert(typeof stated === 'number' ? stated : (stated[i]?.[j] ?? Number.NaN));
    }),
  );
}

/** Keeps a u that rounding brought to 0 or 1 on the grid of uniforms. */
function inside(u: number): number {
  return Math.min(Math.max(u, U_MIN), U_MAX);
}

/** Fills `out` with correlated standard normal scores. */
function scores(matrix: Matrix): CopulaSampler {
  const n = matrix.length;
  const factor = cholesky(matrix);
  if ('failedRow' in factor) {
    throw new SynodeError(
      'CORRELATION_NOT_POSITIVE_DEFINITE',
      'no fields can be correlated like this: check the group first',
    );
  }
  const lower = new Float64Array(n * n);
  factor.lower.forEach((row, i) => lower.set(row, i * n));
  return (next, out) => {
    for (let i = 0; i < n; i++) out[i] = normalQuantile(next());
    // From the last row up, so that each still finds the independent scores it needs.
    for (let i = n - 1; i >= 0; i--) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += (lower[i * n + j] ?? 0) * (out[j] ?? 0);
      out[i] = sum;
    }
  };
}

function elliptic(matrix: Matrix): CopulaSampler {
  const fill = scores(matrix);
  return (next, out) => {
    fill(next, out);
    for (let i = 0; i < out.length; i++) out[i] = inside(normalCdf(out[i] ?? 0));
  };
}

function student(matrix: Matrix, df: number): CopulaSampler {
  const fill = scores(matrix);
  return (next, out) => {
    fill(next, out);
    const scale = sqrt(df / (2 * exp(logGamma(df / 2, next))));
    for (let i = 0; i < out.length; i++) out[i] = inside(studentCdf((out[i] ?? 0) * scale, df));
  };
}

const independent: CopulaSampler = (next, out) => {
  for (let i = 0; i < out.length; i++) out[i] = next();
};

/** ln of a unit exponential. */
function logExponential(u: number): number {
  return log(-log1p(-u));
}

/** ln(1 + eˣ). */
function softplus(x: number): number {
  return x > 36 ? x : log1p(exp(x));
}

/** u = (1 + E/V)^(−1/θ), V ~ Gamma(1/θ). */
function clayton(theta: number): CopulaSampler {
  return (next, out) => {
    const logV = logGamma(1 / theta, next);
    for (let i = 0; i < out.length; i++) out[i] = inside(exp(-softplus(logExponential(next()) - logV) / theta));
  };
}

/** θ < 0: the conditional law of the second given the first. At −1 they are u and 1 − u. */
function claytonPair(theta: number): CopulaSampler {
  const t = -theta;
  return (next, out) => {
    const first = next();
    const w = next();
    out[0] = first;
    out[1] = t === 1 ? 1 - first : inside(exp(log1p(exp(t * log(first)) * expm1((t / (1 - t)) * log(w))) / t));
  };
}

/** u = exp(−(E/V)^(1/θ)), V positive stable. */
function gumbel(theta: number): CopulaSampler {
  return (next, out) => {
    const logV = logStable(1 / theta, next);
    for (let i = 0; i < out.length; i++) out[i] = inside(exp(-exp((logExponential(next()) - logV) / theta)));
  };
}

/** ln of a positive stable variable with Laplace transform exp(−s^α), 0 < α < 1. M. Kanter (1975). */
function logStable(alpha: number, next: () => number): number {
  const u = next();
  const t = Math.PI * u;
  // sin(π − t) for t near π keeps the digits that π itself does not have.
  const sine = sin(Math.PI * Math.min(u, 1 - u));
  const rest = (1 - alpha) / alpha;
  return log(sin(alpha * t)) - log(sine) / alpha + rest * (log(sin((1 - alpha) * t)) - logExponential(next()));
}

/** The conditional law of the second given the first; of its two forms the one that keeps its digits. */
function frankPair(theta: number): CopulaSampler {
  const all = expm1(-theta);
  return (next, out) => {
    const first = next();
    const w = next();
    const decay = exp(-theta * first);
    const bottom = w + (1 - w) * decay;
    const ratio = (w * all) / bottom;
    const logarithm = Math.abs(ratio) < 0.5 ? log1p(ratio) : log(((1 - w) * decay + w * (1 + all)) / bottom);
    out[0] = first;
    out[1] = inside(-logarithm / theta);
  };
}

/**
 * u = −ln(1 + e^(−E/V)·(e^(−θ) − 1))/θ, V log-series. For large V the logarithm's argument is near 0 and is formed as
 * (1 − e^(−E/V)) + e^(−E/V−θ), or a strong dependence would bend the margins.
 */
function frank(theta: number): CopulaSampler {
  const all = expm1(-theta);
  return (next, out) => {
    const v = logSeries(theta, next);
    for (let i = 0; i < out.length; i++) {
      const e = -log1p(-next()) / v;
      const logarithm = e < 0.5 ? log(exp(-e - theta) - expm1(-e)) : log1p(exp(-e) * all);
      out[i] = inside(-logarithm / theta);
    }
  };
}

/**
 * A log-series count with p = 1 − e^(−θ), as a geometric count whose own chance is drawn. A. W. Kemp (1981): exact, and
 * in bounded time where the inverse of the distribution function would sum e^θ terms.
 */
function logSeries(theta: number, next: () => number): number {
  const x = theta * next();
  const logQ = x < 0.5 ? log(-expm1(-x)) : log1p(-exp(-x));
  return 1 + Math.floor(log(next()) / logQ);
}

/** ln of a Gamma(shape, 1) variable by rejection. G. Marsaglia and W. W. Tsang (2000); shapes below 1 lifted by one. */
export function logGamma(shape: number, next: () => number): number {
  if (shape < 1) return logGamma(shape + 1, next) + log(next()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / sqrt(9 * d);
  for (;;) {
    const x = normalQuantile(next());
    const root = 1 + c * x;
    const u = next();
    if (root <= 0) continue;
    const logV = 3 * log(root);
    if (log(u) < 0.5 * x * x + d * (1 - exp(logV) + logV)) return log(d) + logV;
  }
}

/** The normal and the lognormal law. */
import { normalBetween, normalCdf, normalDensity, normalQuantile } from '../kernel/normal.ts';
import { exp, expm1, log, log1p, sqrt } from '../math.ts';
import type { Law } from './law.ts';
import type { LognormalSpec, NormalSpec } from './spec.ts';

/** Φ⁻¹(0.95). */
const Z_95 = 1.6448536269514722;

export function normalLaw({ mean, sd }: NormalSpec): Law {
  const cdf = (x: number): number => normalCdf((x - mean) / sd);
  return {
    quantile: (u) => mean + sd * normalQuantile(u),
    cdf,
    below: cdf,
    density: (x) => normalDensity((x - mean) / sd) / sd,
    moment: (k, a, b) => normalMoment(k, { mean, sd }, a, b),
    mean,
    variance: sd * sd,
    discrete: false,
  };
}

function normalMoment(k: 1 | 2, { mean, sd }: { mean: number; sd: number }, a: number, b: number): number {
  const mass = normalBetween((a - mean) / sd, (b - mean) / sd);
  // x·φ vanishes at infinity, where the product itself is not a number.
  const edge = (x: number): number =>
    Number.isFinite(x) ? normalDensity((x - mean) / sd) * (k === 1 ? 1 : x + mean) : 0;
  const whole = k === 1 ? mean : mean * mean + sd * sd;
  return whole * mass - sd * (edge(b) - edge(a));
}

/** µ and σ of ln x, whichever way they are said. */
export function lognormalParameters(spec: LognormalSpec): { readonly mu: number; readonly sigma: number } {
  const { mu, sigma, median, p95, mean, sd } = spec;
  if (mean !== undefined && sd !== undefined) {
    const square = log1p((sd / mean) * (sd / mean));
    return { mu: log(mean) - square / 2, sigma: sqrt(square) };
  }
  const centre = median === undefined ? (mu ?? Number.NaN) : log(median);
  if (median !== undefined && p95 !== undefined) return { mu: centre, sigma: log(p95 / median) / Z_95 };
  return { mu: centre, sigma: sigma ?? Number.NaN };
}

export function lognormalLaw(spec: LognormalSpec): Law {
  const { mu, sigma } = lognormalParameters(spec);
  const square = sigma * sigma;
  const score = (x: number): number => (log(x) - mu) / sigma;
  const cdf = (x: number): number => (x > 0 ? normalCdf(score(x)) : 0);
  return {
    quantile: (u) => exp(mu + sigma * normalQuantile(u)),
    cdf,
    below: cdf,
    density: (x) => (x > 0 ? normalDensity(score(x)) / (x * sigma) : 0),
    moment: (k, a, b) =>
      exp(k * mu + (k * k * square) / 2) *
      normalBetween(score(Math.max(a, 0)) - k * sigma, score(Math.max(b, 0)) - k * sigma),
    mean: exp(mu + square / 2),
    variance: expm1(square) * exp(2 * mu + square),
    discrete: false,
  };
}

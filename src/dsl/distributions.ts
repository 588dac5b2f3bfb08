/**
 * Numeric distributions as generators: one uniform u gives one value, the quantile Q(u). So ranks survive a change of
 * parameters. Common options: `min`, `max` truncate by rescaling u (never by clamping), `decimals` rounds half to even,
 * `integer: true` to whole numbers.
 */
import type { Generator } from '../model/generator.ts';
import { makeGenerator } from './generator.ts';

/** Options all numeric distributions share. */
export interface NumericOptions {
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  readonly integer?: boolean;
}

type Numeric<P> = P & NumericOptions;

/** Linear between `low` and `high`. */
export const uniform = (p: Numeric<{ readonly low: number; readonly high: number }>): Generator<number> =>
  makeGenerator('uniform', p);

/** Uniform in ln x between `low` > 0 and `high`. */
export const logUniform = (p: Numeric<{ readonly low: number; readonly high: number }>): Generator<number> =>
  makeGenerator('logUniform', p);

/** A whole number from `min` to `max`, both included; at most 2⁴⁰ apart. */
export const int = (p: { readonly min: number; readonly max: number }): Generator<number> => makeGenerator('int', p);

/** Normal, `sd` > 0. Q(u) = mean + sd·Φ⁻¹(u), Φ⁻¹ by AS 241. */
export const normal = (p: Numeric<{ readonly mean: number; readonly sd: number }>): Generator<number> =>
  makeGenerator('normal', p);

/** The four ways to say a lognormal law. */
export type LognormalParameters =
  | { readonly mu: number; readonly sigma: number }
  | { readonly median: number; readonly sigma: number }
  | { readonly median: number; readonly p95: number }
  | { readonly mean: number; readonly sd: number };

/** Lognormal: exp(μ + σ·Φ⁻¹(u)). */
export const lognormal = (p: Numeric<LognormalParameters>): Generator<number> => makeGenerator('lognormal', p);

/** Exponential by `mean` or `rate`. */
export const exponential = (p: Numeric<{ readonly mean: number } | { readonly rate: number }>): Generator<number> =>
  makeGenerator('exponential', p);

/** Triangular: low ≤ mode ≤ high. */
export const triangular = (
  p: Numeric<{ readonly low: number; readonly mode: number; readonly high: number }>,
): Generator<number> => makeGenerator('triangular', p);

/** Pareto: xMin·exp(−ln(1 − u)/alpha). */
export const pareto = (p: Numeric<{ readonly xMin: number; readonly alpha: number }>): Generator<number> =>
  makeGenerator('pareto', p);

/** Weibull: scale·exp(ln(−ln(1 − u))/shape). */
export const weibull = (p: Numeric<{ readonly scale: number; readonly shape: number }>): Generator<number> =>
  makeGenerator('weibull', p);

/** Gamma by the inverse of the regularised incomplete gamma function. */
export const gamma = (p: Numeric<{ readonly shape: number; readonly scale: number }>): Generator<number> =>
  makeGenerator('gamma', p);

/** Beta on [low, high], default [0, 1], by the inverse of the regularised incomplete beta function. */
export const beta = (
  p: Numeric<{ readonly alpha: number; readonly beta: number; readonly low?: number; readonly high?: number }>,
): Generator<number> => makeGenerator('beta', p);

/** Poisson: the smallest k with F(k) ≥ u. */
export const poisson = (p: Numeric<{ readonly mean: number }>): Generator<number> => makeGenerator('poisson', p);

/** Binomial: the smallest k with F(k) ≥ u. */
export const binomial = (p: Numeric<{ readonly n: number; readonly p: number }>): Generator<number> =>
  makeGenerator('binomial', p);

/** Failures before the first success. */
export const geometric = (p: Numeric<{ readonly p: number }>): Generator<number> => makeGenerator('geometric', p);

/** A rank 1..n with probability proportional to rank^−exponent. */
export const zipf = (p: Numeric<{ readonly n: number; readonly exponent: number }>): Generator<number> =>
  makeGenerator('zipf', p);

/** A value of a list by weight. */
export const discrete = <const T>(values: readonly (readonly [value: T, weight: number])[]): Generator<T> =>
  makeGenerator('discrete', { values });

/** Interpolates linearly (or in ln x) between points [p, x], p rising from 0 to 1. */
export const empirical = (
  points: readonly (readonly [p: number, x: number])[],
  options: NumericOptions & { readonly log?: boolean } = {},
): Generator<number> => makeGenerator('empirical', { points, ...options });

/** One of 1..16 distributions by weight, then its quantile. */
export const mixture = (
  parts: readonly (readonly [weight: number, distribution: Generator<number>, label?: string])[],
  options: NumericOptions = {},
): Generator<number> => makeGenerator('mixture', { parts, ...options });

/** 0 with probability `p`, else the distribution. */
export const zeroInflated = (p: number, distribution: Generator<number>): Generator<number> =>
  makeGenerator('zeroInflated', { p, distribution });

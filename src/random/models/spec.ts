/** Distributions as authors write them: plain values, parameters untouched. */

/** Options all numeric distributions share. */
export interface DistributionOptions {
  /** Least and largest value. They truncate: u is rescaled to [F(min), F(max)]; nothing piles up at a bound. */
  readonly min?: number;
  readonly max?: number;
  /** Decimals, rounded half to even. 0..15. */
  readonly decimals?: number;
  /** Whole numbers, rounded half to even. */
  readonly integer?: boolean;
}

export interface UniformSpec extends DistributionOptions {
  readonly kind: 'uniform' | 'logUniform';
  readonly low: number;
  readonly high: number;
}

/** Whole numbers; here `min` and `max` are the parameters. */
export interface IntSpec {
  readonly kind: 'int';
  readonly min: number;
  readonly max: number;
}

export interface NormalSpec extends DistributionOptions {
  readonly kind: 'normal';
  readonly mean: number;
  readonly sd: number;
}

/** One of four ways to say it: mu, sigma · median, sigma · median, p95 · mean, sd. */
export interface LognormalSpec extends DistributionOptions {
  readonly kind: 'lognormal';
  readonly mu?: number;
  readonly sigma?: number;
  readonly median?: number;
  readonly p95?: number;
  readonly mean?: number;
  readonly sd?: number;
}

/** By `mean` or by `rate`. */
export interface ExponentialSpec extends DistributionOptions {
  readonly kind: 'exponential';
  readonly mean?: number;
  readonly rate?: number;
}

export interface TriangularSpec extends DistributionOptions {
  readonly kind: 'triangular';
  readonly low: number;
  readonly mode: number;
  readonly high: number;
}

export interface ParetoSpec extends DistributionOptions {
  readonly kind: 'pareto';
  readonly xMin: number;
  readonly alpha: number;
}

export interface ShapeScaleSpec extends DistributionOptions {
  readonly kind: 'weibull' | 'gamma';
  readonly shape: number;
  readonly scale: number;
}

export interface BetaSpec extends DistributionOptions {
  readonly kind: 'beta';
  readonly alpha: number;
  readonly beta: number;
  readonly low?: number;
  readonly high?: number;
}

export interface PoissonSpec extends DistributionOptions {
  readonly kind: 'poisson';
  readonly mean: number;
}

export interface BinomialSpec extends DistributionOptions {
  readonly kind: 'binomial';
  readonly n: number;
  readonly p: number;
}

export interface GeometricSpec extends DistributionOptions {
  readonly kind: 'geometric';
  readonly p: number;
}

export interface ZipfSpec extends DistributionOptions {
  readonly kind: 'zipf';
  readonly n: number;
  readonly exponent: number;
}

/** A value of a list by weight. Numbers everywhere but where a choice of anything is meant. */
export interface DiscreteSpec<T = number> extends DistributionOptions {
  readonly kind: 'discrete';
  readonly values: readonly (readonly [value: T, weight: number])[];
}

/** Points [p, x], p rising from 0 to 1; linear between them, in ln x with `log`. */
export interface EmpiricalSpec extends DistributionOptions {
  readonly kind: 'empirical';
  readonly points: readonly (readonly [p: number, x: number])[];
  readonly log?: boolean;
}

export interface MixtureSpec extends DistributionOptions {
  readonly kind: 'mixture';
  readonly parts: readonly (readonly [weight: number, distribution: DistributionSpec, label?: string])[];
}

/** 0 with probability `p`, else the distribution, which carries its own bounds and decimals. */
export interface ZeroInflatedSpec {
  readonly kind: 'zeroInflated';
  readonly p: number;
  readonly distribution: DistributionSpec;
}

/** A numeric distribution as written. */
export type DistributionSpec =
  | UniformSpec
  | IntSpec
  | NormalSpec
  | LognormalSpec
  | ExponentialSpec
  | TriangularSpec
  | ParetoSpec
  | ShapeScaleSpec
  | BetaSpec
  | PoissonSpec
  | BinomialSpec
  | GeometricSpec
  | ZipfSpec
  | DiscreteSpec
  | EmpiricalSpec
  | MixtureSpec
  | ZeroInflatedSpec;

/** The names of the distributions. */
export type DistributionKind = DistributionSpec['kind'];

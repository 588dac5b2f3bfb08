/** What a compiled distribution can do, and the two wrappers every model shares: truncation and rounding. */
import { roundHalfEven } from '../rounding.ts';
import type { DistributionOptions } from './spec.ts';

/** A distribution ready to draw from: pure functions, constants worked out beforehand. */
export interface Distribution {
  /** The value at u in (0, 1). */
  quantile(u: number): number;
  /** P(X ≤ x), of the value before it is rounded to decimals. */
  cdf(x: number): number;
  /** Mean before rounding; may be infinite only where a bound was refused. */
  readonly mean: number;
  /** Variance before rounding; may be infinite. */
  readonly variance: number;
  /** Whether single values have a probability of their own. */
  readonly discrete: boolean;
}

/** A distribution with what truncation and mixing need to know about it. */
export interface Law extends Distribution {
  /** P(X < x); differs from `cdf` where x itself has a probability. */
  below(x: number): number;
  /** The density; 0 for the discrete part. */
  density(x: number): number;
  /** The mean of Xᵏ over a ≤ X ≤ b, not divided by the probability of it. */
  moment(k: 1 | 2, a: number, b: number): number;
}

/** Share of a law that its bounds must keep. */
export const LEAST_MASS = 1e-6;

/** The share of a law inside its bounds. */
export function keptMass(law: Law, { min, max }: DistributionOptions): number {
  return (max === undefined ? 1 : law.cdf(max)) - (min === undefined ? 0 : law.below(min));
}

/** The law given min ≤ X ≤ max: u' = F(min) + u·(F(max) − F(min)). */
export function truncate(law: Law, options: DistributionOptions): Law {
  if (options.min === undefined && options.max === undefined) return law;
  const { min = -Infinity, max = Infinity } = options;
  const start = min === -Infinity ? 0 : law.below(min);
  const mass = (max === Infinity ? 1 : law.cdf(max)) - start;
  const moment = (k: 1 | 2, a: number, b: number): number => law.moment(k, Math.max(a, min), Math.min(b, max)) / mass;
  const mean = moment(1, min, max);
  return {
    // The outer bounds catch only what the last bit of u' may overshoot.
    quantile: (u) => Math.min(Math.max(law.quantile(start + u * mass), min), max),
    cdf: (x) => (x >= max ? 1 : x < min ? 0 : Math.min(1, (law.cdf(x) - start) / mass)),
    below: (x) => (x > max ? 1 : x <= min ? 0 : Math.min(1, (law.below(x) - start) / mass)),
    density: (x) => (x < min || x > max ? 0 : law.density(x) / mass),
    moment,
    mean,
    variance: Math.max(0, moment(2, min, max) - mean * mean),
    discrete: law.discrete,
  };
}

/** The law with its values rounded half to even; all else describes the value before rounding. */
export function rounded(law: Law, { decimals, integer }: DistributionOptions): Law {
  const places = integer === true ? 0 : decimals;
  if (places === undefined) return law;
  return { ...law, quantile: (u) => roundHalfEven(law.quantile(u), places) };
}

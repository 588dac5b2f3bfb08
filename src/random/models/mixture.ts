/**
 * Mixtures and zero-inflated laws. Alone, a field draws the part with one uniform and the value with another; as members
 * of a copula they need one uniform for all, for which the whole law has a quantile too.
 */
import { U_MAX, U_MIN } from '../math.ts';
import type { Distribution, Law } from './law.ts';
import { cumulativeWeights, weightedIndex } from './weights.ts';

/** A mixture taken apart for drawing part and value with a uniform each. */
export interface CompiledMixture {
  /** Running sums of the weights, after truncation. */
  readonly cumulative: Float64Array;
  /** The part that a uniform of purpose `component` chooses. */
  readonly pick: (u: number) => number;
  readonly parts: readonly Distribution[];
  readonly labels: readonly (string | undefined)[];
  /** The law as a whole, one uniform per value. */
  readonly whole: Distribution;
}

/** A zero-inflated law taken apart: 0 when a uniform of purpose `zero` lies below `p`, else a value of `part`. */
export interface CompiledZeroInflated {
  readonly p: number;
  readonly part: Distribution;
  readonly whole: Distribution;
}

export interface WeightedLaw {
  readonly weight: number;
  readonly law: Law;
  readonly label: string | undefined;
}

export function mixtureParts(parts: readonly WeightedLaw[], whole: Distribution): CompiledMixture {
  const cumulative = cumulativeWeights(parts.map(({ weight }) => weight));
  return {
    cumulative,
    pick: weightedIndex(cumulative),
    parts: parts.map(({ law }) => law),
    labels: parts.map(({ label }) => label),
    whole,
  };
}

/** The whole law of a mixture: its quantile solves Σ wₖFₖ(x) = u. */
export function mixtureLaw(parts: readonly WeightedLaw[]): Law {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const live = parts.filter(({ weight }) => weight > 0);
  const sum = (of: (law: Law) => number): number =>
    live.reduce((result, { weight, law }) => result + (weight / total) * of(law), 0);
  const cdf = (x: number): number => sum((law) => law.cdf(x));
  const density = (x: number): number => sum((law) => law.density(x));
  const mean = sum((law) => law.mean);
  return {
    quantile: (u) => solveMixture({ live, cdf, density }, u),
    cdf,
    below: (x) => sum((law) => law.below(x)),
    density,
    moment: (k, a, b) => sum((law) => law.moment(k, a, b)),
    mean,
    variance: sum((law) => law.variance + (law.mean - mean) * (law.mean - mean)),
    discrete: live.some(({ law }) => law.discrete),
  };
}

interface Solvable {
  readonly live: readonly WeightedLaw[];
  readonly cdf: (x: number) => number;
  readonly density: (x: number) => number;
}

const TOLERANCE = 1e-13;

/** Newton inside the bracket of the parts' quantiles; where there are atoms, halving down to neighbouring doubles. */
function solveMixture({ live, cdf, density }: Solvable, u: number): number {
  let [low, high] = [Infinity, -Infinity];
  for (const { law } of live) {
    const x = law.quantile(u);
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  if (cdf(low) >= u) return low;
  const atoms = live.some(({ law }) => law.discrete);
  let x = low + (high - low) / 2;
  for (let step = 0; step < 1100 && low < x && x < high; step++) {
    const error = cdf(x) - u;
    if (!atoms && Math.abs(error) <= TOLERANCE) return x;
    if (error < 0) low = x;
    else high = x;
    const next = atoms ? Number.NaN : x - error / density(x);
    x = next > low && next < high ? next : low + (high - low) / 2;
  }
  return high;
}

/** 0 with probability p, else the law; negative values of the law come before the zeros. */
export function zeroInflatedLaw(p: number, law: Law): Law {
  const share = 1 - p;
  const before = share * law.below(0);
  return {
    quantile: (u) => {
      if (u <= before) return law.quantile(u / share);
      if (u <= before + p) return 0;
      return law.quantile(Math.min(Math.max((u - p) / share, U_MIN), U_MAX));
    },
    cdf: (x) => share * law.cdf(x) + (x >= 0 ? p : 0),
    below: (x) => share * law.below(x) + (x > 0 ? p : 0),
    density: (x) => share * law.density(x),
    moment: (k, a, b) => share * law.moment(k, a, b),
    mean: share * law.mean,
    variance: share * (law.variance + p * law.mean * law.mean),
    discrete: p > 0 || law.discrete,
  };
}

/** Measures of samples that the tests of random values share. */
import { kolmogorovTail } from '../../src/random/kernel/kolmogorov.ts';
import { uniforms } from './uniforms.ts';

/** n values of a quantile. */
export function draw(quantile: (u: number) => number, seed: number, n: number): Float64Array {
  const next = uniforms(seed);
  return Float64Array.from({ length: n }, () => quantile(next()));
}

/** Largest distance between the sample's and the stated distribution function, atoms and all. */
export function kolmogorovDistance(sample: Float64Array, cdf: (x: number) => number): number {
  const sorted = sample.toSorted();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n;) {
    const x = sorted[i] ?? 0;
    // Just left of x: what lies at x itself does not count yet.
    distance = Math.max(distance, Math.abs(cdf(x - Math.abs(x) * 1e-13 - 1e-300) - i / n));
    while (i < n && sorted[i] === x) i++;
    distance = Math.max(distance, Math.abs(cdf(x) - i / n));
  }
  return distance;
}

/** p of the Kolmogorov–Smirnov test; too large, never too small, where there are atoms. */
export function kolmogorovP(sample: Float64Array, cdf: (x: number) => number): number {
  return kolmogorovTail(sample.length, kolmogorovDistance(sample, cdf));
}

/** Mean and variance with their standard errors, the latter from the sample's fourth moment. */
export function moments(sample: Float64Array): {
  mean: number;
  meanError: number;
  variance: number;
  varianceError: number;
} {
  const n = sample.length;
  let mean = 0;
  for (const x of sample) mean += x / n;
  let [second, fourth] = [0, 0];
  for (const x of sample) {
    const square = (x - mean) * (x - mean);
    second += square / n;
    fourth += (square * square) / n;
  }
  return {
    mean,
    meanError: Math.sqrt(second / n),
    variance: second,
    varianceError: Math.sqrt((fourth - second * second) / n),
  };
}

/** Whether the smallest of several p-values is above 0.001 by Holm's rule. */
export function noneSignificant(ps: readonly number[]): boolean {
  return Math.min(...ps) * ps.length > 0.001;
}

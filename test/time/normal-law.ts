import type { NormalLaw } from '../../src/time/time-span.ts';

/** Φ by Simpson's rule and Φ⁻¹ by bisection: slow, simple, good to about 1e-7 within six standard deviations. */
export const normalLaw: NormalLaw = {
  cdf,
  quantile(p) {
    let [low, high] = [-9, 9];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (cdf(middle) < p) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  },
};

function cdf(x: number): number {
  const steps = 120;
  const h = x / steps;
  let sum = density(0) + density(x);
  for (let i = 1; i < steps; i++) sum += density(i * h) * (i % 2 === 0 ? 2 : 4);
  return 0.5 + (sum * h) / 3;
}

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** Laws on an interval: uniform, log-uniform, triangular, whole numbers. */
import { exp, log, sqrt } from '../math.ts';
import type { Law } from './law.ts';
import type { IntSpec, TriangularSpec, UniformSpec } from './spec.ts';

export function uniformLaw({ low, high }: UniformSpec): Law {
  const width = high - low;
  const cdf = (x: number): number => Math.min(1, Math.max(0, (x - low) / width));
  return {
    quantile: (u) => low + u * width,
    cdf,
    below: cdf,
    density: (x) => (x < low || x > high ? 0 : 1 / width),
    moment: (k, a, b) => powerIntegral(k, Math.max(a, low), Math.min(b, high)) / width,
    mean: low + width / 2,
    variance: (width * width) / 12,
    discrete: false,
  };
}

/** ∫ xᵏ dx from a to b, 0 where a > b. */
export function powerIntegral(k: 1 | 2, a: number, b: number): number {
  if (!(a < b)) return 0;
  return k === 1 ? ((b - a) * (a + b)) / 2 : ((b - a) * (a * a + a * b + b * b)) / 3;
}

/** Uniform in ln x. */
export function logUniformLaw({ low, high }: UniformSpec): Law {
  const logLow = log(low);
  const width = log(high / low);
  const cdf = (x: number): number => (x <= low ? 0 : x >= high ? 1 : log(x / low) / width);
  const mean = (high - low) / width;
  return {
    quantile: (u) => exp(logLow + u * width),
    cdf,
    below: cdf,
    density: (x) => (x < low || x > high ? 0 : 1 / (x * width)),
    moment: (k, a, b) => logPowerIntegral(k, Math.max(a, low), Math.min(b, high)) / width,
    mean,
    variance: ((high - low) * (high + low)) / (2 * width) - mean * mean,
    discrete: false,
  };
}

/** ∫ xᵏ⁻¹ dx from a to b, 0 where a > b. */
export function logPowerIntegral(k: 1 | 2, a: number, b: number): number {
  if (!(a < b)) return 0;
  return k === 1 ? b - a : ((b - a) * (b + a)) / 2;
}

export function triangularLaw({ low, mode, high }: TriangularSpec): Law {
  const width = high - low;
  const rise = (mode - low) / width;
  const cdf = (x: number): number => {
    if (x <= low) return 0;
    if (x >= high) return 1;
    return x < mode
      ? ((x - low) / width) * ((x - low) / (mode - low))
      : 1 - ((high - x) / width) * ((high - x) / (high - mode));
  };
  const density = (x: number): number => {
    if (x < low || x > high) return 0;
    if (x === mode) return 2 / width;
    return ((x < mode ? (x - low) / (mode - low) : (high - x) / (high - mode)) * 2) / width;
  };
  return {
    quantile: (u) => (u < rise ? low + sqrt(u * width * (mode - low)) : high - sqrt((1 - u) * width * (high - mode))),
    cdf,
    below: cdf,
    density,
    moment: (k, a, b) =>
      gauss(k, density, Math.max(a, low), Math.min(b, mode)) + gauss(k, density, Math.max(a, mode), Math.min(b, high)),
    mean: (low + mode + high) / 3,
    variance: ((high - low) * (high - low) - (mode - low) * (high - mode)) / 18,
    discrete: false,
  };
}

/** ∫ xᵏ·f(x) dx for linear f: two Gauss–Legendre points are exact up to the third degree. */
function gauss(k: 1 | 2, density: (x: number) => number, a: number, b: number): number {
  if (!(a < b)) return 0;
  const half = (b - a) / 2;
  const offset = half * 0.5773502691896258;
  const left = a + half - offset;
  const right = a + half + offset;
  const weigh = (x: number): number => (k === 1 ? x : x * x) * density(x);
  return half * (weigh(left) + weigh(right));
}

/** min + ⌊u·(max − min + 1)⌋. */
export function intLaw({ min, max }: IntSpec): Law {
  const count = max - min + 1;
  const reach = (x: number): number => Math.min(1, Math.max(0, (Math.floor(x) - min + 1) / count));
  return {
    quantile: (u) => min + Math.floor(u * count),
    cdf: reach,
    below: (x) => reach(Math.ceil(x) - 1),
    density: () => 0,
    moment: (k, a, b) => wholePowerSum(k, Math.max(min, Math.ceil(a)), Math.min(max, Math.floor(b))) / count,
    mean: min + (max - min) / 2,
    variance: (count * count - 1) / 12,
    discrete: true,
  };
}

/** Σ jᵏ from a to b. */
function wholePowerSum(k: 1 | 2, a: number, b: number): number {
  if (a > b) return 0;
  const n = b - a + 1;
  const middle = (a + b) / 2;
  return k === 1 ? n * middle : n * (middle * middle + ((n - 1) * (n + 1)) / 12);
}

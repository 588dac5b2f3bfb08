/** Exponential, Pareto and Weibull laws. */
import { gammaFunction, gammaP } from '../kernel/gamma.ts';
import { exp, expm1, log, log1p } from '../math.ts';
import type { Law } from './law.ts';
import type { ExponentialSpec, ParetoSpec, ShapeScaleSpec } from './spec.ts';

export function exponentialLaw({ mean, rate }: ExponentialSpec): Law {
  const m = mean ?? 1 / (rate ?? Number.NaN);
  const cdf = (x: number): number => (x > 0 ? -expm1(-x / m) : 0);
  // ∫ xᵏ·f from x upwards.
  const above = (k: 1 | 2, x: number): number =>
    x === Infinity ? 0 : exp(-x / m) * (k === 1 ? x + m : x * x + 2 * m * (x + m));
  return {
    quantile: (u) => -m * log1p(-u),
    cdf,
    below: cdf,
    density: (x) => (x < 0 ? 0 : exp(-x / m) / m),
    moment: (k, a, b) => above(k, Math.max(a, 0)) - above(k, Math.max(b, 0)),
    mean: m,
    variance: m * m,
    discrete: false,
  };
}

export function paretoLaw({ xMin, alpha }: ParetoSpec): Law {
  const cdf = (x: number): number => (x > xMin ? -expm1(-alpha * log(x / xMin)) : 0);
  const moment = (k: 1 | 2, a: number, b: number): number => paretoMoment(k, { xMin, alpha }, Math.max(a, xMin), b);
  const mean = moment(1, xMin, Infinity);
  return {
    quantile: (u) => xMin * exp(-log1p(-u) / alpha),
    cdf,
    below: cdf,
    density: (x) => (x < xMin ? 0 : (alpha / x) * exp(-alpha * log(x / xMin))),
    moment,
    mean,
    variance: alpha > 2 ? moment(2, xMin, Infinity) - mean * mean : Infinity,
    discrete: false,
  };
}

function paretoMoment(k: 1 | 2, { xMin, alpha }: { xMin: number; alpha: number }, a: number, b: number): number {
  if (!(a < b)) return 0;
  const scale = k === 1 ? xMin : xMin * xMin;
  const rest = k - alpha;
  if (rest === 0) return b === Infinity ? Infinity : scale * alpha * log(b / a);
  const start = scale * (alpha / rest) * exp(rest * log(a / xMin));
  if (b === Infinity) return rest < 0 ? -start : Infinity;
  return start * expm1(rest * log(b / a));
}

export function weibullLaw({ shape, scale }: ShapeScaleSpec): Law {
  // (x/scale)^shape
  const hazard = (x: number): number => (x > 0 ? exp(shape * log(x / scale)) : 0);
  const cdf = (x: number): number => -expm1(-hazard(x));
  const whole = { 1: scale * gammaFunction(1 + 1 / shape), 2: scale * scale * gammaFunction(1 + 2 / shape) };
  const upTo = (k: 1 | 2, x: number): number => whole[k] * gammaP(1 + k / shape, hazard(x));
  return {
    quantile: (u) => scale * exp(log(-log1p(-u)) / shape),
    cdf,
    below: cdf,
    density: (x) => (x > 0 ? (shape / x) * hazard(x) * exp(-hazard(x)) : 0),
    moment: (k, a, b) => upTo(k, b) - upTo(k, a),
    mean: whole[1],
    variance: whole[2] - whole[1] * whole[1],
    discrete: false,
  };
}

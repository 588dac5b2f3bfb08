/** Gamma and beta laws, by the inverses of the incomplete integrals. */
import { betaI, inverseBetaI } from '../kernel/beta.ts';
import { gammaP, inverseGammaP } from '../kernel/gamma.ts';
import { binomialTerm, poissonTerm } from '../kernel/saddle.ts';
import type { Law } from './law.ts';
import type { BetaSpec, ShapeScaleSpec } from './spec.ts';

export function gammaLaw({ shape, scale }: ShapeScaleSpec): Law {
  const cdf = (x: number): number => gammaP(shape, x / scale);
  const upTo = (k: 1 | 2, x: number): number =>
    k === 1
      ? scale * shape * gammaP(shape + 1, x / scale)
      : scale * scale * shape * (shape + 1) * gammaP(shape + 2, x / scale);
  return {
    quantile: (u) => scale * inverseGammaP(shape, u),
    cdf,
    below: cdf,
    density: (x) => (x > 0 ? (poissonTerm(shape, x / scale) * shape) / x : 0),
    moment: (k, a, b) => upTo(k, b) - upTo(k, a),
    mean: shape * scale,
    variance: shape * scale * scale,
    discrete: false,
  };
}

export function betaLaw({ alpha, beta, low = 0, high = 1 }: BetaSpec): Law {
  const width = high - low;
  const share = (x: number): number => Math.min(1, Math.max(0, (x - low) / width));
  const cdf = (x: number): number => betaI(alpha, beta, share(x));
  const sum = alpha + beta;
  const first = alpha / sum;
  const second = (first * (alpha + 1)) / (sum + 1);
  // The mean of (low + width·Y)ᵏ over Y ≤ y, from the means of Y and Y².
  const upTo = (k: 1 | 2, x: number): number => {
    const y = share(x);
    const none = betaI(alpha, beta, y);
    const one = first * betaI(alpha + 1, beta, y);
    if (k === 1) return low * none + width * one;
    return low * low * none + 2 * low * width * one + width * width * second * betaI(alpha + 2, beta, y);
  };
  return {
    quantile: (u) => low + width * inverseBetaI(alpha, beta, u),
    cdf,
    below: cdf,
    density: (x) => betaDensity(alpha, beta, share(x)) / width,
    moment: (k, a, b) => upTo(k, b) - upTo(k, a),
    mean: low + width * first,
    variance: width * width * first * ((1 - first) / (sum + 1)),
    discrete: false,
  };
}

function betaDensity(alpha: number, beta: number, y: number): number {
  if (y <= 0 || y >= 1) return 0;
  return (binomialTerm(alpha, beta, y, 1 - y) * alpha * (beta / (alpha + beta))) / y / (1 - y);
}

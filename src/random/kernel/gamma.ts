/** Γ and the regularised incomplete gamma function P, Q with its inverse. */
import { exp, log, sqrt } from '../math.ts';
import { lnGamma } from './ln-gamma.ts';
import { normalQuantile } from './normal.ts';
import { poissonTerm } from './saddle.ts';
import { solveLog } from './solve.ts';

/** Γ(x) for x > 0; Infinity above 171. */
export function gammaFunction(x: number): number {
  return exp(lnGamma(x));
}

/** P(a, x) = γ(a, x)/Γ(a): the gamma law's distribution function. a > 0. */
export function gammaP(a: number, x: number): number {
  if (!(x > 0)) return Number.isNaN(x) ? x : 0;
  if (x === Infinity) return 1;
  return lower(a, x, poissonTerm(a, x) * a);
}

/** Q(a, x) = 1 − P(a, x), exact in the upper tail. */
export function gammaQ(a: number, x: number): number {
  if (!(x > 0)) return Number.isNaN(x) ? x : 1;
  if (x === Infinity) return 0;
  return upper(a, x, poissonTerm(a, x) * a);
}

/** P(a, x) from the common factor xᵃ·e⁻ˣ/Γ(a). */
function lower(a: number, x: number, factor: number): number {
  return x < a + 1 ? (factor / a) * lowerSeries(a, x) : 1 - factor * upperFraction(a, x);
}

function upper(a: number, x: number, factor: number): number {
  return x < a + 1 ? 1 - (factor / a) * lowerSeries(a, x) : factor * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** Continued fraction of Legendre by the modified Lentz method (DLMF 8.9.2). */
function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let i = 1; ; i++) {
    const an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + an / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const factor = d * c;
    h *= factor;
    if (Math.abs(factor - 1) < 3e-16 || i > 1_000_000) break;
  }
  return h;
}

/** The x with P(a, x) = p; `q` = 1 − p may be given where it is known more exactly. */
export function inverseGammaP(a: number, p: number, q = 1 - p): number {
  if (p <= 0) return 0;
  if (q <= 0) return Infinity;
  const guess = guessGamma(a, p);
  const slope = (x: number): number => poissonTerm(a, x) * a;
  if (p <= q) return solveLog({ slope, value: (x, at) => lower(a, x, at), target: p, guess, rising: true });
  return solveLog({ slope, value: (x, at) => upper(a, x, at), target: q, guess, rising: false });
}

/** First term of the series in the lower tail, else Wilson & Hilferty (1931). */
function guessGamma(a: number, p: number): number {
  const small = exp((log(p) + lnGamma(a + 1)) / a);
  if (small < 0.2 * (a + 1) || a < 0.5) return small;
  const t = 1 - 1 / (9 * a) + normalQuantile(p) / (3 * sqrt(a));
  return t > 0.1 ? a * t * t * t : small;
}

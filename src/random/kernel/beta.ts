/** The regularised incomplete beta function with its inverse, and the laws of Student and χ² made of these integrals. */
import { exp, expm1, log, sqrt } from '../math.ts';
import { gammaQ } from './gamma.ts';
import { normalQuantile } from './normal.ts';
import { binomialTerm } from './saddle.ts';
import { solveLog } from './solve.ts';

/** I(a, b, x), the beta law's distribution function; `y` = 1 − x may be given where it is known more exactly. */
export function betaI(a: number, b: number, x: number, y = 1 - x): number {
  if (!(x > 0)) return Number.isNaN(x) ? x : 0;
  if (!(y > 0)) return 1;
  return fromFront(a, b, { x, y, front: front(a, b, x, y) });
}

/** I(a, b, x) from the common factor xᵃyᵇ/B(a, b). */
function fromFront(a: number, b: number, at: { x: number; y: number; front: number }): number {
  if (at.x * (a + b + 2) < a + 1) return (at.front * fraction(a, b, at.x)) / a;
  return 1 - (at.front * fraction(b, a, at.y)) / b;
}

/** xᵃ(1−x)ᵇ/B(a, b). */
function front(a: number, b: number, x: number, y: number): number {
  return binomialTerm(a, b, x, y) * a * (b / (a + b));
}

/** Continued fraction DLMF 8.17.22 by the modified Lentz method. */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= 1_000_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 3e-16) break;
  }
  return h;
}

function awayFromZero(v: number): number {
  return Math.abs(v) < 1e-300 ? 1e-300 : v;
}

/** The x with I(a, b, x) = p. */
export function inverseBetaI(a: number, b: number, p: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  return p <= 0.5 ? lowerInverse(a, b, p) : 1 - lowerInverse(b, a, 1 - p);
}

function lowerInverse(a: number, b: number, p: number): number {
  return solveLog({
    slope: (x) => front(a, b, x, 1 - x) / (1 - x),
    value: (x, slope) => fromFront(a, b, { x, y: 1 - x, front: slope * (1 - x) }),
    target: p,
    guess: guessBeta(a, b, p),
    rising: true,
    limit: 1,
  });
}

/** Abramowitz & Stegun 26.5.22 for a, b ≥ 1, else the leading term of either end. */
function guessBeta(a: number, b: number, p: number): number {
  if (a >= 1 && b >= 1) {
    const y = -normalQuantile(p);
    const lambda = (y * y - 3) / 6;
    const h = 2 / (1 / (2 * a - 1) + 1 / (2 * b - 1));
    const w = (y * sqrt(lambda + h)) / h - (1 / (2 * b - 1) - 1 / (2 * a - 1)) * (lambda + 5 / 6 - 2 / (3 * h));
    const x = a / (a + b * exp(2 * w));
    if (x > 0 && x < 1) return x;
  }
  const left = exp(a * log(a / (a + b))) / a;
  const right = exp(b * log(b / (a + b))) / b;
  const sum = left + right;
  if (p < left / sum) return exp(log(a * sum * p) / a);
  return -expm1(log(b * sum * (1 - p)) / b);
}

/** P(T ≤ t) of Student's law with `df` degrees of freedom, the lower tail exact. */
export function studentCdf(t: number, df: number): number {
  const square = t * t;
  const tail = 0.5 * betaI(df / 2, 0.5, df / (df + square), square / (df + square));
  return t < 0 ? tail : 1 - tail;
}

/** P(X > x) of the χ² law. */
export function chiSquareTail(x: number, df: number): number {
  return gammaQ(df / 2, x / 2);
}

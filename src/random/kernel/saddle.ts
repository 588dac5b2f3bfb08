/**
 * Poisson and binomial terms by saddle-point expansion, which keeps their relative error near 1e-15 where the naive
 * formula loses all digits. C. Loader, Fast and Accurate Computation of Binomial Probabilities (2000).
 */
import { SQRT_2PI, exp, log, log1p, sqrt } from '../math.ts';
import { lnGamma, stirlingError } from './ln-gamma.ts';

/** x·ln(x/m) + m − x, by series where x is near m. */
function deviance(x: number, m: number): number {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let term = 2 * x * v;
  for (let j = 1; ; j++) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) return sum;
    sum = next;
  }
}

/** mˣ·e⁻ᵐ/Γ(x + 1) for real x ≥ 0, m > 0: the Poisson probability where x is whole. */
export function poissonTerm(x: number, m: number): number {
  if (x < 10) return exp(x * log(m) - m - lnGamma(x + 1));
  return exp(-stirlingError(x) - deviance(x, m)) / (SQRT_2PI * sqrt(x));
}

/**
 * Γ(n+1)/(Γ(x+1)Γ(y+1))·pˣ·qʸ with n = x + y, q = 1 − p, real x, y ≥ 0: the binomial probability where they are whole.
 * All four are given because a small one cannot be recovered from the others.
 */
export function binomialTerm(x: number, y: number, p: number, q: number): number {
  const n = x + y;
  if (p <= 0) return x === 0 ? 1 : 0;
  if (q <= 0) return y === 0 ? 1 : 0;
  if (x === 0) return exp(n * (p < 0.5 ? log1p(-p) : log(q)));
  if (y === 0) return exp(n * (q < 0.5 ? log1p(-q) : log(p)));
  const correction = stirlingError(n) - stirlingError(x) - stirlingError(y);
  return (exp(correction - deviance(x, n * p) - deviance(y, n * q)) / SQRT_2PI) * sqrt(n / x / y);
}

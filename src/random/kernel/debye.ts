/** Debye's function D₁ and the Kendall τ of Frank's copula, which is made of it. */
import { exp, polynomial } from '../math.ts';

/** B₂ₖ/((2k + 1)(2k)!), k from 1. */
const SERIES = [
  0.027777777777777776, -0.0002777777777777778, 4.72411186696901e-6, -9.185773074661964e-8, 1.8978869988971e-9,
  -4.0647616451442256e-11, 8.921691020456452e-13, -1.9939295860721074e-14, 4.518980029619918e-16,
  -1.0356517612181247e-17, 2.395218621026187e-19, -5.581785874325009e-21, 1.3091507554183213e-22,
  -3.0874198024267403e-24, 7.315975652702203e-26, -1.740845657234001e-27, 4.1576356446139e-29, -9.962148488284622e-31,
  2.3940344248961652e-32, -5.76834735536739e-34, 1.393179479647008e-35, -3.3721219654850894e-37, 8.178208777562102e-39,
];

const PI_SQUARED_6 = 1.6449340668482264;

/** D₁(x) = (1/x)∫₀ˣ t/(eᵗ − 1) dt, any finite x; D₁(0) = 1, D₁(−x) = D₁(x) + x/2. */
export function debye1(x: number): number {
  if (x < 0) return debye1(-x) - x / 2;
  if (x <= 3) return 1 - x / 4 + x * x * polynomial(SERIES, x * x);
  let rest = 0;
  for (let k = 1; k * x < 40; k++) rest += exp(-k * x) * (x / k + 1 / (k * k));
  return (PI_SQUARED_6 - rest) / x;
}

/** Kendall's τ of Frank's copula, 1 − (4/θ)(1 − D₁(θ)); odd in θ. */
export function frankTau(theta: number): number {
  const t = Math.abs(theta);
  // Near 0 the difference from 1 is formed without 1: 1 − D₁ = θ/4 − θ²·S(θ²).
  const tau = t <= 3 ? 4 * t * polynomial(SERIES, t * t) : 1 - (4 / t) * (1 - debye1(t));
  return theta < 0 ? -tau : tau;
}

/** The θ in [−50, 50] with this τ, by bisection; NaN where τ is out of reach. */
export function frankTheta(tau: number): number {
  if (!(Math.abs(tau) <= frankTau(50))) return Number.NaN;
  let low = 0;
  let high = 50;
  for (let step = 0; step < 70; step++) {
    const middle = (low + high) / 2;
    if (frankTau(middle) < Math.abs(tau)) low = middle;
    else high = middle;
  }
  return tau < 0 ? -high : high;
}

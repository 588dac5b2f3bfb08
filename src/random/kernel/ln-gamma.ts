/** ln Γ and the remainder of Stirling's formula. */
import { LN_SQRT_2PI, log, log1p, polynomial } from '../math.ts';

/** 1 − Euler's constant. */
const LINEAR = 0.42278433509846713;

/** (−1)ᵏ(ζ(k) − 1)/k from k = 2: ln Γ(2 + z) = (1 − γ)z + Σ (−1)ᵏ(ζ(k) − 1)zᵏ/k (Abramowitz & Stegun 6.1.33). */
const ZETA = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
  -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5, -4.492623673813314e-5,
  2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7,
  -4.492469198764566e-7, 2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8,
  1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9, 5.731367241678862e-10,
  -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11, 3.1044247747322276e-11, -1.5021384080754142e-11,
];

/** ln Γ(x) for x > 0. */
export function lnGamma(x: number): number {
  if (x >= 10) return (x - 0.5) * log(x) - x + LN_SQRT_2PI + stirlingError(x);
  if (x >= 2.5) {
    let product = 1;
    let rest = x;
    while (rest >= 2.5) {
      rest -= 1;
      product *= rest;
    }
    return log(product) + nearTwo(rest - 2);
  }
  if (x >= 1.5) return nearTwo(x - 2);
  // ln Γ(x) = ln Γ(x + 1) − ln x; near 1 the logarithm is formed from the exact distance.
  if (x >= 0.5) return nearTwo(x - 1) - log1p(x - 1);
  return nearTwo(x) - log1p(x) - log(x);
}

/** ln Γ(2 + z) for |z| ≤ ½. */
function nearTwo(z: number): number {
  return z * (LINEAR + z * polynomial(ZETA, z));
}

/** B₂ₖ/(2k(2k − 1)). */
const STIRLING = [
  0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953, 0.0008417508417508417,
  -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
];

/** ln Γ(x + 1) − (x + ½)·ln x + x − ln √2π: what Stirling's formula leaves out. */
export function stirlingError(x: number): number {
  if (x >= 10) return polynomial(STIRLING, 1 / (x * x)) / x;
  return lnGamma(x + 1) - (x + 0.5) * log(x) + x - LN_SQRT_2PI;
}

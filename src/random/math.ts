/**
 * The one door for transcendental calls: what decides their bits is decided here. `Math.pow` and the power operator are
 * left out on purpose, because their bits differ between V8 versions; `exp`, `log` and the others below do not.
 */
export const { exp, log, log1p, expm1, sqrt, sin, cos, atan2 } = Math;

export const LN_10 = 2.302585092994046;
export const LN_SQRT_2PI = 0.9189385332046728;
export const SQRT_2PI = 2.5066282746310002;

/** Smallest and largest uniform of a keyed stream, ½·2⁻⁵² and 1 − ½·2⁻⁵². */
export const U_MIN = 1.1102230246251565e-16;
export const U_MAX = 0.9999999999999999;

/** Exact in a double up to 10²². */
export const POWERS_OF_TEN: readonly number[] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
];

/** 10ᵏ for whole k from −22 to 22; negative powers by one division, so correctly rounded. */
export function tenTo(k: number): number {
  const power = POWERS_OF_TEN[Math.abs(k)];
  if (power === undefined) return exp(k * LN_10);
  return k < 0 ? 1 / power : power;
}

/** xⁿ for whole n by squaring: products only, so the same bits everywhere. */
export function powInt(x: number, n: number): number {
  let result = 1;
  let square = x;
  for (let left = Math.abs(n); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    square *= square;
  }
  return n < 0 ? 1 / result : result;
}

/** xʸ for x > 0. */
export function power(x: number, y: number): number {
  return exp(y * log(x));
}

/** A polynomial in x, coefficients from the constant upwards (Horner). */
export function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + (coefficients[i] ?? 0);
  return sum;
}

/** Amounts whose leading digits follow Benford's law exactly: log-uniform over whole decades of minor units, floored. */
import { LN_10, POWERS_OF_TEN, exp } from './math.ts';

/** Amounts from 10ᵃ up to, not including, 10ᵇ minor units. */
export interface BenfordSpec {
  readonly kind: 'benford';
  /** [a, b], whole numbers 0..15, a < b; default [3, 7]. */
  readonly decades?: readonly [number, number];
}

export const DEFAULT_DECADES = [3, 7] as const;

/**
 * Minor units before flooring: 10^(a + u·(b − a)). The amount is their floor, never rounded: then each whole number n has
 * the probability log₁₀((n + 1)/n)/(b − a), so leading digits of every length conform; rounding would bend the borders.
 */
export function benfordMinor(u: number, [a, b]: readonly [number, number]): number {
  return within(exp(LN_10 * (a + u * (b - a))), a, b);
}

/** The value's decade with another mantissa, 10^v: keeps the share of each decade and the order between them. */
export function replaceMantissa(minor: number, v: number): number {
  const decade = decadeOf(minor);
  return within(exp(LN_10 * (decade + v)), decade, decade + 1);
}

/** The whole k with 10ᵏ ≤ x < 10ᵏ⁺¹, by comparison with exact powers; x below 1 counts as 1. */
export function decadeOf(x: number): number {
  let decade = 0;
  while (x >= (POWERS_OF_TEN[decade + 1] ?? Infinity)) decade += 1;
  return decade;
}

/** Keeps what the last bit of exp may push over the border of a decade. */
function within(x: number, a: number, b: number): number {
  const high = POWERS_OF_TEN[b] ?? Infinity;
  return x >= high ? high - 0.5 : Math.max(x, POWERS_OF_TEN[a] ?? 1);
}

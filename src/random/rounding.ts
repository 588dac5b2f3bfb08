/**
 * Half-even rounding of decimals. A double stands for the shortest decimal text that reads back as it, so 1.005 is a
 * tie although its binary value lies below. Scaled arithmetic decides wherever its error bound allows, about always;
 * near a tie the decimal text is compared in exact integers.
 */
import { POWERS_OF_TEN } from './math.ts';

/** Above this a scaled value has no bits left for a fraction. */
const NO_FRACTION = 4_503_599_627_370_496; // 2^52

/** Product and quotient are each off by half a unit at most; eight are allowed for. */
const ERROR = 8 * 2.220446049250313e-16;

/**
 * The whole number of grid steps nearest to x, ties to even; a step is `step` · 10^−decimals.
 *
 * `decimals` 0..22, `step` a positive whole number.
 */
export function toGrid(x: number, decimals: number, step = 1): number {
  const scaled = (Math.abs(x) * (POWERS_OF_TEN[decimals] ?? Number.NaN)) / step;
  if (scaled >= NO_FRACTION) return x < 0 ? -scaled : scaled;
  const whole = Math.floor(scaled);
  const fromTie = scaled - whole - 0.5;
  let steps: number;
  if (Math.abs(fromTie) > ERROR * (scaled + 1)) steps = fromTie > 0 ? whole + 1 : whole;
  else steps = exactSteps(Math.abs(x), decimals, step);
  return x < 0 && steps > 0 ? -steps : steps;
}

/** x rounded half to even to so many decimals; the double nearest to that decimal. */
export function roundHalfEven(x: number, decimals: number): number {
  const scale = POWERS_OF_TEN[decimals] ?? Number.NaN;
  if (Math.abs(x) * scale >= NO_FRACTION) return x;
  return toGrid(x, decimals) / scale;
}

function exactSteps(x: number, decimals: number, step: number): number {
  const [mantissa = '', exponent = '0'] = x.toExponential().split('e');
  const [head = '', tail = ''] = mantissa.split('.');
  const shift = Number(exponent) - tail.length + decimals;
  const numerator = BigInt(head + tail) * tenToBig(shift);
  const denominator = BigInt(step) * tenToBig(-shift);
  const quotient = numerator / denominator;
  const twice = 2n * (numerator - quotient * denominator);
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return Number(up ? quotient + 1n : quotient);
}

function tenToBig(exponent: number): bigint {
  return exponent > 0 ? BigInt(`1${'0'.repeat(exponent)}`) : 1n;
}

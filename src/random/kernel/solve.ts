/** Root finding for inverses of distribution functions. */
import { exp, log, sqrt } from '../math.ts';

/** f over (0, limit), its density (absolute derivative), and what it should equal. */
interface Inversion {
  readonly f: (x: number) => number;
  readonly density: (x: number) => number;
  readonly target: number;
  readonly guess: number;
  readonly rising: boolean;
  readonly limit?: number;
}

/**
 * The positive x with f(x) = target: Newton steps on ln f over ln x, in which tails are nearly straight, kept inside a
 * shrinking bracket by bisection of ln x.
 */
export function solveLog({ f, density, target, guess, rising, limit = Infinity }: Inversion): number {
  let low = 0;
  let high = limit;
  let x = guess > 0 ? Math.min(guess, limit === Infinity ? guess : limit * 0.9999999999999999) : 0;
  if (x === 0) return 0;
  for (let step = 0; step < 200; step++) {
    const value = f(x);
    if (value > target === rising) high = x;
    else low = x;
    const slope = x * density(x);
    const ratio = value > 0 && slope > 0 ? ((log(value) - log(target)) * value) / slope : Number.NaN;
    let next = x * exp(rising ? -ratio : ratio);
    if (!(next > low && next < high)) next = inside(low, high);
    // Newton squares the error: after a step this small nothing is left to gain.
    if (Math.abs(next - x) <= 1e-9 * x || next === low || next === high) return next;
    x = next;
  }
  return x;
}

function inside(low: number, high: number): number {
  if (low === 0) return high === Infinity ? 1 : high / 16;
  return high === Infinity ? low * 16 : sqrt(low) * sqrt(high);
}

/** Root finding for inverses of distribution functions. */
import { exp, log, sqrt } from '../math.ts';

/** A rising or falling function over (0, limit), and what it should equal. */
interface Inversion {
  /** x times the absolute derivative at x: what function and derivative have in common, worked out once. */
  readonly slope: (x: number) => number;
  readonly value: (x: number, slope: number) => number;
  readonly target: number;
  readonly guess: number;
  readonly rising: boolean;
  readonly limit?: number;
}

/**
 * The positive x with value(x) = target: Newton steps on ln value over ln x, in which tails are nearly straight, kept
 * inside a shrinking bracket by bisection of ln x.
 */
export function solveLog({ slope, value, target, guess, rising, limit = Infinity }: Inversion): number {
  let low = 0;
  let high = limit;
  let x = Math.min(guess, limit * 0.9999999999999999);
  if (!(x > 0)) return 0;
  const logTarget = log(target);
  for (let step = 0; step < 200; step++) {
    const steep = slope(x);
    const at = value(x, steep);
    if (at > target === rising) high = x;
    else low = x;
    const ratio = at > 0 && steep > 0 ? ((log(at) - logTarget) * at) / steep : Number.NaN;
    let next = x * exp(rising ? -ratio : ratio);
    // Newton squares the error: after a step this small nothing is left to gain.
    if (Math.abs(ratio) <= 1e-9) return next;
    if (!(next > low && next < high)) next = inside(low, high);
    if (next === low || next === high) return next;
    x = next;
  }
  return x;
}

function inside(low: number, high: number): number {
  if (low === 0) return high === Infinity ? 1 : high / 16;
  return high === Infinity ? low * 16 : sqrt(low) * sqrt(high);
}

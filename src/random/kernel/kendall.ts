/** Kendall's τ-b of two columns in O(n log n), ties allowed. W. R. Knight (1966). */
import { sqrt } from '../math.ts';

/** τ-b; NaN where a column does not vary. */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  const at = (column: ArrayLike<number>, i: number): number => column[i] ?? Number.NaN;
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => at(x, i) - at(x, j) || at(y, i) - at(y, j));
  const sortedY = Float64Array.from(order, (i) => at(y, i));
  const tiedX = tiedPairs(order, (i, j) => at(x, i) === at(x, j));
  const tiedBoth = tiedPairs(order, (i, j) => at(x, i) === at(x, j) && at(y, i) === at(y, j));
  const exchanges = sortCountingExchanges(sortedY);
  const tiedY = tiedPairs(sortedY, (a, b) => a === b);
  const pairs = (n * (n - 1)) / 2;
  const difference = pairs - tiedX - tiedY + tiedBoth - 2 * exchanges;
  return difference / sqrt(pairs - tiedX) / sqrt(pairs - tiedY);
}

/** Pairs of equal neighbours' runs. */
function tiedPairs(sorted: ArrayLike<number>, same: (a: number, b: number) => boolean): number {
  let pairs = 0;
  let run = 1;
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && same(sorted[i - 1] ?? 0, sorted[i] ?? 0)) run += 1;
    else {
      pairs += (run * (run - 1)) / 2;
      run = 1;
    }
  }
  return pairs;
}

/** Sorts in place by merging and counts how many neighbours would have to change places. */
function sortCountingExchanges(values: Float64Array): number {
  let exchanges = 0;
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(values.length);
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) exchanges += merge({ from, to, start, width });
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
  return exchanges;
}

interface Runs {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly start: number;
  readonly width: number;
}

function merge({ from, to, start, width }: Runs): number {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(start + 2 * width, from.length);
  let [i, j, exchanges] = [start, middle, 0];
  for (let k = start; k < end; k++) {
    if (j >= end || (i < middle && (from[i] ?? 0) <= (from[j] ?? 0))) to[k] = from[i++] ?? 0;
    else {
      exchanges += middle - i;
      to[k] = from[j++] ?? 0;
    }
  }
  return exchanges;
}

/**
 * Choice by weight: the first index whose cumulative weight exceeds u·Σ, weights added in declared order. However it is
 * searched for, the index is the same bit for bit.
 */

/** Up to so many entries a plain scan is faster than anything cleverer. */
const SCAN_LIMIT = 16;

/** Running sums of weights in declared order; the last one is Σ. */
export function cumulativeWeights(weights: Iterable<number>): Float64Array {
  let sum = 0;
  return Float64Array.from(weights, (weight) => (sum += weight));
}

/** The first index whose cumulative weight exceeds u·Σ, u in (0, 1). Scan for few entries, bisection for many. */
export function pickIndex(cumulative: Float64Array, u: number): number {
  const last = cumulative.length - 1;
  const target = u * (cumulative[last] ?? 0);
  if (last < SCAN_LIMIT) {
    let index = 0;
    while (index < last && (cumulative[index] ?? 0) <= target) index++;
    return index;
  }
  let [low, high] = [0, last];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cumulative[middle] ?? 0) > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A choice among fixed weights that is drawn from often: `pickIndex`, with a guide table where it pays. */
export function weightedIndex(cumulative: Float64Array): (u: number) => number {
  if (cumulative.length <= SCAN_LIMIT) return (u) => pickIndex(cumulative, u);
  const guide = guideTable(cumulative);
  return (u) => guidedIndex(cumulative, guide, u);
}

/**
 * Where the search may start: entry j is the answer for the target (j/n)·Σ (H. C. Chen and Y. Asau, 1974). A draw then
 * looks at about two entries, whatever their number.
 */
export function guideTable(cumulative: Float64Array): Uint32Array {
  const n = cumulative.length;
  const total = cumulative[n - 1] ?? 0;
  const guide = new Uint32Array(n);
  let index = 0;
  for (let j = 0; j < n; j++) {
    while (index < n - 1 && (cumulative[index] ?? 0) <= (j / n) * total) index++;
    guide[j] = index;
  }
  return guide;
}

function guidedIndex(cumulative: Float64Array, guide: Uint32Array, u: number): number {
  const last = cumulative.length - 1;
  const target = u * (cumulative[last] ?? 0);
  let index = guide[Math.floor(u * cumulative.length)] ?? last;
  // Where u·n was rounded up over a border the start lies too far: the scan's own comparison says so.
  while (index > 0 && (cumulative[index - 1] ?? 0) > target) index--;
  while (index < last && (cumulative[index] ?? 0) <= target) index++;
  return index;
}

/** The first index whose cumulative probability reaches u; sums that end just below 1 count as 1. */
export function quantileIndex(cumulative: Float64Array, guide: Uint32Array, u: number): number {
  const last = cumulative.length - 1;
  let index = guide[Math.floor(u * cumulative.length)] ?? last;
  while (index > 0 && (cumulative[index - 1] ?? 0) >= u) index--;
  while (index < last && (cumulative[index] ?? 0) < u) index++;
  return index;
}

/** Running sums of weights, and finding the cell where a sum is reached. */

/** Sum of the weights before each cell; one entry more than there are cells. */
export function runningSums(weights: ArrayLike<number>): Float64Array {
  const before = new Float64Array(weights.length + 1);
  for (let i = 0; i < weights.length; i++) before[i + 1] = at(before, i) + at(weights, i);
  return before;
}

/** The sum of all weights. */
export function totalOf(before: Float64Array): number {
  return at(before, before.length - 1);
}

/** The first cell by whose end the sum is reached; cells without weight are passed over. The last cell beyond the total. */
export function cellReaching(before: Float64Array, sum: number): number {
  let low = 0;
  let high = before.length - 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(before, middle + 1) >= sum) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** An entry the list is known to have. */
export function at(values: ArrayLike<number>, i: number): number {
  return values[i] as number;
}

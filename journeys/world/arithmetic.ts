/** Whole-number arithmetic of documents: rounding half away from zero and splitting without loss. */

/** `num` ÷ `den` rounded half away from zero; both whole, `num` ≥ 0, `den` > 0, of any size. */
export function divideRounded(num: number, den: number): number {
  const doubled = 2 * num + den;
  if (doubled <= Number.MAX_SAFE_INTEGER) return Math.floor(doubled / (2 * den));
  return Number((2n * BigInt(num) + BigInt(den)) / (2n * BigInt(den)));
}

/** `a` × `b` ÷ `den` rounded half away from zero, exact above 2⁵³ too. */
export function multiplyDivide(a: number, b: number, den: number): number {
  const product = a * b;
  if (2 * product + den <= Number.MAX_SAFE_INTEGER) return divideRounded(product, den);
  return Number((2n * BigInt(a) * BigInt(b) + BigInt(den)) / (2n * BigInt(den)));
}

/** 10ⁿ for n from 0 to 15. */
export function tenTo(n: number): number {
  return Number(`1e${n}`);
}

/** A number above 0 to so many significant digits, half away from zero. */
export function significant(x: number, digits: number): number {
  return Number(x.toPrecision(digits));
}

/**
 * `total` split in proportion to `weights` by largest remainder: floors first, then one unit each by descending
 * remainder, ties by position. The parts sum to the total.
 */
export function share(total: number, weights: readonly number[]): readonly number[] {
  const scaled = weights.map((weight) => BigInt(Math.round(weight * 1e9)));
  const sum = scaled.reduce((all, weight) => all + weight, 0n);
  if (sum === 0n) return weights.map((_, i) => (i === 0 ? total : 0));
  const products = scaled.map((weight) => BigInt(total) * weight);
  const parts = products.map((product) => Number(product / sum));
  const left = total - parts.reduce((all, part) => all + part, 0);
  const order = products
    .map((product, i) => ({ i, remainder: product % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1));
  for (const { i } of order.slice(0, left)) parts[i] = (parts[i] ?? 0) + 1;
  return parts;
}

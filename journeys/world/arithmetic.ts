/** Numbers of the world: what parameters in dollars are elsewhere, and powers of ten. */

/** 10ⁿ for whole n from −15 to 15. */
export function tenTo(n: number): number {
  return Number(`1e${n}`);
}

/** A number above 0 to so many significant decimal digits. */
export function significant(x: number, digits: number): number {
  return Number(x.toPrecision(digits));
}

/**
 * The arithmetic of the books: whole numbers, rounded half away from zero, with every division exact. Amounts, quantities,
 * prices and rates are whole numbers up to 2⁵³; a product above that is computed with BigInt. Generating and verifying
 * share this file and nothing else.
 */
import { SynodeError } from '../errors.ts';

/** Above this doubles skip whole numbers. */
const SAFE = Number.MAX_SAFE_INTEGER;

/** Exchange rates are whole numbers: quote units per base unit, times this. */
export const RATE_SCALE = 1_000_000_000;

/** a × b ÷ divisor, rounded half away from zero. All whole; a and b ≥ 0, divisor ≥ 1. */
export function mulDiv(a: number, b: number, divisor: number): number {
  const product = a * b;
  // One multiplication decides: up to 2⁵² twice the remainder is exact too.
  if (product <= SAFE / 2) {
    const rest = product % divisor;
    const whole = (product - rest) / divisor;
    return rest * 2 >= divisor ? whole + 1 : whole;
  }
  return toNumber(roundBig(BigInt(a) * BigInt(b), BigInt(divisor)));
}

/** numerator ÷ divisor, rounded half away from zero; the sign is that of the numerator. */
export function round(numerator: number, divisor: number): number {
  const size = mulDiv(Math.abs(numerator), 1, divisor);
  return numerator < 0 && size > 0 ? -size : size;
}

/**
 * Quantity × price of a line: `quantity` in 10^−`uomScale` of the unit, `unitPrice` for `pricePer` units.
 *
 * @example lineAmount({ quantity: 12, unitPrice: 8500 }) // 102000
 */
export function lineAmount({
  quantity,
  unitPrice,
  pricePer = 1,
  uomScale = 0,
}: {
  readonly quantity: number;
  readonly unitPrice: number;
  readonly pricePer?: number;
  readonly uomScale?: number;
}): number {
  return mulDiv(quantity, unitPrice, pricePer * powerOfTen(uomScale));
}

/** A part in basis points: `partOf(10000, 1900)` is 1900. */
export function partOf(amount: number, bp: number): number {
  return mulDiv(amount, bp, 10_000);
}

/**
 * Splits a total over weights by largest remainder: floors first, then one unit each by descending remainder, ties by
 * position. The parts always sum to the total.
 *
 * @throws SynodeError `ENTRY_INVALID` when there is something to split and nothing to split it by
 */
export function share(total: number, weights: readonly number[]): number[] {
  let sum = 0;
  let largest = 0;
  for (const weight of weights) {
    sum += weight;
    if (weight > largest) largest = weight;
  }
  if (sum === total) return [...weights];
  if (total === 0) return weights.map(() => 0);
  if (sum === 0) throw nothingToShare(total);
  if (sum > SAFE || total * largest > SAFE) return shareBig(total, weights);
  const parts: number[] = [];
  const remainders: number[] = [];
  let left = total;
  for (const weight of weights) {
    const product = total * weight;
    const rest = product % sum;
    const part = (product - rest) / sum;
    parts.push(part);
    remainders.push(rest);
    left -= part;
  }
  return dealOut(parts, left, (a, b) => (remainders[b] ?? 0) - (remainders[a] ?? 0));
}

function shareBig(total: number, weights: readonly number[]): number[] {
  const exact = weights.map((weight) => BigInt(weight));
  const sum = exact.reduce((all, weight) => all + weight, 0n);
  const products = exact.map((weight) => BigInt(total) * weight);
  const parts = products.map((product) => Number(product / sum));
  const remainders = products.map((product) => product % sum);
  const left = BigInt(total) - products.reduce((all, product) => all + product / sum, 0n);
  return dealOut(parts, Number(left), (a, b) => {
    const [one = 0n, other = 0n] = [remainders[a], remainders[b]];
    return one === other ? 0 : other > one ? 1 : -1;
  });
}

/** One unit each to the first `left` by rank, ties by position. */
function dealOut(parts: number[], left: number, compare: (a: number, b: number) => number): number[] {
  if (left === 0) return parts;
  const order = parts.map((_, i) => i).sort((a, b) => compare(a, b) || a - b);
  for (const i of order.slice(0, left)) parts[i] = (parts[i] ?? 0) + 1;
  return parts;
}

/** An amount of one currency in another: both in minor units, `rate9` for major units. */
export function convert(
  amount: number,
  rate9: number,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const shift = to - from;
  if (shift === 0) return mulDiv(amount, rate9, RATE_SCALE);
  if (shift < 0) return mulDiv(amount, rate9, RATE_SCALE * powerOfTen(-shift));
  const scaled = rate9 * powerOfTen(shift);
  if (scaled <= SAFE) return mulDiv(amount, scaled, RATE_SCALE);
  return toNumber(roundBig(BigInt(amount) * BigInt(rate9) * BigInt(powerOfTen(shift)), BigInt(RATE_SCALE)));
}

/**
 * What a clearing of `taken` of an open (amount, local) takes in company currency: pro rata, and the last clearing takes
 * the rest.
 */
export function proRata(taken: number, open: { readonly amount: number; readonly localAmount: number }): number {
  return open.amount === 0 ? 0 : mulDiv(open.localAmount, taken, open.amount);
}

/** floor((2·num + den) ÷ (2·den)) for num ≥ 0. */
function roundBig(numerator: bigint, divisor: bigint): bigint {
  return (2n * numerator + divisor) / (2n * divisor);
}

/** What doubles cannot hold is no amount. */
function toNumber(value: bigint): number {
  if (value <= BigInt(SAFE)) return Number(value);
  throw new SynodeError('ENTRY_INVALID', `an amount of ${value} minor units is above 2⁵³`, {
    expected: 'at most 9007199254740991 minor units',
    received: String(value),
    suggestion: 'Check the quantity, the price and the rate it was computed from.',
  });
}

function nothingToShare(total: number): SynodeError {
  return new SynodeError('ENTRY_INVALID', `${total} minor units were to be split by weights that are all 0`, {
    expected: 'a weight above 0',
    received: 'weights that sum to 0',
    suggestion: 'Leave the split out where there is nothing to split by.',
  });
}

/** 10^0 … 10^15: by table, because powers differ between engines. */
function powerOfTen(exponent: number): number {
  return POWERS[exponent] ?? Number.NaN;
}

const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

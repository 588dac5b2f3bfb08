/** Zipf's law on 1..n: a table up to a million ranks, the Euler–Maclaurin sum above. */
import { exp, expm1, log } from '../math.ts';
import type { Law } from './law.ts';
import type { ZipfSpec } from './spec.ts';
import { cumulativeWeights, weightedIndex } from './weights.ts';

const TABLE_LIMIT = 1_000_000;
/** Ranks summed one by one before the formula takes over; its error is then far below the last bit. */
const HEAD = 1024;

export function zipfLaw({ n, exponent }: ZipfSpec): Law {
  return n <= TABLE_LIMIT ? tabulated(n, exponent) : summed(n, exponent);
}

function tabulated(n: number, exponent: number): Law {
  const cumulative = cumulativeWeights(ranks(n, exponent));
  const total = cumulative[n - 1] ?? 1;
  const pick = weightedIndex(cumulative);
  const sum = (k: number): number => (k < 1 ? 0 : (cumulative[Math.min(k, n) - 1] ?? total));
  return rankLaw({ n, exponent, sum, quantile: (u) => pick(u) + 1 });
}

function* ranks(n: number, exponent: number): Iterable<number> {
  for (let k = 1; k <= n; k++) yield exp(-exponent * log(k));
}

function summed(n: number, exponent: number): Law {
  const sum = powerSum(exponent);
  const total = sum(n);
  const quantile = (u: number): number => {
    const target = u * total;
    let [low, high] = [1, n];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (sum(middle) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return rankLaw({ n, exponent, sum, quantile });
}

interface RankLaw {
  readonly n: number;
  readonly exponent: number;
  /** Sum of the weights of ranks 1..k. */
  readonly sum: (k: number) => number;
  readonly quantile: (u: number) => number;
}

function rankLaw({ n, exponent, sum, quantile }: RankLaw): Law {
  const total = sum(n);
  const cdf = (x: number): number => (x < 1 ? 0 : x >= n ? 1 : sum(Math.floor(x)) / total);
  const sums = { 1: powerSum(exponent - 1), 2: powerSum(exponent - 2) };
  const upTo = (k: 1 | 2, x: number): number => sums[k](Math.min(n, Math.floor(x))) / total;
  const mean = upTo(1, n);
  return {
    quantile,
    cdf,
    below: (x) => cdf(Math.ceil(x) - 1),
    density: () => 0,
    moment: (k, a, b) => upTo(k, b) - upTo(k, Math.ceil(a) - 1),
    mean,
    variance: upTo(2, n) - mean * mean,
    discrete: true,
  };
}

/** k ↦ Σ j^−s for j = 1..k, any real s, by summing the head and Euler–Maclaurin above it. */
function powerSum(s: number): (k: number) => number {
  const head = new Float64Array(HEAD + 1);
  for (let j = 1; j <= HEAD; j++) head[j] = (head[j - 1] ?? 0) + exp(-s * log(j));
  const start = head[HEAD] ?? 0;
  const term = exp(-s * log(HEAD));
  return (k) => {
    if (k <= HEAD) return k < 1 ? 0 : (head[k] ?? 0);
    const ratio = log(k / HEAD);
    const end = exp(-s * log(k));
    const integral = s === 1 ? ratio : (HEAD * term * expm1((1 - s) * ratio)) / (1 - s);
    return start + integral + (end - term) / 2 + correction(s, { k, end }) - correction(s, { k: HEAD, end: term });
  };
}

/** The Bernoulli terms −s/12·k^(−s−1) + s(s+1)(s+2)/720·k^(−s−3). */
function correction(s: number, { k, end }: { k: number; end: number }): number {
  return ((-s * end) / (12 * k)) * (1 - ((s + 1) * (s + 2)) / (60 * k * k));
}

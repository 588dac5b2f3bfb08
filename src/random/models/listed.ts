/** Laws given by lists: values with weights, and points of a distribution function. */
import { exp, log } from '../math.ts';
import type { Law } from './law.ts';
import { logPowerIntegral, powerIntegral } from './ranges.ts';
import type { DiscreteSpec, EmpiricalSpec } from './spec.ts';
import { cumulativeWeights, guideTable, quantileIndex, weightedIndex } from './weights.ts';

/** A choice of any value by weight. */
export function compileChoice<T>({ values }: Pick<DiscreteSpec<T>, 'values'>): (u: number) => T {
  const pick = weightedIndex(cumulativeWeights(values.map(([, weight]) => weight)));
  return (u) => (values[pick(u)] as readonly [T, number])[0];
}

/** Numbers by weight, in rising order, so that the quantile rises with u whatever order they were declared in. */
export function discreteLaw({ values }: Pick<DiscreteSpec, 'values'>): Law {
  const sorted = values.toSorted(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, weight]) => sum + weight, 0);
  const share = (inside: (x: number) => boolean, weigh: (x: number) => number): number =>
    sorted.reduce((sum, [value, weight]) => (inside(value) ? sum + weigh(value) * weight : sum), 0) / total;
  const all = (): boolean => true;
  const one = (): number => 1;
  const mean = share(all, (x) => x);
  return {
    quantile: compileChoice({ values: sorted }),
    cdf: (x) => share((value) => value <= x, one),
    below: (x) => share((value) => value < x, one),
    density: () => 0,
    moment: (k, a, b) =>
      share(
        (x) => x >= a && x <= b,
        (x) => (k === 1 ? x : x * x),
      ),
    mean,
    variance: share(all, (x) => (x - mean) * (x - mean)),
    discrete: true,
  };
}

/** One straight piece of an empirical law. */
interface Piece {
  readonly p: number;
  readonly q: number;
  readonly low: number;
  readonly high: number;
}

export function empiricalLaw({ points, log: inLog = false }: EmpiricalSpec): Law {
  const pieces = points
    .slice(1)
    .map(([q, high], i): Piece => ({ p: points[i]?.[0] ?? 0, low: points[i]?.[1] ?? 0, q, high }));
  const moment = (k: 1 | 2, a: number, b: number): number =>
    pieces.reduce((sum, piece) => sum + pieceMoment(k, piece, inLog, { a, b }), 0);
  const mean = moment(1, -Infinity, Infinity);
  const ends = Float64Array.from(pieces, ({ q }) => q);
  const guide = guideTable(ends);
  return {
    quantile: (u) => pieceQuantile(pieces[quantileIndex(ends, guide, u)] as Piece, inLog, u),
    cdf: (x) => reach(pieces, inLog, x, (piece) => piece.high <= x),
    below: (x) => reach(pieces, inLog, x, (piece) => piece.high < x),
    density: (x) =>
      pieceDensity(
        pieces.find(({ low, high }) => low <= x && x < high),
        inLog,
        x,
      ),
    moment,
    mean,
    variance: moment(2, -Infinity, Infinity) - mean * mean,
    discrete: pieces.some(({ low, high }) => low === high),
  };
}

function pieceQuantile({ p, q, low, high }: Piece, inLog: boolean, u: number): number {
  const share = (u - p) / (q - p);
  if (!inLog) return low + share * (high - low);
  const start = log(low);
  return exp(start + share * (log(high) - start));
}

function reach(pieces: readonly Piece[], inLog: boolean, x: number, passed: (piece: Piece) => boolean): number {
  const piece = pieces.find((candidate) => !passed(candidate));
  if (piece === undefined) return 1;
  const { p, q, low, high } = piece;
  if (x <= low) return p;
  return p + (q - p) * (inLog ? log(x / low) / log(high / low) : (x - low) / (high - low));
}

function pieceDensity(piece: Piece | undefined, inLog: boolean, x: number): number {
  if (piece === undefined) return 0;
  const { p, q, low, high } = piece;
  return inLog ? (q - p) / (x * log(high / low)) : (q - p) / (high - low);
}

function pieceMoment(k: 1 | 2, { p, q, low, high }: Piece, inLog: boolean, { a, b }: { a: number; b: number }): number {
  if (low === high) return a <= low && low <= b ? (q - p) * (k === 1 ? low : low * low) : 0;
  const [from, to] = [Math.max(a, low), Math.min(b, high)];
  return inLog
    ? ((q - p) / log(high / low)) * logPowerIntegral(k, from, to)
    : ((q - p) / (high - low)) * powerIntegral(k, from, to);
}

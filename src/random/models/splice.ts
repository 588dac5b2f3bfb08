/** A Pareto tail on another law: below the threshold nothing changes, above it ranks stay and values follow the tail. */
import type { Law } from './law.ts';
import { truncate } from './law.ts';
import { paretoLaw } from './tails.ts';

/** Where the tail begins and how heavy it is. */
export interface TailOptions {
  readonly alpha: number;
  /** Share of the law below the tail. */
  readonly q: number;
  /** Largest value; the tail is a bounded Pareto up to it. */
  readonly max: number;
}

/** F'(x) = 1 − (1 − q)·(tail above t)(x) for x > t = Q(q), F below. */
export function spliceLaw(base: Law, { alpha, q, max }: TailOptions): Law {
  const threshold = base.quantile(q);
  const tail = tailLaw(threshold, alpha, max);
  const moment = (k: 1 | 2, a: number, b: number): number =>
    base.moment(k, a, Math.min(b, threshold)) + (1 - q) * tail.moment(k, a, b);
  const cdf = (x: number): number => (x <= threshold ? Math.min(q, base.cdf(x)) : q + (1 - q) * tail.cdf(x));
  const mean = moment(1, -Infinity, Infinity);
  return {
    quantile: (u) => (u <= q ? base.quantile(u) : tail.quantile((u - q) / (1 - q))),
    cdf,
    below: cdf,
    density: (x) => (x <= threshold ? base.density(x) : (1 - q) * tail.density(x)),
    moment,
    mean,
    variance: moment(2, -Infinity, Infinity) - mean * mean,
    discrete: false,
  };
}

/** The Pareto from the threshold alone, up to `max`. */
export function tailLaw(threshold: number, alpha: number, max: number): Law {
  return truncate(paretoLaw({ kind: 'pareto', xMin: threshold, alpha }), { max });
}

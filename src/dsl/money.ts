/** Money: a distribution in major units becomes whole minor units once, at the end. */
import type { Generator } from '../model/generator.ts';
import type { Money } from '../model/money.ts';
import type { Drift, LevelOptions, SeasonOptions } from '../model/volume.ts';
import { makeGenerator } from './generator.ts';

/**
 * Money of a numeric distribution in major units, rounded half to even to `step` minor units (default 1), never
 * negative. Where the distribution has no bounds of its own it lies between one minor unit and 100,000,000 major units.
 *
 * @throws SynodeError when the plan is compiled: `INVALID_GENERATOR` for an unknown currency or step, and the faults of
 * distributions
 * @example money(lognormal({ median: 120, sigma: 0.6 }), { currency: 'EUR', step: 5 })
 */
export function money<const C extends string>(
  distribution: Generator<number>,
  options: {
    /** ISO 4217 code. */ readonly currency: C;
    /** Minor units an amount is a multiple of. */ readonly step?: number;
  },
): Generator<Money<C>> {
  return makeGenerator('money', { distribution, ...options });
}

/** The cascade of an amount: each stage is the identity where it is not declared. */
export interface AmountOptions<C extends string> extends LevelOptions, SeasonOptions {
  /** A numeric distribution in major units, or `benford()`. */
  readonly model: Generator<number>;
  /** ISO 4217 code. */
  readonly currency: C;
  /** Minor units an amount is a multiple of; default 1. */
  readonly step?: number;
  /** Keeps the model's decades and gives it Benford's mantissa; default `false`. */
  readonly benford?: boolean;
  /** A heavy tail above the quantile `q` (default 0.95); `replace` takes the tail alone. */
  readonly pareto?: { readonly alpha: number; readonly q?: number; readonly mode?: 'splice' | 'replace' };
  /** A share of amounts is rounded to the largest step (major units; default 100, 50, 10, 5) not above its tenth. */
  readonly habit?: { readonly share: number; readonly steps?: readonly number[] };
  /** What the spread of ln x is multiplied by, over time: lognormal models and mixtures of them. */
  readonly spread?: Drift | readonly Drift[];
}

/**
 * Money of a model and what happens to it: tail, drift, regimes, cycle, recessions and season (factors of simulated
 * time), round figures, whole minor units. What rounds to nothing becomes one step.
 *
 * @throws SynodeError when the plan is compiled: `INVALID_GENERATOR`, `DISTRIBUTION_PARAMETER`, `DISTRIBUTION_EMPTY`
 * @example amount({ model: lognormal({ median: 400, sigma: 1.2 }), currency: 'EUR', pareto: { alpha: 1.6 } })
 */
export function amount<const C extends string>(options: AmountOptions<C>): Generator<Money<C>> {
  return makeGenerator('amount', options);
}

/**
 * The model of `money` and `amount` whose leading digits follow Benford's law exactly: 10ᵃ up to 10ᵇ minor units, whole
 * decades `[a, b]` from 0 to 15, default `[3, 7]`; floored to the minor unit, never rounded.
 *
 * @example money(benford({ decades: [2, 6] }), { currency: 'EUR' })
 */
export function benford(options: { readonly decades?: readonly [number, number] } = {}): Generator<number> {
  return makeGenerator('benford', options);
}

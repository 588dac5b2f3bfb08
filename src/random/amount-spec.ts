/** Amounts as authors write them. */
import type { BenfordSpec } from './benford.ts';
import type { DistributionSpec } from './models/spec.ts';

/** A heavy tail above the quantile `q` of the model; `replace` takes the tail alone. */
export interface ParetoTailSpec {
  /** Range (0, 10]; smaller is heavier. */
  readonly alpha: number;
  /** Share of the model below the tail, between 0 and 1; default 0.95. */
  readonly q?: number;
  /** Default `splice`. */
  readonly mode?: 'splice' | 'replace';
}

/** A share of amounts is rounded to the largest listed step that is not above a tenth of the amount. */
export interface HabitSpec {
  /** 0..1 */
  readonly share: number;
  /** Major units; default 100, 50, 10, 5. */
  readonly steps?: readonly number[];
}

/** An amount as written: `amount({ model, currency, … })`. */
export interface AmountSpec {
  readonly model: DistributionSpec | BenfordSpec;
  /** ISO 4217 code. */
  readonly currency: string;
  /** Minor units an amount is a multiple of; default 1. */
  readonly step?: number;
  /** Keep the model's decades and give it Benford's mantissa. Default false. */
  readonly benford?: boolean;
  readonly pareto?: ParetoTailSpec;
  readonly habit?: HabitSpec;
}

/** Share of the model below a tail, unless said otherwise. */
export const DEFAULT_Q = 0.95;

/** Steps of a habit in major units, unless said otherwise. */
export const DEFAULT_HABIT_STEPS: readonly number[] = [100, 50, 10, 5];

/** Stages 6 to 8 of the cascade: factors, the habit of round figures, whole minor units inside the scaled bounds. */
import { DEFAULT_HABIT_STEPS } from './amount-spec.ts';
import type { AmountSpec } from './amount-spec.ts';
import { DEFAULT_DECADES } from './benford.ts';
import { minorDecimals } from './currency.ts';
import { tenTo } from './math.ts';
import { maxOf, toMinorUnits } from './money.ts';
import { toGrid } from './rounding.ts';

/** A value as an amount. */
export interface Quantised {
  /** Whole minor units, a multiple of the step, at least one step; 0 only where the model draws a zero on purpose. */
  readonly amount: number;
  /** Whether the value rounded to 0 and became one step. */
  readonly floored: boolean;
}

/** A value on its way into minor units. */
export interface Unquantised {
  /** Major units, or, where digits are floored, minor ones. */
  readonly drawn: number;
  /** Drift and season. */
  readonly factor: number;
  /** Upper bound in major units, before the factor; default the model's. */
  readonly max?: number | undefined;
}

/** The last stages. */
export type Quantiser = (value: Unquantised, uniform: (purpose: 'habit') => number) => Quantised;

/** Allows for the rounding of the product of bound and factors. */
const SLACK = 1 + 1e-12;

export function quantiser({ model, currency, step = 1, benford = false, habit }: AmountSpec): Quantiser {
  const decimals = minorDecimals(currency);
  const minor = tenTo(decimals);
  const floors = benford || model.kind === 'benford';
  const unit = floors ? minor : 1;
  const modelMax = model.kind === 'benford' ? tenTo((model.decades ?? DEFAULT_DECADES)[1]) / minor : maxOf(model);
  const steps = (habit?.steps ?? DEFAULT_HABIT_STEPS).toSorted((a, b) => b - a);
  const round = floors ? Math.floor : (x: number): number => toMinorUnits(x, decimals, step);
  return ({ drawn, factor, max = modelMax }, uniform) => {
    if (drawn === 0) return { amount: 0, floored: false };
    const x = drawn * factor;
    const most = max * factor * minor * SLACK;
    let amount = round(habit !== undefined && uniform('habit') < habit.share ? toHabit(x, steps, unit) : x);
    // A round figure above the bound is not taken: it would pile up there.
    if (amount > most) amount = round(x);
    if (amount > most) amount -= step;
    return amount < step ? { amount: step, floored: true } : { amount, floored: false };
  };
}

/** x on the largest step not above a tenth of it, half to even; unchanged where there is none. */
function toHabit(x: number, steps: readonly number[], unit: number): number {
  const step = steps.find((candidate) => candidate <= x / unit / 10);
  return step === undefined ? x : toGrid(x / unit / step, 0) * step * unit;
}

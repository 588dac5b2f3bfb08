/** What fields of one definition have to do with each other. Authored by `correlate` and `conditional`. */
import type { Generator } from './generator.ts';

/** Families of dependence. Only `gaussian` and `student` give pairs of one group different strengths. */
export type CopulaFamily = 'gaussian' | 'student' | 'clayton' | 'gumbel' | 'frank';

/** How strong: one number for all pairs, or a symmetric matrix with unit diagonal. */
export type Strength = number | readonly (readonly number[])[];

/** A copula as written: a family and one of the four ways to say its strength. */
export interface CopulaSpec {
  readonly family: CopulaFamily;
  /** Kendall's τ; every family. */
  readonly tau?: Strength;
  /** The family's own parameter: `clayton` [−1, 50], `gumbel` [1, 50], `frank` [−50, 50]. */
  readonly theta?: number;
  /** Correlation of the normal scores; `gaussian`, `student`. */
  readonly rho?: Strength;
  /** Spearman's rank correlation; `gaussian`. */
  readonly spearman?: Strength;
  /** Degrees of freedom of `student`, 1..200, default 4. */
  readonly df?: number;
}

/** Fields that depend on each other. */
export interface CorrelateGroup {
  readonly kind: 'correlate';
  readonly id: string;
  readonly fields: readonly string[];
  readonly copula: CopulaSpec;
}

/** A category of a field. */
export type Category = string | boolean;

/** Half-open [from, to) for numbers and dates, a set for categories. */
export type When = readonly [number, number] | readonly [Date, Date] | readonly Category[];

/** A field whose distribution depends on a value known before it. */
export interface ConditionalGroup {
  readonly kind: 'conditional';
  readonly field: string;
  /**
   * A field declared before, a persona attribute (in actions), a column declared before (in datasets), or of now:
   * `month` 1..12, `weekday` 1..7 from Monday, `periodEnd`, the business days left in the month.
   */
  readonly given: string;
  /** `'base'` is the field's own distribution. */
  readonly cases: readonly { readonly when: When; readonly then: 'base' | Generator<number> }[];
  readonly otherwise?: 'base' | Generator<number>;
}

/** A group of fields of an action, a persona or a dataset. */
export type FieldGroup = CorrelateGroup | ConditionalGroup;

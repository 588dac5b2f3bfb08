/**
 * Distributions that depend on a value drawn before: the case chooses the quantile function, u stays the same. So a case
 * `'base'` leaves the value unchanged, and dependence from a copula holds inside each case.
 */
import { SynodeError, describeValue } from '../errors.ts';
import type { When } from '../model/group.ts';
import { compileDistribution } from './models/compile.ts';
import type { Distribution } from './models/law.ts';
import type { DistributionSpec } from './models/spec.ts';

/** Which law holds. `'base'` is the field's own. */
export type Then = 'base' | DistributionSpec;

export interface ConditionalSpec {
  readonly kind: 'conditional';
  readonly field: string;
  /** A field drawn before, a persona attribute, a dataset column, `month`, `weekday`, `periodEnd`. */
  readonly given: string;
  readonly cases: readonly { readonly when: When; readonly then: Then }[];
  readonly otherwise?: Then;
}

/** Chooses the law for a value of `given`. */
export interface Conditional {
  /** @throws SynodeError `INVALID_FIELD_VALUE` for a value no case covers */
  readonly lawFor: (value: unknown) => Distribution;
}

/** The cases over a field's own law. The spec must have passed `checkConditional`. */
export function compileConditional(spec: ConditionalSpec, base: Distribution): Conditional {
  const thens = [...spec.cases.map(({ then }) => then), spec.otherwise ?? 'base'];
  const laws = new Map(thens.map((then) => [then, then === 'base' ? base : compileDistribution(then)]));
  const thenFor = compileCases(spec);
  return { lawFor: (value) => laws.get(thenFor(value)) ?? base };
}

/**
 * What is said for a value of `given`, as written. The spec must have passed `checkConditional`.
 *
 * @throws SynodeError `INVALID_FIELD_VALUE` for a value no case covers
 */
export function compileCases(spec: ConditionalSpec): (value: unknown) => Then {
  const cases = spec.cases.map(({ when, then }) => ({ covers: coverage(when), law: then }));
  const { otherwise } = spec;
  return (value) => {
    for (const { covers, law } of cases) if (covers(value)) return law;
    if (otherwise !== undefined) return otherwise;
    throw notCovered(spec, value);
  };
}

function coverage(when: When): (value: unknown) => boolean {
  const interval = asInterval(when);
  if (interval === undefined) {
    const members = new Set<unknown>(when);
    return (value) => members.has(value);
  }
  const [from, to] = interval;
  return (value) => {
    const at = value instanceof Date ? value.getTime() : value;
    return typeof at === 'number' && at >= from && at < to;
  };
}

/** The ends of an interval as numbers; `undefined` for a set. */
export function asInterval(when: unknown): readonly [number, number] | undefined {
  if (!Array.isArray(when) || when.length !== 2) return undefined;
  const [from, to] = (when as unknown[]).map((end) => (end instanceof Date ? end.getTime() : end));
  return typeof from === 'number' && typeof to === 'number' ? [from, to] : undefined;
}

function notCovered({ field, given }: ConditionalSpec, value: unknown): SynodeError {
  return new SynodeError(
    'INVALID_FIELD_VALUE',
    `no case of field '${field}' covers ${given} = ${describeValue(value)}`,
    {
      path: [`field '${field}'`, `given '${given}'`],
      expected: 'a value that one of the cases covers',
      received: describeValue(value),
      suggestion: "Add a case, or otherwise: 'base'.",
    },
  );
}

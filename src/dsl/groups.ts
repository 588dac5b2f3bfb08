/** Groups of fields: what stands in `groups` of actions, personas and datasets. Checked when the plan is compiled. */
import type { ConditionalGroup, CorrelateGroup } from '../model/group.ts';

/**
 * Lets fields depend on each other by a copula, each with the distribution it has. The fields are numeric distributions,
 * `money` or `amount`; a field stands in one such group.
 *
 * @throws SynodeError when the plan is compiled: `COPULA_RANGE`, `COPULA_FIELDS`, `CORRELATION_NOT_POSITIVE_DEFINITE`
 * @example correlate({ id: 'size', fields: ['total', 'daysToPay'], copula: { family: 'gaussian', tau: 0.4 } })
 */
export function correlate(options: Omit<CorrelateGroup, 'kind'>): CorrelateGroup {
  return Object.freeze({ kind: 'correlate', ...options });
}

/**
 * Gives a field another distribution by case. The case decides the quantile function and the random number stays the
 * same, so `'base'` leaves a value as it is and dependence by `correlate` holds inside each case.
 *
 * @throws SynodeError when the plan is compiled: `CONDITIONAL_CASES`, `COPULA_FIELDS`; `INVALID_FIELD_VALUE` in the run
 * for a value that no case covers
 * @example conditional({ field: 'total', given: 'month', cases: [{ when: [11, 13], then: lognormal({ mu: 5, sigma: 1 }) }], otherwise: 'base' })
 */
export function conditional(options: Omit<ConditionalGroup, 'kind'>): ConditionalGroup {
  return Object.freeze({ kind: 'conditional', ...options });
}

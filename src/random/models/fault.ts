/** How faults of distributions are reported, and the checks several of them share. */
import { describeValue } from '../../errors.ts';
import type { ErrorCode, IssueList } from '../../errors.ts';

/** A spec before anything is known about it. */
export type Loose = Readonly<Record<string, unknown>>;

/** Where a fault is reported: the place of the spec and the list. */
export interface Place {
  readonly kind: string;
  readonly path: readonly string[];
  readonly issues: IssueList;
}

export interface Fault {
  readonly parameter: string;
  readonly expected: string;
  readonly received: unknown;
  readonly suggestion: string;
  readonly code?: ErrorCode;
}

export function report({ kind, path, issues }: Place, fault: Fault): void {
  const { parameter, expected, received, suggestion, code = 'DISTRIBUTION_PARAMETER' } = fault;
  issues.add({
    code,
    path: [...path, `'${parameter}'`],
    message: `${kind} needs ${parameter} to be ${expected}`,
    expected,
    received: received === undefined ? 'nothing' : describeValue(received),
    suggestion,
  });
}

export const isFinite = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x);

export function isPairs(values: unknown): values is readonly (readonly unknown[])[] {
  return Array.isArray(values) && values.every((entry) => Array.isArray(entry) && entry.length >= 2);
}

/** Reports `INVALID_WEIGHTS` unless there is a weight, all are finite and ≥ 0, and one is > 0. */
export function checkWeights(weights: readonly unknown[], path: readonly string[], issues: IssueList): boolean {
  const wrong = weights.findIndex((weight) => !isFinite(weight) || weight < 0);
  const fault =
    weights.length === 0
      ? { message: 'there is nothing to choose from', received: 'an empty list' }
      : wrong >= 0
        ? { message: `weight ${wrong + 1} is not a weight`, received: describeValue(weights[wrong]) }
        : weights.every((weight) => weight === 0)
          ? { message: 'all weights are 0', received: `${weights.length} weights of 0` }
          : undefined;
  if (fault === undefined) return true;
  const expected = 'finite weights ≥ 0, at least one of them > 0';
  issues.add({
    code: 'INVALID_WEIGHTS',
    path,
    ...fault,
    expected,
    suggestion: 'Give each entry a weight of 0 or more.',
  });
  return false;
}

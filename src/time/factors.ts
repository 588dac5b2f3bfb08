/** Lists of factors and weights as authors write them. */
import { describeValue, type SynodeIssue } from '../errors.ts';
import { issueFrom } from './fault.ts';

/** What a list of factors must look like. */
export interface FactorList {
  readonly key: string;
  readonly length: number;
  /** What its first factor stands for, in words. */
  readonly from: string;
}

/** Checks an optional list of factors: its length, each ≥ 0, not all 0. */
export function checkFactors(list: unknown, { key, length, from }: FactorList, owner: string): SynodeIssue[] {
  if (list === undefined) return [];
  const expected = `${length} factors ≥ 0, ${from}`;
  const fault = (message: string, received: string, suggestion: string): SynodeIssue[] => [
    issueFrom({ message: `${owner}.${key} ${message}`, expected, received, suggestion }, 'INVALID_ARRIVALS', key),
  ];
  if (!Array.isArray(list)) return fault('is no list', describeValue(list), `Give ${length} numbers, ${from}.`);
  if (list.length !== length) {
    return fault(`has ${list.length} numbers`, `${list.length} numbers`, `Give ${length}, ${from}.`);
  }
  const at = list.findIndex((factor) => !isFactor(factor));
  if (at !== -1) return fault(`has a bad factor at ${at}`, describeValue(list[at]), 'Use a number of 0 or more.');
  return list.some((factor) => factor > 0) ? [] : fault('is 0 throughout', 'only zeros', 'Give one a positive factor.');
}

/** A finite number ≥ 0. */
export function isFactor(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

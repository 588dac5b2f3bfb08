import type { ErrorCode, SynodeIssue } from '../errors.ts';

/** What is wrong with one authored value. Whoever reads the value knows its place, so code and path are added there. */
export interface Fault {
  readonly message: string;
  readonly expected: string;
  readonly received: string;
  readonly suggestion?: string;
}

/** The issue of a fault; the path is relative to the value that was checked. */
export function issueFrom(fault: Fault, code: ErrorCode, ...path: string[]): SynodeIssue {
  return { code, path, ...fault };
}

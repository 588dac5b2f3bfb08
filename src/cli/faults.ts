/** Faults of a configuration, collected until all are known. */
import { IssueList, SynodeError, type SynodeIssue } from '../errors.ts';

/** What it gives; the faults of a configuration go to the others. */
export async function collected<T>(issues: SynodeIssue[], make: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await make();
  } catch (thrown) {
    if (!(thrown instanceof SynodeError) || thrown.kind !== 'configuration') throw thrown;
    issues.push(...thrown.issues);
    return undefined;
  }
}

/** Several faults as one error. `what` has them. */
export function throwFaults(issues: readonly SynodeIssue[], what: string): void {
  const list = new IssueList();
  for (const issue of issues) list.add(issue);
  list.throwIfAny(what);
}

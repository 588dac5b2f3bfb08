/** How a check came out. */
import type { FileCheck, Finding } from './check.ts';

/** By check: ids that labels name for it. */
export type LabelledTargets = ReadonlyMap<string, ReadonlySet<string>>;

/** The result of one check of files. `expected`: labels explain all of it. `notAvailable`: it saw nothing to judge. */
export interface FileCheckResult {
  readonly id: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'expected' | 'notAvailable';
  /** Rows it judged. */
  readonly rows: number;
  readonly violated: number;
  readonly expected: number;
  /** Why it could not be run; '' otherwise. */
  readonly missing: string;
  /** The first 20, those that no label explains before the others. */
  readonly findings: readonly string[];
}

const KEPT = 20;

/** What a check has found. */
type Judged = Pick<FileCheck, 'id' | 'name' | 'missing' | 'log'>;

export function resultOf({ id, name, missing = '', log }: Judged, labelled: LabelledTargets): FileCheckResult {
  const named = labelled.get(id);
  const isExpected = ({ targets }: Finding): boolean =>
    named !== undefined && targets.some((target) => named.has(target));
  const { findings, rows } = log;
  const unexplained = findings.filter((finding) => !isExpected(finding));
  const explained = findings.length - unexplained.length;
  const outcome = outcomeOf({ rows, unexplained: unexplained.length, explained });
  return {
    id,
    name,
    outcome,
    rows,
    violated: findings.length,
    expected: explained,
    missing: outcome !== 'notAvailable' ? '' : missing === '' ? 'there was no row' : missing,
    findings: [...unexplained, ...findings.filter(isExpected)].slice(0, KEPT).map(({ message }) => message),
  };
}

function outcomeOf({
  rows,
  unexplained,
  explained,
}: {
  readonly rows: number;
  readonly unexplained: number;
  readonly explained: number;
}): FileCheckResult['outcome'] {
  if (unexplained > 0) return 'failed';
  if (explained > 0) return 'expected';
  return rows === 0 ? 'notAvailable' : 'passed';
}

/** Which process comes before which: `reads` → what others emit. */
import { describeValue, didYouMean, type IssueList } from '../errors.ts';
import type { AnyProjection } from '../model/projection.ts';
import type { Process, Read } from '../model/scenario.ts';

/** A read and who provides it. */
export interface ProvidedRead {
  readonly id: string;
  readonly read: Exclude<Read, string>;
  /** Ids of the processes that emit it or own it, the reader aside. */
  readonly providers: readonly string[];
}

/** A read that nobody provides, and what stands in for it. */
export interface Assumption {
  readonly process: string;
  readonly read: string;
  readonly fallback: string;
}

export interface ProcessOrder {
  /** In run order. */
  readonly processes: readonly Process[];
  readonly reads: ReadonlyMap<string, readonly ProvidedRead[]>;
  readonly assumptions: readonly Assumption[];
}

/** Orders processes so that each stands behind those it reads; ties by id. None at all is a fault. */
export function orderProcesses(
  processes: readonly Process[],
  shared: readonly AnyProjection[],
  issues: IssueList,
): ProcessOrder {
  if (processes.length === 0) reportNone(issues);
  const assumptions: Assumption[] = [];
  const reads = new Map(
    processes.map((process) => [process.id, providedReads(process, processes, shared, { issues, assumptions })]),
  );
  const before = new Map(
    processes.map(({ id }) => [id, new Set((reads.get(id) ?? []).flatMap(({ providers }) => providers))]),
  );
  const ordered = topological(processes, before);
  if (ordered.length < processes.length) reportCycle(processes, ordered, before, issues);
  return { processes: ordered.length < processes.length ? processes : ordered, reads, assumptions };
}

function reportNone(issues: IssueList): void {
  issues.add({
    code: 'INVALID_SHAPE',
    path: ['scenario', "'processes'"],
    message: 'the scenario has no process, so nothing would happen',
    expected: 'at least one process',
    received: 'an empty list',
    suggestion: 'List one: processes: [ … ].',
  });
}

function providedReads(
  process: Process,
  all: readonly Process[],
  shared: readonly AnyProjection[],
  { issues, assumptions }: { readonly issues: IssueList; readonly assumptions: Assumption[] },
): readonly ProvidedRead[] {
  return process.reads.flatMap((authored) => {
    const read = typeof authored === 'string' ? { id: authored } : authored;
    const providers = all.filter((other) => other !== process && provides(other, read.id)).map(({ id }) => id);
    const isNear =
      [...process.projections, ...shared].some(({ id }) => id === read.id) || process.emits.includes(read.id);
    if (providers.length > 0 || isNear) return [{ id: read.id, read, providers }];
    if (read.fallback !== undefined) {
      assumptions.push({ process: process.id, read: read.id, fallback: read.fallback });
      return [];
    }
    const known = all.flatMap((other) => [...other.emits, ...other.projections.map(({ id }) => id)]);
    issues.add({
      code: 'UNKNOWN_READ',
      path: [`process '${process.id}'`, "'reads'"],
      message: `'${process.id}' reads '${read.id}' that nobody emits`,
      expected: 'an event or projection of another process, or a fallback',
      received: describeValue(read.id),
      suggestion: didYouMean(read.id, known),
    });
    return [];
  });
}

function provides({ emits, projections }: Process, id: string): boolean {
  return emits.includes(id) || projections.some((projection) => projection.id === id);
}

/** As many as can be ordered; a rest is in cycles or behind one. */
function topological(
  processes: readonly Process[],
  before: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Process[] {
  const waiting = processes.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const ordered: Process[] = [];
  const done = new Set<string>();
  for (;;) {
    const next = waiting.findIndex(({ id }) => [...(before.get(id) ?? [])].every((other) => done.has(other)));
    const [process] = next === -1 ? [] : waiting.splice(next, 1);
    if (process === undefined) return ordered;
    ordered.push(process);
    done.add(process.id);
  }
}

function reportCycle(
  processes: readonly Process[],
  ordered: readonly Process[],
  before: ReadonlyMap<string, ReadonlySet<string>>,
  issues: IssueList,
): void {
  const rest = new Set(processes.filter((process) => !ordered.includes(process)).map(({ id }) => id));
  const trail: string[] = [];
  let at = [...rest][0];
  while (at !== undefined && !trail.includes(at)) {
    trail.push(at);
    at = [...(before.get(at) ?? [])].find((id) => rest.has(id));
  }
  const cycle = at === undefined ? trail : [...trail.slice(trail.indexOf(at)), at];
  issues.add({
    code: 'PROCESS_CYCLE',
    path: [`process '${cycle[0] ?? ''}'`, "'reads'"],
    message: `processes read each other: ${cycle.join(' → ')}`,
    expected: 'processes that read only what stands before them',
    received: cycle.join(' → '),
    suggestion: 'Remove one read, or split a process in two.',
  });
}

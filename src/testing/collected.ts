/** What a run of a fixture gave, sorted for the questions of a test. */
import type { AnyEvent } from '../model/event.ts';
import type { RunResult } from '../model/result.ts';
import { toTable } from './event-table.ts';
import type { Collected, EventTable } from './types.ts';

export function collectedOf<E extends AnyEvent>(events: readonly E[], result: RunResult): Collected<E> {
  return Object.freeze({
    events,
    byName: groupBy(events, ({ name }) => name) as Collected<E>['byName'],
    byUser: groupBy(events, ({ userId }) => userId),
    sessions: groupBy(events, ({ sessionId }) => sessionId),
    result,
    table: (columns?: readonly string[]) => toTable(events, columns),
  });
}

/** Without a prototype: an event may be named `constructor`. */
function groupBy<E>(events: readonly E[], key: (event: E) => string): Readonly<Record<string, readonly E[]>> {
  const groups = Object.create(null) as Record<string, E[]>;
  for (const event of events) (groups[key(event)] ??= []).push(event);
  return groups;
}

/** An array that can show itself as a table; comparisons and snapshots see the array alone. */
export function asTable<E extends AnyEvent>(events: E[]): EventTable<E> {
  const table = (columns?: readonly string[]): string => toTable(events, columns);
  return Object.defineProperty(events, 'table', { value: table }) as EventTable<E>;
}

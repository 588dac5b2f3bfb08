/** Counting what happened. Tallies of threads and lanes add up. */
import type { Counts, JourneyCounts } from '../model/result.ts';

export function emptyJourneyCounts(): JourneyCounts {
  return {
    scheduled: 0,
    started: 0,
    completed: 0,
    bounced: 0,
    censored: 0,
    failed: 0,
    skipped: 0,
    suppressed: 0,
    open: 0,
  };
}

/** Counters of one thread. Plain data, so that it can cross threads. */
export class Tally {
  readonly users = { planned: 0, simulated: 0, failed: 0 };
  readonly journeys = new Map<string, JourneyCounts>();
  readonly adventures = { started: 0, bounced: 0 };
  readonly actions = { executed: 0, bounced: 0 };
  readonly eventNames = new Map<string, { count: number }>();
  readonly eventsByProcess = new Map<string, number>();
  droppedAfterEnd = 0;
  droppedBySchema = 0;
  added = 0;
  removed = 0;

  journey(id: string): JourneyCounts {
    const known = this.journeys.get(id);
    if (known !== undefined) return known;
    const made = emptyJourneyCounts();
    this.journeys.set(id, made);
    return made;
  }

  /** Counts one emitted event; whether its name was met before. */
  emit(name: string): boolean {
    const known = this.eventNames.get(name);
    if (known !== undefined) {
      known.count++;
      return true;
    }
    this.eventNames.set(name, { count: 1 });
    return false;
  }

  get emitted(): number {
    let sum = 0;
    for (const { count } of this.eventNames.values()) sum += count;
    return sum;
  }

  /** The counts of a result; names in code-unit order, so that equal runs have equal results. */
  toCounts(written: number): Counts {
    const byId = sortedRecord(this.journeys, (counts) => counts);
    const total = emptyJourneyCounts();
    for (const counts of Object.values(byId)) addJourneyCounts(total, counts);
    return {
      users: this.users,
      journeys: { ...total, byId },
      adventures: this.adventures,
      actions: this.actions,
      events: {
        emitted: this.emitted,
        written,
        byName: sortedRecord(this.eventNames, ({ count }) => count),
        byProcess: sortedRecord(this.eventsByProcess, (count) => count),
        droppedAfterEnd: this.droppedAfterEnd,
        droppedBySchema: this.droppedBySchema,
        added: this.added,
        removed: this.removed,
      },
    };
  }
}

function addJourneyCounts(into: JourneyCounts, from: JourneyCounts): void {
  for (const key of Object.keys(into) as (keyof JourneyCounts)[]) into[key] += from[key];
}

function sortedRecord<V, R>(map: ReadonlyMap<string, V>, value: (entry: V) => R): Record<string, R> {
  const keys = [...map.keys()].sort();
  return Object.fromEntries(keys.map((key) => [key, value(map.get(key) as V)]));
}

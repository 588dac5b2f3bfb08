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

/** A tally as plain data, to cross threads. */
export interface TallyData {
  readonly users: { readonly simulated: number; readonly failed: number };
  readonly journeys: readonly (readonly [string, JourneyCounts])[];
  readonly adventures: { readonly started: number; readonly bounced: number };
  readonly actions: { readonly executed: number; readonly bounced: number };
  readonly eventNames: readonly (readonly [string, number])[];
  readonly byProcess: readonly (readonly [string, number])[];
  readonly droppedAfterEnd: number;
  readonly droppedBySchema: number;
  readonly added: number;
  readonly removed: number;
  /** Of this thread alone. */
  readonly liveMax: number;
}

/** How often events of one name, or of one process, were emitted. */
export interface NameCounter {
  readonly name: string;
  count: number;
}

/** Counters of one thread. */
export class Tally {
  readonly users = { planned: 0, simulated: 0, failed: 0 };
  readonly journeys = new Map<string, JourneyCounts>();
  readonly adventures = { started: 0, bounced: 0 };
  readonly actions = { executed: 0, bounced: 0 };
  readonly #eventNames = new Map<string, NameCounter>();
  readonly #lastByAction = new Map<object, (NameCounter | undefined)[]>();
  readonly #byProcess = new Map<string, NameCounter>();
  droppedAfterEnd = 0;
  droppedBySchema = 0;
  added = 0;
  removed = 0;
  /** Actors that have begun and not ended, and the most there were at once. */
  #live = 0;
  liveMax = 0;

  /** An actor begins. */
  begins(): void {
    this.users.simulated++;
    if (++this.#live > this.liveMax) this.liveMax = this.#live;
  }

  /** An actor has nothing left to do. */
  ends(): void {
    this.#live--;
  }

  journey(id: string): JourneyCounts {
    const known = this.journeys.get(id);
    if (known !== undefined) return known;
    const made = emptyJourneyCounts();
    this.journeys.set(id, made);
    return made;
  }

  /**
   * Counters of what an action emitted at its last call, by place in the array: it will most often be the same names
   * again (bench `engine.fast-path`).
   */
  lastOf(action: object): (NameCounter | undefined)[] {
    const known = this.#lastByAction.get(action);
    if (known !== undefined) return known;
    const made: NameCounter[] = [];
    this.#lastByAction.set(action, made);
    return made;
  }

  /** The counter of a name that was met before. */
  named(name: string): NameCounter | undefined {
    return this.#eventNames.get(name);
  }

  /** The counter of a name, which is met from now on. */
  meet(name: string): NameCounter {
    return counterIn(this.#eventNames, name);
  }

  /** The counter of what a process emits; journeys without one count under no name. */
  process(id: string): NameCounter {
    return counterIn(this.#byProcess, id);
  }

  get emitted(): number {
    let sum = 0;
    for (const { count } of this.#eventNames.values()) sum += count;
    return sum;
  }

  toData(): TallyData {
    return {
      users: { simulated: this.users.simulated, failed: this.users.failed },
      journeys: [...this.journeys],
      adventures: this.adventures,
      actions: this.actions,
      eventNames: [...positive(this.#eventNames)],
      byProcess: [...positive(this.#byProcess)],
      droppedAfterEnd: this.droppedAfterEnd,
      droppedBySchema: this.droppedBySchema,
      added: this.added,
      removed: this.removed,
      liveMax: this.liveMax,
    };
  }

  /** Adds what another thread counted. */
  add(data: TallyData): void {
    this.users.simulated += data.users.simulated;
    this.users.failed += data.users.failed;
    for (const [id, counts] of data.journeys) addJourneyCounts(this.journey(id), counts);
    for (const key of ['started', 'bounced'] as const) this.adventures[key] += data.adventures[key];
    for (const key of ['executed', 'bounced'] as const) this.actions[key] += data.actions[key];
    for (const [name, count] of data.eventNames) this.meet(name).count += count;
    for (const [id, count] of data.byProcess) this.process(id).count += count;
    this.droppedAfterEnd += data.droppedAfterEnd;
    this.droppedBySchema += data.droppedBySchema;
    this.added += data.added;
    this.removed += data.removed;
    // Each thread may have had its most at another time, so the sum is an upper bound.
    this.liveMax += data.liveMax;
  }

  /** The counts of a result; names in code-unit order, so that equal runs have equal results. */
  toCounts(written: number): Counts {
    const byId = sortedRecord(this.journeys, (counts) => counts);
    const total = emptyJourneyCounts();
    for (const counts of Object.values(byId)) addJourneyCounts(total, counts);
    return {
      // Copies: a handler that nobody waits for any more may still come.
      users: { ...this.users },
      journeys: { ...total, byId },
      adventures: { ...this.adventures },
      actions: { ...this.actions },
      events: {
        emitted: this.emitted,
        written,
        byName: sortedRecord(positive(this.#eventNames), (count) => count),
        byProcess: sortedRecord(positive(this.#byProcess), (count) => count),
        droppedAfterEnd: this.droppedAfterEnd,
        droppedBySchema: this.droppedBySchema,
        added: this.added,
        removed: this.removed,
      },
    };
  }
}

function counterIn(counters: Map<string, NameCounter>, name: string): NameCounter {
  const known = counters.get(name);
  if (known !== undefined) return known;
  const made = { name, count: 0 };
  counters.set(name, made);
  return made;
}

/** What was counted: a name that was met and refused is none of it. */
function positive(counters: ReadonlyMap<string, NameCounter>): ReadonlyMap<string, number> {
  const entries = [...counters].map(([name, { count }]) => [name, count] as const);
  return new Map(entries.filter(([name, count]) => name !== '' && count > 0));
}

function addJourneyCounts(into: JourneyCounts, from: JourneyCounts): void {
  for (const key of Object.keys(into) as (keyof JourneyCounts)[]) into[key] += from[key];
}

function sortedRecord<V, R>(map: ReadonlyMap<string, V>, value: (entry: V) => R): Record<string, R> {
  const keys = [...map.keys()].sort();
  return Object.fromEntries(keys.map((key) => [key, value(map.get(key) as V)]));
}

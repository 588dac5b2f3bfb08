/** A process as the engine runs it: when it is simulated and emitted, and what it may read. */
import type { Event } from '../model/event.ts';
import type { AnyProjection } from '../model/projection.ts';
import type { Transform } from '../model/transform.ts';
import type { CompiledCalendar } from '../time/calendar.ts';
import type { DatasetPlan } from './dataset.ts';
import type { PopulationPlan } from './population.ts';
import type { PostingPlan } from './postings.ts';
import type { ResolvedEventSchemas } from './schema-options.ts';

/** What a process may read by `ctx.view`. */
export interface ViewPlan {
  readonly projection: AnyProjection;
  /** Ranks of the processes that stand before the reader, directly or through others. */
  readonly earlier: readonly number[];
  /** Views are as of a multiple of this, ms. */
  readonly grainMs: number;
  /** How far ahead of now the view sees, ms. */
  readonly lookAheadMs: number;
  /** How far back readers may ask, ms. */
  readonly lookBackMs: number;
  /** Whether each actor folds its own events too. */
  readonly own: boolean;
}

export interface ProcessPlan {
  readonly id: string;
  /** Place in the run order. */
  readonly rank: number;
  readonly populations: readonly PopulationPlan[];
  /** Those of its scenario, the same objects for every process, then its own: of two with one id it sees the latter. */
  readonly datasets: readonly DatasetPlan[];
  /** Days and hours of the scenario, by which rows are made; populations may keep others. */
  readonly calendar: CompiledCalendar;
  readonly views: readonly ViewPlan[];
  /** Names of events that it declares to emit; actions may name more. */
  readonly emits: readonly string[];
  readonly schemas: ResolvedEventSchemas | undefined;
  /** Those of the process, then those of the run; by stage. */
  readonly transforms: readonly Transform[];
  /** How its events are booked. */
  readonly postings: PostingPlan | undefined;
  /** Events dated before this instant (ms) are simulated but not emitted. */
  readonly emitFrom: number;
  /** Nor are those dated at or after this one. */
  readonly emitUntil: number;
  readonly tail: ((event: Event, end: Date) => boolean) | undefined;
  /** Nothing due at or after this instant is simulated. */
  readonly horizon: number;
  /** How long it emits past the end, ms. */
  readonly tailMs: number;
  /** Who reads this process, and how far they look ahead on it. */
  readonly readers: readonly { readonly rank: number; readonly lookAheadMs: number }[];
}

/**
 * How far each process has to be simulated so that everything dated before `until` can be handed on: its own tail, and
 * for each of its readers that one's frontier and its look-ahead. Look-aheads add up along a chain of readers.
 */
export function frontiers(
  processes: readonly Pick<ProcessPlan, 'tailMs' | 'readers'>[],
  until: number,
  end: number,
): readonly number[] {
  const result = new Array<number>(processes.length).fill(until);
  for (let rank = processes.length - 1; rank >= 0; rank--) {
    const process = processes[rank];
    if (process === undefined) continue;
    const own = Math.min(until, end + process.tailMs);
    const asked = process.readers.map((reader) => (result[reader.rank] ?? until) + reader.lookAheadMs);
    result[rank] = Math.max(own, ...asked);
  }
  return result;
}

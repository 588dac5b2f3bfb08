/** User order: actor after actor. Lanes run actors that await at the same time; what they emit stays in actor order. */
import { isPromise } from '../plan/action.ts';
import type { Event } from '../model/event.ts';
import type { PopulationPlan } from '../plan/population.ts';
import { Lane } from './actors.ts';
import type { DatasetStore } from './datasets.ts';
import type { EventSink } from './emit.ts';
import type { ActorFailure } from './failure.ts';
import type { World } from './world.ts';

/** Where a run's events go. */
export interface RunSink extends EventSink {
  /** Hands on what it holds. Resolves when there is room again. */
  drain(): Promise<void>;
  /** Whether nothing more is wanted: a limit was reached, or the run was aborted. */
  readonly isClosed: boolean;
  /** Told of a failed actor, in output order. Throws when the run must not go on. */
  fail(failure: ActorFailure): void | Promise<void>;
}

/** Which actors of a population to run, and how. */
export interface ActorRange {
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
  readonly lanes: number;
}

/** Runs a range of actors, one after another, into the sink. */
export async function runByUser(
  world: World,
  population: PopulationPlan,
  datasets: DatasetStore,
  range: ActorRange,
  sink: RunSink,
): Promise<void> {
  const lane = new Lane(world, population, datasets);
  for (let index = range.first; index < range.last && !sink.isClosed; index++) {
    const begun = lane.begin(index);
    let failure = isPromise(begun) ? await begun : begun;
    while (failure === undefined && !lane.isDone(world.horizon) && !sink.isClosed) {
      const end = lane.run(world.horizon, sink);
      failure = isPromise(end) ? await end : end;
      if (sink.isFull) await sink.drain();
    }
    if (failure !== undefined) await sink.fail(failure);
    lane.close(sink.isClosed ? 'open' : 'censored');
  }
}

/** Events kept until their turn comes. */
export class EventBuffer implements EventSink {
  readonly events: Event[] = [];
  readonly times: number[] = [];
  readonly isFull = false;

  emit(event: Event, ms: number): void {
    this.events.push(event);
    this.times.push(ms);
  }
}

/** User order: actor after actor, each from its start to its end. */
import { Lane } from './actors.ts';
import type { DatasetStore } from './datasets.ts';
import { LaneGroup, type ActorWork, type RunSink } from './lanes.ts';
import type { PopulationPlan } from '../plan/population.ts';
import type { World } from './world.ts';

/** Which actors of a population to run, and in how many lanes. */
export interface ActorRange {
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
  readonly lanes: number;
}

/** Runs a range of actors into the sink. */
export async function runByUser(
  world: World,
  population: PopulationPlan,
  datasets: DatasetStore,
  { first, last, lanes }: ActorRange,
  sink: RunSink,
): Promise<void> {
  const group = new LaneGroup(() => new Lane(world, population, datasets), lanes);
  await group.run(range(first, last), wholeLife(world.horizon), sink);
}

function wholeLife(horizon: number): ActorWork {
  return {
    begin: (lane, index) => lane.begin(index),
    go: (lane, sink) => lane.run(horizon, sink),
    isDone: (lane) => lane.isDone(horizon),
    end: (lane: Lane, _index, isCut) => lane.close(isCut ? 'open' : 'censored'),
  };
}

function* range(first: number, last: number): Generator<number> {
  for (let index = first; index < last; index++) yield index;
}

/** User order: actor after actor, each from its start to its end. */
import { Lane } from './actors.ts';
import type { DatasetStore } from './datasets.ts';
import { LaneGroup, type ActorWork, type RunSink } from './lanes.ts';
import type { PopulationPlan } from '../plan/population.ts';
import type { World } from './world.ts';

/** A range of actors of one population. */
export interface ActorRange {
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
}

/** Runs actors of one population from start to end; keeps its lanes, and with them what they have loaded. */
export class WholeLives {
  readonly #group: LaneGroup;
  readonly #work: ActorWork;

  constructor(world: World, population: PopulationPlan, datasets: DatasetStore, lanes: number) {
    this.#group = new LaneGroup((number) => new Lane(world, population, datasets, number), lanes);
    this.#work = wholeLife(world.horizon);
  }

  async run({ first, last }: ActorRange, sink: RunSink): Promise<void> {
    await this.#group.run(range(first, last), this.#work, sink);
  }
}

function wholeLife(horizon: number): ActorWork {
  return {
    begin: (lane, index) => lane.begin(index),
    go: (lane, sink, until) => lane.run(Math.min(horizon, until), sink),
    isDone: (lane, until) => lane.isDone(Math.min(horizon, until)),
    end: (lane, _index, isCut) => lane.close(isCut ? 'open' : 'censored'),
  };
}

function* range(first: number, last: number): Generator<number> {
  for (let index = first; index < last; index++) yield index;
}

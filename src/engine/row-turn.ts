/** A turn without an actor: where dataset rows and shared facts are computed. */
import type { PopulationPlan } from '../plan/population.ts';
import { ActorState } from './actor.ts';
import { SynodeContext } from './context.ts';
import { DatasetStore } from './datasets.ts';
import { Turn } from './turn.ts';
import type { World } from './world.ts';

/** The datasets of a thread. Rows see the run's start as now, and locale `en`. */
export function createDatasets(world: World, population: PopulationPlan, startMs: number): DatasetStore {
  return new DatasetStore(world.datasets, (store) => {
    const turn = new Turn(world, population, store, new ActorState(0, ''), (made) => new SynodeContext(made));
    turn.nowMs = startMs;
    return turn;
  });
}

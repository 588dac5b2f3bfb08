/** A turn without an actor: where dataset rows and shared facts are computed. */
import type { PopulationPlan } from '../plan/population.ts';
import { ActorState } from './actor.ts';
import type { Context } from '../model/context.ts';
import { DatasetStore } from './datasets.ts';
import { Turn } from './turn.ts';
import type { World } from './world.ts';

/** Gives a turn its context. */
export type MakeContext = (turn: Turn) => Context;

/** The datasets of a thread. Rows see the run's start as now, and locale `en`. */
export function createDatasets(
  world: World,
  population: PopulationPlan,
  startMs: number,
  makeContext: MakeContext,
): DatasetStore {
  return new DatasetStore(world.datasets, (store) => {
    const turn = new Turn(world, population, store, new ActorState(0, ''), makeContext);
    turn.nowMs = startMs;
    return turn;
  });
}

/** A turn without an actor: where dataset rows and shared facts are computed. */
import type { DatasetPlan } from '../plan/dataset.ts';
import { DurationCache } from '../plan/delay.ts';
import type { PopulationPlan } from '../plan/population.ts';
import { ActorState } from './actor.ts';
import type { Context } from '../model/context.ts';
import { DatasetStore } from './datasets.ts';
import { Turn } from './turn.ts';
import type { World } from './world.ts';

/** Gives a turn its context. */
export type MakeContext = (turn: Turn) => Context;

/** What rows are made from and where. */
export interface StoreParts {
  /** Default: those of the world. */
  readonly plans?: readonly DatasetPlan[] | undefined;
  /** Where other tables are. */
  readonly above?: DatasetStore | undefined;
  readonly startMs: number;
  readonly makeContext: MakeContext;
}

/** Datasets of a thread. Rows see the run's start as now, locale `en` and the calendar of the scenario. */
export function createDatasets(world: World, parts: StoreParts): DatasetStore {
  const { plans = world.datasets, above, startMs, makeContext } = parts;
  const nobodys = populationOfRows(world);
  const makeTurn = (store: DatasetStore): Turn => {
    const turn = new Turn(world, nobodys, store, new ActorState(0, ''), makeContext);
    turn.nowMs = startMs;
    return turn;
  };
  return new DatasetStore(plans, makeTurn, above);
}

/** Rows belong to no population: whose actor asked for one first must not show in it. */
function populationOfRows({ process: { populations, calendar } }: World): PopulationPlan {
  const [population] = populations;
  if (population === undefined) throw new TypeError('a process has at least one population');
  return Object.assign({}, population, { calendar, durations: new DurationCache(calendar) });
}

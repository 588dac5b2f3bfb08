/** What a thread makes for a run, from its plan. */
import type { Plan } from '../plan/plan.ts';
import type { PopulationPlan } from '../plan/population.ts';
import type { EventJudge } from '../plan/schema.ts';
import { SynodeContext } from './context.ts';
import type { DatasetStore } from './datasets.ts';
import { createDatasets } from './row-turn.ts';
import { judgeBy, type World } from './world.ts';

/** The datasets of a thread, async ones computed. */
export async function openDatasets(plan: Plan, world: World, population: PopulationPlan): Promise<DatasetStore> {
  const { start } = plan.options.window;
  const datasets = createDatasets(world, population, start, (turn) => new SynodeContext(turn));
  world.facts.use(datasets);
  await datasets.hydrate();
  return datasets;
}

/** The judge of a run's own schemas. */
export function createJudge({ eventSchemas }: Plan): EventJudge | undefined {
  return eventSchemas === undefined ? undefined : judgeBy(eventSchemas);
}

/** Which actors take part: those of the range, else of the shard; shards are contiguous ranges that cover all. */
export function shardOf(
  { size }: PopulationPlan,
  { options, range }: Plan,
): { readonly first: number; readonly last: number } {
  if (range !== undefined) return { first: Math.min(range.first, size), last: Math.min(range.last, size) };
  const { index, count } = options.shard;
  return { first: Math.floor(((index - 1) * size) / count), last: Math.floor((index * size) / count) };
}

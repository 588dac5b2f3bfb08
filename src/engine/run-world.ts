/** The world of a run in one thread: what the plan and the call say, with counters of its own. */
import type { RunOptions } from '../model/run-options.ts';
import type { Plan } from '../plan/plan.ts';
import type { PopulationPlan } from '../plan/population.ts';
import { createEventJudge, type EventJudge } from '../plan/schema.ts';
import { SynodeContext } from './context.ts';
import type { DatasetStore } from './datasets.ts';
import { KeySlots } from './key-slots.ts';
import { createDatasets } from './row-turn.ts';
import { SharedFacts } from './shared.ts';
import type { Tally } from './tally.ts';
import type { World } from './world.ts';

/** What a thread brings along. */
export interface ThreadParts {
  readonly tally: Tally;
  readonly judge: EventJudge | undefined;
  readonly signal: AbortSignal;
  readonly warn: (code: string, message: string) => void;
}

export function createWorld(plan: Plan, call: RunOptions<never>, { tally, judge, signal, warn }: ThreadParts): World {
  const { options, scenario, datasets } = plan;
  const { end } = options.window;
  return {
    seed: options.seed,
    scenario,
    datasets,
    tally,
    slots: new KeySlots(),
    facts: new SharedFacts(options.seed, scenario),
    judge,
    idGenerator: call.idGenerator,
    signal,
    meta: options.meta,
    isStrict: options.debug,
    horizon: options.afterEnd === 'drop' ? end : Infinity,
    lastStart: end,
    warn,
  };
}

/** The datasets of a thread, async ones computed. */
export async function openDatasets(plan: Plan, world: World, population: PopulationPlan): Promise<DatasetStore> {
  const { start } = plan.options.window;
  const datasets = createDatasets(world, population, start, (turn) => new SynodeContext(turn));
  world.facts.use(datasets);
  await datasets.hydrate();
  return datasets;
}

/** A judge whose faults are ordered as the output is, whichever thread finds them. */
export function createJudge({ eventSchemas }: Plan): EventJudge | undefined {
  return eventSchemas === undefined
    ? undefined
    : createEventJudge(eventSchemas, (_event, { actorIndex, sequence }) => [actorIndex, sequence]);
}

/** Which actors a shard has: contiguous ranges that cover all. */
export function shardOf(
  { size }: PopulationPlan,
  { options }: Plan,
): { readonly first: number; readonly last: number } {
  const { index, count } = options.shard;
  return { first: Math.floor(((index - 1) * size) / count), last: Math.floor((index * size) / count) };
}

/** What a thread makes for a run, from its plan. */
import type { DatasetPlan } from '../plan/dataset.ts';
import type { Plan } from '../plan/plan.ts';
import type { PopulationPlan } from '../plan/population.ts';
import type { EventJudge } from '../plan/schema.ts';
import { SynodeContext } from './context.ts';
import type { DatasetStore, Ending } from './datasets.ts';
import { createDatasets, type StoreParts } from './row-turn.ts';
import { judgeBy, type World } from './world.ts';

/**
 * The datasets of a thread: rows are the same whoever reads them, so those of a scenario are kept once, those of a process
 * once for all its populations.
 */
export class RunDatasets {
  readonly #plan: Plan;
  #common: DatasetStore | undefined;
  readonly #ofProcess = new Map<World, DatasetStore>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** What a process reads, async tables computed unless the run ends before. */
  async open(world: World, ending?: Ending): Promise<DatasetStore> {
    const known = this.#ofProcess.get(world);
    if (known !== undefined) return known;
    const isCommon = (one: DatasetPlan): boolean =>
      this.#plan.processes.every(({ datasets }) => datasets.includes(one));
    this.#common ??= this.#create(world, { plans: world.datasets.filter(isCommon), above: undefined });
    const own = world.datasets.filter((one) => !isCommon(one));
    const store = this.#create(world, { plans: own, above: this.#common });
    this.#ofProcess.set(world, store);
    world.facts.use(store);
    await store.hydrate(ending);
    return store;
  }

  #create(world: World, parts: Pick<StoreParts, 'plans' | 'above'>): DatasetStore {
    const startMs = this.#plan.options.window.start;
    return createDatasets(world, {
      plans: parts.plans,
      above: parts.above,
      startMs,
      makeContext: (turn) => new SynodeContext(turn),
    });
  }
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

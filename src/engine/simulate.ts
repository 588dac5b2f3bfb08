/** A run in one thread: its processes, their worlds, and the order in which they are simulated. */
import type { Plan } from '../plan/plan.ts';
import type { PopulationPlan } from '../plan/population.ts';
import type { EventJudge } from '../plan/schema.ts';
import { mergeSummaries, type ValidationPart } from '../plan/schema-summary.ts';
import type { ProcessPlan } from '../plan/process.ts';
import { runByTime, type CrowdOf } from './by-time.ts';
import { WholeLives } from './by-user.ts';
import { Crowd } from './crowd.ts';
import type { RunSink } from './lanes.ts';
import type { ResultFolds } from './results.ts';
import { openDatasets, shardOf } from './run-world.ts';
import { Views } from './views.ts';
import { createWorld, type World, type WorldParts } from './world.ts';

/** What a run brings along beside its plan. */
export interface SimulationParts extends Omit<WorldParts, 'views'> {
  readonly folds: ResultFolds | undefined;
  readonly windowMs?: number | undefined;
}

export class Simulation {
  readonly #plan: Plan;
  readonly #parts: SimulationParts;
  readonly #views: Views;
  readonly #judges: EventJudge[] = [];

  constructor(plan: Plan, parts: SimulationParts) {
    this.#plan = plan;
    this.#parts = parts;
    this.#views = new Views(plan.processes);
  }

  /** Simulates everything into the sink. */
  async run(sink: RunSink): Promise<void> {
    await (this.#plan.options.order === 'user' ? this.#byUser(sink) : this.#byTime(sink));
  }

  /** What the schemas of the processes found; `undefined` where none has any. */
  get validation(): ValidationPart | undefined {
    const [first, ...more] = this.#judges.map((judge) => judge.part());
    return first === undefined ? undefined : more.reduce(mergeSummaries, first);
  }

  async #byUser(sink: RunSink): Promise<void> {
    const { lanes } = this.#plan.options;
    for (const process of this.#plan.processes) {
      const world = this.#world(process);
      for (const population of process.populations) {
        const datasets = await openDatasets(this.#plan, world, population);
        const lives = new WholeLives(world, population, datasets, lanes);
        await lives.run(shardOf(population, this.#plan), sink);
      }
    }
  }

  async #byTime(sink: RunSink): Promise<void> {
    const crowds: CrowdOf[] = [];
    for (const process of this.#plan.processes) {
      const world = this.#world(process);
      for (const population of process.populations.toSorted(byId)) {
        crowds.push({ rank: process.rank, crowd: await this.#crowd(world, population) });
      }
    }
    const { end } = this.#plan.options.window;
    await runByTime(
      crowds,
      { processes: this.#plan.processes, end, views: this.#views, windowMs: this.#parts.windowMs },
      sink,
    );
  }

  async #crowd(world: World, population: PopulationPlan): Promise<Crowd> {
    const datasets = await openDatasets(this.#plan, world, population);
    const deal = { ...shardOf(population, this.#plan), thread: 0, of: 1 };
    return new Crowd(world, population, datasets, deal, this.#plan.options.lanes);
  }

  #world(process: ProcessPlan): World {
    const world = createWorld(this.#plan, process, { ...this.#parts, views: this.#views.of(process.rank) });
    if (world.ownJudge !== undefined) this.#judges.push(world.ownJudge);
    return world;
  }
}

/** Populations in the order of their ids: part of the total order. */
function byId(a: PopulationPlan, b: PopulationPlan): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

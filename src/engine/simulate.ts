/** A run in one thread: its processes, their worlds, and the order in which they are simulated. */
import type { Spool } from '../model/spool.ts';
import type { Plan } from '../plan/plan.ts';
import type { PopulationPlan } from '../plan/population.ts';
import type { EventJudge } from '../plan/schema.ts';
import { mergeSummaries, type ValidationPart } from '../plan/schema-summary.ts';
import type { ProcessPlan } from '../plan/process.ts';
import { Company, runByTime, type CrowdOf } from './by-time.ts';
import { WholeLives } from './by-user.ts';
import { Crowd, type Deal } from './crowd.ts';
import type { Ending } from './datasets.ts';
import type { RunSink } from './lanes.ts';
import type { ResultFolds } from './results.ts';
import { RunDatasets, shardOf } from './run-world.ts';
import { Views } from './views.ts';
import { Windows } from './window.ts';
import { createWorld, type World, type WorldParts } from './world.ts';

/** What a run brings along beside its plan. */
export interface SimulationParts extends Omit<WorldParts, 'views'> {
  readonly folds: ResultFolds | undefined;
}

/** The processes of a plan as one thread simulates them. */
export class Worlds {
  readonly #plan: Plan;
  readonly #parts: SimulationParts;
  readonly #views: Views;
  readonly #worlds = new Map<ProcessPlan, World>();
  readonly #datasets: RunDatasets;
  readonly #judges: EventJudge[] = [];

  constructor(plan: Plan, parts: SimulationParts, views: Views) {
    this.#plan = plan;
    this.#datasets = new RunDatasets(plan);
    this.#parts = parts;
    this.#views = views;
  }

  /** What the schemas of the processes found; `undefined` where none has any. */
  get validation(): ValidationPart | undefined {
    const [first, ...more] = this.#judges.map((judge) => judge.part());
    return first === undefined ? undefined : more.reduce(mergeSummaries, first);
  }

  /** Ready to run actors of one population from start to end. */
  async lives({ process, population }: Peopled, ending: Ending): Promise<WholeLives> {
    const world = this.#worldOf(process);
    const datasets = await this.#datasets.open(world, ending);
    return new WholeLives(world, population, datasets, this.#plan.options.lanes);
  }

  /** The actors of this thread, in total order: by process, then by the id of their population. */
  async crowds(deal: Pick<Deal, 'thread' | 'of'>, ending: Ending): Promise<readonly CrowdOf[]> {
    const crowds: CrowdOf[] = [];
    for (const { process, population } of inTotalOrder(this.#plan)) {
      const world = this.#worldOf(process);
      const datasets = await this.#datasets.open(world, ending);
      const { first, last } = shardOf(population, this.#plan);
      const dealt = { first, last, thread: deal.thread, of: deal.of };
      crowds.push({ process, crowd: new Crowd(world, population, datasets, dealt, this.#plan.options.lanes) });
    }
    return crowds;
  }

  #worldOf(process: ProcessPlan): World {
    const known = this.#worlds.get(process);
    if (known !== undefined) return known;
    const world = createWorld(this.#plan, process, { ...this.#parts, views: this.#views.of(process.rank) });
    if (world.ownJudge !== undefined) this.#judges.push(world.ownJudge);
    this.#worlds.set(process, world);
    return world;
  }
}

/** Told of what begins to run: one process in user order, all of them at once in time order. */
export type AtProcess = (processes: readonly ProcessPlan[]) => void;

/** How a simulation goes, and who hears of it. */
export interface SimulationWays {
  readonly windowMs?: number | undefined;
  readonly atProcess?: AtProcess | undefined;
  /** Where lines wait for which memory has no room. */
  readonly spool: Spool;
  /** Bytes of them in memory. */
  readonly heldBytes?: number | undefined;
}

export class Simulation {
  readonly #plan: Plan;
  readonly #ways: SimulationWays;
  readonly #views: Views;
  readonly #worlds: Worlds;

  constructor(plan: Plan, parts: SimulationParts & SimulationWays) {
    this.#plan = plan;
    this.#ways = parts;
    this.#views = new Views(plan.processes);
    this.#worlds = new Worlds(plan, parts, this.#views);
  }

  /** Simulates everything into the sink. */
  async run(sink: RunSink): Promise<void> {
    await (this.#plan.options.order === 'user' ? this.#byUser(sink) : this.#byTime(sink));
  }

  /** What the schemas of the processes found; `undefined` where none has any. */
  get validation(): ValidationPart | undefined {
    return this.#worlds.validation;
  }

  async #byUser(sink: RunSink): Promise<void> {
    for (const process of this.#plan.processes) {
      this.#ways.atProcess?.([process]);
      for (const population of process.populations) {
        const lives = await this.#worlds.lives({ process, population }, sink);
        await lives.run(shardOf(population, this.#plan), sink);
      }
    }
  }

  async #byTime(sink: RunSink): Promise<void> {
    const { processes, options } = this.#plan;
    const { atProcess, windowMs, spool, heldBytes } = this.#ways;
    atProcess?.(processes);
    const crowds = await this.#worlds.crowds({ thread: 0, of: 1 }, sink);
    const windows = new Windows({ processes, end: options.window.end, windowMs });
    const company = new Company(crowds, { views: this.#views, sink, spool, heldBytes });
    await runByTime(company, windows, sink);
  }
}

/** A population and the process it belongs to. */
export interface Peopled {
  readonly process: ProcessPlan;
  readonly population: PopulationPlan;
}

/** Populations in the order in which their actors stand at one instant. */
export function inTotalOrder({ processes }: Plan): readonly Peopled[] {
  return processes.flatMap((process) =>
    process.populations.toSorted(byId).map((population) => ({ process, population })),
  );
}

function byId(a: PopulationPlan, b: PopulationPlan): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

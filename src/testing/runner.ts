/** Runs the actors of a fixture one by one, without a promise as long as none of their handlers gives one. */
import { Lane } from '../engine/actors.ts';
import { SynodeContext } from '../engine/context.ts';
import type { DatasetStore } from '../engine/datasets.ts';
import type { EventSink } from '../engine/emit.ts';
import { createDatasets } from '../engine/row-turn.ts';
import type { TurnEnd } from '../engine/run-into.ts';
import { createJudge } from '../engine/run-world.ts';
import { Tally } from '../engine/tally.ts';
import { createWorld, type World, type WorldPart } from '../engine/world.ts';
import type { IdGenerator } from '../model/run-options.ts';
import { isPromise } from '../plan/action.ts';
import type { Plan } from '../plan/plan.ts';
import type { PopulationPlan } from '../plan/population.ts';
import type { EventJudge } from '../plan/schema.ts';

/** What a fixture brings to its plan. */
export interface RunnerParts {
  readonly part: WorldPart | undefined;
  readonly idGenerator: IdGenerator | undefined;
  readonly warn: (code: string, message: string) => void;
}

export class ActorRunner {
  readonly world: World;
  readonly #datasets: DatasetStore;
  readonly judge: EventJudge | undefined;
  readonly #population: PopulationPlan;
  #lane: Lane | undefined;

  /** Whether its datasets can be read: some are computed asynchronously. */
  #areHydrated = false;

  constructor(plan: Plan, population: PopulationPlan, parts: RunnerParts) {
    const process = plan.processes.find(({ populations }) => populations.includes(population));
    if (process === undefined) throw new TypeError('a population belongs to a process');
    this.judge = createJudge(plan);
    this.world = createWorld(plan, process, {
      ...parts,
      tally: new Tally(),
      judge: this.judge,
      views: undefined,
      folds: undefined,
      signal: new AbortController().signal,
      isStrict: true,
      meta: true,
    });
    this.#population = population;
    this.#datasets = createDatasets(this.world, {
      startMs: plan.options.window.start,
      makeContext: (turn) => new SynodeContext(turn),
    });
    this.world.facts.use(this.#datasets);
  }

  /** Id of a dataset that has to be awaited before anybody runs. */
  firstAsyncDataset(): string | undefined {
    if (this.#areHydrated) return undefined;
    const id = this.#datasets.firstAsync();
    this.#areHydrated = id === undefined;
    return id;
  }

  async hydrate(): Promise<void> {
    if (!this.#areHydrated) await this.#datasets.hydrate();
    this.#areHydrated = true;
  }

  /** From the actor's start to its end, or to its failure. A promise only when something awaits. */
  run(index: number, sink: EventSink): TurnEnd | Promise<TurnEnd> {
    const { horizon } = this.world;
    const lane = (this.#lane ??= new Lane(this.world, this.#population, this.#datasets));
    const goOn = (begun: TurnEnd): TurnEnd | Promise<TurnEnd> => {
      let failure = begun;
      while (failure === undefined && !lane.isDone(horizon)) {
        const end = lane.run(horizon, sink);
        if (isPromise(end)) return end.then(goOn);
        failure = end;
      }
      lane.close('censored');
      return failure;
    };
    const begun = lane.begin(index);
    return isPromise(begun) ? begun.then(goOn) : goOn(begun);
  }

  /** Where the actor that runs now stands, for a message. */
  where(): string {
    const running = this.#lane?.turn.running;
    if (running === undefined) return 'an attribute of its persona';
    const { journey, pc } = running;
    const action = journey.steps[pc - 1]?.action;
    return action === undefined ? `journey '${journey.id}'` : `action '${action.id}' of journey '${journey.id}'`;
  }

  /** Lets the lane go in which something still awaits; the next actor gets another. */
  abandon(): void {
    this.#lane = undefined;
  }
}

/** Part of a world: which actors and instances run, and when a chain goes on behind what was left out. */
import { describeValue, didYouMean, type IssueList } from '../errors.ts';
import type { Instance } from '../engine/instance.ts';
import type { WorldPart } from '../engine/world.ts';
import type { PopulationPlan } from '../plan/population.ts';
import type { Observer } from './pins.ts';
import type { Only } from './types.ts';

/** When the journeys of an actor's chain begin in the whole world, by their index; `Infinity` for those that do not. */
export type ChainStarts = (journey: number) => number;

/** What a part has to know of its world. */
export interface PartWorld {
  readonly startsOf: (actor: number) => ChainStarts;
  readonly observer: Observer | undefined;
}

export class Part implements WorldPart {
  readonly #population: PopulationPlan;
  readonly #actors: ReadonlySet<number> | undefined;
  readonly #journeys: ReadonlySet<string> | undefined;
  readonly #instances: ReadonlySet<string> | undefined;
  readonly #startsOf: (actor: number) => ChainStarts;
  readonly #observer: Observer | undefined;

  constructor(only: Only, population: PopulationPlan, { startsOf, observer }: PartWorld) {
    this.#population = population;
    this.#observer = observer;
    this.#actors = only.actors === undefined ? undefined : new Set(only.actors);
    this.#journeys = only.journeys === undefined ? undefined : withRequired(only.journeys, population);
    this.#instances = only.instances === undefined ? undefined : new Set(only.instances);
    this.#startsOf = startsOf;
  }

  hasActor(index: number): boolean {
    return this.#actors?.has(index) ?? true;
  }

  hasInstance(actor: number, { journey, label }: Instance): boolean {
    if (this.#journeys?.has(journey.id) === false) return false;
    const instances = this.#instances;
    const name = `${journey.id}:${label}`;
    const session = `${this.#population.userPrefix}${actor}:${name}`;
    if (instances !== undefined && !instances.has(name) && !instances.has(session)) return false;
    this.#observer?.began(session);
    return true;
  }

  chainAfter(actor: number, { journey }: Instance): number {
    const { chain } = this.#population;
    const next = chain[chain.indexOf(journey) + 1];
    return next === undefined ? Infinity : this.#startsOf(actor)(next.index);
  }
}

/** Notes when the journeys of a chain begin, and leaves nothing out. */
export class ChainWatch implements WorldPart {
  readonly #starts = new Map<number, Map<number, number>>();

  hasActor(): boolean {
    return true;
  }

  hasInstance(actor: number, { kind, journey, due }: Instance): boolean {
    if (kind !== 'chain') return true;
    const starts = this.#starts.get(actor) ?? new Map<number, number>();
    this.#starts.set(actor, starts.set(journey.index, due));
    return true;
  }

  chainAfter(): number {
    return Infinity;
  }

  /** What was seen of one actor. Where it failed, nothing is known of the rest: it goes on at once. */
  startsOf(actor: number, { hasFailed }: { readonly hasFailed: boolean }): ChainStarts {
    const starts = this.#starts.get(actor);
    return (journey) => starts?.get(journey) ?? (hasFailed ? -Infinity : Infinity);
  }
}

/** Whether leaving out this much can let a chain begin anything earlier. */
export function movesChain({ journeys, instances }: Only, { chain }: PopulationPlan): boolean {
  return chain.length > 1 && (journeys !== undefined || instances !== undefined);
}

function withRequired(ids: readonly string[], { journeyById }: PopulationPlan): ReadonlySet<string> {
  const kept = new Set<string>();
  const keep = (id: string): void => {
    if (kept.has(id)) return;
    kept.add(id);
    journeyById.get(id)?.requires.forEach(keep);
  };
  ids.forEach(keep);
  return kept;
}

/** Reports what cannot be a part of this population. */
export function checkOnly(only: Only, { journeyById }: PopulationPlan, issues: IssueList): void {
  const known = [...journeyById.keys()];
  for (const actor of only.actors ?? []) {
    if (Number.isSafeInteger(actor) && actor >= 0 && actor < MOST_ACTORS) continue;
    issues.add({
      code: 'INVALID_SHAPE',
      path: ['only', "'actors'"],
      message: `${describeValue(actor)} is no actor`,
      expected: 'indices from 0 to 9,999,999',
      received: describeValue(actor),
      suggestion: "The 3 of 'user-3' is its index.",
    });
  }
  for (const id of only.journeys ?? []) {
    if (!journeyById.has(id)) issues.add(unknownJourney(id, known, "'journeys'"));
  }
  for (const name of only.instances ?? []) {
    const id = name.split(':').at(-2);
    if (id === undefined || !journeyById.has(id)) issues.add(unknownJourney(id ?? name, known, "'instances'"));
  }
}

const MOST_ACTORS = 10_000_000;

function unknownJourney(id: string, known: readonly string[], where: string): Parameters<IssueList['add']>[0] {
  return {
    code: 'UNKNOWN_JOURNEY',
    path: ['only', where],
    message: `no journey of this fixture is called '${id}'`,
    expected: where === "'instances'" ? "instances such as 'shop:0' or 'user-3:shop:0'" : 'ids of journeys',
    received: describeValue(id),
    suggestion: didYouMean(id, known),
  };
}

/** Part of a world: which actors and instances run, and when a chain goes on behind what was left out. */
import { describeValue, didYouMean, type IssueList, type SynodeIssue } from '../errors.ts';
import type { Instance } from '../engine/instance.ts';
import type { WorldPart } from '../engine/world.ts';
import type { PopulationPlan } from '../plan/population.ts';
import type { Observer } from './pins.ts';
import type { Only } from './types.ts';

/** When the journeys of an actor's chain begin in the whole world, by their index; `Infinity` for those that do not. */
export type ChainStarts = (journey: number) => number;

/** What a part has to know of its world. */
export interface PartWorld {
  readonly startsOf: (population: PopulationPlan, actor: number) => ChainStarts;
  readonly observer: Observer | undefined;
}

export class Part implements WorldPart {
  readonly #actors: ReadonlySet<number | string> | undefined;
  readonly #journeys: readonly string[] | undefined;
  readonly #instances: ReadonlySet<string> | undefined;
  readonly #world: PartWorld;
  /** Journeys kept, by population. */
  readonly #kept = new Map<PopulationPlan, ReadonlySet<string>>();

  constructor({ actors, journeys, instances }: Only, world: PartWorld) {
    this.#actors = actors === undefined ? undefined : new Set(actors);
    this.#journeys = journeys;
    this.#instances = instances === undefined ? undefined : new Set(instances);
    this.#world = world;
  }

  hasActor({ userPrefix }: PopulationPlan, index: number): boolean {
    const actors = this.#actors;
    return actors === undefined || actors.has(index) || actors.has(`${userPrefix}${index}`);
  }

  hasInstance(population: PopulationPlan, actor: number, { journey, label }: Instance): boolean {
    if (this.#journeysOf(population)?.has(journey.id) === false) return false;
    const instances = this.#instances;
    const name = `${journey.id}:${label}`;
    const session = `${population.userPrefix}${actor}:${name}`;
    if (instances !== undefined && !instances.has(name) && !instances.has(session)) return false;
    this.#world.observer?.began(session);
    return true;
  }

  chainAfter(population: PopulationPlan, actor: number, { journey }: Instance): number {
    const { chain } = population;
    const next = chain[chain.indexOf(journey) + 1];
    return next === undefined ? Infinity : this.#world.startsOf(population, actor)(next.index);
  }

  #journeysOf(population: PopulationPlan): ReadonlySet<string> | undefined {
    if (this.#journeys === undefined) return undefined;
    const kept = this.#kept.get(population) ?? withRequired(this.#journeys, population);
    this.#kept.set(population, kept);
    return kept;
  }
}

/** Notes when the journeys of a chain begin, and leaves nothing out. */
export class ChainWatch implements WorldPart {
  readonly #starts = new Map<number, Map<number, number>>();

  hasActor(): boolean {
    return true;
  }

  hasInstance(_population: PopulationPlan, actor: number, { kind, journey, due }: Instance): boolean {
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

/** An actor of a plan. */
export interface Seat {
  readonly population: PopulationPlan;
  readonly index: number;
}

/** The actor that a number or a user id names: a number means one of the first population. */
export function seatOf(actor: number | string, populations: readonly PopulationPlan[]): Seat | undefined {
  const [first] = populations;
  if (typeof actor === 'number')
    return first !== undefined && isIndex(actor) ? { population: first, index: actor } : undefined;
  const population = populations.find(({ userPrefix }) => actor.startsWith(userPrefix));
  const index = Number(actor.slice(population?.userPrefix.length));
  return population !== undefined && isIndex(index) ? { population, index } : undefined;
}

function isIndex(actor: number): boolean {
  return Number.isSafeInteger(actor) && actor >= 0 && actor < MOST_ACTORS;
}

const MOST_ACTORS = 10_000_000;

/** Reports what cannot be a part of these populations. */
export function checkOnly(only: Only, populations: readonly PopulationPlan[], issues: IssueList): void {
  const known = [...new Set(populations.flatMap(({ journeyById }) => [...journeyById.keys()]))];
  for (const actor of only.actors ?? []) {
    if (seatOf(actor, populations) === undefined) issues.add(noActor(actor, populations));
  }
  for (const id of only.journeys ?? []) {
    if (!known.includes(id)) issues.add(unknownJourney(id, known, "'journeys'"));
  }
  for (const name of only.instances ?? []) {
    const id = name.split(':').at(-2);
    if (id === undefined || !known.includes(id)) issues.add(unknownJourney(id ?? name, known, "'instances'"));
  }
}

/** The fault of an actor that is none. */
export function noActor(actor: unknown, populations: readonly PopulationPlan[]): SynodeIssue {
  const examples = populations.map(({ userPrefix }) => `'${userPrefix}0'`);
  return {
    code: 'INVALID_SHAPE',
    path: ["'actor'"],
    message: `${describeValue(actor)} is no actor`,
    expected: `an index from 0 to 9,999,999, or a user id such as ${examples.slice(0, 3).join(', ')}`,
    received: describeValue(actor),
    suggestion: "The 3 of 'user-3' is its index.",
  };
}

function unknownJourney(id: string, known: readonly string[], where: string): SynodeIssue {
  return {
    code: 'UNKNOWN_JOURNEY',
    path: ['only', where],
    message: `no journey of this fixture is called '${id}'`,
    expected: where === "'instances'" ? "instances such as 'shop:0' or 'user-3:shop:0'" : 'ids of journeys',
    received: describeValue(id),
    suggestion: didYouMean(id, known),
  };
}

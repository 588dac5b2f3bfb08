/** The actors of one population that one thread holds while time passes: what is due when, and who is alive. */
import type { PopulationPlan } from '../plan/population.ts';
import type { ActorState } from './actor.ts';
import { Lane } from './actors.ts';
import type { DatasetStore } from './datasets.ts';
import type { EventSink } from './emit.ts';
import type { Instance } from './instance.ts';
import { LaneGroup, type ActorWork, type RunSink } from './lanes.ts';
import { countOpen } from './lifecycle.ts';
import type { TurnEnd } from './run-into.ts';
import type { World } from './world.ts';

/** Which actors a thread holds: blocks of so many, dealt in turn to `of` threads. */
export interface Deal {
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
  readonly thread: number;
  readonly of: number;
}

/** Actors dealt together; large enough that neighbours share a thread's cache, small enough to spread. */
const BLOCK = 64;

export class Crowd {
  readonly #world: World;
  readonly #lanes: LaneGroup;
  /** Index in the population of each actor held. */
  readonly #indices: Uint32Array;
  /** When each has something to do next; `Infinity` when never again. */
  readonly #due: Float64Array;
  /** Those that have begun and not ended. Before and after, an actor costs its place here and its two numbers. */
  readonly #alive: (ActorState | undefined)[];
  readonly #forgetSession: (instance: Instance) => void;

  constructor(world: World, population: PopulationPlan, datasets: DatasetStore, deal: Deal, lanes: number) {
    this.#world = world;
    this.#lanes = new LaneGroup((number) => new Lane(world, population, datasets, number), lanes);
    this.#indices = Uint32Array.from(dealt(deal));
    this.#alive = new Array<ActorState | undefined>(this.#indices.length);
    // Named anew when it goes on, where names are made of what is known: a text of forty bytes less for each that waits.
    this.#forgetSession = world.idGenerator === undefined ? (instance) => instance.forgetSession() : () => undefined;
    const scout = new Lane(world, population, datasets);
    this.#due = Float64Array.from(this.#indices, (index) => scout.startOf(index));
  }

  /** The earliest instant at which anything is due. */
  get due(): number {
    let least = Infinity;
    for (const due of this.#due) if (due < least) least = due;
    return least;
  }

  /** Runs every actor that has work before `frontier` up to it, in the order of their indices. */
  async advance(frontier: number, sink: RunSink): Promise<void> {
    await this.#lanes.run(this.#dueBefore(frontier), this.#turnUntil(frontier), sink);
  }

  /** Counts what is open when no time is left. */
  close(as: 'censored' | 'open'): void {
    for (const state of this.#alive) if (state !== undefined) countOpen(state, this.#world, as);
    this.#alive.length = 0;
  }

  *#dueBefore(frontier: number): Generator<number> {
    const due = this.#due;
    for (let slot = 0; slot < due.length; slot++) if ((due[slot] ?? Infinity) < frontier) yield slot;
  }

  #turnUntil(frontier: number): ActorWork {
    return {
      begin: (lane, slot) => this.#seat(lane, slot),
      go: (lane: Lane, sink: EventSink, until) => lane.run(Math.min(frontier, until), sink),
      isDone: (lane, until) => lane.isDone(Math.min(frontier, until)),
      end: (lane, slot) => this.#leave(lane, slot),
    };
  }

  #seat(lane: Lane, slot: number): TurnEnd | Promise<TurnEnd> {
    const state = this.#alive[slot];
    if (state === undefined) return lane.begin(this.#indices[slot] ?? 0);
    lane.seat(state);
    return undefined;
  }

  #leave(lane: Lane, slot: number): void {
    const { state } = lane.turn;
    const { due } = state;
    this.#due[slot] = due;
    this.#alive[slot] = due === Infinity ? undefined : state;
    if (due === Infinity) this.#world.tally.ends();
    state.each(this.#forgetSession);
  }
}

function* dealt({ first, last, thread, of }: Deal): Generator<number> {
  for (let start = first + thread * BLOCK; start < last; start += of * BLOCK) {
    for (let index = start; index < Math.min(start + BLOCK, last); index++) yield index;
  }
}

/** Actors of one population, one lane: seats them, runs them, closes them. */
import { isPromise } from '../plan/action.ts';
import type { PopulationPlan } from '../plan/population.ts';
import { ActorState } from './actor.ts';
import { SynodeContext } from './context.ts';
import type { DatasetStore } from './datasets.ts';
import type { EventSink } from './emit.ts';
import { actorFailure, type ActorFailure } from './failure.ts';
import type { LaneMeter } from './lane-meter.ts';
import { beginActor, closeInstances } from './lifecycle.ts';
import { runInto, type TurnEnd } from './run-into.ts';
import { Turn } from './turn.ts';
import type { World } from './world.ts';

/** One slot in which actors run, one at a time. */
export class Lane {
  readonly turn: Turn;
  /** Told what is done here, where somebody looks. */
  readonly meter: LaneMeter | undefined;

  /** `number` is that of the lane in its thread; none where it only looks. */
  constructor(world: World, population: PopulationPlan, datasets: DatasetStore, number?: number) {
    this.meter = number === undefined ? undefined : world.lanes?.of(number);
    this.turn = new Turn(world, population, datasets, new ActorState(0, ''), (turn) => new SynodeContext(turn));
  }

  /** First instant of an actor, without taking it on. */
  startOf(index: number): number {
    this.turn.actor = index;
    return this.turn.population.startOf(this.turn);
  }

  /** Takes an actor on again where it was left. */
  seat(state: ActorState): void {
    this.turn.seat(state);
  }

  /** Takes an actor on, from its persona to its first instances. */
  begin(index: number): TurnEnd | Promise<TurnEnd> {
    const { meter } = this;
    if (meter === undefined) return this.#begin(index);
    meter.begins();
    return this.#metered(meter, () => this.#begin(index));
  }

  #begin(index: number): TurnEnd | Promise<TurnEnd> {
    const { turn } = this;
    try {
      const pending = beginActor(turn, index);
      if (!isPromise(pending)) return undefined;
      return pending.then(
        () => undefined,
        (thrown: unknown) => this.#fails(thrown),
      );
    } catch (thrown) {
      return this.#fails(thrown);
    }
  }

  /** Runs the seated actor up to `until`. */
  run(until: number, sink: EventSink): TurnEnd | Promise<TurnEnd> {
    const { meter } = this;
    if (meter === undefined) return this.#run(until, sink);
    return this.#metered(meter, () => this.#run(until, meter.through(sink)));
  }

  /** Measures work, to the end of what it awaits. */
  #metered(meter: LaneMeter, work: () => TurnEnd | Promise<TurnEnd>): TurnEnd | Promise<TurnEnd> {
    const before = this.turn.steps;
    const ends = meter.works();
    const done = (end: TurnEnd): TurnEnd => {
      ends(this.turn.steps - before);
      return end;
    };
    const end = work();
    return isPromise(end) ? end.then(done) : done(end);
  }

  #run(until: number, sink: EventSink): TurnEnd | Promise<TurnEnd> {
    const end = runInto(this.turn, until, sink);
    if (isPromise(end)) return end.then((failure) => this.#settle(failure));
    return this.#settle(end);
  }

  /** Whether the seated actor has nothing left to do before `until`. */
  isDone(until: number): boolean {
    return this.turn.state.due >= until;
  }

  /** Puts back what it was about to go on with: its handler is not waited for any more. */
  leaveOpen(): void {
    const { state, running } = this.turn;
    if (running !== undefined) state.unshift(running);
  }

  /** Lets the actor go: what it has open is counted as cut off. */
  close(as: 'censored' | 'open'): void {
    this.turn.world.tally.ends();
    closeInstances(this.turn, as);
  }

  #settle(failure: ActorFailure | undefined): TurnEnd {
    if (failure !== undefined) this.#abandon();
    return failure;
  }

  #fails(thrown: unknown): ActorFailure {
    const failure = actorFailure(this.turn, thrown, [`population '${this.turn.population.id}'`, 'actor start']);
    this.#abandon();
    return failure;
  }

  /** The actor runs no further step; all its open instances count as failed. What it emitted before stays. */
  #abandon(): void {
    const { turn } = this;
    const { world, running } = turn;
    world.tally.users.failed++;
    if (running !== undefined && running.pc > 0) world.tally.journey(running.journey.id).failed++;
    closeInstances(turn, 'failed');
    turn.transforms?.leaveOut();
  }
}

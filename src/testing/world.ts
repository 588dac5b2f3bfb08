/** A compiled fixture at work: its actors' events, one actor at a time or all of them as a run. */
import { SynodeError } from '../errors.ts';
import type { EventSink } from '../engine/emit.ts';
import type { TurnEnd } from '../engine/run-into.ts';
import type { WorldPart } from '../engine/world.ts';
import type { Event } from '../model/event.ts';
import type { RunResult } from '../model/result.ts';
import type { RunOptions } from '../model/run-options.ts';
import { StreamCheck } from '../engine/stream-check.ts';
import { isPromise } from '../plan/action.ts';
import type { PopulationPlan } from '../plan/population.ts';
import { hasNoise } from '../plan/transforms.ts';
import { validationWarnings } from '../plan/schema-summary.ts';
import { Warnings } from '../run/warnings.ts';
import { abandon, asyncFixture, Chains } from './chains.ts';
import { originOf, withOrigin, type ActorName, type Source } from './origin.ts';
import { movesChain, noActor, Part, seatOf, type Seat } from './part.ts';
import type { Observer, Site } from './pins.ts';
import { ActorRunner } from './runner.ts';
import { fixtureText } from './source-text.ts';
import { compileFixture, type CompiledFixture, type FixtureSpec } from './spec.ts';
import type { Only } from './types.ts';

/** Indices that `first`, `last` and `all` look at. */
const MOST_SEARCHED = 1000;

export class FixtureWorld implements Source {
  readonly #spec: FixtureSpec;
  readonly #compiled: CompiledFixture;
  readonly #warnings: Warnings;
  readonly #chains: Chains;
  readonly #part: Part | undefined;
  readonly #runners = new Map<PopulationPlan, ActorRunner>();

  constructor(spec: FixtureSpec, observer?: Observer) {
    this.#spec = spec;
    this.#compiled = compileFixture(spec, observer);
    this.#warnings = new Warnings(spec.options.logger);
    for (const { code, message } of this.#compiled.plan.warnings) this.#warnings.add(code, message);
    this.#chains = new Chains((population, watch) => this.#makeRunner(population, watch));
    const { only } = spec;
    const startsOf = (population: PopulationPlan, actor: number) => this.#chains.of({ population, index: actor });
    const isWhole = Object.keys(only).length === 0 && observer === undefined;
    this.#part = isWhole ? undefined : new Part(only, { startsOf, observer });
  }

  get seed(): string {
    return this.#compiled.plan.options.seed;
  }

  get sites(): ReadonlyMap<string, Site> {
    return this.#compiled.sites;
  }

  line(part: Only): string {
    return fixtureText({ ...this.#spec, only: { ...this.#spec.only, ...part } });
  }

  actors(): readonly ActorName[] {
    return this.seats().map((seat) => this.actorOf(seat));
  }

  nameOf(event: Event): ActorName | undefined {
    const meta = originOf(event)?.meta;
    const population = this.#populations.find(({ id, process }) => id === meta?.population && process === meta.process);
    return population === undefined || meta === undefined ? undefined : this.actorOf({ population, index: meta.actor });
  }

  /** An actor by its number where there is one population, else by its user id. */
  actorOf({ population, index }: Seat): ActorName {
    return this.#spec.target.kind === 'journeys' ? index : `${population.userPrefix}${index}`;
  }

  /** The actors of this world. */
  seats(): readonly Seat[] {
    return this.#populations.flatMap((population) => {
      const indices = Array.from({ length: population.size }, (_, index) => index);
      const kept = indices.filter((index) => this.#part?.hasActor(population, index) ?? true);
      return kept.map((index) => ({ population, index }));
    });
  }

  /** Actors beyond this world in whom an event may still be looked for. */
  strangers(): readonly Seat[] {
    const { target, only } = this.#spec;
    const [population] = this.#populations;
    if (only.actors !== undefined || target.kind === 'scenario' || population === undefined) return [];
    const length = Math.max(0, Math.min(MOST_SEARCHED, target.size) - population.size);
    return Array.from({ length }, (_, i) => ({ population, index: population.size + i }));
  }

  /** The actor of this name, default the first of this world. */
  seat(actor: ActorName | undefined): Seat {
    const seat = actor === undefined ? this.#firstSeat() : seatOf(actor, this.#populations);
    if (seat !== undefined) return seat;
    const { code, message, ...details } = noActor(actor, this.#populations);
    throw new SynodeError(code, message, details);
  }

  /** The events of one actor. @throws SynodeError `ASYNC_FIXTURE` when something awaits */
  events(seat: Seat): Event[] {
    const process = this.#readerOf(seat);
    if (process !== undefined)
      throw asyncFixture(`'${process}' reads what other processes did, so nobody in it is alone`);
    const runner = this.#runnerOf(seat.population);
    const id = runner.firstAsyncDataset();
    if (id !== undefined) throw asyncFixture(`dataset '${id}' is computed asynchronously`);
    const sink = this.#sink();
    const end = runner.run(seat.index, sink);
    if (isPromise(end)) throw abandon(seat, end, runner);
    return this.#finished(runner, sink.events, end);
  }

  async eventsAsync(seat: Seat): Promise<Event[]> {
    if (this.#readerOf(seat) !== undefined) {
      const name = this.actorOf(seat);
      return (await this.run()).events.filter((event) => this.nameOf(event) === name);
    }
    await this.prepare([seat]);
    const runner = this.#runnerOf(seat.population);
    await runner.hydrate();
    const sink = this.#sink();
    return this.#finished(runner, sink.events, await runner.run(seat.index, sink));
  }

  /** All actors, as `generate` runs them. */
  async run(): Promise<{ readonly events: Event[]; readonly result: RunResult }> {
    await this.prepare(this.seats());
    const events: Event[] = [];
    const keep = (event: Event): void => void events.push(this.#mark(event));
    const adapter = { name: 'fixture', write: keep, writeBatch: (batch: readonly Event[]) => batch.forEach(keep) };
    // The whole run is loaded when it is needed: the first fixture of a test should cost milliseconds.
    const { runPlan } = await import('../run-call.ts');
    const { plan, options } = this.#compiled;
    const extras = { isStrict: true, meta: true, part: this.#part };
    const result = await runPlan(plan, { ...options, adapter } as RunOptions<never>, extras);
    return { events, result };
  }

  /** Does what may await before the first of these actors runs. */
  async prepare(seats: readonly Seat[]): Promise<void> {
    const moved = seats.filter(
      (seat) => movesChain(this.#spec.only, seat.population) && this.#readerOf(seat) === undefined,
    );
    await this.#chains.prepare(moved);
  }

  get #populations(): readonly PopulationPlan[] {
    return this.#compiled.plan.populations;
  }

  /** Where nobody is left, somebody all the same: he does nothing. */
  #firstSeat(): Seat | undefined {
    const [population] = this.#populations;
    return this.seats()[0] ?? (population === undefined ? undefined : { population, index: 0 });
  }

  /** The process of an actor, when it reads others. */
  #readerOf({ population }: Seat): string | undefined {
    const process = this.#compiled.plan.processes.find(({ populations }) => populations.includes(population));
    return process !== undefined && process.views.length > 0 ? process.id : undefined;
  }

  #runnerOf(population: PopulationPlan): ActorRunner {
    const known = this.#runners.get(population);
    if (known !== undefined) return known;
    const made = this.#makeRunner(population, this.#part);
    this.#runners.set(population, made);
    return made;
  }

  #makeRunner(population: PopulationPlan, part: WorldPart | undefined): ActorRunner {
    const { idGenerator } = this.#spec.options;
    const warn = (code: string, message: string): void => this.#warnings.add(code, message);
    return new ActorRunner(this.#compiled.plan, population, { part, idGenerator, warn });
  }

  #sink(): EventSink & { readonly events: Event[] } {
    const events: Event[] = [];
    return { isFull: false, events, emit: (event) => void events.push(this.#mark(event)) };
  }

  #mark(event: Event): Event {
    return withOrigin(event, this, { keepMeta: this.#compiled.plan.options.meta });
  }

  #finished({ judge }: ActorRunner, events: Event[], failure: TurnEnd): Event[] {
    const { eventSchemas } = this.#compiled.plan;
    if (judge !== undefined && eventSchemas !== undefined) {
      for (const { code, message, count } of validationWarnings(judge.part(), eventSchemas)) {
        this.#warnings.set(code, message, count);
      }
    }
    if (failure !== undefined) throw failure.error;
    new StreamCheck('user', hasNoise(this.#compiled.plan.processes) ? 0 : undefined).events(events);
    return events;
  }
}

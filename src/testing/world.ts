/** A compiled fixture at work: its actors' events, one actor at a time or all of them as a run. */
import { SynodeError } from '../errors.ts';
import type { EventSink } from '../engine/emit.ts';
import type { TurnEnd } from '../engine/run-into.ts';
import type { Event } from '../model/event.ts';
import type { RunResult } from '../model/result.ts';
import type { RunOptions } from '../model/run-options.ts';
import { isPromise } from '../plan/action.ts';
import { validationWarnings } from '../plan/schema-summary.ts';
import { Warnings } from '../run/warnings.ts';
import { withOrigin, type Source } from './origin.ts';
import { ChainWatch, movesChain, Part, type ChainStarts } from './part.ts';
import type { Observer, Site } from './pins.ts';
import { ActorRunner } from './runner.ts';
import { fixtureText } from './source-text.ts';
import type { Only } from './types.ts';
import { compileFixture, runOptionsOf, type CompiledFixture, type FixtureSpec } from './spec.ts';

/** Indices that `first`, `last` and `all` look at. */
const MOST_SEARCHED = 1000;

export class FixtureWorld implements Source {
  readonly #spec: FixtureSpec;
  readonly #compiled: CompiledFixture;
  readonly #warnings: Warnings;
  readonly #chains: Chains;
  readonly #part: Part | undefined;
  readonly #runner: ActorRunner;
  #datasets: 'unknown' | 'synchronous' | 'hydrated' = 'unknown';

  constructor(spec: FixtureSpec, observer?: Observer) {
    this.#spec = spec;
    this.#compiled = compileFixture(spec, observer);
    const { plan, population } = this.#compiled;
    this.#warnings = new Warnings(spec.options.logger);
    for (const { code, message } of plan.warnings) this.#warnings.add(code, message);
    this.#chains = new Chains((watch) => this.#makeRunner(watch));
    const { only } = spec;
    const parts = { startsOf: (actor: number) => this.#chains.of(actor), observer };
    const isWhole = Object.keys(only).length === 0 && observer === undefined;
    this.#part = isWhole ? undefined : new Part(only, population, parts);
    this.#runner = this.#makeRunner(this.#part);
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

  /** Indices of the actors of this world. */
  actors(): readonly number[] {
    const { only } = this.#spec;
    if (only.actors !== undefined) return [...new Set(only.actors)].sort((a, b) => a - b);
    const { users } = this.#compiled.plan.options;
    return Array.from({ length: users }, (_, i) => i);
  }

  /** Indices of the actors beyond this world in which an event may still be looked for. */
  strangers(): readonly number[] {
    const { only, size } = this.#spec;
    if (only.actors !== undefined) return [];
    const from = this.#compiled.plan.options.users;
    return Array.from({ length: Math.max(0, Math.min(MOST_SEARCHED, size) - from) }, (_, i) => from + i);
  }

  /** The events of one actor. @throws SynodeError `ASYNC_FIXTURE` when something awaits */
  events(actor: number): Event[] {
    this.#assertSynchronous();
    const sink = this.#sink();
    const end = this.#runner.run(actor, sink);
    if (isPromise(end)) {
      const where = this.#runner.where();
      abandon(end, this.#runner);
      throw asyncFixture(`user ${actor} awaits in ${where}`);
    }
    return this.#finished(sink, end);
  }

  async eventsAsync(actor: number): Promise<Event[]> {
    await this.prepare([actor]);
    const sink = this.#sink();
    return this.#finished(sink, await this.#runner.run(actor, sink));
  }

  /** All actors, as `generate` runs them. */
  async run(): Promise<{ readonly events: Event[]; readonly result: RunResult }> {
    await this.prepare();
    const events: Event[] = [];
    const keep = (event: Event): void => void events.push(this.#mark(event));
    const adapter = { name: 'fixture', write: keep, writeBatch: (batch: readonly Event[]) => batch.forEach(keep) };
    // The whole run is loaded when it is needed: the first fixture of a test should cost milliseconds.
    const { runPlan } = await import('../generate.ts');
    const options = { ...runOptionsOf(this.#spec), adapter } as RunOptions<never>;
    const extras = { isStrict: true, meta: true, part: this.#part };
    const result = await runPlan(this.#compiled.plan, options, extras);
    return { events, result };
  }

  #makeRunner(part: Part | ChainWatch | undefined): ActorRunner {
    const { idGenerator } = this.#spec.options;
    const warn = (code: string, message: string): void => this.#warnings.add(code, message);
    return new ActorRunner(this.#compiled.plan, { part, idGenerator, warn });
  }

  #assertSynchronous(): void {
    if (this.#datasets !== 'unknown') return;
    const id = this.#runner.datasets.firstAsync();
    if (id !== undefined) throw asyncFixture(`dataset '${id}' is computed asynchronously`);
    this.#datasets = 'synchronous';
  }

  /** Does what may await before the first of these actors runs. */
  async prepare(actors: readonly number[] = this.actors()): Promise<void> {
    if (this.#datasets !== 'hydrated') await this.#runner.datasets.hydrate();
    this.#datasets = 'hydrated';
    if (movesChain(this.#spec.only, this.#compiled.population)) await this.#chains.prepare(actors);
  }

  #sink(): EventSink & { readonly events: Event[] } {
    const events: Event[] = [];
    return { isFull: false, events, emit: (event) => void events.push(this.#mark(event)) };
  }

  #mark(event: Event): Event {
    return withOrigin(event, this, { keepMeta: this.#spec.options.meta === true });
  }

  #finished({ events }: { readonly events: Event[] }, failure: TurnEnd): Event[] {
    const { judge } = this.#runner;
    const { eventSchemas } = this.#compiled.plan;
    if (judge !== undefined && eventSchemas !== undefined) {
      for (const { code, message, count } of validationWarnings(judge.part(), eventSchemas)) {
        this.#warnings.set(code, message, count);
      }
    }
    if (failure !== undefined) throw failure.error;
    return events;
  }
}

/** When the chains of actors go on in the whole world; found by running it, once per actor that is asked for. */
class Chains {
  readonly #make: (watch: ChainWatch) => ActorRunner;
  readonly #watch = new ChainWatch();
  readonly #known = new Map<number, ChainStarts>();
  /** Made when first needed: most fixtures leave nothing out. */
  #runner: ActorRunner | undefined;

  constructor(make: (watch: ChainWatch) => ActorRunner) {
    this.#make = make;
  }

  of(actor: number): ChainStarts {
    const known = this.#known.get(actor);
    if (known !== undefined) return known;
    const runner = this.#whole();
    const end = runner.run(actor, NOWHERE);
    if (!isPromise(end)) return this.#learn(actor, end);
    const where = runner.where();
    abandon(end, runner);
    throw asyncFixture(`user ${actor} awaits in ${where}`);
  }

  async prepare(actors: readonly number[]): Promise<void> {
    const runner = this.#whole();
    await runner.datasets.hydrate();
    for (const actor of actors) {
      if (!this.#known.has(actor)) this.#learn(actor, await runner.run(actor, NOWHERE));
    }
  }

  #whole(): ActorRunner {
    return (this.#runner ??= this.#make(this.#watch));
  }

  #learn(actor: number, end: TurnEnd): ChainStarts {
    const starts = this.#watch.startsOf(actor, { hasFailed: end !== undefined });
    this.#known.set(actor, starts);
    return starts;
  }
}

const NOWHERE: EventSink = { isFull: false, emit: () => undefined };

/** Leaves an actor that awaits to itself. Nobody waits for it; its failure must not end the program. */
function abandon(end: Promise<TurnEnd>, runner: ActorRunner): void {
  end.catch(() => undefined);
  runner.abandon();
}

function asyncFixture(what: string): SynodeError {
  return new SynodeError('ASYNC_FIXTURE', what, {
    path: ['fixture'],
    expected: 'handlers, attributes and datasets that answer at once',
    received: 'a promise',
    suggestion: 'Use await fixture.buildAsync(), or await fixture.collect().',
  });
}

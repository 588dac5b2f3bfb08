import type { Faker } from '@faker-js/faker';

import { SynodeError } from '../errors.ts';
import type { Actor, Context, Random, Scope } from '../model/context.ts';
import type { Dataset, DatasetDefinition, DatasetHandle, DatasetRow } from '../model/dataset.ts';
import type { Duration } from '../model/duration.ts';
import type { AnyEvent } from '../model/event.ts';
import type { Action, AnyJourney, HandlerResult } from '../model/flow.ts';
import type { Generator } from '../model/generator.ts';
import { PERFORM, type Performer } from '../model/perform.ts';
import type { IdGenerator } from '../model/run-options.ts';
import type { DriftKind } from '../model/scenario.ts';
import { generateId, userId } from './ids.ts';
import { onlyProcess } from '../plan/plan.ts';
import { performAction } from './perform.ts';
import { createDatasets } from './row-turn.ts';
import { compileStandalone, standaloneWorld, type StandaloneOptions, type StandaloneWorld } from './standalone.ts';
import { startInstance } from './start.ts';
import { Turn } from './turn.ts';
import { notReadable } from './views.ts';

/**
 * One actor's identity, clock, state and randomness, as handlers see them. The engine uses one per lane for all actors;
 * your own runner can make one.
 *
 * @example for await (const event of new Engine(journey).run(new SynodeContext(new Date('2025-03-01')))) …
 */
export class SynodeContext implements Context, Performer {
  /** Where the engine stands. Not for authors: it changes with every step. */
  turn: Turn;

  readonly #own: StandaloneWorld | undefined;
  /** Tables added by hand: they stay when the context is prepared for other journeys. */
  readonly #registered = new Map<string, Dataset<object>>();

  readonly #runs = new Map<string, number>();

  constructor(turn: Turn);
  constructor(startTime?: Date, idGenerator?: IdGenerator, locale?: string, options?: StandaloneOptions);
  constructor(first?: Turn | Date, idGenerator?: IdGenerator, locale?: string, options?: StandaloneOptions) {
    if (first instanceof Turn) {
      this.turn = first;
      return;
    }
    this.#own = standaloneWorld({ startTime: first, idGenerator, locale, ...options });
    this.turn = turnOn(this, this.#own, { journeys: [], registered: [] });
    this.turn.nowMs = this.#own.startMs;
    this.turn.state.userId = userId(this.turn);
  }

  /** Prepares the context for journeys; clock, state and completions stay. For engines. */
  adopt(journeys: readonly AnyJourney[]): Turn {
    if (this.#own === undefined) throw new TypeError('a context of a run cannot be given to an engine');
    const { nowMs } = this.turn;
    this.turn = turnOn(this, this.#own, { journeys, registered: [...this.#registered.values()] });
    this.turn.nowMs = nowMs;
    return this.turn;
  }

  /** Numbers the instances of a journey that engines run on this context. For engines. */
  nextRun(journey: string): number {
    const number = this.#runs.get(journey) ?? 0;
    this.#runs.set(journey, number + 1);
    return number;
  }

  get random(): Random {
    return this.turn.random;
  }

  get userId(): string {
    return this.turn.state.userId;
  }

  get sessionId(): string {
    return this.turn.running?.sessionId ?? '';
  }

  get locale(): string {
    return this.turn.state.locale;
  }

  get faker(): Faker {
    const { turn } = this;
    turn.fakerStream();
    return turn.text.in(turn.state.locale);
  }

  get actor(): Actor {
    const { population, state } = this.turn;
    return { population: population.id, index: state.index, persona: state.persona };
  }

  get instance(): string {
    return this.turn.running?.label ?? '';
  }

  get signal(): AbortSignal {
    return this.turn.world.signal;
  }

  get nowMs(): number {
    return this.turn.nowMs;
  }

  get startMs(): number {
    return this.turn.world.process.emitFrom;
  }

  now(): Date {
    return new Date(this.turn.nowMs);
  }

  get<T>(key: string): T | undefined {
    return this.turn.get(key) as T | undefined;
  }

  set(key: string, value: unknown, options?: { readonly scope?: Scope }): void {
    this.turn.set(key, value, options?.scope);
  }

  generateId(prefix?: string): string {
    return generateId(this.turn, prefix);
  }

  hasCompletedJourney(id: string): boolean {
    return this.turn.state.hasCompleted(id);
  }

  markJourneyComplete(id: string): void {
    this.turn.refuseWithoutActor('markJourneyComplete');
    this.turn.state.complete(id);
  }

  dataset(id: string): DatasetHandle<DatasetRow> {
    return this.turn.dataset(id);
  }

  typedDataset<TRow extends object>(source: string | DatasetDefinition<TRow> | Dataset<TRow>): DatasetHandle<TRow> {
    return this.turn.dataset(typeof source === 'string' ? source : source.id) as unknown as DatasetHandle<TRow>;
  }

  event(name: string, payload?: object, options?: { readonly after?: Duration; readonly id?: string }): never {
    const { turn } = this;
    if (options === undefined) return turn.makeEvent(name, payload ?? {}) as never;
    return turn.makeEventWith(name, payload ?? {}, options) as never;
  }

  draw<T>(name: string, generator: Generator<T>): T {
    return this.turn.draws.draw(name, generator) as T;
  }

  shared<T>(name: string, key: string | number, generator: Generator<T>): T {
    return this.turn.world.facts.fact(name, key, generator);
  }

  view(projection: string | { readonly id: string }, options: { readonly asOf?: Date | number } = {}): never {
    const { world, state, nowMs } = this.turn;
    const id = typeof projection === 'string' ? projection : projection.id;
    if (world.views === undefined) throw notReadable(id, []);
    return world.views.read(id, nowMs, options.asOf, state) as never;
  }

  drift(kind: DriftKind, target: string, at: Date | number = this.turn.nowMs): number {
    return this.turn.world.drift.sizeOf(kind, target, at instanceof Date ? at.getTime() : at);
  }

  start(
    journey: string | AnyJourney,
    options: { readonly at?: Date | number; readonly after?: Duration; readonly input?: unknown } = {},
  ): string {
    return startInstance(this.turn, typeof journey === 'string' ? journey : journey.id, options);
  }

  input<T>(): T | undefined {
    return this.turn.running?.input as T | undefined;
  }

  /** Makes a table available under its id, in place of one that has it already. */
  registerDataset(dataset: Dataset<object>): void {
    this.#registered.set(dataset.id, dataset);
    this.turn.datasets.add(dataset);
  }

  /** Moves the clock of a context between runs: whole ms, 0 or more. */
  advanceTime(ms: number): void {
    this.#refuseInHandler('advanceTime', 'wait, or ctx.event(…, { after })');
    if (!Number.isSafeInteger(ms) || ms < 0) {
      throw new SynodeError('INVALID_DURATION', `advanceTime got ${String(ms)}`, {
        path: ['advanceTime'],
        expected: 'a whole number of ms, 0 or more',
        received: String(ms),
        suggestion: 'Time never goes back.',
      });
    }
    this.turn.nowMs += ms;
  }

  /** Begins a new session: what is made from now on carries the session id with `~1`, `~2`, … */
  rotateSession(): void {
    this.turn.rotateSession();
  }

  /** Forgets the values of a scope, between runs. */
  clearScope(scope: Scope): void {
    this.#refuseInHandler('clearScope', 'a narrower scope for the values');
    this.turn.clearScope(scope);
  }

  [PERFORM]<E extends AnyEvent>(action: Action<E>): HandlerResult<E> {
    return performAction(this.turn, action) as HandlerResult<E>;
  }

  #refuseInHandler(method: string, instead: string): void {
    // The engine's own contexts are never outside a run.
    if (this.#own !== undefined && !this.turn.isInHandler) return;
    throw new SynodeError('HANDLER_ERROR', `${method} was called inside a handler`, {
      path: [method],
      expected: 'calls between runs of an own runner',
      received: 'a call inside a handler',
      suggestion: `Use ${instead}.`,
    });
  }
}

/** What a context is prepared for. */
interface Prepared {
  readonly journeys: readonly AnyJourney[];
  readonly registered: readonly Dataset<object>[];
}

function turnOn(context: SynodeContext, own: StandaloneWorld, { journeys, registered }: Prepared): Turn {
  const { options, world, state, startMs } = own;
  const isReplaced = ({ id }: { readonly id: string }): boolean => registered.some((other) => other.id === id);
  const tables = [...(options.datasets ?? []).filter((table) => !isReplaced(table)), ...registered];
  const {
    populations: [population],
    datasets: plans,
  } = onlyProcess(compileStandalone({ ...options, datasets: tables }, journeys));
  if (population === undefined) throw new TypeError('a standalone plan has one population');
  const known = Object.assign({}, world, { datasets: plans });
  const datasets = createDatasets(known, { startMs, makeContext: (turn) => new SynodeContext(turn) });
  world.facts.use(datasets);
  const turn = new Turn(known, population, datasets, state, () => context);
  turn.seat(state);
  turn.enter(turn.place);
  return turn;
}

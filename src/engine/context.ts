import type { Faker } from '@faker-js/faker';

import { describeValue, didYouMean, SynodeError } from '../errors.ts';
import { PERFORM } from '../dsl/perform.ts';
import type { Actor, Context, Random, Scope } from '../model/context.ts';
import type { Dataset, DatasetDefinition, DatasetHandle, DatasetRow } from '../model/dataset.ts';
import type { Duration } from '../model/duration.ts';
import type { AnyEvent, Event } from '../model/event.ts';
import type { Action, AnyJourney, HandlerResult } from '../model/flow.ts';
import type { Generator } from '../model/generator.ts';
import type { IdGenerator } from '../model/run-options.ts';
import { compileAction, isPromise, resolveFields, type ActionPlan, type Payload } from '../plan/action.ts';
import { HandlerRandom } from './random.ts';
import { startInstance } from './start.ts';
import { standaloneTurn, type StandaloneOptions } from './standalone.ts';
import { Turn } from './turn.ts';

/**
 * One actor's identity, clock, state and randomness, as handlers see them. The engine uses one per lane for all actors;
 * your own runner can make one.
 *
 * @example for await (const event of new Engine(journey).run(new SynodeContext(new Date('2025-03-01')))) …
 */
export class SynodeContext implements Context {
  /** Where the engine stands. Not for authors: it changes with every step. */
  readonly turn: Turn;
  readonly random: Random;

  constructor(turn: Turn);
  constructor(startTime?: Date, idGenerator?: IdGenerator, locale?: string, options?: StandaloneOptions);
  constructor(first?: Turn | Date, idGenerator?: IdGenerator, locale?: string, options?: StandaloneOptions) {
    this.turn =
      first instanceof Turn
        ? first
        : standaloneTurn(this, { startTime: first, idGenerator, locale, ...options }, (turn) => new SynodeContext(turn));
    const { turn } = this;
    this.random = new HandlerRandom(() => turn.handlerStream());
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
    return turn.text.in(turn.state.locale, turn.fakerStream(), () => this.now());
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
    return this.turn.generateId(prefix);
  }

  hasCompletedJourney(id: string): boolean {
    return this.turn.state.completed.has(id);
  }

  markJourneyComplete(id: string): void {
    this.turn.state.completed.add(id);
  }

  dataset(id: string): DatasetHandle<DatasetRow> {
    return this.turn.dataset(id);
  }

  typedDataset<TRow extends object>(source: string | DatasetDefinition<TRow>): DatasetHandle<TRow> {
    return this.turn.dataset(typeof source === 'string' ? source : source.id) as unknown as DatasetHandle<TRow>;
  }

  event(name: string, payload?: object, options?: { readonly after?: Duration; readonly id?: string }): never {
    return this.turn.makeEvent(name, payload ?? {}, options) as never;
  }

  draw<T>(name: string, generator: Generator<T>): T {
    return this.turn.draws.draw(name, generator) as T;
  }

  shared<T>(name: string, key: string | number, generator: Generator<T>): T {
    return this.turn.world.facts.fact(name, key, generator);
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
}

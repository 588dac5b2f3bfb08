import type { Faker } from '@faker-js/faker';

import type { Dataset, DatasetDefinition, DatasetHandle, DatasetRow } from './dataset.ts';
import type { Duration } from './duration.ts';
import type { Event } from './event.ts';
import type { AnyJourney } from './flow.ts';
import type { Readable, View } from './projection.ts';
import type { DriftKind } from './scenario.ts';
import type { Generator } from './generator.ts';

/** How long a value set in a context lives. Without a scope it lives as long as the actor. */
export type Scope = 'action' | 'adventure' | 'journey';

/** A sequential random stream. Edit-local randomness inside a handler is `ctx.draw`. */
export interface Random {
  /** Uniform in the open interval (0, 1). */
  float(): number;
  /** Uniform whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** One element, each equally likely. */
  pick<T>(list: readonly T[]): T;
  /** One key, with probability weight ÷ sum of weights. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
  /** A new array in random order. */
  shuffle<T>(list: readonly T[]): T[];
  /** `n` distinct elements in random order. */
  sample<T>(list: readonly T[], n: number): T[];
}

/** Who acts. */
export interface Actor {
  readonly population: string;
  readonly index: number;
  /** Id of the persona drawn for this actor; `''` without one. */
  readonly persona: string;
}

/** What handlers, conditions and field functions see: one actor's identity, clock, state and randomness. */
export interface Context {
  readonly userId: string;
  readonly sessionId: string;
  readonly locale: string;
  /** Faker of the actor's locale, reading the keyed stream of this place; its reference date is `now()`. */
  readonly faker: Faker;
  readonly actor: Actor;
  /** Label of the current instance. */
  readonly instance: string;
  /** Aborted when the run is. */
  readonly signal: AbortSignal;
  /** Sequential stream of this action occurrence (or field, attribute, verb). */
  readonly random: Random;
  /** `now()` as milliseconds, without allocation. */
  readonly nowMs: number;
  /** Begin of the period, ms: what happens before is run in and not told. */
  readonly startMs: number;
  /** A copy of the simulated clock. */
  now(): Date;
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown, options?: { readonly scope?: Scope }): void;
  /** `prefix_` and 20 characters, the same in every run with this seed. */
  generateId(prefix?: string): string;
  /** Begins a new session: what is made from now on carries the session id with `~1`, `~2`, … */
  rotateSession(): void;
  hasCompletedJourney(id: string): boolean;
  markJourneyComplete(id: string): void;
  dataset(id: string): DatasetHandle<DatasetRow>;
  typedDataset<TRow extends object>(id: string): DatasetHandle<TRow>;
  typedDataset<TRow extends object>(table: DatasetDefinition<TRow> | Dataset<TRow>): DatasetHandle<TRow>;
  /** Makes one event with ids, session and time filled in. The handler has to return it. */
  event<const N extends string>(name: N): Event<N, Readonly<Record<never, never>>>;
  event<const N extends string, const P extends object>(
    name: N,
    payload: P,
    options?: { readonly after?: Duration; readonly id?: string },
  ): Event<N, P>;
  /** Evaluates a generator on the stream of that name; a second draw of the name continues the stream. */
  draw<T>(name: string, generator: Generator<T>): T;
  /** A fact common to all actors: a function of seed, scenario, name and key alone. */
  shared<T>(name: string, key: string | number, generator: Generator<T>): T;
  /**
   * What earlier processes did, dated before now rounded down to the projection's grain, and what this actor has emitted
   * until now: `{ earlier, own }`, or what the projection's `combine` makes of the two. Good for this call.
   *
   * @throws SynodeError `VIEW_NOT_FOUND` when the process does not read it
   */
  view<R, C = View<R>>(projection: Readable<R, C>, options?: { readonly asOf?: Date | number }): C;
  view<C>(projection: string, options?: { readonly asOf?: Date | number }): C;
  /**
   * Size of the scenario's declared `drift` of a target in force at an instant (default now): a factor, 1 without any; for
   * `behavior` and `system` a shift in days, 0 without any. Several multiply, shifts add up.
   *
   * @throws SynodeError `INVALID_OPTION` for a kind that does not exist or an instant that is none
   */
  drift(kind: DriftKind, target: string, at?: Date | number): number;
  /** Starts another instance of a journey for this actor; returns its session id. */
  start(
    journey: string | AnyJourney,
    options?: { readonly at?: Date | number; readonly after?: Duration; readonly input?: unknown },
  ): string;
  /** What `start` passed to this instance. */
  input<T>(): T | undefined;
}

/** What fixtures are made of and what they give. */
import type { Calendar } from '../model/calendar.ts';
import type { Dataset, DatasetDefinition } from '../model/dataset.ts';
import type { AnyEvent, EventOf } from '../model/event.ts';
import type { AnyJourney } from '../model/flow.ts';
import type { Persona } from '../model/persona.ts';
import type { RunResult } from '../model/result.ts';
import type { RunOptions } from '../model/run-options.ts';
import type { Population, Process, Scenario } from '../model/scenario.ts';

/** What a fixture can be made of. */
export type FixtureInput = AnyJourney | readonly AnyJourney[] | Population | Process | Scenario;

/** Options of a run that shape its content; the rest has no meaning in a fixture. */
export type FixtureOptions = Pick<
  RunOptions,
  | 'seed'
  | 'users'
  | 'persona'
  | 'datasets'
  | 'preloadedDatasets'
  | 'startDate'
  | 'endDate'
  | 'duration'
  | 'starts'
  | 'afterEnd'
  | 'calendar'
  | 'eventSchema'
  | 'idGenerator'
  | 'meta'
  | 'order'
  | 'projections'
  | 'checks'
  | 'transforms'
  | 'logger'
>;

/** Which part of a world is simulated. What is not named is left out, as if it had not been written. */
export interface Only {
  /** Indices of actors (of every population), or user ids. */
  readonly actors?: readonly (number | string)[];
  /** Ids of journeys; what they require comes with them. */
  readonly journeys?: readonly string[];
  /** Instances as `'shop:0'`, or of one actor as `'user-3:shop:0'`: the id of its session. */
  readonly instances?: readonly string[];
}

/** The events of one name; all of them where names are not known to the compiler. */
export type Named<E extends AnyEvent, N extends string> = string extends E['name']
  ? E
  : Extract<E, { readonly name: N }>;

/** The payload of the events of one name. */
export type PayloadOf<E extends AnyEvent, N extends string> = Named<E, N>['payload'];

/** Events of one actor, in order. */
export type EventTable<E extends AnyEvent> = E[] & {
  /** Aligned text: time, actor, name, and the payload columns asked for. */
  table(columns?: readonly string[]): string;
};

/** What a run of several actors gave. */
export interface Collected<E extends AnyEvent = AnyEvent> {
  /** In the order of the run. */
  readonly events: readonly E[];
  readonly byName: { readonly [N in E['name']]?: readonly Named<E, N>[] };
  readonly byUser: Readonly<Record<string, readonly E[]>>;
  /** By session id: one instance of a journey each, until it rotates its session. */
  readonly sessions: Readonly<Record<string, readonly E[]>>;
  readonly result: RunResult;
  table(columns?: readonly string[]): string;
}

/**
 * Journeys at work under a seed of their own: an immutable value from which a test takes events. The same calls give the
 * same events in any test order, file or process.
 */
export interface Fixture<E extends AnyEvent = AnyEvent> {
  /**
   * The events of one actor, by index in the first population or by user id; default: the first of this world.
   *
   * @throws SynodeError `ASYNC_FIXTURE` when a handler, attribute or dataset awaits, or the process reads others; every configuration fault; what a
   *   handler throws
   */
  build(options?: { readonly actor?: number | string }): EventTable<E>;
  /** As `build`, with handlers that await and processes that read others. */
  buildAsync(options?: { readonly actor?: number | string }): Promise<EventTable<E>>;
  /** The events of the first `n` actors (default: all of this world), actor by actor. */
  buildList(n?: number): EventTable<E>[];
  /** Runs the world with so many actors (default 1, or what `users` says) as `generate` does. */
  collect(options?: { readonly users?: number }): Promise<Collected<E>>;
  /**
   * The first event of this name. Looks through the actors of this world, then through others, 1,000 in all.
   *
   * @throws SynodeError `FIXTURE_NOT_FOUND` when none of them has one
   */
  first<N extends E['name']>(name: N, where?: (event: Named<E, N>) => boolean): Named<E, N>;
  /** The last event of this name among the actors of this world, else of the first actor that has one. */
  last<N extends E['name']>(name: N, where?: (event: Named<E, N>) => boolean): Named<E, N>;
  /** All events of this name among the actors of this world, else of the first actor that has one. */
  all<N extends E['name']>(name: N, where?: (event: Named<E, N>) => boolean): Named<E, N>[];
  /** The payload of the first event of this name, with these fields instead of its own. */
  payload<N extends E['name']>(name: N, overrides?: Partial<PayloadOf<E, N>>): PayloadOf<E, N>;
  /** Default `'test'`. */
  seed(seed: string | number): Fixture<E>;
  /** Actors of this world, default 1. */
  users(users: number): Fixture<E>;
  persona(persona: Persona): Fixture<E>;
  /** First instant; default `DEFAULT_START`. Actors start there, unless `starts` says otherwise. */
  at(start: Date | string): Fixture<E>;
  /** End of the window, exclusive; default none. */
  until(end: Date | string): Fixture<E>;
  /** Adds a dataset; one of the same id is replaced. */
  dataset(dataset: DatasetDefinition<object> | Dataset<object>): Fixture<E>;
  calendar(calendar: string | Calendar): Fixture<E>;
  /**
   * Fixes one decision everywhere and lets the rest follow: `'shop/buy/place/amount'` (a field), `'shop/buy/branch#0'`
   * (name of the arm), `'shop/buy/repeat#0'` (rounds), `'shop/buy/place/@bounce'` (boolean), `'shop/buy/place/@delay'`
   * and `'shop/buy/wait#0'` (ms), `'persona/income'`, `'@persona'` (id), `'dataset/products/price'`.
   *
   * @throws SynodeError `INVALID_SHAPE` when events are asked for and no decision has this path, or cannot have this value
   */
  pin(path: string, value: unknown): Fixture<E>;
  /**
   * The same world with these actors, journeys or instances alone. What is kept has the draws, ids and starts it had;
   * what it reads from the rest is not there.
   */
  only(part: Only): Fixture<E>;
}

/** The events that something a fixture can be made of emits. */
export type FixtureEvent<I> = EventOf<I> extends infer E extends AnyEvent ? E : never;

/** Fixtures: journeys at work in a test, without files, promises or anything shared between tests. */
import type { AnyEvent, Event } from '../model/event.ts';
import { asTable, collectedOf } from './collected.ts';
import { withListOrigin } from './origin.ts';
import { frozenCopy } from './pins.ts';
import { matches } from './search.ts';
import { specOf, type FixtureSpec } from './spec.ts';
import type {
  Collected,
  EventTable,
  Fixture,
  FixtureEvent,
  FixtureInput,
  FixtureOptions,
  Named,
  Only,
  PayloadOf,
} from './types.ts';
import type { Seat } from './part.ts';
import { FixtureWorld } from './world.ts';

/**
 * Journeys, a population, a process or a scenario under a seed of its own, default `'test'`. Journeys and populations
 * run from `DEFAULT_START` with one actor, processes and scenarios for their period with all of theirs. Every modifier
 * gives a changed copy.
 *
 * @example
 * const events = fixture(shop).build();
 * const order = fixture(shop).pin('shop/buy/place/amount', 250).first('order.placed');
 */
export function fixture<const I extends FixtureInput>(
  input: I,
  options: FixtureOptions = {},
): Fixture<FixtureEvent<I>> {
  return new JourneyFixture<FixtureEvent<I>>(specOf(input, options));
}

class JourneyFixture<E extends AnyEvent> implements Fixture<E> {
  readonly #spec: FixtureSpec;
  /** Made when first needed: a fixture that is only modified compiles nothing. */
  #world: FixtureWorld | undefined;

  constructor(spec: FixtureSpec) {
    this.#spec = spec;
    Object.freeze(this);
  }

  /** For the rest of this folder: what the fixture says. */
  static specOf(value: object): FixtureSpec {
    if (value instanceof JourneyFixture) return value.#spec;
    throw new TypeError('this is no fixture: make it with fixture(…)');
  }

  build({ actor }: { readonly actor?: number | string } = {}): EventTable<E> {
    const world = this.#worldOf();
    return this.#table(world.seat(actor), world.events(world.seat(actor)));
  }

  async buildAsync({ actor }: { readonly actor?: number | string } = {}): Promise<EventTable<E>> {
    const world = this.#worldOf();
    return this.#table(world.seat(actor), await world.eventsAsync(world.seat(actor)));
  }

  buildList(n?: number): EventTable<E>[] {
    const world = this.#worldOf();
    const own = world.seats();
    const seats = n === undefined ? own : [...own, ...world.strangers()].slice(0, n);
    return seats.map((seat) => this.#table(seat, world.events(seat)));
  }

  async collect({ users }: { readonly users?: number } = {}): Promise<Collected<E>> {
    const world = users === undefined ? this.#worldOf() : new FixtureWorld(this.#with({ users }));
    const { events, result } = await world.run();
    const origin = { source: world, actors: world.actors() };
    return collectedOf(withListOrigin(this.#typed(events), origin), result);
  }

  first<N extends E['name']>(name: N, where?: (event: Named<E, N>) => boolean): Named<E, N> {
    for (const [event] of matches(this.#worldOf(), { name, where })) return event as unknown as Named<E, N>;
    throw new TypeError('a search that finds nothing throws');
  }

  last<N extends E['name']>(name: N, where?: (event: Named<E, N>) => boolean): Named<E, N> {
    return this.all(name, where).at(-1) as Named<E, N>;
  }

  all<N extends E['name']>(name: N, where?: (event: Named<E, N>) => boolean): Named<E, N>[] {
    return [...matches(this.#worldOf(), { name, where })].flat() as unknown as Named<E, N>[];
  }

  payload<N extends E['name']>(name: N, overrides?: Partial<PayloadOf<E, N>>): PayloadOf<E, N> {
    return { ...this.first(name).payload, ...overrides };
  }

  seed(seed: string | number): Fixture<E> {
    return this.#changed({ seed });
  }

  users(users: number): Fixture<E> {
    return this.#changed({ users });
  }

  persona(persona: NonNullable<FixtureOptions['persona']>): Fixture<E> {
    return this.#changed({ persona });
  }

  at(startDate: Date | string): Fixture<E> {
    return this.#changed({ startDate });
  }

  until(endDate: Date | string): Fixture<E> {
    return this.#changed({ endDate });
  }

  dataset(dataset: Parameters<Fixture['dataset']>[0]): Fixture<E> {
    const { datasets = [], preloadedDatasets = [] } = this.#spec.options;
    const others = datasets.filter(({ id }) => id !== dataset.id);
    const given = preloadedDatasets.filter(({ id }) => id !== dataset.id);
    if ('rows' in dataset) return this.#changed({ datasets: others, preloadedDatasets: [...given, dataset] });
    return this.#changed({ datasets: [...others, dataset], preloadedDatasets: given });
  }

  calendar(calendar: NonNullable<FixtureOptions['calendar']>): Fixture<E> {
    return this.#changed({ calendar });
  }

  pin(path: string, value: unknown): Fixture<E> {
    const pins = this.#spec.pins.filter((pin) => pin.path !== path);
    return new JourneyFixture({ ...this.#spec, pins: [...pins, { path, value: frozenCopy(value) }] });
  }

  only(part: Only): Fixture<E> {
    return new JourneyFixture({ ...this.#spec, only: { ...this.#spec.only, ...part } });
  }

  #changed(options: FixtureOptions): Fixture<E> {
    return new JourneyFixture(this.#with(options));
  }

  #with(options: FixtureOptions): FixtureSpec {
    return { ...this.#spec, options: { ...this.#spec.options, ...options } };
  }

  #worldOf(): FixtureWorld {
    return (this.#world ??= new FixtureWorld(this.#spec));
  }

  #table(seat: Seat, events: Event[]): EventTable<E> {
    const source = this.#worldOf();
    return withListOrigin(asTable(this.#typed(events)), { source, actors: [source.actorOf(seat)] });
  }

  #typed(events: Event[]): E[] {
    return events as unknown as E[];
  }
}

/** What a fixture says, for shrinking and for texts. */
export function specOfFixture<E extends AnyEvent>(value: Fixture<E>): FixtureSpec {
  return JourneyFixture.specOf(value);
}

/** The fixture that says this. */
export function fixtureOf<E extends AnyEvent>(spec: FixtureSpec): Fixture<E> {
  return new JourneyFixture<E>(spec);
}

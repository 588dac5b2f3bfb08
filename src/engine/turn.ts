/**
 * Where the engine stands: which actor, instance and place, and the streams open there. One per lane, used again for
 * each actor; draws and contexts read it.
 */
import { describeValue, SynodeError } from '../errors.ts';
import type { Context, Random, Scope } from '../model/context.ts';
import type { Duration } from '../model/duration.ts';
import type { Event } from '../model/event.ts';
import type { IdGenerator, IdRequest } from '../model/run-options.ts';
import type { Frame, PickableDataset, Place } from '../plan/frame.ts';
import { placeOf } from '../plan/place.ts';
import type { PopulationPlan } from '../plan/population.ts';
import { FakeText } from '../random/faker.ts';
import { RandomStream } from '../random/keyed.ts';
import { TextPools } from '../random/pools.ts';
import type { ActorState } from './actor.ts';
import type { DatasetStore } from './datasets.ts';
import { NamedDraws } from './draws.ts';
import type { Instance } from './instance.ts';
import { PlaceStream, type StreamPosition } from './place-stream.ts';
import { HandlerRandom } from './random.ts';
import type { World } from './world.ts';

const NOWHERE = placeOf(['nowhere']);

const SCOPES: readonly Scope[] = ['action', 'adventure', 'journey'];

export class Turn implements Frame {
  actor = 0;
  instance = 0;
  occurrence = 0;
  origin = 0;
  nowMs = 0;
  /** Scratch for one draw; named draws put their own in its place. */
  stream = new RandomStream();
  readonly context: Context;
  /** `ctx.random` of the place that runs. */
  readonly random: Random;
  readonly world: World;
  readonly population: PopulationPlan;
  readonly text: FakeText;
  readonly datasets: DatasetStore;
  readonly draws: NamedDraws;
  state: ActorState;
  running: Instance | undefined = undefined;
  /** The action whose handler runs; `''` elsewhere. */
  actionId = '';
  isInHandler = false;
  place: Place = NOWHERE;
  /** Events made at this place so far. */
  made = 0;
  readonly #pools: TextPools;
  readonly #handler = new PlaceStream(this, ({ handler }) => handler);
  readonly #faker = new PlaceStream(this, ({ faker }) => faker);
  readonly #eventIds = new PlaceStream(this, ({ id }) => id);
  readonly #customIds = new PlaceStream(this, ({ generateId }) => generateId);
  #starts: Map<string, number> | undefined = undefined;
  /** Depth of evaluations inside a handler, and what they put aside when they enter places of their own. */
  #nesting = 0;
  #aside: Aside | undefined = undefined;

  constructor(
    world: World,
    population: PopulationPlan,
    datasets: DatasetStore,
    state: ActorState,
    context: (turn: Turn) => Context,
  ) {
    this.world = world;
    this.population = population;
    this.datasets = datasets;
    this.state = state;
    this.text = new FakeText(new RandomStream());
    this.#pools = new TextPools(world.seed, this.text);
    this.random = new HandlerRandom(this.#handler);
    this.draws = new NamedDraws(this);
    this.context = context(this);
  }

  /** Takes an actor on; no instance runs yet. */
  seat(state: ActorState): void {
    this.state = state;
    this.running = undefined;
    this.actor = state.index;
    this.instance = 0;
    this.occurrence = 0;
    this.origin = 0;
    this.nowMs = state.start;
  }

  /** Takes a dataset row on: its index stands where an actor's would. */
  seatRow(index: number, place: Place): void {
    this.actor = index;
    this.enter(place);
  }

  /** Lets an instance go on. */
  resume(instance: Instance): void {
    this.running = instance;
    this.instance = instance.number;
    this.origin = instance.origin;
    this.nowMs = instance.due;
  }

  enter(place: Place): void {
    if (this.#nesting > 0 && this.#aside === undefined) this.#aside = this.#putAside();
    this.place = place;
    this.#handler.leave();
    this.#faker.leave();
    this.#eventIds.leave();
    this.#customIds.leave();
    this.made = 0;
    this.#starts = undefined;
    this.draws.nextOccasion();
  }

  /** Evaluates something inside a handler; places it enters do not disturb the handler's own streams. */
  nested<T>(evaluate: () => T): T {
    const outer = this.#aside;
    this.#aside = undefined;
    this.#nesting++;
    try {
      return evaluate();
    } finally {
      this.#nesting--;
      this.#restore(this.#aside);
      this.#aside = outer;
    }
  }

  fakerStream(): RandomStream {
    return this.#faker.ready();
  }

  /** Makes an event; the k-th made at a place takes the k-th group of its id stream. */
  makeEvent(name: string, payload: object, options?: { readonly after?: Duration; readonly id?: string }): Event {
    const ms = options?.after === undefined ? this.nowMs : this.later(options.after);
    const id = options?.id ?? this.#eventId(ms);
    this.made++;
    const sessionId = this.running?.sessionId ?? '';
    const timestamp = new Date(ms);
    return { id, userId: this.state.userId, sessionId, name, timestamp, payload: payload as Event['payload'] };
  }

  generateId(prefix: string | undefined): string {
    const { idGenerator } = this.world;
    if (idGenerator !== undefined) return this.customId(idGenerator, 'custom', prefix ?? '', this.nowMs);
    const id = this.#customIds.ready().id();
    return prefix === undefined ? id : `${prefix}_${id}`;
  }

  customId(generate: IdGenerator, kind: IdRequest['kind'], prefix: string, timestamp: number): string {
    const { path } = this.place;
    const id: unknown = generate(prefix, {
      kind,
      path,
      timestamp,
      actor: this.actor,
      sequence: this.state.emitted + this.made,
    });
    if (typeof id === 'string' && id !== '') return id;
    throw new SynodeError('INVALID_EVENT', `idGenerator gave ${describeValue(id)} for a ${kind} id`, {
      path: ["'idGenerator'"],
      expected: 'text that is not empty',
      received: describeValue(id),
      suggestion: 'Return a string from idGenerator.',
    });
  }

  /** The instant so much after now. */
  later(duration: Duration): number {
    return this.population.durations.add(duration, this.nowMs, 'INVALID_DURATION', ["'after'"]);
  }

  get(key: string): unknown {
    const scopes = this.running?.scopes;
    if (scopes !== undefined) {
      for (const scope of scopes) if (scope?.has(key) === true) return scope.get(key);
    }
    return this.world.slots.get(this.state.values, key);
  }

  set(key: string, value: unknown, scope: Scope | undefined): void {
    const { running } = this;
    if (scope === undefined) {
      running?.scopes?.forEach((scoped) => scoped?.delete(key));
      this.world.slots.set(this.state.values, key, value);
      return;
    }
    const level = SCOPES.indexOf(scope);
    if (level === -1 || running === undefined) throw invalidScope(scope, running !== undefined);
    const scopes = (running.scopes ??= []);
    (scopes[level] ??= new Map()).set(key, value);
  }

  /** Lets the current instance go on under a new session id. */
  rotateSession(): void {
    const { running } = this;
    if (running === undefined) return;
    const base =
      running.rotation === 0 ? running.sessionId : running.sessionId.slice(0, running.sessionId.lastIndexOf('~'));
    running.rotation++;
    running.sessionId = `${base}~${running.rotation}`;
  }

  clearScope(scope: Scope): void {
    this.running?.scopes?.[SCOPES.indexOf(scope)]?.clear();
  }

  /** How many instances of this journey the call has started before. */
  nextStart(journey: string): number {
    const starts = (this.#starts ??= new Map<string, number>());
    const nth = starts.get(journey) ?? 0;
    starts.set(journey, nth + 1);
    return nth;
  }

  nextInSequence(slot: number, block: number): number {
    // Attributes and dataset rows have no instance: they count by index.
    if (this.running === undefined) return this.actor;
    const uses = (this.state.sequenceUses ??= []);
    const k = uses[slot] ?? 0;
    uses[slot] = k + 1;
    if (block > 0 && k >= block) throw exhausted(block);
    return this.actor * block + k;
  }

  poolEntry(method: string, index: number): string {
    return this.#pools.entry(this.state.locale, method, index);
  }

  dataset(id: string): PickableDataset {
    return this.datasets.handle(id, this);
  }

  #eventId(ms: number): string {
    const { idGenerator } = this.world;
    if (idGenerator !== undefined) return this.customId(idGenerator, 'event', '', ms);
    return this.#eventIds.ready().id();
  }

  #putAside(): Aside {
    const streams = this.#streams().map((stream) => stream.position());
    return { place: this.place, made: this.made, starts: this.#starts, streams };
  }

  #restore(aside: Aside | undefined): void {
    if (aside === undefined) return;
    this.place = aside.place;
    this.made = aside.made;
    this.#starts = aside.starts;
    for (const [i, stream] of this.#streams().entries()) stream.restore(aside.streams[i] as StreamPosition);
  }

  #streams(): readonly PlaceStream[] {
    return [this.#handler, this.#faker, this.#eventIds, this.#customIds];
  }
}

/** A place left for a while, with the positions of its streams. */
interface Aside {
  readonly place: Place;
  readonly made: number;
  readonly starts: Map<string, number> | undefined;
  readonly streams: readonly StreamPosition[];
}

function exhausted(block: number): SynodeError {
  return new SynodeError(
    'SEQUENCE_EXHAUSTED',
    `a sequence with block ${block} was used more than ${block} times by one actor`,
    {
      expected: `at most ${block} uses per actor`,
      received: `${block + 1} uses`,
      suggestion: 'Raise block.',
    },
  );
}

function invalidScope(scope: unknown, isRunning: boolean): SynodeError {
  return new SynodeError(
    'INVALID_OPTION',
    isRunning ? `scope ${describeValue(scope)} is unknown` : 'no instance runs here, so nothing has a scope',
    {
      path: ["'scope'"],
      expected: "'action', 'adventure' or 'journey', inside a journey",
      received: describeValue(scope),
      suggestion: 'Leave scope out to keep the value for the whole run.',
    },
  );
}

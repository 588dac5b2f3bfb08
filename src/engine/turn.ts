/**
 * Where the engine stands: which actor, instance and place, and the streams open there. One per lane, used again for
 * each actor; draws and contexts read it.
 */
import { describeValue, SynodeError } from '../errors.ts';
import type { Context, Scope } from '../model/context.ts';
import type { Duration } from '../model/duration.ts';
import type { Event } from '../model/event.ts';
import type { Frame, PickableDataset, Place } from '../plan/frame.ts';
import { placeOf } from '../plan/place.ts';
import type { PopulationPlan } from '../plan/population.ts';
import { FakeText } from '../random/faker.ts';
import type { Key, RandomStream } from '../random/keyed.ts';
import type { ActorState } from './actor.ts';
import type { DatasetStore } from './datasets.ts';
import { NamedDraws } from './draws.ts';
import { builtInSession, eventId, fieldId } from './ids.ts';
import type { Instance } from './instance.ts';
import { refuseUnknownKeys } from './option-keys.ts';
import { newStream } from './new-stream.ts';
import { Postings } from './postings.ts';
import { Transforms } from './transforms.ts';
import type { World } from './world.ts';

const NOWHERE = placeOf(['nowhere']);

/** Streams that user code may open at a place. */
const FAKER = 1;
const EVENT_IDS = 2;
const CUSTOM_IDS = 4;

const EVENT_OPTIONS = ['after', 'id'];

const SCOPES: readonly Scope[] = ['action', 'adventure', 'journey'];

export class Turn implements Frame {
  actor = 0;
  instance = 0;
  occurrence = 0;
  origin = 0;
  nowMs = 0;
  /** Steps taken so far, by all actors. */
  steps = 0;
  /** Scratch for one draw; named draws put their own in its place. */
  stream: RandomStream;
  readonly context: Context;
  readonly world: World;
  readonly population: PopulationPlan;
  readonly text: FakeText;
  readonly datasets: DatasetStore;
  readonly draws: NamedDraws;
  /** `undefined` where the process has none: then nothing is done for them. */
  readonly transforms: Transforms | undefined;
  /** The same of posting rules. */
  readonly postings: Postings | undefined;
  state: ActorState;
  /** Suppression behind the instance that is about to end, ms. */
  suppressionMs = 0;
  running: Instance | undefined = undefined;
  isInHandler = false;
  place: Place = NOWHERE;
  /** Events made, and ids asked for, at this place so far. */
  made = 0;
  /** Whether an event of this place got its id from its author. */
  hasGivenIds = false;
  idsAsked = 0;
  /** What `ctx.random` reads. */
  readonly random: RandomStream;
  readonly #faker: RandomStream;
  readonly #eventIds: RandomStream;
  readonly #customIds: RandomStream;
  /** One bit per stream that is opened when first asked: whether it is, at this place. */
  #open = 0;
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
    this.stream = newStream(world);
    this.random = newStream(world);
    this.#faker = newStream(world);
    this.#eventIds = newStream(world);
    this.#customIds = newStream(world);
    this.text = new FakeText(this.#faker, () => new Date(this.nowMs));
    this.draws = new NamedDraws(this);
    const { postings } = world.process;
    this.postings = postings === undefined ? undefined : new Postings(this, postings);
    this.transforms = world.process.transforms.length === 0 ? undefined : new Transforms(this);
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
    this.suppressionMs = 0;
    if (instance.sessionId === '' && instance.pc > 0) instance.sessionId = builtInSession(this, instance);
    this.instance = instance.number;
    this.origin = instance.origin;
    this.nowMs = instance.due;
  }

  enter(place: Place): void {
    if (this.#nesting > 0 && this.#aside === undefined) this.#aside = this.#putAside();
    this.place = place;
    this.#open = 0;
    this.made = 0;
    this.hasGivenIds = false;
    this.idsAsked = 0;
    this.#starts = undefined;
    this.draws.nextOccasion();
    // Opened at once: a test at each draw would cost more (bench `engine.fast-path`).
    this.random.open(place.handler, this);
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
    return this.#opened(FAKER, this.#faker, this.place.faker);
  }

  /** Makes an event of now; the k-th made at a place takes the k-th group of its id stream. */
  makeEvent(name: string, payload: object): Event {
    // Written out, without a call to pass the instant to: each would put it on the heap (bench `engine.fast-path`).
    const id = this.world.idGenerator === undefined ? this.idStream().id() : eventId(this, this.nowMs);
    this.made++;
    const sessionId = this.running?.sessionId ?? '';
    const timestamp = new Date(this.nowMs);
    return { id, userId: this.state.userId, sessionId, name, timestamp, payload: payload as Event['payload'] };
  }

  /** Makes an event dated later, or with an id of its own. */
  makeEventWith(
    name: string,
    payload: object,
    options: { readonly after?: Duration | undefined; readonly id?: string | undefined },
  ): Event {
    refuseUnknownKeys('ctx.event', options, EVENT_OPTIONS);
    const ms = options.after === undefined ? this.nowMs : this.later(options.after);
    if (options.id !== undefined) this.hasGivenIds = true;
    const id = options.id ?? eventId(this, ms);
    this.made++;
    const sessionId = this.running?.sessionId ?? '';
    const timestamp = new Date(ms);
    return { id, userId: this.state.userId, sessionId, name, timestamp, payload: payload as Event['payload'] };
  }

  /** Where the ids of events, sessions and users are drawn at this place. */
  idStream(): RandomStream {
    // Asked for each event, so its key only when the stream is not open (bench `engine.fast-path`).
    if ((this.#open & EVENT_IDS) !== 0) return this.#eventIds;
    return this.#opened(EVENT_IDS, this.#eventIds, this.place.id);
  }

  /** Where `generateId` draws. */
  customIdStream(): RandomStream {
    return this.#opened(CUSTOM_IDS, this.#customIds, this.place.generateId);
  }

  fieldId(key: Key, prefix: string): string {
    return fieldId(this, key, prefix);
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
    return this.world.slots.get(this.state, key);
  }

  /** Rows and shared facts belong to nobody: what one actor's question changed there, others would see or not. */
  refuseWithoutActor(method: string): void {
    if (this.state.userId === '') throw withoutActor(method);
  }

  set(key: string, value: unknown, scope: Scope | undefined): void {
    this.refuseWithoutActor('set');
    const { running } = this;
    if (scope === undefined) {
      running?.scopes?.forEach((scoped) => scoped?.delete(key));
      this.world.slots.set(this.state, key, value);
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

  nextInSequence(slot: number | string, block: number, labels: readonly string[]): number {
    // Attributes and dataset rows have no instance: they count by index.
    if (this.running === undefined) return this.actor;
    const k = this.state.useSequence(slot);
    if (block > 0 && k >= block) throw exhausted(block, labels);
    return this.actor * block + k;
  }

  dataset(id: string): PickableDataset {
    return this.datasets.handle(id, this);
  }

  #opened(bit: number, stream: RandomStream, key: Key): RandomStream {
    if ((this.#open & bit) === 0) {
      this.#open |= bit;
      stream.open(key, this);
    }
    return stream;
  }

  #streams(): readonly RandomStream[] {
    return [this.random, this.#faker, this.#eventIds, this.#customIds];
  }

  #putAside(): Aside {
    const streams = this.#streams().map(({ a, b, c, d }) => ({ a, b, c, d }));
    const { place, made, hasGivenIds, idsAsked } = this;
    return { place, open: this.#open, made, hasGivenIds, idsAsked, starts: this.#starts, streams };
  }

  #restore(aside: Aside | undefined): void {
    if (aside === undefined) return;
    this.place = aside.place;
    this.#open = aside.open;
    this.made = aside.made;
    this.hasGivenIds = aside.hasGivenIds;
    this.idsAsked = aside.idsAsked;
    this.#starts = aside.starts;
    this.#streams().forEach((stream, i) => Object.assign(stream, aside.streams[i]));
  }
}

/** A place left for a while, with the positions of its streams. */
interface Aside {
  readonly place: Place;
  readonly open: number;
  readonly made: number;
  readonly hasGivenIds: boolean;
  readonly idsAsked: number;
  readonly starts: Map<string, number> | undefined;
  readonly streams: readonly Pick<RandomStream, 'a' | 'b' | 'c' | 'd'>[];
}

function withoutActor(method: string): SynodeError {
  return new SynodeError('HANDLER_ERROR', `ctx.${method} was called where no actor is`, {
    expected: 'a call from a journey or persona',
    received: 'a call from a field of a dataset or a shared fact',
    suggestion: 'A row depends on its index alone: read the row so far, or rows of other datasets.',
  });
}

function exhausted(block: number, path: readonly string[]): SynodeError {
  return new SynodeError(
    'SEQUENCE_EXHAUSTED',
    `a sequence with block ${block} was used more than ${block} times by one actor`,
    {
      path,
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

/**
 * From the events of a handler call to what is folded and what is written: schemas judge what was authored, anomalies
 * change it, projections see that, noise changes what the adapter gets. Nothing of a call is counted, folded or written
 * before every transform has spoken, so a failing one leaves nothing half done.
 */
import type { Event } from '../model/event.ts';
import { ENTRY_EVENT } from '../model/ledger.ts';
import { setOwn } from '../model/plain.ts';
import { transformed, type Transformed } from './actor.ts';
import { isEmitted, judgeEvent, release, send, type Call, type EventSink } from './emit.ts';
import { ACTOR_END, actorFailure, type ActorFailure } from './failure.ts';
import { TransformCall, type Occurrence } from './transform-call.ts';
import type { Turn } from './turn.ts';

/** Events of a handler call behind the schemas. */
interface Judged {
  readonly events: readonly Event[];
  /** Sequence of each event inside the window. */
  readonly sequences: ReadonlyMap<string, number>;
  readonly first: number;
  /** Names of the authored events that count as emitted, and how many of them a schema dropped. */
  readonly names: readonly string[];
  readonly dropped: number;
  readonly fault: { readonly error: unknown } | undefined;
}

/** A call's events as they went from stage to stage. */
interface Told {
  readonly judged: Judged;
  /** Behind the anomalies, with their entries. */
  readonly posted: readonly Event[];
  /** Behind what changes entries: what projections see. */
  readonly told: readonly Event[];
}

/** The transforms of one lane. */
export class Transforms {
  readonly #turn: Turn;
  readonly #anomalies: readonly TransformCall[];
  /** Those that change entries: behind the posting rules. */
  readonly #entries: readonly TransformCall[];
  readonly #noise: readonly TransformCall[];
  /** The events of this call that were booked, by the ids of their entries. */
  readonly #sources = new Map<string, Event>();

  constructor(turn: Turn) {
    this.#turn = turn;
    const calls = turn.world.process.transforms.map((transform, i) => new TransformCall(turn, transform, i));
    this.#anomalies = calls.filter(({ transform }) => transform.stage === 'anomaly');
    this.#entries = calls.filter(({ transform }) => transform.stage === 'entry');
    this.#noise = calls.filter(({ transform }) => transform.stage === 'noise');
  }

  /** Emits the events of one handler call. */
  emit(events: readonly Event[], call: Call, sink: EventSink): void {
    const { action, instance } = call;
    const at = { path: action.place.path, labels: action.labels, words: this.#words(), sessionId: instance.sessionId };
    const judged = this.#judge(events);
    this.#enter(at);
    const posted = this.#post(through(this.#anomalies, copyAll(judged.events), apply));
    const told = through(this.#entries, posted, apply);
    this.#emit({ judged, posted, told }, through(this.#noise, this.#noiseCopy(told), apply), call, sink);
    if (judged.fault !== undefined) throw judged.fault.error;
  }

  /** Notes that something of the seated actor lies behind the end of the run: it goes on, only not in this run. */
  noteMore(): void {
    transformed(this.#turn.state).goesOn = true;
  }

  /** The seated actor takes no part, or none any more. */
  leaveOut(): void {
    transformed(this.#turn.state).isOver = true;
  }

  /** Notes when nothing of the seated actor is left and nothing to come. */
  noteEnd(): void {
    const { state, nowMs, running } = this.#turn;
    const known = transformed(state);
    if (state.first !== undefined || known.goesOn || known.isOver) return;
    known.ending ??= { ms: nowMs, sessionId: running?.sessionId ?? '' };
  }

  /** Lets the transforms end where the actor has; what is dated before that goes first. */
  endActor(until: number, sink: EventSink): ActorFailure | undefined {
    this.noteEnd();
    const known = transformed(this.#turn.state);
    const { ending } = known;
    if (ending === undefined || ending.ms >= until) return undefined;
    release(this.#turn, ending.ms + 1, sink);
    if (sink.isFull) return undefined;
    known.ending = undefined;
    known.isOver = true;
    return this.#end(ending, sink);
  }

  #end(ending: NonNullable<Transformed['ending']>, sink: EventSink): ActorFailure | undefined {
    const turn = this.#turn;
    const { population, state } = turn;
    turn.running = undefined;
    Object.assign(turn, { instance: 0, occurrence: 0, origin: 0, nowMs: ending.ms });
    const labels = [`population '${population.id}'`, ACTOR_END];
    // An actor that never had an instance has no session either.
    const sessionId = ending.sessionId === '' ? `${state.userId}:end` : ending.sessionId;
    try {
      this.#enter({ path: population.path, labels, words: this.#words(), sessionId });
      const posted = this.#post(through(this.#anomalies, [], end));
      const told = through(this.#entries, posted, end);
      const rendered = through(this.#noise, this.#noiseCopy(told), end);
      this.#emit({ judged: NOTHING(state.emitted), posted, told }, rendered, undefined, sink);
      return undefined;
    } catch (thrown) {
      return actorFailure(turn, thrown, labels);
    }
  }

  #words(): Occurrence['words'] {
    const { actor, instance, occurrence, origin } = this.#turn;
    return { actor, instance, occurrence, origin };
  }

  #enter(at: Occurrence): void {
    for (const call of this.#anomalies) call.enter(at);
    for (const call of this.#entries) call.enter(at);
    for (const call of this.#noise) call.enter(at);
  }

  /** Noise gets events of its own: projections may keep those they have folded. */
  #noiseCopy(told: readonly Event[]): readonly Event[] {
    return this.#noise.length === 0 ? told : copyAll(told);
  }

  /** What is dated past the end is not judged, as without transforms, but transforms see it. */
  #judge(authored: readonly Event[]): Judged {
    const { state, world } = this.#turn;
    const events: Event[] = [];
    const sequences = new Map<string, number>();
    const names: string[] = [];
    const first = state.emitted;
    let dropped = 0;
    for (const made of authored) {
      const ms = made.timestamp.getTime();
      const sequence = state.emitted++;
      if (ms >= world.horizon) {
        events.push(made);
        continue;
      }
      let judged: Event | undefined;
      try {
        judged = judgeEvent(this.#turn, made, sequence);
      } catch (error) {
        return { events, sequences, first, names, dropped, fault: { error } };
      }
      const counts = isEmitted(world.process, made, ms);
      if (counts) names.push(made.name);
      if (judged === undefined) {
        if (counts) dropped++;
        continue;
      }
      sequences.set(made.id, sequence);
      events.push(judged);
    }
    return { events, sequences, first, names, dropped, fault: undefined };
  }

  /** What the anomalies have left, each event with its entries behind it. */
  #post(events: readonly Event[]): readonly Event[] {
    const { postings, world } = this.#turn;
    if (postings === undefined) return events;
    this.#sources.clear();
    return events.flatMap((event) => {
      if (event.timestamp.getTime() >= world.horizon) return [event];
      const entries = postings.entriesFor(event, events);
      for (const { id } of entries) this.#sources.set(id, event);
      return [event, ...entries];
    });
  }

  #emit({ judged, posted, told }: Told, rendered: readonly Event[], call: Call | undefined, sink: EventSink): void {
    const { state, world } = this.#turn;
    const { tally } = world;
    for (const name of judged.names) tally.meet(name).count++;
    world.emitted.count += judged.names.length;
    tally.droppedBySchema += judged.dropped;
    const before = this.#emitted(judged.events);
    for (const event of posted) {
      if (!this.#sources.has(event.id) || !this.#isEmitted(event)) continue;
      before.add(event.id);
      this.#turn.postings?.count();
    }
    const after = this.#emitted(told);
    this.#count(
      before,
      told.filter(({ id }) => after.has(id)),
    );
    for (const event of told) this.#fold(event, after.has(event.id));
    // Noise tells of no event that was not told before, its labels aside.
    const known = new Set(told.map(({ id }) => id));
    const written = rendered.filter((event) => after.has(event.id) || (!known.has(event.id) && this.#isEmitted(event)));
    if (this.#noise.length > 0) this.#count(after, written);
    let next = judged.first;
    for (const event of written) {
      const sequence = Math.max(next, judged.sequences.get(event.id) ?? 0);
      next = sequence + 1;
      send(this.#turn, event, call, sequence, sink);
    }
    state.emitted = Math.max(state.emitted, next);
  }

  #fold(event: Event, counts: boolean): void {
    const { state, world } = this.#turn;
    const ms = event.timestamp.getTime();
    if (ms >= world.horizon) {
      world.tally.droppedAfterEnd++;
      return;
    }
    world.views?.fold(event, ms, state);
    if (counts) world.folds?.apply(event);
  }

  /** Ids of those that leave the engine. */
  #emitted(events: readonly Event[]): Set<string> {
    return new Set(events.filter((event) => this.#isEmitted(event)).map(({ id }) => id));
  }

  #isEmitted(event: Event): boolean {
    const { horizon, process } = this.#turn.world;
    const ms = event.timestamp.getTime();
    // An entry leaves the engine when its event does.
    return ms < horizon && isEmitted(process, this.#sources.get(event.id) ?? event, ms);
  }

  /** Counts what came and what went. */
  #count(before: ReadonlySet<string>, after: readonly Event[]): void {
    const { tally } = this.#turn.world;
    const left = new Set(before);
    for (const { id } of after) if (!left.delete(id)) tally.added++;
    tally.removed += left.size;
  }
}

const NOTHING = (first: number): Judged => ({
  events: [],
  sequences: new Map(),
  first,
  names: [],
  dropped: 0,
  fault: undefined,
});

/** What a transform does with the events of a call. */
type Pass = (call: TransformCall, batch: readonly Event[]) => readonly Event[];

function through(calls: readonly TransformCall[], batch: readonly Event[], pass: Pass): readonly Event[] {
  return calls.reduce((events, call) => pass(call, events), batch);
}

function apply(call: TransformCall, batch: readonly Event[]): readonly Event[] {
  return call.transform.stage === 'entry' ? applyToEntries(call, batch) : call.apply(batch);
}

/** What the transforms before it told at the end goes through it as well, before it ends itself. */
function end(call: TransformCall, batch: readonly Event[]): readonly Event[] {
  return [...(batch.length === 0 ? [] : apply(call, batch)), ...call.end()];
}

/** Entries are changed where they stand among the other events of the call. */
function applyToEntries(call: TransformCall, batch: readonly Event[]): readonly Event[] {
  const entries = batch.filter(({ name }) => name === ENTRY_EVENT);
  if (entries.length === 0) return batch;
  const places = new Map(batch.map(({ id }, i) => [id, i]));
  const told = batch.map((event): Event[] => (event.name === ENTRY_EVENT ? [] : [event]));
  let at = places.get(entries[0]?.id ?? '') ?? 0;
  for (const event of call.apply(entries)) {
    at = places.get(event.id) ?? at;
    told[at]?.push(event);
  }
  return told.flat();
}

/** Copies that a transform may change: what the handler keeps, and what was folded, stays as it was. */
function copyAll(events: readonly Event[]): readonly Event[] {
  return events.map(({ id, userId, sessionId, name, timestamp, payload }) => ({
    id,
    userId,
    sessionId,
    name,
    timestamp: new Date(timestamp),
    payload: copyOf(payload) as Event['payload'],
  }));
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return new Date(value);
  if (Array.isArray(value)) return value.map(copyOf);
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects with behaviour of their own are told by what they make of themselves when they are written.
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) setOwn(copy, key, copyOf(item));
  return copy;
}

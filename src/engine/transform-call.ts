/** One transform at work for one actor: what it sees as `t`, and what it may give back. */
import { describeValue, SynodeError } from '../errors.ts';
import type { Actor } from '../model/context.ts';
import type { Duration } from '../model/duration.ts';
import type { Event } from '../model/event.ts';
import { findUnencodable } from '../model/plain.ts';
import { ENTRY_EVENT } from '../model/ledger.ts';
import type { LabelFields, Transform, TransformedEvent, TransformTurn } from '../model/transform.ts';
import { isEventName } from '../plan/action.ts';
import { keyOf, type Key, type Occasion, type RandomStream } from '../random/keyed.ts';
import { describeReturn } from './check-event.ts';
import { transformed } from './actor.ts';
import { addedEventId } from './ids.ts';
import { LABEL_EVENT, labelPayload } from './label.ts';
import { newStream } from './new-stream.ts';
import { refuseUnknownKeys } from './option-keys.ts';
import type { Turn } from './turn.ts';

const EVENT_OPTIONS = ['after', 'id'];

/** Where transforms are called: what keys their draws, and what new events belong to. */
export interface Occurrence {
  /** Path of the action, or of the population where the actor ends. */
  readonly path: readonly string[];
  readonly labels: readonly string[];
  readonly words: Occasion;
  readonly sessionId: string;
}

/** The keys of a transform below one path. A SHA-256 each, so they are made when first needed. */
class Keys {
  readonly path: readonly string[];
  #random: Key | undefined;
  #id: Key | undefined;

  constructor(path: readonly string[], transform: string) {
    this.path = [...path, 'transform', transform];
  }

  get random(): Key {
    return (this.#random ??= keyOf([...this.path, '@random']));
  }

  get id(): Key {
    return (this.#id ??= keyOf([...this.path, '@id']));
  }
}

/** A transform as one lane runs it; `t` itself. */
export class TransformCall implements TransformTurn {
  readonly transform: Transform;
  readonly random: RandomStream;
  readonly #turn: Turn;
  readonly #place: number;
  readonly #idStream: RandomStream;
  readonly #keysByPath = new Map<readonly string[], Keys>();
  #keys = new Keys([], '');
  #at: Occurrence = { path: [], labels: [], words: { actor: 0, instance: 0, occurrence: 0, origin: 0 }, sessionId: '' };
  #hasIds = false;
  #made = 0;
  #labels: Event[] = [];

  constructor(turn: Turn, transform: Transform, place: number) {
    this.#turn = turn;
    this.transform = transform;
    this.#place = place;
    this.random = newStream(turn.world);
    this.#idStream = newStream(turn.world);
  }

  /** Turns to another call, whose stream of ids is opened when it is asked for. */
  enter(at: Occurrence): void {
    this.#at = at;
    this.#keys = this.#keysOf(at.path);
    this.#hasIds = false;
    this.#made = 0;
    this.random.open(this.#keys.random, at.words);
  }

  /** What stands in the place of the batch. */
  apply(batch: readonly Event[]): readonly Event[] {
    return this.#checked(batch, () => this.transform.apply([...batch], this));
  }

  /** What is left to tell when the actor ends. */
  end(): readonly Event[] {
    return this.#checked([], () => this.transform.end?.(this) ?? []);
  }

  get state(): unknown {
    const { state } = this.#turn;
    const { states } = transformed(state);
    const held = (states[this.#place] ??= { value: this.transform.init?.(this.actor) });
    return held.value;
  }

  set state(value: unknown) {
    transformed(this.#turn.state).states[this.#place] = { value };
  }

  get actor(): Actor {
    return this.#turn.context.actor;
  }

  get nowMs(): number {
    return this.#turn.nowMs;
  }

  // Functions of their own, so that an author may take them out of `t`.
  readonly event = (
    name: string,
    payload: object = {},
    options: { readonly after?: Duration | undefined; readonly id?: string | undefined } = {},
  ): Event => {
    refuseUnknownKeys('t.event', options, EVENT_OPTIONS);
    const ms = options.after === undefined ? this.nowMs : this.#turn.later(options.after);
    return {
      id: options.id ?? this.#nextId(ms),
      userId: this.#turn.state.userId,
      sessionId: this.#at.sessionId,
      name,
      timestamp: new Date(ms),
      payload: payload as Event['payload'],
    };
  };

  readonly label = (fields: LabelFields): Event => {
    const { nowMs } = this;
    const id = this.#nextId(nowMs);
    const payload = labelPayload(fields, { labelId: id, ms: nowMs, seed: this.#turn.world.seed });
    const event = this.event(LABEL_EVENT, payload, { id });
    this.#labels.push(event);
    return event;
  };

  #checked(batch: readonly Event[], call: () => unknown): readonly Event[] {
    this.#labels = [];
    const returned = this.#called(call);
    if (!Array.isArray(returned)) throw this.#fault(`returned ${describeReturn(returned)}`, 'an array of events');
    const labels = this.#labels;
    const events = (returned as readonly unknown[]).map((event) => this.#completed(event));
    const told = new Set(events.map(({ id }) => id));
    const all = [...events, ...labels.filter(({ id }) => !told.has(id))];
    const isKnown = new Set(labels.map(({ id }) => id));
    if (this.transform.stage === 'noise') this.#checkNoise(batch, all, isKnown);
    else this.#checkChange(batch, all);
    if (this.#turn.world.isStrict) this.#checkStrictly(all);
    return all;
  }

  #called(call: () => unknown): unknown {
    try {
      return call();
    } catch (thrown) {
      const known = thrown instanceof SynodeError ? thrown : undefined;
      const what = known?.rawMessage ?? (thrown instanceof Error ? thrown.message : String(thrown));
      throw new SynodeError(known?.code ?? 'HANDLER_ERROR', `transform '${this.transform.id}': ${what}`, {
        path: [...this.#at.labels, `transform '${this.transform.id}'`],
        cause: known?.cause ?? thrown,
        ...(known?.expected === undefined ? {} : { expected: known.expected }),
        ...(known?.received === undefined ? {} : { received: known.received }),
        ...(known?.suggestion === undefined ? {} : { suggestion: known.suggestion }),
      });
    }
  }

  /** An event as it was returned, one without an id completed. */
  #completed(returned: unknown): Event {
    if (typeof returned !== 'object' || returned === null) {
      throw this.#fault(`returned an array with ${describeValue(returned)}`, 'an array of events');
    }
    const { id, userId, sessionId, name, timestamp, payload } = returned as TransformedEvent;
    if (!isEventName(name)) {
      throw this.#invalid(name, `its name is ${describeValue(name)}`, '1 to 128 characters without control characters');
    }
    if (!(timestamp instanceof Date) || !(timestamp.getTime() >= this.nowMs)) {
      const now = new Date(this.nowMs).toISOString();
      throw this.#invalid(name, `its timestamp is ${describeValue(timestamp)}`, `a Date from ${now} on`);
    }
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
      throw this.#invalid(name, `its payload is ${describeValue(payload)}`, 'an object');
    }
    if (userId !== this.#turn.state.userId) {
      throw this.#invalid(name, `its userId is ${describeValue(userId)}`, `'${this.#turn.state.userId}'`);
    }
    if (id !== undefined && typeof id !== 'string') throw this.#invalid(name, `its id is ${describeValue(id)}`, 'text');
    // An empty id says the same as none: this event is new.
    const given = id === undefined || id === '' ? this.#nextId(timestamp.getTime()) : id;
    return { id: given, userId, sessionId, name, timestamp, payload };
  }

  #checkChange(batch: readonly Event[], events: readonly Event[]): void {
    const sessions = new Set([this.#at.sessionId, ...batch.map(({ sessionId }) => sessionId)]);
    const seen = new Set<string>();
    for (const { id, name, sessionId } of events) {
      if (!sessions.has(sessionId)) {
        throw this.#invalid(name, `its sessionId is ${describeValue(sessionId)}`, [...sessions].join(' or '));
      }
      if (seen.has(id)) throw this.#invalid(name, `its id '${id}' was returned twice`, 'each id once', COPY);
      seen.add(id);
      if (this.transform.stage === 'entry' && name !== ENTRY_EVENT && name !== LABEL_EVENT) {
        throw this.#invalid(name, `its name is '${name}'`, `'${ENTRY_EVENT}', or a label`);
      }
    }
  }

  #checkNoise(batch: readonly Event[], events: readonly Event[], labels: ReadonlySet<string>): void {
    const known = new Map(batch.map((event) => [event.id, event]));
    for (const event of events) {
      if (labels.has(event.id)) continue;
      const was = known.get(event.id);
      if (was === undefined) {
        throw this.#invalid(
          event.name,
          'it is new',
          'events of the batch, changed, left out or more than once',
          ANOMALY,
        );
      }
      const key = (['sessionId', 'name'] as const).find((one) => was[one] !== event[one]);
      if (key !== undefined)
        throw this.#invalid(event.name, `noise changed its ${key}`, describeValue(was[key]), ANOMALY);
      if (was.timestamp.getTime() === event.timestamp.getTime()) continue;
      throw this.#invalid(event.name, 'noise changed its timestamp', was.timestamp.toISOString(), ANOMALY);
    }
  }

  #checkStrictly(events: readonly Event[]): void {
    for (const { name, payload } of events) {
      const fault = findUnencodable(payload, 'payload');
      if (fault === undefined) continue;
      throw new SynodeError('INVALID_FIELD_VALUE', `${fault.path} of event '${name}' is ${fault.received}`, {
        path: [...this.#at.labels, `transform '${this.transform.id}'`],
        expected: 'a JSON value or Date',
        received: fault.received,
        suggestion: `Check what computes '${fault.path}'.`,
      });
    }
  }

  #nextId(timestamp: number): string {
    const stream = this.#idStream;
    if (!this.#hasIds) stream.open(this.#keys.id, this.#at.words);
    this.#hasIds = true;
    const { sessionId } = this.#at;
    return addedEventId(this.#turn, { path: this.#keys.path, timestamp, sessionId, index: this.#made++, stream });
  }

  #keysOf(path: readonly string[]): Keys {
    const known = this.#keysByPath.get(path) ?? new Keys(path, this.transform.id);
    this.#keysByPath.set(path, known);
    return known;
  }

  #fault(what: string, expected: string): SynodeError {
    return new SynodeError('INVALID_HANDLER_RETURN', `transform '${this.transform.id}' ${what}`, {
      path: [...this.#at.labels, `transform '${this.transform.id}'`],
      expected,
      received: what,
      suggestion: 'Return batch for no change.',
    });
  }

  #invalid(name: unknown, what: string, expected: string, suggestion = 'Make new events with t.event.'): SynodeError {
    return new SynodeError(
      'INVALID_EVENT',
      `event ${describeValue(name)} of transform '${this.transform.id}' is invalid: ${what}`,
      { path: [...this.#at.labels, `transform '${this.transform.id}'`], expected, received: what, suggestion },
    );
  }
}

const COPY = 'Leave the id of the copy out: it gets one of its own.';
const ANOMALY = "That is what stage 'anomaly' is for.";

/** From what a handler returned to events on their way: all are checked before the first is emitted. */
import { describeValue, didYouMean, SynodeError } from '../errors.ts';
import type { Event, EventMeta } from '../model/event.ts';
import { findUnencodable } from '../model/plain.ts';
import { isEventName, type ActionPlan } from '../plan/action.ts';
import type { ProcessPlan } from '../plan/process.ts';
import type { EventJudge } from '../plan/schema.ts';
import type { Instance } from './instance.ts';
import type { Turn } from './turn.ts';

/** Where events of an actor go, in order. */
export interface EventSink {
  /** `actor` is the index of the actor in its population. */
  emit(event: Event, ms: number, actor: number): void;
  /** Set when it wants to be emptied before more is emitted. */
  readonly isFull: boolean;
}

/** The handler call an event comes from; none where an actor ends. */
export interface Call {
  readonly instance: Instance;
  readonly action: ActionPlan;
}

/** Emits the events of one handler call. */
export function emitAll(turn: Turn, instance: Instance, action: ActionPlan, returned: unknown, sink: EventSink): void {
  if (!Array.isArray(returned)) throw notEvents(returned);
  const events: readonly Event[] = returned;
  for (const event of events) checkEvent(event, turn, instance, action);
  if (events.length > 1) checkIds(events);
  if (turn.world.isStrict) checkStrictly(events, turn, action);
  if (turn.transforms !== undefined) return turn.transforms.emit(events, { instance, action }, sink);
  for (const event of events) emitOne(event, turn, instance, action, sink);
}

function emitOne(made: Event, turn: Turn, instance: Instance, action: ActionPlan, sink: EventSink): void {
  const { state, world } = turn;
  const ms = made.timestamp.getTime();
  if (ms >= world.horizon) {
    world.tally.droppedAfterEnd++;
    return;
  }
  const sequence = state.emitted++;
  const judged = judgeEvent(turn, made, sequence);
  if (judged !== undefined) world.views?.fold(judged, ms, state);
  if (!isEmitted(world.process, made, ms)) return;
  world.tally.emit(made.name);
  world.emitted.count++;
  if (judged === undefined) {
    world.tally.droppedBySchema++;
    return;
  }
  world.folds?.apply(judged);
  const event = world.meta ? withMeta(judged, metaOf(turn, { instance, action }, sequence)) : judged;
  if (ms > turn.nowMs) state.hold(event, ms);
  else sink.emit(event, ms, state.index);
}

/** What the schemas leave of an event: of the process itself first, then of the run. */
export function judgeEvent({ state, world }: Turn, made: Event, sequence: number): Event | undefined {
  if (world.ownJudge !== undefined) judge(world.ownJudge, made, state.index, sequence);
  return world.judge === undefined ? made : judge(world.judge, made, state.index, sequence);
}

/** Run-in, look-ahead and what the tail leaves out are simulated and seen by views alone. */
export function isEmitted({ emitFrom, emitUntil, tail, tailMs }: ProcessPlan, event: Event, ms: number): boolean {
  if (ms < emitFrom || ms >= emitUntil) return false;
  if (tail === undefined) return true;
  const end = emitUntil - tailMs;
  return ms < end || tail(event, new Date(end));
}

function judge(by: EventJudge, event: Event, actorIndex: number, sequence: number): Event | undefined {
  const verdict = by.judge(event, { actorIndex, sequence });
  if (verdict === 'ok') return event;
  if (verdict === 'drop') return undefined;
  const { id, userId, sessionId, name, timestamp } = event;
  return { id, userId, sessionId, name, timestamp, payload: verdict.payload as Event['payload'] };
}

/** Hands on what is dated before `until`, in order of (date, emission). */
export function release(turn: Turn, until: number, sink: EventSink): void {
  const { pending } = turn.state;
  if (pending === undefined) return;
  let due = 0;
  while (due < pending.length && !sink.isFull) {
    const next = pending[due];
    if (next === undefined || next.ms >= until) break;
    sink.emit(next.event, next.ms, turn.state.index);
    due++;
  }
  if (due === pending.length) turn.state.pending = undefined;
  else if (due > 0) pending.splice(0, due);
}

/** Lets an event of a transform leave the actor, or wait for its date. */
export function send(turn: Turn, told: Event, call: Call | undefined, sequence: number, sink: EventSink): void {
  const { state, world } = turn;
  const ms = told.timestamp.getTime();
  const event = world.meta ? withMeta(told, metaOf(turn, call, sequence)) : told;
  if (ms > turn.nowMs) state.hold(event, ms);
  else sink.emit(event, ms, state.index);
}

function withMeta({ id, userId, sessionId, name, timestamp, payload }: Event, meta: EventMeta): Event {
  return { id, userId, sessionId, name, timestamp, payload, meta };
}

function metaOf({ population, state, occurrence }: Turn, call: Call | undefined, sequence: number): EventMeta {
  return {
    process: population.process,
    population: population.id,
    actor: state.index,
    journey: call?.instance.journey.id ?? '',
    instance: call?.instance.label ?? '',
    adventure: call?.action.adventure ?? '',
    action: call?.action.id ?? '',
    occurrence,
    sequence,
  };
}

function checkEvent(event: Event, turn: Turn, instance: Instance, action: ActionPlan): void {
  if (typeof event !== 'object' || event === null) throw notEvents([event]);
  const { state, nowMs, world } = turn;
  // A name that was emitted before was checked then.
  if (!world.tally.eventNames.has(event.name) && !isEventName(event.name)) {
    throw invalidEvent(
      event,
      `its name is ${describeValue(event.name)}`,
      '1 to 128 characters without control characters',
      'Name the event.',
    );
  }
  if (action.emits !== undefined && !action.emits.has(event.name)) throw undeclared(event, action);
  if (typeof event.id !== 'string' || event.id === '') {
    throw invalidEvent(
      event,
      `its id is ${describeValue(event.id)}`,
      'text that is not empty',
      'Make events with ctx.event.',
    );
  }
  if (event.userId !== state.userId) {
    throw invalidEvent(
      event,
      `its userId is ${describeValue(event.userId)}`,
      `'${state.userId}'`,
      'Make events with the ctx of this call.',
    );
  }
  if (event.sessionId !== instance.sessionId && !isOwnSession(event.sessionId, instance.sessionId)) {
    throw invalidEvent(
      event,
      `its sessionId is ${describeValue(event.sessionId)}`,
      `'${instance.sessionId}'`,
      'Make events with the ctx of this call.',
    );
  }
  if (!(event.timestamp instanceof Date) || !(event.timestamp.getTime() >= nowMs)) throw backdated(event, nowMs);
  if (typeof event.payload !== 'object' || event.payload === null || Array.isArray(event.payload)) {
    throw invalidEvent(event, `its payload is ${describeValue(event.payload)}`, 'an object', 'Give {} for no payload.');
  }
}

function checkIds(events: readonly Event[]): void {
  const ids = new Set<string>();
  for (const event of events) {
    if (ids.has(event.id)) {
      throw invalidEvent(
        event,
        `its id '${event.id}' was returned twice by one call`,
        'each event once',
        'Make each event with a ctx.event of its own.',
      );
    }
    ids.add(event.id);
  }
}

/** A session that was rotated in this very call is still this instance's. */
function isOwnSession(sessionId: unknown, current: string): boolean {
  const base = current.split('~')[0] ?? '';
  return typeof sessionId === 'string' && (sessionId === base || sessionId.startsWith(`${base}~`));
}

/** What `debug`, `dryRun` and the testing sub-path look for beside. */
function checkStrictly(events: readonly Event[], turn: Turn, action: ActionPlan): void {
  for (const event of events) {
    const fault = findUnencodable(event.payload, 'payload', []);
    if (fault === undefined) continue;
    throw new SynodeError('INVALID_FIELD_VALUE', `${fault.path} of event '${event.name}' is ${fault.received}`, {
      path: action.labels,
      expected: 'a JSON value or Date',
      received: fault.received,
      suggestion: `Check what computes '${fault.path}'.`,
    });
  }
  if (turn.made > events.length) {
    turn.world.warn(
      'EVENT_NOT_RETURNED',
      `action '${action.id}' made ${turn.made} events and returned ${events.length}`,
    );
  }
}

export function describeReturn(returned: unknown): string {
  return Array.isArray(returned) ? `an array with ${describeValue(returned[0])}` : describeValue(returned);
}

function notEvents(returned: unknown): SynodeError {
  return new SynodeError('INVALID_HANDLER_RETURN', `handler returned ${describeReturn(returned)}`, {
    expected: 'an array of events',
    received: describeReturn(returned),
    suggestion: 'Return [] or [ctx.event(…)].',
  });
}

function undeclared(event: Event, action: ActionPlan): SynodeError {
  const declared = [...(action.emits ?? [])];
  return invalidEvent(
    event,
    `action '${action.id}' does not declare it`,
    `one of ${declared.join(', ')}`,
    didYouMean(event.name, declared),
  );
}

function backdated(event: Event, nowMs: number): SynodeError {
  const { timestamp } = event;
  const isDate = timestamp instanceof Date && !Number.isNaN(timestamp.getTime());
  const what = isDate
    ? `it is dated ${describeSpan(nowMs - timestamp.getTime())} before now`
    : `its timestamp is ${describeValue(timestamp)}`;
  return invalidEvent(
    event,
    what,
    `a Date from ${new Date(nowMs).toISOString()} on`,
    'Use payload fields for backdated documents.',
  );
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

/** A length of time in its largest unit: `2 h`, `1.5 d`. */
function describeSpan(ms: number): string {
  const [length, unit] = UNITS.find(([of]) => ms >= of) ?? [1, 'ms'];
  return `${Math.round((ms / length) * 10) / 10} ${unit}`;
}

function invalidEvent(event: Event, what: string, expected: string, suggestion: string): SynodeError {
  return new SynodeError('INVALID_EVENT', `event ${describeValue(event.name)} is invalid: ${what}`, {
    expected,
    received: what,
    suggestion,
  });
}

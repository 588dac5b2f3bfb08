/** From what a handler returned to events on their way: all are checked before the first is emitted. */
import type { Event, EventMeta } from '../model/event.ts';
import type { ActionPlan } from '../plan/action.ts';
import type { ProcessPlan } from '../plan/process.ts';
import type { EventJudge } from '../plan/schema.ts';
import { checkEvents, checkIds, checkStrictly, notEvents } from './check-event.ts';
import type { Instance } from './instance.ts';
import type { NameCounter } from './tally.ts';
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
  const { transforms, world } = turn;
  const counters = world.tally.lastOf(action);
  checkEvents(events, counters, turn, instance, action);
  if (events.length > 1) checkIds(events, turn);
  if (world.isStrict) checkStrictly(events, turn, action);
  if (transforms !== undefined) return transforms.emit(events, { instance, action }, sink);
  if (turn.postings !== undefined) return turn.postings.emit(events, counters, { instance, action }, sink);
  if (world.hasStages || world.meta) return emitThroughStages(turn, events, counters, { instance, action }, sink);
  emitAsTheyAre(turn, events, counters, sink);
}

/** Most runs put nothing between handler and adapter (bench `engine.fast-path`). */
function emitAsTheyAre(
  { nowMs, state, world }: Turn,
  events: readonly Event[],
  counters: readonly (NameCounter | undefined)[],
  sink: EventSink,
): void {
  const { emitted, horizon, tally } = world;
  for (let i = 0; i < events.length; i++) {
    const event = plain(events[i] as Event);
    const ms = event.timestamp.getTime();
    // What is left out has a number too: so numbers do not tell when a run ends.
    state.emitted++;
    if (ms >= horizon) {
      tally.droppedAfterEnd++;
      continue;
    }
    (counters[i] as NameCounter).count++;
    emitted.count++;
    if (ms > nowMs) state.hold(event, ms);
    else sink.emit(event, ms, state.index);
  }
}

function emitThroughStages(
  turn: Turn,
  events: readonly Event[],
  counters: readonly (NameCounter | undefined)[],
  call: Call,
  sink: EventSink,
): void {
  const { nowMs, state, world } = turn;
  for (let i = 0; i < events.length; i++) {
    const made = events[i] as Event;
    const ms = made.timestamp.getTime();
    const sequence = state.emitted++;
    if (ms >= world.horizon) {
      world.tally.droppedAfterEnd++;
      continue;
    }
    const counter = counters[i] as NameCounter;
    const event = throughStages(turn, made, ms, sequence, counter);
    if (event === undefined) continue;
    counter.count++;
    world.emitted.count++;
    const told = world.meta ? withMeta(event, metaOf(turn, call, sequence)) : event;
    if (ms > nowMs) state.hold(told, ms);
    else sink.emit(told, ms, state.index);
  }
}

/** Schemas, views, the limits of what is emitted, folds: what leaves them, if anything does. */
function throughStages(turn: Turn, made: Event, ms: number, sequence: number, counter: NameCounter): Event | undefined {
  const { state, world } = turn;
  const judged = judgeEvent(turn, made, sequence);
  if (judged !== undefined) world.views?.fold(judged, ms, state);
  if (!isEmitted(world.process, made, ms)) return undefined;
  if (judged === undefined) {
    counter.count++;
    world.emitted.count++;
    world.tally.droppedBySchema++;
    return undefined;
  }
  world.folds?.apply(judged);
  return plain(judged);
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

/** Without the `meta` that a handler put there: only a run that was asked for it has one. */
function plain(event: Event): Event {
  if (event.meta === undefined) return event;
  const { id, userId, sessionId, name, timestamp, payload } = event;
  return { id, userId, sessionId, name, timestamp, payload };
}

/** Lets an event of a transform leave the actor, or wait for its date. */
export function send(turn: Turn, told: Event, call: Call | undefined, sequence: number, sink: EventSink): void {
  const { state, world } = turn;
  const ms = told.timestamp.getTime();
  const event = world.meta ? withMeta(told, metaOf(turn, call, sequence)) : plain(told);
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

/** Whether what a handler returned are events of this very call. */
import { describeValue, didYouMean, SynodeError } from '../errors.ts';
import type { Event } from '../model/event.ts';
import { findUnencodable } from '../model/plain.ts';
import { isEventName, type ActionPlan } from '../plan/action.ts';
import type { Instance } from './instance.ts';
import type { NameCounter } from './tally.ts';
import type { Turn } from './turn.ts';

/** Checks what a call returned, and keeps the counters of the names; those of its last call are there already. */
export function checkEvents(
  events: readonly Event[],
  counters: (NameCounter | undefined)[],
  turn: Turn,
  instance: Instance,
  action: ActionPlan,
): void {
  for (let i = 0; i < events.length; i++) {
    const event = events[i] as Event;
    const last = counters[i];
    if (last !== undefined && isSound(event, turn, instance, action) && last.name === event.name) continue;
    counters[i] = meetName(event, turn, instance, action);
  }
}

/** The counter of a name that the action did not emit at this place before. A name that was met anywhere is sound. */
function meetName(event: Event, turn: Turn, instance: Instance, action: ActionPlan): NameCounter {
  if (typeof event !== 'object' || event === null) throw notEvents([event]);
  const { tally } = turn.world;
  const counter = tally.named(event.name);
  if (counter === undefined || !isSound(event, turn, instance, action)) refuseFaulty(event, turn, instance, action);
  return counter ?? tally.meet(event.name);
}

/** All that is asked of an event but its name, in few words: every event passes here (bench `engine.fast-path`). */
function isSound(event: Event, { state, nowMs }: Turn, instance: Instance, action: ActionPlan): boolean {
  if (typeof event !== 'object' || event === null) return false;
  const { id, timestamp, payload } = event;
  return (
    typeof id === 'string' &&
    id.length > 0 &&
    event.userId === state.userId &&
    event.sessionId === instance.sessionId &&
    timestamp instanceof Date &&
    timestamp.getTime() >= nowMs &&
    typeof payload === 'object' &&
    payload !== null &&
    !Array.isArray(payload) &&
    (action.emits === undefined || action.emits.has(event.name))
  );
}

/** Says what is wrong with an event, if anything is. */
function refuseFaulty(event: Event, { state, nowMs }: Turn, instance: Instance, action: ActionPlan): void {
  if (!isEventName(event.name)) {
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

/** A session that was rotated in this very call is still this instance's. */
function isOwnSession(sessionId: unknown, current: string): boolean {
  const base = current.split('~')[0] ?? '';
  return typeof sessionId === 'string' && (sessionId === base || sessionId.startsWith(`${base}~`));
}

/** Each id stands once in what a call returns. */
export function checkIds(events: readonly Event[], turn: Turn): void {
  const repeated = haveOwnIds(events, turn) ? eventTwice(events) : idTwice(events);
  if (repeated === undefined) return;
  throw invalidEvent(
    repeated,
    `its id '${repeated.id}' was returned twice by one call`,
    'each event once',
    'Make each event with a ctx.event of its own.',
  );
}

/** What was made in this call has ids of its own; a few are then only looked at for one that stands there twice. */
function haveOwnIds({ length }: readonly Event[], { made, hasGivenIds, transforms, world }: Turn): boolean {
  if (made !== length || hasGivenIds || length > FEW) return false;
  return world.idGenerator === undefined && transforms === undefined && !world.isStrict;
}

const FEW = 8;

function eventTwice(events: readonly Event[]): Event | undefined {
  for (let i = 1; i < events.length; i++) {
    const event = events[i];
    for (let j = 0; j < i; j++) if (events[j] === event) return event;
  }
  return undefined;
}

function idTwice(events: readonly Event[]): Event | undefined {
  const ids = new Set<string>();
  return events.find(({ id }) => ids.size === ids.add(id).size);
}

/** What `debug`, `dryRun` and the testing sub-path look for beside. */
export function checkStrictly(events: readonly Event[], turn: Turn, action: ActionPlan): void {
  for (const event of events) {
    const fault = findUnencodable(event.payload, 'payload');
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

export function notEvents(returned: unknown): SynodeError {
  return new SynodeError('INVALID_HANDLER_RETURN', `handler returned ${describeReturn(returned)}`, {
    expected: 'an array of events',
    received: describeReturn(returned),
    suggestion: 'Return [] or [ctx.event(…)].',
  });
}

export function describeReturn(returned: unknown): string {
  return Array.isArray(returned) ? `an array with ${describeValue(returned[0])}` : describeValue(returned);
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

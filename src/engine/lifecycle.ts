/** How actors and instances begin and end: persona, schedules, chain, sessions, suppression. */
import { isPromise } from '../plan/action.ts';
import { newCursor, type ArrivalCursor } from '../plan/arrival-plan.ts';
import type { JourneyPlan } from '../plan/journey.ts';
import type { PersonaPlan } from '../plan/persona.ts';
import type { ScheduledJourney } from '../plan/population.ts';
import { resolveFields } from '../plan/action.ts';
import { resolveLocale } from '../random/faker.ts';
import { ActorState } from './actor.ts';
import { sessionId, userId } from './ids.ts';
import { Instance } from './instance.ts';
import type { Turn } from './turn.ts';
import type { World } from './world.ts';

/** Seats a new actor: draws its persona and puts its first instances into its queue. */
export function beginActor(turn: Turn, index: number): void | Promise<void> {
  const { population, world } = turn;
  const state = new ActorState(index, `${population.userPrefix}${index}`);
  turn.seat(state);
  if (world.part?.hasActor(population, index) === false) {
    turn.transforms?.leaveOut();
    return;
  }
  state.start = population.startOf(turn);
  turn.nowMs = state.start;
  state.userId = userId(turn);
  world.tally.begins();
  const persona = population.personas.choose(turn);
  if (persona === undefined) return scheduleAll(turn);
  state.persona = persona.id;
  const pending = drawAttributes(turn, persona);
  return pending === undefined ? scheduleAll(turn) : pending.then(() => scheduleAll(turn));
}

function drawAttributes(
  turn: Turn,
  persona: PersonaPlan,
  sofar: Record<string, unknown> = {},
  from = 0,
): Promise<void> | undefined {
  for (let i = from; i < persona.attributes.length; i++) {
    const attribute = persona.attributes[i];
    if (attribute === undefined) break;
    const drawn = resolveFields([attribute], turn, sofar);
    const keep = (): void => {
      const value = Object.hasOwn(sofar, attribute.name) ? sofar[attribute.name] : undefined;
      turn.set(attribute.name, value, undefined);
      if (attribute.name === 'locale') turn.state.locale = localeOf(turn, value);
    };
    if (isPromise(drawn)) return drawn.then(() => (keep(), drawAttributes(turn, persona, sofar, i + 1)));
    keep();
  }
  return undefined;
}

function localeOf(turn: Turn, value: unknown): string {
  const locale = typeof value === 'string' ? resolveLocale(value) : undefined;
  if (locale !== undefined) return locale;
  turn.world.warn('LOCALE_FALLBACK', `locale '${String(value)}' is unknown to faker; 'en' is used`);
  return 'en';
}

function scheduleAll(turn: Turn): void {
  const { population, state } = turn;
  const { scheduled } = population;
  if (scheduled.length > 0) scheduleArrivals(turn, scheduled);
  scheduleChain(turn, state.start);
  turn.transforms?.noteEnd();
}

function scheduleArrivals(turn: Turn, scheduled: readonly ScheduledJourney[]): void {
  const { state } = turn;
  state.cursors = scheduled.map(() => newCursor(state.start));
  for (const [i, { arrivals }] of scheduled.entries()) {
    const cursor = state.cursors[i];
    if (arrivals.rate !== undefined && cursor !== undefined) cursor.rate = arrivals.rate(turn);
    scheduleArrival(turn, i);
  }
}

/**
 * Puts the next arrival of a schedule into the queue; where one may overtake another, all that may come before those
 * in it.
 */
function scheduleArrival(turn: Turn, index: number): void {
  const { population, state, world } = turn;
  const scheduled = population.scheduled[index];
  const cursor = state.cursors?.[index];
  if (scheduled === undefined || cursor === undefined) return;
  while (cursor.earliest < Infinity) {
    drawArrival(turn, scheduled, cursor);
    if (cursor.earliest >= world.lastStart) cursor.earliest = Infinity;
    const { due, earliest, number } = cursor;
    cursor.k++;
    // Only what falls between the actor's start and the end of the window is an instance.
    if (due < state.start) continue;
    if (due >= world.lastStart) {
      if (due < Infinity) turn.transforms?.noteMore();
      continue;
    }
    const { journey, arrivals } = scheduled;
    const identity = {
      number,
      origin: 0,
      rank: number,
      label: String(number),
      input: undefined,
      opens: arrivals.opens,
    };
    state.enqueue(new Instance(journey, 'arrival', due, identity));
    if (earliest >= due || earliest >= soonest(state, journey)) return;
  }
}

/** Arrivals are keyed by their number alone, whichever instance is just beginning. */
function drawArrival(turn: Turn, { arrivals }: ScheduledJourney, cursor: ArrivalCursor): void {
  const { instance, origin, occurrence } = turn;
  turn.instance = 0;
  turn.origin = 0;
  turn.occurrence = cursor.k;
  cursor.number = cursor.k;
  arrivals.next(turn, cursor);
  turn.instance = instance;
  turn.origin = origin;
  turn.occurrence = occurrence;
}

function soonest({ first }: ActorState, journey: JourneyPlan): number {
  let waiting = first;
  while (waiting !== undefined && (waiting.journey !== journey || waiting.kind !== 'arrival')) waiting = waiting.next;
  return waiting?.due ?? Infinity;
}

/** Puts the next journey of the chain into the queue. */
function scheduleChain(turn: Turn, due: number): void {
  const { population, state, world } = turn;
  const journey = population.chain[state.chainAt];
  if (journey === undefined) return;
  if (due >= world.lastStart) {
    turn.transforms?.noteMore();
    return;
  }
  state.chainAt++;
  state.enqueue(new Instance(journey, 'chain', due, { number: 0, origin: 0, rank: 0, label: '0', input: undefined }));
}

/** Opens the session of an instance and lets its schedule go on. False when it is suppressed or left out. */
export function beginInstance(turn: Turn, instance: Instance): boolean {
  const { population, state, world } = turn;
  const { journey, kind } = instance;
  // An opening one goes first once; what it does later has the place of its journey.
  instance.place = journey.index;
  if (kind === 'arrival')
    scheduleArrival(
      turn,
      population.scheduled.findIndex((entry) => entry.journey === journey),
    );
  const { part } = world;
  if (part?.hasInstance(population, state.index, instance) === false) {
    const earliest = part.chainAfter(population, state.index, instance);
    if (kind === 'chain') scheduleChain(turn, Math.max(turn.nowMs, earliest));
    return false;
  }
  const isSuppressed = kind !== 'chain' && instance.due < state.suppressedUntil(journey.index);
  if (!isSuppressed && instance.sessionId === '') instance.sessionId = sessionId(turn, instance);
  // Counted once nothing can fail any more: an instance that never got its session was never one.
  const counts = world.tally.journey(journey.id);
  counts.scheduled++;
  if (isSuppressed) counts.suppressed++;
  return !isSuppressed;
}

/** Ends an instance: what it suppresses, and the chain behind it. */
export function endInstance(turn: Turn, instance: Instance, suppressionMs: number): void {
  const { state } = turn;
  const { journey } = instance;
  if (suppressionMs > 0) {
    // Instances may overlap: one that ends later with a shorter period does not cut the longer one.
    state.suppress(journey.index, Math.max(state.suppressedUntil(journey.index), turn.nowMs + suppressionMs));
  }
  if (instance.kind === 'chain') scheduleChain(turn, turn.nowMs + suppressionMs);
}

/** Counts what is cut off when an actor goes no further. */
export function closeInstances(turn: Turn, as: 'censored' | 'failed' | 'open'): void {
  countOpen(turn.state, turn.world, as);
  turn.state.clear();
}

/** Counts the instances of an actor that have begun and not ended. */
export function countOpen({ first }: ActorState, { tally }: World, as: 'censored' | 'failed' | 'open'): void {
  for (let instance = first; instance !== undefined; instance = instance.next) {
    if (instance.pc > 0) tally.journey(instance.journey.id)[as]++;
  }
}

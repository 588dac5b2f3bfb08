/** Ids: keyed ones of the place that asks, or what the run's own generator makes. */
import { describeValue, SynodeError } from '../errors.ts';
import type { IdRequest } from '../model/run-options.ts';
import { placeOf } from '../plan/place.ts';
import type { Key, RandomStream } from '../random/keyed.ts';
import type { Instance } from './instance.ts';
import type { Turn } from './turn.ts';

/** The id of the next event made at this place. */
export function eventId(turn: Turn, timestamp: number): string {
  const stream = turn.idStream();
  if (turn.world.idGenerator === undefined) return stream.id();
  return generated(turn, 'event', { kind: 'event', path: turn.place.path, timestamp, index: turn.made, stream });
}

/** The id of an event that a transform adds: of the transform's own stream. */
export function addedEventId(turn: Turn, asked: Omit<Asked, 'kind'> & Pick<IdRequest, 'sessionId'>): string {
  if (turn.world.idGenerator === undefined) return asked.stream.id();
  return generated(turn, 'event', { kind: 'event', ...asked });
}

/** What `ctx.generateId` gives. */
export function generateId(turn: Turn, prefix = ''): string {
  const stream = turn.customIdStream();
  const { path } = turn.place;
  return customId(turn, prefix, { kind: 'custom', path, timestamp: turn.nowMs, index: turn.idsAsked++, stream });
}

/** The id of a field that is one: as `generateId`, on the field's own stream. */
export function fieldId(turn: Turn, key: Key, prefix: string): string {
  const stream = turn.stream.open(key, turn);
  const path = key.path.slice(0, -1);
  return customId(turn, prefix, { kind: 'custom', path, timestamp: turn.nowMs, index: 0, stream });
}

function customId(turn: Turn, prefix: string, asked: Asked): string {
  if (turn.world.idGenerator !== undefined) return generated(turn, prefix, asked);
  const id = asked.stream.id();
  return prefix === '' ? id : `${prefix}_${id}`;
}

/** The id of the seated actor, whose start is known by now. */
export function userId(turn: Turn): string {
  const { population, state } = turn;
  if (turn.world.idGenerator === undefined) return state.userId;
  turn.enter(placeOf(population.path));
  return generated(turn, population.id, {
    kind: 'user',
    path: population.path,
    timestamp: state.start,
    index: 0,
    stream: turn.idStream(),
  });
}

/** The session id of an instance. */
export function sessionId(turn: Turn, instance: Instance): string {
  const { journey, due } = instance;
  const builtIn = builtInSession(turn, instance);
  if (turn.world.idGenerator === undefined) return builtIn;
  instance.sessionId = builtIn;
  return asInstance(turn, instance, () => {
    turn.enter(placeOf(journey.path));
    const stream = turn.idStream();
    return generated(turn, 'session', { kind: 'session', path: journey.path, timestamp: due, index: 0, stream });
  });
}

/** What a session is called where no generator names it. */
export function builtInSession({ state }: Turn, { journey, label }: Instance): string {
  return `${state.userId}:${journey.id}:${label}`;
}

/** Evaluates something as if the instance ran; whoever really runs goes on undisturbed. */
function asInstance<T>(turn: Turn, instance: Instance, evaluate: () => T): T {
  const { running, instance: number, occurrence, origin } = turn;
  Object.assign(turn, { running: instance, instance: instance.number, occurrence: 0, origin: instance.origin });
  try {
    return turn.nested(evaluate);
  } finally {
    Object.assign(turn, { running, instance: number, occurrence, origin });
  }
}

/** What the place adds to a request. */
interface Asked extends Pick<IdRequest, 'kind' | 'path' | 'timestamp' | 'index'> {
  readonly stream: RandomStream;
  /** Default: that of the instance that runs. */
  readonly sessionId?: string;
}

const NOUN = { user: 'a user', session: 'a session', event: 'an event', custom: 'generateId' } as const;

function generated(turn: Turn, prefix: string, { stream, ...asked }: Asked): string {
  const id: unknown = turn.world.idGenerator?.(prefix, {
    sessionId: turn.running?.sessionId ?? '',
    ...asked,
    actor: turn.actor,
    sequence: turn.state.emitted + turn.made,
    userId: turn.state.userId,
    occurrence: turn.occurrence,
    bits: () => stream.int32() >>> 0,
  });
  if (typeof id === 'string' && id !== '') return id;
  throw new SynodeError('INVALID_EVENT', `idGenerator gave ${describeValue(id)} for the id of ${NOUN[asked.kind]}`, {
    path: ["option 'idGenerator'"],
    expected: 'text that is not empty',
    received: describeValue(id),
    suggestion: 'Return a string from idGenerator.',
  });
}

/** Matchers of order: sequences, time, identity. */
import { SynodeError } from '../../errors.ts';
import type { AnyEvent } from '../../model/event.ts';
import { tableOf } from '../event-table.ts';
import { eventsOf, explained, type Outcome } from './outcome.ts';

export interface SequenceOptions {
  /** Id of the one user meant; default every one. */
  readonly user?: string | undefined;
  /** Nothing may stand between. Default false. */
  readonly strict?: boolean | undefined;
}

/** Whether the names come in this order, for one actor or for every one. */
export function hasSequence(received: unknown, names: readonly string[], options: SequenceOptions): Outcome {
  const events = eventsOf(received, 'toHaveSequence');
  if (names.length === 0) {
    throw new SynodeError('INVALID_SHAPE', 'toHaveSequence got no names', {
      path: ['toHaveSequence'],
      expected: 'at least one event name',
      received: 'an empty array',
      suggestion: "Write toHaveSequence(['order.placed', 'order.paid']).",
    });
  }
  const { user, strict = false } = options;
  const sequence = names.map((name) => `'${name}'`).join(strict ? ', then at once ' : ', then ');
  const actors = byUser(events).filter(([userId]) => user === undefined || userId === user);
  if (actors.length === 0) {
    const whom = user === undefined ? 'there are no events' : `'${user}' has no events`;
    return { pass: false, message: explained(`expected ${sequence}: ${whom}`, events) };
  }
  const missed = actors.find(([, own]) => reached(own, names, strict) < names.length);
  if (missed === undefined) {
    return { pass: true, message: explained(`expected no ${sequence}, and every actor has it`, events) };
  }
  const [userId, own] = missed;
  const got = reached(own, names, strict);
  const broken =
    got === 0 ? `has no '${names[0]}'` : `has no '${names[got]}' ${strict ? 'right ' : ''}after '${names[got - 1]}'`;
  const message = `expected ${sequence}: '${userId}' ${broken}\n\n${tableOf(own, ['time', 'name'])}`;
  return { pass: false, message: explained(message, events, own) };
}

/** How many of the names were met, at best. */
function reached(events: readonly AnyEvent[], names: readonly string[], strict: boolean): number {
  if (!strict) {
    let next = 0;
    for (const { name } of events) if (name === names[next]) next++;
    return next;
  }
  let most = 0;
  for (let start = 0; start < events.length; start++) {
    let next = 0;
    while (next < names.length && events[start + next]?.name === names[next]) next++;
    most = Math.max(most, next);
  }
  return most;
}

/** Whether no actor's events go back in time. */
export function isChronological(received: unknown): Outcome {
  const events = eventsOf(received, 'toBeChronological');
  for (const [userId, own] of byUser(events)) {
    const at = own.findIndex((event, i) => i > 0 && event.timestamp < (own[i - 1]?.timestamp ?? event.timestamp));
    if (at === -1) continue;
    const pair = own.slice(at - 1, at + 1);
    const message = `expected '${userId}' not to go back in time\n\n${tableOf(pair, ['time', 'name', 'id'])}`;
    return { pass: false, message: explained(message, events, pair) };
  }
  return { pass: true, message: explained('expected somebody to go back in time', events) };
}

/** Whether no two events share an id. */
export function hasUniqueIds(received: unknown): Outcome {
  const events = eventsOf(received, 'toHaveUniqueIds');
  const byId = new Map<string, AnyEvent[]>();
  for (const event of events) byId.set(event.id, [...(byId.get(event.id) ?? []), event]);
  const twice = [...byId.values()].filter((own) => own.length > 1).flat();
  if (twice.length === 0) return { pass: true, message: explained('expected two events to share an id', events) };
  const message = `expected ids to be unique\n\n${tableOf(twice, ['id', 'time', 'actor', 'name'])}`;
  return { pass: false, message: explained(message, events, twice) };
}

function byUser(events: readonly AnyEvent[]): readonly (readonly [userId: string, events: readonly AnyEvent[]])[] {
  const users = new Map<string, AnyEvent[]>();
  for (const event of events) {
    const own = users.get(event.userId);
    if (own === undefined) users.set(event.userId, [event]);
    else own.push(event);
  }
  return [...users];
}

/** Looking for events of one name through the actors of a fixture. */
import { didYouMean, SynodeError } from '../errors.ts';
import type { Event } from '../model/event.ts';
import type { FixtureWorld } from './world.ts';

/** What is looked for. */
export interface Wanted {
  readonly name: string;
  readonly where: ((event: never) => boolean) | undefined;
}

/** Events in question, actor by actor; searching stops as soon as nobody asks for more. */
export function* matches(world: FixtureWorld, wanted: Wanted): Generator<readonly Event[], void, undefined> {
  const seen = new Seen();
  const own = world.seats();
  let found = 0;
  for (const seat of own) {
    const events = matching(world.events(seat), wanted, seen);
    found += events.length;
    if (events.length > 0) yield events;
  }
  if (found > 0) return;
  for (const seat of world.strangers()) {
    const events = matching(world.events(seat), wanted, seen);
    if (events.length === 0) continue;
    yield events;
    return;
  }
  throw notFound(wanted, seen);
}

class Seen {
  readonly names = new Map<string, number>();
  actors = 0;
}

function matching(events: readonly Event[], { name, where }: Wanted, seen: Seen): readonly Event[] {
  seen.actors++;
  for (const event of events) seen.names.set(event.name, (seen.names.get(event.name) ?? 0) + 1);
  return events.filter((event) => event.name === name && (where === undefined || where(event as never)));
}

function notFound({ name }: Wanted, { names, actors }: Seen): SynodeError {
  const among = `${grouped(actors)} ${actors === 1 ? 'actor' : 'actors'}`;
  const count = names.get(name) ?? 0;
  if (count > 0) {
    return new SynodeError(
      'FIXTURE_NOT_FOUND',
      `none of ${grouped(count)} events '${name}' in ${among} is as asked for`,
      {
        path: [`event '${name}'`],
        expected: 'an event for which the condition holds',
        received: `${grouped(count)} for which it does not`,
        suggestion: 'Check the condition, or pin what decides it.',
      },
    );
  }
  return new SynodeError('FIXTURE_NOT_FOUND', `no '${name}' in ${among}`, {
    path: [`event '${name}'`],
    expected: names.size === 0 ? 'any event' : `one of ${[...names.keys()].sort().join(', ')}`,
    received: 'none',
    suggestion: `${didYouMean(name, [...names.keys()].sort())} Or pin the branch that leads to it.`,
  });
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

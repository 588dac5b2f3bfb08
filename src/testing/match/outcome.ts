/** What a matcher found, and the lines every failure ends with: seed, actor, and the fixture to paste. */
import { SynodeError } from '../../errors.ts';
import type { AnyEvent } from '../../model/event.ts';
import { listOriginOf, originOf, type ActorName } from '../origin.ts';
import type { Only } from '../types.ts';

/** What matchers look at: events, or what `collect` gave. */
export type Received = readonly AnyEvent[] | { readonly events: readonly AnyEvent[] };

/** In the form a test runner takes. */
export interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** Whether everything `expected` names is in `actual`, however deep; lent by the test runner. */
export type Contains = (actual: unknown, expected: unknown) => boolean;

export function eventsOf(received: unknown, matcher: string): readonly AnyEvent[] {
  const events: unknown = isRecord(received) && !Array.isArray(received) ? received['events'] : received;
  if (Array.isArray(events)) return events as readonly AnyEvent[];
  throw new SynodeError('INVALID_SHAPE', `${matcher} looks at events`, {
    path: [matcher],
    expected: 'a list of events, or what collect() gave',
    received: typeof received,
    suggestion: 'Write expect(events) or expect(await fixture.collect()).',
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** `message` with its ending. `at` are the events it is about: without any it is about all. */
export function explained(message: string, events: readonly AnyEvent[], at: readonly AnyEvent[] = []): () => string {
  return () => `${message}\n\n${closing(events, at)}`;
}

function closing(events: readonly AnyEvent[], at: readonly AnyEvent[]): string {
  const about = at.flatMap((event) => originOf(event) ?? []);
  const list = listOriginOf(events);
  const source = about[0]?.source ?? list?.source;
  if (source === undefined) return `${who(userIdsOf(at.length > 0 ? at : events))}; these events come from no fixture`;
  const named = [...new Set(at.flatMap((event) => source.nameOf(event) ?? []))];
  const sorted = (named.length > 0 ? named : (list?.actors ?? [])).toSorted(byName);
  const part: Only = isAll(sorted, source.actors()) ? {} : { actors: sorted };
  return `seed '${source.seed}', ${who(sorted)}\n${source.line(part)}`;
}

function byName(a: ActorName, b: ActorName): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether naming these actors says no more than the fixture does. */
function isAll(actors: readonly ActorName[], all: readonly ActorName[]): boolean {
  return actors.length > 1 && actors.length === all.length && actors.every((actor, i) => actor === all[i]);
}

function userIdsOf(events: readonly AnyEvent[]): readonly string[] {
  return [...new Set(events.map(({ userId }) => userId))];
}

const SHOWN = 5;

function who(actors: readonly (number | string)[]): string {
  if (actors.length === 0) return 'no actor';
  if (actors.length === 1) return `actor ${actors[0]}`;
  if (actors.length <= SHOWN) return `actors ${actors.join(', ')}`;
  return `actors ${actors.slice(0, SHOWN).join(', ')}, … (${actors.length})`;
}

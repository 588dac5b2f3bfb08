/** Where an event of a fixture comes from: unseen by comparisons and encoders, at hand when a matcher has to explain. */
import type { AnyEvent, Event, EventMeta } from '../model/event.ts';
import type { Site } from './pins.ts';
import type { Only } from './types.ts';

/** An actor as a fixture names it: by index where there is one population, else by user id. */
export type ActorName = number | string;

/** What a fixture tells about itself. */
export interface Source {
  readonly seed: string;
  /** Its actors, in the order of a run. */
  actors(): readonly ActorName[];
  /** Whose event this is, if it is of this fixture. */
  nameOf(event: AnyEvent): ActorName | undefined;
  /** The source text of this part of the fixture, to be pasted into a test. */
  line(part: Only): string;
  /** All that is decided in it, by path. */
  readonly sites: ReadonlyMap<string, Site>;
}

export interface Origin {
  readonly source: Source;
  readonly meta: EventMeta;
}

/** What a list of events says about itself, also when it is empty. */
export interface ListOrigin {
  readonly source: Source;
  /** The actors that were asked. */
  readonly actors: readonly ActorName[];
}

// Registered symbols, so that a second copy of the package still finds them.
const ORIGIN = Symbol.for('synode.origin');
const LIST_ORIGIN = Symbol.for('synode.listOrigin');

/** Notes the origin of an event that carries its `meta`, and takes the `meta` off unless it was asked for. */
export function withOrigin(event: Event, source: Source, { keepMeta }: { readonly keepMeta: boolean }): Event {
  const { id, userId, sessionId, name, timestamp, payload, meta } = event;
  if (meta === undefined) return event;
  const marked: Event = keepMeta ? event : { id, userId, sessionId, name, timestamp, payload };
  return Object.defineProperty(marked, ORIGIN, { value: { source, meta } satisfies Origin });
}

/** Notes where a list of events comes from. */
export function withListOrigin<L extends readonly AnyEvent[]>(events: L, origin: ListOrigin): L {
  return Object.defineProperty(events, LIST_ORIGIN, { value: origin });
}

/** Where an event comes from, if a fixture made it. */
export function originOf(event: AnyEvent | undefined): Origin | undefined {
  return event === undefined ? undefined : (event as { readonly [ORIGIN]?: Origin })[ORIGIN];
}

/** Where a list comes from: as it says itself, else as its events do. */
export function listOriginOf(events: readonly AnyEvent[]): ListOrigin | undefined {
  const said = (events as { readonly [LIST_ORIGIN]?: ListOrigin })[LIST_ORIGIN];
  const source = said?.source ?? originOf(events[0])?.source;
  if (source === undefined) return undefined;
  const actors = new Set(events.flatMap((event) => source.nameOf(event) ?? []));
  return { source, actors: said?.actors ?? [...actors] };
}

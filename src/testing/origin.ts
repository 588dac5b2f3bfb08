/** Where an event of a fixture comes from: unseen by comparisons and encoders, at hand when a matcher has to explain. */
import type { AnyEvent, Event, EventMeta } from '../model/event.ts';
import type { Site } from './pins.ts';
import type { Only } from './types.ts';

/** What a fixture tells about itself. */
export interface Source {
  readonly seed: string;
  /** The source text of this part of the fixture, to be pasted into a test. */
  line(part: Only): string;
  /** All that is decided in it, by path. */
  readonly sites: ReadonlyMap<string, Site>;
}

export interface Origin {
  readonly source: Source;
  readonly meta: EventMeta;
}

// A registered symbol, so that a second copy of the package still finds it.
const ORIGIN = Symbol.for('synode.origin');

/** Notes the origin of an event that carries its `meta`, and takes the `meta` off unless it was asked for. */
export function withOrigin(event: Event, source: Source, { keepMeta }: { readonly keepMeta: boolean }): Event {
  const { id, userId, sessionId, name, timestamp, payload, meta } = event;
  if (meta === undefined) return event;
  const marked: Event = keepMeta ? event : { id, userId, sessionId, name, timestamp, payload };
  return Object.defineProperty(marked, ORIGIN, { value: { source, meta } satisfies Origin });
}

/** Where an event comes from, if a fixture made it. */
export function originOf(event: AnyEvent | undefined): Origin | undefined {
  return event === undefined ? undefined : (event as { readonly [ORIGIN]?: Origin })[ORIGIN];
}

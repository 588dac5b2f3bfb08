/** Changes each event on its way to another adapter. */
import type { AdapterPosition, OutputAdapter } from '../src/model/adapter.ts';
import type { AnyEvent, Event, JsonValue } from '../src/model/event.ts';

import { BeforeAnother } from './before-another.ts';
import { isResumable } from './deliver.ts';
import type { Applied } from './event-function.ts';

/**
 * Hands `fn(event)` to the adapter in place of each event. `fn` is pure and must return an event: rename, redact,
 * reshape the payload; it cannot drop (see `FilterAdapter`).
 *
 * @throws AdapterError `ADAPTER_ERROR` naming the event when `fn` throws or returns no event
 * @example new MapAdapter(file, (event) => ({ ...event, userId: hash(event.userId) }))
 */
export class MapAdapter<E extends AnyEvent = Event, F extends AnyEvent = E> extends BeforeAnother<E, F, F> {
  readonly name = 'map';
  readonly position?: () => AdapterPosition;
  readonly restore?: (detail: JsonValue) => Promise<void>;

  constructor(adapter: OutputAdapter<F>, fn: (event: E) => F) {
    super(adapter, {
      adapter: 'map',
      parameter: 'fn',
      called: 'the map function',
      suggestion: 'Return an event: { ...event, …changes }. To leave events out, use FilterAdapter.',
      apply: fn,
      judge: judgeMapped,
    });
    if (isResumable(adapter)) {
      this.position = () => adapter.position();
      this.restore = (detail) => adapter.restore(detail);
    }
  }

  protected kept(done: Applied<E, F>['done']): readonly F[] {
    return done.map(({ result }) => result);
  }
}

function judgeMapped(mapped: unknown): string | undefined {
  return isEvent(mapped) ? undefined : 'returned no event';
}

function isEvent(value: unknown): value is AnyEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { id, userId, sessionId, name, timestamp, payload } = value as Readonly<Record<string, unknown>>;
  const isNamed = [id, userId, sessionId, name].every((text) => typeof text === 'string');
  return isNamed && timestamp instanceof Date && typeof payload === 'object' && payload !== null;
}

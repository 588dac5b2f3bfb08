/** Changes each event on its way to another adapter. */
import type { AdapterPosition, AdapterReport, OutputAdapter, RunInfo } from '../src/model/adapter.ts';
import type { AnyEvent, Event, JsonValue } from '../src/model/event.ts';

import { Lifecycle, newTally, reportOf } from './base.ts';
import { deliver, feedOf, isResumable, type ResolvedFeed } from './deliver.ts';
import { applyToEach, eventFunctionFailed, throwAfter } from './event-function.ts';
import { aFunction, anAdapter, OptionCheck } from './options.ts';

/**
 * Hands `fn(event)` to the adapter in place of each event. `fn` is pure and must return an event: rename, redact,
 * reshape the payload; it cannot drop (see `FilterAdapter`).
 *
 * @throws AdapterError `ADAPTER_ERROR` naming the event when `fn` throws or returns no event
 * @example new MapAdapter(file, (event) => ({ ...event, userId: hash(event.userId) }))
 */
export class MapAdapter<E extends AnyEvent = Event, F extends AnyEvent = E> implements OutputAdapter<E> {
  readonly name = 'map';
  readonly feed: ResolvedFeed;
  readonly position?: () => AdapterPosition;
  readonly restore?: (detail: JsonValue) => Promise<void>;
  readonly #adapter: OutputAdapter<F>;
  readonly #fn: (event: E) => F;
  readonly #lifecycle = new Lifecycle('map');
  readonly #tally = newTally();

  constructor(adapter: OutputAdapter<F>, fn: (event: E) => F) {
    const check = new OptionCheck('MapAdapter');
    check.value('adapter', adapter, anAdapter);
    check.value('fn', fn, aFunction);
    check.throwIfAny();
    this.#adapter = adapter;
    this.#fn = fn;
    this.feed = feedOf(adapter);
    if (isResumable(adapter)) {
      this.position = () => adapter.position();
      this.restore = (detail) => adapter.restore(detail);
    }
  }

  open(run: RunInfo): void | Promise<void> {
    this.#lifecycle.begin();
    return this.#adapter.open?.(run);
  }

  write(event: E): void | Promise<void> {
    return this.writeBatch([event]);
  }

  writeBatch(events: readonly E[]): void | Promise<void> {
    this.#lifecycle.assertUsable();
    const { done, fault } = applyToEach(events, this.#fn, judgeMapped);
    this.#tally.batches += 1;
    this.#tally.events += done.length;
    const pending = deliver(
      this.#adapter,
      done.map(({ result }) => result),
    );
    if (fault === undefined) return pending;
    return throwAfter(pending, () =>
      eventFunctionFailed(fault, {
        adapter: this.name,
        fn: 'the map function',
        acknowledged: this.report().acknowledged,
        suggestion: 'Return an event: { ...event, …changes }. To leave events out, use FilterAdapter.',
      }),
    );
  }

  flush(): void | Promise<void> {
    return this.#adapter.flush?.();
  }

  close(): Promise<void> {
    return this.#lifecycle.close(() => this.#adapter.close?.());
  }

  report(): AdapterReport {
    const child = this.#adapter.report?.();
    const { events, batches } = this.#tally;
    if (child === undefined) return reportOf(this.name, { ...this.#tally, acknowledged: events });
    return { ...child, name: this.name, batches, filtered: 0, children: [child] };
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

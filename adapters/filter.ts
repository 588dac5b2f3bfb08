/** Lets only some events through to another adapter. */
import type { AdapterPosition, AdapterReport, OutputAdapter, RunInfo } from '../src/model/adapter.ts';
import type { AnyEvent, Event, JsonValue } from '../src/model/event.ts';

import { Lifecycle, newTally, reportOf } from './base.ts';
import { deliver, feedOf, isResumable, type ResolvedFeed } from './deliver.ts';
import { applyToEach, eventFunctionFailed, throwAfter } from './event-function.ts';
import { aFunction, anAdapter, OptionCheck } from './options.ts';

/**
 * Hands on the events for which `predicate` is true and counts the others as `filtered`. `predicate` is pure.
 *
 * @throws AdapterError `ADAPTER_ERROR` naming the event when `predicate` throws or returns no boolean
 * @example new FilterAdapter(file, (event) => event.name.startsWith('order.'))
 */
export class FilterAdapter<E extends AnyEvent = Event> implements OutputAdapter<E> {
  readonly name = 'filter';
  readonly feed: ResolvedFeed;
  readonly position?: () => AdapterPosition;
  readonly restore?: (detail: JsonValue) => Promise<void>;
  readonly #adapter: OutputAdapter<E>;
  readonly #predicate: (event: E) => boolean;
  readonly #lifecycle = new Lifecycle('filter');
  readonly #tally = newTally();

  constructor(adapter: OutputAdapter<E>, predicate: (event: E) => boolean) {
    const check = new OptionCheck('FilterAdapter');
    check.value('adapter', adapter, anAdapter);
    check.value('predicate', predicate, aFunction);
    check.throwIfAny();
    this.#adapter = adapter;
    this.#predicate = predicate;
    this.feed = feedOf(adapter);
    if (isResumable(adapter)) {
      const place = new FilteredPosition();
      this.position = () => place.of(adapter.position(), this.#tally);
      this.restore = (detail) => place.restore(detail, this.#tally, (inner) => adapter.restore(inner));
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
    const { done, fault } = applyToEach(events, this.#predicate, judgeAnswer);
    const kept = done.filter(({ result }) => result).map(({ event }) => event);
    this.#tally.batches += 1;
    this.#tally.events += kept.length;
    this.#tally.filtered += done.length - kept.length;
    const pending = deliver(this.#adapter, kept);
    if (fault === undefined) return pending;
    return throwAfter(pending, () =>
      eventFunctionFailed(fault, {
        adapter: this.name,
        fn: 'the predicate',
        acknowledged: this.report().acknowledged,
        suggestion: 'Return true or false for every event.',
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
    const { events, batches, filtered } = this.#tally;
    if (child === undefined) return reportOf(this.name, { ...this.#tally, acknowledged: events });
    return { ...child, name: this.name, batches, filtered, children: [child] };
  }
}

function judgeAnswer(answer: unknown): string | undefined {
  if (typeof answer === 'boolean') return undefined;
  return answer instanceof Promise ? 'returned a promise instead of true or false' : 'returned neither true nor false';
}

/**
 * Where a filter stands, in events of the stream. The inner adapter counts only what passed, so the two counts meet
 * where it holds nothing back; between such moments the last one stands.
 */
class FilteredPosition {
  #last: AdapterPosition | undefined;

  of(inner: AdapterPosition, tally: { readonly events: number; readonly filtered: number }): AdapterPosition {
    const { events, filtered } = tally;
    if (inner.ordinal === events) {
      this.#last = {
        ordinal: events + filtered,
        detail: { seen: events + filtered, passed: events, inner: inner.detail },
      };
    }
    return this.#last ?? { ordinal: 0, detail: null };
  }

  async restore(
    detail: JsonValue,
    tally: { events: number; filtered: number },
    restoreInner: (detail: JsonValue) => Promise<void>,
  ): Promise<void> {
    if (detail === null) return;
    const { seen, passed, inner } = detail as { seen: number; passed: number; inner: JsonValue };
    tally.events = passed;
    tally.filtered = seen - passed;
    await restoreInner(inner);
  }
}

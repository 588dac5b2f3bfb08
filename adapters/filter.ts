/** Lets only some events through to another adapter. */
import type { AdapterPosition, OutputAdapter } from '../src/model/adapter.ts';
import type { AnyEvent, Event, JsonValue } from '../src/model/event.ts';

import { BeforeAnother } from './before-another.ts';
import { isResumable } from './deliver.ts';
import type { Applied } from './event-function.ts';

/**
 * Hands on the events for which `predicate` is true and counts the others as `filtered`. `predicate` is pure.
 *
 * @throws AdapterError `ADAPTER_ERROR` naming the event when `predicate` throws or returns no boolean
 * @example new FilterAdapter(file, (event) => event.name.startsWith('order.'))
 */
export class FilterAdapter<E extends AnyEvent = Event> extends BeforeAnother<E, E, boolean> {
  readonly name = 'filter';
  readonly position?: () => AdapterPosition;
  readonly restore?: (detail: JsonValue) => Promise<void>;

  constructor(adapter: OutputAdapter<E>, predicate: (event: E) => boolean) {
    super(adapter, {
      adapter: 'filter',
      parameter: 'predicate',
      called: 'the predicate',
      suggestion: 'Return true or false for every event.',
      apply: predicate,
      judge: judgeAnswer,
    });
    if (isResumable(adapter)) {
      const place = new FilteredPosition();
      this.position = () => place.of(adapter.position(), this.tally);
      this.restore = (detail) => place.restore(detail, this.tally, (inner) => adapter.restore(inner));
    }
  }

  protected kept(done: Applied<E, boolean>['done']): readonly E[] {
    return done.filter(({ result }) => result).map(({ event }) => event);
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

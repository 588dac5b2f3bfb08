/** An adapter as the runtime sees it, and what the runtime does with it. */
import type { OutputAdapter } from '../model/adapter.ts';
import type { Event } from '../model/event.ts';

/** How an adapter is shown to a run, and who hears of its calls. */
export interface WatchOptions {
  /** Hides its encoding, so that events come as objects. Default false. */
  readonly asObjects?: boolean;
  /** Sees every call as it begins: how many events have been handed over by then. */
  readonly onCall?: (handedOver: number) => void;
}

/** What a run has done with an adapter. */
export interface Watch {
  readonly adapter: OutputAdapter<Event>;
  /** Most calls under way at once. */
  readonly maxInFlight: () => number;
  readonly closed: () => number;
  /** Calls that handed over bytes. */
  readonly encodedCalls: () => number;
}

/** The same adapter, watched: it has the methods of the one inside and no others. */
export function watch(inner: OutputAdapter<Event>, { asObjects = false, onCall }: WatchOptions = {}): Watch {
  let [handedOver, inFlight, most, closed, encoded] = [0, 0, 0, 0, 0];
  const settled = (): void => void inFlight--;
  const through = (count: number, call: () => void | Promise<void>): void | Promise<void> => {
    handedOver += count;
    most = Math.max(most, ++inFlight);
    onCall?.(handedOver);
    let pending: void | Promise<void>;
    try {
      pending = call();
    } catch (error) {
      settled();
      throw error;
    }
    return pending === undefined ? settled() : pending.finally(settled);
  };
  const { encoding, feed } = inner;
  const adapter: OutputAdapter<Event> = {
    name: inner.name ?? 'adapter',
    ...(feed === undefined ? {} : { feed }),
    open: (run) => inner.open?.(run),
    write: (event) => through(1, () => inner.write(event)),
    ...(inner.writeBatch === undefined
      ? {}
      : { writeBatch: (events) => through(events.length, () => inner.writeBatch?.(events)) }),
    ...(asObjects || encoding === undefined || inner.writeEncoded === undefined
      ? {}
      : {
          encoding,
          writeEncoded: (batch) => {
            encoded++;
            return through(batch.count, () => inner.writeEncoded?.(batch));
          },
        }),
    flush: () => inner.flush?.(),
    close: () => {
      closed++;
      return inner.close?.();
    },
  };
  return { adapter, maxInFlight: () => most, closed: () => closed, encodedCalls: () => encoded };
}

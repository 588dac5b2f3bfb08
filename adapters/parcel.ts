/** Events on their way through `RetryAdapter`, as objects or as bytes. */
import type { EncodedBatch, OutputAdapter } from '../src/model/adapter.ts';
import type { AnyEvent } from '../src/model/event.ts';

import { deliver, headOfEncoded, sliceEncoded, type Progress } from './deliver.ts';

export type Parcel<E extends AnyEvent> =
  | { readonly kind: 'events'; readonly events: readonly E[] }
  | { readonly kind: 'encoded'; readonly batch: EncodedBatch };

/** `waiting` moves to `onTheWay` as the calls succeed; after a failure both say how far it came. */
export interface Trip<E extends AnyEvent> {
  waiting: readonly Parcel<E>[];
  onTheWay: readonly Parcel<E>[];
  /** Events at the end of `onTheWay` whose call has not ended well. */
  inCall: number;
}

export function countOf<E extends AnyEvent>(parcel: Parcel<E>): number {
  return parcel.kind === 'events' ? parcel.events.length : parcel.batch.count;
}

/** The parcel without its first events. */
function from<E extends AnyEvent>(parcel: Parcel<E>, first: number): Parcel<E> {
  if (parcel.kind === 'events') return { kind: 'events', events: parcel.events.slice(first) };
  return { kind: 'encoded', batch: sliceEncoded(parcel.batch, first) };
}

/** The parcel's first events. */
function upTo<E extends AnyEvent>(parcel: Parcel<E>, count: number): Parcel<E> {
  if (parcel.kind === 'events') return { kind: 'events', events: parcel.events.slice(0, count) };
  return { kind: 'encoded', batch: headOfEncoded(parcel.batch, count) };
}

/** The last `count` events of all parcels. */
export function lastOf<E extends AnyEvent>(parcels: readonly Parcel<E>[], count: number): readonly Parcel<E>[] {
  const found: Parcel<E>[] = [];
  let missing = count;
  for (let i = parcels.length - 1; i >= 0 && missing > 0; i--) {
    const parcel = parcels[i];
    if (parcel === undefined) break;
    found.unshift(from(parcel, Math.max(0, countOf(parcel) - missing)));
    missing -= countOf(parcel);
  }
  return found;
}

/** All events but the last `count`. */
export function withoutLast<E extends AnyEvent>(parcels: readonly Parcel<E>[], count: number): readonly Parcel<E>[] {
  const last = parcels.at(-1);
  if (last === undefined || count === 0) return parcels;
  const before = parcels.slice(0, -1);
  const left = countOf(last) - count;
  return left > 0 ? [...before, upTo(last, left)] : withoutLast(before, -left);
}

/** The same events in memory of our own: encoded bytes are lent for one call only. */
export function keep<E extends AnyEvent>(parcels: readonly Parcel<E>[]): Parcel<E>[] {
  return parcels.map((parcel) =>
    parcel.kind === 'events'
      ? parcel
      : {
          kind: 'encoded',
          batch: {
            ...parcel.batch,
            bytes: new Uint8Array(parcel.batch.bytes),
            timestamps: parcel.batch.timestamps.slice(),
          },
        },
  );
}

/** Hands over what waits, one parcel after the other. */
export async function handTo<E extends AnyEvent>(adapter: OutputAdapter<E>, trip: Trip<E>): Promise<void> {
  while (trip.waiting.length > 0) {
    const [parcel, ...later] = trip.waiting;
    if (parcel === undefined) return;
    if (parcel.kind === 'encoded') {
      trip.waiting = later;
      trip.onTheWay = [...trip.onTheWay, parcel];
      trip.inCall = countOf(parcel);
      await adapter.writeEncoded?.(parcel.batch);
      trip.inCall = 0;
    } else {
      await handEvents(adapter, trip, parcel.events, later);
    }
  }
}

async function handEvents<E extends AnyEvent>(
  adapter: OutputAdapter<E>,
  trip: Trip<E>,
  events: readonly E[],
  later: readonly Parcel<E>[],
): Promise<void> {
  const progress: Progress = { begun: 0, delivered: 0 };
  try {
    await deliver(adapter, events, progress);
  } finally {
    const { begun } = progress;
    const rest: readonly Parcel<E>[] = begun < events.length ? [{ kind: 'events', events: events.slice(begun) }] : [];
    trip.onTheWay = [...trip.onTheWay, { kind: 'events', events: events.slice(0, begun) }];
    trip.waiting = [...rest, ...later];
    trip.inCall = begun - progress.delivered;
  }
}

/** Windows of simulated time: how long the next one is, and what was simulated but not handed on yet. */
import type { Event } from '../model/event.ts';
import { ActorFailure } from './failure.ts';
import type { RunSink } from './lanes.ts';
import { placeIn } from './protocol.ts';
import { stableOrder } from './stable-order.ts';

/** Events aimed at in one window: more held at once cost more than sorting gains (bench `order.time`). */
const TARGET_EVENTS = 4096;
const FIRST_MS = 60_000;
const LONGEST_MS = 49 * 86_400_000;

/** Chooses window lengths by how much the last one held. Never visible in the bytes. */
export class WindowLength {
  #ms: number;
  readonly #fixed: boolean;

  /** `fixedMs` instead of adapting. */
  constructor(fixedMs?: number) {
    this.#ms = fixedMs ?? FIRST_MS;
    this.#fixed = fixedMs !== undefined;
  }

  get ms(): number {
    return this.#ms;
  }

  adapt(events: number): void {
    if (this.#fixed) return;
    const factor = Math.min(4, Math.max(0.25, TARGET_EVENTS / Math.max(1, events)));
    this.#ms = Math.min(LONGEST_MS, Math.max(1, Math.round(this.#ms * factor)));
  }
}

/** What one process has simulated: events and failures in the order of populations, actors and emission. */
export class HeldEvents implements RunSink {
  readonly isFull = false;
  readonly #sink: RunSink;
  readonly #population: number;
  items: (Event | ActorFailure)[] = [];
  times: number[] = [];
  places: number[] = [];

  /** `sink` is where they will go: when it wants no more, nothing more is simulated. */
  constructor(sink: RunSink, population = 0) {
    this.#sink = sink;
    this.#population = population;
  }

  get isClosed(): boolean {
    return this.#sink.isClosed;
  }

  emit(event: Event, ms: number, actor: number): void {
    this.items.push(event);
    this.times.push(ms);
    this.places.push(placeIn(this.#population, actor));
  }

  fail(failure: ActorFailure): void {
    this.items.push(failure);
    this.times.push(failure.ms);
    this.places.push(placeIn(this.#population, failure.record.actor));
  }

  async drain(): Promise<void> {}

  /** The earliest of what is held. */
  get due(): number {
    let least = Infinity;
    for (const ms of this.times) if (ms < least) least = ms;
    return least;
  }

  /** Takes out what is dated before `until`; the rest stays. */
  takeBefore(until: number): Held {
    const { items, times, places } = this;
    this.items = [];
    this.times = [];
    this.places = [];
    const taken: Held = { items: [], times: [], places: [] };
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      const ms = times[i] ?? 0;
      if (item === undefined) continue;
      const into = ms < until ? taken : this;
      into.items.push(item);
      into.times.push(ms);
      into.places.push(places[i] ?? 0);
    }
    return taken;
  }
}

export interface Held {
  readonly items: (Event | ActorFailure)[];
  readonly times: number[];
  readonly places: number[];
}

/** Hands on what the processes give, in total order; `held` stands in the order of processes. */
export async function handOn(held: readonly Held[], sink: RunSink): Promise<number> {
  const items = held.length === 1 ? (held[0]?.items ?? []) : held.flatMap((part) => part.items);
  const times = held.length === 1 ? (held[0]?.times ?? []) : held.flatMap((part) => part.times);
  const places = held.length === 1 ? (held[0]?.places ?? []) : held.flatMap((part) => part.places);
  for (const i of stableOrder(times)) {
    const item = items[i];
    if (item === undefined || sink.isClosed) break;
    const pause = sink.untilDue?.(times[i] ?? 0);
    if (pause !== undefined) await pause;
    if (sink.isClosed) break;
    if (item instanceof ActorFailure) await sink.fail(item);
    else sink.emit(item, times[i] ?? 0, places[i] ?? 0);
    if (sink.isFull) await sink.drain();
  }
  return items.length;
}

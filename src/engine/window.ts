/** Windows of simulated time: how long the next one is, and what was simulated but not handed on yet. */
import { SynodeError } from '../errors.ts';
import type { Event } from '../model/event.ts';
import { frontiers, type ProcessPlan } from '../plan/process.ts';
import { formatInstant } from '../time/instant.ts';
import { ActorFailure } from './failure.ts';
import type { RunSink } from './lanes.ts';
import { stableOrder } from './stable-order.ts';

/** Events aimed at in one window: more held at once cost more than sorting gains (bench `order.time`). */
const TARGET_EVENTS = 1024;
const FIRST_MS = 60_000;
const LONGEST_MS = 49 * 86_400_000;

/** A window: what is dated before `until` is handed on, when each process has been simulated up to its frontier. */
export interface Window {
  readonly until: number;
  /** Frontier of each process, by rank. */
  readonly reach: readonly number[];
}

export interface WindowOptions {
  readonly processes: readonly ProcessPlan[];
  /** End of the period, ms; `Infinity` where there is none. */
  readonly end: number;
  /** Length of every window, ms; default: adapted to what windows hold. */
  readonly windowMs?: number | undefined;
}

/** The windows of a run: how long each is, and when there are no more. Never visible in the bytes. */
export class Windows {
  readonly #options: WindowOptions;
  readonly #last: number;
  #until = -Infinity;
  #ms: number;

  constructor(options: WindowOptions) {
    this.#options = options;
    this.#last = Math.max(...options.processes.map(({ horizon, emitUntil }) => Math.min(horizon, emitUntil)));
    this.#ms = options.windowMs ?? FIRST_MS;
  }

  /** The window that takes in `due`, the earliest instant at which anything is due. */
  next(due: number): Window | undefined {
    if (due < this.#until) throw stuck(due, this.#until);
    if (this.#until >= this.#last || (due === Infinity && this.#last === Infinity)) return undefined;
    const until = Math.min(due + this.#ms, this.#last);
    this.#until = until;
    const { processes, end } = this.#options;
    return { until, reach: frontiers(processes, until, end) };
  }

  /** Learns from what the last window held. */
  adapt(events: number): void {
    if (this.#options.windowMs !== undefined) return;
    const factor = Math.min(4, Math.max(0.25, TARGET_EVENTS / Math.max(1, events)));
    this.#ms = Math.min(LONGEST_MS, Math.max(1, Math.round(this.#ms * factor)));
  }
}

function stuck(due: number, until: number): SynodeError {
  return new SynodeError(
    'INVARIANT_BROKEN',
    `something due at ${formatInstant(due)} was left behind by the window to ${formatInstant(until)}`,
    {
      expected: 'nothing due before the end of a window that was handed on',
      received: formatInstant(due),
      suggestion: 'Please report this, with the replay line.',
    },
  );
}

/** The place of an actor among those due at one instant: populations in the order of their ids, then index. */
export function placeIn(population: number, actor: number): number {
  return population * 2_000_000_000 + actor;
}

/** What one process has simulated: events and failures in the order of populations, actors and emission. */
export class HeldEvents implements RunSink {
  readonly isFull = false;
  readonly #sink: Pick<RunSink, 'isClosed'>;
  readonly #population: number;
  items: (Event | ActorFailure)[] = [];
  times: number[] = [];
  places: number[] = [];

  /** `sink` is where they will go: when it wants no more, nothing more is simulated. */
  constructor(sink: Pick<RunSink, 'isClosed'>, population = 0) {
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
    // Nobody looks ahead: all that is held lies before.
    if (times.every((ms) => ms < until)) return { items, times, places };
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
  if (sink.isClosed) return items.length;
  const order = stableOrder(times);
  for (let k = 0; k < order.length; k++) {
    const i = order[k] ?? 0;
    const item = items[i];
    if (item === undefined) break;
    const pause = sink.untilDue?.(times[i] ?? 0);
    if (pause !== undefined) await pause;
    if (pause !== undefined && sink.isClosed) break;
    if (item instanceof ActorFailure) await sink.fail(item);
    else sink.emit(item, times[i] ?? 0, places[i] ?? 0);
    if (!sink.isFull) continue;
    // What is closed counts as full.
    await sink.drain();
    if (sink.isClosed) break;
  }
  return items.length;
}

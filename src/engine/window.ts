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
  #open = newHeld();
  /** What windows have left behind. Who looks ahead holds a quarter of a year: each window looks only at its own part. */
  #later: Held[] = [];

  /** `sink` is where they will go: when it wants no more, nothing more is simulated. */
  constructor(sink: Pick<RunSink, 'isClosed'>, population = 0) {
    this.#sink = sink;
    this.#population = population;
  }

  get isClosed(): boolean {
    return this.#sink.isClosed;
  }

  emit(event: Event, ms: number, actor: number): void {
    add(this.#open, event, ms, placeIn(this.#population, actor));
  }

  fail(failure: ActorFailure): void {
    add(this.#open, failure, failure.ms, placeIn(this.#population, failure.record.actor));
  }

  async drain(): Promise<void> {}

  /** The earliest of what is held. */
  get due(): number {
    let least = this.#open.first;
    for (const { first } of this.#later) if (first < least) least = first;
    return least;
  }

  /** Takes out what is dated before `until`; the rest stays. */
  takeBefore(until: number): Held {
    if (this.#open.items.length > 0) this.#later.push(this.#open);
    this.#open = newHeld();
    const taken: Held[] = [];
    const later: Held[] = [];
    for (const part of this.#later) {
      if (part.first >= until) later.push(part);
      else if (part.last < until) taken.push(part);
      else {
        const [before, rest] = splitAt(part, until);
        taken.push(before);
        later.push(rest);
      }
    }
    this.#later = later;
    return joined(taken);
  }
}

/** Events and failures in the order in which they came, each with its time and place. */
export interface Held {
  readonly items: (Event | ActorFailure)[];
  readonly times: number[];
  readonly places: number[];
  /** The earliest and the latest of the times. */
  first: number;
  last: number;
}

function newHeld(): Held {
  return { items: [], times: [], places: [], first: Infinity, last: -Infinity };
}

function add(held: Held, item: Event | ActorFailure, ms: number, place: number): void {
  held.items.push(item);
  held.times.push(ms);
  held.places.push(place);
  if (ms < held.first) held.first = ms;
  if (ms > held.last) held.last = ms;
}

function addAll(to: Held, { items, times, places }: Held): void {
  for (let i = 0; i < items.length; i++) add(to, items[i] as Event | ActorFailure, times[i] ?? 0, places[i] ?? 0);
}

function splitAt({ items, times, places }: Held, until: number): readonly [Held, Held] {
  const [before, rest] = [newHeld(), newHeld()];
  for (let i = 0; i < items.length; i++) {
    const ms = times[i] ?? 0;
    add(ms < until ? before : rest, items[i] as Event | ActorFailure, ms, places[i] ?? 0);
  }
  return [before, rest];
}

function joined(parts: readonly Held[]): Held {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  const all = newHeld();
  for (const part of parts) addAll(all, part);
  return all;
}

/** Hands on what the processes give, in total order; `held` stands in the order of processes. */
export async function handOn(held: readonly Held[], sink: RunSink): Promise<number> {
  const { items, times, places } = joined(held);
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

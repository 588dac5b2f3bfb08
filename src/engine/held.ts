/** What was simulated but not handed on yet: events, or their lines where it is long until their time comes. */
import { LineEncoder } from '../encode/line-encoder.ts';
import type { Event } from '../model/event.ts';
import { ActorFailure } from './failure.ts';
import { Lines, type WaitingRoom } from './held-lines.ts';
import type { RunSink } from './lanes.ts';
import type { Patience } from './patience.ts';
import { stableOrder } from './stable-order.ts';

/** The place of an actor among those due at one instant: populations in the order of their ids, then index. */
export function placeIn(population: number, actor: number): number {
  return population * 2_000_000_000 + actor;
}

/** An event that cannot be written; the run hears of it when its turn comes. */
class Unwritable {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

type Item = Event | Lines | ActorFailure | Unwritable;

/** What of the sink is asked for while events wait. */
export type Destination = Pick<RunSink, 'isClosed' | 'patience'>;

export interface HeldOptions {
  /** Position of the population among those of the plan. */
  readonly population: number;
  /**
   * Where they wait as lines: for who looks ahead, and whose sink takes lines. Lines take a quarter of the memory of their
   * events, leave nothing to collect, and can wait on disk.
   */
  readonly room: WaitingRoom | undefined;
}

/** What one population has simulated: events and failures in the order of actors and emission. */
export class HeldEvents implements RunSink {
  /** Whether lines have to go to disk before more is simulated. */
  isFull = false;
  readonly #sink: Destination;
  readonly #population: number;
  readonly #room: WaitingRoom | undefined;
  readonly #writing: Writing | undefined;
  #open = newHeld();
  /** What windows have left behind. Who looks ahead holds a quarter of a year: each window looks only at its own part. */
  #later: Held[] = [];

  /** `sink` is where they will go: when it wants no more, nothing more is simulated. */
  constructor(sink: Destination, { population, room }: HeldOptions) {
    this.#sink = sink;
    this.#population = population;
    this.#room = room;
    this.#writing = room === undefined ? undefined : writeInto(room);
  }

  get isClosed(): boolean {
    return this.#sink.isClosed;
  }

  get patience(): Patience | undefined {
    return this.#sink.patience;
  }

  emit(event: Event, ms: number, actor: number): void {
    const place = placeIn(this.#population, actor);
    if (this.#writing === undefined) add(this.#open, { item: event, index: 0 }, ms, place);
    else this.#encode(this.#writing, event, ms, place);
  }

  fail(failure: ActorFailure): void {
    add(this.#open, { item: failure, index: 0 }, failure.ms, placeIn(this.#population, failure.record.actor));
  }

  /** Brings the lines so far to disk. @throws SynodeError `SPOOL_FAILED` */
  async drain(): Promise<void> {
    this.#close();
    this.#makeRoom();
  }

  /** The earliest of what is held. */
  get due(): number {
    let least = this.#open.first;
    for (const { first } of this.#later) if (first < least) least = first;
    return least;
  }

  /** Takes out what is dated before `until`; the rest stays. */
  takeBefore(until: number): Held {
    this.#close();
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
    this.#makeRoom();
    return joined(taken);
  }

  #encode(writing: Writing, event: Event, ms: number, place: number): void {
    const { encoder, lines } = writing;
    const index = encoder.count;
    try {
      encoder.encode(event, ms);
    } catch (error) {
      return add(this.#open, { item: new Unwritable(error), index: 0 }, ms, place);
    }
    lines.add();
    add(this.#open, { item: lines, index }, ms, place);
    if (encoder.isFull) this.#seal(writing);
  }

  /** Gives the lines so far memory of their own size. */
  #seal(writing: Writing): void {
    const { encoder, lines, room } = writing;
    if (encoder.count === 0) return;
    const batch = encoder.take();
    lines.keep(batch);
    writing.lines = new Lines(room);
    writing.bytes += batch.bytes.length;
    this.isFull = room.isFull && writing.bytes >= room.partBytes;
  }

  /** What is open becomes a part that waits. */
  #close(): void {
    if (this.#writing !== undefined) {
      this.#seal(this.#writing);
      this.#writing.bytes = 0;
    }
    if (this.#open.items.length > 0) this.#later.push(this.#open);
    this.#open = newHeld();
    this.isFull = false;
  }

  /** Moves parts to disk while memory is full: those that came last first, because most often their time comes last. */
  #makeRoom(): void {
    const room = this.#room;
    if (room === undefined) return;
    for (let i = this.#later.length - 1; i >= 0 && room.isFull; i--) {
      const part = this.#later[i];
      if (part !== undefined && !part.isOnDisk) this.#later[i] = onDisk(part, room);
    }
  }
}

/** Lines being written, and where they will wait. */
interface Writing {
  readonly encoder: LineEncoder;
  readonly room: WaitingRoom;
  lines: Lines;
  /** Of what is open. */
  bytes: number;
}

function writeInto(room: WaitingRoom): Writing {
  return { encoder: new LineEncoder(LINES), room, lines: new Lines(room), bytes: 0 };
}

/** The same with its lines on disk, in the order of time: so a window asks for few pieces, one after another. */
function onDisk(part: Held, room: WaitingRoom): Held {
  const [items, indexes] = [[...part.items], [...part.indexes]];
  const encoder = new LineEncoder(LINES);
  let lines = new Lines(room);
  for (const i of stableOrder(part.times)) {
    const item = items[i];
    if (!(item instanceof Lines)) continue;
    indexes[i] = encoder.count;
    encoder.append(item.batch, part.indexes[i] ?? 0);
    item.leave();
    lines.add();
    items[i] = lines;
    if (!encoder.isFull) continue;
    lines.spool(encoder.take());
    lines = new Lines(room);
  }
  if (encoder.count > 0) lines.spool(encoder.take());
  const { times, places, first, last } = part;
  return { items, indexes, times, places, first, last, isOnDisk: true };
}

/** Lines in one piece of memory or of disk. */
const LINES = 256;

/** Events, lines and failures in the order in which they came, each with its time and place. */
export interface Held {
  readonly items: Item[];
  /** Which of the lines of its item each is. */
  readonly indexes: number[];
  readonly times: number[];
  readonly places: number[];
  /** The earliest and the latest of the times. */
  first: number;
  last: number;
  readonly isOnDisk: boolean;
}

interface Entry {
  readonly item: Item;
  readonly index: number;
}

function newHeld(isOnDisk = false): Held {
  return { items: [], indexes: [], times: [], places: [], first: Infinity, last: -Infinity, isOnDisk };
}

function add(held: Held, { item, index }: Entry, ms: number, place: number): void {
  held.items.push(item);
  held.indexes.push(index);
  held.times.push(ms);
  held.places.push(place);
  if (ms < held.first) held.first = ms;
  if (ms > held.last) held.last = ms;
}

function addFrom(to: Held, { items, indexes, times, places }: Held, i: number): void {
  const item = items[i];
  if (item !== undefined) add(to, { item, index: indexes[i] ?? 0 }, times[i] ?? 0, places[i] ?? 0);
}

function splitAt(part: Held, until: number): readonly [Held, Held] {
  const [before, rest] = [newHeld(part.isOnDisk), newHeld(part.isOnDisk)];
  for (let i = 0; i < part.items.length; i++) addFrom((part.times[i] ?? 0) < until ? before : rest, part, i);
  return [before, rest];
}

function joined(parts: readonly Held[]): Held {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  const all = newHeld();
  for (const part of parts) for (let i = 0; i < part.items.length; i++) addFrom(all, part, i);
  return all;
}

/** Hands on what the processes give, in total order; `held` stands in the order of processes. */
export async function handOn(held: readonly Held[], sink: RunSink): Promise<number> {
  const all = joined(held);
  const { items, times, places } = all;
  if (sink.isClosed) return items.length;
  const order = stableOrder(times);
  let k = 0;
  try {
    for (; k < order.length; k++) {
      const i = order[k] ?? 0;
      const pause = sink.untilDue?.(times[i] ?? 0);
      if (pause !== undefined) await pause;
      if (pause !== undefined && sink.isClosed) break;
      const failure = handOne(all, i, sink);
      if (failure !== undefined) await failure;
      if (!sink.isFull) continue;
      // What is closed counts as full.
      await sink.drain();
      if (sink.isClosed) break;
    }
  } catch (thrown) {
    if (sink.failAt === undefined) throw thrown;
    const i = order[k] ?? 0;
    await sink.failAt(thrown, { ms: times[i] ?? 0, place: places[i] ?? 0 });
  }
  return items.length;
}

function handOne({ items, indexes, times, places }: Held, i: number, sink: RunSink): void | Promise<void> {
  const item = items[i];
  const place = places[i] ?? 0;
  if (item instanceof Lines) {
    sink.emitLine?.(item.batch, indexes[i] ?? 0, place);
    item.leave();
  } else if (item instanceof ActorFailure) return sink.fail(item);
  else if (item instanceof Unwritable) throw item.error;
  else if (item !== undefined) sink.emit(item, times[i] ?? 0, place);
}

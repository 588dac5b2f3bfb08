/**
 * Lanes: slots in which actors run. Synchronous actors run one after another whatever their number; an actor that awaits
 * keeps its lane and lets others go on. What they emit stays in the order of the actors.
 */
import { setImmediate } from 'node:timers/promises';

import { isPromise } from '../plan/action.ts';
import type { LineBatch } from '../encode/line-batch.ts';
import type { Event } from '../model/event.ts';
import type { Lane } from './actors.ts';
import type { EventSink } from './emit.ts';
import type { ActorFailure } from './failure.ts';
import type { Patience } from './patience.ts';
import type { TurnEnd } from './run-into.ts';

/** Where the events of many actors go, in order. */
export interface RunSink extends EventSink {
  /** Hands on what it holds. Resolves when there is room again. */
  drain(): Promise<void>;
  /** Whether nothing more is wanted: a limit was reached, or the run was aborted. */
  readonly isClosed: boolean;
  /** Whether it takes lines that were encoded before, by `emitLine`. */
  readonly takesLines?: boolean;
  emitLine?(batch: LineBatch, index: number, place: number): void;
  /** In paced runs: waits until an event of this instant is due. `undefined`: it is. */
  untilDue?(ms: number): Promise<void> | undefined;
  /** How long handlers are waited for once nothing more is wanted. */
  readonly patience?: Patience | undefined;
  /** Told of a failed actor, in output order. Throws when the run must not go on. */
  fail(failure: ActorFailure): void | Promise<void>;
  /**
   * Told of what ends the run here, in output order; without it that is thrown. A thread sends it on, so that it has its
   * place among what other threads send.
   */
  failAt?(thrown: unknown, at: { readonly ms: number; readonly place: number }): Promise<void>;
}

/** What is done with each actor. */
export interface ActorWork {
  /** Seats the actor in the lane. */
  begin(lane: Lane, index: number): TurnEnd | Promise<TurnEnd>;
  /** Runs it until it is done, the sink is full, or `until` (ms) is reached. */
  go(lane: Lane, sink: EventSink, until: number): TurnEnd | Promise<TurnEnd>;
  isDone(lane: Lane, until: number): boolean;
  /** Lets it go. */
  end(lane: Lane, index: number, isCut: boolean): void;
}

/** An actor that awaits, and what it emitted while others before it were not done. */
interface Waiting {
  readonly lane: Lane;
  readonly index: number;
  readonly buffer: EventBuffer;
  readonly done: Promise<TurnEnd>;
}

/** Timers and signals wait for so many silent actors at most. */
const ACTORS_PER_TURN = 1024;

export class LaneGroup {
  readonly #free: Lane[] = [];
  readonly #make: (number: number) => Lane;
  readonly #limit: number;
  #made = 0;

  /** `make` gets the number of the lane, from 0. */
  constructor(make: (number: number) => Lane, limit: number) {
    this.#make = make;
    this.#limit = limit;
  }

  /** Runs the actors in this order. */
  async run(indices: Iterable<number>, work: ActorWork, sink: RunSink): Promise<void> {
    const waiting: Waiting[] = [];
    let sinceTurn = 0;
    for (const index of indices) {
      if (sink.isClosed) break;
      // Actors that emit nothing never wait for the sink: timers and signals still have to come through.
      if (++sinceTurn % ACTORS_PER_TURN === 0) await setImmediate();
      const lane = this.#free.pop() ?? this.#take() ?? (await this.#settleFirst(waiting, work, sink));
      if (waiting.length === 0 && this.#limit === 1) {
        const pending = this.#runAlone(lane, index, work, sink);
        if (pending !== undefined) await pending;
        continue;
      }
      const buffer = new EventBuffer();
      const end = step(lane, index, work, buffer);
      waiting.push({ lane, index, buffer, done: Promise.resolve(end) });
      // Done already and nobody before it: no need to keep it.
      if (waiting.length === 1 && !isPromise(end)) this.#free.push(await this.#settleFirst(waiting, work, sink));
    }
    while (waiting.length > 0) this.#free.push(await this.#settleFirst(waiting, work, sink));
  }

  /**
   * One actor straight into the sink. Gives a promise only when a handler does, or the sink is full: promises would cost
   * a short life a third of its time (bench `engine.fast-path`).
   */
  #runAlone(lane: Lane, index: number, work: ActorWork, sink: RunSink): Promise<void> | undefined {
    lane.meter?.taken();
    let end = work.begin(lane, index);
    while (end === undefined && !sink.isFull && !work.isDone(lane, Infinity)) end = work.go(lane, sink, Infinity);
    if (end !== undefined || sink.isFull) return this.#goOn(lane, index, end, work, sink);
    this.#end(lane, index, work, sink);
    this.#free.push(lane);
    return undefined;
  }

  async #goOn(
    lane: Lane,
    index: number,
    end: TurnEnd | Promise<TurnEnd>,
    work: ActorWork,
    sink: RunSink,
  ): Promise<void> {
    try {
      const settled = isPromise(end) ? await inTime(end, lane, sink) : end;
      if (sink.isFull) await sink.drain();
      await this.#finish(lane, settled, work, sink);
    } catch (thrown) {
      // What ends the run cuts off who is under way.
      work.end(lane, index, true);
      throw thrown;
    }
    this.#end(lane, index, work, sink);
    this.#free.push(lane);
  }

  /** Runs a begun actor to its end. A failed one has no steps left, but what it emitted before stands. */
  async #finish(lane: Lane, begun: TurnEnd, work: ActorWork, sink: RunSink): Promise<void> {
    const failure = begun ?? (await this.#runUntil(lane, Infinity, work, sink));
    if (failure === undefined) return;
    // Dated up to the failure it stands before it, else behind it.
    await this.#runUntil(lane, failure.ms + 1, work, sink);
    await sink.fail(failure);
    await this.#runUntil(lane, Infinity, work, sink);
  }

  /** Runs the seated actor, making room as it goes; `until` narrows what the work allows. */
  async #runUntil(lane: Lane, until: number, work: ActorWork, sink: RunSink): Promise<TurnEnd> {
    while (!work.isDone(lane, until) && !sink.isClosed) {
      const end = work.go(lane, sink, until);
      const failure = isPromise(end) ? await inTime(end, lane, sink) : end;
      if (sink.isFull) await sink.drain();
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  /** Waits for the first of those that wait and hands its events on. */
  async #settleFirst(waiting: Waiting[], work: ActorWork, sink: RunSink): Promise<Lane> {
    const first = waiting.shift();
    if (first === undefined) throw new TypeError('there is no lane and nobody in one');
    const { lane, index, buffer, done } = first;
    try {
      const failure = await inTime(done, lane, sink);
      for (let i = 0; i < buffer.events.length && !sink.isClosed; i++) {
        const event = buffer.events[i];
        if (event !== undefined) sink.emit(event, buffer.times[i] ?? 0, lane.turn.state.index);
        if (sink.isFull) await sink.drain();
      }
      await this.#finish(lane, failure, work, sink);
    } catch (thrown) {
      work.end(lane, index, true);
      throw thrown;
    }
    this.#end(lane, index, work, sink);
    return lane;
  }

  #end(lane: Lane, index: number, work: ActorWork, sink: RunSink): void {
    work.end(lane, index, sink.isClosed);
    lane.meter?.left();
  }

  #take(): Lane | undefined {
    if (this.#made >= this.#limit) return undefined;
    return this.#make(this.#made++);
  }
}

/** What comes of an actor that awaits; nothing more where nothing more is wanted and its handler does not come. */
function inTime(end: Promise<TurnEnd>, lane: Lane, { patience }: RunSink): Promise<TurnEnd> {
  return patience === undefined ? end : patience.wait(end, () => lane.leaveOpen());
}

/** Begins an actor and runs it to its end, synchronously as long as it can. */
function step(lane: Lane, index: number, work: ActorWork, sink: EventSink): TurnEnd | Promise<TurnEnd> {
  lane.meter?.taken();
  const begun = work.begin(lane, index);
  const goOn = (failure: TurnEnd): TurnEnd | Promise<TurnEnd> => {
    if (failure !== undefined || work.isDone(lane, Infinity)) return failure;
    const end = work.go(lane, sink, Infinity);
    return isPromise(end) ? end.then(goOn) : goOn(end);
  };
  return isPromise(begun) ? begun.then(goOn) : goOn(begun);
}

/** Events kept until their turn comes; never full. */
export class EventBuffer implements EventSink {
  readonly events: Event[] = [];
  readonly times: number[] = [];
  readonly isFull = false;

  emit(event: Event, ms: number): void {
    this.events.push(event);
    this.times.push(ms);
  }
}

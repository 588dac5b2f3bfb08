/** What one thread sends for one window: items in total order, read one by one while more are still on their way. */
import { LineBatch } from '../encode/line-batch.ts';
import { SLOT_BYTES } from '../encode/limits.ts';
import type { Event } from '../model/event.ts';
import { ActorFailure } from './failure.ts';
import { fromPlainError } from './plain-error.ts';
import type { Answer, WorkerThread } from './pool.ts';
import type { BatchMessage, Counted } from './protocol.ts';

/** Gives the next answer of a thread. */
export type NextAnswer = () => Promise<Answer>;

/** Lines in the memory of a thread; the slot is free again when `release` is called. */
export interface ReceivedLines {
  readonly kind: 'lines';
  readonly batch: LineBatch;
  readonly places: Float64Array;
  readonly release: () => void;
}

interface ReceivedObjects {
  readonly kind: 'objects';
  readonly events: readonly Event[];
  readonly places: Float64Array;
  readonly release: () => void;
}

interface ReceivedFailure {
  readonly kind: 'failure';
  readonly failure: ActorFailure;
  readonly place: number;
}

interface ReceivedFault {
  readonly kind: 'fault';
  readonly error: unknown;
  readonly ms: number;
  readonly place: number;
}

/** Events of a thread, in the memory that is free again when `release` is called. */
export type ReceivedEvents = ReceivedLines | ReceivedObjects;

export type ReceivedItems = ReceivedEvents | ReceivedFailure | ReceivedFault;

/** An answer that carries events or a failure, ready to be read. */
export function receive(thread: WorkerThread, answer: Answer): ReceivedItems | undefined {
  switch (answer.type) {
    case 'batch':
      return {
        kind: 'lines',
        batch: lineBatch(thread, answer),
        places: answer.places,
        release: () => free(thread, answer.slot),
      };
    case 'objects':
      return {
        kind: 'objects',
        events: answer.events,
        places: answer.places,
        release: () => free(thread, answer.slot),
      };
    case 'failure':
      return {
        kind: 'failure',
        failure: new ActorFailure(fromPlainError(answer.error), answer.record, answer.ms),
        place: answer.place,
      };
    case 'fault':
      return { kind: 'fault', error: fromPlainError(answer.error), ms: answer.ms, place: answer.place };
    default:
      return undefined;
  }
}

function free(thread: WorkerThread, slot: number): void {
  if (slot !== -1) thread.send({ type: 'free', slot });
}

function lineBatch({ slots }: WorkerThread, message: BatchMessage): LineBatch {
  const { slot, bytes, length, ends, timestamps, nameTable, names } = message;
  const lines = bytes ?? new Uint8Array(slots, slot * SLOT_BYTES, length);
  return new LineBatch({ bytes: lines, ends, timestamps, nameTable, names });
}

/** The items of one thread in one window. */
export class ThreadRun {
  readonly thread: WorkerThread;
  readonly #next: NextAnswer;
  #items: ReceivedItems | undefined;
  #at = 0;
  /** When the thread has something to do next; known once `isOver`. */
  due = Infinity;
  /** What the thread has counted by then. */
  counted: Counted | undefined = undefined;
  isOver = false;

  constructor(thread: WorkerThread, next: NextAnswer) {
    this.thread = thread;
    this.#next = next;
  }

  /** Whether an item can be read at once. */
  get isReady(): boolean {
    return this.#items !== undefined;
  }

  /** Waits until an item can be read, or the thread is done with the window. */
  async fetch(): Promise<void> {
    const answer = await this.#next();
    if (answer.type === 'done') {
      this.isOver = true;
      this.due = answer.due;
      this.counted = answer.counted;
      return;
    }
    this.#items = receive(this.thread, answer);
    this.#at = 0;
  }

  get ms(): number {
    const items = this.#items;
    if (items === undefined) return Infinity;
    if (items.kind === 'failure') return items.failure.ms;
    if (items.kind === 'fault') return items.ms;
    if (items.kind === 'lines') return items.batch.timestamps[this.#at] ?? Infinity;
    return items.events[this.#at]?.timestamp.getTime() ?? Infinity;
  }

  get place(): number {
    const items = this.#items;
    if (items === undefined) return Infinity;
    return 'places' in items ? (items.places[this.#at] ?? Infinity) : items.place;
  }

  /** What stands first. */
  get items(): ReceivedItems | undefined {
    return this.#items;
  }

  get at(): number {
    return this.#at;
  }

  /** Steps behind the first item. */
  advance(): void {
    const items = this.#items;
    if (items === undefined) return;
    this.#at++;
    const count = items.kind === 'lines' ? items.batch.count : items.kind === 'objects' ? items.events.length : 1;
    if (this.#at < count) return;
    this.#release();
  }

  /** Lets the thread come to the end of the window; what it still sends is not wanted. */
  async drop(): Promise<void> {
    for (; !this.isOver; await this.fetch()) this.#release();
  }

  #release(): void {
    if (this.#items !== undefined && 'release' in this.#items) this.#items.release();
    this.#items = undefined;
  }
}

/** Whether `a` stands before `b` in total order. */
export function comesFirst(a: ThreadRun, b: ThreadRun): boolean {
  const [first, second] = [a.ms, b.ms];
  return first < second || (first === second && a.place < b.place);
}

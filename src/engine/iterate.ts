/**
 * Events of one actor as they are asked for. One object over the buffer of one handler call: an async generator would cost
 * a promise more for each event (bench `engine.run-iterator`).
 */
import { isPromise } from '../plan/action.ts';
import type { AnyEvent, Event } from '../model/event.ts';
import type { SynodeContext } from './context.ts';
import { release, type EventSink } from './emit.ts';
import { closeInstances } from './lifecycle.ts';
import { runInto, type TurnEnd } from './run-into.ts';
import type { Turn } from './turn.ts';

type Next<E> = IteratorResult<E, void>;

const DONE: Next<never> = { done: true, value: undefined };

export class ContextEvents<E extends AnyEvent> implements AsyncGenerator<E, void, undefined> {
  readonly #context: SynodeContext;
  readonly #begin: () => Promise<Turn>;
  readonly #calls = new OneCall();
  #turn: Turn | undefined;
  #failure: { readonly error: unknown } | undefined;
  #isOver = false;
  /** Calls of `next` that wait, and the last of them. */
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(context: SynodeContext, begin: () => Promise<Turn>) {
    this.#context = context;
    this.#begin = begin;
  }

  next(): Promise<Next<E>> {
    if (this.#waiting > 0) return this.#goOn();
    const event = this.#calls.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event as unknown as E });
    if (this.#turn === undefined) return this.#goOn();
    try {
      // At once, without a promise of its own for the call (bench `engine.run-iterator`).
      const told = this.#runOn(this.#turn);
      return isPromise(told) ? this.#goOn(told) : Promise.resolve(told as Next<E>);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** Goes on behind the calls of `next` that came before, and behind a handler that awaits. */
  #goOn(pending?: Promise<TurnEnd>): Promise<Next<E>> {
    this.#waiting++;
    const result = this.#last.then(() => this.#advance(pending));
    const over = (): void => void this.#waiting--;
    this.#last = result.then(over, over);
    return result;
  }

  /** Left early: what is open is dropped, so that the next engine starts clean. */
  return(): Promise<Next<E>> {
    this.#end();
    return Promise.resolve(DONE);
  }

  throw(error: unknown): Promise<Next<E>> {
    this.#end();
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  async #advance(pending: Promise<TurnEnd> | undefined): Promise<Next<E>> {
    if (this.#turn === undefined) {
      if (this.#isOver) return DONE;
      this.#turn = await this.#begin();
    }
    for (;;) {
      if (pending !== undefined) this.#settle(this.#turn, await pending);
      const told = this.#runOn(this.#turn);
      if (!isPromise(told)) return told as Next<E>;
      pending = told;
    }
  }

  /** Runs on until there is something to tell. Gives a promise when a handler does. */
  #runOn(turn: Turn): Next<E> | Promise<TurnEnd> {
    for (;;) {
      const event = this.#calls.shift();
      if (event !== undefined) return { done: false, value: event as unknown as E };
      if (this.#failure !== undefined) return this.#fail(this.#failure.error);
      if (this.#isOver) return DONE;
      if (turn.state.due === Infinity) {
        this.#end();
        return DONE;
      }
      const end = runInto(turn, Infinity, this.#calls);
      if (isPromise(end)) return end as Promise<TurnEnd>;
      this.#settle(turn, end);
    }
  }

  /** What was emitted before a failure and is dated up to it stands before it. */
  #settle(turn: Turn, failure: TurnEnd): void {
    if (failure === undefined) return;
    this.#calls.open();
    release(turn, failure.ms + 1, this.#calls);
    this.#failure = { error: failure.error };
  }

  #fail(error: unknown): never {
    this.#failure = undefined;
    this.#end();
    throw error;
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#calls.clear();
    if (this.#turn === undefined) return;
    closeInstances(this.#context.turn, 'open');
    this.#turn.state.pending = undefined;
  }
}

/** Holds the events of one handler call, so that nothing runs ahead of the reader. */
class OneCall implements EventSink {
  #events: Event[] = [];
  #at = 0;
  #isOpen = false;

  get isFull(): boolean {
    return !this.#isOpen && this.#events.length > 0;
  }

  /** Takes everything from now on: nothing will run any more. */
  open(): void {
    this.#isOpen = true;
  }

  emit(event: Event): void {
    this.#events.push(event);
  }

  shift(): Event | undefined {
    const event = this.#events[this.#at];
    if (event === undefined) return undefined;
    this.#at++;
    if (this.#at === this.#events.length) this.clear();
    return event;
  }

  clear(): void {
    this.#events = [];
    this.#at = 0;
  }
}

/**
 * Events of one actor as they are asked for. One object over the buffer of one handler call: an async generator would cost
 * a promise more for each event (bench `engine.run-iterator`).
 */
import { isPromise } from '../plan/action.ts';
import type { AnyEvent, Event } from '../model/event.ts';
import type { SynodeContext } from './context.ts';
import { release, type EventSink } from './emit.ts';
import { closeInstances } from './lifecycle.ts';
import { runInto } from './run-into.ts';
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
  /** Calls of `next` that came before the one before them had settled. */
  #last: Promise<unknown> = Promise.resolve();
  #isBusy = false;

  constructor(context: SynodeContext, begin: () => Promise<Turn>) {
    this.#context = context;
    this.#begin = begin;
  }

  next(): Promise<Next<E>> {
    if (!this.#isBusy) {
      const event = this.#calls.shift();
      if (event !== undefined) return Promise.resolve({ done: false, value: event as unknown as E });
    }
    this.#isBusy = true;
    const result = this.#last.then(() => this.#advance());
    this.#last = result.then(
      () => void (this.#isBusy = false),
      () => void (this.#isBusy = false),
    );
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

  async #advance(): Promise<Next<E>> {
    for (;;) {
      const event = this.#calls.shift();
      if (event !== undefined) return { done: false, value: event as unknown as E };
      if (this.#failure !== undefined) return this.#fail(this.#failure.error);
      if (this.#isOver) return DONE;
      const turn = (this.#turn ??= await this.#begin());
      if (turn.state.due === Infinity) {
        this.#end();
        return DONE;
      }
      const end = runInto(turn, Infinity, this.#calls);
      const failure = isPromise(end) ? await end : end;
      if (failure === undefined) continue;
      // What was emitted before and is dated up to the failure stands before it.
      this.#calls.open();
      release(turn, failure.ms + 1, this.#calls);
      this.#failure = { error: failure.error };
    }
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

import { isPromise } from '../plan/action.ts';
import type { Event, EventOf } from '../model/event.ts';
import type { AnyJourney } from '../model/flow.ts';
import { closeInstances } from './lifecycle.ts';
import { SynodeContext } from './context.ts';
import { release, type EventSink } from './emit.ts';
import { EventBuffer } from './lanes.ts';
import { Instance } from './instance.ts';
import { runInto } from './run-into.ts';
import { compileStandalone } from './standalone.ts';

/**
 * Runs one instance of one journey, and what it starts, on a context of your own; events come one at a time, in time
 * order, as they are asked for. The context keeps its clock, state and completions, so several engines may run on one
 * context in turn.
 *
 * @throws SynodeError the faults of the journey at construction; a failing handler while iterating
 * @example for await (const event of new Engine(shop).run()) console.log(event.name)
 */
export class Engine<const J extends AnyJourney> {
  readonly #journey: AnyJourney;

  constructor(journey: J) {
    const { arrivals, ...flow } = journey as AnyJourney;
    this.#journey = arrivals === undefined ? journey : flow;
    // Compiled once here for its faults, and at each context for its keys.
    compileStandalone({}, [this.#journey], { datasets: 'unchecked' });
  }

  async *run(context: SynodeContext = new SynodeContext()): AsyncGenerator<EventOf<J>, void, undefined> {
    const turn = context.adopt([this.#journey]);
    const { population, state } = turn;
    const [journey] = population.journeys;
    if (journey === undefined) return;
    await turn.datasets.hydrate();
    // The one instance is put into the queue here, so the chain of the population has nothing left to start.
    state.chainAt = population.chain.length;
    const number = state.runs.get(journey.id) ?? 0;
    state.runs.set(journey.id, number + 1);
    const identity = { number, origin: 0, rank: number, label: String(number), input: undefined };
    state.enqueue(new Instance(journey, 'chain', turn.nowMs, identity));
    const sink = new OneCall();
    try {
      while (state.due < Infinity) {
        const end = runInto(turn, Infinity, sink);
        const failure = isPromise(end) ? await end : end;
        yield* sink.take() as EventOf<J>[];
        if (failure === undefined) continue;
        const before = new EventBuffer();
        release(turn, failure.ms + 1, before);
        yield* before.events as EventOf<J>[];
        throw failure.error;
      }
    } finally {
      // Left early: what is open is dropped, so that the next engine starts clean.
      closeInstances(turn, 'open');
      state.pending = undefined;
    }
  }
}

/** Holds the events of one handler call, so that nothing runs ahead of the reader. */
class OneCall implements EventSink {
  #events: Event[] = [];

  get isFull(): boolean {
    return this.#events.length > 0;
  }

  emit(event: Event): void {
    this.#events.push(event);
  }

  take(): Event[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

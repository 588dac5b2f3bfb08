import { isPromise } from '../plan/action.ts';
import type { EventOf } from '../model/event.ts';
import type { AnyJourney } from '../model/flow.ts';
import { SynodeContext } from './context.ts';
import { ContextEvents } from './iterate.ts';
import { Instance } from './instance.ts';
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

  /** The events of one instance. Nothing runs before the first is asked for, and nothing runs ahead. */
  run(context: SynodeContext = new SynodeContext()): AsyncGenerator<EventOf<J>, void, undefined> {
    return new ContextEvents<EventOf<J>>(context, async () => {
      const turn = context.adopt([this.#journey]);
      const { population, state, datasets } = turn;
      const [journey] = population.journeys;
      if (journey === undefined) return turn;
      const hydrated = datasets.hydrate();
      if (isPromise(hydrated)) await hydrated;
      // The one instance is put into the queue here, so the chain of the population has nothing left to start.
      state.chainAt = population.chain.length;
      const number = context.nextRun(journey.id);
      const identity = { number, origin: 0, rank: number, label: String(number), input: undefined };
      state.enqueue(new Instance(journey, 'chain', turn.nowMs, identity));
      return turn;
    });
  }
}

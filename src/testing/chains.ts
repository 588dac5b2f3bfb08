/** When the chains of actors go on in the whole world; found by running it, once per actor that is asked for. */
import { SynodeError } from '../errors.ts';
import type { EventSink } from '../engine/emit.ts';
import type { TurnEnd } from '../engine/run-into.ts';
import { isPromise } from '../plan/action.ts';
import type { PopulationPlan } from '../plan/population.ts';
import { ChainWatch, type ChainStarts, type Seat } from './part.ts';
import type { ActorRunner } from './runner.ts';

type MakeRunner = (population: PopulationPlan, watch: ChainWatch) => ActorRunner;

export class Chains {
  readonly #make: MakeRunner;
  /** Made when first needed: most fixtures leave nothing out. */
  readonly #populations = new Map<PopulationPlan, Watched>();

  constructor(make: MakeRunner) {
    this.#make = make;
  }

  of(seat: Seat): ChainStarts {
    const watched = this.#of(seat.population);
    const known = watched.known.get(seat.index);
    if (known !== undefined) return known;
    const end = watched.runner.run(seat.index, NOWHERE);
    if (isPromise(end)) throw abandon(seat, end, watched.runner);
    return learn(watched, seat.index, end);
  }

  async prepare(seats: readonly Seat[]): Promise<void> {
    for (const { population, index } of seats) {
      const watched = this.#of(population);
      if (watched.known.has(index)) continue;
      await watched.runner.hydrate();
      learn(watched, index, await watched.runner.run(index, NOWHERE));
    }
  }

  #of(population: PopulationPlan): Watched {
    const known = this.#populations.get(population);
    if (known !== undefined) return known;
    const watch = new ChainWatch();
    const made = { watch, runner: this.#make(population, watch), known: new Map<number, ChainStarts>() };
    this.#populations.set(population, made);
    return made;
  }
}

interface Watched {
  readonly watch: ChainWatch;
  readonly runner: ActorRunner;
  readonly known: Map<number, ChainStarts>;
}

function learn({ watch, known }: Watched, actor: number, end: TurnEnd): ChainStarts {
  const starts = watch.startsOf(actor, { hasFailed: end !== undefined });
  known.set(actor, starts);
  return starts;
}

const NOWHERE: EventSink = { isFull: false, emit: () => undefined };

/** Leaves an actor that awaits to itself. Nobody waits for it; its failure must not end the program. */
export function abandon({ population, index }: Seat, end: Promise<TurnEnd>, runner: ActorRunner): SynodeError {
  const where = runner.where();
  end.catch(() => undefined);
  runner.abandon();
  return asyncFixture(`${population.userPrefix}${index} awaits in ${where}`);
}

/** The fault of a fixture that cannot answer at once. */
export function asyncFixture(what: string): SynodeError {
  return new SynodeError('ASYNC_FIXTURE', what, {
    path: ['fixture'],
    expected: 'an actor who needs nobody, and handlers, attributes and datasets that answer at once',
    received: 'a promise',
    suggestion: 'Use await fixture.buildAsync(), or await fixture.collect().',
  });
}

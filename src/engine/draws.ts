/** `ctx.draw` and everything named like it: streams below a place that a second draw of the name continues. */
import { IssueList } from '../errors.ts';
import { FREE, type Decide } from '../plan/decisions.ts';
import type { Place } from '../plan/frame.ts';
import { compileOnlyGenerator, compileValue } from '../plan/value.ts';
import type { KnownDatasets } from '../plan/dataset.ts';
import { namedSequences, Scope, type ScopeWorld } from '../plan/scope.ts';
import { keyOf, RandomStream, type Key, type Occasion } from '../random/keyed.ts';
import { atOnce } from './at-once.ts';
import type { Turn } from './turn.ts';
import { newStream } from './new-stream.ts';

const MOST_NAMES = 10_000;

interface CompiledDraw {
  readonly generator: unknown;
  readonly decide: Decide<unknown>;
}

export class NamedDraws {
  readonly #turn: Turn;
  readonly #streams: ContinuedStreams;
  readonly #compiled = new Map<Place, Map<string, CompiledDraw>>();
  readonly #keys = new KeyCache();
  #datasets: KnownDatasets | undefined;

  constructor(turn: Turn) {
    this.#turn = turn;
    this.#streams = new ContinuedStreams(() => newStream(turn.world));
  }

  /** From here on each name is opened anew. */
  nextOccasion(): void {
    this.#streams.nextOccasion();
    if (this.#keys.size > MOST_NAMES) this.#forget();
  }

  /** Names may be made up at run time without end. What is forgotten between two calls is made again, the same. */
  #forget(): void {
    this.#keys.clear();
    this.#compiled.clear();
    this.#streams.clear();
  }

  /** The stream of a named draw at the current place. */
  stream(name: string): RandomStream {
    const key = this.#keys.of([...this.#turn.place.path, 'draw', name, 'value']);
    return this.#streams.open(key, this.#turn);
  }

  /** The value of a generator on the streams of a named draw. */
  draw(name: string, generator: unknown): unknown {
    const decide = this.#decide(name, generator);
    const turn = this.#turn;
    const scratch = turn.stream;
    turn.stream = this.#streams;
    try {
      return atOnce(
        turn.nested(() => decide(turn, {})),
        `draw '${name}'`,
      );
    } finally {
      turn.stream = scratch;
    }
  }

  #decide(name: string, generator: unknown): Decide<unknown> {
    const { place } = this.#turn;
    let here = this.#compiled.get(place);
    if (here === undefined) this.#compiled.set(place, (here = new Map<string, CompiledDraw>()));
    const known = here.get(name);
    if (known !== undefined && known.generator === generator) return known.decide;
    const decide = this.compile(generator, [...place.path, 'draw', name], `draw '${name}'`);
    here.set(name, { generator, decide });
    return decide;
  }

  /** Compiles a generator at run time; its faults are those of the handler that passed it. */
  compile(generator: unknown, path: readonly string[], label: string): Decide<unknown> {
    const issues = new IssueList();
    const { decide } = compileOnlyGenerator(generator, this.scope(issues, path, label));
    issues.throwIfAny(label);
    return decide;
  }

  /** A place to compile at while the engine runs. */
  scope(issues: IssueList, path: readonly string[], label: string): Scope {
    const { world, population } = this.#turn;
    const shared: ScopeWorld = {
      issues,
      calendar: population.calendar,
      decisions: world.observer ?? FREE,
      datasets: (this.#datasets ??= new Map(
        world.datasets.map(({ id, fields }) => [id, fields?.map(({ name }) => name)]),
      )),
      attributes: undefined,
      sequences: namedSequences(path.join('/')),
      compile: compileValue,
      keyOf: (path) => this.#keys.of(path),
      warn: world.warn,
    };
    return new Scope(shared, path, [label]);
  }
}

/** Streams that stay where the last draw left them until the next occasion. */
class ContinuedStreams extends RandomStream {
  readonly #streams = new Map<Key, { readonly stream: RandomStream; occasion: number }>();
  readonly #make: () => RandomStream;
  #occasion = 0;

  constructor(make: () => RandomStream) {
    super();
    this.#make = make;
  }

  nextOccasion(): void {
    this.#occasion++;
  }

  clear(): void {
    this.#streams.clear();
  }

  override open(key: Key, at: Occasion): RandomStream {
    let known = this.#streams.get(key);
    if (known === undefined) this.#streams.set(key, (known = { stream: this.#make(), occasion: -1 }));
    if (known.occasion === this.#occasion) return known.stream;
    known.occasion = this.#occasion;
    return known.stream.open(key, at);
  }
}

/** Keys made at run time, once per path. */
class KeyCache {
  readonly #keys = new Map<string, Key>();

  get size(): number {
    return this.#keys.size;
  }

  clear(): void {
    this.#keys.clear();
  }

  of(path: readonly string[]): Key {
    const name = JSON.stringify(path);
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const made = keyOf(path);
    this.#keys.set(name, made);
    return made;
  }
}

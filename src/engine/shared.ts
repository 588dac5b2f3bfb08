/** Facts common to all actors: pure functions of (seed, scenario, name, key), kept while they are asked for. */
import type { Generator } from '../model/generator.ts';
import { PATH_ROOT } from '../random/keyed.ts';
import type { DatasetStore } from './datasets.ts';
import { atOnce } from './at-once.ts';

const KEPT = 10_000;

export class SharedFacts {
  readonly #root: readonly string[];
  #store: DatasetStore | undefined;
  /** A Map keeps insertion order: the first entry is the one not asked for the longest. */
  readonly #facts = new Map<string, unknown>();

  constructor(seed: string, scenario: string) {
    this.#root = [PATH_ROOT, seed, scenario, '', 'shared'];
  }

  /** Says where facts are computed. Datasets and facts may need each other, so this comes after both exist. */
  use(store: DatasetStore): void {
    this.#store = store;
  }

  fact<T>(name: string, key: string | number, generator: Generator<T>): T {
    const id = JSON.stringify([name, String(key)]);
    const known = this.#facts.get(id) as T | undefined;
    if (known !== undefined) {
      this.#facts.delete(id);
      this.#facts.set(id, known);
      return known;
    }
    const made = this.#make(name, String(key), generator);
    if (this.#facts.size >= KEPT) this.#facts.delete(this.#facts.keys().next().value ?? '');
    this.#facts.set(id, made);
    return made;
  }

  #make<T>(name: string, key: string, generator: Generator<T>): T {
    const path = [...this.#root, name, key];
    // Evaluated where no actor is, so that no actor's locale, clock or state can show in it.
    if (this.#store === undefined) throw new TypeError('facts have no place to be computed');
    const { turn, giveBack } = this.#store.lendTurn(`shared ${name}[${key}]`);
    try {
      turn.draws.nextOccasion();
      const decide = turn.draws.compile(generator, path, `shared '${name}'`);
      turn.actor = 0;
      return atOnce(decide(turn, {}), `shared '${name}'`) as T;
    } finally {
      giveBack();
    }
  }
}

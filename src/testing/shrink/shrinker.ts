/** The search: the smallest world found so far, and the ways to try a smaller one. */
import { SynodeError } from '../../errors.ts';
import type { Only } from '../types.ts';
import { nameOf, tryWorld, type Predicate, type Trial } from './trial.ts';

/** Whether a failing world is taken for the better one. */
type Better = (candidate: Trial, best: Trial) => boolean;

const ALWAYS: Better = () => true;

export class Shrinker {
  best: Trial;
  runs = 1;
  readonly #predicate: Predicate;
  readonly #maxRuns: number;
  /** Worlds that did not do, by name. */
  readonly #refused = new Set<string>();
  /** Checks that did not hold in the world given. */
  readonly #broken: ReadonlySet<string>;
  #skipped = false;

  constructor(first: Trial, predicate: Predicate, maxRuns: number) {
    this.best = first;
    this.#predicate = predicate;
    this.#maxRuns = maxRuns;
    this.#broken = new Set(first.broken);
  }

  /** Whether something was left untried because the runs were used up. */
  get isExhausted(): boolean {
    return this.#skipped;
  }

  /** Whether this part of the world still fails; then it is the world from now on. */
  keep(part: Only): Promise<boolean> {
    const { spec } = this.best;
    return this.#attempt({ ...spec, only: { ...spec.only, ...part } }, ALWAYS);
  }

  /** Whether the world still fails with this decision, and is better then. */
  pin(path: string, value: unknown, better: Better): Promise<boolean> {
    const { spec } = this.best;
    const pins = spec.pins.filter((pin) => pin.path !== path);
    return this.#attempt({ ...spec, pins: [...pins, { path, value }] }, better);
  }

  async #attempt(spec: Trial['spec'], better: Better): Promise<boolean> {
    const name = nameOf(spec);
    if (name === nameOf(this.best.spec)) return true;
    if (this.#refused.has(name)) return false;
    if (this.runs >= this.#maxRuns) {
      this.#skipped = true;
      return false;
    }
    this.runs++;
    const trial = await this.#run(spec);
    if (trial !== undefined && this.#isSound(trial) && better(trial, this.best)) {
      this.best = trial;
      return true;
    }
    this.#refused.add(name);
    return false;
  }

  /** A check that breaks on the way is another fault than the one looked for. */
  #isSound({ broken }: Trial): boolean {
    return broken.every((id) => this.#broken.has(id));
  }

  /** A world whose own handlers fail is another fault than the one looked for. */
  async #run(spec: Trial['spec']): Promise<Trial | undefined> {
    try {
      return await tryWorld(spec, this.#predicate);
    } catch (thrown) {
      if (thrown instanceof SynodeError) return undefined;
      throw thrown;
    }
  }
}

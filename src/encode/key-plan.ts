/** What is known of the objects that stand in one place: their keys in the order met, ready to be copied. */
import { Fragment } from './bytes.ts';
import { MOST_FRAGMENTS, MOST_KEYS } from './limits.ts';

/** A guess for the next object in its place, never a promise. */
export class KeyPlan {
  readonly keys: string[] = [];
  /** `,"key":` of each key. */
  readonly fragments: Fragment[] = [];
  /** Plans of objects, or of the items of lists, under each key. */
  readonly #children: (KeyPlan | undefined)[] = [];

  /** Where a key stands that was not expected at `guess`; learns it there if it is new. */
  position(key: string, guess: number, fragments: Fragments): number {
    const known = this.keys.indexOf(key);
    if (known !== -1) return known;
    // An object used as a dictionary teaches nothing: what lies behind the end of the plan is written from its key.
    if (this.keys.length >= MOST_KEYS) return MOST_KEYS;
    this.keys.splice(guess, 0, key);
    this.fragments.splice(guess, 0, fragments.of(key));
    this.#children.splice(guess, 0, undefined);
    return guess;
  }

  /** The plan of what stands under the key at this position. */
  child(position: number): KeyPlan {
    return (this.#children[position] ??= new KeyPlan());
  }
}

/** Keys as fragments, those met first kept. */
export class Fragments {
  readonly #known = new Map<string, Fragment>();

  of(key: string): Fragment {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = new Fragment(`,${JSON.stringify(key)}:`);
    if (this.#known.size < MOST_FRAGMENTS) this.#known.set(key, made);
    return made;
  }
}

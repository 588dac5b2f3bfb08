import { keyOf, type Key } from '../random/keyed.ts';
import type { Place } from './frame.ts';

/** A place where user code runs. Its keys cost a SHA-256 each, so they are made when first needed. */
export function placeOf(path: readonly string[]): Place {
  return new LazyPlace(path);
}

class LazyPlace implements Place {
  readonly path: readonly string[];
  #handler: Key | undefined;
  #faker: Key | undefined;
  #id: Key | undefined;
  #generateId: Key | undefined;
  #starts: Map<string, Key> | undefined;

  constructor(path: readonly string[]) {
    this.path = path;
  }

  get handler(): Key {
    return (this.#handler ??= keyOf([...this.path, '@handler']));
  }

  get faker(): Key {
    return (this.#faker ??= keyOf([...this.path, '@faker']));
  }

  get id(): Key {
    return (this.#id ??= keyOf([...this.path, '@id']));
  }

  get generateId(): Key {
    return (this.#generateId ??= keyOf([...this.path, '@generateId']));
  }

  start(journey: string): Key {
    const known = this.#starts?.get(journey);
    if (known !== undefined) return known;
    const made = keyOf([...this.path, '@start', journey]);
    (this.#starts ??= new Map<string, Key>()).set(journey, made);
    return made;
  }
}

/**
 * Pools of fake text for hot events: entry i of (seed, locale, method) is drawn once on a stream of its own and kept by
 * the thread. It is a function of these four, so filling order, runs and threads do not matter.
 */
import type { Faker } from '@faker-js/faker';

import { keyOf, PATH_ROOT, RandomStream, type Key } from './keyed.ts';
import { lendFaker, loadLocale } from './faker.ts';

/** Entries kept by a thread: some 20 MB of text. Beyond, all are forgotten and made again as they are asked for. */
const MOST_ENTRIES = 262_144;
/** A pool without entries takes as much memory as so many of them. */
const POOL_ENTRIES = 16;

/** Pools by seed, locale and method: a cache of a pure function. */
const pools = new Map<string, TextPool>();
const kept = { entries: 0 };
const stream = new RandomStream();

/** The pool of a seed, locale and method, the same for all runs of a thread. */
export function textPool(seed: string, locale: string, method: string): TextPool {
  const name = JSON.stringify([seed, locale, method]);
  const known = pools.get(name);
  if (known !== undefined) return known;
  count(POOL_ENTRIES);
  const made = new TextPool(keyOf([PATH_ROOT, seed, '', '', 'pool', locale, method]), locale, method);
  pools.set(name, made);
  return made;
}

export class TextPool {
  readonly #key: Key;
  readonly #locale: string;
  readonly #method: string;
  #entries: string[] = [];

  constructor(key: Key, locale: string, method: string) {
    this.#key = key;
    this.#locale = locale;
    this.#method = method;
  }

  /** Entry `index`, from 0. */
  entry(index: number): string {
    return this.#entries[index] ?? this.#fill(index);
  }

  #fill(index: number): string {
    count(1);
    stream.openAt(this.#key, index, 0, 0, 0);
    const text = String(lendFaker(this.#locale, stream, 0, (faker) => callPath(faker, this.#method)));
    this.#entries[index] = text;
    return text;
  }

  forget(): void {
    this.#entries = [];
  }
}

function count(entries: number): void {
  if (kept.entries >= MOST_ENTRIES) {
    for (const pool of pools.values()) pool.forget();
    pools.clear();
    kept.entries = 0;
  }
  kept.entries += entries;
}

/** Whether faker has a method of this path. English has them all. */
export function isFakerMethod(path: string): boolean {
  return typeof methodAt(loadLocale('en'), path) === 'function';
}

function callPath(faker: Faker, path: string): unknown {
  const method = methodAt(faker, path);
  if (typeof method !== 'function') throw new TypeError(`faker has no method '${path}'`);
  return (method as () => unknown)();
}

function methodAt(faker: Faker, path: string): unknown {
  let at: unknown = faker;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}

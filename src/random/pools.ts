/**
 * Pools of fake text for hot events: entry i of (locale, method) is drawn once on a stream of its own and kept by the
 * thread. It is a function of (seed, locale, method, i), so filling order and threads do not matter.
 */
import type { Faker } from '@faker-js/faker';

import { keyOf, PATH_ROOT, RandomStream, type Key } from './keyed.ts';
import { loadLocale, type FakeText } from './faker.ts';

interface Pool {
  readonly key: Key;
  readonly entries: (string | undefined)[];
}

export class TextPools {
  readonly #seed: string;
  readonly #text: FakeText;
  readonly #pools = new Map<string, Pool>();
  readonly #stream = new RandomStream();

  constructor(seed: string, text: FakeText) {
    this.#seed = seed;
    this.#text = text;
  }

  /** Entry `index` of the pool of this locale and method. */
  entry(locale: string, method: string, index: number): string {
    const pool = this.#pools.get(`${locale} ${method}`) ?? this.#add(locale, method);
    return pool.entries[index] ?? this.#fill(pool, locale, method, index);
  }

  #add(locale: string, method: string): Pool {
    const pool = { key: keyOf([PATH_ROOT, this.#seed, '', '', 'pool', locale, method]), entries: [] };
    this.#pools.set(`${locale} ${method}`, pool);
    return pool;
  }

  #fill(pool: Pool, locale: string, method: string, index: number): string {
    const stream = this.#stream.openAt(pool.key, index, 0, 0, 0);
    const text = String(
      this.#text.lend(locale, { stream, now: () => new Date(0) }, (faker) => callPath(faker, method)),
    );
    pool.entries[index] = text;
    return text;
  }
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

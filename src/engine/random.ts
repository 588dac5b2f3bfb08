import { SynodeError, describeValue } from '../errors.ts';
import type { Random } from '../model/context.ts';
import { cumulativeWeights, pickIndex } from '../random/models/weights.ts';
import type { RandomStream } from '../random/keyed.ts';

/** `ctx.random`: the sequential stream of one place and occasion, opened when first asked. */
export class HandlerRandom implements Random {
  readonly #open: () => RandomStream;
  /** The open stream, kept at hand: a handler draws many times from it (bench `engine.fast-path`). */
  #current: RandomStream | undefined = undefined;

  constructor(open: () => RandomStream) {
    this.#open = open;
  }

  /** The place was left: the next draw opens a stream again. */
  leave(): void {
    this.#current = undefined;
  }

  #begin(): RandomStream {
    return (this.#current = this.#open());
  }

  float(): number {
    return (this.#current ?? this.#begin()).uniform();
  }

  int(min: number, max: number): number {
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || min > max) {
      throw misuse('int', 'whole numbers min ≤ max', `${min}, ${max}`);
    }
    return min + (this.#current ?? this.#begin()).index(max - min + 1);
  }

  chance(p: number): boolean {
    if (!(p >= 0 && p <= 1)) throw misuse('chance', 'a number from 0 to 1', describeValue(p));
    return (this.#current ?? this.#begin()).uniform() < p;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw misuse('pick', 'a list that is not empty', 'an empty array');
    return list[(this.#current ?? this.#begin()).index(list.length)] as T;
  }

  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const keys = Object.keys(weights) as K[];
    const sums = cumulativeWeights(keys.map((key) => weights[key]));
    if (!((sums[sums.length - 1] ?? 0) > 0) || keys.some((key) => !(weights[key] >= 0))) {
      throw misuse('weighted', 'weights of 0 or more, one of them positive', describeValue(weights));
    }
    return keys[pickIndex(sums, (this.#current ?? this.#begin()).uniform())] as K;
  }

  shuffle<T>(list: readonly T[]): T[] {
    return this.sample(list, list.length);
  }

  /** The first n places of a Fisher–Yates shuffle. */
  sample<T>(list: readonly T[], n: number): T[] {
    if (!Number.isInteger(n) || n < 0 || n > list.length) {
      throw misuse('sample', `a whole number from 0 to ${list.length}`, describeValue(n));
    }
    const stream = this.#current ?? this.#begin();
    const items = [...list];
    for (let i = 0; i < n; i++) {
      const j = i + stream.index(items.length - i);
      [items[i], items[j]] = [items[j] as T, items[i] as T];
    }
    return items.slice(0, n);
  }
}

function misuse(method: string, expected: string, received: string): SynodeError {
  return new SynodeError('INVALID_FIELD_VALUE', `random.${method} needs ${expected}`, {
    path: [`random.${method}`],
    expected,
    received,
    suggestion: 'Check the arguments.',
  });
}

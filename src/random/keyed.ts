/**
 * Keyed randomness: (path, dynamic words) → a stream of numbers, a pure function. Nothing here knows an order of draws.
 *
 * path → key: first 16 bytes of SHA-256 over the length-prefixed components.
 * key xor words → 8 rounds of the Chaskey permutation (Mouha et al., 2014) → state of sfc32 (Doty-Humphrey, PractRand).
 */
import { sha256 } from './sha256.ts';

import { describeValue, SynodeError } from '../errors.ts';
import type { Random } from '../model/context.ts';
import { cumulativeWeights, pickIndex } from './models/weights.ts';

/** Version of everything that decides values; the first component of each path. */
export const DATA_VERSION = 1;

/** First component of every path. */
export const PATH_ROOT = `synode/${DATA_VERSION}`;

/** The four words that tell one occasion of a definition from another; unsigned 32 bit each. */
export interface Occasion {
  /** Index of the actor; of the row in datasets, of the entry in pools. */
  readonly actor: number;
  /** Number of the instance, per journey. */
  readonly instance: number;
  /** How often this action, adventure or verb was entered in this instance before. */
  readonly occurrence: number;
  /** 0 for chain and arrivals; tells started instances apart. */
  readonly origin: number;
}

/** A path's 128-bit key as four signed 32-bit words. */
export interface Key {
  readonly k0: number;
  readonly k1: number;
  readonly k2: number;
  readonly k3: number;
  readonly path: readonly string[];
}

/** The key of a path. Costs a SHA-256: made when the plan is compiled, or once per name and cached. */
export function keyOf(path: readonly string[]): Key {
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0] = sha256(framed(path));
  return { k0: swapped(k0), k1: swapped(k1), k2: swapped(k2), k3: swapped(k3), path };
}

/** The components as bytes, each behind its length. */
function framed(path: readonly string[]): Uint8Array {
  const bytes = Buffer.alloc(path.reduce((sum, component) => sum + 4 + Buffer.byteLength(component), 0));
  let at = 0;
  for (const component of path) {
    const length = bytes.write(component, at + 4);
    bytes.writeUInt32LE(length, at);
    at += 4 + length;
  }
  return bytes;
}

/** The word whose lowest byte was the highest. */
function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

const INDEX_LIMIT = 67_108_864; // 2^26

/**
 * One random stream, opened in place and used again; a handler's own is `ctx.random`. Class fields with int32 state are 2.5–4 times faster than closures
 * (bench `engine.fast-path`).
 */
export class RandomStream implements Random {
  a = 0;
  b = 0;
  c = 0;
  d = 0;

  /** Positions the stream at the start of (key, occasion). */
  open(key: Key, at: Occasion): RandomStream {
    return this.openAt(key, at.actor, at.instance, at.occurrence, at.origin);
  }

  openAt(key: Key, actor: number, instance: number, occurrence: number, origin: number): this {
    let v0 = key.k0 ^ actor;
    let v1 = key.k1 ^ instance;
    let v2 = key.k2 ^ occurrence;
    let v3 = key.k3 ^ origin;
    for (let round = 0; round < 8; round++) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 13) | (v3 >>> 19)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 7) | (v1 >>> 25)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
    this.a = v0;
    this.b = v1;
    this.c = v2;
    this.d = v3;
    return this;
  }

  /** The next output of sfc32, as a signed 32-bit integer. */
  int32(): number {
    const t = (this.a + this.b + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return t;
  }

  /** Uniform in the open interval (0, 1), on the grid (n + 0.5)·2⁻⁵²: never 0 or 1, exact in a double. */
  uniform(): number {
    const { d } = this;
    let { a, b, c } = this;
    const high = (a + b + d) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + high) | 0;
    const low = (a + b + d + 1) | 0;
    this.d = (d + 2) | 0;
    this.a = b ^ (b >>> 9);
    this.b = (c + (c << 3)) | 0;
    this.c = (((c << 21) | (c >>> 11)) + low) | 0;
    return ((high >>> 6) * INDEX_LIMIT + (low >>> 6) + 0.5) * 2.220446049250313e-16;
  }

  /**
   * A whole number from 0 to n − 1: ⌊u·n⌋. The steps of `uniform` stand here again, because a fraction that a call returns
   * is put on the heap: a tenth of what a draw costs (bench `engine.fast-path`).
   */
  index(n: number): number {
    const { d } = this;
    let { a, b, c } = this;
    const high = (a + b + d) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + high) | 0;
    const low = (a + b + d + 1) | 0;
    this.d = (d + 2) | 0;
    this.a = b ^ (b >>> 9);
    this.b = (c + (c << 3)) | 0;
    this.c = (((c << 21) | (c >>> 11)) + low) | 0;
    return Math.floor(((high >>> 6) * INDEX_LIMIT + (low >>> 6) + 0.5) * 2.220446049250313e-16 * n);
  }

  /** 100 bits as 20 characters of lower-case Crockford base32, from four outputs. */
  id(): string {
    const w0 = this.int32();
    const w1 = this.int32();
    const w2 = this.int32();
    const w3 = this.int32();
    // One call with codes: concatenation would build a rope that encoding has to flatten (bench `encode.ndjson`).
    return String.fromCharCode(
      digit(w0 >>> 27),
      digit((w0 >>> 22) & 31),
      digit((w0 >>> 17) & 31),
      digit((w0 >>> 12) & 31),
      digit((w0 >>> 7) & 31),
      digit((w0 >>> 2) & 31),
      digit(w1 >>> 27),
      digit((w1 >>> 22) & 31),
      digit((w1 >>> 17) & 31),
      digit((w1 >>> 12) & 31),
      digit((w1 >>> 7) & 31),
      digit((w1 >>> 2) & 31),
      digit(w2 >>> 27),
      digit((w2 >>> 22) & 31),
      digit((w2 >>> 17) & 31),
      digit((w2 >>> 12) & 31),
      digit((w2 >>> 7) & 31),
      digit((w2 >>> 2) & 31),
      digit(w3 >>> 27),
      digit((w3 >>> 22) & 31),
    );
  }

  float(): number {
    return this.uniform();
  }

  int(min: number, max: number): number {
    if (!isRange(min, max)) throw notARange(min, max);
    return min + this.index(max - min + 1);
  }

  chance(p: number): boolean {
    if (!(p >= 0 && p <= 1)) throw notAChance(p);
    return this.uniform() < p;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw emptyList();
    return list[this.index(list.length)] as T;
  }

  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const keys = Object.keys(weights) as K[];
    const sums = cumulativeWeights(keys.map((key) => weights[key]));
    if (!((sums[sums.length - 1] ?? 0) > 0) || keys.some((key) => !(weights[key] >= 0))) {
      throw misuse('weighted', 'weights of 0 or more, one of them positive', describeValue(weights));
    }
    return keys[pickIndex(sums, this.uniform())] as K;
  }

  shuffle<T>(list: readonly T[]): T[] {
    return this.sample(list, list.length);
  }

  /** The first n places of a Fisher–Yates shuffle. */
  sample<T>(list: readonly T[], n: number): T[] {
    if (!Number.isInteger(n) || n < 0 || n > list.length) {
      throw misuse('sample', `a whole number from 0 to ${list.length}`, describeValue(n));
    }
    const items = [...list];
    for (let i = 0; i < n; i++) {
      const j = i + this.index(items.length - i);
      [items[i], items[j]] = [items[j] as T, items[i] as T];
    }
    return items.slice(0, n);
  }
}

function isRange(min: number, max: number): boolean {
  return Number.isSafeInteger(min) && Number.isSafeInteger(max) && min <= max;
}

// What is thrown stands apart: V8 inlines by length, and these draws are the most called functions of a run.

function notARange(min: number, max: number): SynodeError {
  return misuse('int', 'whole numbers min ≤ max', `${min}, ${max}`);
}

function notAChance(p: number): SynodeError {
  return misuse('chance', 'a number from 0 to 1', describeValue(p));
}

function emptyList(): SynodeError {
  return misuse('pick', 'a list that is not empty', 'an empty array');
}

function misuse(method: string, expected: string, received: string): SynodeError {
  return new SynodeError('INVALID_FIELD_VALUE', `random.${method} needs ${expected}`, {
    path: [`random.${method}`],
    expected,
    received,
    suggestion: 'Check the arguments.',
  });
}

/** Identity of an instance that another one started: two words and a label of twelve characters. */
export interface StartedInstance {
  readonly instance: number;
  readonly origin: number;
  readonly label: string;
}

/**
 * Names a started instance after its starter: the `nth` start of one journey by one call. The identity is a function of
 * the call alone, never a count over the actor, so no other start renames it.
 */
export function startedInstance(
  key: Key,
  nth: number,
  instance: number,
  occurrence: number,
  origin: number,
): StartedInstance {
  const words = new RandomStream().openAt(key, nth, instance, occurrence, origin);
  const first = words.a;
  const second = words.b >>> 0 === 0 ? 1 : words.b;
  return { instance: first >>> 0, origin: second >>> 0, label: sixDigits(first) + sixDigits(second) };
}

function sixDigits(word: number): string {
  let text = '';
  for (let shift = 27; shift >= 2; shift -= 5) text += String.fromCharCode(digit((word >>> shift) & 31));
  return text;
}

const DIGITS = Uint8Array.from(Buffer.from('0123456789abcdefghjkmnpqrstvwxyz', 'latin1'));

/** `noUncheckedIndexedAccess` asks for the fallback; a masked index never needs it, and the engine removes it. */
function digit(value: number): number {
  return DIGITS[value] ?? 48;
}

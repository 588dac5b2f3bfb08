/** Keyed randomness once more, from its description alone and as plainly as possible. Imports nothing of Synode. */
import { createHash } from 'node:crypto';

/** The dynamic words: actor, instance, occurrence, origin. */
export type Words = readonly [actor: number, instance: number, occurrence: number, origin: number];
type Four = [number, number, number, number];

const TWO_TO_32 = 4_294_967_296;
const sum = (...words: readonly number[]): number => words.reduce((a, b) => a + b, 0) % TWO_TO_32;
const xor = (a: number, b: number): number => (a ^ b) >>> 0;
const rotl = (word: number, by: number): number => ((word << by) | (word >>> (32 - by))) >>> 0;

const keys = new Map<string, Four>();

/** First 16 bytes of the SHA-256 of the parts, each behind its length in bytes; four little-endian words. */
export function keyOf(path: readonly string[]): Four {
  const name = JSON.stringify(path);
  const known = keys.get(name);
  if (known !== undefined) return known;
  const encoded = path.flatMap((part) => {
    const bytes = [...new TextEncoder().encode(part)];
    return [bytes.length % 256, Math.floor(bytes.length / 256), 0, 0, ...bytes];
  });
  const digest = createHash('sha256').update(Uint8Array.from(encoded)).digest();
  const key: Four = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)) as Four;
  keys.set(name, key);
  return key;
}

/** Eight rounds of Chaskey over key xor words. */
export function permuted(key: Four, words: Words): Four {
  let [v0, v1, v2, v3] = key.map((word, i) => xor(word, words[i] ?? 0)) as Four;
  for (let round = 0; round < 8; round++) {
    v0 = sum(v0, v1);
    v1 = xor(rotl(v1, 5), v0);
    v0 = rotl(v0, 16);
    v2 = sum(v2, v3);
    v3 = xor(rotl(v3, 8), v2);
    v0 = sum(v0, v3);
    v3 = xor(rotl(v3, 13), v0);
    v2 = sum(v2, v1);
    v1 = xor(rotl(v1, 7), v2);
    v2 = rotl(v2, 16);
  }
  return [v0, v1, v2, v3];
}

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const spelt = (word: number, count: number): string =>
  [27, 22, 17, 12, 7, 2]
    .slice(0, count)
    .map((shift) => LETTERS[(word >>> shift) % 32])
    .join('');

/** The stream of a path at an occasion: sfc32. */
export class Stream {
  #state: Four;

  constructor(path: readonly string[], words: Words) {
    this.#state = permuted(keyOf(path), words);
  }

  word(): number {
    const [a, b, c, d] = this.#state;
    const t = sum(a, b, d);
    this.#state = [xor(b, b >>> 9), sum(c, (c << 3) >>> 0), sum(rotl(c, 21), t), sum(d, 1)];
    return t;
  }

  uniform(): number {
    const [high, low] = [this.word(), this.word()];
    return (Math.floor(high / 64) * 67_108_864 + Math.floor(low / 64) + 0.5) / 4_503_599_627_370_496;
  }

  /** A whole number from min to max. */
  int(min: number, max: number): number {
    return min + Math.floor(this.uniform() * (max - min + 1));
  }

  id(): string {
    return [6, 6, 6, 2].map((count) => spelt(this.word(), count)).join('');
  }
}

/** Who a started instance is: a function of the call that starts it. */
export function startedBy(path: readonly string[], words: Words): { number: number; origin: number; label: string } {
  const [first, second] = permuted(keyOf(path), words);
  const origin = second === 0 ? 1 : second;
  return { number: first, origin, label: spelt(first, 6) + spelt(origin, 6) };
}

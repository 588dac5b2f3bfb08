/**
 * Digest of a set of events: the sum modulo 2¹²⁸ of a hash of each canonical line, without its line feed. Order,
 * partitions and batches do not matter, and the sums of parts add up. It finds loss, repetition and change; it is not
 * meant against forgery.
 *
 * The hash is MurmurHash3 x86-128 with seed 0 (Austin Appleby, public domain), h1 in the lowest word.
 */
import { canonicalLine } from '../encode/canonical.ts';
import type { EncodedBatch } from '../model/adapter.ts';
import type { AnyEvent } from '../model/event.ts';

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

export class SetDigest {
  /** Words of the sum, the lowest first. */
  readonly #sum = new Uint32Array(4);
  readonly #hash = new Uint32Array(4);

  /** Takes lines as bytes, each with its line feed. */
  lines({ bytes, ends, count }: Pick<EncodedBatch, 'bytes' | 'ends' | 'count'>): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let start = 0;
    for (let i = 0; i < count; i++) {
      const end = ends[i] ?? start;
      this.#add(view, start, end - 1);
      start = end;
    }
  }

  /** Takes events as objects. */
  events(events: readonly AnyEvent[]): void {
    for (const event of events) {
      const { buffer, byteOffset, byteLength } = Buffer.from(canonicalLine(event), 'utf8');
      this.#add(new DataView(buffer, byteOffset, byteLength), 0, byteLength);
    }
  }

  /** The sum so far: 32 hexadecimal digits, the highest first. */
  finish(): string {
    return [...this.#sum]
      .reverse()
      .map((word) => word.toString(16).padStart(8, '0'))
      .join('');
  }

  #add(view: DataView, start: number, end: number): void {
    hash128(view, start, end, this.#hash);
    let carry = 0;
    for (let i = 0; i < 4; i++) {
      const word = (this.#sum[i] as number) + (this.#hash[i] as number) + carry;
      this.#sum[i] = word;
      carry = word > 0xffffffff ? 1 : 0;
    }
  }
}

/** MurmurHash3 x86-128 of the bytes from `start` to `end`, into four words, h1 first. */
function hash128(view: DataView, start: number, end: number, into: Uint32Array): void {
  const length = end - start;
  const tail = start + (length & ~15);
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  for (let at = start; at < tail; at += 16) {
    h1 ^= mixed(view.getInt32(at, true), C1, 15, C2);
    h1 = (Math.imul((rotated(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
    h2 ^= mixed(view.getInt32(at + 4, true), C2, 16, C3);
    h2 = (Math.imul((rotated(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
    h3 ^= mixed(view.getInt32(at + 8, true), C3, 17, C4);
    h3 = (Math.imul((rotated(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
    h4 ^= mixed(view.getInt32(at + 12, true), C4, 18, C1);
    h4 = (Math.imul((rotated(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  }
  // What is left stands in the low bytes of words that are 0 otherwise, and a word of 0 mixes to 0.
  h4 ^= mixed(lastWord(view, tail + 12, end), C4, 18, C1);
  h3 ^= mixed(lastWord(view, tail + 8, end), C3, 17, C4);
  h2 ^= mixed(lastWord(view, tail + 4, end), C2, 16, C3);
  h1 ^= mixed(lastWord(view, tail, end), C1, 15, C2);
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = avalanche((h2 + h1) | 0);
  h3 = avalanche((h3 + h1) | 0);
  h4 = avalanche((h4 + h1) | 0);
  h1 = (avalanche(h1) + h2 + h3 + h4) | 0;
  into[0] = h1;
  into[1] = h2 + h1;
  into[2] = h3 + h1;
  into[3] = h4 + h1;
}

function mixed(word: number, first: number, bits: number, second: number): number {
  return Math.imul(rotated(Math.imul(word, first), bits), second);
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function avalanche(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

/** Up to four bytes from `at`, the first in the lowest place. */
function lastWord(view: DataView, at: number, end: number): number {
  let word = 0;
  for (let i = Math.min(3, end - at - 1); i >= 0; i--) word = (word << 8) | view.getUint8(at + i);
  return word;
}

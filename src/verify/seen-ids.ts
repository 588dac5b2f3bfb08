/**
 * Ids that were seen, each as 64 bits of its SHA-256 in a table: 16 bytes an id where a set of texts takes some 150. That
 * two of a hundred million ids share 64 bits has a chance of 1 in 1,800.
 */
import { createHash } from 'node:crypto';

const LEAST = 1024;

export class SeenIds {
  #size: number;
  /** High and low words in turn; both 0 is an empty place. */
  #words: Uint32Array;
  #count = 0;

  /** @param expected how many ids may come; more make the table grow */
  constructor(expected: number) {
    this.#size = LEAST;
    while (this.#size < 2 * expected) this.#size *= 2;
    this.#words = new Uint32Array(2 * this.#size);
  }

  /** Whether the id comes for the first time. */
  add(id: string): boolean {
    const digest = createHash('sha256').update(id).digest();
    // Never the mark of an empty place.
    const isNew = this.#put(digest.readUInt32LE(0), digest.readUInt32LE(4) | 1);
    if (isNew && 2 * ++this.#count > this.#size) this.#grow();
    return isNew;
  }

  #put(high: number, low: number): boolean {
    const words = this.#words;
    for (let at = high & (this.#size - 1); ; at = (at + 1) & (this.#size - 1)) {
      if (words[2 * at] === high && words[2 * at + 1] === low >>> 0) return false;
      if (words[2 * at] !== 0 || words[2 * at + 1] !== 0) continue;
      words[2 * at] = high;
      words[2 * at + 1] = low;
      return true;
    }
  }

  #grow(): void {
    const old = this.#words;
    this.#size *= 2;
    this.#words = new Uint32Array(2 * this.#size);
    for (let i = 0; i < old.length; i += 2) {
      const [high = 0, low = 0] = [old[i], old[i + 1]];
      if (high !== 0 || low !== 0) this.#put(high, low);
    }
  }
}

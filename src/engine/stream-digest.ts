/**
 * Digest of the stream as it is handed on: blocks of 65,536 canonical lines, each hashed by SHA-256, chained as
 * h_k = SHA-256(h_{k−1} ‖ d_k) from 32 zero bytes. So it does not depend on batches, and goes on from 32 bytes of state.
 */
import { createHash, type Hash } from 'node:crypto';

import { canonicalLine } from '../encode/canonical.ts';
import type { EncodedBatch } from '../model/adapter.ts';
import type { AnyEvent } from '../model/event.ts';

export const BLOCK_EVENTS = 65_536;

export class StreamDigest {
  #chain: Uint8Array = new Uint8Array(32);
  #block: Hash = createHash('sha256');
  #inBlock = 0;
  #blocks = 0;

  /** Takes lines as bytes, each with its line feed. */
  lines({ bytes, ends, count }: Pick<EncodedBatch, 'bytes' | 'ends' | 'count'>): void {
    let from = 0;
    let start = 0;
    while (from < count) {
      const upTo = Math.min(count, from + BLOCK_EVENTS - this.#inBlock);
      const end = ends[upTo - 1] ?? start;
      this.#block.update(bytes.subarray(start, end));
      this.#advance(upTo - from);
      from = upTo;
      start = end;
    }
  }

  /** Takes events as objects. */
  events(events: readonly AnyEvent[]): void {
    for (const event of events) {
      this.#block.update(`${canonicalLine(event)}\n`, 'utf8');
      this.#advance(1);
    }
  }

  /** What was taken so far: number of blocks begun, and the last link of the chain. */
  finish(): { readonly blocks: number; readonly sha256: string } {
    if (this.#inBlock > 0) this.#close();
    return { blocks: this.#blocks, sha256: Buffer.from(this.#chain).toString('hex') };
  }

  #advance(count: number): void {
    this.#inBlock += count;
    if (this.#inBlock === BLOCK_EVENTS) this.#close();
  }

  #close(): void {
    this.#chain = createHash('sha256').update(this.#chain).update(this.#block.digest()).digest();
    this.#block = createHash('sha256');
    this.#inBlock = 0;
    this.#blocks++;
  }
}

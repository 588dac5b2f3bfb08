/** Lines of several threads put together into batches of one order. */
import { LineBatch } from '../encode/line-batch.ts';
import { BATCH_BYTES } from '../encode/limits.ts';

const FIRST_BYTES = 2 * BATCH_BYTES;

export class MergedLines {
  #bytes = new Uint8Array(FIRST_BYTES);
  #at = 0;
  #ends: number[] = [];
  #timestamps: number[] = [];
  #names: number[] = [];
  readonly #nameTable: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #batchSize: number;

  constructor(batchSize: number) {
    this.#batchSize = batchSize;
  }

  get isFull(): boolean {
    return this.#ends.length >= this.#batchSize || this.#at >= BATCH_BYTES;
  }

  get count(): number {
    return this.#ends.length;
  }

  /** Copies line `index` of a batch. */
  add(batch: LineBatch, index: number): void {
    const start = index === 0 ? 0 : (batch.ends[index - 1] ?? 0);
    const end = batch.ends[index] ?? start;
    this.#room(end - start);
    this.#bytes.set(batch.bytes.subarray(start, end), this.#at);
    this.#at += end - start;
    this.#ends.push(this.#at);
    this.#timestamps.push(batch.timestamps[index] ?? 0);
    this.#names.push(this.#number(batch.nameTable[batch.nameNumbers[index] ?? 0] ?? ''));
  }

  /** The batch so far; the next one is put together in fresh memory. */
  take(): LineBatch {
    const batch = new LineBatch({
      bytes: this.#bytes.subarray(0, this.#at),
      ends: Uint32Array.from(this.#ends),
      timestamps: Float64Array.from(this.#timestamps),
      nameTable: this.#nameTable,
      names: Uint32Array.from(this.#names),
    });
    this.#bytes = new Uint8Array(FIRST_BYTES);
    this.#at = 0;
    this.#ends = [];
    this.#timestamps = [];
    this.#names = [];
    return batch;
  }

  #number(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const made = this.#nameTable.push(name) - 1;
    this.#numbers.set(name, made);
    return made;
  }

  #room(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#bytes.length + count));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}

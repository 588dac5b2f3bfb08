/** Lines that wait for their time: in memory while there is room, then on disk. */
import { LineBatch, type LineBatchParts } from '../encode/line-batch.ts';
import type { Spool } from '../model/spool.ts';

/** Lines that one thread keeps in memory, bytes; more than that waits on disk. */
const HELD_BYTES = 64 * 1024 * 1024;

const PARTS = 8;

/** How much of what a thread holds is in memory, and the disk behind it. */
export class WaitingRoom {
  readonly spool: Spool;
  /** What is being filled goes to disk in parts of at least so much: so each of its pieces is of few days. */
  readonly partBytes: number;
  readonly #limit: number;
  #bytes = 0;

  /** `spool`: where what does not fit waits. */
  constructor(spool: Spool, limit: number = HELD_BYTES) {
    this.spool = spool;
    this.#limit = limit;
    this.partBytes = limit / PARTS;
  }

  get isFull(): boolean {
    return this.#bytes > this.#limit;
  }

  /** Bytes come in, or go where they are negative. */
  add(bytes: number): void {
    this.#bytes += bytes;
  }
}

/** Lines in one piece of memory, or of disk: it is free when the last of them has gone. */
export class Lines {
  readonly #room: WaitingRoom;
  #left = 0;
  #batch: LineBatch | undefined = undefined;
  /** Where the bytes are on disk, and what is known of them. */
  #spooled: unknown = undefined;
  #parts: Omit<LineBatchParts, 'bytes'> | undefined = undefined;

  constructor(room: WaitingRoom) {
    this.#room = room;
  }

  /** Says that one more line will be in it. */
  add(): void {
    this.#left++;
  }

  /** Keeps the lines in memory of their own size. */
  keep({ bytes, ends, timestamps, nameTable, nameNumbers: names }: LineBatch): void {
    this.#hold(new LineBatch({ bytes: bytes.slice(), ends, timestamps, nameTable, names }));
  }

  /** Keeps them on disk until the first is asked for. */
  spool({ bytes, ends, timestamps, nameTable, nameNumbers: names }: LineBatch): void {
    this.#spooled = this.#room.spool.write(bytes);
    this.#parts = { ends, timestamps, nameTable, names };
  }

  get batch(): LineBatch {
    return this.#batch ?? this.#hold(this.#read());
  }

  /** Says that one of them has gone. */
  leave(): void {
    if (--this.#left > 0) return;
    this.#room.add(-(this.#batch?.bytes.length ?? 0));
    this.#batch = undefined;
    if (this.#spooled !== undefined) this.#room.spool.free(this.#spooled);
  }

  #hold(batch: LineBatch): LineBatch {
    this.#room.add(batch.bytes.length);
    this.#batch = batch;
    return batch;
  }

  #read(): LineBatch {
    if (this.#spooled === undefined || this.#parts === undefined)
      throw new TypeError('lines are handed on before they are sealed');
    return new LineBatch({ bytes: this.#room.spool.read(this.#spooled), ...this.#parts });
  }
}

/** Lines of a file, one after another, and the digest of the stream they are. Never more than a chunk in memory. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Gets each line; `isComplete` is false for a last one without a line end. */
export type OnLine = (text: string, at: number, isComplete: boolean) => void;

const LINE_END = 10;
const BLOCK_LINES = 65_536;

/** Reads a file line by line; gives the number of bytes, unpacked. */
export async function eachLine(path: string, onLine: OnLine, digest?: LineDigest): Promise<number> {
  let rest: Buffer = Buffer.alloc(0);
  let at = 0;
  let bytes = 0;
  for await (const chunk of open(path)) {
    bytes += chunk.length;
    const whole: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = whole.indexOf(LINE_END); end !== -1; end = whole.indexOf(LINE_END, start)) {
      digest?.line(whole, end + 1);
      onLine(whole.toString('utf8', start, end), ++at, true);
      start = end + 1;
    }
    digest?.flush(whole, start);
    // A copy: the chunk may be used again.
    rest = Buffer.from(whole.subarray(start));
  }
  if (rest.length > 0) onLine(rest.toString('utf8'), ++at, false);
  return bytes;
}

const ID_BEGIN = Buffer.from('{"id":"');
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Reads the ids of a file alone: canonical lines begin with it, so most of a line is never looked at. `id` is undefined
 * where a line begins in another way; `read` gives the line.
 */
export async function eachId(
  path: string,
  onId: (id: string | undefined, at: number, read: () => string) => void,
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let at = 0;
  const tell = (whole: Buffer, start: number, end: number): void =>
    onId(idAt(whole, start, end), ++at, () => whole.toString('utf8', start, end));
  for await (const chunk of open(path)) {
    const whole: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = whole.indexOf(LINE_END); end !== -1; end = whole.indexOf(LINE_END, start)) {
      tell(whole, start, end);
      start = end + 1;
    }
    rest = Buffer.from(whole.subarray(start));
  }
  if (rest.length > 0) tell(rest, 0, rest.length);
}

function idAt(whole: Buffer, start: number, end: number): string | undefined {
  const from = start + ID_BEGIN.length;
  if (from >= end || ID_BEGIN.compare(whole, start, from) !== 0) return undefined;
  let to = from;
  while (to < end && whole[to] !== QUOTE) {
    if (whole[to] === BACKSLASH) return undefined;
    to++;
  }
  return to === from || to === end ? undefined : whole.toString('utf8', from, to);
}

function open(path: string): AsyncIterable<Buffer> {
  const file: Readable = createReadStream(path, { highWaterMark: 1 << 20 });
  if (!path.endsWith('.gz')) return file;
  const unpacked = createGunzip();
  // A failing file ends the unpacking with the same error.
  file.on('error', (error) => unpacked.destroy(error));
  return file.pipe(unpacked);
}

/** SHA-256 over blocks of 65,536 lines, chained: h_k = SHA-256(h_{k−1} ‖ SHA-256(block k)), from 32 zero bytes. */
export class LineDigest {
  #chain: Buffer = Buffer.alloc(32);
  #block: Hash = createHash('sha256');
  #lines = 0;
  #from = 0;

  /** Takes the line that ends in `whole` before `end`; it begins where the one before ended. */
  line(whole: Buffer, end: number): void {
    if (++this.#lines < BLOCK_LINES) return;
    this.#block.update(whole.subarray(this.#from, end));
    this.#from = end;
    this.#close();
  }

  /** The lines taken up to here leave the buffer. */
  flush(whole: Buffer, end: number): void {
    this.#block.update(whole.subarray(this.#from, end));
    this.#from = 0;
  }

  finish(): string {
    if (this.#lines > 0) this.#close();
    return this.#chain.toString('hex');
  }

  #close(): void {
    this.#chain = createHash('sha256').update(this.#chain).update(this.#block.digest()).digest();
    this.#block = createHash('sha256');
    this.#lines = 0;
  }
}

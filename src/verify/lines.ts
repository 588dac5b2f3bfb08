/** Lines of a file, one after another, and the digest of the stream they are. Never more than a block in memory. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

/** Gets each line; `isComplete` is false for a last one without a line end. */
export type OnLine = (text: string, at: number, isComplete: boolean) => void;

const LINE_END = 10;
const BLOCK_LINES = 65_536;
/** Read at once; grows to the longest line. */
const BLOCK_BYTES = 1 << 20;

/** Reads a file line by line; gives the number of bytes, unpacked. */
export async function eachLine(path: string, onLine: OnLine, digest?: LineDigest): Promise<number> {
  let at = 0;
  let bytes = 0;
  const rest = await eachBlock(path, (block) => {
    let start = 0;
    for (let end = block.indexOf(LINE_END); end !== -1; end = block.indexOf(LINE_END, start)) {
      digest?.line(block, end + 1);
      onLine(block.toString('utf8', start, end), ++at, true);
      start = end + 1;
    }
    digest?.flush(block, start);
    bytes += start;
    return start;
  });
  if (rest.length > 0) onLine(rest.toString('utf8'), ++at, false);
  return bytes + rest.length;
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
  let at = 0;
  const tell = (block: Buffer, start: number, end: number): void =>
    onId(idAt(block, start, end), ++at, () => block.toString('utf8', start, end));
  const rest = await eachBlock(path, (block) => {
    let start = 0;
    for (let end = block.indexOf(LINE_END); end !== -1; end = block.indexOf(LINE_END, start)) {
      tell(block, start, end);
      start = end + 1;
    }
    return start;
  });
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

/** Takes the whole lines of a block and says where they end; what stands behind comes again, at the front of the next. */
type OnBlock = (block: Buffer) => number;

/** Gives what stands behind the last line end. A block is good until the next: its bytes are used again. */
function eachBlock(path: string, onBlock: OnBlock): Promise<Buffer> {
  return path.endsWith('.gz') ? eachUnpacked(path, onBlock) : eachRead(path, onBlock);
}

/** Into one buffer: fresh ones cost more than the reading (bench `books.verify`). */
async function eachRead(path: string, onBlock: OnBlock): Promise<Buffer> {
  const file = await open(path);
  try {
    let buffer = Buffer.allocUnsafe(BLOCK_BYTES);
    let held = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, held, buffer.length - held);
      if (bytesRead === 0) return buffer.subarray(0, held);
      const filled = held + bytesRead;
      const taken = onBlock(buffer.subarray(0, filled));
      buffer.copyWithin(0, taken, filled);
      held = filled - taken;
      if (held === buffer.length) buffer = Buffer.concat([buffer], 2 * held);
    }
  } finally {
    await file.close();
  }
}

async function eachUnpacked(path: string, onBlock: OnBlock): Promise<Buffer> {
  const file = createReadStream(path, { highWaterMark: BLOCK_BYTES });
  const unpacked = createGunzip();
  // A failing file ends the unpacking with the same error.
  file.on('error', (error) => unpacked.destroy(error));
  let rest = Buffer.alloc(0);
  for await (const chunk of file.pipe(unpacked) as AsyncIterable<Buffer>) {
    const block = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    rest = Buffer.from(block.subarray(onBlock(block)));
  }
  return rest;
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

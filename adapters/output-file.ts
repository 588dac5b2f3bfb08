/** One file being written: every byte goes out in order, short writes are completed, and a torn end is cut off. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';

/** How far a write came. `fault` is set where it stopped early. */
export interface Written {
  /** Pieces that are in the file, whole. */
  readonly pieces: number;
  readonly fault?: unknown;
}

/** Where a path leads: a place to put a file, or something that is written to as it is (a pipe, a device). */
export interface Destination {
  readonly path: string;
  readonly isFile: boolean;
  /** Whether a file is there already. */
  readonly exists: boolean;
}

/** Follows links, so that a finished file replaces what a link points to and not the link. */
export async function destinationOf(path: string): Promise<Destination> {
  const found = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (found === undefined) return { path, isFile: true, exists: false };
  if (found.isDirectory()) throw Object.assign(new Error(`'${path}' is a folder`), { code: 'EISDIR' });
  if (!found.isFile()) return { path, isFile: false, exists: true };
  return { path: await realpath(path), isFile: true, exists: true };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

export class OutputFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #isFile: boolean;
  readonly #isHashed: boolean;
  #hash: Hash | undefined;
  #size = 0;

  private constructor(handle: FileHandle, settings: { path: string; isFile: boolean; digest: boolean }) {
    this.#handle = handle;
    this.path = settings.path;
    this.#isFile = settings.isFile;
    this.#isHashed = settings.digest;
    this.#hash = settings.digest ? createHash('sha256') : undefined;
  }

  /** Opens for writing at the end. Nothing changes in the file before `keep`. */
  static async open(settings: { path: string; isFile: boolean; digest: boolean }): Promise<OutputFile> {
    return new OutputFile(await open(settings.path, 'a'), settings);
  }

  /** Bytes on disk. */
  get size(): number {
    return this.#size;
  }

  /** Decides what stays of an earlier content: so many bytes, or all of it. */
  async keep(bytes: number | 'all'): Promise<void> {
    if (!this.#isFile) return;
    this.#hash = this.#isHashed ? createHash('sha256') : undefined;
    const { size } = await this.#handle.stat();
    this.#size = bytes === 'all' ? size : bytes;
    if (this.#size > size) throw new Error(`'${this.path}' has ${size} bytes where ${this.#size} were written before`);
    if (this.#size < size) await this.#handle.truncate(this.#size);
    if (this.#hash === undefined || this.#size === 0) return;
    for await (const chunk of createReadStream(this.path, { end: this.#size - 1 })) this.#hash.update(chunk as Buffer);
  }

  /** Writes pieces that end at these offsets. What is left of a piece that did not fit is taken back. */
  async write(bytes: Uint8Array, start: number, ends: ArrayLike<number>): Promise<Written> {
    const end = ends[ends.length - 1] ?? start;
    let at = start;
    try {
      while (at < end) at += (await this.#handle.write(bytes, at, end - at)).bytesWritten;
    } catch (fault) {
      const pieces = wholePieces(ends, at);
      await this.#accept(bytes.subarray(start, pieces === 0 ? start : (ends[pieces - 1] ?? start)));
      return { pieces, fault };
    }
    await this.#accept(bytes.subarray(start, end), false);
    return { pieces: ends.length };
  }

  /** Makes what was written survive a loss of power. */
  async sync(): Promise<void> {
    if (this.#isFile) await this.#handle.datasync();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** Of all bytes so far. */
  sha256(): string | null {
    return this.#hash === undefined ? null : this.#hash.copy().digest('hex');
  }

  async #accept(bytes: Uint8Array, isTorn = true): Promise<void> {
    this.#size += bytes.length;
    this.#hash?.update(bytes);
    if (isTorn && this.#isFile) await this.#handle.truncate(this.#size);
  }
}

function wholePieces(ends: ArrayLike<number>, written: number): number {
  let pieces = 0;
  while (pieces < ends.length && (ends[pieces] ?? 0) <= written) pieces += 1;
  return pieces;
}

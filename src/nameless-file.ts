/**
 * A file for what waits on disk. It loses its name as soon as it is open, so it is gone whichever way the process ends, killed
 * or not. What a file system does not let go of, `close` removes.
 */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { makeFolder } from './make-folder.ts';

export class NamelessFile {
  readonly #path: string;
  readonly #handle: number;
  readonly #hasName: boolean;
  #isOpen = true;

  /** Makes the folder where it is missing. */
  constructor(path: string) {
    makeFolder(dirname(path));
    this.#path = path;
    this.#handle = openSync(path, 'w+');
    this.#hasName = !isRemoved(path);
  }

  /** Writes all bytes at a position. */
  write(bytes: Uint8Array, position: number): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#handle, bytes, at, bytes.length - at, position + at);
  }

  /** Bytes that were written. */
  read(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafeSlow(length);
    for (let at = 0; at < length;) {
      const count = readSync(this.#handle, bytes, at, length - at, position + at);
      if (count === 0) throw new Error(`'${this.#path}' has become shorter than what was written to it`);
      at += count;
    }
    return bytes;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#handle);
    if (this.#hasName) rmSync(this.#path, { force: true });
  }
}

/** Some file systems keep the name of what is open. */
function isRemoved(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch {
    // Not a failure: it is removed when it is closed.
    return false;
  }
}

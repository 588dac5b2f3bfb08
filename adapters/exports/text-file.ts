/** A text file of an export: written through a buffer, hashed on the way, and under its final name only when it is whole. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { makeFolder } from '../../src/make-folder.ts';
import type { FileReport } from '../../src/model/adapter.ts';

const BUFFER = 1 << 16;

export class TextFile {
  readonly path: string;
  readonly #format: string;
  readonly #handle: number;
  readonly #hash = createHash('sha256');
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #bytes = 0;
  #rows = 0;
  #isOpen = true;

  /** Opens `<path>.part`; folders are made. */
  constructor(path: string, format: string) {
    makeFolder(dirname(path));
    this.path = path;
    this.#format = format;
    this.#handle = openSync(`${path}.part`, 'w');
  }

  /** Adds text; `rows` of the file's records begin in it. */
  write(text: string, rows = 0): void {
    this.#rows += rows;
    if (text !== '') this.writeBytes(Buffer.from(text));
  }

  /** Adds bytes as they are; they are kept, not copied. */
  writeBytes(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes >= BUFFER) this.#flush();
  }

  finish(): FileReport {
    this.#flush();
    this.abandon();
    renameSync(`${this.path}.part`, this.path);
    return {
      path: this.path,
      format: this.#format,
      events: this.#rows,
      bytes: this.#bytes,
      sha256: this.#hash.digest('hex'),
    };
  }

  /** Lets go of the file; what is there stays `.part`. */
  abandon(): void {
    if (this.#isOpen) closeSync(this.#handle);
    this.#isOpen = false;
  }

  #flush(): void {
    if (this.#pendingBytes === 0) return;
    const bytes = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    for (let at = 0; at < bytes.length;) at += writeSync(this.#handle, bytes, at);
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
  }
}

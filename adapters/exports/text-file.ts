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
  #pending = '';
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
    this.#pending += text;
    if (this.#pending.length >= BUFFER) this.#flush();
  }

  /** Adds bytes as they are. */
  writeBytes(bytes: Uint8Array, rows = 0): void {
    this.#flush();
    this.#rows += rows;
    this.#accept(bytes);
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
    if (this.#pending === '') return;
    const bytes = Buffer.from(this.#pending);
    this.#pending = '';
    this.#accept(bytes);
  }

  #accept(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#handle, bytes, at);
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
  }
}

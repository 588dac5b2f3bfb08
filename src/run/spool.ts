/** Bytes that wait on disk, in pieces that are given back one by one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { SynodeError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import type { Spool } from '../model/spool.ts';
import { NamelessFile } from '../nameless-file.ts';

/** A file is closed when nothing in it is waited for: so a run without an end needs more than one. */
const FILE_BYTES = 256 * 1024 * 1024;

/** A file and what of it is in use. */
interface SpoolFile {
  readonly file: NamelessFile;
  size: number;
  /** Pieces that are waited for. */
  waiting: number;
}

/** Where a piece stands. */
interface Piece {
  readonly in: SpoolFile;
  readonly from: number;
  readonly length: number;
}

export class DiskSpool implements Spool<Piece> {
  readonly #folder: string;
  readonly #open = new Set<SpoolFile>();
  #current: SpoolFile | undefined;
  #bytes = 0;

  /** Makes no file before something is written. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws SynodeError `SPOOL_FAILED` */
  write(bytes: Uint8Array): Piece {
    return this.#using(() => {
      const file = this.#fileFor(bytes.length);
      const from = file.size;
      file.file.write(bytes, from);
      file.size += bytes.length;
      file.waiting++;
      this.#bytes += bytes.length;
      return { in: file, from, length: bytes.length };
    });
  }

  /** @throws SynodeError `SPOOL_FAILED` */
  read({ in: { file }, from, length }: Piece): Uint8Array {
    return this.#using(() => file.read(from, length));
  }

  /** Says that a piece is not needed any more. */
  free({ in: file }: Piece): void {
    if (--file.waiting > 0) return;
    file.size = 0;
    if (file !== this.#current) this.#close(file);
  }

  close(): void {
    this.#current = undefined;
    for (const file of this.#open) this.#close(file);
  }

  #fileFor(length: number): SpoolFile {
    if (this.#current === undefined || this.#current.size + length > FILE_BYTES) {
      this.#current = { file: this.#newFile(), size: 0, waiting: 0 };
      this.#open.add(this.#current);
    }
    return this.#current;
  }

  /** In a folder of its own, because other threads and runs have theirs beside it. */
  #newFile(): NamelessFile {
    makeFolder(this.#folder);
    const own = mkdtempSync(join(this.#folder, '.synode-'));
    try {
      return new NamelessFile(join(own, 'held.spool'));
    } finally {
      rmSync(own, { recursive: true, force: true });
    }
  }

  #close(file: SpoolFile): void {
    this.#open.delete(file);
    file.file.close();
  }

  #using<T>(use: () => T): T {
    try {
      return use();
    } catch (cause) {
      throw new SynodeError(
        'SPOOL_FAILED',
        `events that wait for their time cannot be kept on disk: ${String(cause)}`,
        {
          path: [`folder '${this.#folder}'`],
          expected: 'a folder that can be written, with room for what is simulated ahead',
          received: cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause),
          suggestion: 'Make room there, set `output` to a folder elsewhere, or look less far ahead.',
          cause,
        },
      );
    }
  }
}

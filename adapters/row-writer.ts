/** Rows into one file: as they are, or in gzip members that depend on the content alone. */
import { createHash, type Hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import type { OutputFile } from './output-file.ts';
import { bytesOf, sliceRows, startOf, type Rows } from './rows.ts';

/** A member closes at the first row end after this many bytes of content. */
export const MEMBER_BYTES = 8 * 1024 * 1024;

/** What is in the file for good. */
export interface Safe {
  readonly rows: number;
  readonly contentBytes: number;
  /** All rows of this file that stand before this place in the stream are safe. */
  readonly until: number;
}

export interface RowWriter {
  readonly safe: Safe;
  /** Place in the stream of the first row that is held back; Infinity without one. */
  readonly heldFrom: number;
  append(rows: Rows): Promise<void>;
  /** What belongs to the format and is no row. */
  appendExtra(bytes: Uint8Array): Promise<void>;
  /** Writes what is held back. */
  end(): Promise<void>;
  /** Drops what is held back, for it was reported as not arrived. Tells whether there was anything. */
  forget(): boolean;
  contentSha256(): string | null;
}

export class PlainWriter implements RowWriter {
  readonly heldFrom = Number.POSITIVE_INFINITY;
  readonly #file: OutputFile;
  #safe: Safe;

  constructor(file: OutputFile, safe: Safe) {
    this.#file = file;
    this.#safe = safe;
  }

  get safe(): Safe {
    return this.#safe;
  }

  async append(rows: Rows): Promise<void> {
    const { pieces, fault } = await this.#file.write(rows.bytes, rows.start, rows.ends);
    if (pieces > 0) {
      this.#safe = {
        rows: this.#safe.rows + pieces,
        contentBytes: this.#safe.contentBytes + startOf(rows, pieces) - rows.start,
        until: (rows.ordinals[pieces - 1] ?? 0) + 1,
      };
    }
    if (fault !== undefined) throw fault;
  }

  async appendExtra(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    const { fault } = await this.#file.write(bytes, 0, [bytes.length]);
    if (fault !== undefined) throw fault;
    this.#safe = { ...this.#safe, contentBytes: this.#safe.contentBytes + bytes.length };
  }

  async end(): Promise<void> {}

  forget(): boolean {
    return false;
  }

  contentSha256(): string | null {
    return this.#file.sha256();
  }
}

const compress = promisify(gzip);

export class GzipWriter implements RowWriter {
  readonly #file: OutputFile;
  readonly #level: number;
  readonly #hash: Hash | undefined;
  #safe: Safe;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #heldRows = 0;
  #heldFrom = Number.POSITIVE_INFINITY;
  #heldUntil = 0;

  constructor(file: OutputFile, safe: Safe, settings: { readonly level: number; readonly hash: Hash | undefined }) {
    this.#file = file;
    this.#safe = safe;
    this.#level = settings.level;
    this.#hash = settings.hash;
  }

  get safe(): Safe {
    return this.#safe;
  }

  get heldFrom(): number {
    return this.#heldFrom;
  }

  async append(rows: Rows): Promise<void> {
    let from = 0;
    while (from < rows.count) {
      const to = this.#memberEnd(rows, from);
      this.#hold(sliceRows(rows, from, to));
      from = to;
      if (this.#heldBytes >= MEMBER_BYTES) await this.#writeMember();
    }
  }

  async appendExtra(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
  }

  /** A file without a single member would not be a gzip file. */
  async end(): Promise<void> {
    if (this.#heldBytes > 0 || this.#file.size === 0) await this.#writeMember();
  }

  forget(): boolean {
    const wasHolding = this.#heldBytes > 0;
    this.#held = [];
    this.#heldBytes = 0;
    this.#heldRows = 0;
    this.#heldFrom = Number.POSITIVE_INFINITY;
    return wasHolding;
  }

  contentSha256(): string | null {
    return this.#hash === undefined ? null : this.#hash.copy().digest('hex');
  }

  /** Index behind the row that fills the member, or behind the last one. */
  #memberEnd(rows: Rows, from: number): number {
    const start = startOf(rows, from);
    for (let i = from; i < rows.count; i++) {
      if (this.#heldBytes + (rows.ends[i] ?? 0) - start >= MEMBER_BYTES) return i + 1;
    }
    return rows.count;
  }

  /** Copies: the caller's memory is lent for one call only. */
  #hold(rows: Rows): void {
    const bytes = new Uint8Array(bytesOf(rows));
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    this.#heldRows += rows.count;
    this.#heldFrom = Math.min(this.#heldFrom, rows.ordinals[0] ?? this.#heldFrom);
    this.#heldUntil = (rows.ordinals[rows.count - 1] ?? 0) + 1;
  }

  async #writeMember(): Promise<void> {
    const content = Buffer.concat(this.#held);
    const member = await compress(content, { level: this.#level });
    // The system's number stands here otherwise, and the file would differ from machine to machine: 255 is "unknown".
    member[9] = 255;
    const { fault } = await this.#file.write(member, 0, [member.length]);
    if (fault !== undefined) throw fault;
    this.#hash?.update(content);
    this.#safe = {
      rows: this.#safe.rows + this.#heldRows,
      contentBytes: this.#safe.contentBytes + content.length,
      until: Math.max(this.#safe.until, this.#heldUntil),
    };
    this.forget();
  }
}

export function contentHash(isWanted: boolean): Hash | undefined {
  return isWanted ? createHash('sha256') : undefined;
}

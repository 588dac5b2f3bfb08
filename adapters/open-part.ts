/** One file of the output, from its working name to its final one. */
import { createReadStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createGunzip } from 'node:zlib';

import { makeFolder } from '../src/make-folder.ts';
import type { FileReport } from '../src/model/adapter.ts';

import { headBeforeAppending } from './append-check.ts';
import { fileExists } from './file-errors.ts';
import type { FileSetting } from './file-setting.ts';
import { destinationOf, OutputFile } from './output-file.ts';
import { contentHash, GzipWriter, PlainWriter, type RowWriter, type Safe } from './row-writer.ts';
import type { Rows } from './rows.ts';

/** An open part in a checkpoint. `bytes` are those on disk. */
export interface PartState extends Safe {
  readonly path: string;
  readonly bytes: number;
}

const FRESH: Safe = { rows: 0, contentBytes: 0, until: 0 };

export class OpenPart {
  readonly #setting: FileSetting;
  readonly #finalPath: string;
  readonly #file: OutputFile;
  #writer: RowWriter | undefined;
  /** Rows and bytes taken in, those held back included. */
  #rows = 0;
  #contentBytes = 0;
  #hasFooter = false;
  #isClosed = false;
  #path: string;

  private constructor(setting: FileSetting, finalPath: string, file: OutputFile) {
    this.#setting = setting;
    this.#finalPath = finalPath;
    this.#file = file;
    this.#path = file.path;
  }

  /** Opens the file; what is in it stays until `start`. */
  static async open(setting: FileSetting, path: string): Promise<OpenPart> {
    const { options, digest } = setting;
    if (options.mkdir) makeFolder(dirname(path));
    const { path: finalPath, isFile, exists } = await destinationOf(path);
    if (options.ifExists === 'fail' && exists && isFile) throw fileExists(path);
    const working = options.atomic && isFile ? `${finalPath}.part` : finalPath;
    return new OpenPart(setting, finalPath, await OutputFile.open({ path: working, isFile, digest }));
  }

  /** Opens a file where a checkpoint left it, also when it was finished after the checkpoint. */
  static async resume(setting: FileSetting, path: string, state: PartState): Promise<OpenPart> {
    const { path: finalPath } = await destinationOf(path);
    const [working, finished] = await Promise.all([sizeOf(state.path), sizeOf(finalPath)]);
    if (working < state.bytes && finished >= state.bytes) await rename(finalPath, state.path);
    const file = await OutputFile.open({ path: state.path, isFile: true, digest: setting.digest });
    const part = new OpenPart(setting, finalPath, file);
    try {
      await part.#goOnFrom(state);
      return part;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get path(): string {
    return this.#path;
  }

  get rows(): number {
    return this.#rows;
  }

  get contentBytes(): number {
    return this.#contentBytes;
  }

  get size(): number {
    return this.#file.size;
  }

  get until(): number {
    return this.#writer?.safe.until ?? 0;
  }

  get heldFrom(): number {
    return this.#writer?.heldFrom ?? Number.POSITIVE_INFINITY;
  }

  /** Once: drops what an earlier run left, or goes on behind it, and writes what stands before the first row. */
  async start(): Promise<void> {
    if (this.#writer !== undefined) return;
    const { options, format } = this.#setting;
    const head = options.append ? await headBeforeAppending(this.#finalPath, this.#setting) : format.header;
    await this.#file.keep(options.append ? 'all' : 0);
    const writer = this.#newWriter(FRESH);
    await writer.appendExtra(head);
    this.#contentBytes = head.length;
    this.#writer = writer;
  }

  /** Takes rows in. After a failure the caller asks what is safe, and calls `forget`. */
  async append(rows: Rows): Promise<void> {
    const framed = this.#setting.format.frame(rows, this.#rows);
    await this.#writer?.append(framed);
    this.#rows += rows.count;
    this.#contentBytes += (framed.ends.at(-1) ?? framed.start) - framed.start;
  }

  async sync(): Promise<void> {
    await this.#file.sync();
  }

  /** Writes the end, closes, and gives a complete file its final name. Goes on where an earlier try failed. */
  async finish(isComplete: boolean): Promise<void> {
    if (!this.#isClosed) {
      await this.start();
      if (!this.#hasFooter) await this.#writer?.appendExtra(this.#setting.format.footer);
      this.#hasFooter = true;
      await this.#writer?.end();
      if (this.#setting.options.fsync) await this.#file.sync();
      await this.close();
    }
    if (!isComplete || this.#file.path === this.#finalPath) return;
    await rename(this.#file.path, this.#finalPath);
    this.#path = this.#finalPath;
  }

  /** Lets go of the file as it is. */
  async close(): Promise<void> {
    await this.#file.close();
    this.#isClosed = true;
  }

  /** Counts only what is in the file, as if the rest had never come. */
  forget(): void {
    const writer = this.#writer;
    if (writer === undefined) return;
    if (writer.forget()) this.#hasFooter = false;
    this.#rows = writer.safe.rows;
    this.#contentBytes = writer.safe.contentBytes;
  }

  report(): FileReport {
    const isCompressed = this.#setting.options.compress === 'gzip';
    return {
      path: this.#path,
      format: this.#setting.format.name,
      events: this.#writer?.safe.rows ?? 0,
      bytes: this.#file.size,
      sha256: this.#file.sha256(),
      ...(isCompressed ? { contentSha256: this.#writer?.contentSha256() ?? null } : {}),
    };
  }

  /** For a checkpoint; nothing before the file is started. */
  state(): PartState | null {
    if (this.#writer === undefined) return null;
    return { path: this.#file.path, bytes: this.#file.size, ...this.#writer.safe };
  }

  async #goOnFrom({ bytes, rows, contentBytes, until }: PartState): Promise<void> {
    await this.#file.keep(bytes);
    const hash = contentHash(this.#setting.digest);
    if (hash !== undefined && this.#setting.options.compress === 'gzip' && bytes > 0) {
      const kept = createReadStream(this.#file.path, { end: bytes - 1 }).pipe(createGunzip());
      for await (const chunk of kept) hash.update(chunk as Buffer);
    }
    const writer = this.#newWriter({ rows, contentBytes, until }, hash);
    // A compressed file may hold its header back until the first member is full.
    if (bytes === 0) await writer.appendExtra(this.#setting.format.header);
    this.#rows = rows;
    this.#contentBytes = Math.max(contentBytes, this.#setting.format.header.length);
    this.#writer = writer;
  }

  #newWriter(safe: Safe, hash = contentHash(this.#setting.digest)): RowWriter {
    const { compress, gzipLevel } = this.#setting.options;
    if (compress === 'none') return new PlainWriter(this.#file, safe);
    return new GzipWriter(this.#file, safe, { level: gzipLevel, hash });
  }
}

/** Bytes of a file; −1 where there is none. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.size,
    () => -1,
  );
}

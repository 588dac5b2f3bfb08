/** The files of one destination within a file adapter: one, or one part after another. */
import type { FileReport } from '../src/model/adapter.ts';

import { pathOf, type FilePlace } from './file-names.ts';
import type { FileSetting } from './file-setting.ts';
import { OpenPart, type PartState } from './open-part.ts';
import { borderAfter } from './rotation.ts';
import { sliceRows, startOf, type Rows } from './rows.ts';

/** The row that was written last: tells whether a repeated stream is the same one. */
export interface LastRow {
  readonly ordinal: number;
  readonly id: string;
}

/** A series as it stands in a checkpoint. */
export interface SeriesState {
  readonly kind: FilePlace['kind'];
  readonly name: string;
  readonly finished: readonly FileReport[];
  readonly until: number;
  readonly last: LastRow | null;
  /** End of the open part in simulated time, where time ends it. */
  readonly border: number | null;
  readonly part: PartState | null;
}

export class PartSeries {
  last: LastRow | null = null;
  readonly #setting: FileSetting;
  readonly #kind: FilePlace['kind'];
  readonly #name: string;
  #finished: readonly FileReport[] = [];
  #finishedUntil = 0;
  #part: OpenPart | undefined;
  #border = Number.POSITIVE_INFINITY;

  constructor(setting: FileSetting, kind: FilePlace['kind'], name: string) {
    this.#setting = setting;
    this.#kind = kind;
    this.#name = name;
  }

  /** All rows of this series that stand before this place in the stream are in their files. */
  get until(): number {
    return Math.max(this.#finishedUntil, this.#part?.until ?? 0);
  }

  /** Place in the stream of the first row that is held back; Infinity without one. */
  get heldFrom(): number {
    return this.#part?.heldFrom ?? Number.POSITIVE_INFINITY;
  }

  /** Where the open file is, or the next one will be. */
  get path(): string {
    return this.#part?.path ?? this.#path();
  }

  /** Opens the first file, so that what is wrong with it shows before the first event. */
  async prepare(): Promise<void> {
    this.#part ??= await OpenPart.open(this.#setting, this.#path());
  }

  /** Opens, if that is still to be done, and writes what stands before the first row. */
  async start(): Promise<void> {
    await this.prepare();
    await this.#part?.start();
  }

  /** After a failure the caller asks what is safe, and calls `forget`. */
  async append(rows: Rows): Promise<void> {
    let from = 0;
    while (from < rows.count) {
      if (this.#isFull(rows, from)) await this.finish(true);
      await this.start();
      const to = this.#fitting(rows, from);
      await this.#part?.append(sliceRows(rows, from, to));
      from = to;
    }
  }

  async sync(): Promise<void> {
    if (this.#setting.options.fsync) await this.#part?.sync();
  }

  /** Completes the open file. Only a complete output gets its final name. */
  async finish(isComplete: boolean): Promise<void> {
    const part = this.#part;
    if (part === undefined) return;
    await part.finish(isComplete);
    this.#finishedUntil = this.until;
    this.#finished = [...this.#finished, part.report()];
    this.#part = undefined;
  }

  /** Lets go of the file as it is. */
  async abandon(): Promise<void> {
    await this.#part?.close();
  }

  /** Drops what is held back: it was reported as not arrived. */
  forget(): void {
    this.#part?.forget();
  }

  reports(): readonly FileReport[] {
    return this.#part === undefined ? this.#finished : [...this.#finished, this.#part.report()];
  }

  state(): SeriesState {
    return {
      kind: this.#kind,
      name: this.#name,
      finished: this.#finished,
      until: this.until,
      last: this.last,
      border: Number.isFinite(this.#border) ? this.#border : null,
      part: this.#part?.state() ?? null,
    };
  }

  /** Goes on where a checkpoint left this series. */
  async resume(state: SeriesState): Promise<void> {
    this.last = state.last;
    this.#finished = state.finished;
    this.#finishedUntil = state.until;
    this.#border = state.border ?? Number.POSITIVE_INFINITY;
    if (state.part !== null) this.#part = await OpenPart.resume(this.#setting, this.#path(), state.part);
  }

  /** Final path of the part after the finished ones. */
  #path(): string {
    const { options } = this.#setting;
    const part = options.rotate === undefined ? undefined : this.#finished.length + 1;
    return pathOf(options, { kind: this.#kind, name: this.#name, part });
  }

  /** Whether this row belongs to the next part. A row longer than a part gets one of its own. */
  #isFull(rows: Rows, index: number): boolean {
    const { rotate } = this.#setting.options;
    const part = this.#part;
    if (rotate === undefined || part === undefined || part.rows === 0) return false;
    return !this.#fits(rows, index, index);
  }

  /** Index behind the last row, from `from` on, that goes into the part at hand; at least one does. */
  #fitting(rows: Rows, from: number): number {
    const { options, anchor } = this.#setting;
    const { rotate } = options;
    if (rotate === undefined) return rows.count;
    if (this.#part?.rows === 0 && rotate.every !== undefined) {
      this.#border = borderAfter(rotate.every, anchor, rows.timestamps[from] ?? 0);
    }
    let to = from + 1;
    while (to < rows.count && this.#fits(rows, from, to)) to += 1;
    return to;
  }

  /** Whether the part at hand has room for the rows from `from` to `last`, if those before `last` have. */
  #fits(rows: Rows, from: number, last: number): boolean {
    const { options, format } = this.#setting;
    const { rotate } = options;
    const part = this.#part;
    if (rotate === undefined || part === undefined) return true;
    const count = last - from + 1;
    const separators = format.framing(part.rows) + (count - 1) * format.framing(1);
    const bytes = part.contentBytes + (rows.ends[last] ?? 0) - startOf(rows, from) + separators + format.footer.length;
    return part.rows + count <= rotate.events && bytes <= rotate.bytes && (rows.timestamps[last] ?? 0) < this.#border;
  }
}

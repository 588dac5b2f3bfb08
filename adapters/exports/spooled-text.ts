/**
 * Text whose beginning is known last, or that stands in another order than it came. It waits on disk; memory holds a number
 * for each change of the key, which for texts that come nearly in order is a number a day.
 */
import { NamelessFile } from '../../src/nameless-file.ts';
import type { TextFile } from './text-file.ts';

const BUFFER = 1 << 16;

interface Run {
  readonly key: string;
  readonly from: number;
}

export class SpooledText {
  readonly #file: NamelessFile;
  readonly #runs: Run[] = [];
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #bytes = 0;
  #rows = 0;

  /** Waits in `<path>.spool`, which has no name. */
  constructor(path: string) {
    this.#file = new NamelessFile(`${path}.spool`);
  }

  /** The smallest key so far. */
  get firstKey(): string | undefined {
    return this.#runs.reduce<string | undefined>(
      (first, { key }) => (first === undefined || key < first ? key : first),
      undefined,
    );
  }

  /** Records so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Adds a record; those with a smaller key stand first in the end, those with the same one in the order they came. */
  write(text: string, key = ''): void {
    if (this.#runs.at(-1)?.key !== key) this.#runs.push({ key, from: this.#bytes });
    const bytes = Buffer.from(text);
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#bytes += bytes.length;
    this.#rows += 1;
    if (this.#pendingBytes >= BUFFER) this.#flush();
  }

  /**
   * Writes everything into a file, in the order of the keys, and removes the spool. `isCounted`: as rows of the file;
   * `around`: what stands before and behind all records of a key.
   */
  copyTo(
    file: TextFile,
    {
      isCounted = true,
      around,
    }: { readonly isCounted?: boolean; readonly around?: (key: string) => readonly [string, string] } = {},
  ): void {
    this.#flush();
    const runs = this.#runs.map((run, i) => ({ ...run, to: this.#runs[i + 1]?.from ?? this.#bytes }));
    runs.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.from - b.from));
    for (const [i, { key, from, to }] of runs.entries()) {
      const [before, behind] = around?.(key) ?? ['', ''];
      if (runs[i - 1]?.key !== key) file.write(before);
      this.#copy(file, from, to);
      if (runs[i + 1]?.key !== key) file.write(behind);
    }
    if (isCounted) file.write('', this.#rows);
    this.abandon();
  }

  #copy(file: TextFile, from: number, to: number): void {
    for (let at = from; at < to; at += BUFFER) file.writeBytes(this.#file.read(at, Math.min(BUFFER, to - at)));
  }

  /** Removes the spool. */
  abandon(): void {
    this.#file.close();
  }

  #flush(): void {
    if (this.#pendingBytes === 0) return;
    this.#file.write(Buffer.concat(this.#pending), this.#bytes - this.#pendingBytes);
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}

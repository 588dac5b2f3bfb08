/** All files of one file adapter: which row goes where, and how far all of them are. */
import type { FileReport } from '../src/model/adapter.ts';
import type { JsonValue } from '../src/model/event.ts';

import { LABEL_PREFIX, type FilePlace } from './file-names.ts';
import type { FileSetting } from './file-setting.ts';
import { PartSeries, type SeriesState } from './part-series.ts';
import { pickRows, sliceRows, type Rows } from './rows.ts';

/** What is known of rows besides their bytes. */
export interface RowFacts {
  /** Whether any of them may belong among the labels. */
  readonly mayHaveLabels: boolean;
  readonly nameAt: (index: number) => string;
  /** Id of a row, by its place among them: asked for the last one only. */
  readonly idAt: (index: number) => string | undefined;
}

interface FileSetState {
  readonly format: 'synode-files/1';
  readonly path: string;
  readonly ordinal: number;
  readonly series: readonly SeriesState[];
}

interface Share {
  readonly series: PartSeries;
  readonly rows: Rows;
}

export class FileSet {
  readonly #series = new Map<string, PartSeries>();
  #setting: FileSetting;
  #next = 0;
  /** What `append` is at; stays after a failure, for `rollBack`. */
  #underWay: { readonly shares: readonly Share[]; readonly end: number } | undefined;
  #current: PartSeries | undefined;

  constructor(setting: FileSetting) {
    this.#setting = setting;
  }

  /** Place in the stream of the next row. */
  get next(): number {
    return this.#next;
  }

  /** All rows before this place in the stream are in their files. */
  get safe(): number {
    let safe = this.#next;
    for (const series of this.#series.values()) safe = Math.min(safe, series.heldFrom);
    return safe;
  }

  get bytes(): number {
    return this.reports().reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Opens the main file, so that what is wrong with it shows before the first event. */
  async prepare(): Promise<void> {
    this.#current = this.#main();
    await this.#current.prepare();
  }

  /** The file that was touched last. */
  get path(): string {
    return this.#current?.path ?? this.#setting.options.path;
  }

  async append(rows: Rows, facts: RowFacts): Promise<void> {
    const shares = this.#share(rows, facts).map((share) => withoutKnown(share, this.#next, facts));
    this.#underWay = { shares, end: this.#next + rows.count };
    for (const { series, rows: own } of shares) {
      this.#current = series;
      series.last = lastOf(own, this.#next, facts) ?? series.last;
      await series.append(own);
    }
    this.#next = this.#underWay.end;
    this.#underWay = undefined;
  }

  async flush(): Promise<void> {
    if (this.#setting.options.splitBy === 'none') await this.#main().start();
    await this.#each((series) => series.sync());
  }

  /** Completes all files. An output without events has one file nevertheless, if it has a fixed name. */
  async finish(isComplete: boolean): Promise<void> {
    if (this.#setting.options.splitBy === 'none' && this.#next === 0) await this.#main().start();
    await this.#each((series) => series.finish(isComplete));
  }

  async abandon(): Promise<void> {
    await Promise.allSettled([...this.#series.values()].map((series) => series.abandon()));
  }

  /** After a failure: drops what is held back and goes back to the first row that is not safe. */
  rollBack(): number {
    const { shares = [], end = this.#next } = this.#underWay ?? {};
    const held = [...this.#series.values()].map((series) => series.heldFrom);
    this.#next = Math.min(end, ...held, ...shares.map(({ series, rows }) => firstFrom(rows, series.until)));
    for (const series of this.#series.values()) series.forget();
    this.#underWay = undefined;
    return this.#next;
  }

  reports(): readonly FileReport[] {
    return [...this.#series.values()].flatMap((series) => series.reports());
  }

  state(): FileSetState {
    return {
      format: 'synode-files/1',
      path: this.#setting.options.path,
      ordinal: this.safe,
      series: [...this.#series.values()].map((series) => series.state()),
    };
  }

  /** Goes on from a checkpoint. Files written after it are ours: they are replaced, whatever `ifExists` says. */
  async resume(detail: JsonValue): Promise<void> {
    const state = readState(detail, this.#setting.options.path);
    this.#setting = { ...this.#setting, options: { ...this.#setting.options, ifExists: 'replace' } };
    for (const each of state.series) await this.#seriesOf(each.kind, each.name).resume(each);
    this.#next = state.ordinal;
  }

  async #each(work: (series: PartSeries) => Promise<void>): Promise<void> {
    for (const series of this.#series.values()) {
      this.#current = series;
      await work(series);
    }
  }

  #main(): PartSeries {
    return this.#seriesOf('main', '');
  }

  #share(rows: Rows, { mayHaveLabels, nameAt }: RowFacts): Share[] {
    const { splitBy } = this.#setting.options;
    if (splitBy === 'none' && !mayHaveLabels) return [{ series: this.#main(), rows }];
    const indices = new Map<PartSeries, number[]>();
    for (let i = 0; i < rows.count; i++) {
      const series = this.#seriesFor(nameAt(i));
      const own = indices.get(series);
      if (own === undefined) indices.set(series, [i]);
      else own.push(i);
    }
    return [...indices].map(([series, own]) => ({
      series,
      rows: own.length === rows.count ? rows : pickRows(rows, own),
    }));
  }

  #seriesFor(name: string): PartSeries {
    const { splitBy, labels } = this.#setting.options;
    if (isLabel(name) && (splitBy === 'none' || labels !== undefined)) return this.#seriesOf('labels', '');
    return splitBy === 'name' ? this.#seriesOf('name', name) : this.#main();
  }

  #seriesOf(kind: FilePlace['kind'], name: string): PartSeries {
    const key = `${kind}/${name}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = new PartSeries(this.#setting, kind, name);
      this.#series.set(key, series);
    }
    return series;
  }
}

export function isLabel(name: string): boolean {
  return name.startsWith(LABEL_PREFIX);
}

/** Leaves out what the series has from before a failure or a resume, after a look whether it is the same stream. */
function withoutKnown({ series, rows }: Share, first: number, { idAt }: RowFacts): Share {
  const from = rows.ordinals.findIndex((ordinal) => ordinal >= series.until);
  const known = from === -1 ? rows.count : from;
  if (known === 0) return { series, rows };
  const { last } = series;
  const again = last === null ? undefined : idAt(last.ordinal - first);
  if (last !== null && again !== undefined && again !== last.id) {
    throw new Error(`event ${last.ordinal} of the stream is '${again}' and was '${last.id}' when it was written`);
  }
  return { series, rows: sliceRows(rows, known, rows.count) };
}

function lastOf(rows: Rows, first: number, { idAt }: RowFacts) {
  const ordinal = rows.ordinals[rows.count - 1];
  return ordinal === undefined ? null : { ordinal, id: idAt(ordinal - first) ?? '' };
}

function firstFrom(rows: Rows, until: number): number {
  return rows.ordinals.find((ordinal) => ordinal >= until) ?? Number.POSITIVE_INFINITY;
}

function readState(detail: JsonValue, path: string): FileSetState {
  const state = detail as unknown as FileSetState;
  if (typeof detail !== 'object' || state.format !== 'synode-files/1') {
    throw new Error('the position to go on from was not written by a file adapter');
  }
  if (state.path !== path) throw new Error(`the position to go on from is one of '${state.path}'`);
  return state;
}

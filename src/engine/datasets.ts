/** Dataset rows: computed where they are needed, kept while there is room, the same wherever they are computed. */
import { SynodeError, didYouMean } from '../errors.ts';
import type { Dataset, DatasetRow, RandomRowOptions } from '../model/dataset.ts';
import { deepFreeze } from '../model/freeze.ts';
import { isPromise, resolveFields } from '../plan/action.ts';
import type { DatasetPlan } from '../plan/dataset.ts';
import type { PickableDataset } from '../plan/frame.ts';
import type { Place } from '../plan/frame.ts';
import { placeOf } from '../plan/place.ts';
import type { RandomStream } from '../random/keyed.ts';
import type { RunSink } from './lanes.ts';
import { refuseUnknownKeys } from './option-keys.ts';
import { RowChoice } from './row-choice.ts';
import type { Turn } from './turn.ts';

/** Makes the turn in which rows of one nesting depth are computed. */
export type MakeRowTurn = (store: DatasetStore) => Turn;

/** Says when nothing more is wanted, and how long what is under way then is waited for. */
export type Ending = Pick<RunSink, 'isClosed' | 'patience'>;

const WITHOUT_END: Ending = { isClosed: false };

/** Timers and signals wait for so many rows at most. */
const ROWS_PER_TURN = 1024;

/** A turn lent to one computation. */
export interface LentTurn {
  readonly turn: Turn;
  /** Says that the computation is over. */
  readonly giveBack: () => void;
}

export class DatasetStore {
  readonly #tables: Map<string, DatasetTable>;
  readonly #makeTurn: MakeRowTurn;
  readonly #turns: Turn[] = [];
  /** What is being computed, from the outside in. */
  readonly #running = new Set<string>();

  /** Beside its own it has the tables of the store `above`, with the rows that are there. */
  constructor(plans: readonly DatasetPlan[], makeTurn: MakeRowTurn, above?: DatasetStore) {
    this.#makeTurn = makeTurn;
    this.#tables = above === undefined ? new Map<string, DatasetTable>() : new Map(above.#tables);
    for (const plan of plans) this.#tables.set(plan.id, new DatasetTable(plan, this));
  }

  /** A dataset as seen from a turn: its random rows draw there. */
  handle(id: string, turn: Turn): PickableDataset {
    const table = this.#tables.get(id);
    if (table !== undefined) return new Handle(table, turn);
    const known = [...this.#tables.keys()];
    throw new SynodeError('DATASET_NOT_FOUND', `no dataset is called '${id}'`, {
      path: [`dataset '${id}'`],
      expected: known.length === 0 ? 'a dataset of this run' : `one of ${known.join(', ')}`,
      received: `'${id}'`,
      suggestion: known.length === 0 ? 'Add it to datasets.' : didYouMean(id, known),
    });
  }

  /** Adds a table whose rows are given. */
  add({ id, rows }: Dataset<object>): void {
    for (const row of rows) deepFreeze(row);
    const plan = { id, count: rows.length, fields: undefined, rows, keep: rows.length, path: [] };
    this.#tables.set(id, new DatasetTable(plan, this));
  }

  /**
   * Computes datasets with async fields as a whole, before the first actor, in the order in which they are given. Where the
   * run has come to its end before, they are left as they are: nobody reads them any more.
   */
  async hydrate(ending = WITHOUT_END): Promise<void> {
    if (ending.isClosed) return;
    const done = this.#hydrateAll(ending);
    await (ending.patience?.wait(done) ?? done);
  }

  async #hydrateAll(ending: Ending): Promise<void> {
    for (const table of this.#tables.values()) await table.hydrate(ending);
  }

  /** Id of a dataset whose rows are computed asynchronously: it must be hydrated before rows are read. */
  firstAsync(): string | undefined {
    for (const [id, table] of this.#tables) if (table.isAsync()) return id;
    return undefined;
  }

  /** Lends a turn of its own: a row may need rows of other datasets, and an async one keeps its turn while it waits. */
  lendTurn(what: string): LentTurn {
    if (this.#running.has(what)) throw cycle(what, [...this.#running]);
    const turn = (this.#turns[this.#running.size] ??= this.#makeTurn(this));
    this.#running.add(what);
    return { turn, giveBack: () => void this.#running.delete(what) };
  }
}

class DatasetTable {
  readonly plan: DatasetPlan;
  readonly choice: RowChoice;
  readonly #store: DatasetStore;
  /** One for all rows: it keeps its keys. */
  readonly #place: Place;
  readonly #rows = new Map<number, DatasetRow>();
  readonly #indexes = new Map<string, Map<unknown, number>>();
  /** All rows, where they are given or async. */
  #whole: readonly DatasetRow[] | undefined;
  #isReady: boolean;

  constructor(plan: DatasetPlan, store: DatasetStore) {
    this.plan = plan;
    this.#store = store;
    this.#place = placeOf(plan.path);
    this.#whole = plan.rows as readonly DatasetRow[] | undefined;
    this.#isReady = plan.fields === undefined;
    this.choice = new RowChoice(plan.id, plan.count, () => this.rows());
  }

  row(index: number): DatasetRow {
    const { id, count } = this.plan;
    if (!Number.isInteger(index) || index < 0 || index >= count)
      throw outOfRange(id, `row ${index} of ${count}`, count);
    return this.#whole?.[index] ?? this.#rows.get(index) ?? this.#keep(index, this.#computeNow(index));
  }

  rows(): readonly DatasetRow[] {
    if (this.#whole !== undefined) return this.#whole;
    const { count, keep } = this.plan;
    // Frozen, because everybody gets the same list.
    const rows = Object.freeze(Array.from({ length: count }, (_, i) => this.row(i)));
    if (count <= keep) this.#whole = rows;
    return rows;
  }

  /** Row 0 tells for all. */
  isAsync(): boolean {
    if (this.#isReady || this.plan.count === 0 || this.#rows.has(0)) return false;
    const { made, giveBack } = this.#compute(0);
    giveBack();
    if (!isPromise(made)) {
      this.#keep(0, made);
      return false;
    }
    // Nobody waits for it; a rejection must not end the program as an unhandled one.
    made.catch(() => undefined);
    return true;
  }

  async hydrate(ending: Ending): Promise<void> {
    if (!this.#isReady && this.plan.count > 0) {
      const { made, giveBack } = this.#compute(0);
      if (isPromise(made)) {
        const rows = await this.#settledAll([await this.#settled(made, 0, giveBack)], ending);
        if (rows.length < this.plan.count) return;
        this.#whole = rows;
      } else {
        giveBack();
        this.#keep(0, made);
      }
    }
    this.#isReady = true;
  }

  /** Row after row behind those that are there, as long as anybody wants them. */
  async #settledAll(rows: DatasetRow[], ending: Ending): Promise<readonly DatasetRow[]> {
    for (let i = rows.length; i < this.plan.count && !ending.isClosed; i++) {
      if (i % ROWS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      rows.push(await this.#computeSoon(i));
    }
    return rows;
  }

  /** The first row whose field has this value. */
  find(field: string, value: unknown): DatasetRow | undefined {
    let index = this.#indexes.get(field);
    if (index === undefined) {
      index = new Map();
      for (let i = 0; i < this.plan.count; i++) {
        const key = this.row(i)[field];
        if (!index.has(key)) index.set(key, i);
      }
      this.#indexes.set(field, index);
    }
    const at = index.get(value);
    return at === undefined ? undefined : this.row(at);
  }

  #keep(index: number, row: DatasetRow): DatasetRow {
    const frozen = deepFreeze(inFastMode(row));
    // A full memory keeps what it has: which rows are kept changes speed only.
    if (this.#rows.size < this.plan.keep) this.#rows.set(index, frozen);
    return frozen;
  }

  #computeNow(index: number): DatasetRow {
    const { made, giveBack } = this.#compute(index);
    giveBack();
    if (!isPromise(made)) return made;
    // Its failure would be nobody's: what is told is that it came too late.
    made.catch(() => undefined);
    throw tooLate(this.plan.id, index, this.#isReady);
  }

  async #computeSoon(index: number): Promise<DatasetRow> {
    const { made, giveBack } = this.#compute(index);
    return this.#settled(made, index, giveBack);
  }

  async #settled(made: DatasetRow | Promise<DatasetRow>, index: number, giveBack: () => void): Promise<DatasetRow> {
    try {
      return deepFreeze(inFastMode(await made));
    } catch (thrown) {
      throw rowFailure(this.plan.id, index, thrown);
    } finally {
      giveBack();
    }
  }

  #compute(index: number): { readonly made: DatasetRow | Promise<DatasetRow>; readonly giveBack: () => void } {
    const { id, fields } = this.plan;
    const { turn, giveBack } = this.#store.lendTurn(`${id}[${index}]`);
    try {
      turn.seatRow(index, this.#place);
      const data: Record<string, unknown> = {};
      return { made: resolveFields(fields ?? [], turn, data, { index, data }), giveBack };
    } catch (thrown) {
      giveBack();
      throw rowFailure(id, index, thrown);
    }
  }
}

/**
 * A copy whose fields are found by their place: an object that got more than some sixteen by computed keys is a dictionary
 * to V8, and each dictionary has a class of its own, which every reader of rows has to learn anew.
 */
function inFastMode(row: DatasetRow): DatasetRow {
  return { ...row };
}

/** What handlers get: the table, drawing on the turn's streams. */
class Handle implements PickableDataset {
  readonly #table: DatasetTable;
  readonly #turn: Turn;

  constructor(table: DatasetTable, turn: Turn) {
    this.#table = table;
    this.#turn = turn;
  }

  get id(): string {
    return this.#table.plan.id;
  }

  randomRow(options: RandomRowOptions = {}): DatasetRow {
    return this.pick(this.#turn.draws.stream(options.as ?? `dataset:${this.id}`), options);
  }

  pick(stream: RandomStream, options: RandomRowOptions): DatasetRow {
    return this.#table.row(this.#table.choice.index(stream, options));
  }

  getAllRows(): readonly DatasetRow[] {
    return this.#table.rows();
  }

  size(): number {
    return this.#table.plan.count;
  }

  row(index: number): DatasetRow {
    return this.#table.row(index);
  }

  /** Distinct rows by Fisher–Yates over the indices that were touched. */
  sample(n: number, options: { readonly as?: string } = {}): DatasetRow[] {
    const count = this.size();
    refuseUnknownKeys('sample', options, ['as']);
    if (!Number.isInteger(n) || n < 0 || n > count)
      throw outOfRange(this.id, `a sample of ${n} rows of ${count}`, count);
    const stream = this.#turn.draws.stream(options.as ?? `dataset:${this.id}`);
    const moved = new Map<number, number>();
    return Array.from({ length: n }, (_, i) => {
      const j = i + stream.index(count - i);
      const chosen = moved.get(j) ?? j;
      moved.set(j, moved.get(i) ?? i);
      return this.row(chosen);
    });
  }

  where(predicate: (row: DatasetRow) => boolean): DatasetRow[] {
    return this.getAllRows().filter(predicate);
  }

  byKey(field: string, value: unknown): DatasetRow | undefined {
    return this.#table.find(field, value);
  }
}

function outOfRange(id: string, what: string, count: number): SynodeError {
  return new SynodeError('DATASET_ROW_OUT_OF_RANGE', `${what} in '${id}'`, {
    path: [`dataset '${id}'`],
    expected: count === 0 ? 'no row: it is empty' : `a row from 0 to ${count - 1}`,
    received: what,
    suggestion: 'Use randomRow() for any row, size() for their number.',
  });
}

function cycle(what: string, running: readonly string[]): SynodeError {
  const chain = [...running.slice(running.indexOf(what)), what].join(' → ');
  return new SynodeError('DATASET_CYCLE', `a row needs itself: ${chain}`, {
    path: [`dataset '${what.slice(0, what.lastIndexOf('['))}'`],
    expected: 'rows that do not need themselves',
    received: chain,
    suggestion: 'Read rows with a lower index only.',
  });
}

/** A row whose fields give promises where a value is needed now. */
function tooLate(id: string, index: number, isReady: boolean): SynodeError {
  const path = [`dataset '${id}'`];
  const what = `row ${index} of dataset '${id}' is computed asynchronously`;
  return isReady
    ? new SynodeError('INVALID_FIELD_VALUE', `${what}, row 0 is not`, {
        path,
        expected: 'fields that are async for every row or for none',
        received: 'a promise',
        suggestion: 'Make the field function async.',
      })
    : new SynodeError('INVALID_FIELD_VALUE', `${what} and not ready yet`, {
        path,
        expected: 'a row that is there',
        received: 'a promise',
        suggestion: `Put '${id}' before the datasets that read it.`,
      });
}

/** What the author's code threw, with the row it was thrown for; what already says where it stands stays as it is. */
function rowFailure(id: string, index: number, thrown: unknown): unknown {
  if (thrown instanceof SynodeError) return thrown;
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  return new SynodeError('HANDLER_ERROR', `row ${index} of dataset '${id}': ${what}`, {
    path: [`dataset '${id}'`],
    cause: thrown,
    suggestion: 'Check the functions of its fields.',
  });
}

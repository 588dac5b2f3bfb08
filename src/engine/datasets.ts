/** Dataset rows: computed where they are needed, kept while there is room, the same wherever they are computed. */
import { SynodeError, didYouMean } from '../errors.ts';
import type { Dataset, DatasetRow, RandomRowOptions } from '../model/dataset.ts';
import { isPromise, resolveFields } from '../plan/action.ts';
import type { DatasetPlan } from '../plan/dataset.ts';
import type { PickableDataset } from '../plan/frame.ts';
import { placeOf } from '../plan/place.ts';
import { compileDistribution } from '../random/models/compile.ts';
import { weightedIndex, cumulativeWeights } from '../random/models/weights.ts';
import type { RandomStream } from '../random/keyed.ts';
import type { Turn } from './turn.ts';

/** Makes the turn in which rows of one nesting depth are computed. */
export type MakeRowTurn = (store: DatasetStore) => Turn;

export class DatasetStore {
  readonly #tables = new Map<string, DatasetTable>();
  readonly #makeTurn: MakeRowTurn;
  readonly #turns: Turn[] = [];
  #depth = 0;

  constructor(plans: readonly DatasetPlan[], makeTurn: MakeRowTurn) {
    this.#makeTurn = makeTurn;
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
    const plan = { id, count: rows.length, fields: undefined, rows, keep: rows.length, path: [] };
    this.#tables.set(id, new DatasetTable(plan, this));
  }

  /** Computes datasets with async fields as a whole, before the first actor. */
  async hydrate(): Promise<void> {
    for (const table of this.#tables.values()) await table.hydrate();
  }

  /** Id of a dataset whose rows are computed asynchronously: it must be hydrated before rows are read. */
  firstAsync(): string | undefined {
    for (const [id, table] of this.#tables) if (table.isAsync()) return id;
    return undefined;
  }

  /** Runs `make` in a turn of its own: a row may need rows of other datasets. */
  inRowTurn<T>(make: (turn: Turn) => T): T {
    const turn = (this.#turns[this.#depth] ??= this.#makeTurn(this));
    this.#depth++;
    try {
      return make(turn);
    } finally {
      this.#depth--;
    }
  }
}

class DatasetTable {
  readonly plan: DatasetPlan;
  readonly #store: DatasetStore;
  readonly #rows = new Map<number, DatasetRow>();
  readonly #making = new Set<number>();
  readonly #indexes = new Map<string, Map<unknown, number>>();
  readonly #choices = new Map<unknown, (u: number) => number>();
  #hydrated: readonly DatasetRow[] | undefined;

  constructor(plan: DatasetPlan, store: DatasetStore) {
    this.plan = plan;
    this.#store = store;
    this.#hydrated = plan.rows as readonly DatasetRow[] | undefined;
  }

  row(index: number): DatasetRow {
    const { id, count } = this.plan;
    if (!Number.isInteger(index) || index < 0 || index >= count) throw outOfRange(id, index, count);
    return this.#hydrated?.[index] ?? this.#rows.get(index) ?? this.#keep(index, this.#settled(index));
  }

  rows(): readonly DatasetRow[] {
    return this.#hydrated ?? Array.from({ length: this.plan.count }, (_, i) => this.row(i));
  }

  /** Row 0 tells for all. */
  isAsync(): boolean {
    if (this.plan.fields === undefined || this.plan.count === 0 || this.#hydrated !== undefined) return false;
    const first = this.#rows.get(0) ?? this.#make(0);
    if (!isPromise(first)) {
      this.#keep(0, first);
      return false;
    }
    // Nobody waits for it; a rejection must not end the program as an unhandled one.
    first.catch(() => undefined);
    return true;
  }

  async hydrate(): Promise<void> {
    const { fields, count } = this.plan;
    if (fields === undefined || count === 0) return;
    const first = this.#make(0);
    if (!isPromise(first)) return void this.#keep(0, first);
    const rows: DatasetRow[] = [Object.freeze(await first)];
    for (let i = 1; i < count; i++) rows.push(Object.freeze(await this.#make(i)));
    this.#hydrated = rows;
  }

  /** Index of the first row whose field has this value. */
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

  pick(stream: RandomStream, options: RandomRowOptions): DatasetRow {
    const { count, id } = this.plan;
    if (count === 0) {
      throw new SynodeError('DATASET_EMPTY', `dataset '${id}' has no rows`, {
        path: [`dataset '${id}'`],
        expected: 'at least one row',
        received: 'none',
        suggestion: 'Raise its count, or do not draw from it.',
      });
    }
    const { weight, zipf } = options;
    if (weight === undefined && zipf === undefined) return this.row(stream.index(count));
    return this.row(this.#choice(weight ?? zipf)(stream.uniform()));
  }

  #choice(by: RandomRowOptions['weight'] | number): (u: number) => number {
    const known = this.#choices.get(by);
    if (known !== undefined) return known;
    const made = typeof by === 'number' ? zipfChoice(this.plan, by) : weightedIndex(this.#weights(by));
    this.#choices.set(by, made);
    return made;
  }

  #weights(by: RandomRowOptions['weight']): Float64Array {
    const of = typeof by === 'function' ? by : (row: DatasetRow): unknown => row[by ?? ''];
    const weights = this.rows().map((row, i) => {
      const weight = of(row);
      if (typeof weight === 'number' && weight >= 0 && Number.isFinite(weight)) return weight;
      throw new SynodeError(
        'INVALID_WEIGHTS',
        `the weight of row ${i} of dataset '${this.plan.id}' is ${String(weight)}`,
        {
          path: [`dataset '${this.plan.id}'`],
          expected: 'a finite number of 0 or more',
          received: String(weight),
          suggestion: 'Name a numeric field, or give a function of the row.',
        },
      );
    });
    return cumulativeWeights(weights);
  }

  #keep(index: number, row: DatasetRow): DatasetRow {
    const frozen = Object.freeze(row);
    // A full memory keeps what it has: which rows are kept changes speed only.
    if (this.#rows.size < this.plan.keep) this.#rows.set(index, frozen);
    return frozen;
  }

  #settled(index: number): DatasetRow {
    const row = this.#make(index);
    if (!isPromise(row)) return row;
    throw new SynodeError(
      'INVALID_FIELD_VALUE',
      `row ${index} of dataset '${this.plan.id}' is computed asynchronously, row 0 is not`,
      {
        path: [`dataset '${this.plan.id}'`],
        expected: 'fields that are async for every row or for none',
        received: 'a promise',
        suggestion: 'Make the field function async.',
      },
    );
  }

  #make(index: number): DatasetRow | Promise<DatasetRow> {
    const { id, fields, path } = this.plan;
    if (this.#making.has(index)) throw cycle(id, [...this.#making, index]);
    this.#making.add(index);
    try {
      return this.#store.inRowTurn((turn) => {
        turn.seatRow(index, placeOf(path));
        const data: Record<string, unknown> = {};
        return resolveFields(fields ?? [], turn, data, { index, data });
      });
    } finally {
      this.#making.delete(index);
    }
  }
}

function zipfChoice({ count }: DatasetPlan, exponent: number): (u: number) => number {
  const ranks = compileDistribution({ kind: 'zipf', n: count, exponent });
  return (u) => ranks.quantile(u) - 1;
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
    return this.#table.pick(stream, options);
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
    if (!Number.isInteger(n) || n < 0 || n > count) throw outOfRange(this.id, n, count);
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

function outOfRange(id: string, index: number, count: number): SynodeError {
  return new SynodeError('DATASET_ROW_OUT_OF_RANGE', `row ${index} of ${count} in '${id}'`, {
    path: [`dataset '${id}'`],
    expected: count === 0 ? 'no row: it is empty' : `a row from 0 to ${count - 1}`,
    received: String(index),
    suggestion: 'Use randomRow() for any row.',
  });
}

function cycle(id: string, rows: readonly number[]): SynodeError {
  const chain = rows.map((row) => `${id}[${row}]`).join(' → ');
  return new SynodeError('DATASET_CYCLE', `a row needs itself: ${chain}`, {
    path: [`dataset '${id}'`],
    expected: 'rows that do not need themselves',
    received: chain,
    suggestion: 'Read rows with a lower index only.',
  });
}

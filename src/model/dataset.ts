import type { Context } from './context.ts';
import type { Generator, Resolved } from './generator.ts';
import type { FieldGroup } from './group.ts';

/** A row of a dataset: frozen. */
export type DatasetRow = Readonly<Record<string, unknown>>;

/** Computes a dataset field from the row's index and what of the row is built so far. */
export type DatasetFunction<T> = (
  ctx: Context,
  row: { readonly index: number; readonly data: DatasetRow },
) => T | Promise<T>;

/** A value of a dataset field: static, drawn, or computed. */
export type DatasetFieldValue =
  string | number | boolean | null | undefined | object | Generator<unknown> | DatasetFunction<unknown>;

declare const ROW: unique symbol;

/** An entity table by its rule: row i is a pure function of (seed, dataset, i). */
export interface DatasetDefinition<out TRow extends object = DatasetRow> {
  readonly id: string;
  readonly name: string;
  /** Number of rows, 0..100,000,000. */
  readonly count: number;
  readonly fields: Readonly<Record<string, DatasetFieldValue>>;
  /** Rows kept in memory; beyond that they are computed again. Default 100,000. */
  readonly keep?: number;
  /** What fields have to do with each other. */
  readonly groups?: readonly FieldGroup[];
  readonly [ROW]?: TRow;
}

/** An entity table by its rows: read from a file, or built by hand. */
export interface Dataset<out TRow extends object = DatasetRow> {
  readonly id: string;
  readonly name: string;
  readonly rows: readonly TRow[];
}

/** The row type of a definition, generators and functions unwrapped. */
export type InferDatasetRow<T> =
  T extends DatasetDefinition<infer TRow> ? TRow : T extends Dataset<infer TRow> ? TRow : never;

/** The row that dataset fields resolve to. */
export type ResolvedRow<F> = { readonly [K in keyof F]: Resolved<F[K]> };

/** How `randomRow` and `sample` pick. */
export interface RandomRowOptions<TRow extends object = DatasetRow> {
  /** A numeric field, or a function of the row. */
  readonly weight?: (keyof TRow & string) | ((row: TRow) => number);
  /** Exponent of a Zipf law over the row index: row 0 is the most likely. */
  readonly zipf?: number;
  /** Names the draw, so that another draw from the same dataset does not shift it. */
  readonly as?: string;
}

/** A dataset as handlers use it. */
export interface DatasetHandle<TRow extends object = DatasetRow> {
  readonly id: string;
  /** @throws SynodeError `DATASET_EMPTY` without rows. */
  randomRow(options?: RandomRowOptions<TRow>): TRow;
  getAllRows(): readonly TRow[];
  size(): number;
  /** @throws SynodeError `DATASET_ROW_OUT_OF_RANGE`. */
  row(index: number): TRow;
  /** `n` distinct rows. */
  sample(n: number, options?: Pick<RandomRowOptions<TRow>, 'as'>): TRow[];
  where(predicate: (row: TRow) => boolean): TRow[];
  /** First row whose field has this value; an index is built on first use. */
  byKey(field: keyof TRow & string, value: unknown): TRow | undefined;
}

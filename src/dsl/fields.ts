/** Field generators: plain values that say how a field is drawn. */
import type { Faker } from '@faker-js/faker';

import type { DatasetDefinition, DatasetRow, RandomRowOptions, Dataset } from '../model/dataset.ts';
import type { Fields, FieldValue, Generator, NumberValue, Resolved, ResolvedFields } from '../model/generator.ts';
import type { Delay } from '../model/flow.ts';
import { makeGenerator } from './generator.ts';

/**
 * One key (or value) with probability weight ÷ sum of weights.
 *
 * @throws SynodeError `INVALID_WEIGHTS` when the plan is compiled: empty, negative, not finite, all zero
 * @example weighted({ card: 3, iban: 1 }) · weighted([[10, 0.5], [20, 0.5]])
 */
export function weighted<const W extends Readonly<Record<string, number>>>(weights: W): Generator<keyof W & string>;
export function weighted<const T>(pairs: readonly (readonly [value: T, weight: number])[]): Generator<T>;
export function weighted(weights: unknown): Generator<unknown> {
  return makeGenerator('weighted', { weights });
}

/** One element of a list, each equally likely. Empty: `INVALID_GENERATOR`. */
export function oneOf<const T>(values: readonly T[]): Generator<T> {
  return makeGenerator('oneOf', { values });
}

/**
 * Text from faker in the actor's locale, on this field's stream. Costs microseconds: for events prefer `fakePool`.
 *
 * @example fake((f) => f.person.fullName())
 */
export function fake<T>(fn: (faker: Faker) => T): Generator<T> {
  return makeGenerator('fake', { fn });
}

/**
 * Text from a pool of faker values of the actor's locale, drawn once per thread: about 3 ns a draw.
 *
 * `method` is a faker path (`'person.fullName'`), `size` 16..65,536, default 4,096.
 */
export function fakePool(method: string, options: { readonly size?: number } = {}): Generator<string> {
  return makeGenerator('fakePool', { method, ...options });
}

/** True with probability `p` (0..1). */
export function chance(p: number): Generator<boolean> {
  return makeGenerator('chance', { p });
}

/** Options of `sequence`. */
export interface SequenceOptions {
  readonly prefix?: string;
  readonly start?: number;
  readonly step?: number;
  /** Digits, filled with zeros from the left. */
  readonly pad?: number;
  /** Numbers reserved for each actor, so that actors do not share any. Default 0: each actor counts from `start`. */
  readonly block?: number;
}

/**
 * Running numbers. Dataset: `start + step·index`; persona: `start + step·actor`; action: `start + step·(actor·block + k)`,
 * k = this actor's k-th use. A number, or text when `prefix` or `pad` is given.
 */
export function sequence(options?: Omit<SequenceOptions, 'prefix' | 'pad'>): Generator<number>;
export function sequence(options: SequenceOptions): Generator<string>;
export function sequence(options: SequenceOptions = {}): Generator<unknown> {
  return makeGenerator('sequence', options);
}

/** A random row of a dataset, or one of its fields; typed by the definition. */
export function fromDataset<TRow extends object>(
  source: DatasetDefinition<TRow> | Dataset<TRow>,
  options?: Pick<RandomRowOptions<TRow>, 'weight' | 'zipf'>,
): Generator<TRow>;
export function fromDataset<TRow extends object, const K extends keyof TRow & string>(
  source: DatasetDefinition<TRow> | Dataset<TRow>,
  field: K,
  options?: Pick<RandomRowOptions<TRow>, 'weight' | 'zipf'>,
): Generator<TRow[K]>;
export function fromDataset(source: string, options?: Pick<RandomRowOptions, 'weight' | 'zipf'>): Generator<DatasetRow>;
export function fromDataset(
  source: string,
  field: string,
  options?: Pick<RandomRowOptions, 'weight' | 'zipf'>,
): Generator<unknown>;
export function fromDataset(
  source: string | { readonly id: string },
  fieldOrOptions?: string | object,
  options?: object,
): Generator<unknown> {
  const dataset = typeof source === 'string' ? source : source.id;
  return typeof fieldOrOptions === 'string'
    ? makeGenerator('fromDataset', { dataset, field: fieldOrOptions, options: options ?? {} })
    : makeGenerator('fromDataset', { dataset, options: fieldOrOptions ?? {} });
}

/** An object whose fields are resolved one by one, each on a stream of its own. */
export function object<const F extends Fields>(fields: F & Fields): Generator<ResolvedFields<F>> {
  return makeGenerator('object', { fields });
}

/** A list of `count` items, each on a stream of its own. */
export function list<const V extends FieldValue>(count: NumberValue, item: V): Generator<readonly Resolved<V>[]> {
  return makeGenerator('list', { count, item });
}

/** The value with probability `p`, else `undefined`: the key is left out. */
export function maybe<const V extends FieldValue>(p: number, value: V): Generator<Resolved<V> | undefined> {
  return makeGenerator('maybe', { p, value });
}

/** An instant after `now()`, or its date as `YYYY-MM-DD`. */
export function after(delay: Delay): Generator<Date>;
export function after(delay: Delay, options: { readonly as: 'instant' }): Generator<Date>;
export function after(delay: Delay, options: { readonly as: 'date' }): Generator<string>;
export function after(delay: Delay, options: { readonly as?: 'instant' | 'date' } = {}): Generator<unknown> {
  return makeGenerator('after', { delay, ...options });
}

/** A uniform instant from `from` (included) to `to` (excluded). */
export function between(from: Date | string, to: Date | string): Generator<Date> {
  return makeGenerator('between', { from, to });
}

/** `prefix_` and 20 characters, as `ctx.generateId`. */
export function id(prefix?: string): Generator<string> {
  return makeGenerator('id', prefix === undefined ? {} : { prefix });
}

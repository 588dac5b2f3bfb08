import type { Context } from './context.ts';

/**
 * A frozen description of how a value is drawn: `{ kind, …parameters }`. It does nothing until the plan compiles it at
 * its place, which gives it a random stream of its own.
 */
export interface Generator<out T> {
  readonly kind: string;
  /** The same draw, its value changed by `fn`. */
  map<U>(fn: (value: T) => U): Generator<U>;
}

/** Computes a field from the context and the fields resolved before it. */
export type FieldFunction<T> = (ctx: Context, fields: Readonly<Record<string, unknown>>) => T | Promise<T>;

/** A value of a field: static, drawn, or computed. */
export type FieldValue =
  string | number | boolean | null | undefined | object | Generator<unknown> | FieldFunction<unknown>;

/** Named fields, in the order in which they are resolved and written. */
export type Fields = Readonly<Record<string, FieldValue>>;

/** What a field value becomes once resolved. */
export type Resolved<V> = V extends Generator<infer T> ? T : V extends (...args: never[]) => infer R ? Awaited<R> : V;

/** The payload that fields resolve to. */
export type ResolvedFields<F extends Fields> = { readonly [K in keyof F]: Resolved<F[K]> };

/** A number, given as it is, drawn, or computed from the context. */
export type NumberValue = number | Generator<number> | ((ctx: Context) => number);

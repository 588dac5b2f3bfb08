import type { Duration } from './duration.ts';
import type { AnyEvent, Event } from './event.ts';

/** What `ctx.view` gives when the projection does not combine the two itself. */
export interface View<R> {
  /** What earlier processes simulated, dated before now rounded down to the projection's grain. */
  readonly earlier: R;
  /** What this actor has emitted until now. */
  readonly own: R;
}

/** A line of a run's summary: what was found, and how it was reckoned. */
export interface Figure {
  readonly label: string;
  /** As a person reads it, with its unit. */
  readonly value: string;
  /** What it is made of; said behind the value. */
  readonly method: string;
}

/**
 * A fold over the stream whose states merge in any order, so that threads, windows, shards and machines can fold apart.
 * States are plain data. `merge` is exactly associative and commutative with `init()` as unit.
 */
export interface Projection<S, out R, E extends AnyEvent = Event, out C = View<R>> {
  readonly id: string;
  init(): S;
  /** Changes the state in place, or returns the new one. */
  apply(state: S, event: E): S | void;
  merge(a: S, b: S): S;
  /** The result as of an instant (ms, exclusive; `Infinity` at the end of the run). */
  finish(state: S, asOf: number): R;
  /** What readers get from the two parts of a view; without it they get `{ earlier, own }`. */
  combine?(earlier: R, own: R): C;
  /** Whether readers may look ahead by the `lookAheadDays` of what they read. */
  readonly lookAhead?: boolean;
  /** Event names folded. Default all. */
  readonly of?: readonly string[];
  /** Views are rounded down to a multiple of this. Default `'1d'`. */
  readonly grain?: Duration;
  /** What readers get. Default `finish`. */
  view?(state: S, asOf: number): R;
  /** Drops or sums up what only instants before `before` need. */
  forget?(state: S, before: number): void;
  /** Drops what `finish` at the end of the run does not need; called now and then while the run's result is folded. */
  settle?(state: S): void;
  /** How far back readers may ask, in days. Default 400. */
  readonly lookBackDays?: number;
  /** Begins again with `init()` at the period's start and takes opening events. */
  readonly restart?: boolean;
  /** Folded in stream order on the main thread, without `merge`, not readable. */
  readonly ordered?: boolean;
  /** What the command line says of the result when the run is done. */
  figures?(result: R): readonly Figure[];
}

/** A projection as a reader knows it: by what it gives. */
export interface Readable<out R, out C = View<R>> {
  readonly id: string;
  finish(state: never, asOf: number): R;
  combine?(earlier: never, own: never): C;
}

/** A projection whose types do not matter here. */
export interface AnyProjection extends Pick<
  Projection<never, unknown, never>,
  'id' | 'lookAhead' | 'of' | 'grain' | 'lookBackDays' | 'restart' | 'ordered'
> {
  init(): unknown;
  apply(state: never, event: never): unknown;
  merge(a: never, b: never): unknown;
  finish(state: never, asOf: number): unknown;
  combine?(earlier: never, own: never): unknown;
  view?(state: never, asOf: number): unknown;
  forget?(state: never, before: number): void;
  settle?(state: never): void;
  figures?(result: never): readonly Figure[];
}

/** A named invariant over the emitted stream: `holds` is asked for each row of a projection's result. */
export interface Check<in Row = never> {
  readonly id: string;
  readonly name: string;
  readonly over: AnyProjection | string;
  holds(row: Row, key: string): boolean | { readonly targets: readonly string[]; readonly message: string };
}

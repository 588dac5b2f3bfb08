/** What a compiled draw sees while the engine is at some place with some actor. */
import type { Context } from '../model/context.ts';
import type { DatasetHandle, DatasetRow, RandomRowOptions } from '../model/dataset.ts';
import type { Key, Occasion, RandomStream } from '../random/keyed.ts';

/** A place of the plan whose user code may draw: the streams of `ctx.random`, `ctx.faker` and `ctx.draw` hang below. */
export interface Place {
  readonly path: readonly string[];
  readonly handler: Key;
  readonly faker: Key;
  readonly id: Key;
  readonly generateId: Key;
  /** What tells the instances of a journey apart that are started here. */
  start(journey: string): Key;
}

export interface Frame extends Occasion {
  /** Scratch: opened, read and forgotten within one draw. */
  readonly stream: RandomStream;
  readonly context: Context;
  /** The simulated clock where the actor stands. */
  readonly nowMs: number;
  /** Announces the place whose user code runs next. */
  enter(place: Place): void;
  /**
   * Where a sequence stands. Action: actor·block + k, k = this actor's k-th use; persona: the actor; dataset: the row.
   *
   * @throws SynodeError `SEQUENCE_EXHAUSTED` when k reaches block > 0
   */
  nextInSequence(slot: number | string, block: number, labels: readonly string[]): number;
  /** An id on this stream, or what the run's own generator of ids makes of it. */
  fieldId(key: Key, prefix: string): string;
  dataset(id: string): PickableDataset;
}

/** A dataset from which a row can be picked with a stream given from outside. */
export interface PickableDataset extends DatasetHandle<DatasetRow> {
  pick(stream: RandomStream, options: RandomRowOptions): DatasetRow;
}

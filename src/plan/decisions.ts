/**
 * Decisions as seen from outside the run: a fixture may pin one, a replay may trace all. Both act when the plan is
 * compiled, so a run without them pays nothing.
 */
import type { RandomStream } from '../random/keyed.ts';
import type { Frame } from './frame.ts';

/** A compiled decision: a value from a frame. */
export type Decide<T> = (frame: Frame, sofar: Readonly<Record<string, unknown>>) => T;

export interface Decisions {
  /**
   * Passes a compiled decision through: itself, a pinned value, or a traced version. `authored` is what was written
   * there: the generator, the delay, the names of the arms.
   */
  site<T>(path: readonly string[], kind: string, decide: Decide<T>, authored?: unknown): Decide<T>;
}

/** Sees every draw: the decisions of the plan, and through their streams what handlers and ids draw. */
export interface Observer extends Decisions {
  newStream(): RandomStream;
}

/** Nothing pinned, nothing traced. */
export const FREE: Decisions = { site: (_path, _kind, decide) => decide };

/**
 * Decisions as seen from outside the run: a fixture may pin one, a replay may trace all. Both act when the plan is
 * compiled, so a run without them pays nothing.
 */
import type { Frame } from './frame.ts';

/** One draw as a trace shows it. */
export interface TracedDraw {
  /** Path below the seed, joined by '/'. */
  readonly path: string;
  readonly kind: string;
  /** The uniforms taken, in order. */
  readonly uniforms: readonly number[];
  readonly value: unknown;
  readonly actor: number;
  readonly instance: number;
  readonly occurrence: number;
}

/** A compiled decision: a value from a frame. */
export type Decide<T> = (frame: Frame, sofar: Readonly<Record<string, unknown>>) => T;

export interface Decisions {
  /**
   * Passes a compiled decision through: itself, a pinned value, or a traced version. `authored` is what was written
   * there: the generator, the delay, the names of the arms.
   */
  site<T>(path: readonly string[], kind: string, decide: Decide<T>, authored?: unknown): Decide<T>;
}

/** Nothing pinned, nothing traced. */
export const FREE: Decisions = { site: (_path, _kind, decide) => decide };

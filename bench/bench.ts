/** What a bench gives back, and what the command line knows of it. */
import type { Protocol, Ratio, Timing } from './measure.ts';

/** A measured goal, or the reason why it is not there to be measured. */
export interface Outcome {
  /** Name of a row of `goals.ts`; other names are figures without a gate. */
  readonly name: string;
  readonly ratio?: Ratio;
  /** What the ratio divides, with the times of both sides. */
  readonly of?: Timing;
  readonly by?: Timing;
  readonly absent?: string;
  readonly note?: string;
}

/** Measures one or a few goals that share their sides. Runs in a process of its own. */
export type Bench = (protocol: Protocol) => Promise<readonly Outcome[]>;

/** Benches of one file by name. */
export type Benches = Readonly<Record<string, Bench>>;

/** The timing of this name. */
export function timingOf(timings: readonly Timing[], name: string): Timing {
  const found = timings.find((timing) => timing.name === name);
  if (found === undefined) throw new Error(`no side is called '${name}'`);
  return found;
}

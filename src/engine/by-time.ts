/**
 * Time order: all actors advance together, window by window. For the window that ends at T each process in turn advances
 * to its frontier, which lies past T as far as those that read it look ahead; what is dated before T is handed on in total
 * order, the rest waits.
 */
import { SynodeError } from '../errors.ts';
import { formatInstant } from '../time/instant.ts';
import { frontiers, type ProcessPlan } from '../plan/process.ts';
import type { Crowd } from './crowd.ts';
import type { RunSink } from './lanes.ts';
import type { Views } from './views.ts';
import { handOn, HeldEvents, WindowLength } from './window.ts';

/** A crowd and the place of its process in the run order. Crowds come in total order: rank, then population id. */
export interface CrowdOf {
  readonly rank: number;
  readonly crowd: Crowd;
}

export interface TimeOptions {
  readonly processes: readonly ProcessPlan[];
  /** End of the period, ms; `Infinity` where there is none. */
  readonly end: number;
  readonly views: Views;
  /** Length of every window, ms; default: adapted to what windows hold. */
  readonly windowMs?: number | undefined;
}

/** Runs processes to the end of the period and of their tails. */
export async function runByTime(crowds: readonly CrowdOf[], options: TimeOptions, sink: RunSink): Promise<void> {
  const { processes, end, views } = options;
  const length = new WindowLength(options.windowMs);
  const members = crowds.map(({ rank, crowd }) => ({ rank, crowd, held: new HeldEvents(sink) }));
  const last = Math.max(...processes.map(({ horizon, emitUntil }) => Math.min(horizon, emitUntil)));
  const dueOf = ({ rank, crowd, held }: (typeof members)[number]): number =>
    Math.min(held.due, crowd.due < (processes[rank]?.horizon ?? Infinity) ? crowd.due : Infinity);
  for (let until = -Infinity; until < last && !sink.isClosed;) {
    const due = Math.min(...members.map(dueOf));
    if (due < until) throw stuck(due, until);
    if (due === Infinity && last === Infinity) break;
    until = Math.min(due + length.ms, last);
    const reach = frontiers(processes, until, end);
    for (const { rank, crowd, held } of members) await crowd.advance(reach[rank] ?? until, held);
    const before = until;
    const count = await handOn(
      members.map(({ held }) => held.takeBefore(before)),
      sink,
    );
    for (const { rank } of processes) views.forget(rank, reach[rank] ?? until);
    length.adapt(count);
  }
  for (const { crowd } of crowds) crowd.close(sink.isClosed ? 'open' : 'censored');
}

function stuck(due: number, until: number): SynodeError {
  return new SynodeError(
    'INVARIANT_BROKEN',
    `something due at ${formatInstant(due)} was left behind by the window to ${formatInstant(until)}`,
    {
      expected: 'nothing due before the end of a window that was handed on',
      received: formatInstant(due),
      suggestion: 'Please report this, with the replay line.',
    },
  );
}

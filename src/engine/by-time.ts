/**
 * Time order: all actors advance together, window by window. For the window that ends at T each process in turn advances
 * to its frontier, which lies past T as far as those that read it look ahead; what is dated before T is handed on in total
 * order, the rest waits.
 */
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
  /** The period, ms; `end` is `Infinity` where there is none. */
  readonly start: number;
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
  for (;;) {
    const due = Math.min(...members.map(({ crowd, held }) => Math.min(crowd.due, held.due)));
    if (due >= last || sink.isClosed) break;
    const until = Math.min(due + length.ms, last);
    const reach = frontiers(processes, until, end);
    for (const { rank, crowd, held } of members) await crowd.advance(reach[rank] ?? until, held);
    const count = await handOn(
      members.map(({ held }) => held.takeBefore(until)),
      sink,
    );
    for (const { rank } of processes) views.forget(rank, reach[rank] ?? until);
    length.adapt(count);
  }
  for (const { crowd } of crowds) crowd.close(sink.isClosed ? 'open' : 'censored');
}

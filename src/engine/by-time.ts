/** Time order: all actors advance together, window by window; each window is handed on in total order. */
import type { Crowd } from './crowd.ts';
import type { RunSink } from './lanes.ts';
import { handOn, HeldEvents, WindowLength } from './window.ts';

/** The actors of one process, population by population in the order of their ids. */
export interface ProcessCrowds {
  readonly id: string;
  readonly crowds: readonly Crowd[];
}

export interface TimeOptions {
  /** Nothing due at or after this instant is simulated. */
  readonly horizon: number;
  /** Length of every window, ms; default: adapted to what windows hold. */
  readonly windowMs?: number | undefined;
}

/** Runs processes (in their run order) to the horizon. */
export async function runByTime(
  processes: readonly ProcessCrowds[],
  { horizon, windowMs }: TimeOptions,
  sink: RunSink,
): Promise<void> {
  const length = new WindowLength(windowMs);
  const held = processes.map(() => new HeldEvents(sink));
  for (;;) {
    const due = Math.min(...processes.flatMap(({ crowds }) => crowds.map((crowd) => crowd.due)));
    if (due >= horizon || sink.isClosed) break;
    const until = Math.min(due + length.ms, horizon);
    for (const [i, { crowds }] of processes.entries()) {
      const into = held[i];
      if (into === undefined) continue;
      for (const crowd of crowds) await crowd.advance(until, into);
    }
    const count = await handOn(
      held.map((events) => events.takeBefore(until)),
      sink,
    );
    length.adapt(count);
  }
  for (const { crowds } of processes) for (const crowd of crowds) crowd.close(sink.isClosed ? 'open' : 'censored');
}

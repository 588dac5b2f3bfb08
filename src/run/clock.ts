/** The one place that reads the wall clock: pacing, progress, telemetry and run ids. Nothing from it reaches an event. */
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';

import { nanoid } from 'nanoid';

import type { Clock } from '../model/run-options.ts';

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, { signal, ref: true });
  },
};

/** Resolves when the event loop has gone round once: signals, sockets and timers had their turn. */
export async function nextTurn(): Promise<void> {
  await immediate();
}

/** The wall clock, for the words of a command line: `--start now`. */
export function wallClock(): Date {
  return new Date();
}

/** Names one run; different each time, and never in an event. */
export function newRunId(): string {
  return nanoid();
}

/** How far a run is: from its parts to the figures that `onProgress` is told. */
import process from 'node:process';

import { SynodeError } from './errors.ts';
import type { AdapterReport } from './model/adapter.ts';
import { phasesOf } from './plan/phases.ts';
import type { Plan } from './plan/plan.ts';
import type { Prepared } from './prepare.ts';
import { ProgressMeter, type Figures } from './run/progress.ts';
import { shardSizeOf, type RunCourse, type RunParts } from './run-parts.ts';
import { DAY_MS } from './time/civil.ts';

/** How often it is looked whether the destination waits. */
const WAITING_MS = 500;

/** The meter of a run that somebody watches. */
export function makeMeter(
  { plan, delivery, clock }: RunParts,
  { options: { onProgress }, threads }: Prepared,
): ProgressMeter | undefined {
  if (onProgress === undefined) return undefined;
  return new ProgressMeter({
    report: (progress) => callOnProgress(() => onProgress(progress)),
    intervalMs: plan.options.progressIntervalMs,
    total: shardSizeOf(plan) * daysOf(plan),
    phases: phasesOf(plan),
    workers: threads?.threads ?? 0,
    batchSize: delivery.batchSize,
    now: () => clock.now(),
    rssBytes: () => process.memoryUsage.rss(),
  });
}

/** In user order whole actors are done; in time order all of them have come to the day of the last event. */
export function figuresOf({ plan, tally, delivery }: RunParts, { pacer }: RunCourse): Figures {
  const { options } = plan;
  const days = daysOf(plan);
  const actors = Math.max(0, tally.users.simulated - options.lanes);
  const passed = Math.floor(((delivery.latestMs ?? options.window.start) - options.window.start) / DAY_MS);
  const current = options.order === 'user' ? actors * days : shardSizeOf(plan) * Math.min(passed, days);
  const report = delivery.report();
  return { current, events: delivery.written, bytes: report.bytes, lagMs: pacer?.lagMs, waiting: waitingOf(report) };
}

/** What a destination waits for, or one of those it feeds. */
function waitingOf({ waiting, children = [] }: AdapterReport): string | undefined {
  return waiting ?? children.map(waitingOf).find((one) => one !== undefined);
}

/** Between borders a run says nothing: while its destination waits, it is told by a timer. Gives what ends it. */
export function tellWaiting(parts: RunParts, tell: () => void): () => void {
  const timer = setInterval(() => {
    if (waitingOf(parts.delivery.report()) === undefined) return;
    try {
      tell();
    } catch {
      // Nobody is there to hear of it: at the next border it is told again, and fails the run.
      clearInterval(timer);
    }
  }, WAITING_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Calendar days of the window that an actor takes part in; one without an end. */
function daysOf({ options }: Plan): number {
  const { start, end } = options.window;
  return end === Infinity ? 1 : Math.max(1, Math.ceil((end - start) / DAY_MS));
}

function callOnProgress(call: () => void): void {
  try {
    call();
  } catch (cause) {
    throw new SynodeError(
      'HANDLER_ERROR',
      `onProgress threw: ${cause instanceof Error ? cause.message : String(cause)}`,
      { path: ["option 'onProgress'"], cause, suggestion: 'Catch what may fail inside onProgress.' },
    );
  }
}

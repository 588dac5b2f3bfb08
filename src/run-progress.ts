/** How far a run is: from its parts to the figures that `onProgress` is told. */
import process from 'node:process';

import { SynodeError } from './errors.ts';
import { phasesOf } from './plan/phases.ts';
import type { Plan } from './plan/plan.ts';
import type { Prepared } from './prepare.ts';
import { ProgressMeter, type Figures } from './run/progress.ts';
import { shardSizeOf, type RunCourse, type RunParts } from './run-parts.ts';

const DAY_MS = 86_400_000;

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
  return { current, events: delivery.written, bytes: delivery.report().bytes, lagMs: pacer?.lagMs };
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

/** What a run is made of, and what it learns on its way: plain data between the run, its progress and its result. */
import { setMaxListeners } from 'node:events';

import { ConsoleAdapter } from '../adapters/console.ts';
import { Delivery } from './engine/deliver.ts';
import { LaneMeters } from './engine/lane-meter.ts';
import type { RunSink } from './engine/lanes.ts';
import type { Pacer } from './engine/pacer.ts';
import { RunPolicy } from './engine/policy.ts';
import { readAdapter } from './engine/read-adapter.ts';
import { ResultFolds } from './engine/results.ts';
import { createJudge, shardOf } from './engine/run-world.ts';
import { LineSink, ObjectSink } from './engine/sinks.ts';
import { StreamCheck } from './engine/stream-check.ts';
import { Tally } from './engine/tally.ts';
import type { WorldPart } from './engine/world.ts';
import type { RunInfo } from './model/adapter.ts';
import type { AnyProjection } from './model/projection.ts';
import type { FailureRecord, LaneTelemetry } from './model/result.ts';
import type { Clock, DeadLetter, RunOptions } from './model/run-options.ts';
import type { Observer } from './plan/decisions.ts';
import type { Plan, PlanWarning } from './plan/plan.ts';
import { refusePart } from './plan/ports.ts';
import type { EventJudge } from './plan/schema.ts';
import type { ValidationPart } from './plan/schema-summary.ts';
import { hasNoise } from './plan/transforms.ts';
import type { PreparationTimes, Prepared } from './prepare.ts';
import { newRunId, systemClock } from './run/clock.ts';
import { markOf, processProbe, RunWatch } from './run/watch.ts';
import { Warnings } from './run/warnings.ts';
import { formatInstant } from './time/instant.ts';

/** What a caller inside the package may decide beside plan and options. */
export interface RunExtras {
  /** Called once all is checked, before anything is opened. */
  readonly beforeOpen?: () => Promise<void>;
  /** Look at payloads deeply; default as `debug`. */
  readonly isStrict?: boolean;
  /** Look at order and ids of what is handed over; default as `isStrict`. */
  readonly isChecked?: boolean;
  /** Give events their `meta`; default as the options say. */
  readonly meta?: boolean;
  /** Run this part of the world alone. */
  readonly part?: WorldPart | undefined;
  /** Length of every window in time order, ms; default: adapted. Never visible in the bytes. */
  readonly windowMs?: number | undefined;
  /** Bytes of lines that wait in memory for their time, more wait on disk; default 64 MiB. Never visible in the bytes. */
  readonly heldBytes?: number | undefined;
  /** Sees every draw. */
  readonly observer?: Observer | undefined;
  /** The command line that runs this again, where a command line runs it. */
  readonly replay?: string;
  /** What was told before the run began. */
  readonly warnings?: readonly PlanWarning[];
}

/** The parts of one run, made before anything is opened. */
export interface RunParts {
  readonly plan: Plan;
  /** Whether it is a part of a world alone. */
  readonly isPart: boolean;
  readonly runId: string;
  readonly clock: Clock;
  readonly tally: Tally;
  readonly warnings: Warnings;
  readonly policy: RunPolicy;
  readonly delivery: Delivery;
  /** Follows the phases under `debug`. */
  readonly watch: RunWatch | undefined;
  /** Measures the lanes of this thread under `debug`. */
  readonly lanes: LaneMeters | undefined;
  /** The run's own schemas. */
  readonly judge: EventJudge | undefined;
  readonly folds: ResultFolds | undefined;
  /** Those that need the order of the stream. */
  readonly ordered: ResultFolds | undefined;
  /** Aborted by the caller. */
  readonly signal: AbortSignal;
  /** Aborted when the run ends early by a failure. */
  readonly ending: AbortController;
  /** Aborted by either. */
  readonly endingSignal: AbortSignal;
}

/** What a run has learnt so far. */
export interface RunCourse {
  startedAt: number;
  openMs: number;
  closeMs: number;
  /** `undefined` where the plan was there before. */
  readonly took: PreparationTimes | undefined;
  pacer: Pacer | undefined;
  /** What the judges of worker threads found. */
  validation: ValidationPart | undefined;
  /** What the schemas of processes found. */
  ownValidation: ValidationPart | undefined;
  /** What the lanes of worker threads did. */
  lanes: readonly LaneTelemetry[];
  /** Bytes of lines that waited on disk. */
  spilledBytes: number;
}

/** Called after each batch of so many events; a promise is waited for. */
type AtBorder = (count: number) => Promise<void> | undefined;

/** Makes the parts. */
export function makeParts(
  { plan, options, took, warnings: ofLoading = [] }: Prepared,
  { extras, atBorder }: { readonly extras: RunExtras; readonly atBorder: AtBorder },
): RunParts {
  const clock = options.clock ?? systemClock;
  const ending = new AbortController();
  const signal = options.signal ?? ending.signal;
  const endingSignal = AbortSignal.any([signal, ending.signal]);
  // Every handler under way may listen, and Node would warn of the eleventh.
  setMaxListeners(0, endingSignal);
  const warnings = new Warnings(options.logger);
  for (const { code, message } of extras.warnings ?? []) warnings.note(code, message);
  for (const { code, message } of [...ofLoading, ...plan.warnings]) warnings.add(code, message);
  const tally = new Tally();
  tally.users.planned = plan.range === undefined ? sizeOf(plan) : shardSizeOf(plan);
  const policy = new RunPolicy({ ...plan.options, signal, deadLetter: readDeadLetter(options.deadLetter) });
  const delivery = makeDelivery(plan, options, { clock, extras, atBorder });
  return {
    plan,
    isPart: extras.part !== undefined,
    runId: newRunId(),
    clock,
    tally,
    warnings,
    policy,
    delivery,
    lanes: plan.options.debug ? new LaneMeters(() => clock.now()) : undefined,
    watch: plan.options.debug ? makeWatch(took, { clock, delivery, policy }) : undefined,
    judge: createJudge(plan),
    folds: foldsOf(
      plan.projections.filter(({ ordered }) => ordered !== true),
      plan.checks.length > 0,
    ),
    ordered: foldsOf(plan.projections.filter(({ ordered }) => ordered === true)),
    signal,
    ending,
    endingSignal,
  };
}

/** The first phase began with the call, if it was a call that made the plan. */
function makeWatch(
  took: PreparationTimes | undefined,
  { clock, delivery, policy }: Pick<RunParts, 'clock' | 'delivery' | 'policy'>,
): RunWatch {
  const probe = processProbe(() => clock.now());
  const watch = new RunWatch(probe, {
    begun: took?.begun ?? markOf(probe),
    work: () => ({
      events: policy.accepted,
      bytes: delivery.report().bytes,
      waitedForAdapterMs: delivery.meter?.waitedMs ?? 0,
    }),
  });
  watch.begin('compile');
  return watch;
}

interface DeliveryParts {
  readonly clock: Clock;
  readonly extras: RunExtras;
  readonly atBorder: AtBorder;
}

function makeDelivery(plan: Plan, options: RunOptions<never>, { clock, extras, atBorder }: DeliveryParts): Delivery {
  const { isStrict = plan.options.debug, isChecked = isStrict } = extras;
  const adapter = readAdapter(options.adapter ?? new ConsoleAdapter());
  // One that a function has made is seen here for the first time.
  refusePart(adapter, plan.range === undefined ? plan.options.shard : 'some');
  return new Delivery(adapter, {
    ...plan.options,
    scenario: plan.scenario,
    check: isChecked ? new StreamCheck(plan.options.order, hasNoise(plan.processes) ? 0 : undefined) : undefined,
    now: () => clock.now(),
    atBorder,
  });
}

export function newCourse({ took }: Prepared): RunCourse {
  return {
    startedAt: 0,
    openMs: 0,
    closeMs: 0,
    took,
    pacer: undefined,
    validation: undefined,
    ownValidation: undefined,
    lanes: [],
    spilledBytes: 0,
  };
}

/** The last stage before the adapter, as it takes its events. */
export function makeSink({ delivery, policy, ordered }: RunParts, { pacer }: RunCourse): RunSink {
  return delivery.isEncoded
    ? new LineSink(delivery, policy, { ordered, pacer })
    : new ObjectSink(delivery, policy, { ordered, pacer });
}

/** What the adapter learns before the first event. */
export function runInfoOf({ delivery, plan, runId, endingSignal }: RunParts): RunInfo {
  const { options, eventNames, hash, scenario } = plan;
  return {
    runId,
    seed: options.seed,
    planHash: hash,
    ...(scenario === '' ? {} : { scenario }),
    window: windowOf(plan),
    order: options.order,
    eventNames,
    contracts: async () => (await import('./contracts/event-contracts.ts')).eventContracts(plan),
    models: async () => (await import('./plan/journey-model.ts')).processModels(plan),
    users: sizeOf(plan),
    ...(options.shard.count === 1 ? {} : { shard: options.shard }),
    meta: options.meta,
    digest: delivery.digestLevel,
    signal: endingSignal,
  };
}

/** Actors of all populations. */
function sizeOf({ populations }: Plan): number {
  return populations.reduce((sum, { size }) => sum + size, 0);
}

/** Those of them that take part. */
export function shardSizeOf(plan: Plan): number {
  return plan.populations.reduce((sum, population) => {
    const { first, last } = shardOf(population, plan);
    return sum + last - first;
  }, 0);
}

/** The period as results show it. */
export function windowOf({ options }: Plan): RunInfo['window'] {
  const { start, end } = options.window;
  return { start: formatInstant(start), end: end === Infinity ? null : formatInstant(end) };
}

function foldsOf(projections: readonly AnyProjection[], checks = false): ResultFolds | undefined {
  return projections.length === 0 && !checks ? undefined : new ResultFolds(projections, checks);
}

function readDeadLetter(
  deadLetter: DeadLetter | undefined,
): ((record: FailureRecord) => void | Promise<void>) | undefined {
  return typeof deadLetter === 'object' ? (record) => deadLetter.write(record) : deadLetter;
}

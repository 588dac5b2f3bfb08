/** What a run tells when it has ended, however it ended: its result, and its telemetry under `debug`. */
import { runChecks } from './engine/results.ts';
import type { AdapterReport, FileReport } from './model/adapter.ts';
import type { PhaseReport, RunResult, RunStatus } from './model/result.ts';
import type { ValidationSummary } from './model/schema.ts';
import { phaseOf, phasesOf } from './plan/phases.ts';
import { finishSummary, mergeSummaries, validationWarnings } from './plan/schema-summary.ts';
import { fakerVersion } from './random/faker.ts';
import { telemetryOf, type RunFacts } from './run/telemetry.ts';
import { windowOf, type RunCourse, type RunParts } from './run-parts.ts';
import { calendarsVersion } from './time/regional.ts';
import { SYNODE_VERSION } from './version.ts';

/** How the run ended, and what runs it again. */
export interface RunEnd {
  readonly status: RunStatus;
  /** The command line, where one ran it. */
  readonly replay: string | undefined;
}

/** How the phase ended in which a run ended. */
const SPAN_STATUS = {
  completed: 'done',
  limited: 'interrupted',
  interrupted: 'interrupted',
  failed: 'failed',
} as const;

/** The result of a run at its end. @throws SynodeError what an author's projections and checks throw */
export function resultOf(parts: RunParts, course: RunCourse, { status, replay }: RunEnd): RunResult {
  const { plan, delivery } = parts;
  const { options, hash } = plan;
  const report = delivery.report();
  warnAtEnd(parts, course, report);
  const phases = phaseReports(parts, status);
  if (status === 'completed') warnOfEmpty(parts, phases);
  parts.watch?.end(SPAN_STATUS[status]);
  const found = outcomes(parts, status);
  const wallMs = parts.clock.now() - course.startedAt;
  const result = {
    resultVersion: 1 as const,
    status,
    runId: parts.runId,
    seed: options.seed,
    planHash: hash,
    configHash: plan.configHash,
    versions: versionsOf(parts),
    window: { ...windowOf(plan), order: options.order },
    shard: options.shard.count === 1 ? null : options.shard,
    phases,
    counts: parts.tally.toCounts(delivery.written),
    stream: streamOf(parts),
    files: filesOf(report),
    validation: judged(parts, course) ?? null,
    ...found,
    assumptions: plan.assumptions,
    failures: parts.policy.failures,
    warnings: parts.warnings.list(),
    adapter: report,
    pacing: course.pacer?.report() ?? null,
    timing: timingOf(parts, course, wallMs),
    // Only a command line knows what it was: a program is told what its call needs.
    replay: replay ?? `generate(…) with the same journeys and options, seed: ${JSON.stringify(options.seed)}`,
  };
  return { ...result, telemetry: options.debug ? telemetryOf(result, factsOf(parts, course, wallMs)) : null };
}

function versionsOf({ plan }: RunParts): RunResult['versions'] {
  return {
    synode: SYNODE_VERSION,
    dataVersion: plan.dataVersion,
    faker: fakerVersion(),
    calendars: calendarsVersion,
  };
}

/** Each phase with what it has emitted. One that ran and emitted nothing says so. */
function phaseReports({ plan, tally, delivery: { written } }: RunParts, status: RunStatus): readonly PhaseReport[] {
  const { byProcess } = tally.toCounts(written).events;
  const events = new Map(
    plan.processes.map((process) => [phaseOf(process), process.id === '' ? written : (byProcess[process.id] ?? 0)]),
  );
  return phasesOf(plan).map((id) => {
    const count = events.get(id) ?? 0;
    return { id, status: phaseStatus(status, events.has(id) && count === 0), events: count, rows: count };
  });
}

/** Of a run that was stopped, what came first is done, and nobody says where it stopped. */
function phaseStatus(status: RunStatus, isEmpty: boolean): PhaseReport['status'] {
  if (status === 'completed' || status === 'limited') return isEmpty ? 'empty' : 'done';
  return status;
}

function streamOf({ delivery: { written, digests } }: RunParts): RunResult['stream'] {
  return { events: written, ...digests };
}

/** A run that was stopped has seen a part of the stream only: its folds say nothing of the whole. */
function outcomes(
  { plan, folds, ordered, watch }: RunParts,
  status: RunStatus,
): Pick<RunResult, 'checks' | 'projections'> {
  if (status !== 'completed') return { checks: runChecks(plan.checks, undefined, folds?.expected), projections: {} };
  if (plan.projections.length > 0) watch?.begin('projections');
  const projections = { ...folds?.finish(), ...ordered?.finish() };
  if (plan.checks.length > 0) watch?.begin('checks');
  const checks = runChecks(plan.checks, projections, folds?.expected);
  watch?.end('done');
  return { checks, projections };
}

function timingOf(
  { delivery: { written, firstEventAt } }: RunParts,
  { startedAt }: RunCourse,
  wallMs: number,
): RunResult['timing'] {
  return {
    wallMs,
    firstEventMs: firstEventAt === undefined ? null : firstEventAt - startedAt,
    eventsPerSecond: wallMs > 0 ? Math.round((written / wallMs) * 1000) : 0,
  };
}

function factsOf({ plan, tally, delivery, watch, lanes }: RunParts, course: RunCourse, wallMs: number): RunFacts {
  const { calendar, ...options } = plan.options;
  const { startedAt, openMs, closeMs, took } = course;
  return {
    startedAt,
    endedAt: startedAt + wallMs,
    openMs,
    closeMs,
    loadMs: took?.loadMs ?? null,
    compileMs: took?.compileMs ?? null,
    flushMs: delivery.meter?.flushMs ?? 0,
    writeLatencyMs: delivery.meter?.latencies() ?? null,
    inFlightMax: delivery.meter?.inFlightMax ?? 0,
    spans: watch?.spans(delivery.written) ?? [],
    lanes: [...(lanes?.list(null) ?? []), ...course.lanes],
    heapUsedPeakBytes: watch?.heapUsedPeakBytes ?? 0,
    liveActorsMax: tally.liveMax,
    spilledBytes: course.spilledBytes,
    options: { ...options, window: windowOf(plan), calendar: calendar.id },
  };
}

/** What is known at the end only: what schemas and adapters found. */
function warnAtEnd({ plan, judge, delivery, warnings }: RunParts, course: RunCourse, report: AdapterReport): void {
  const { eventSchemas } = plan;
  if (judge !== undefined && eventSchemas !== undefined) {
    for (const { code, message, count } of validationWarnings(course.validation ?? judge.part(), eventSchemas)) {
      warnings.set(code, message, count);
    }
  }
  const { reportFailure } = delivery;
  if (reportFailure !== undefined) warnings.set('ADAPTER_REPORT', reportFailure, 1);
  for (const { code, message } of warningsOf(report)) warnings.set(code, message, 1);
}

/** A part of a world may well have nothing to say. */
function warnOfEmpty({ plan, isPart, warnings }: RunParts, phases: readonly PhaseReport[]): void {
  if (isPart || plan.range !== undefined || plan.options.shard.count > 1) return;
  for (const { id, status } of phases) {
    if (status === 'empty') warnings.set('PHASE_EMPTY', `${id} ran and emitted nothing`, 1);
  }
}

/** What all schemas said, the run's own and those of its processes. */
function judged({ judge }: RunParts, { validation, ownValidation: own }: RunCourse): ValidationSummary | undefined {
  const run = validation ?? judge?.part();
  if (run === undefined) return own === undefined ? undefined : finishSummary(own);
  return finishSummary(own === undefined ? run : mergeSummaries(run, own));
}

/** The files of an adapter; where it names none, of those it feeds: one that stands before another names its files. */
function filesOf({ files, children = [] }: AdapterReport): readonly FileReport[] {
  return files ?? children.flatMap(filesOf);
}

/** What adapters warn of, and those that were left out on the way. One that holds another shows its report as its own. */
function warningsOf(report: AdapterReport): readonly { readonly code: string; readonly message: string }[] {
  const { name, acknowledged, lost, warnings = [], children = [] } = report;
  const message = `${name} was left out after ${acknowledged} events: ${lost?.message}`;
  const loss = lost === undefined ? [] : [{ code: 'COMPOSITE_CHILD_LOST', message }];
  return [...loss, ...warnings, ...children.flatMap(warningsOf)];
}

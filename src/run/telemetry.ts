/** How a run went: times, memory, counters. Collected with `debug`; nothing of it reaches an event. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, arch, platform, totalmem } from 'node:os';
import process from 'node:process';

import { AdapterError } from '../errors.ts';
import type { AdapterReport } from '../model/adapter.ts';
import type { AdapterTelemetry, LaneTelemetry, RunResult, Span, Telemetry } from '../model/result.ts';

/** Where telemetry goes unless `telemetryPath` says otherwise. */
export const DEFAULT_TELEMETRY_PATH = './telemetry-report.json';

/** What the run knows of itself beside its result. */
export interface RunFacts {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly openMs: number;
  readonly closeMs: number;
  /** `null` where the plan was there before. */
  readonly loadMs: number | null;
  readonly compileMs: number | null;
  readonly flushMs: number;
  readonly spans: readonly Span[];
  readonly lanes: readonly LaneTelemetry[];
  readonly writeLatencyMs: AdapterTelemetry['writeLatencyMs'];
  readonly inFlightMax: number;
  readonly heapUsedPeakBytes: number;
  readonly liveActorsMax: number;
  readonly spilledBytes: number;
  /** Options as they were completed, plain data only. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The telemetry of a run; keys in the order of the format. */
export function telemetryOf(result: Omit<RunResult, 'telemetry'>, facts: RunFacts): Telemetry {
  const { runId, seed, planHash, versions, status, timing } = result;
  const { maxRSS } = process.resourceUsage();
  return {
    format: 'synode-telemetry/1',
    run: {
      runId,
      seed,
      planHash,
      versions,
      status,
      startedAt: new Date(facts.startedAt).toISOString(),
      endedAt: new Date(facts.endedAt).toISOString(),
      options: facts.options,
    },
    environment: environment(),
    timing: timesOf(timing, facts),
    spans: facts.spans,
    lanes: facts.lanes,
    adapters: [adapterTelemetry(result.adapter, facts)],
    guards: [],
    memory: {
      rssPeakBytes: maxRSS * 1024,
      heapUsedPeakBytes: facts.heapUsedPeakBytes,
      liveActorsMax: facts.liveActorsMax,
      spilledBytes: facts.spilledBytes,
    },
    counts: result.counts,
    validation: result.validation,
    failures: result.failures,
    warnings: result.warnings,
    pacing: result.pacing,
  };
}

function environment(): Telemetry['environment'] {
  const total = totalmem();
  // 0 or more than there is: nothing constrains the process.
  const constrained = process.constrainedMemory();
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    os: platform(),
    arch: arch(),
    cores: availableParallelism(),
    memoryLimitBytes: constrained > 0 ? Math.min(constrained, total) : total,
  };
}

function timesOf({ wallMs, firstEventMs }: RunResult['timing'], facts: RunFacts): Telemetry['timing'] {
  const { loadMs, compileMs, openMs, flushMs, closeMs } = facts;
  return { wallMs, loadMs, compileMs, openMs, firstEventMs, flushMs, closeMs, pausedMs: 0 };
}

function adapterTelemetry(report: AdapterReport, { writeLatencyMs, inFlightMax }: RunFacts): AdapterTelemetry {
  const { dropped } = report;
  return { ...report, writeLatencyMs, inFlightMax, ...(dropped === undefined ? {} : { drops: dropped }) };
}

/** Writes telemetry as indented JSON. */
export async function writeTelemetry(path: string, telemetry: Telemetry): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(telemetry, null, 2)}\n`);
  } catch (thrown) {
    const systemCode = (thrown as { readonly code?: string }).code;
    throw new AdapterError(
      'ADAPTER_ERROR',
      `telemetry could not be written to ${path}: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      {
        adapter: 'telemetry',
        operation: 'write',
        ...(systemCode === undefined ? {} : { systemCode }),
        retriable: false,
        acknowledged: 0,
        unacknowledged: 0,
      },
      { path: ["option 'telemetryPath'"], cause: thrown, suggestion: 'Check the folder and its permissions.' },
    );
  }
}

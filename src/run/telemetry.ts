/** How a run went: times, memory, counters. Collected with `debug`; nothing of it reaches an event. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, arch, platform } from 'node:os';
import process from 'node:process';

import { AdapterError } from '../errors.ts';
import type { RunResult, Telemetry } from '../model/result.ts';

/** Where telemetry goes unless `telemetryPath` says otherwise. */
export const DEFAULT_TELEMETRY_PATH = './telemetry-report.json';

/** What the run knows of itself beside its result. */
export interface RunFacts {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly openMs: number;
  readonly closeMs: number;
  /** Options as they were completed, plain data only. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The telemetry of a run; keys in the order of the format. */
export function telemetryOf(result: Omit<RunResult, 'telemetry'>, facts: RunFacts): Telemetry {
  const { runId, seed, planHash, versions, status, timing } = result;
  const { startedAt, endedAt, openMs, closeMs, options } = facts;
  const { maxRSS } = process.resourceUsage();
  return {
    format: 'synode-telemetry/1',
    run: {
      runId,
      seed,
      planHash,
      versions,
      status,
      startedAt: new Date(startedAt).toISOString(),
      endedAt: new Date(endedAt).toISOString(),
      options,
    },
    environment: {
      node: process.versions.node,
      v8: process.versions.v8,
      os: platform(),
      arch: arch(),
      cores: availableParallelism(),
    },
    timing: { wallMs: timing.wallMs, openMs, firstEventMs: timing.firstEventMs, closeMs },
    adapters: [result.adapter],
    memory: { rssPeakBytes: maxRSS * 1024, heapUsedBytes: process.memoryUsage().heapUsed },
    counts: result.counts,
    validation: result.validation,
    failures: result.failures,
    warnings: result.warnings,
    pacing: result.pacing,
  };
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

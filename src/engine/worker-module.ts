/** The module that workers load: what it must export, and how its exports and the call's options make one plan. */
import { fileURLToPath } from 'node:url';

import { describeValue, didYouMean, SynodeError } from '../errors.ts';
import type { RunOptions } from '../model/run-options.ts';
import type { Runnable } from '../model/scenario.ts';
import { compilePlan, type CompileOptions, type Plan } from '../plan/plan.ts';
import { loadModule, moduleExists, type ModuleExports, type OnFallback } from './load-module.ts';

/** What a worker module may export, beside `journeys`. */
const SHAPING = [
  'persona',
  'datasets',
  'preloadedDatasets',
  'eventSchema',
  'idGenerator',
  'projections',
  'checks',
  'transforms',
] as const;

/** Exports that hold functions: a call cannot hand them to another thread. */
const WITH_FUNCTIONS = [
  'persona',
  'datasets',
  'eventSchema',
  'idGenerator',
  'projections',
  'checks',
  'transforms',
] as const;

/** A plan made from a worker module. */
export interface ModulePlan {
  readonly plan: Plan;
  readonly options: RunOptions<never>;
  readonly setup: (() => void | Promise<void>) | undefined;
}

/** Loads the module and compiles what it exports with the options of the call. */
export async function planFromModule(
  url: URL,
  options: RunOptions<never>,
  extras: Pick<CompileOptions, 'isStrict' | 'range'> = {},
): Promise<ModulePlan> {
  const exported = await readExports(url);
  const { journeys, scenario, setup } = exported;
  const input = scenario ?? journeys;
  if (scenario === undefined && !Array.isArray(journeys)) {
    throw invalidModule(url, `exports no journeys, but ${describeKeys(exported)}`, 'export const journeys = [ … ]');
  }
  if (scenario !== undefined && journeys !== undefined) {
    throw invalidModule(url, 'exports journeys and a scenario', 'one of the two');
  }
  const shaping = Object.fromEntries(
    SHAPING.flatMap((key) => (exported[key] === undefined ? [] : [[key, exported[key]]])),
  );
  const merged = { ...options, ...shaping } as RunOptions<never>;
  return {
    plan: compilePlan(input as Runnable, merged, extras),
    options: merged,
    setup: typeof setup === 'function' ? (setup as () => void | Promise<void>) : undefined,
  };
}

/** Reports options that only this thread could have. */
export function checkCallOptions(url: URL, options: RunOptions<never>, exported: ModuleExports): void {
  const stranded = WITH_FUNCTIONS.filter((key) => options[key] !== undefined && exported[key] === undefined);
  if (stranded.length === 0) return;
  throw invalidModule(
    url,
    `does not export ${stranded.join(', ')}, which the call has`,
    `export ${stranded.join(', ')} from the worker module`,
  );
}

/** Whether an option comes from the module, whatever the call says. */
export function isExported(exported: ModuleExports, key: string): boolean {
  return SHAPING.some((shaping) => shaping === key) && exported[key] !== undefined;
}

export async function readExports(url: URL, onFallback?: OnFallback): Promise<ModuleExports> {
  if (!moduleExists(url)) {
    throw new SynodeError('WORKER_MODULE_NOT_FOUND', `there is no worker module ${describeUrl(url)}`, {
      path: ["option 'workerModule'"],
      expected: 'the path of a module, relative to the working directory, or a URL',
      received: describeUrl(url),
      suggestion: 'Check the path; new URL("./journeys.js", import.meta.url) does not depend on the working directory.',
    });
  }
  const loaded = await loadModule(url, onFallback);
  const inner = loaded['default'];
  // A default export that holds the keys counts too, so that a config file is a worker module.
  return loaded['journeys'] === undefined &&
    loaded['scenario'] === undefined &&
    typeof inner === 'object' &&
    inner !== null
    ? (inner as ModuleExports)
    : loaded;
}

function invalidModule(url: URL, what: string, fix: string): SynodeError {
  return new SynodeError('WORKER_MODULE_INVALID', `the worker module ${describeUrl(url)} ${what}`, {
    path: ["option 'workerModule'"],
    expected: 'a module that exports journeys or a scenario, and whatever else the run needs that holds functions',
    received: what,
    suggestion: `Write: ${fix}.`,
  });
}

function describeKeys(exported: ModuleExports): string {
  const keys = Object.keys(exported);
  if (keys.length === 0) return 'nothing';
  // What is exported is listed already, so only a near name adds something.
  const advice = didYouMean('journeys', keys);
  return advice.startsWith('Did you mean') ? `${keys.join(', ')} (${advice})` : keys.join(', ');
}

function describeUrl(url: URL): string {
  return url.protocol === 'file:' ? fileURLToPath(url) : describeValue(url.href);
}

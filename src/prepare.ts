/** From a call of `generate` to a plan, and to what worker threads need to make the same one. */
import { availableParallelism } from 'node:os';

import { describeValue, SynodeError } from './errors.ts';
import { moduleUrl } from './engine/load-module.ts';
import type { PoolStart } from './engine/pool.ts';
import { checkCallOptions, planFromModule, readExports } from './engine/worker-module.ts';
import type { Runnable } from './model/scenario.ts';
import type { AnyJourney } from './model/flow.ts';
import type { Clock, RunOptions } from './model/run-options.ts';
import { compilePlan, type CompileOptions, type Plan, type PlanWarning } from './plan/plan.ts';
import { isWorkerCount } from './plan/ports.ts';
import { systemClock } from './run/clock.ts';
import { markOf, processProbe, type Mark } from './run/watch.ts';

/** A run ready to start. */
export interface Prepared {
  readonly plan: Plan;
  /** The options that shape it: those of the call, completed by what the worker module exports. */
  readonly options: RunOptions<never>;
  /** How to start threads; `undefined` on the main thread alone. */
  readonly threads: Pick<PoolStart, 'module' | 'options' | 'threads'> | undefined;
  /** How long it took; `undefined` where the plan was there before. */
  readonly took?: PreparationTimes | undefined;
  /** What is worth knowing of how it was loaded. */
  readonly warnings?: readonly PlanWarning[];
}

/** From the call to the plan. */
export interface PreparationTimes {
  /** When it began, where somebody may ask. */
  readonly begun: Mark | undefined;
  /** Loading the worker module. */
  readonly loadMs: number;
  readonly compileMs: number;
}

/** Options that make sense in the main thread only, or cannot be cloned. */
const MAIN_ONLY = ['adapter', 'signal', 'logger', 'clock', 'deadLetter', 'workers', 'workerModule', 'onProgress'];

const MOST_AUTO_WORKERS = 64;

/** Options that are none at all, which an author without types may give. */
export function readOptions(options: unknown, call = 'generate'): unknown {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return options;
  throw new SynodeError('INVALID_RUN_OPTIONS', `the options of ${call} are ${describeValue(options)}`, {
    path: ['options'],
    expected: 'an object of options',
    received: describeValue(options),
    suggestion: `Write ${call}(journey, { users: 100 }).`,
  });
}

/** Compiles a call. @throws SynodeError every configuration fault */
export async function prepare(
  journeys: Runnable,
  options: RunOptions<never>,
  extras: Pick<CompileOptions, 'isStrict' | 'range'> = {},
): Promise<Prepared> {
  const probe = processProbe(() => clockOf(options).now());
  const { workerModule, debug } = options;
  const begunAt = probe.now();
  // To ask a process for all it has used takes a quarter of a millisecond; a module may ask for `debug` too.
  const begun = debug === true || workerModule !== undefined ? markOf(probe) : undefined;
  const threads = countWorkers(options.workers, workerModule !== undefined);
  if (workerModule === undefined) {
    const plan = compilePlan(journeys, options, extras);
    return { plan, options, threads: undefined, took: { begun, loadMs: 0, compileMs: probe.now() - begunAt } };
  }
  const url = moduleUrl(workerModule);
  const warnings: PlanWarning[] = [];
  const exported = await readExports(url, (message) => warnings.push({ code: 'TSX_FALLBACK', message }));
  const loadedAt = probe.now();
  checkCallOptions(url, options, exported);
  const made = await planFromModule(url, options, extras);
  checkSamePlan(journeys, made.options, made.plan);
  if (threads === 0) await made.setup?.();
  const data = Object.fromEntries(Object.entries(options).filter(([key]) => !MAIN_ONLY.includes(key)));
  return {
    plan: made.plan,
    options: made.options,
    threads: threads === 0 ? undefined : { module: url.href, options: data, threads },
    took: { begun, loadMs: loadedAt - begunAt, compileMs: probe.now() - loadedAt },
    warnings,
  };
}

/** The clock of a call whose options nobody has checked yet. */
function clockOf({ clock }: RunOptions<never>): Clock {
  return typeof (clock as Partial<Clock> | null | undefined)?.now === 'function' && clock !== undefined
    ? clock
    : systemClock;
}

function countWorkers(workers: unknown, hasModule: boolean): number {
  if (workers === undefined && !hasModule) return 0;
  if (workers === undefined || workers === 'auto') return Math.min(availableParallelism(), MOST_AUTO_WORKERS);
  // What is no number of threads is told with all other faults, by the plan.
  if (!isWorkerCount(workers)) return 0;
  if (workers > 0 && !hasModule) {
    throw new SynodeError('WORKER_MODULE_REQUIRED', `${workers} workers need a module to load the journeys from`, {
      path: ["option 'workers'"],
      expected: 'workerModule: the path of a module that exports journeys',
      received: 'workers without workerModule',
      suggestion: 'Functions cannot be cloned to threads: export the journeys from a module, or use workers: 0.',
    });
  }
  return workers;
}

/** Journeys or a scenario given in the call beside a module must be the module's own. */
function checkSamePlan(given: Runnable, options: RunOptions<never>, plan: Plan): void {
  const parts = (Array.isArray(given) ? given : [given]) as readonly { readonly id: string }[];
  // A module exports a list; one journey alone means the same.
  const input = 'processes' in given ? given : (parts as readonly AnyJourney[]);
  if (parts.length === 0 || compilePlan(input, options).hash === plan.hash) return;
  const [what, same] =
    'processes' in given
      ? ['the scenario of the call is not the one', 'the same scenario, or [] for that of the module']
      : ['the journeys of the call are not those', 'the same journeys, or [] for those of the module'];
  throw new SynodeError('WORKER_PLAN_MISMATCH', `${what} the worker module exports`, {
    path: ["option 'workerModule'"],
    expected: same,
    received: parts.map(({ id }) => describeValue(id)).join(', '),
    suggestion: 'Pass [] and let the module say what runs.',
  });
}

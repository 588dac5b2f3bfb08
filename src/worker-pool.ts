/** A range of actors on worker threads, for those who deal out the work themselves. */
import { describeValue, didYouMean, IssueList } from './errors.ts';
import type { RunResult } from './model/result.ts';
import type { RunOptions } from './model/run-options.ts';

/** Options of `WorkerPool`: those of a run, except who takes part, which the range says. */
export interface WorkerPoolOptions extends Omit<RunOptions, 'users' | 'workerModule' | 'shard'> {
  /** Module that exports `journeys`, and what else the run needs that holds functions. */
  readonly module: string | URL;
  /** Indices of the actors: from the first to the one before the last. */
  readonly range: readonly [first: number, last: number];
}

const NOT_HERE: Readonly<Record<string, string>> = {
  users: 'Use range: [0, users].',
  shard: 'Use range: a shard is one.',
  workerModule: "Call it 'module'.",
};

/**
 * Worker threads that run some actors of a module's journeys: exactly those events that `generate` would give for these
 * actors with this seed, in its order. Several pools, on several machines, make one run.
 *
 * @throws SynodeError as `generate`; `INVALID_RUN_OPTIONS` for the range
 * @example await new WorkerPool({ module: './journeys.ts', workers: 4, range: [0, 1000], adapter }).run()
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;

  constructor(options: WorkerPoolOptions) {
    checkOptions(options as unknown);
    this.#options = Object.freeze({ ...options });
  }

  /** Runs the range and closes the adapter. May be called again: the same events come, an adapter permitting. */
  async run(): Promise<RunResult> {
    const { module, range, ...options } = this.#options;
    const [first, last] = range;
    const { runRange } = await import('./run-call.ts');
    return runRange({ ...options, workerModule: module, users: last } as unknown as RunOptions<never>, { first, last });
  }
}

function checkOptions(options: unknown): void {
  const issues = new IssueList();
  if (typeof options !== 'object' || options === null) {
    report(issues, 'options', options, '{ module, range }', 'Say which module and which actors.');
  } else {
    const { module, range } = options as Readonly<Record<string, unknown>>;
    for (const [key, suggestion] of Object.entries(NOT_HERE)) {
      if (key in options)
        report(issues, key, (options as Readonly<Record<string, unknown>>)[key], 'nothing', suggestion);
    }
    if (!(typeof module === 'string' && module !== '') && !(module instanceof URL)) {
      report(issues, 'module', module, 'the path or URL of a module', didYouMean('module', Object.keys(options)));
    }
    if (!isRange(range)) {
      report(
        issues,
        'range',
        range,
        '[first, last] with 0 ≤ first ≤ last ≤ 10,000,000',
        'Use [0, 1000] for 1000 actors.',
      );
    }
  }
  issues.throwIfAny('the options of WorkerPool');
}

function isRange(range: unknown): boolean {
  if (!Array.isArray(range) || range.length !== 2 || !range.every(Number.isSafeInteger)) return false;
  const [first = 0, last = 0] = range as readonly number[];
  return 0 <= first && first <= last && last <= 10_000_000;
}

function report(issues: IssueList, key: string, received: unknown, expected: string, suggestion: string): void {
  issues.add({
    code: 'INVALID_RUN_OPTIONS',
    path: [`option '${key}'`],
    message: `${key} is ${describeValue(received)}`,
    expected,
    received: describeValue(received),
    suggestion,
  });
}

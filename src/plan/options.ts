/** Run options → completed and checked once; inside, nothing is optional. */
import type { IssueList } from '../errors.ts';
import type { RunOptions } from '../model/run-options.ts';
import type { CompiledCalendar } from '../time/calendar.ts';
import { compileCalendarOption } from './calendar.ts';
import type { RunWindow } from './arrival-plan.ts';
import { OptionReader, type DigestLevel, type OnError, type Shard } from './option-reader.ts';
import { readPacing, type PacingRule } from './pacing.ts';
import { checkPorts, wholeRunFault } from './ports.ts';

/** Every option a run knows; the table of `docs/authoring.md` has them all. */
export const RUN_OPTIONS: readonly string[] = [
  'users',
  'persona',
  'datasets',
  'preloadedDatasets',
  'lanes',
  'adapter',
  'output',
  'overwrite',
  'codeVersion',
  'debug',
  'telemetryPath',
  'startDate',
  'endDate',
  'duration',
  'eventSchema',
  'seed',
  'order',
  'meta',
  'starts',
  'afterEnd',
  'calendar',
  'idGenerator',
  'onError',
  'errorLimit',
  'deadLetter',
  'signal',
  'onAbort',
  'maxEvents',
  'logger',
  'closeTimeoutMs',
  'clock',
  'batchSize',
  'digest',
  'onProgress',
  'progressIntervalMs',
  'shard',
  'workers',
  'workerModule',
  'projections',
  'checks',
  'transforms',
  'pacing',
];

/** What shapes the run, completed. */
export interface ResolvedOptions {
  readonly users: number;
  readonly seed: string;
  readonly window: RunWindow;
  readonly order: 'user' | 'time';
  readonly meta: boolean;
  readonly afterEnd: 'drop' | 'keep';
  readonly calendar: CompiledCalendar;
  readonly lanes: number;
  readonly maxEvents: number;
  readonly onError: OnError;
  readonly errorLimit: number;
  readonly onAbort: 'reject' | 'resolve';
  readonly closeTimeoutMs: number;
  readonly batchSize: number | undefined;
  readonly digest: DigestLevel;
  readonly shard: Shard;
  readonly progressIntervalMs: number;
  /** `undefined`: as fast as possible. */
  readonly pacing: PacingRule | undefined;
  readonly debug: boolean;
}

/** Completes options; every fault goes to `issues`. */
export function resolveOptions(
  options: RunOptions<never>,
  issues: IssueList,
  { needsUsers = true, openEnd = false } = {},
): ResolvedOptions {
  const read = new OptionReader(options as Readonly<Record<string, unknown>>, issues);
  read.keys(RUN_OPTIONS, 'option');
  checkPorts(options as Readonly<Record<string, unknown>>, issues);
  const calendar = compileCalendarOption(options.calendar, ["option 'calendar'"], issues);
  const order = read.choice('order', ['user', 'time']);
  const shard = read.shard();
  const notWhole = wholeRunFault(options.adapter, shard);
  if (notWhole !== undefined) issues.add(notWhole);
  return {
    users: needsUsers ? read.users() : 0,
    seed: read.seed(),
    window: read.window(calendar, openEnd),
    order,
    meta: read.boolean('meta', false),
    afterEnd: read.choice('afterEnd', ['drop', 'keep']),
    calendar,
    lanes: read.whole('lanes', { min: 1, max: 1024, fallback: 1 }),
    maxEvents: read.whole('maxEvents', { min: 0, max: Number.MAX_SAFE_INTEGER, fallback: Infinity }),
    onError: read.onError(),
    errorLimit: read.whole('errorLimit', { min: 0, max: Number.MAX_SAFE_INTEGER, fallback: 100 }),
    onAbort: read.choice('onAbort', ['reject', 'resolve']),
    closeTimeoutMs: read.whole('closeTimeoutMs', { min: 1, max: 3_600_000, fallback: 30_000 }),
    batchSize:
      options.batchSize === undefined ? undefined : read.whole('batchSize', { min: 1, max: 65_536, fallback: 1000 }),
    shard,
    digest: read.digest(shard.count),
    pacing: readPacing(options.pacing, order, issues),
    progressIntervalMs: read.progressInterval(),
    debug: read.boolean('debug', false),
  };
}

/** Whether nothing ends a schedule without a count: no period, no limit, and no wall clock to live by. */
export function isEndless({ window, maxEvents, pacing }: ResolvedOptions): boolean {
  return window.end === Infinity && maxEvents === Infinity && pacing === undefined;
}

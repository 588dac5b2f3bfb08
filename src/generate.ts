/** The whole run, top-down: compile, open, simulate, flush, close, tell. */
import { ConsoleAdapter } from '../adapters/console.ts';
import { AdapterError, describeValue, SynodeError } from './errors.ts';
import type { RunSink } from './engine/lanes.ts';
import { Delivery } from './engine/deliver.ts';
import { createJudge, shardOf } from './engine/run-world.ts';
import { Pacer } from './engine/pacer.ts';
import { RunPolicy } from './engine/policy.ts';
import { readAdapter } from './engine/read-adapter.ts';
import { StreamCheck } from './engine/stream-check.ts';
import { LineSink, ObjectSink } from './engine/sinks.ts';
import { prepare, type Prepared } from './prepare.ts';
import { Tally } from './engine/tally.ts';
import { ResultFolds, runChecks } from './engine/results.ts';
import { Simulation } from './engine/simulate.ts';
import type { WorldPart } from './engine/world.ts';
import type { AdapterReport, FileReport, RunInfo } from './model/adapter.ts';
import type { EventOf } from './model/event.ts';
import type { AnyProjection } from './model/projection.ts';
import type { FailureRecord, RunResult, RunStatus, Telemetry } from './model/result.ts';
import type { Runnable, Scenario } from './model/scenario.ts';
import type { DeadLetter, RunOptions } from './model/run-options.ts';
import type { Observer } from './plan/decisions.ts';
import { phasesOf } from './plan/phases.ts';
import type { ActorRange, Plan } from './plan/plan.ts';
import type { EventJudge } from './plan/schema.ts';
import { hasNoise } from './plan/transforms.ts';
import type { ValidationSummary } from './model/schema.ts';
import { finishSummary, mergeSummaries, validationWarnings, type ValidationPart } from './plan/schema-summary.ts';
import { fakerVersion } from './random/faker.ts';
import { calendarsVersion } from './time/regional.ts';
import { formatInstant } from './time/instant.ts';
import { newRunId, nextTurn, systemClock } from './run/clock.ts';
import { ProgressMeter, type Figures } from './run/progress.ts';
import { DEFAULT_TELEMETRY_PATH, telemetryOf, writeTelemetry, type RunFacts } from './run/telemetry.ts';
import { Warnings } from './run/warnings.ts';
import { SYNODE_VERSION } from './version.ts';

/**
 * Simulates journeys and hands their events to an adapter.
 *
 * The same journeys, options and seed give the same bytes on any machine, however many lanes.
 *
 * @returns what happened: counts, files, warnings, the line that runs it again
 * @throws SynodeError every configuration fault at once, before anything is opened; a failing handler; an adapter's
 *   failure. `error.result` is the partial result
 * @example await generate(shop, { users: 100, adapter: new FileAdapter('events.ndjson') })
 */
export async function generate<const J extends Runnable>(
  journeys: J,
  ...[options = {}]: J extends Scenario ? [options?: RunOptions<EventOf<J>>] : [options: RunOptions<EventOf<J>>]
): Promise<RunResult> {
  return runCall(journeys, readOptions(options) as RunOptions<never>);
}

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

/** `generate` for callers inside the package, whose types are not those of an author. */
export async function runCall(input: Runnable, options: RunOptions<never>, extras: RunExtras = {}): Promise<RunResult> {
  const { isStrict = false } = extras;
  return new Run(await prepare(input, options, { isStrict }), extras).run();
}

/** Some actors of a worker module's journeys. */
export async function runRange(options: RunOptions<never>, range: ActorRange): Promise<RunResult> {
  return new Run(await prepare([], options, { range })).run();
}

/** What a caller inside the package may decide beside plan and options. */
export interface RunExtras {
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
  /** Sees every draw. */
  readonly observer?: Observer | undefined;
  /** The command line that runs this again, where a command line runs it. */
  readonly replay?: string;
}

/** Runs a plan that is compiled already, with the options it was compiled from. */
export function runPlan(plan: Plan, options: RunOptions<never>, extras: RunExtras = {}): Promise<RunResult> {
  return new Run({ plan, options, threads: undefined }, extras).run();
}

class Run {
  readonly #plan: Plan;
  readonly #threads: Prepared['threads'];
  readonly #options: RunOptions<never>;
  readonly #extras: RunExtras;
  readonly #clock;
  readonly #runId = newRunId();
  readonly #tally = new Tally();
  readonly #warnings: Warnings;
  readonly #policy: RunPolicy;
  readonly #delivery: Delivery;
  readonly #signal: AbortSignal;
  /** Aborted when the run ends early, by its caller or by a failure. */
  readonly #ending = new AbortController();
  readonly #endingSignal: AbortSignal;
  readonly #judge: EventJudge | undefined;
  readonly #folds: ResultFolds | undefined;
  /** Those that need the order of the stream. */
  readonly #ordered: ResultFolds | undefined;
  #pacer: Pacer | undefined;
  /** What the judges of worker threads found. */
  #validation: ValidationPart | undefined;
  /** What the schemas of processes found. */
  #ownValidation: ValidationPart | undefined;
  readonly #meter: ProgressMeter | undefined;
  #startedAt = 0;
  #openMs = 0;
  #closeMs = 0;
  /** When timers and signals last had their turn. */
  #turnAt = systemClock.now();

  constructor({ plan, options, threads }: Prepared, extras: RunExtras = {}) {
    this.#plan = plan;
    this.#threads = threads;
    this.#options = options;
    this.#extras = extras;
    this.#clock = options.clock ?? systemClock;
    this.#warnings = new Warnings(options.logger);
    this.#signal = options.signal ?? this.#ending.signal;
    this.#endingSignal = AbortSignal.any([this.#signal, this.#ending.signal]);
    const { isStrict = plan.options.debug, isChecked = isStrict } = extras;
    this.#delivery = new Delivery(readAdapter(options.adapter ?? new ConsoleAdapter()), {
      ...plan.options,
      check: isChecked ? new StreamCheck(plan.options.order, hasNoise(plan.processes) ? 0 : undefined) : undefined,
      now: () => this.#clock.now(),
      atBorder: () => this.#border(),
    });
    this.#policy = new RunPolicy({
      ...plan.options,
      signal: this.#signal,
      deadLetter: readDeadLetter(options.deadLetter),
    });
    this.#judge = createJudge(plan);
    this.#folds = foldsOf(
      plan.projections.filter(({ ordered }) => ordered !== true),
      plan.checks.length > 0,
    );
    this.#ordered = foldsOf(plan.projections.filter(({ ordered }) => ordered === true));
    for (const { code, message } of plan.warnings) this.#warnings.add(code, message);
    this.#tally.users.planned = plan.range === undefined ? sizeOf(plan) : this.#shardSize();
    this.#meter = this.#makeMeter();
  }

  /** The whole run, and the file that tells how it went where one is asked for. */
  async run(): Promise<RunResult> {
    try {
      const result = await this.#complete();
      await this.#tellTelemetry(result.telemetry);
      return result;
    } catch (thrown) {
      // The failure of the run stands, whatever becomes of its telemetry.
      const told = thrown instanceof SynodeError ? (thrown.result?.telemetry ?? null) : null;
      await this.#tellTelemetry(told).catch((second: unknown) => this.#warnOf('TELEMETRY', second));
      throw thrown;
    }
  }

  async #tellTelemetry(telemetry: Telemetry | null): Promise<void> {
    if (telemetry === null) return;
    await writeTelemetry(this.#options.telemetryPath ?? DEFAULT_TELEMETRY_PATH, telemetry);
  }

  async #complete(): Promise<RunResult> {
    this.#startedAt = this.#clock.now();
    if (this.#signal.aborted) return this.#interrupted();
    const { pacing, window } = this.#plan.options;
    try {
      await this.#delivery.open(this.#runInfo());
      this.#openMs = this.#clock.now() - this.#startedAt;
      if (pacing !== undefined) this.#pacer = new Pacer(pacing, this.#clock, window.start, this.#signal);
      this.#meter?.begin(this.#phases.at(-2) ?? '', this.#figures());
      await (this.#threads === undefined ? this.#simulate(this.#sink()) : this.#onThreads(this.#threads));
      this.#meter?.begin('close', this.#figures());
    } catch (thrown) {
      throw await this.#failed(thrown);
    }
    await this.#close();
    if (this.#signal.aborted) return this.#interrupted();
    const result = this.#finished();
    this.#tellEnd('done');
    return result;
  }

  /** What an author's projections and checks throw at the end fails the run. */
  #finished(): RunResult {
    try {
      return this.#result(this.#policy.isLimited ? 'limited' : 'completed');
    } catch (thrown) {
      throw this.#attach(thrown, 'failed');
    }
  }

  async #simulate(sink: RunSink): Promise<void> {
    const { part, meta, observer, windowMs, isStrict = this.#plan.options.debug } = this.#extras;
    const simulation = new Simulation(this.#plan, {
      tally: this.#tally,
      judge: this.#judge,
      folds: this.#folds,
      idGenerator: this.#options.idGenerator,
      signal: this.#endingSignal,
      isStrict,
      meta,
      part,
      windowMs,
      observer,
      warn: (code, message) => this.#warnings.add(code, message),
    });
    const failure = await simulation.run(sink).then(
      () => undefined,
      (thrown: unknown) => ({ thrown }),
    );
    try {
      // Also after a failure: what was ordered before it is delivered, nothing after it.
      await sink.drain();
      await this.#delivery.flush();
    } catch (second) {
      if (failure === undefined) throw second;
      if (second !== failure.thrown) this.#warnOf('ADAPTER_FLUSH', second);
    }
    this.#ownValidation = simulation.validation;
    if (failure !== undefined) throw failure.thrown;
  }

  async #onThreads(threads: NonNullable<Prepared['threads']>): Promise<void> {
    const isEncoded = this.#delivery.isEncoded && this.#ordered === undefined;
    if (!isEncoded) {
      this.#warnings.add(
        'ENCODING_MISSING',
        'the adapter takes objects, so events are cloned between threads, which is slow',
      );
    }
    // Threads, and the library that starts them, are loaded by runs that have some.
    const { Crew } = await import('./engine/crew.ts');
    const crew = new Crew(this.#plan, {
      delivery: this.#delivery,
      policy: this.#policy,
      tally: this.#tally,
      folds: this.#folds,
      ordered: this.#ordered,
      pacer: this.#pacer,
      windowMs: this.#extras.windowMs,
      warn: (code, message) => this.#warnings.add(code, message),
    });
    const { batchSize } = this.#delivery;
    const encoding = isEncoded ? 'ndjson' : 'objects';
    await crew.start({ ...threads, planHash: this.#plan.hash, range: this.#plan.range, encoding, batchSize });
    try {
      await (this.#plan.options.order === 'user' ? crew.runByUser() : crew.runByTime());
      if (!this.#policy.isClosed) {
        await crew.stop();
        this.#validation = crew.validation;
        this.#ownValidation = crew.ownValidation;
      }
      await this.#delivery.flush();
    } finally {
      await crew.abort();
    }
  }

  /** Between two batches: says how far the run is, and lets signals, sockets and timers have their turn. */
  #border(): Promise<void> | undefined {
    this.#meter?.border(() => this.#figures(), this.#signal.aborted ? 'stopping' : 'running');
    if (systemClock.now() - this.#turnAt < TURN_MS) return undefined;
    return nextTurn().then(() => void (this.#turnAt = systemClock.now()));
  }

  #makeMeter(): ProgressMeter | undefined {
    const { onProgress } = this.#options;
    if (onProgress === undefined) return undefined;
    return new ProgressMeter({
      report: (progress) => callOnProgress(() => onProgress(progress)),
      intervalMs: this.#plan.options.progressIntervalMs,
      total: this.#shardSize() * daysOf(this.#plan),
      phases: this.#phases,
      workers: this.#threads?.threads ?? 0,
      batchSize: this.#delivery.batchSize,
      now: () => this.#clock.now(),
      rssBytes: () => process.memoryUsage.rss(),
    });
  }

  get #phases(): readonly string[] {
    return phasesOf(this.#plan);
  }

  #shardSize(): number {
    return this.#plan.populations.reduce((sum, population) => {
      const { first, last } = shardOf(population, this.#plan);
      return sum + last - first;
    }, 0);
  }

  /** In user order whole actors are done; in time order all of them have come to the day of the last event. */
  #figures(): Figures {
    const { options } = this.#plan;
    const days = daysOf(this.#plan);
    const actors = Math.max(0, this.#tally.users.simulated - options.lanes);
    const passed = Math.floor(((this.#delivery.latestMs ?? options.window.start) - options.window.start) / DAY_MS);
    const current = options.order === 'user' ? actors * days : this.#shardSize() * Math.min(passed, days);
    const { written } = this.#delivery;
    return { current, events: written, bytes: this.#delivery.report().bytes, lagMs: this.#pacer?.lagMs };
  }

  /** The last word to `onProgress`; at an end that has an error of its own, that one stands. */
  #tellEnd(state: 'done' | 'failed' | 'stopping'): void {
    try {
      this.#meter?.end(this.#figures(), state);
    } catch (thrown) {
      if (state === 'done') throw this.#attach(thrown, 'failed');
    }
  }

  #sink(): RunSink {
    const parts = { ordered: this.#ordered, pacer: this.#pacer };
    return this.#delivery.isEncoded
      ? new LineSink(this.#delivery, this.#policy, parts)
      : new ObjectSink(this.#delivery, this.#policy, parts);
  }

  #runInfo(): RunInfo {
    const { options, eventNames, hash } = this.#plan;
    return {
      runId: this.#runId,
      seed: options.seed,
      planHash: hash,
      window: windowOf(this.#plan),
      order: options.order,
      eventNames,
      users: sizeOf(this.#plan),
      meta: options.meta,
      digest: options.digest,
      signal: this.#endingSignal,
    };
  }

  async #close(): Promise<void> {
    const begin = this.#clock.now();
    try {
      await this.#delivery.close();
      this.#closeMs = this.#clock.now() - begin;
    } catch (thrown) {
      throw this.#attach(thrown, 'failed');
    }
  }

  /** Closes after a failure; a failure of closing does not hide the first one. */
  async #failed(thrown: unknown): Promise<unknown> {
    this.#ending.abort(thrown);
    try {
      await this.#delivery.close();
    } catch (second) {
      this.#warnOf('ADAPTER_CLOSE', second);
    }
    return this.#attach(thrown, isReaderGone(thrown) ? 'interrupted' : 'failed');
  }

  #warnOf(code: string, thrown: unknown): void {
    this.#warnings.add(code, thrown instanceof Error ? thrown.message : String(thrown));
  }

  #attach(thrown: unknown, status: RunStatus): unknown {
    this.#tellEnd('failed');
    if (thrown instanceof SynodeError) thrown.result = this.#result(status);
    return thrown;
  }

  #interrupted(): RunResult {
    const result = this.#result('interrupted');
    this.#tellEnd('stopping');
    if (this.#plan.options.onAbort === 'resolve') return result;
    const written = this.#delivery.written;
    throw new SynodeError('INTERRUPTED', `interrupted after ${written} events`, {
      path: ["option 'signal'"],
      expected: 'a run to its end',
      received: 'an abort',
      suggestion: "Use onAbort: 'resolve' where stopping is the normal end.",
      cause: this.#signal.reason,
      result,
    });
  }

  #warnOfSchemas(): void {
    const { eventSchemas } = this.#plan;
    if (this.#judge === undefined || eventSchemas === undefined) return;
    for (const { code, message, count } of validationWarnings(this.#validation ?? this.#judge.part(), eventSchemas)) {
      this.#warnings.set(code, message, count);
    }
  }

  /** What all schemas said, the run's own and those of its processes. */
  #judged(): ValidationSummary | undefined {
    const own = this.#ownValidation;
    const run = this.#validation ?? this.#judge?.part();
    if (run === undefined) return own === undefined ? undefined : finishSummary(own);
    return finishSummary(own === undefined ? run : mergeSummaries(run, own));
  }

  #result(status: RunStatus): RunResult {
    const { options, hash, populations } = this.#plan;
    const { written, digest } = this.#delivery;
    this.#warnOfSchemas();
    const report = this.#delivery.report();
    const { reportFailure } = this.#delivery;
    if (reportFailure !== undefined) this.#warnings.set('ADAPTER_REPORT', reportFailure, 1);
    for (const { code, message } of warningsOf(report)) this.#warnings.set(code, message, 1);
    const wallMs = this.#clock.now() - this.#startedAt;
    const counts = this.#tally.toCounts(written);
    // A run that was stopped has seen a part of the stream only: its folds say nothing of the whole.
    const projections = status === 'completed' ? { ...this.#folds?.finish(), ...this.#ordered?.finish() } : undefined;
    const result = {
      resultVersion: 1 as const,
      status,
      runId: this.#runId,
      seed: options.seed,
      planHash: hash,
      versions: {
        synode: SYNODE_VERSION,
        dataVersion: this.#plan.dataVersion,
        faker: fakerVersion(),
        calendars: calendarsVersion,
      },
      window: { ...windowOf(this.#plan), order: options.order },
      phases: [
        {
          id: populations[0]?.process ?? '',
          status: status === 'completed' ? ('done' as const) : ('interrupted' as const),
          events: written,
          rows: written,
        },
      ],
      counts,
      stream: { events: written, blocks: digest?.blocks ?? 0, sha256: digest?.sha256 ?? null, set: null },
      files: filesOf(report),
      validation: this.#judged() ?? null,
      checks: runChecks(this.#plan.checks, projections, this.#folds?.expected),
      projections: projections ?? {},
      assumptions: this.#plan.assumptions,
      failures: this.#policy.failures,
      warnings: this.#warnings.list(),
      adapter: report,
      pacing: this.#pacer?.report() ?? null,
      timing: {
        wallMs,
        firstEventMs: this.#delivery.firstEventAt === undefined ? null : this.#delivery.firstEventAt - this.#startedAt,
        eventsPerSecond: wallMs > 0 ? Math.round((written / wallMs) * 1000) : 0,
      },
      // Only a command line knows what it was: a program is told what its call needs.
      replay:
        this.#extras.replay ?? `generate(…) with the same journeys and options, seed: ${JSON.stringify(options.seed)}`,
    };
    return { ...result, telemetry: options.debug ? telemetryOf(result, this.#facts(wallMs)) : null };
  }

  #facts(wallMs: number): RunFacts {
    const { calendar, ...options } = this.#plan.options;
    return {
      startedAt: this.#startedAt,
      endedAt: this.#startedAt + wallMs,
      openMs: this.#openMs,
      closeMs: this.#closeMs,
      options: { ...options, window: windowOf(this.#plan), calendar: calendar.id },
    };
  }
}

function foldsOf(projections: readonly AnyProjection[], checks = false): ResultFolds | undefined {
  return projections.length === 0 && !checks ? undefined : new ResultFolds(projections, checks);
}

const DAY_MS = 86_400_000;

/** A run that never waits would keep signals, sockets and timers waiting: they get a turn after so much work. */
const TURN_MS = 25;

/** Calendar days of the window that an actor takes part in; one without an end. */
function daysOf({ options }: Plan): number {
  const { start, end } = options.window;
  return end === Infinity ? 1 : Math.max(1, Math.ceil((end - start) / DAY_MS));
}

/** A reader that has seen enough (`… | head`) stops a run, and nobody made a mistake. */
function isReaderGone(thrown: unknown): boolean {
  return thrown instanceof AdapterError && thrown.systemCode === 'EPIPE';
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

/** Actors of all populations. */
function sizeOf({ populations }: Plan): number {
  return populations.reduce((sum, { size }) => sum + size, 0);
}

function windowOf({ options }: Plan): RunInfo['window'] {
  const { start, end } = options.window;
  return { start: formatInstant(start), end: end === Infinity ? null : formatInstant(end) };
}

function readDeadLetter(
  deadLetter: DeadLetter | undefined,
): ((record: FailureRecord) => void | Promise<void>) | undefined {
  return typeof deadLetter === 'object' ? (record) => deadLetter.write(record) : deadLetter;
}

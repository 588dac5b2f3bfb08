/** The whole run, top-down: compile, open, simulate, flush, close, tell. */
import { AdapterError, describeValue, SynodeError } from './errors.ts';
import type { Delivery } from './engine/deliver.ts';
import type { RunSink } from './engine/lanes.ts';
import { Pacer } from './engine/pacer.ts';
import type { RunPolicy } from './engine/policy.ts';
import { Simulation } from './engine/simulate.ts';
import { LineSink, ObjectSink } from './engine/sinks.ts';
import type { EventOf } from './model/event.ts';
import type { RunResult, RunStatus, Telemetry } from './model/result.ts';
import type { Clock, RunOptions } from './model/run-options.ts';
import type { Runnable, Scenario } from './model/scenario.ts';
import { phasesOf } from './plan/phases.ts';
import type { ActorRange, Plan } from './plan/plan.ts';
import { prepare, type Prepared } from './prepare.ts';
import { nextTurn, systemClock } from './run/clock.ts';
import type { ProgressMeter } from './run/progress.ts';
import { DEFAULT_TELEMETRY_PATH, writeTelemetry } from './run/telemetry.ts';
import { makeParts, runInfoOf, type RunCourse, type RunExtras, type RunParts } from './run-parts.ts';
import { figuresOf, makeMeter } from './run-progress.ts';
import { resultOf } from './run-result.ts';

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

/** Runs a plan that is compiled already, with the options it was compiled from. */
export function runPlan(plan: Plan, options: RunOptions<never>, extras: RunExtras = {}): Promise<RunResult> {
  return new Run({ plan, options, threads: undefined }, extras).run();
}

class Run {
  readonly #parts: RunParts;
  readonly #plan: Plan;
  readonly #prepared: Prepared;
  readonly #extras: RunExtras;
  readonly #delivery: Delivery;
  readonly #policy: RunPolicy;
  readonly #clock: Clock;
  readonly #meter: ProgressMeter | undefined;
  readonly #course: RunCourse;
  /** When timers and signals last had their turn. */
  #turnAt = systemClock.now();

  constructor(prepared: Prepared, extras: RunExtras = {}) {
    this.#prepared = prepared;
    this.#extras = extras;
    this.#parts = makeParts(prepared, { extras, atBorder: () => this.#border() });
    const { plan, delivery, policy, clock } = this.#parts;
    this.#plan = plan;
    this.#delivery = delivery;
    this.#policy = policy;
    this.#clock = clock;
    this.#course = {
      startedAt: 0,
      openMs: 0,
      closeMs: 0,
      pacer: undefined,
      validation: undefined,
      ownValidation: undefined,
    };
    this.#meter = makeMeter(this.#parts, prepared);
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
    await writeTelemetry(this.#prepared.options.telemetryPath ?? DEFAULT_TELEMETRY_PATH, telemetry);
  }

  async #complete(): Promise<RunResult> {
    this.#course.startedAt = this.#clock.now();
    if (this.#parts.signal.aborted) return this.#interrupted();
    const { pacing, window } = this.#plan.options;
    const { threads } = this.#prepared;
    try {
      await this.#delivery.open(runInfoOf(this.#parts));
      this.#course.openMs = this.#clock.now() - this.#course.startedAt;
      if (pacing !== undefined) this.#course.pacer = new Pacer(pacing, this.#clock, window.start, this.#parts.signal);
      this.#meter?.begin(phasesOf(this.#plan).at(-2) ?? '', figuresOf(this.#parts, this.#course));
      await (threads === undefined ? this.#simulate(this.#sink()) : this.#onThreads(threads));
      this.#meter?.begin('close', figuresOf(this.#parts, this.#course));
    } catch (thrown) {
      throw await this.#failed(thrown);
    }
    await this.#close();
    if (this.#parts.signal.aborted) return this.#interrupted();
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
      tally: this.#parts.tally,
      judge: this.#parts.judge,
      folds: this.#parts.folds,
      idGenerator: this.#prepared.options.idGenerator,
      signal: this.#parts.endingSignal,
      isStrict,
      meta,
      part,
      windowMs,
      observer,
      warn: (code, message) => this.#parts.warnings.add(code, message),
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
    this.#course.ownValidation = simulation.validation;
    if (failure !== undefined) throw failure.thrown;
  }

  async #onThreads(threads: NonNullable<Prepared['threads']>): Promise<void> {
    const isEncoded = this.#delivery.isEncoded && this.#parts.ordered === undefined;
    if (!isEncoded) {
      this.#parts.warnings.add(
        'ENCODING_MISSING',
        'the adapter takes objects, so events are cloned between threads, which is slow',
      );
    }
    // Threads, and the library that starts them, are loaded by runs that have some.
    const { Crew } = await import('./engine/crew.ts');
    const crew = new Crew(this.#plan, {
      delivery: this.#delivery,
      policy: this.#policy,
      tally: this.#parts.tally,
      folds: this.#parts.folds,
      ordered: this.#parts.ordered,
      pacer: this.#course.pacer,
      windowMs: this.#extras.windowMs,
      warn: (code, message) => this.#parts.warnings.add(code, message),
    });
    const { batchSize } = this.#delivery;
    const encoding = isEncoded ? 'ndjson' : 'objects';
    await crew.start({ ...threads, planHash: this.#plan.hash, range: this.#plan.range, encoding, batchSize });
    try {
      await (this.#plan.options.order === 'user' ? crew.runByUser() : crew.runByTime());
      if (!this.#policy.isClosed) {
        await crew.stop();
        this.#course.validation = crew.validation;
        this.#course.ownValidation = crew.ownValidation;
      }
      await this.#delivery.flush();
    } finally {
      await crew.abort();
    }
  }

  /** Between two batches: says how far the run is, and lets signals, sockets and timers have their turn. */
  #border(): Promise<void> | undefined {
    this.#meter?.border(
      () => figuresOf(this.#parts, this.#course),
      this.#parts.signal.aborted ? 'stopping' : 'running',
    );
    if (systemClock.now() - this.#turnAt < TURN_MS) return undefined;
    return nextTurn().then(() => void (this.#turnAt = systemClock.now()));
  }

  /** The last word to `onProgress`; at an end that has an error of its own, that one stands. */
  #tellEnd(state: 'done' | 'failed' | 'stopping'): void {
    try {
      this.#meter?.end(figuresOf(this.#parts, this.#course), state);
    } catch (thrown) {
      if (state === 'done') throw this.#attach(thrown, 'failed');
    }
  }

  #sink(): RunSink {
    const parts = { ordered: this.#parts.ordered, pacer: this.#course.pacer };
    return this.#delivery.isEncoded
      ? new LineSink(this.#delivery, this.#policy, parts)
      : new ObjectSink(this.#delivery, this.#policy, parts);
  }

  async #close(): Promise<void> {
    const begin = this.#clock.now();
    try {
      await this.#delivery.close();
      this.#course.closeMs = this.#clock.now() - begin;
    } catch (thrown) {
      throw this.#attach(thrown, 'failed');
    }
  }

  /** Closes after a failure; a failure of closing does not hide the first one. */
  async #failed(thrown: unknown): Promise<unknown> {
    this.#parts.ending.abort(thrown);
    try {
      await this.#delivery.close();
    } catch (second) {
      this.#warnOf('ADAPTER_CLOSE', second);
    }
    return this.#attach(thrown, isReaderGone(thrown) ? 'interrupted' : 'failed');
  }

  #warnOf(code: string, thrown: unknown): void {
    this.#parts.warnings.add(code, thrown instanceof Error ? thrown.message : String(thrown));
  }

  #result(status: RunStatus): RunResult {
    return resultOf(this.#parts, this.#course, { status, replay: this.#extras.replay });
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
      cause: this.#parts.signal.reason,
      result,
    });
  }
}

/** A run that never waits would keep signals, sockets and timers waiting: they get a turn after so much work. */
const TURN_MS = 25;

/** A reader that has seen enough (`… | head`) stops a run, and nobody made a mistake. */
function isReaderGone(thrown: unknown): boolean {
  return thrown instanceof AdapterError && thrown.systemCode === 'EPIPE';
}

/** The whole run, top-down: compile, open, simulate, flush, close, tell. */
import { tmpdir } from 'node:os';

import { AdapterError, SynodeError } from './errors.ts';
import type { Delivery } from './engine/deliver.ts';
import type { RunSink } from './engine/lanes.ts';
import { Pacer } from './engine/pacer.ts';
import type { RunPolicy } from './engine/policy.ts';
import { Simulation } from './engine/simulate.ts';
import type { RunResult, RunStatus, Telemetry } from './model/result.ts';
import type { Clock, RunOptions } from './model/run-options.ts';
import type { Runnable } from './model/scenario.ts';
import { phaseOf } from './plan/phases.ts';
import type { ActorRange, Plan } from './plan/plan.ts';
import type { ProcessPlan } from './plan/process.ts';
import { prepare, type Prepared } from './prepare.ts';
import { nextTurn, systemClock } from './run/clock.ts';
import { DiskSpool } from './run/spool.ts';
import type { Figures, ProgressMeter } from './run/progress.ts';
import { DEFAULT_TELEMETRY_PATH, writeTelemetry } from './run/telemetry.ts';
import {
  makeParts,
  makeSink,
  newCourse,
  runInfoOf,
  type RunCourse,
  type RunExtras,
  type RunParts,
} from './run-parts.ts';
import { figuresOf, makeMeter, tellWaiting } from './run-progress.ts';
import { resultOf } from './run-result.ts';

/** `generate` for callers inside the package, whose types are not those of an author. */
export async function runCall(input: Runnable, options: RunOptions<never>, extras: RunExtras = {}): Promise<RunResult> {
  const { isStrict = false } = extras;
  const prepared = await prepare(input, options, { isStrict });
  await extras.beforeOpen?.();
  return new Run(prepared, extras).run();
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
    this.#parts = makeParts(prepared, { extras, atBorder: (count) => this.#border(count) });
    const { plan, delivery, policy, clock } = this.#parts;
    this.#plan = plan;
    this.#delivery = delivery;
    this.#policy = policy;
    this.#clock = clock;
    this.#course = newCourse(prepared);
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
    const stopWatching = this.#policy.watch();
    const stopTelling = this.#meter === undefined ? undefined : tellWaiting(this.#parts, () => this.#tellBorder());
    try {
      return await this.#toItsEnd();
    } finally {
      stopTelling?.();
      stopWatching();
    }
  }

  async #toItsEnd(): Promise<RunResult> {
    const { pacing, window } = this.#plan.options;
    const { threads } = this.#prepared;
    try {
      await this.#delivery.open(runInfoOf(this.#parts));
      this.#course.openMs = this.#clock.now() - this.#course.startedAt;
      if (pacing !== undefined) this.#course.pacer = new Pacer(pacing, this.#clock, window.start, this.#parts.signal);
      await (threads === undefined ? this.#simulate(makeSink(this.#parts, this.#course)) : this.#onThreads(threads));
      this.#parts.watch?.end(this.#policy.isClosed ? 'interrupted' : 'done');
      this.#meter?.begin('close', this.#figures());
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
    const { part, meta, observer, windowMs, heldBytes, isStrict = this.#plan.options.debug } = this.#extras;
    const { tally, judge, folds, lanes, endingSignal } = this.#parts;
    const spool = new DiskSpool(this.#spoolFolder());
    const simulation = new Simulation(this.#plan, {
      tally,
      judge,
      folds,
      lanes,
      idGenerator: this.#prepared.options.idGenerator,
      signal: endingSignal,
      isStrict,
      meta,
      part,
      windowMs,
      spool,
      heldBytes,
      observer,
      warn: (code, message) => this.#parts.warnings.add(code, message),
      atProcess: this.#atProcess,
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
    this.#warnOfGivenUp(this.#policy.patience.givenUp);
    Object.assign(this.#course, { ownValidation: simulation.validation, spilledBytes: spool.bytes });
    if (failure !== undefined) throw failure.thrown;
  }

  #warnOfGivenUp(count: number): void {
    if (count === 0) return;
    const { closeTimeoutMs } = this.#plan.options;
    const what = count === 1 ? 'a handler or dataset row' : `${count} handlers or dataset rows`;
    this.#parts.warnings.add(
      'HANDLER_GIVEN_UP',
      `${what} did not come to an end within ${closeTimeoutMs} ms of the abort; ctx.signal says when to stop`,
    );
  }

  /** Beside what the run writes, else where the system keeps what passes. */
  #spoolFolder(): string {
    return this.#prepared.options.output ?? tmpdir();
  }

  async #onThreads(threads: NonNullable<Prepared['threads']>): Promise<void> {
    const { ordered, watch } = this.#parts;
    const encoding = ordered === undefined ? (this.#delivery.wire ?? 'objects') : 'objects';
    if (encoding === 'objects') {
      this.#parts.warnings.add(
        'ENCODING_MISSING',
        'the adapter takes objects, so events are cloned between threads, which is slow',
      );
    }
    // Threads, and the library that starts them, are loaded by runs that have some.
    const { Crew } = await import('./engine/crew.ts');
    const crew = new Crew(this.#plan, {
      ...this.#parts,
      pacer: this.#course.pacer,
      windowMs: this.#extras.windowMs,
      warn: (code, message) => this.#parts.warnings.add(code, message),
      atProcess: this.#atProcess,
      atThread: watch === undefined ? undefined : (thread, events) => watch.worker(thread, events),
    });
    const { batchSize, scenario, meta } = this.#delivery;
    const { hash: planHash, range } = this.#plan;
    const spoolFolder = this.#spoolFolder();
    const { heldBytes } = this.#extras;
    await crew.start({
      ...threads,
      planHash,
      range,
      encoding,
      batchSize,
      scenario,
      meta,
      spoolFolder,
      heldBytes,
      closeTimeoutMs: this.#plan.options.closeTimeoutMs,
    });
    try {
      await (this.#plan.options.order === 'user' ? crew.runByUser() : crew.runByTime());
      await crew.stop();
      await this.#delivery.flush();
    } catch (thrown) {
      // The failure stands, whatever is found of the counts up to it.
      await crew.stopAtFailure().catch((second: unknown) => this.#warnOf('COUNTS_INCOMPLETE', second));
      throw thrown;
    } finally {
      const { validation, ownValidation, lanes, spilledBytes, givenUp } = crew.found;
      this.#warnOfGivenUp(givenUp + this.#policy.patience.givenUp);
      Object.assign(this.#course, { validation, ownValidation, lanes, spilledBytes });
      await crew.abort();
    }
  }

  /** Between two batches: says how far the run is, and lets signals, sockets and timers have their turn. */
  #border(count: number): Promise<void> | undefined {
    this.#parts.watch?.batch(count);
    this.#tellBorder();
    if (systemClock.now() - this.#turnAt < TURN_MS) return undefined;
    return nextTurn().then(() => void (this.#turnAt = systemClock.now()));
  }

  #tellBorder(): void {
    this.#meter?.border(() => this.#figures(), this.#parts.signal.aborted ? 'stopping' : 'running');
  }

  #figures(): Figures {
    return figuresOf(this.#parts, this.#course);
  }

  /** The last word to `onProgress`; at an end that has an error of its own, that one stands. */
  #tellEnd(state: 'done' | 'failed' | 'stopping'): void {
    try {
      this.#meter?.end(this.#figures(), state);
    } catch (thrown) {
      if (state === 'done') throw this.#attach(thrown, 'failed');
    }
  }

  /** Once nothing more is wanted, what would have come next did not run. */
  readonly #atProcess = (processes: readonly ProcessPlan[]): void => {
    if (this.#policy.isClosed) return;
    const phases = processes.map(phaseOf);
    this.#parts.watch?.begin(phases.join(', '));
    // Those that advance together are told as the first of them.
    this.#meter?.begin(phases[0] ?? '', this.#figures());
  };

  async #close(): Promise<void> {
    const begin = this.#clock.now();
    this.#parts.watch?.begin('close');
    try {
      await this.#delivery.close();
      this.#parts.watch?.end('done');
      this.#course.closeMs = this.#clock.now() - begin;
    } catch (thrown) {
      throw this.#attach(thrown, 'failed');
    }
  }

  /** Closes after a failure; a failure of closing does not hide the first one. */
  async #failed(thrown: unknown): Promise<unknown> {
    const { ending, watch } = this.#parts;
    const status = isReaderGone(thrown) ? 'interrupted' : 'failed';
    watch?.end(status);
    watch?.begin('close');
    ending.abort(thrown);
    try {
      await this.#delivery.close();
      watch?.end('done');
    } catch (second) {
      this.#warnOf('ADAPTER_CLOSE', second);
    }
    return this.#attach(thrown, status);
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

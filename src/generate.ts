/** The whole run, top-down: compile, open, simulate, flush, close, tell. */
import { ConsoleAdapter } from '../adapters/console.ts';
import { describeValue, SynodeError } from './errors.ts';
import { runByUser } from './engine/by-user.ts';
import type { RunSink } from './engine/lanes.ts';
import { runByTime } from './engine/by-time.ts';
import { Crowd } from './engine/crowd.ts';
import type { DatasetStore } from './engine/datasets.ts';
import { SynodeContext } from './engine/context.ts';
import { Delivery } from './engine/deliver.ts';
import { createDatasets } from './engine/row-turn.ts';
import { LineSink, ObjectSink, type SinkPolicy } from './engine/sinks.ts';
import { Tally } from './engine/tally.ts';
import { createWorld, type World, type WorldPart } from './engine/world.ts';
import type { OutputAdapter, RunInfo } from './model/adapter.ts';
import type { AnyEvent, EventOf } from './model/event.ts';
import type { AnyJourney } from './model/flow.ts';
import type { FailureRecord, RunResult, RunStatus } from './model/result.ts';
import type { DeadLetter, RunOptions } from './model/run-options.ts';
import type { PopulationPlan } from './plan/population.ts';
import { compilePlan, type Plan } from './plan/plan.ts';
import { createEventJudge, type EventJudge } from './plan/schema.ts';
import { finishSummary, validationWarnings } from './plan/schema-summary.ts';
import { fakerVersion } from './random/faker.ts';
import { calendarsVersion } from './time/calendars-version.ts';
import { formatInstant } from './time/instant.ts';
import { newRunId, systemClock } from './run/clock.ts';
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
export async function generate<const J extends AnyJourney | readonly AnyJourney[]>(
  journeys: J,
  options: RunOptions<EventOf<J>>,
): Promise<RunResult> {
  const plan = compilePlan(journeys, options as RunOptions<never>);
  return runPlan(plan, options as RunOptions<never>);
}

/** What a caller inside the package may decide beside plan and options. */
export interface RunExtras {
  /** Look at payloads deeply; default as `debug`. */
  readonly isStrict?: boolean;
  /** Give events their `meta`; default as the options say. */
  readonly meta?: boolean;
  /** Run this part of the world alone. */
  readonly part?: WorldPart | undefined;
}

/** Runs a plan that is compiled already, with the options it was compiled from. */
export function runPlan(plan: Plan, options: RunOptions<never>, extras: RunExtras = {}): Promise<RunResult> {
  return new Run(plan, options, extras).complete();
}

class Run {
  readonly #plan: Plan;
  readonly #options: RunOptions<never>;
  readonly #extras: RunExtras;
  readonly #clock;
  readonly #runId = newRunId();
  readonly #tally = new Tally();
  readonly #warnings: Warnings;
  readonly #failures: FailureRecord[] = [];
  readonly #delivery: Delivery;
  readonly #signal: AbortSignal;
  readonly #judge: EventJudge | undefined;
  #startedAt = 0;

  constructor(plan: Plan, options: RunOptions<never>, extras: RunExtras) {
    this.#plan = plan;
    this.#options = options;
    this.#extras = extras;
    this.#clock = options.clock ?? systemClock;
    this.#warnings = new Warnings(options.logger);
    this.#signal = options.signal ?? new AbortController().signal;
    this.#delivery = new Delivery(readAdapter(options.adapter), { ...plan.options, now: () => this.#clock.now() });
    const { eventSchemas } = plan;
    this.#judge =
      eventSchemas === undefined
        ? undefined
        : createEventJudge(eventSchemas, (_event, { actorIndex, sequence }) => [actorIndex, sequence]);
    for (const { code, message } of plan.warnings) this.#warnings.add(code, message);
    for (const { size } of plan.populations) this.#tally.users.planned += size;
  }

  async complete(): Promise<RunResult> {
    this.#startedAt = this.#clock.now();
    if (this.#signal.aborted) return this.#interrupted();
    try {
      await this.#delivery.open(this.#runInfo());
      await this.#simulate(this.#sink());
      await this.#delivery.flush();
    } catch (thrown) {
      throw await this.#failed(thrown);
    }
    await this.#close();
    if (this.#signal.aborted) return this.#interrupted();
    return this.#result(this.#delivery.written >= this.#plan.options.maxEvents ? 'limited' : 'completed');
  }

  async #simulate(sink: RunSink): Promise<void> {
    try {
      const { options, populations } = this.#plan;
      if (options.order === 'user') for (const population of populations) await this.#byUser(population, sink);
      else await this.#byTime(populations, sink);
    } finally {
      // Also after a failure: what was ordered before it is written, nothing after it.
      await sink.drain();
    }
  }

  async #byUser(population: PopulationPlan, sink: RunSink): Promise<void> {
    const world = this.#world();
    const datasets = await this.#datasets(world, population);
    const range = { ...shardOf(population, this.#plan), lanes: this.#plan.options.lanes };
    await runByUser(world, population, datasets, range, sink);
  }

  async #byTime(populations: readonly PopulationPlan[], sink: RunSink): Promise<void> {
    const { lanes } = this.#plan.options;
    const world = this.#world();
    const crowds: Crowd[] = [];
    for (const population of populations) {
      const datasets = await this.#datasets(world, population);
      const deal = { ...shardOf(population, this.#plan), thread: 0, of: 1 };
      crowds.push(new Crowd(world, population, datasets, deal, lanes));
    }
    await runByTime([{ id: '', crowds }], { horizon: world.horizon }, sink);
  }

  async #datasets(world: World, population: PopulationPlan): Promise<DatasetStore> {
    const { start } = this.#plan.options.window;
    const datasets = createDatasets(world, population, start, (turn) => new SynodeContext(turn));
    world.facts.use(datasets);
    await datasets.hydrate();
    return datasets;
  }

  #world(): World {
    const { part, meta, isStrict = this.#plan.options.debug } = this.#extras;
    return createWorld(this.#plan, {
      tally: this.#tally,
      judge: this.#judge,
      idGenerator: this.#options.idGenerator,
      signal: this.#signal,
      isStrict,
      meta,
      part,
      warn: (code, message) => this.#warnings.add(code, message),
    });
  }

  #sink(): RunSink {
    const { onError, errorLimit, maxEvents } = this.#plan.options;
    const policy: SinkPolicy = {
      maxEvents,
      signal: this.#signal,
      onError,
      errorLimit,
      deadLetter: readDeadLetter(this.#options.deadLetter),
      failures: this.#failures,
    };
    return this.#delivery.isEncoded ? new LineSink(this.#delivery, policy) : new ObjectSink(this.#delivery, policy);
  }

  #runInfo(): RunInfo {
    const { options, eventNames, populations, hash } = this.#plan;
    return {
      runId: this.#runId,
      seed: options.seed,
      planHash: hash,
      window: windowOf(this.#plan),
      order: options.order,
      eventNames,
      users: populations.reduce((sum, { size }) => sum + size, 0),
      meta: options.meta,
      signal: this.#signal,
    };
  }

  async #close(): Promise<void> {
    try {
      await this.#delivery.close();
    } catch (thrown) {
      throw this.#attach(thrown, 'failed');
    }
  }

  /** Closes after a failure; a failure of closing does not hide the first one. */
  async #failed(thrown: unknown): Promise<unknown> {
    try {
      await this.#delivery.close();
    } catch (second) {
      this.#warnings.add('ADAPTER_CLOSE', second instanceof Error ? second.message : String(second));
    }
    return this.#attach(thrown, 'failed');
  }

  #attach(thrown: unknown, status: RunStatus): unknown {
    if (thrown instanceof SynodeError) thrown.result = this.#result(status);
    return thrown;
  }

  #interrupted(): RunResult {
    const result = this.#result('interrupted');
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
    for (const { code, message, count } of validationWarnings(this.#judge.part(), eventSchemas)) {
      this.#warnings.set(code, message, count);
    }
  }

  #result(status: RunStatus): RunResult {
    const { options, hash, populations } = this.#plan;
    const { written } = this.#delivery;
    this.#warnOfSchemas();
    const report = this.#delivery.report();
    const wallMs = this.#clock.now() - this.#startedAt;
    const counts = this.#tally.toCounts(written);
    return {
      resultVersion: 1,
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
          status: status === 'completed' ? 'done' : 'interrupted',
          events: written,
          rows: written,
        },
      ],
      counts,
      stream: { events: written, blocks: 0, sha256: null, set: null },
      files: report.files ?? [],
      validation: this.#judge === undefined ? null : finishSummary(this.#judge.part()),
      checks: [],
      projections: {},
      assumptions: [],
      failures: this.#failures,
      warnings: this.#warnings.list(),
      adapter: report,
      pacing: null,
      timing: {
        wallMs,
        firstEventMs: this.#delivery.firstEventAt === undefined ? null : this.#delivery.firstEventAt - this.#startedAt,
        eventsPerSecond: wallMs > 0 ? Math.round((written / wallMs) * 1000) : 0,
      },
      telemetry: null,
      replay: `npx synode generate --seed ${options.seed}`,
    };
  }
}

/** Which actors this shard has: contiguous ranges that cover all. */
function shardOf({ size }: PopulationPlan, { options }: Plan): { readonly first: number; readonly last: number } {
  const { index, count } = options.shard;
  return { first: Math.floor(((index - 1) * size) / count), last: Math.floor((index * size) / count) };
}

function windowOf({ options }: Plan): RunInfo['window'] {
  const { start, end } = options.window;
  return { start: formatInstant(start), end: end === Infinity ? null : formatInstant(end) };
}

function readAdapter(option: unknown): OutputAdapter<AnyEvent> {
  const adapter: unknown =
    option === undefined ? new ConsoleAdapter() : typeof option === 'function' ? (option as () => unknown)() : option;
  if (typeof adapter === 'object' && adapter !== null && 'write' in adapter && typeof adapter.write === 'function') {
    return adapter as OutputAdapter<AnyEvent>;
  }
  throw new SynodeError('ADAPTER_INVALID', 'adapter has no write()', {
    path: ["option 'adapter'"],
    expected: 'an object with write(event)',
    received: describeValue(adapter),
    suggestion: 'Implement write(event).',
  });
}

function readDeadLetter(
  deadLetter: DeadLetter | undefined,
): ((record: FailureRecord) => void | Promise<void>) | undefined {
  return typeof deadLetter === 'object' ? (record) => deadLetter.write(record) : deadLetter;
}

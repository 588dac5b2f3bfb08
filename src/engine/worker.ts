/**
 * Entry of a worker thread: makes the plan anew from the worker module, then serves chunks or windows until it is told
 * to stop. It ships lines in shared memory, not events.
 */
import { threadId } from 'node:worker_threads';

import type { Spool } from '../model/spool.ts';
import type { Plan } from '../plan/plan.ts';
import type { EventJudge } from '../plan/schema.ts';
import { Company } from './by-time.ts';
import type { WholeLives } from './by-user.ts';
import type { Ending } from './datasets.ts';
import { LaneMeters } from './lane-meter.ts';
import { Link } from './link.ts';
import type { Counted, ToWorker, WorkerStart, WorkerTask } from './protocol.ts';
import { ResultFolds } from './results.ts';
import { createJudge } from './run-world.ts';
import { inTotalOrder, Worlds } from './simulate.ts';
import { Tally } from './tally.ts';
import { Views } from './views.ts';
import { planFromModule, type ModulePlan } from './worker-module.ts';

type Order<T extends ToWorker['type']> = Extract<ToWorker, { readonly type: T }>;

/** Serves one run. Resolves when the main thread says stop. */
export async function serve({ start, port }: WorkerTask): Promise<void> {
  const link = new Link(port, start);
  try {
    const made = await planFromModule(new URL(start.module), optionsHere(start.options), { range: start.range });
    await made.setup?.();
    if (made.plan.hash !== start.planHash) return link.refuse(otherPlan(made.plan.hash, start.planHash));
    link.order = inTotalOrder(made.plan);
    link.post({ type: 'ready', threadId });
    await new Server(made, { start, link, lanes: await metersOf(made.plan) }).serve();
  } catch (thrown) {
    link.refuse(thrown);
  } finally {
    port.close();
  }
}

/** Failed actors are told to the main thread, which has the function of the call: the policy may be any, nothing is called. */
function optionsHere(options: WorkerStart['options']): WorkerStart['options'] {
  return Object.assign({}, options, { deadLetter: () => undefined });
}

interface ServerParts {
  readonly start: WorkerStart;
  readonly link: Link;
  readonly lanes: LaneMeters | undefined;
}

/** This thread's clock comes in here, and only where telemetry is asked for. */
async function metersOf({ options }: Plan): Promise<LaneMeters | undefined> {
  if (!options.debug) return undefined;
  const { systemClock } = await import('../run/clock.ts');
  return new LaneMeters(() => systemClock.now());
}

class Server {
  readonly #plan: Plan;
  readonly #start: WorkerStart;
  readonly #link: Link;
  readonly #worlds: Worlds;
  readonly #views: Views;
  readonly #tally = new Tally();
  readonly #lanes: LaneMeters | undefined;
  readonly #judge: EventJudge | undefined;
  readonly #folds: ResultFolds | undefined;
  readonly #lives = new Map<number, WholeLives>();
  #company: Company | undefined;
  #spool: Spool | undefined;

  constructor({ plan, options }: ModulePlan, { start, link, lanes }: ServerParts) {
    this.#plan = plan;
    this.#start = start;
    this.#link = link;
    this.#lanes = lanes;
    this.#judge = createJudge(plan);
    this.#folds =
      plan.projections.length + plan.checks.length === 0
        ? undefined
        : new ResultFolds(plan.projections, plan.checks.length > 0);
    this.#views = new Views(plan.processes, { isApart: true });
    const parts = {
      folds: this.#folds,
      tally: this.#tally,
      lanes,
      judge: this.#judge,
      idGenerator: options.idGenerator,
      isStrict: plan.options.debug,
      signal: link.signal,
      warn: (code: string, message: string) => link.post({ type: 'warning', code, message }),
    };
    this.#worlds = new Worlds(plan, parts, this.#views);
  }

  async serve(): Promise<void> {
    let order = await this.#link.next();
    for (; order.type !== 'stop'; order = await this.#link.next()) await this.#carryOut(order);
    this.#company?.close(order.as);
    this.#link.post({ type: 'stopped', ...this.#counted(), folds: this.#folds?.states() });
  }

  #counted(): Counted {
    return {
      tally: this.#tally.toData(),
      validation: this.#judge?.part(),
      ownValidation: this.#worlds.validation,
      lanes: this.#lanes?.list(this.#start.thread) ?? [],
      spilledBytes: this.#spool?.bytes ?? 0,
      givenUp: this.#link.patience.givenUp,
    };
  }

  async #carryOut(order: ToWorker): Promise<void> {
    switch (order.type) {
      case 'chunk':
        return this.#chunk(order);
      case 'turn':
        return this.#turn(order);
      case 'views':
        return this.#views.add(order.rank, order.additions);
      case 'window':
        return this.#window(order);
      default:
    }
  }

  async #chunk({ chunk, population: at, first, last, cut }: Order<'chunk'>): Promise<void> {
    const sink = cut === undefined ? this.#link.sinkFor(chunk) : this.#link.cutAt(cut);
    try {
      const lives = this.#lives.get(at) ?? (await this.#openLives(at, sink));
      await lives.run({ first, last }, sink);
    } catch (thrown) {
      // What ended the run ends its repetition.
      if (cut === undefined) return sink.failAt?.(thrown, { ms: Infinity, place: 0 });
    }
    await sink.drain();
    this.#link.post({ type: 'done', of: chunk, due: Infinity, counted: this.#counted() });
  }

  async #openLives(at: number, ending: Ending): Promise<WholeLives> {
    const population = this.#plan.populations[at];
    const process = this.#plan.processes.find(({ populations }) => populations.some((one) => one === population));
    if (population === undefined || process === undefined) throw new TypeError(`there is no population ${at}`);
    const lives = await this.#worlds.lives({ process, population }, ending);
    this.#lives.set(at, lives);
    return lives;
  }

  /** Simulates what stands before a reader, and says what it has folded for it. */
  async #turn({ of, rank, window }: Order<'turn'>): Promise<void> {
    if (window !== undefined) await (await this.#opened()).advance(window, rank);
    this.#link.post({ type: 'turned', of, additions: this.#views.takeAdded(rank) });
  }

  async #window({ of, window }: Order<'window'>): Promise<void> {
    const company = await this.#opened();
    const sink = this.#link.sinkFor(of);
    await company.finish(window, sink);
    await sink.drain();
    this.#link.post({ type: 'done', of, due: company.due, counted: this.#counted() });
  }

  async #opened(): Promise<Company> {
    const { thread, threads: of, encoding, spoolFolder, heldBytes } = this.#start;
    const link = this.#link;
    const sink = {
      get isClosed() {
        return link.isHalted;
      },
      takesLines: encoding !== 'objects',
      patience: link.patience,
    };
    if (this.#company !== undefined) return this.#company;
    const { DiskSpool } = await import('../run/spool.ts');
    const spool = (this.#spool = new DiskSpool(spoolFolder));
    const crowds = await this.#worlds.crowds({ thread, of }, sink);
    return (this.#company = new Company(crowds, { views: this.#views, sink, spool, heldBytes }));
  }
}

function otherPlan(here: string, there: string): Error {
  return new Error(
    `the worker compiled another plan (${here.slice(0, 12)}) than the main thread (${there.slice(0, 12)})`,
  );
}

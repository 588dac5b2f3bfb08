/**
 * Entry of a worker thread: makes the plan anew from the worker module, then serves chunks or windows until it is told
 * to stop. It ships lines in shared memory, not events.
 */
import { threadId, type MessagePort, type TransferListItem } from 'node:worker_threads';

import type { Event } from '../model/event.ts';
import { onlyProcess, type Plan } from '../plan/plan.ts';
import type { PopulationPlan } from '../plan/population.ts';
import type { EventJudge } from '../plan/schema.ts';
import { LineEncoder } from '../encode/line-encoder.ts';
import type { ActorFailure } from './failure.ts';
import { WholeLives } from './by-user.ts';
import { Crowd } from './crowd.ts';
import type { RunSink } from './lanes.ts';
import { toPlainError } from './plain-error.ts';
import {
  placeIn,
  SLOT_BYTES,
  SLOTS,
  type FromWorker,
  type ToWorker,
  type WorkerStart,
  type WorkerTask,
} from './protocol.ts';
import { ResultFolds } from './results.ts';
import { createJudge, openDatasets, shardOf } from './run-world.ts';
import { Tally } from './tally.ts';
import { handOn, HeldEvents } from './window.ts';
import { planFromModule, type ModulePlan } from './worker-module.ts';
import { createWorld, type World } from './world.ts';

/** Serves one run. Resolves when the main thread says stop. */
export async function serve({ start, port }: WorkerTask): Promise<void> {
  const link = new Link(port, start);
  try {
    const made = await planFromModule(new URL(start.module), start.options, start.range);
    await made.setup?.();
    if (made.plan.hash !== start.planHash) return link.refuse(otherPlan(made.plan.hash, start.planHash));
    link.populations = made.plan.populations.map(({ id }) => id);
    link.post({ type: 'ready', threadId });
    await new Server(made, start, link).serve();
  } catch (thrown) {
    link.refuse(thrown);
  } finally {
    port.close();
  }
}

class Server {
  readonly #plan: Plan;
  readonly #start: WorkerStart;
  readonly #link: Link;
  readonly #world: World;
  readonly #tally = new Tally();
  readonly #judge: EventJudge | undefined;
  readonly #folds: ResultFolds | undefined;
  readonly #lives = new Map<number, WholeLives>();
  #crowds: Crowd[] | undefined;

  constructor({ plan, options }: ModulePlan, start: WorkerStart, link: Link) {
    this.#plan = plan;
    this.#start = start;
    this.#link = link;
    this.#judge = createJudge(plan);
    this.#folds =
      plan.projections.length + plan.checks.length === 0
        ? undefined
        : new ResultFolds(plan.projections, plan.checks.length > 0);
    this.#world = createWorld(plan, onlyProcess(plan), {
      views: undefined,
      folds: this.#folds,
      tally: this.#tally,
      judge: this.#judge,
      idGenerator: options.idGenerator,
      isStrict: plan.options.debug,
      signal: new AbortController().signal,
      warn: (code, message) => link.post({ type: 'warning', code, message }),
    });
  }

  async serve(): Promise<void> {
    for (;;) {
      const order = await this.#link.next();
      if (order.type === 'stop') break;
      if (order.type === 'chunk') await this.#chunk(order);
      if (order.type === 'window') await this.#window(order);
    }
    for (const crowd of this.#crowds ?? []) crowd.close('censored');
    this.#link.post({
      type: 'stopped',
      tally: this.#tally.toData(),
      validation: this.#judge?.part(),
      folds: this.#folds?.states(),
    });
  }

  async #chunk({ chunk, population: at, first, last }: Extract<ToWorker, { type: 'chunk' }>): Promise<void> {
    const population = this.#plan.populations[at];
    if (population === undefined) return;
    const lives = this.#lives.get(at) ?? (await this.#openLives(at, population));
    const sink = this.#link.sinkFor(chunk);
    await lives.run({ first, last }, sink);
    await sink.drain();
    this.#link.post({ type: 'done', of: chunk, due: Infinity });
  }

  async #openLives(at: number, population: PopulationPlan): Promise<WholeLives> {
    const datasets = await openDatasets(this.#plan, this.#world, population);
    const lives = new WholeLives(this.#world, population, datasets, this.#plan.options.lanes);
    this.#lives.set(at, lives);
    return lives;
  }

  async #window({ window, until }: Extract<ToWorker, { type: 'window' }>): Promise<void> {
    this.#crowds ??= await this.#openCrowds();
    const sink = this.#link.sinkFor(window);
    const held = this.#crowds.map((_, i) => new HeldEvents(sink, i));
    for (const [i, crowd] of this.#crowds.entries()) {
      const into = held[i];
      if (into !== undefined) await crowd.advance(until, into);
    }
    await handOn(
      held.map((events) => events.takeBefore(until)),
      sink,
    );
    await sink.drain();
    const due = Math.min(...this.#crowds.map((crowd) => crowd.due));
    this.#link.post({ type: 'done', of: window, due });
  }

  async #openCrowds(): Promise<Crowd[]> {
    const { thread, threads: of } = this.#start;
    const { lanes } = this.#plan.options;
    const crowds: Crowd[] = [];
    for (const population of this.#plan.populations) {
      const datasets = await openDatasets(this.#plan, this.#world, population);
      const deal = { ...shardOf(population, this.#plan), thread, of };
      crowds.push(new Crowd(this.#world, population, datasets, deal, lanes));
    }
    return crowds;
  }
}

/** The line to the main thread: orders come in, batches go out as slots become free. */
class Link {
  readonly #port: MessagePort;
  readonly #start: WorkerStart;
  readonly #orders: ToWorker[] = [];
  readonly #freeSlots: number[] = Array.from({ length: SLOTS }, (_, i) => i);
  /** Ids in the order of their places. */
  populations: readonly string[] = [];
  #wake: (() => void) | undefined;
  readonly #encoder: LineEncoder | undefined;
  /** The slot being filled; −1 when the encoder works in memory of its own. */
  #slot = -1;

  constructor(port: MessagePort, start: WorkerStart) {
    this.#port = port;
    this.#start = start;
    port.on('message', (message: ToWorker) => this.#receive(message));
    if (start.encoding === 'ndjson') this.#encoder = new LineEncoder(start.batchSize, () => this.#nextBuffer());
  }

  post(message: FromWorker, transfer: readonly TransferListItem[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  refuse(thrown: unknown): void {
    this.post({ type: 'refused', error: toPlainError(thrown) });
  }

  async next(): Promise<ToWorker> {
    for (;;) {
      const order = this.#orders.shift();
      if (order !== undefined) return order;
      await this.#message();
    }
  }

  sinkFor(of: number): RunSink {
    return this.#encoder === undefined
      ? new ObjectShipment(this, of, this.#start.batchSize)
      : new LineShipment(this, of, this.#encoder);
  }

  /** Sends what the encoder holds. The next batch waits for a free slot. */
  async shipLines(of: number, encoder: LineEncoder, places: Float64Array): Promise<void> {
    if (encoder.count === 0) return;
    while (this.#freeSlots.length === 0) await this.#message();
    const slot = this.#slot;
    const { bytes, ends, timestamps, nameTable, nameNumbers } = encoder.take();
    const isInSlot = bytes.buffer === this.#start.slots;
    // A line that did not fit its slot travels as a copy of its own; the slot is free again.
    if (!isInSlot && slot !== -1) this.#freeSlots.push(slot);
    const own = isInSlot ? undefined : Uint8Array.from(bytes);
    const message: FromWorker = {
      type: 'batch',
      of,
      slot: isInSlot ? slot : -1,
      bytes: own,
      length: bytes.length,
      count: ends.length,
      ends,
      timestamps,
      nameTable: [...nameTable],
      names: nameNumbers,
      places,
    };
    this.post(message, own === undefined ? [] : [own.buffer]);
  }

  async shipObjects(of: number, events: readonly Event[], places: Float64Array): Promise<void> {
    if (events.length === 0) return;
    while (this.#freeSlots.length === 0) await this.#message();
    const slot = this.#freeSlots.pop() ?? 0;
    this.post({ type: 'objects', of, slot, events, places });
  }

  shipFailure(of: number, { ms, record, error }: ActorFailure): void {
    const place = placeIn(this.populations.indexOf(record.population), record.actor);
    this.post({ type: 'failure', of, ms, place, record, error: toPlainError(error) });
  }

  #nextBuffer(): Uint8Array {
    this.#slot = this.#freeSlots.pop() ?? -1;
    if (this.#slot === -1) return new Uint8Array(SLOT_BYTES);
    return new Uint8Array(this.#start.slots, this.#slot * SLOT_BYTES, SLOT_BYTES);
  }

  #message(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #receive(message: ToWorker): void {
    if (message.type === 'free') this.#freeSlots.push(message.slot);
    else this.#orders.push(message);
    this.#wake?.();
  }
}

/** Collects what runs; a failure goes on its way behind what was emitted before it. */
abstract class Shipment implements RunSink {
  readonly isClosed = false;
  protected readonly link: Link;
  protected readonly of: number;

  constructor(link: Link, of: number) {
    this.link = link;
    this.of = of;
  }

  abstract get isFull(): boolean;
  abstract emit(event: Event, ms: number, place: number): void;
  abstract drain(): Promise<void>;

  async fail(failure: ActorFailure): Promise<void> {
    await this.drain();
    this.link.shipFailure(this.of, failure);
  }
}

class LineShipment extends Shipment {
  readonly #encoder: LineEncoder;
  #places: number[] = [];

  constructor(link: Link, of: number, encoder: LineEncoder) {
    super(link, of);
    this.#encoder = encoder;
  }

  get isFull(): boolean {
    return this.#encoder.isFull;
  }

  emit(event: Event, ms: number, place: number): void {
    this.#encoder.encode(event, ms);
    this.#places.push(place);
  }

  async drain(): Promise<void> {
    const places = Float64Array.from(this.#places);
    this.#places = [];
    await this.link.shipLines(this.of, this.#encoder, places);
  }
}

class ObjectShipment extends Shipment {
  readonly #batchSize: number;
  #events: Event[] = [];
  #places: number[] = [];

  constructor(link: Link, of: number, batchSize: number) {
    super(link, of);
    this.#batchSize = batchSize;
  }

  get isFull(): boolean {
    return this.#events.length >= this.#batchSize;
  }

  emit(event: Event, _ms: number, place: number): void {
    this.#events.push(event);
    this.#places.push(place);
  }

  async drain(): Promise<void> {
    const [events, places] = [this.#events, Float64Array.from(this.#places)];
    this.#events = [];
    this.#places = [];
    await this.link.shipObjects(this.of, events, places);
  }
}

function otherPlan(here: string, there: string): Error {
  return new Error(
    `the worker compiled another plan (${here.slice(0, 12)}) than the main thread (${there.slice(0, 12)})`,
  );
}

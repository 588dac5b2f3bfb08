/** The line from a worker to the main thread, and what is sent over it: lines in shared memory, or events as objects. */
import { setMaxListeners } from 'node:events';
import type { MessagePort, TransferListItem } from 'node:worker_threads';

import { createEncoder, type EventEncoder } from '../encode/encoder.ts';
import { SLOT_BYTES } from '../encode/limits.ts';
import type { LineBatch } from '../encode/line-batch.ts';
import type { Event } from '../model/event.ts';
import { CutSink } from './cut-sink.ts';
import type { ActorFailure } from './failure.ts';
import type { RunSink } from './lanes.ts';
import { Patience } from './patience.ts';
import { toPlainError } from './plain-error.ts';
import { SLOTS, type CutPlace, type FromWorker, type ToWorker, type WorkerStart } from './protocol.ts';
import type { Peopled } from './simulate.ts';
import { placeIn } from './held.ts';

/** The line to the main thread: orders come in, batches go out as slots become free. */
export class Link {
  readonly #port: MessagePort;
  readonly #start: WorkerStart;
  readonly #orders: ToWorker[] = [];
  readonly #freeSlots: number[] = Array.from({ length: SLOTS }, (_, i) => i);
  /** Which population stands where among those of one instant; set when the plan is known. */
  order: readonly Peopled[] = [];
  /** Whether nothing more is wanted. */
  isHalted = false;
  /** For handlers that are under way then. */
  readonly patience: Patience;
  /** What handlers see of an abort. */
  readonly #stopping = new AbortController();
  #wake: (() => void) | undefined;
  readonly #encoder: EventEncoder | undefined;
  /** The slot being filled; −1 when the encoder works in memory of its own. */
  #slot = -1;

  constructor(port: MessagePort, start: WorkerStart) {
    this.#port = port;
    this.#start = start;
    this.patience = new Patience(start.closeTimeoutMs);
    // Every handler under way may listen, and Node would warn of the eleventh.
    setMaxListeners(0, this.#stopping.signal);
    port.on('message', (message: ToWorker) => this.#receive(message));
    const { encoding, batchSize, scenario, meta } = start;
    if (encoding === 'objects') return;
    this.#encoder = createEncoder(encoding, { batchSize, scenario, meta, nextBuffer: () => this.#nextBuffer() });
  }

  get signal(): AbortSignal {
    return this.#stopping.signal;
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

  /** For counts alone. */
  cutAt(place: CutPlace): RunSink {
    const { encoding, batchSize, scenario, meta } = this.#start;
    const encoder = encoding === 'objects' ? undefined : createEncoder(encoding, { batchSize, scenario, meta });
    return new CutSink(place, encoder, this.patience);
  }

  sinkFor(of: number): RunSink {
    return this.#encoder === undefined
      ? new ObjectShipment(this, of, this.#start.batchSize)
      : new LineShipment(this, of, this.#encoder);
  }

  /** Sends what the encoder holds. The next batch waits for a free slot. */
  async shipLines(of: number, encoder: EventEncoder, places: Float64Array): Promise<void> {
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
    const at = this.order.findIndex(
      ({ process, population }) => process.id === record.process && population.id === record.population,
    );
    const place = placeIn(at, record.actor);
    this.post({ type: 'failure', of, ms, place, record, error: toPlainError(error) });
  }

  shipFault(of: number, thrown: unknown, { ms, place }: { readonly ms: number; readonly place: number }): void {
    this.post({ type: 'fault', of, ms, place, error: toPlainError(thrown) });
  }

  #nextBuffer(): Uint8Array {
    this.#slot = this.#freeSlots.pop() ?? -1;
    if (this.#slot === -1) return new Uint8Array(SLOT_BYTES);
    return new Uint8Array(this.#start.slots, this.#slot * SLOT_BYTES, SLOT_BYTES);
  }

  #message(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #halt(): void {
    if (this.isHalted) return;
    this.isHalted = true;
    this.#stopping.abort();
    // The thread ends with the run, whether or not this has run out.
    this.patience.begin();
  }

  #receive(message: ToWorker): void {
    if (message.type === 'free') this.#freeSlots.push(message.slot);
    else if (message.type === 'halt') this.#halt();
    else if (message.type === 'abort') this.#stopping.abort();
    else this.#orders.push(message);
    this.#wake?.();
  }
}

/** Collects what runs; a failure goes on its way behind what was emitted before it. */
abstract class Shipment implements RunSink {
  protected readonly link: Link;
  protected readonly of: number;

  constructor(link: Link, of: number) {
    this.link = link;
    this.of = of;
  }

  get isClosed(): boolean {
    return this.link.isHalted;
  }

  get patience(): Patience {
    return this.link.patience;
  }

  abstract get isFull(): boolean;
  abstract emit(event: Event, ms: number, place: number): void;
  abstract drain(): Promise<void>;

  async fail(failure: ActorFailure): Promise<void> {
    await this.drain();
    this.link.shipFailure(this.of, failure);
  }

  async failAt(thrown: unknown, at: { readonly ms: number; readonly place: number }): Promise<void> {
    await this.drain();
    this.link.shipFault(this.of, thrown, at);
  }
}

class LineShipment extends Shipment {
  readonly takesLines = true;
  readonly #encoder: EventEncoder;
  #places: number[] = [];

  constructor(link: Link, of: number, encoder: EventEncoder) {
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

  emitLine(batch: LineBatch, index: number, place: number): void {
    this.#encoder.append(batch, index);
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

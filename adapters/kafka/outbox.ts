/**
 * Events on their way, in units that are sent as a whole: what waits for its unit to fill, what is under way, and up to
 * where everything has arrived. A failure forgets the rest: whoever wants it there hands it over again.
 */
import type { SynodeError } from '../../src/errors.ts';
import { FlushTimer, withUnsent } from '../flush-timer.ts';
import { UserLanes } from '../user-lanes.ts';
import type { Outgoing } from './records.ts';

/** A piece of a unit that may be sent beside others, unless they share a lane. */
export interface Job {
  readonly lanes: ReadonlySet<string>;
  readonly run: () => Promise<void>;
}

export interface OutboxParts {
  readonly unitSize: number;
  readonly unitBytes: number;
  /** Longest wait of an event for its unit to fill, ms. */
  readonly flushInterval: number;
  readonly maxInFlight: number;
  /** Called whenever a unit has arrived. */
  readonly onArrive?: () => void;
  readonly jobsOf: (items: readonly Outgoing[]) => readonly Job[];
  /** The error of a failure, with what has arrived by then and what has not. */
  readonly failure: (
    cause: unknown,
    counts: { readonly acknowledged: number; readonly unacknowledged: number },
    first: readonly Outgoing[],
  ) => SynodeError;
}

interface Unit {
  readonly items: readonly Outgoing[];
  isDone: boolean;
  sent: Promise<void>;
}

export class Outbox {
  /** Units that have arrived, and their bytes. */
  units = 0;
  bytes = 0;
  /** Place in the stream of the next event. */
  #next = 0;
  readonly #parts: OutboxParts;
  readonly #lanes: UserLanes;
  #waiting: Outgoing[] = [];
  #waitingBytes = 0;
  /** Begun and not yet known to have arrived up to here, in order. */
  #units: Unit[] = [];
  /** Sends what has waited long enough. */
  readonly #timer: FlushTimer;
  #failing: Promise<SynodeError> | undefined;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#lanes = new UserLanes(parts.maxInFlight);
    this.#timer = new FlushTimer(parts.flushInterval, () => (this.#waiting.length === 0 ? undefined : this.#begin()));
  }

  /** Place in the stream of the next event that is handed over. */
  get next(): number {
    return this.#next;
  }

  /** Every event before this place has arrived. */
  get arrived(): number {
    const open = this.#units.reduce((count, { items }) => count + items.length, this.#waiting.length);
    return this.#next - open;
  }

  /** Goes on behind events that are there already. Only while nothing waits or is under way. */
  startAt(place: number): void {
    this.#next = place;
  }

  /**
   * Takes items and sends every unit that is full; resolves when those have arrived. `keep` copies what waits on: the
   * memory of the others is needed no longer than this call.
   */
  async accept(items: readonly Outgoing[], keep: (item: Outgoing) => Outgoing = same): Promise<void> {
    if (this.#failing !== undefined) throw withUnsent(await this.#failing, items.length);
    this.#timer.throwUntold(items.length);
    this.#next += items.length;
    const begun: Promise<void>[] = [];
    const fresh = this.#waiting.length;
    for (const item of items) {
      if (this.#waiting.length > 0 && this.#waitingBytes + item.bytes > this.#parts.unitBytes)
        begun.push(this.#begin());
      this.#waiting.push(item);
      this.#waitingBytes += item.bytes;
      if (this.#waiting.length >= this.#parts.unitSize) begun.push(this.#begin());
    }
    if (this.#waiting.length === 0) this.#timer.stop();
    else {
      this.#keepWaiting(begun.length > 0 ? 0 : fresh, keep);
      this.#timer.start();
    }
    await Promise.all(begun);
  }

  /** Sends what waits, and waits for all that is under way. */
  async drain(): Promise<void> {
    this.#timer.throwUntold(0);
    this.#timer.stop();
    if (this.#waiting.length > 0) void this.#begin();
    try {
      await Promise.all(this.#units.map((unit) => unit.sent));
    } catch (error) {
      this.#timer.forget();
      throw error;
    }
  }

  stopTimer(): void {
    this.#timer.stop();
  }

  #keepWaiting(from: number, keep: (item: Outgoing) => Outgoing): void {
    for (let i = from; i < this.#waiting.length; i++) {
      const item = this.#waiting[i];
      if (item !== undefined) this.#waiting[i] = keep(item);
    }
  }

  #begin(): Promise<void> {
    const unit: Unit = { items: this.#waiting, isDone: false, sent: Promise.resolve() };
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#units.push(unit);
    const jobs = this.#parts.jobsOf(unit.items).map(({ lanes, run }) => this.#lanes.run(lanes, run));
    unit.sent = Promise.all(jobs).then(
      () => this.#arrive(unit),
      async (cause: unknown) => {
        throw await this.#giveUp(cause);
      },
    );
    // Whoever waits for the unit hears of its failure; where nobody does, it is not a failure of the program.
    unit.sent.catch(() => undefined);
    return unit.sent;
  }

  #arrive(unit: Unit): void {
    unit.isDone = true;
    this.units += 1;
    this.#parts.onArrive?.();
    for (const { bytes } of unit.items) this.bytes += bytes;
    while (this.#units[0]?.isDone === true) this.#units.shift();
  }

  /** One failure ends all: what has not begun is not sent, what is under way is awaited, then everybody hears of it. */
  #giveUp(cause: unknown): Promise<SynodeError> {
    this.#failing ??= this.#settle(cause).finally(() => {
      this.#failing = undefined;
    });
    return this.#failing;
  }

  async #settle(cause: unknown): Promise<SynodeError> {
    this.#lanes.cancelWaiting(cause);
    await this.#lanes.idle();
    const first = this.#units.find(({ isDone }) => !isDone)?.items ?? [];
    const acknowledged = this.arrived;
    const error = this.#parts.failure(cause, { acknowledged, unacknowledged: this.#next - acknowledged }, first);
    this.#next = acknowledged;
    this.#units = [];
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#timer.stop();
    return error;
  }
}

const same = (item: Outgoing): Outgoing => item;

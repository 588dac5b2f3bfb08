/** Keeps events in memory: for tests, notebooks and small runs. A kept event costs about 1 kB. */
import { AdapterError } from '../src/errors.ts';
import type { AdapterReport, OutputAdapter } from '../src/model/adapter.ts';
import type { AnyEvent, Event } from '../src/model/event.ts';

import { Lifecycle, newTally, reportOf } from './base.ts';
import { OptionCheck, wholeNumber } from './options.ts';

/** About 2 GB of events: more than most machines have to spare. */
const MANY_EVENTS = 2_000_000;

/** Options of `InMemoryAdapter`. */
export interface InMemoryOptions {
  /** Events kept at most, 0..2³²−1. One more is an `ADAPTER_LIMIT`. Default: no limit. */
  readonly limit?: number;
}

/**
 * Keeps every event; what it holds stays readable after `close`.
 *
 * @throws AdapterError `ADAPTER_LIMIT` when an event comes after the last one allowed
 * @example
 * const memory = new InMemoryAdapter<EventOf<typeof shop>>();
 * await generate(shop, { users: 10, adapter: memory });
 * memory.byName('order.placed')[0]?.payload.total;
 */
export class InMemoryAdapter<E extends AnyEvent = Event> implements OutputAdapter<E> {
  readonly name = 'memory';
  readonly #limit: number;
  readonly #lifecycle = new Lifecycle('memory');
  readonly #tally = newTally();
  readonly #events: E[] = [];

  constructor(options: InMemoryOptions = {}) {
    const check = new OptionCheck('InMemoryAdapter');
    check.object(options, { limit: wholeNumber({ min: 0, max: 4_294_967_295 }) });
    check.throwIfAny();
    this.#limit = options.limit ?? Number.POSITIVE_INFINITY;
  }

  /** Everything received, in order. */
  get events(): readonly E[] {
    return this.#events;
  }

  /** The events of one name, typed as that name's. */
  byName<N extends E['name']>(name: N): Extract<E, { readonly name: N }>[] {
    return this.#events.filter((event): event is Extract<E, { readonly name: N }> => event.name === name);
  }

  /** The events of one user, in order. */
  byUser(userId: string): E[] {
    return this.#events.filter((event) => event.userId === userId);
  }

  /** Forgets the events; the counts of the report stay. */
  clear(): void {
    this.#events.length = 0;
  }

  write(event: E): void {
    this.#lifecycle.assertUsable();
    this.#keep(event);
    this.#tally.batches += 1;
  }

  writeBatch(events: readonly E[]): void {
    this.#lifecycle.assertUsable();
    for (const event of events) this.#keep(event);
    this.#tally.batches += 1;
  }

  close(): Promise<void> {
    return this.#lifecycle.close(() => undefined);
  }

  report(): AdapterReport {
    const { events } = this.#tally;
    return reportOf(this.name, this.#tally, events > MANY_EVENTS ? { warnings: [tooMany(events)] } : {});
  }

  #keep(event: E): void {
    if (this.#events.length >= this.#limit) throw this.#full();
    this.#events.push(event);
    this.#tally.events += 1;
    this.#tally.acknowledged += 1;
  }

  #full(): AdapterError {
    const { acknowledged } = this.#tally;
    return new AdapterError(
      'ADAPTER_LIMIT',
      `memory adapter holds its limit of ${this.#limit} events and was given one more`,
      { adapter: this.name, operation: 'write', retriable: false, acknowledged, unacknowledged: 1 },
      { suggestion: 'Raise limit, set maxEvents, or write to a file.' },
    );
  }
}

function tooMany(events: number): { readonly code: string; readonly message: string } {
  const message = `the memory adapter was given ${events} events, about ${Math.round(events / 1_000_000)} GB: write to a file`;
  return { code: 'MEMORY_ADAPTER_SIZE', message };
}

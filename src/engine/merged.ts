import { LineEncoder } from '../encode/line-encoder.ts';
import type { Event } from '../model/event.ts';
import type { Delivery } from './deliver.ts';
import type { ResultFolds } from './results.ts';
import type { ReceivedEvents } from './thread-run.ts';

/** Events of one order on their way to the adapter. */
export class Merged {
  readonly #delivery: Delivery;
  readonly #ordered: ResultFolds | undefined;
  readonly #lines: LineEncoder;
  #events: Event[] = [];

  constructor(delivery: Delivery, ordered: ResultFolds | undefined) {
    this.#delivery = delivery;
    this.#ordered = ordered;
    this.#lines = new LineEncoder(delivery.batchSize, delivery.nextBuffer);
  }

  get isFull(): boolean {
    return this.#lines.isFull || this.#events.length >= this.#delivery.batchSize;
  }

  add(items: ReceivedEvents, at: number): void {
    if (items.kind === 'lines') return this.#lines.append(items.batch, at);
    const event = items.events[at];
    if (event === undefined) return;
    this.#ordered?.apply(event);
    this.#events.push(event);
  }

  async drain(): Promise<void> {
    if (this.#lines.count > 0) await this.#delivery.handLines(this.#lines.take());
    const events = this.#events;
    this.#events = [];
    await this.#delivery.handEvents(events);
  }
}

/** What threads send in order of time, put into one order. */
import { LineEncoder } from '../encode/line-encoder.ts';
import type { Event } from '../model/event.ts';
import type { Delivery } from './deliver.ts';
import type { Pacer } from './pacer.ts';
import type { RunPolicy } from './policy.ts';
import type { ResultFolds } from './results.ts';
import { comesFirst, type ReceivedEvents, type ThreadRun } from './thread-run.ts';

/** What is needed of a run to hand on what its threads send. */
export interface MergeOutlet {
  readonly delivery: Delivery;
  readonly policy: RunPolicy;
  /** Folded in stream order, so their events travel as objects. */
  readonly ordered: ResultFolds | undefined;
  readonly pacer: Pacer | undefined;
}

/** Hands on what the threads send for one window, in total order; gives the number of events. */
export async function handOnMerged(runs: readonly ThreadRun[], outlet: MergeOutlet): Promise<number> {
  const { policy } = outlet;
  const merged = new Merged(outlet);
  let count = 0;
  for (;;) {
    for (const run of runs) while (!run.isReady && !run.isOver) await run.fetch();
    const first = runs.reduce((a, b) => (comesFirst(b, a) ? b : a));
    const { items, at } = first;
    if (items === undefined) break;
    await untilDue(first.ms, merged, outlet);
    if (policy.isClosed) break;
    if (items.kind === 'failure' || items.kind === 'fault') {
      await merged.drain();
      if (items.kind === 'fault') throw items.error;
      await policy.fail(items.failure);
    } else if (policy.admit(1) === 1) merged.add(items, at);
    first.advance();
    count++;
    if (merged.isFull) await merged.drain();
    if (policy.isClosed) break;
  }
  await merged.drain();
  if (policy.isClosed) for (const run of runs) await run.drop();
  return count;
}

/** In paced runs: what is merged already is due and goes first, then it waits. */
async function untilDue(ms: number, merged: Merged, { pacer, delivery }: MergeOutlet): Promise<void> {
  if (pacer === undefined || pacer.wait(ms) === 0) return;
  await merged.drain();
  await delivery.flush();
  await pacer.sleep(ms);
}

/** Events of one order on their way to the adapter. */
class Merged {
  readonly #delivery: Delivery;
  readonly #ordered: ResultFolds | undefined;
  readonly #lines: LineEncoder;
  #events: Event[] = [];

  constructor({ delivery, ordered }: MergeOutlet) {
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

/** An adapter that takes part of a batch and then fails, as often as told. */
import { AdapterError } from '../../src/errors.ts';
import type { AdapterReport, EncodedBatch, OutputAdapter, RunInfo } from '../../src/model/adapter.ts';
import type { Event, JsonValue } from '../../src/model/event.ts';

export interface FlakyPlan {
  /** Numbers of received events before which a call fails, each once. */
  readonly failAt?: readonly number[];
  readonly retriable?: boolean;
  /** Events that wait in the adapter until it flushes or holds more; a failure drops them. */
  readonly holds?: number;
  readonly failOpen?: boolean;
  readonly failClose?: boolean;
  /** Calls wait for this. */
  readonly gate?: () => Promise<void>;
  readonly batchSize?: number;
}

export class FlakyAdapter implements OutputAdapter<Event> {
  readonly name = 'flaky';
  readonly encoding = 'ndjson';
  readonly feed: { readonly batchSize: number };
  readonly ids: string[] = [];
  readonly calls: string[] = [];
  readonly #plan: FlakyPlan;
  readonly #failures: Set<number>;
  #held: string[] = [];

  constructor(plan: FlakyPlan = {}) {
    this.#plan = plan;
    this.#failures = new Set(plan.failAt);
    this.feed = { batchSize: plan.batchSize ?? 1000 };
  }

  open(_run: RunInfo): void {
    this.calls.push('open');
    if (this.#plan.failOpen === true) throw this.#failed('open', 0);
  }

  async write(event: Event): Promise<void> {
    await this.#take([event.id]);
  }

  async writeBatch(events: readonly Event[]): Promise<void> {
    this.calls.push(`write ${events.length}`);
    await this.#take(events.map(({ id }) => id));
  }

  async writeEncoded(batch: EncodedBatch): Promise<void> {
    const lines = Buffer.from(batch.bytes).toString('utf8').trimEnd().split('\n');
    await this.#take(lines.map((line) => (JSON.parse(line) as Event).id));
  }

  async flush(): Promise<void> {
    this.calls.push('flush');
    await this.#release(0);
  }

  async close(): Promise<void> {
    this.calls.push('close');
    if (this.#plan.failClose === true) throw new Error('close failed');
  }

  position() {
    return { ordinal: this.ids.length, detail: { ids: [...this.ids] } };
  }

  async restore(detail: JsonValue): Promise<void> {
    this.ids.push(...(detail as { ids: string[] }).ids);
  }

  report(): AdapterReport {
    const acknowledged = this.ids.length;
    const events = acknowledged + this.#held.length;
    return { name: this.name, events, acknowledged, filtered: 0, batches: 0, bytes: 0, retries: 0 };
  }

  async #take(ids: readonly string[]): Promise<void> {
    await this.#plan.gate?.();
    this.#held.push(...ids);
    await this.#release(this.#plan.holds ?? 0);
  }

  async #release(left: number): Promise<void> {
    while (this.#held.length > left) {
      if (this.#failures.delete(this.ids.length)) {
        const lost = this.#held.length;
        this.#held = [];
        throw this.#failed('write', lost);
      }
      this.ids.push(this.#held.shift() ?? '');
    }
  }

  #failed(operation: 'open' | 'write', unacknowledged: number): AdapterError {
    const { retriable = true } = this.#plan;
    const acknowledged = this.ids.length;
    const failure = { adapter: this.name, operation, systemCode: 'EFLAKY', retriable, acknowledged, unacknowledged };
    return new AdapterError('ADAPTER_ERROR', `flaky ${operation} failed`, failure);
  }
}

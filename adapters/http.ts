/** Sends events to a web address, in batches that arrive or are named. */
import { createHash } from 'node:crypto';

import { canonicalLine } from '../src/encode/canonical.ts';
import type { SynodeError } from '../src/errors.ts';
import type {
  AdapterEncoding,
  AdapterPosition,
  AdapterReport,
  EncodedBatch,
  OutputAdapter,
  RunInfo,
} from '../src/model/adapter.ts';
import type { AnyEvent, Event, JsonValue } from '../src/model/event.ts';

import { Lifecycle, newTally, reportOf } from './base.ts';
import type { ResolvedFeed } from './deliver.ts';
import { FlushTimer, withUnsent } from './flush-timer.ts';
import { httpFailure, withHandlerError } from './http-errors.ts';
import { resolveHttpOptions, type HttpOptions, type ResolvedHttpOptions } from './http-options.ts';
import { HttpSender, type HttpBody } from './http-sender.ts';
import { UserLanes } from './user-lanes.ts';

export type { HttpOptions } from './http-options.ts';

/** An event on its way: as an object, as a line, or both. */
interface Item<E extends AnyEvent> {
  readonly id: string;
  readonly userId: string;
  readonly event: E | undefined;
  readonly line: Uint8Array | undefined;
}

interface Batch<E extends AnyEvent> {
  readonly items: readonly Item<E>[];
  isDone: boolean;
  sent: Promise<void>;
}

/**
 * Sends events by POST or PUT. A full batch is acknowledged by a 2xx answer before `write` resolves; a partial one
 * waits for more, at most `flushInterval`, or for `flush`. Network faults, time-outs, 408, 429 and 5xx are retried with
 * the same `Idempotency-Key`: at least once, and exactly once where the server honours the key.
 *
 * @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY` for its options
 * @throws AdapterError `HTTP_REJECTED` for other answers, `HTTP_FAILED` when the retries are used up
 * @example new HttpAdapter({ url: 'https://example.com/events', headers: { authorization: token }, batchSize: 100 })
 */
export class HttpAdapter<E extends AnyEvent = Event> implements OutputAdapter<E> {
  readonly name = 'http';
  readonly feed: ResolvedFeed;
  readonly encoding?: AdapterEncoding;
  readonly #options: ResolvedHttpOptions<E>;
  readonly #lifecycle = new Lifecycle('http');
  readonly #tally = newTally();
  readonly #lanes: UserLanes;
  #sender: HttpSender | undefined;
  /** Place in the stream of the next event. */
  #next = 0;
  #buffer: Item<E>[] = [];
  /** Begun and not yet known to have arrived up to here, in order. */
  #batches: Batch<E>[] = [];
  /** Sends a part of a batch that has waited long enough. */
  readonly #timer: FlushTimer;
  #failing: Promise<SynodeError> | undefined;

  constructor(options: HttpOptions<E>) {
    this.#options = resolveHttpOptions(options);
    const { batchSize, flushInterval, maxInFlight, transform, onUndelivered } = this.#options;
    this.feed = { batchSize, maxInFlight };
    this.#lanes = new UserLanes(maxInFlight);
    this.#timer = new FlushTimer(flushInterval, () => (this.#buffer.length === 0 ? undefined : this.#begin()));
    if (transform === undefined && onUndelivered === undefined) this.encoding = 'ndjson';
  }

  async open(run: RunInfo): Promise<void> {
    this.#lifecycle.begin();
    const { default: ky } = await import('ky');
    this.#sender = new HttpSender(this.#options, { runId: run.runId, signal: run.signal, ky });
  }

  write(event: E): Promise<void> {
    return this.writeBatch([event]);
  }

  async writeBatch(events: readonly E[]): Promise<void> {
    this.#lifecycle.assertOpen();
    const { items, fault } = itemsOf(events, this.#options.transform === undefined);
    await this.#accept(items);
    if (fault === undefined) return;
    await this.#drain();
    throw httpFailure(fault, { acknowledged: this.#arrived, unacknowledged: 1 });
  }

  async writeEncoded(batch: EncodedBatch): Promise<void> {
    this.#lifecycle.assertOpen();
    const lineOf = (i: number) => batch.bytes.subarray(batch.ends[i - 1] ?? 0, (batch.ends[i] ?? 0) - 1);
    const items = Array.from({ length: batch.count }, (_, i) => ({
      id: batch.ids[i] ?? '',
      userId: batch.userIds[i] ?? '',
      event: undefined,
      // A copy: the caller's memory is lent for this call, and the line may wait for its batch.
      line: new Uint8Array(lineOf(i)),
    }));
    await this.#accept(items);
  }

  async flush(): Promise<void> {
    this.#lifecycle.assertOpen('flush');
    await this.#drain();
  }

  close(): Promise<void> {
    return this.#lifecycle.close(async () => {
      try {
        if (this.#sender !== undefined) await this.#drain();
      } finally {
        this.#timer.stop();
      }
    });
  }

  position(): AdapterPosition {
    return { ordinal: this.#arrived, detail: this.#arrived };
  }

  /** Called before `open`. */
  async restore(detail: JsonValue): Promise<void> {
    this.#lifecycle.assertUsable('open');
    this.#next = Number(detail);
  }

  report(): AdapterReport {
    const retries = this.#sender?.retries ?? 0;
    return reportOf(this.name, { ...this.#tally, events: this.#next, acknowledged: this.#arrived, retries });
  }

  /** Every event before this place has been acknowledged. */
  get #arrived(): number {
    const open = this.#batches.reduce((count, { items }) => count + items.length, this.#buffer.length);
    return this.#next - open;
  }

  async #accept(items: readonly Item<E>[]): Promise<void> {
    // Only while a failure is being settled is there anything to wait for: order is kept by not waiting.
    if (this.#failing !== undefined) throw withUnsent(await this.#failing, items.length);
    this.#timer.throwUntold(items.length);
    this.#next += items.length;
    this.#buffer.push(...items);
    const begun: Promise<void>[] = [];
    while (this.#buffer.length >= this.#options.batchSize) begun.push(this.#begin());
    if (this.#buffer.length === 0) this.#timer.stop();
    else this.#timer.start();
    await Promise.all(begun);
  }

  /** Sends what waits, and waits for all that is under way. */
  async #drain(): Promise<void> {
    this.#timer.throwUntold(0);
    this.#timer.stop();
    if (this.#buffer.length > 0) void this.#begin();
    try {
      await Promise.all(this.#batches.map((batch) => batch.sent));
    } catch (error) {
      this.#timer.forget();
      throw error;
    }
  }

  /** Begins a batch with what waits, at most a full one. */
  #begin(): Promise<void> {
    const items = this.#buffer.splice(0, this.#options.batchSize);
    const batch: Batch<E> = { items, isDone: false, sent: Promise.resolve() };
    this.#batches.push(batch);
    const users = new Set(items.map(({ userId }) => userId));
    batch.sent = this.#lanes
      .run(users, () => this.#post(batch))
      .catch(async (cause: unknown) => {
        throw await this.#giveUp(cause);
      });
    // Whoever waits for the batch hears of its failure; where nobody does, it is not a failure of the program.
    batch.sent.catch(() => undefined);
    return batch.sent;
  }

  async #post(batch: Batch<E>): Promise<void> {
    this.#tally.bytes += (await this.#sender?.send(this.#bodyOf(batch.items))) ?? 0;
    this.#tally.batches += 1;
    batch.isDone = true;
    while (this.#batches[0]?.isDone === true) this.#batches.shift();
  }

  #bodyOf(items: readonly Item<E>[]): HttpBody {
    const key = createHash('sha256');
    for (const { id } of items) key.update(`${id}\n`);
    const { transform } = this.#options;
    const shaped = transform === undefined ? bodyOfLines(items) : bodyOfValue(transform(eventsOf(items)));
    return { ...shaped, key: key.digest('hex').slice(0, 32) };
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
    const undelivered = [...this.#batches.flatMap(({ items }) => items), ...this.#buffer];
    const acknowledged = this.#arrived;
    const error = httpFailure(cause, { acknowledged, unacknowledged: this.#next - acknowledged });
    this.#next = acknowledged;
    this.#batches = [];
    this.#buffer = [];
    this.#timer.stop();
    try {
      await this.#options.onUndelivered?.(eventsOf(undelivered), error);
      return error;
    } catch (handlerError) {
      return withHandlerError(error, handlerError);
    }
  }
}

/** Events on their way; as lines where the body is made of those. Ends before an event that cannot be a line. */
function itemsOf<E extends AnyEvent>(events: readonly E[], asLines: boolean): { items: Item<E>[]; fault?: unknown } {
  const items: Item<E>[] = [];
  for (const event of events) {
    const { id, userId } = event;
    try {
      items.push({ id, userId, event, line: asLines ? Buffer.from(canonicalLine(event)) : undefined });
    } catch (fault) {
      return { items, fault };
    }
  }
  return { items };
}

function eventsOf<E extends AnyEvent>(items: readonly Item<E>[]): E[] {
  return items.flatMap(({ event }) => (event === undefined ? [] : [event]));
}

function bodyOfLines(items: readonly Item<AnyEvent>[]): Omit<HttpBody, 'key'> {
  const comma = Buffer.from(',');
  const pieces = items.flatMap(({ line }, i) => [...(i === 0 ? [] : [comma]), line ?? comma]);
  return { bytes: Buffer.concat([Buffer.from('{"events":['), ...pieces, Buffer.from(']}')]), type: 'application/json' };
}

/** Text and bytes as they are, all else as JSON. */
function bodyOfValue(value: unknown): Omit<HttpBody, 'key'> {
  if (value instanceof Uint8Array) return { bytes: value, type: 'application/octet-stream' };
  if (typeof value === 'string') return { bytes: Buffer.from(value), type: 'text/plain; charset=utf-8' };
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new Error(`transform returned ${typeof value}: it must return the body`);
  return { bytes: Buffer.from(json), type: 'application/json' };
}

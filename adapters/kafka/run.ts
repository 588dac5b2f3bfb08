/** One run into Kafka: connections, topics, the sender, and the events on their way to it. */
import type { AdapterReport, EncodedBatch, RunInfo } from '../../src/model/adapter.ts';
import type { AnyEvent } from '../../src/model/event.ts';
import { headOfEncoded, sliceEncoded } from '../deliver.ts';
import { codecMissing, kafkaFailure, NOTHING_YET, toldByWrite, tooLarge } from './errors.ts';
import { inTime } from './in-time.ts';
import { partitionOf } from './murmur2.ts';
import type { ResolvedKafkaOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { ClientError, type KafkaClient, type ProducerSettings } from './port.ts';
import { copyOf, Shaper, viewOf, type Outgoing, type Shaped } from './records.ts';
import { Acknowledged, BatchSender, whereOf, type Sender } from './sender.ts';
import { Topics } from './topics.ts';
import { TransactionSender } from './transactions.ts';

/** Longest wait for what is under way once the run is being stopped, ms. */
const GRACE_MS = 10_000;
/** Requests whose bytes one transaction may hold. */
const REQUESTS_A_TRANSACTION = 16;

type Options<E extends AnyEvent> = ResolvedKafkaOptions<E>;

/** What came with one call. */
interface Incoming {
  readonly count: number;
  /** Id of the i-th event, for an error. */
  readonly idOf: (i: number) => string;
  /** Copies what waits for longer than the call. */
  readonly keep?: (item: Outgoing) => Outgoing;
}

export class KafkaRun<E extends AnyEvent> {
  readonly #client: KafkaClient;
  readonly #options: Options<E>;
  readonly #info: RunInfo;
  readonly #shaper: Shaper<E>;
  readonly #topics: Topics;
  readonly #acknowledged = new Acknowledged();
  readonly #outbox: Outbox;
  readonly #sender: Sender;
  readonly #transactions: TransactionSender | undefined;
  #retries = 0;
  /** Since when a request is tried again. */
  #waitsSince: number | undefined;
  #waitedMs = 0;
  /** Where records without a key go next. */
  #turn = 0;
  #isOpen = false;
  /** Whether events may come that an earlier run has committed. */
  #isBehind = true;
  #grace: NodeJS.Timeout | undefined;
  /** Aborted when the run is being stopped and has had its time. */
  readonly #stop = new AbortController();

  constructor(client: KafkaClient, options: Options<E>, info: RunInfo) {
    this.#client = client;
    this.#options = options;
    this.#info = info;
    this.#shaper = new Shaper(options, info);
    this.#topics = new Topics(options);
    this.#transactions = options.delivery === 'exactly-once' ? this.#newTransactions() : undefined;
    this.#sender = this.#transactions ?? this.#newBatches();
    const isExact = this.#transactions !== undefined;
    this.#outbox = new Outbox({
      unitSize: isExact ? options.transactionSize : options.batchSize,
      unitBytes: isExact ? options.maxBatchBytes * REQUESTS_A_TRANSACTION : options.maxBatchBytes,
      flushInterval: options.flushInterval,
      maxInFlight: options.maxInFlight,
      onArrive: this.#goesOn,
      jobsOf: (items) => this.#sender.jobsOf(items),
      failure: (cause, counts, first) => kafkaFailure(cause, { operation: 'write', ...counts }, whereOf(first)),
    });
  }

  /** Every event before this place has arrived. */
  get arrived(): number {
    return this.#outbox.arrived;
  }

  async open(start: number): Promise<void> {
    const { signal } = this.#info;
    signal.addEventListener('abort', this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
    try {
      this.#checkCodec();
      const { checkpointTopic, delivery, serializer } = this.#options;
      const checkpoint = delivery === 'exactly-once' ? checkpointTopic : undefined;
      await this.#ensure(this.#shaper.topics.expected(this.#info.eventNames), checkpoint);
      await serializer?.open?.(
        this.#topics.names.filter((topic) => topic !== checkpoint),
        this.#info,
      );
      await this.#openSender();
      this.#goesOn();
      this.#outbox.startAt(start);
      this.#isOpen = true;
    } catch (error) {
      await this.#letGo();
      throw kafkaFailure(error, NOTHING_YET);
    }
  }

  async events(events: readonly E[]): Promise<void> {
    const known = this.#knownOf(events.length);
    if (known.count > 0) {
      if (known.from < known.count) this.#compare(await this.#shaper.events(events.slice(known.from, known.count)));
      this.#outbox.startAt(this.#outbox.next + known.count);
    }
    if (known.count === events.length) return;
    const fresh = known.count === 0 ? events : events.slice(known.count);
    await this.#send(await this.#shaper.events(fresh), { count: fresh.length, idOf: (i) => fresh[i]?.id ?? '' });
  }

  async lines(batch: EncodedBatch): Promise<void> {
    const known = this.#knownOf(batch.count);
    if (known.count > 0) {
      if (known.from < known.count) {
        this.#compare(this.#linesOf(headOfEncoded(sliceEncoded(batch, known.from), known.count - known.from)));
      }
      this.#outbox.startAt(this.#outbox.next + known.count);
    }
    if (known.count === batch.count) return;
    const fresh = sliceEncoded(batch, known.count);
    await this.#send(this.#linesOf(fresh), { count: fresh.count, idOf: (i) => fresh.ids[i] ?? '', keep: copyOf });
  }

  /** Afterwards everything before can be read. */
  async flush(): Promise<void> {
    await this.#outbox.drain();
    await this.#settle();
  }

  async close(): Promise<void> {
    try {
      if (this.#isOpen) await this.flush();
    } finally {
      await this.#letGo();
    }
  }

  /** A try that failed: until something arrives, the run waits. */
  readonly #waits = (): void => {
    this.#retries++;
    this.#waitsSince ??= performance.now();
  };

  readonly #goesOn = (): void => {
    if (this.#waitsSince === undefined) return;
    this.#waitedMs += performance.now() - this.#waitsSince;
    this.#waitsSince = undefined;
  };

  report(): Partial<AdapterReport> {
    const since = this.#waitsSince;
    const waitedMs = Math.round(this.#waitedMs + (since === undefined ? 0 : performance.now() - since));
    const { next: events, arrived: acknowledged, units: batches, bytes } = this.#outbox;
    const topics = this.#acknowledged.partitions.map(({ firstOffset, lastOffset, ...rest }) => ({
      ...rest,
      firstOffset: firstOffset === undefined ? null : Number(firstOffset),
      lastOffset: lastOffset === undefined ? null : Number(lastOffset),
    }));
    const resumedFrom = this.#transactions?.resumedFrom ?? 0;
    const warnings = [...this.#topics.warnings, ...(this.#transactions?.warnings ?? [])];
    return {
      events,
      acknowledged,
      batches,
      bytes,
      retries: this.#retries,
      ...(since === undefined ? {} : { waiting: 'a broker' }),
      ...(waitedMs === 0 ? {} : { waitedMs }),
      topics,
      ...(warnings.length === 0 ? {} : { warnings }),
      ...(resumedFrom === 0 ? {} : { resumedFrom }),
    };
  }

  /** A transaction may have to wait for those of others; it looks to the time for finding a broker itself. */
  #openSender(): Promise<void> {
    if (this.#transactions !== undefined) return this.#transactions.open();
    const kill = () => this.#sender.stop();
    return inTime({ ms: this.#openLimitMs, signal: this.#stop.signal, kill }, () => this.#sender.open());
  }

  async #settle(): Promise<void> {
    const { arrived: acknowledged } = this.#outbox;
    try {
      await this.#transactions?.settle();
    } catch (error) {
      throw kafkaFailure(error, { operation: 'flush', acknowledged, unacknowledged: 0 });
    }
  }

  #newBatches(): BatchSender {
    const { acks, maxInFlight } = this.#options;
    const producer = this.#client.producer(this.#producerSettings());
    return new BatchSender(producer, { acknowledged: this.#acknowledged, maxInFlight, acks });
  }

  #newTransactions(): TransactionSender {
    const { seed, planHash, shard } = this.#info;
    const { topic, checkpointTopic, newRun, batchSize, maxBatchBytes, transactionTimeoutMs } = this.#options;
    return new TransactionSender({
      client: this.#client,
      settings: this.#producerSettings(),
      run: { seed, planHash, shard, topic },
      checkpointTopic,
      newRun,
      batchSize,
      maxBatchBytes,
      transactionTimeoutMs,
      openLimitMs: this.#openLimitMs,
      acknowledged: this.#acknowledged,
      signal: this.#stop.signal,
      onRetry: this.#waits,
    });
  }

  #producerSettings(): ProducerSettings {
    const { acks, idempotent, compression, retries, maxInFlight } = this.#options;
    return { acks, idempotent, compression, retries, maxInFlight, onRetry: this.#waits };
  }

  #checkCodec(): void {
    const { compression } = this.#options;
    const missing = this.#client.missingCodec(compression);
    if (missing !== undefined) throw codecMissing(compression, { library: this.#client.library, why: missing });
  }

  get #openLimitMs(): number {
    return this.#options.connectTimeoutMs * 3;
  }

  /** Looks topics up by a connection of its own, in a bounded time. */
  async #ensure(names: readonly string[], checkpoint?: string): Promise<void> {
    const admin = this.#client.admin();
    const told = { checkpoint, windowStart: this.#info.window.start, now: Date.now() };
    try {
      await inTime({ ms: this.#openLimitMs, signal: this.#stop.signal, kill: () => admin.kill() }, async () => {
        await admin.connect();
        await this.#topics.ensure(admin, names, told);
        await admin.disconnect();
      });
    } catch (error) {
      admin.kill();
      throw error;
    }
  }

  /** Gives each record its partition. Cuts the list before a record that no broker would take, and says why. */
  async #place(outgoing: Outgoing[], idOf: (i: number) => string): Promise<{ readonly error: unknown } | undefined> {
    const unknown = new Set(outgoing.flatMap(({ topic }) => (this.#topics.has(topic) ? [] : [topic])));
    if (unknown.size > 0) {
      try {
        await this.#ensure([...unknown]);
      } catch (error) {
        outgoing.length = outgoing.findIndex(({ topic }) => !this.#topics.has(topic));
        return this.#assign(outgoing, idOf) ?? { error };
      }
    }
    return this.#assign(outgoing, idOf);
  }

  #assign(outgoing: Outgoing[], idOf: (i: number) => string): { readonly error: unknown } | undefined {
    const { partitioner, compression } = this.#options;
    this.#turn++;
    for (let i = 0; i < outgoing.length; i++) {
      const { topic, record, bytes } = outgoing[i] as Outgoing;
      // What is compressed may be small enough: the broker judges what it gets.
      if (compression === 'none' && bytes > this.#topics.limitOf(topic)) {
        outgoing.length = i;
        return { error: tooLarge({ id: idOf(i), topic, bytes, limit: this.#topics.limitOf(topic) }) };
      }
      const partitions = this.#topics.partitionsOf(topic);
      record.partition =
        record.key === null
          ? this.#turn % partitions
          : partitioner === undefined
            ? partitionOf(record.key, partitions)
            : partitioner(record.key, partitions, topic);
    }
    return undefined;
  }

  /** How many of the next events an earlier run has committed, and from which on they are compared with those. */
  #knownOf(count: number): { readonly count: number; readonly from: number } {
    const { next } = this.#outbox;
    const { position = 0, checkFrom = 0 } = this.#transactions ?? {};
    if (!this.#isBehind || next >= position) {
      this.#isBehind = false;
      return { count: 0, from: 0 };
    }
    const known = Math.min(count, position - next);
    return { count: known, from: Math.max(0, Math.min(known, checkFrom - next)) };
  }

  #compare({ outgoing }: Shaped): void {
    this.#transactions?.compare(outgoing);
  }

  #linesOf(batch: EncodedBatch): Shaped {
    return this.#shaper.lines(batch, viewOf(batch.bytes));
  }

  /** Sends what can be sent; what stands before a fault goes on its way, then everybody hears of it. */
  async #send({ outgoing, fault }: Shaped, { count, idOf, keep }: Incoming): Promise<void> {
    const wrong = (await this.#place(outgoing, idOf)) ?? fault;
    await this.#outbox.accept(outgoing, keep);
    if (wrong === undefined) return;
    await this.#outbox.drain();
    throw toldByWrite(wrong.error, { acknowledged: this.#outbox.arrived, unacknowledged: count - outgoing.length });
  }

  readonly #onAbort = (): void => {
    if (!this.#isOpen) return this.#giveUp();
    this.#grace = setTimeout(this.#giveUp, Math.min(GRACE_MS, this.#options.requestTimeoutMs)).unref();
  };

  readonly #giveUp = (): void => {
    this.#stop.abort(new ClientError('the run was stopped', { reason: 'stopped' }));
    this.#sender.stop();
  };

  async #letGo(): Promise<void> {
    this.#outbox.stopTimer();
    this.#info.signal.removeEventListener('abort', this.#onAbort);
    await this.#sender.close();
    clearTimeout(this.#grace);
  }
}

/** Sends events to topics of an Apache Kafka, at least once or exactly once. */
import type { AdapterEncoding, AdapterPosition, AdapterReport, EncodedBatch } from '../src/model/adapter.ts';
import type { OutputAdapter, RunInfo } from '../src/model/adapter.ts';
import type { AnyEvent, Event, JsonValue } from '../src/model/event.ts';

import { Lifecycle, newTally, reportOf } from './base.ts';
import type { ResolvedFeed } from './deliver.ts';
import { resolveKafkaOptions, type KafkaOptions, type ResolvedKafkaOptions } from './kafka/options.ts';
import type { KafkaClient } from './kafka/port.ts';
import { KafkaRun } from './kafka/run.ts';
import { lineEncoding } from './kafka/records.ts';

export type { KafkaOptions, KafkaSasl, KafkaSerializer, KafkaTopic, KafkaTopicCreation } from './kafka/options.ts';
export type { Compression as KafkaCompression, KafkaHeaders } from './kafka/port.ts';

/**
 * Sends events to Kafka by kafkajs, or by @platformatic/kafka. A full request is acknowledged by the broker before `write` resolves; what does not
 * fill one waits for more, at most `flushInterval`, or for `flush`. At least once: nothing is lost, and what the broker
 * has seen before has the same id. With `delivery: 'exactly-once'` events go in transactions together with the place in
 * the stream, and a run that is started again goes on where the last transaction ended.
 *
 * @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY` for its options; `MISSING_DEPENDENCY` without its library
 * @throws AdapterError `KAFKA_CONNECT_FAILED`, `KAFKA_AUTH_FAILED`, `KAFKA_TOPIC_MISSING`, `KAFKA_SEND_FAILED`,
 *   `KAFKA_MESSAGE_TOO_LARGE`, `KAFKA_CODEC_MISSING`, `RUN_LOCKED`, `RESUME_MISMATCH`
 * @example new KafkaAdapter({ brokers: ['localhost:9092'], topic: 'events' })
 */
export class KafkaAdapter<E extends AnyEvent = Event> implements OutputAdapter<E> {
  readonly name = 'kafka';
  readonly feed: ResolvedFeed;
  readonly encoding?: AdapterEncoding;
  /** What `synode verify kafka://…` compares. */
  readonly digest = 'full';
  readonly #options: ResolvedKafkaOptions<E>;
  readonly #lifecycle = new Lifecycle('kafka');
  #run: KafkaRun<E> | undefined;
  /** Where `restore` said the first event stands. */
  #start = 0;

  constructor(options: KafkaOptions<E>) {
    this.#options = resolveKafkaOptions(options);
    const { delivery, transactionSize, batchSize, maxInFlight } = this.#options;
    this.feed = { batchSize: delivery === 'exactly-once' ? transactionSize : batchSize, maxInFlight };
    const encoding = lineEncoding(this.#options);
    if (encoding !== undefined) this.encoding = encoding;
  }

  async open(run: RunInfo): Promise<void> {
    this.#lifecycle.begin();
    const client = await clientOf(this.#options);
    this.#run = new KafkaRun(client, this.#options, run);
    await this.#run.open(this.#start);
  }

  write(event: E): Promise<void> {
    return this.writeBatch([event]);
  }

  async writeBatch(events: readonly E[]): Promise<void> {
    this.#lifecycle.assertOpen();
    await this.#run?.events(events);
  }

  async writeEncoded(batch: EncodedBatch): Promise<void> {
    this.#lifecycle.assertOpen();
    await this.#run?.lines(batch);
  }

  async flush(): Promise<void> {
    this.#lifecycle.assertOpen('flush');
    await this.#run?.flush();
  }

  close(): Promise<void> {
    return this.#lifecycle.close(() => this.#run?.close());
  }

  position(): AdapterPosition {
    const ordinal = this.#run?.arrived ?? this.#start;
    return { ordinal, detail: ordinal };
  }

  /** Called before `open`. */
  async restore(detail: JsonValue): Promise<void> {
    this.#lifecycle.assertUsable('open');
    this.#start = Number(detail);
  }

  report(): AdapterReport {
    return reportOf(this.name, newTally(), this.#run?.report());
  }
}

/** The client of the library that is asked for, loaded now. */
async function clientOf(options: ResolvedKafkaOptions<never>): Promise<KafkaClient> {
  if (options.library === 'kafkajs') return (await import('./kafka/kafkajs.ts')).kafkajsClient(options);
  return (await import('./kafka/platformatic.ts')).platformaticClient(options);
}

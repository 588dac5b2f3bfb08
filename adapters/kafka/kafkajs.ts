/** The producer port over kafkajs. */
import type { Admin, Message, Producer, ProducerConfig, Transaction } from 'kafkajs';

import { SynodeError } from '../../src/errors.ts';
import { toClientError } from './kafkajs-errors.ts';
import { READ_RETRIES, readTopic } from './kafkajs-read.ts';
import { Link, retryOf, type KafkaModule, type LinkOptions } from './kafkajs-link.ts';
import type {
  AdminPort,
  Compression,
  KafkaClient,
  NewTopic,
  PartitionAck,
  ProducerPort,
  ProducerSettings,
  TopicFacts,
  TopicRecords,
} from './port.ts';

/** Tries of questions about topics: a missing one must be told, not waited for. */
const ADMIN_RETRIES = 2;
/** `Topic` among the kinds of resources that have settings. */
const TOPIC_RESOURCE = 2;

/** Loads kafkajs. @throws SynodeError `MISSING_DEPENDENCY` */
export async function kafkajsClient(options: LinkOptions): Promise<KafkaClient> {
  const library = await load();
  const link = (retries: number) => new Link(library, options, retries);
  return {
    library: 'kafkajs',
    missingCodec: (compression) => missingCodec(library, compression),
    producer: (settings) => new KafkajsProducer(link(settings.retries), settings, options.requestTimeoutMs),
    admin: () => new KafkajsAdmin(link(ADMIN_RETRIES)),
    read: (request) => readTopic(link(READ_RETRIES), request),
  };
}

async function load(): Promise<KafkaModule> {
  try {
    const { default: library } = await import('kafkajs');
    return library;
  } catch (cause) {
    throw new SynodeError('MISSING_DEPENDENCY', 'the Kafka adapter needs kafkajs, which is not installed', {
      path: ["adapter 'kafka'"],
      expected: 'kafkajs 2.2.4 or newer',
      received: 'no such package',
      suggestion: 'Run: npm install kafkajs',
      cause,
    });
  }
}

const TYPES: Readonly<Record<Compression, number>> = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 };

/** kafkajs has gzip; others are put into its table by packages of their own. */
function missingCodec({ CompressionCodecs }: KafkaModule, compression: Compression): string | undefined {
  if (compression === 'none' || compression === 'gzip') return undefined;
  const codec = CompressionCodecs[TYPES[compression] as 2 | 3 | 4] as (() => unknown) | undefined;
  try {
    codec?.();
    return codec === undefined ? 'kafkajs does not know it' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

class KafkajsProducer implements ProducerPort {
  readonly #link: Link;
  readonly #producer: Producer;
  readonly #settings: ProducerSettings;
  readonly #timeoutMs: number;
  readonly #compression: number;
  #transaction: Transaction | undefined;
  /** First record of each batch under way, with whether it has been tried yet. */
  readonly #firsts = new Map<unknown, boolean>();

  constructor(link: Link, settings: ProducerSettings, timeoutMs: number) {
    this.#link = link;
    this.#settings = settings;
    this.#timeoutMs = timeoutMs;
    this.#compression = TYPES[settings.compression];
    this.#producer = link.kafka.producer(this.#config());
  }

  connect(): Promise<void> {
    return this.#guard(() => this.#producer.connect());
  }

  async sendBatch(batch: readonly TopicRecords[]): Promise<readonly PartitionAck[]> {
    const sender = this.#transaction ?? this.#producer;
    const first = batch[0]?.records[0];
    this.#firsts.set(first, false);
    try {
      const answers = await this.#guard(() =>
        sender.sendBatch({
          acks: this.#settings.acks,
          timeout: this.#timeoutMs,
          compression: this.#compression,
          topicMessages: batch.map(({ topic, records }) => ({ topic, messages: records as Message[] })),
        }),
      );
      return answers.map(({ topicName, partition, baseOffset }) => ({
        topic: topicName,
        partition,
        baseOffset: baseOffset === undefined ? undefined : BigInt(baseOffset),
      }));
    } finally {
      this.#firsts.delete(first);
    }
  }

  async beginTransaction(): Promise<void> {
    this.#transaction = await this.#guard(() => this.#producer.transaction());
  }

  commit(): Promise<void> {
    return this.#end((transaction) => transaction.commit());
  }

  abort(): Promise<void> {
    return this.#end((transaction) => transaction.abort());
  }

  disconnect(): Promise<void> {
    return this.#guard(() => this.#producer.disconnect());
  }

  kill(): void {
    this.#link.cut();
    // Lets go of what kafkajs still holds; what it says about sockets that are gone is known.
    this.#producer.disconnect().catch(() => undefined);
  }

  #config(): ProducerConfig {
    const { idempotent, retries, maxInFlight, transactional } = this.#settings;
    return {
      idempotent,
      maxInFlightRequests: maxInFlight,
      allowAutoTopicCreation: false,
      retry: retryOf(retries),
      createPartitioner: () => this.#place,
      ...(transactional === undefined
        ? {}
        : { transactionalId: transactional.id, transactionTimeout: transactional.timeoutMs }),
    };
  }

  /** Records know their partition. kafkajs asks anew on every try, which is how tries are counted and ended. */
  readonly #place = ({ message }: { readonly message: Message }): number => {
    if (this.#link.isCut) throw Object.assign(new Error('the connection was given up'), { retriable: false });
    const isTried = this.#firsts.get(message);
    if (isTried === true) this.#settings.onRetry();
    else if (isTried === false) this.#firsts.set(message, true);
    return message.partition ?? 0;
  };

  async #end(end: (transaction: Transaction) => Promise<void>): Promise<void> {
    const transaction = this.#transaction;
    this.#transaction = undefined;
    if (transaction !== undefined) await this.#guard(() => end(transaction));
  }

  async #guard<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw toClientError(error, this.#link.isCut);
    }
  }
}

class KafkajsAdmin implements AdminPort {
  readonly #link: Link;
  readonly #admin: Admin;

  constructor(link: Link) {
    this.#link = link;
    this.#admin = link.kafka.admin({ retry: retryOf(ADMIN_RETRIES) });
  }

  connect(): Promise<void> {
    return this.#guard(() => this.#admin.connect());
  }

  describe(topics: readonly string[]): Promise<ReadonlyMap<string, TopicFacts>> {
    return this.#guard(async () => {
      const existing = new Set(await this.#admin.listTopics());
      const asked = topics.filter((topic) => existing.has(topic));
      if (asked.length === 0) return new Map();
      const { topics: found } = await this.#admin.fetchTopicMetadata({ topics: asked });
      return new Map(found.map(({ name, partitions }) => [name, { partitions: partitions.length }]));
    });
  }

  async create(topics: readonly NewTopic[]): Promise<void> {
    await this.#guard(() =>
      this.#admin.createTopics({
        waitForLeaders: true,
        topics: topics.map(({ topic, partitions, replicationFactor, config }) => ({
          topic,
          numPartitions: partitions,
          replicationFactor,
          configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
        })),
      }),
    );
  }

  async configOf(topics: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>> | undefined> {
    if (topics.length === 0) return new Map();
    try {
      const { resources } = await this.#admin.describeConfigs({
        includeSynonyms: false,
        resources: topics.map((name) => ({ type: TOPIC_RESOURCE, name })),
      });
      return new Map(
        resources.map(({ resourceName, configEntries }) => [
          resourceName,
          new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
        ]),
      );
    } catch (error) {
      const told = toClientError(error, this.#link.isCut);
      // A broker may keep its settings to itself; what they warn of is then not known.
      if (told.reason === 'forbidden') return undefined;
      throw told;
    }
  }

  disconnect(): Promise<void> {
    return this.#guard(() => this.#admin.disconnect());
  }

  kill(): void {
    this.#link.cut();
    this.#admin.disconnect().catch(() => undefined);
  }

  async #guard<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw toClientError(error, this.#link.isCut);
    }
  }
}

/**
 * The producer port over @platformatic/kafka, at least once. Its transactions are not used: they go through kafkajs.
 *
 * Tries are made here and not by the library: it would try the broker that led a partition once without asking who leads
 * it now, and it has no signal. What one broker has taken is not sent again when another has failed.
 */
import type { Admin, MessageToProduce, Producer, ProduceResult, SASLOptions } from '@platformatic/kafka';

import { backoffMs, pause } from '../backoff.ts';
import { given } from '../base.ts';
import { loadPeer } from '../load-peer.ts';
import type { LinkOptions } from './kafkajs-link.ts';
import { failureOf } from './platformatic-errors.ts';
import {
  ClientError,
  type AdminPort,
  type Compression,
  type KafkaClient,
  type KafkaHeaders,
  type KafkaRecord,
  type NewTopic,
  type PartitionAck,
  type ProducerPort,
  type ProducerSettings,
  type TopicFacts,
  type TopicRecords,
} from './port.ts';
import { unanswered } from './sender.ts';

type Library = typeof import('@platformatic/kafka');

/** `Topic` among the kinds of resources that have settings. */
const TOPIC_RESOURCE = 2;
/** Tries of questions about topics: a missing one must be told, not waited for. */
const ADMIN_RETRIES = 2;
const BACKOFF = { baseMs: 50, maxMs: 1000 } as const;

/** Loads the library. @throws SynodeError `MISSING_DEPENDENCY` */
export async function platformaticClient(options: LinkOptions): Promise<KafkaClient> {
  const library = await loadPeer<Library>({
    name: '@platformatic/kafka',
    range: '^1.35.0 || ^2.0.0',
    feature: "the Kafka adapter with library: 'platformatic'",
    load: () => import('@platformatic/kafka'),
  });
  const base = baseOf(options);
  return {
    library: 'platformatic',
    missingCodec: (compression) => missingCodec(library, compression),
    producer: (settings) => new PlatformaticProducer(library, base, settings),
    admin: () => new PlatformaticAdmin(library, base),
    read: () => Promise.reject(new ClientError('this library reads nothing here', { reason: 'other' })),
  };
}

type Base = ReturnType<typeof baseOf>;

function baseOf({ brokers, clientId, ssl, sasl, requestTimeoutMs, connectTimeoutMs }: LinkOptions) {
  return {
    clientId,
    bootstrapBrokers: [...brokers],
    connectTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
    timeout: requestTimeoutMs,
    retries: 0,
    autocreateTopics: false,
    ...given({ tls: ssl === true ? {} : ssl === false ? undefined : ssl, sasl: saslOf(sasl) }),
  };
}

function saslOf(sasl: LinkOptions['sasl']): SASLOptions | undefined {
  if (sasl === undefined) return undefined;
  if (sasl.mechanism === 'oauthbearer') {
    return { mechanism: 'OAUTHBEARER', token: async () => (await sasl.oauthBearerProvider()).value };
  }
  const { username, password } = sasl;
  const mechanism = sasl.mechanism.toUpperCase() as 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  return { mechanism, username, password };
}

/** zstd needs a Node that has it; what others there are the library says. */
function missingCodec({ compressionsAlgorithms }: Library, compression: Compression): string | undefined {
  const { available } = compressionsAlgorithms[compression] as { readonly available?: boolean };
  return available === true ? undefined : 'this Node or its packages have no code for it';
}

class PlatformaticProducer implements ProducerPort {
  /** It writes larger differences wrongly, without a word: the sign of its 64-bit numbers is taken from bit 31. */
  readonly spreadMs = 2_147_483_647;
  readonly #producer: Producer;
  readonly #settings: ProducerSettings;
  /** Rejects what waits when the producer is given up. */
  readonly #killed = new AbortController();

  constructor({ Producer: Made }: Library, base: Base, settings: ProducerSettings) {
    this.#settings = settings;
    const { acks, idempotent, compression } = settings;
    // Of an idempotent producer the library takes less than two tries more for endless ones.
    const retries = idempotent ? 2 : 0;
    this.#producer = new Made({ ...base, acks, idempotent, compression, retries, retryDelay: BACKOFF.baseMs });
  }

  connect(): Promise<void> {
    return clientFaults(() => this.#guard(async () => void (await this.#producer.metadata({ topics: [] }))));
  }

  async sendBatch(batch: readonly TopicRecords[]): Promise<readonly PartitionAck[]> {
    const acks: PartitionAck[] = [];
    let rest = batch;
    for (let attempt = 0; ; attempt++) {
      try {
        return [...acks, ...acksOf(await this.#guard(() => this.#send(rest)))];
      } catch (error) {
        const { told, mayPass } = failureOf(error, this.#killed.signal.aborted);
        acks.push(...acksOf((error as { readonly produced?: ProduceResult }).produced));
        rest = unanswered(rest, acks);
        if (rest.length === 0) return acks;
        if (!mayPass || attempt >= this.#settings.retries) throw told;
        this.#settings.onRetry();
        this.#producer.clearMetadata();
        const wait = backoffMs({ attempt, ...BACKOFF, key: 'send' });
        if (!(await pause(wait, this.#killed.signal))) throw this.#killed.signal.reason;
      }
    }
  }

  beginTransaction(): Promise<void> {
    return this.#refuse();
  }

  commit(): Promise<void> {
    return this.#refuse();
  }

  abort(): Promise<void> {
    return this.#refuse();
  }

  disconnect(): Promise<void> {
    return clientFaults(() => this.#guard(() => closed(this.#producer)));
  }

  kill(): void {
    this.#killed.abort(new ClientError('the connection was given up', { reason: 'stopped' }));
    cut(this.#producer);
  }

  #send(batch: readonly TopicRecords[]): Promise<ProduceResult> {
    const messages = batch.flatMap(({ topic, records }) => records.map((record) => messageOf(topic, record)));
    return this.#producer.send({ messages });
  }

  #refuse(): Promise<never> {
    return Promise.reject(new ClientError('transactions go through kafkajs', { reason: 'other' }));
  }

  async #guard<T>(call: () => Promise<T>): Promise<T> {
    const { signal } = this.#killed;
    let onKill: () => void = () => undefined;
    const killed = new Promise<never>((_resolve, reject) => {
      onKill = () => reject(signal.reason as ClientError);
      if (signal.aborted) onKill();
      else signal.addEventListener('abort', onKill, { once: true });
    });
    try {
      return await Promise.race([call(), killed]);
    } finally {
      signal.removeEventListener('abort', onKill);
      killed.catch(() => undefined);
    }
  }
}

class PlatformaticAdmin implements AdminPort {
  readonly #admin: Admin;

  constructor({ Admin: Made }: Library, base: Base) {
    this.#admin = new Made({ ...base, retries: ADMIN_RETRIES, retryDelay: BACKOFF.baseMs });
  }

  connect(): Promise<void> {
    return clientFaults(async () => void (await this.#admin.metadata({ topics: [] })));
  }

  describe(topics: readonly string[]): Promise<ReadonlyMap<string, TopicFacts>> {
    return clientFaults(async () => {
      const existing = new Set(await this.#admin.listTopics());
      const asked = topics.filter((topic) => existing.has(topic));
      if (asked.length === 0) return new Map();
      const found = await this.#admin.metadata({ topics: asked, forceUpdate: true });
      return new Map(
        asked.flatMap((topic) => {
          const partitions = found.topics.get(topic)?.partitionsCount;
          return partitions === undefined ? [] : [[topic, { partitions }] as const];
        }),
      );
    });
  }

  async create(topics: readonly NewTopic[]): Promise<void> {
    for (const { topic, partitions, replicationFactor: replicas, config } of topics) {
      const configs = Object.entries(config).map(([name, value]) => ({ name, value }));
      try {
        await clientFaults(() => this.#admin.createTopics({ topics: [topic], partitions, replicas, configs }));
      } catch (error) {
        // Another run was faster.
        if (!(error instanceof ClientError && error.type === 'TOPIC_ALREADY_EXISTS')) throw error;
      }
    }
  }

  async configOf(topics: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>> | undefined> {
    if (topics.length === 0) return new Map();
    const resources = topics.map((resourceName) => ({ resourceType: TOPIC_RESOURCE, resourceName }) as const);
    try {
      const found = await clientFaults(() => this.#admin.describeConfigs({ resources }));
      return new Map(
        found.map(({ resourceName, configs }) => [
          resourceName,
          new Map(configs.map(({ name, value }) => [name, value ?? ''])),
        ]),
      );
    } catch (error) {
      // A broker may keep its settings to itself; what they warn of is then not known.
      if (error instanceof ClientError && error.reason === 'forbidden') return undefined;
      throw error;
    }
  }

  disconnect(): Promise<void> {
    return clientFaults(() => closed(this.#admin));
  }

  kill(): void {
    cut(this.#admin);
  }
}

/** Closes sockets at once; the library would wait for what is under way. */
function cut(client: Producer | Admin): void {
  for (const [, connection] of client.connections) connection.socket?.destroy();
  closed(client).catch(() => undefined);
}

async function closed(client: Producer | Admin): Promise<void> {
  // A producer is asked to leave nothing behind; without a callback both give a promise, whatever their types say.
  await ('transaction' in client ? client.close(true) : client.close());
}

async function clientFaults<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw failureOf(error, false).told;
  }
}

function acksOf(result: ProduceResult | undefined): PartitionAck[] {
  return (result?.offsets ?? []).map(({ topic, partition, offset }) => ({ topic, partition, baseOffset: offset }));
}

function messageOf(
  topic: string,
  { key, value, partition, timestamp, headers }: KafkaRecord,
): MessageToProduce<Buffer, Buffer, Buffer, Buffer> {
  return {
    topic,
    partition,
    // Nothing is written as nothing, and no bytes as no bytes.
    ...(key === null ? {} : { key }),
    ...(value === null ? {} : { value }),
    ...(timestamp === undefined ? {} : { timestamp: BigInt(timestamp) }),
    ...(headers === undefined ? {} : { headers: bytesOf(headers) }),
  };
}

function bytesOf(headers: KafkaHeaders): Map<Buffer, Buffer> {
  const bytes = new Map<Buffer, Buffer>();
  for (const name in headers) {
    const value = headers[name] ?? '';
    bytes.set(Buffer.from(name), typeof value === 'string' ? Buffer.from(value) : value);
  }
  return bytes;
}

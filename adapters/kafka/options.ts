/** The options of `KafkaAdapter`: as written, as completed, and what is wrong with them. */
import type { ConnectionOptions } from 'node:tls';

import type { RunInfo } from '../../src/model/adapter.ts';
import type { AnyEvent, Event } from '../../src/model/event.ts';

import { given } from '../base.ts';
import { KAFKA_RULES } from './option-rules.ts';
import { OptionCheck, type Complaint } from '../options.ts';
import type { Compression, KafkaHeaders } from './port.ts';

/** Where events go: one topic, a topic by event, or by event name with `'*'` for all others. */
export type KafkaTopic<E extends AnyEvent = Event> =
  string | ((event: E) => string) | { readonly byName: Readonly<Record<string, string>> };

/** How topics are made that are not there. */
export interface KafkaTopicCreation {
  /** Default: the broker's own number. */
  readonly partitions?: number;
  /** Default: the broker's own number. */
  readonly replicationFactor?: number;
  /** Settings of the topic. `retention.ms` is −1 unless given: simulated times are old. */
  readonly config?: Readonly<Record<string, string | number | boolean>>;
}

/** Name and password, or a token, for the broker. */
export type KafkaSasl =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  | { readonly mechanism: 'oauthbearer'; readonly oauthBearerProvider: () => Promise<{ readonly value: string }> };

/** Makes the value of a record in a format of its own. */
export interface KafkaSerializer<E extends AnyEvent = Event> {
  /** Sent as header `content-type`. */
  readonly contentType: string;
  /** Called once, with the topics known by then and what the adapter knows of the run, before the first record. */
  open?(topics: readonly string[], run: RunInfo): void | Promise<void>;
  serialize(event: E, topic: string): Uint8Array | null | Promise<Uint8Array | null>;
}

/** Options of `KafkaAdapter`. */
export interface KafkaOptions<E extends AnyEvent = Event> {
  /** Addresses of some brokers, `host:port`. Required unless `client` is given. */
  readonly brokers?: readonly string[];
  /** A ready `Kafka` of kafkajs, in the place of `brokers`, `clientId`, `ssl`, `sasl` and the time-outs. */
  readonly client?: object;
  /** The client that is used, an optional package: `'platformatic'` is @platformatic/kafka. Default `'kafkajs'`. */
  readonly library?: 'kafkajs' | 'platformatic';
  /** Default `'synode'`. */
  readonly clientId?: string;
  readonly topic: KafkaTopic<E>;
  /** Makes topics that are missing; `true` with the broker's own numbers. Default `false`: they are named, all at once. */
  readonly createTopics?: boolean | KafkaTopicCreation;
  /** Which events stay in order: a field, a path into the payload, a function, or `null` for none. Default `'userId'`. */
  readonly key?: string | ((event: E) => string | Uint8Array | null) | null;
  /** Which of `partitions` a key belongs to. Default: murmur2, as Java clients have it. */
  readonly partitioner?: (key: Uint8Array, partitions: number, topic: string) => number;
  /**
   * What values and headers are: the canonical event, or a CloudEvent 1.0 with the payload as value and its attributes as
   * headers (`'binary'`), or as one JSON document (`'structured'`). Default `'off'`, the fastest.
   */
  readonly cloudEvents?: 'off' | 'binary' | 'structured';
  /** Sent with every record. Default none. */
  readonly headers?: KafkaHeaders | ((event: E) => KafkaHeaders);
  /** Adds `synode-seed`, `synode-plan` and `synode-version`. Default `false`. */
  readonly runHeaders?: boolean;
  /** Time of a record: the event's, or left to the broker. Default `'event'`. */
  readonly timestamp?: 'event' | 'append';
  /** Default −1: all replicas in sync. */
  readonly acks?: -1 | 0 | 1;
  /** Whether the broker drops what a retry repeats. Default `true`. */
  readonly idempotent?: boolean;
  /** Default `'at-least-once'`. */
  readonly delivery?: 'at-least-once' | 'exactly-once';
  /** Where an exactly-once run notes how far it is: a compacted topic with one partition. Default `'synode-checkpoints'`. */
  readonly checkpointTopic?: string;
  /** Begins again although an earlier run of the same plan, seed and topic is known. Default `false`. */
  readonly newRun?: boolean;
  /** Events a transaction, 1..100,000. Default 5,000. */
  readonly transactionSize?: number;
  /** When the broker ends a transaction that nobody goes on with, ms, 1,000..900,000. Default 30,000. */
  readonly transactionTimeoutMs?: number;
  /** Default `'none'`. */
  readonly compression?: Compression;
  /** Events a request, 1..100,000. Default 1,000. */
  readonly batchSize?: number;
  /** Bytes a request, 1,000..1,000,000,000. Default 900,000. */
  readonly maxBatchBytes?: number;
  /** Requests under way at once, 1..64; more than 1 only without `idempotent`, never two for one partition. Default 1. */
  readonly maxInFlight?: number;
  /** Longest time an event waits for its request or transaction to fill, ms, 1..3,600,000. Default 1,000. */
  readonly flushInterval?: number;
  /** TLS: `true`, or options of `tls.connect`. Default off. */
  readonly ssl?: boolean | ConnectionOptions;
  /** Default none. */
  readonly sasl?: KafkaSasl;
  /** Tries after the first. Default: without end while `idempotent`, else 5. */
  readonly retries?: number;
  /** Longest wait for an answer, ms, 100..3,600,000. Default 30,000. */
  readonly requestTimeoutMs?: number;
  /** Longest wait for a connection, ms, 100..3,600,000. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Default: the event as canonical JSON. */
  readonly serializer?: KafkaSerializer<E>;
}

type Completed =
  | 'library'
  | 'clientId'
  | 'topic'
  | 'cloudEvents'
  | 'runHeaders'
  | 'timestamp'
  | 'acks'
  | 'idempotent'
  | 'delivery'
  | 'checkpointTopic'
  | 'newRun'
  | 'transactionSize'
  | 'transactionTimeoutMs'
  | 'compression'
  | 'batchSize'
  | 'maxBatchBytes'
  | 'maxInFlight'
  | 'flushInterval'
  | 'retries'
  | 'requestTimeoutMs'
  | 'connectTimeoutMs';

/** The same, completed. */
export interface ResolvedKafkaOptions<E extends AnyEvent>
  extends
    Omit<KafkaOptions<E>, Completed | 'createTopics' | 'brokers' | 'key'>,
    Required<Pick<KafkaOptions<E>, Completed>> {
  readonly brokers: readonly string[];
  readonly createTopics: KafkaTopicCreation | undefined;
  readonly key: NonNullable<KafkaOptions<E>['key']> | null;
}

/** @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY`, or `INVALID_CONFIG` with all faults */
export function resolveKafkaOptions<E extends AnyEvent>(options: KafkaOptions<E>): ResolvedKafkaOptions<E> {
  const check = new OptionCheck('KafkaAdapter');
  check.object(options, KAFKA_RULES, { required: ['topic'] });
  if (check.isSound) checkTogether(options, check);
  check.throwIfAny();
  const idempotent = options.idempotent ?? true;
  const { createTopics = false, key = 'userId', brokers = [] } = options;
  return {
    library: 'kafkajs',
    clientId: 'synode',
    cloudEvents: 'off',
    runHeaders: false,
    timestamp: 'event',
    acks: -1,
    delivery: 'at-least-once',
    checkpointTopic: 'synode-checkpoints',
    newRun: false,
    transactionSize: 5000,
    transactionTimeoutMs: 30_000,
    compression: 'none',
    batchSize: 1000,
    maxBatchBytes: 900_000,
    maxInFlight: 1,
    flushInterval: 1000,
    retries: idempotent ? Number.MAX_SAFE_INTEGER : 5,
    requestTimeoutMs: 30_000,
    connectTimeoutMs: 10_000,
    ...given(options),
    topic: options.topic,
    idempotent,
    brokers,
    key,
    createTopics: createTopics === false ? undefined : createTopics === true ? {} : createTopics,
  };
}

/** Each is right by itself; together they would break a promise without a word. */
function checkTogether<E extends AnyEvent>(options: KafkaOptions<E>, check: OptionCheck): void {
  const { brokers, client, idempotent = true, acks = -1, maxInFlight = 1, delivery = 'at-least-once' } = options;
  const wrong = (name: string, value: unknown, complaint: Complaint) => check.fault(name, value, complaint);
  if (brokers === undefined && client === undefined) {
    wrong('brokers', undefined, { expected: "a list such as ['localhost:9092']", received: 'nothing' });
  }
  if (client !== undefined) checkClient(options, check);
  checkCloudEvents(options, check);
  if (options.library === 'platformatic') checkPlatformatic(options, check);
  if (idempotent && acks !== -1) {
    wrong('acks', acks, { expected: '-1 while idempotent', suggestion: 'Set idempotent: false, or leave acks out.' });
  }
  if (idempotent && maxInFlight !== 1) {
    wrong('maxInFlight', maxInFlight, {
      expected: '1 while idempotent',
      suggestion: 'Set idempotent: false, or leave maxInFlight out: more in flight gains little.',
    });
  }
  if (idempotent && options.retries === 0) {
    wrong('retries', 0, {
      expected: '1 or more while idempotent',
      suggestion: 'Leave it out: retries have no end then.',
    });
  }
  if (delivery !== 'exactly-once') {
    for (const name of ['newRun', 'checkpointTopic', 'transactionSize', 'transactionTimeoutMs'] as const) {
      if (options[name] === undefined || options[name] === false) continue;
      wrong(name, options[name], {
        expected: "nothing without delivery: 'exactly-once'",
        suggestion: `Set delivery: 'exactly-once', or leave ${name} out.`,
      });
    }
    return;
  }
  if (!idempotent) {
    wrong('idempotent', false, { expected: "true with delivery: 'exactly-once'", suggestion: 'Leave it out.' });
  }
  if (options.retries !== undefined) {
    wrong('retries', options.retries, {
      expected: "nothing with delivery: 'exactly-once'",
      suggestion: 'Leave it out: a transaction is tried until it is committed or the run is stopped.',
    });
  }
}

/** What that library is not used for. */
function checkPlatformatic<E extends AnyEvent>({ client, delivery }: KafkaOptions<E>, check: OptionCheck): void {
  const suggestion = "Leave library out: 'kafkajs' does it.";
  if (client !== undefined) {
    check.fault('library', 'platformatic', { expected: "'kafkajs' beside client, which is one of it", suggestion });
  }
  if (delivery === 'exactly-once') {
    check.fault('library', 'platformatic', { expected: "'kafkajs' with delivery: 'exactly-once'", suggestion });
  }
}

/** A CloudEvent has headers and a value of its own. */
function checkCloudEvents<E extends AnyEvent>(options: KafkaOptions<E>, check: OptionCheck): void {
  const { cloudEvents = 'off', serializer, headers } = options;
  if (cloudEvents === 'off') return;
  if (cloudEvents === 'structured' && serializer !== undefined) {
    check.fault('serializer', undefined, {
      expected: "nothing beside cloudEvents: 'structured', which makes the whole value",
      received: 'a serializer',
      suggestion: "Use cloudEvents: 'binary', where the serializer makes the value and headers the rest.",
    });
  }
  const taken = typeof headers === 'object' ? Object.keys(headers).find((name) => isAttribute(name)) : undefined;
  if (taken === undefined) return;
  check.fault('headers', undefined, {
    expected: `no header that cloudEvents: '${cloudEvents}' writes itself`,
    received: `'${taken}'`,
    suggestion: 'Give it another name.',
  });
}

function isAttribute(name: string): boolean {
  return name === 'content-type' || name.startsWith('ce_');
}

/** What a ready client has decided already. */
function checkClient<E extends AnyEvent>(options: KafkaOptions<E>, check: OptionCheck): void {
  for (const name of ['brokers', 'clientId', 'ssl', 'sasl', 'requestTimeoutMs', 'connectTimeoutMs'] as const) {
    if (options[name] === undefined) continue;
    check.fault(name, undefined, {
      expected: 'nothing beside client, which has its own',
      received: 'a value',
      suggestion: `Leave ${name} out, or give brokers instead of client.`,
    });
  }
}

/** The options of `KafkaAdapter`: as written, as completed, and what is wrong with them. */
import type { ConnectionOptions } from 'node:tls';

import type { RunInfo } from '../../src/model/adapter.ts';
import type { AnyEvent, Event } from '../../src/model/event.ts';

import { given } from '../base.ts';
import {
  aBoolean,
  aFunction,
  OptionCheck,
  oneOf,
  someText,
  wholeNumber,
  type Complaint,
  type Rule,
  type Rules,
} from '../options.ts';
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
  /** Default `'synode'`. */
  readonly clientId?: string;
  readonly topic: KafkaTopic<E>;
  /** Makes topics that are missing; `true` with the broker's own numbers. Default `false`: they are named, all at once. */
  readonly createTopics?: boolean | KafkaTopicCreation;
  /** Which events stay in order: a field, a path into the payload, a function, or `null` for none. Default `'userId'`. */
  readonly key?: string | ((event: E) => string | Uint8Array | null) | null;
  /** Which of `partitions` a key belongs to. Default: murmur2, as Java clients have it. */
  readonly partitioner?: (key: Uint8Array, partitions: number, topic: string) => number;
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
  | 'clientId'
  | 'topic'
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

const MILLISECONDS = wholeNumber({ min: 100, max: 3_600_000 });

const RULES: Rules = {
  brokers: someBrokers,
  client: aKafka,
  clientId: someText,
  topic: aTopic,
  createTopics: (value) => (typeof value === 'boolean' ? undefined : aCreation(value)),
  key: (value) =>
    value === null || typeof value === 'function' || someText(value) === undefined
      ? undefined
      : { expected: "'userId', 'sessionId', 'id', a path into the payload, a function, or null" },
  partitioner: aFunction,
  headers: (value) => (typeof value === 'function' ? undefined : someHeaders(value)),
  runHeaders: aBoolean,
  timestamp: oneOf('event', 'append'),
  acks: (value) => (value === -1 || value === 0 || value === 1 ? undefined : { expected: '-1, 0 or 1' }),
  idempotent: aBoolean,
  delivery: oneOf('at-least-once', 'exactly-once'),
  checkpointTopic: aTopicName,
  newRun: aBoolean,
  transactionSize: wholeNumber({ min: 1, max: 100_000 }),
  transactionTimeoutMs: wholeNumber({ min: 1000, max: 900_000 }),
  compression: oneOf('none', 'gzip', 'snappy', 'lz4', 'zstd'),
  batchSize: wholeNumber({ min: 1, max: 100_000 }),
  maxBatchBytes: wholeNumber({ min: 1000, max: 1_000_000_000 }),
  maxInFlight: wholeNumber({ min: 1, max: 64 }),
  flushInterval: wholeNumber({ min: 1, max: 3_600_000 }),
  ssl: (value) =>
    typeof value === 'boolean' || isRecord(value)
      ? undefined
      : { expected: 'true, false or TLS options', received: `a ${typeof value}` },
  sasl: someCredentials,
  retries: wholeNumber({ min: 0, max: 1_000_000 }),
  requestTimeoutMs: MILLISECONDS,
  connectTimeoutMs: MILLISECONDS,
  serializer: (value) =>
    isRecord(value) && typeof value['contentType'] === 'string' && typeof value['serialize'] === 'function'
      ? undefined
      : { expected: 'an object with contentType and serialize(event, topic)' },
};

/** @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY`, or `INVALID_CONFIG` with all faults */
export function resolveKafkaOptions<E extends AnyEvent>(options: KafkaOptions<E>): ResolvedKafkaOptions<E> {
  const check = new OptionCheck('KafkaAdapter');
  check.object(options, RULES, { required: ['topic'] });
  if (check.isSound) checkTogether(options, check);
  check.throwIfAny();
  const idempotent = options.idempotent ?? true;
  const { createTopics = false, key = 'userId', brokers = [] } = options;
  return {
    clientId: 'synode',
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function aKafka(value: unknown): Complaint | undefined {
  const isKafka =
    isRecord(value) && ['producer', 'consumer', 'admin'].every((name) => typeof value[name] === 'function');
  return isKafka ? undefined : { expected: 'a Kafka of kafkajs', received: `a ${typeof value}` };
}

function someBrokers(value: unknown): Complaint | undefined {
  const expected = "a list of host:port, such as ['localhost:9092']";
  if (!Array.isArray(value) || value.length === 0) return { expected };
  const wrong: unknown = value.find((broker) => typeof broker !== 'string' || !isAddress(broker));
  if (wrong === undefined) return undefined;
  // What is no address may be one with a password in it.
  const isUrl = typeof wrong === 'string' && wrong.includes('@');
  return {
    expected,
    ...(isUrl ? { received: 'an address with a password', suggestion: 'Give name and password as sasl.' } : {}),
  };
}

function isAddress(broker: string): boolean {
  const [, host = '', port = ''] = /^([^\s/@:]+):(\d{1,5})$/.exec(broker) ?? [];
  return host !== '' && Number(port) >= 1 && Number(port) <= 65_535;
}

/** The broker's own rule for names. */
function aTopicName(value: unknown): Complaint | undefined {
  return typeof value === 'string' && /^[a-zA-Z0-9._-]{1,249}$/.test(value) && value !== '.' && value !== '..'
    ? undefined
    : { expected: 'a topic name: 1 to 249 letters, digits, dots, dashes or underscores' };
}

/** A topic needs room for `.labels` behind its name. */
function aTopic(value: unknown): Complaint | undefined {
  if (typeof value === 'function') return undefined;
  if (typeof value === 'string') return aTopicName(value) ?? aTopicName(`${value}.labels`);
  const names: unknown = isRecord(value) && Object.keys(value).join() === 'byName' ? value['byName'] : undefined;
  if (!isRecord(names) || Object.keys(names).length === 0) {
    return { expected: "a topic name, a function, or { byName: { 'order.placed': 'orders', '*': 'events' } }" };
  }
  const wrong = Object.values(names).find((topic) => aTopicName(topic) !== undefined);
  return wrong === undefined ? undefined : { ...aTopicName(wrong), expected: 'topic names in byName' };
}

function aCreation(value: unknown): Complaint | undefined {
  const expected = 'true, false, or { partitions, replicationFactor, config }';
  if (!isRecord(value)) return { expected };
  const count: Rule = (number) => (number === undefined ? undefined : wholeNumber({ min: 1, max: 100_000 })(number));
  const { partitions, replicationFactor, config = {}, ...others } = value;
  const isSound =
    count(partitions) === undefined &&
    count(replicationFactor) === undefined &&
    isRecord(config) &&
    Object.values(config).every((one) => ['string', 'number', 'boolean'].includes(typeof one)) &&
    Object.keys(others).length === 0;
  return isSound ? undefined : { expected };
}

function someHeaders(value: unknown): Complaint | undefined {
  const isSound =
    isRecord(value) && Object.values(value).every((one) => typeof one === 'string' || one instanceof Uint8Array);
  return isSound
    ? undefined
    : { expected: 'an object of texts or bytes, or a function', received: `a ${typeof value}` };
}

/** Never shows a value: it would be a secret. */
function someCredentials(value: unknown): Complaint | undefined {
  const expected =
    "{ mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512', username, password } or { mechanism: 'oauthbearer', oauthBearerProvider }";
  if (!isRecord(value)) return { expected, received: `a ${typeof value}` };
  const { mechanism, username, password, oauthBearerProvider } = value;
  if (mechanism === 'oauthbearer') {
    return typeof oauthBearerProvider === 'function' ? undefined : { expected, received: 'no oauthBearerProvider' };
  }
  if (mechanism !== 'plain' && mechanism !== 'scram-sha-256' && mechanism !== 'scram-sha-512') {
    return { expected, received: 'another mechanism' };
  }
  const isSound = someText(username) === undefined && someText(password) === undefined;
  return isSound ? undefined : { expected, received: 'no username or no password' };
}

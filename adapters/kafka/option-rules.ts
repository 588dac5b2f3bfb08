/** What each option of `KafkaAdapter` may be. What is wrong with a secret is said without showing it. */
import {
  aBoolean,
  aFunction,
  oneOf,
  someText,
  wholeNumber,
  type Complaint,
  type Rule,
  type Rules,
} from '../options.ts';

const MILLISECONDS = wholeNumber({ min: 100, max: 3_600_000 });

export const KAFKA_RULES: Rules = {
  brokers: someBrokers,
  client: aKafka,
  library: oneOf('kafkajs', 'platformatic'),
  clientId: someText,
  topic: aTopic,
  createTopics: (value) => (typeof value === 'boolean' ? undefined : aCreation(value)),
  key: (value) =>
    value === null || typeof value === 'function' || someText(value) === undefined
      ? undefined
      : { expected: "'userId', 'sessionId', 'id', a path into the payload, a function, or null" },
  partitioner: aFunction,
  cloudEvents: oneOf('off', 'binary', 'structured'),
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

/** The options of AsyncAPI documents, checked all at once and completed. */
import { aBoolean, oneOf, OptionCheck, someText, wholeNumber, type Rule } from '../../adapters/options.ts';
import type { CloudEventsMode } from './envelope.ts';

/** Where the events go and how their records look: what the Kafka adapter is given, as far as a document can say it. */
export interface AsyncApiOptions {
  /** The topic of all events, or one by event name; `*` stands for the names that are not listed. */
  readonly topic: string | { readonly byName: Readonly<Record<string, string>> };
  /** Addresses with ports. Default none: a document without servers. */
  readonly brokers?: readonly string[];
  /** What the values of records are. Default `'off'`: the canonical event. */
  readonly cloudEvents?: CloudEventsMode;
  /** `'userId'`, `'sessionId'`, `'id'`, a dot path into the payload, or `null` for records without a key. Default `'userId'`. */
  readonly key?: string | null;
  /** Default: not said. */
  readonly partitions?: number;
  /** Default: not said. */
  readonly replicationFactor?: number;
  /** Configuration of the topics, such as `{ 'retention.ms': -1 }`. Default: not said. */
  readonly config?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** Default: from the name of the scenario. */
  readonly title?: string;
  /** Version of the contract. Default `'1.0.0'`. */
  readonly version?: string;
  readonly description?: string;
  /** Whether each message has an example, taken from the first 2,000 events of a run. Default true. */
  readonly examples?: boolean;
}

export interface ResolvedAsyncApi {
  readonly topicOf: (name: string) => string | undefined;
  readonly brokers: readonly string[];
  readonly cloudEvents: CloudEventsMode;
  readonly key: string | null;
  readonly binding: Readonly<Record<string, unknown>>;
  readonly title: string | undefined;
  readonly version: string;
  readonly description: string | undefined;
  readonly examples: boolean;
}

/** Suffix of the topic that labels go to. */
const LABELS = '.labels';

const aTopic: Rule = (value) =>
  typeof value === 'string' && /^[A-Za-z0-9._-]{1,249}$/.test(value)
    ? undefined
    : { expected: 'a topic: up to 249 letters, digits, ., _ and -' };

const topics: Rule = (value) => {
  if (typeof value !== 'object' || value === null) return aTopic(value);
  const byName: unknown = 'byName' in value && Object.keys(value).length === 1 ? value.byName : undefined;
  const isMap = typeof byName === 'object' && byName !== null && Object.keys(byName).length > 0;
  if (!isMap) return { expected: "a topic, or { byName: { 'order.placed': 'orders', '*': 'events' } }" };
  return Object.values(byName)
    .map(aTopic)
    .find((complaint) => complaint !== undefined);
};

const brokerList: Rule = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === 'string' && /^[^\s/]+:\d{1,5}$/.test(one))
    ? undefined
    : { expected: "a list of addresses such as 'localhost:9092'" };

const aKey: Rule = (value) => (value === null ? undefined : someText(value));

const settings: Rule = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? undefined
    : { expected: "an object such as { 'retention.ms': -1 }" };

const RULES: Readonly<Record<keyof AsyncApiOptions, Rule>> = {
  topic: topics,
  brokers: brokerList,
  cloudEvents: oneOf('off', 'binary', 'structured'),
  key: aKey,
  partitions: wholeNumber({ min: 1, max: 1_000_000 }),
  replicationFactor: wholeNumber({ min: 1, max: 32_767 }),
  config: settings,
  title: someText,
  version: someText,
  description: someText,
  examples: aBoolean,
};

/** @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY`; `INVALID_CONFIG` with all of them */
export function resolveAsyncApi(options: AsyncApiOptions): ResolvedAsyncApi {
  const check = new OptionCheck('asyncApi');
  check.object(options, RULES, { required: ['topic'] });
  check.throwIfAny();
  const { topic, partitions, replicationFactor: replicas, config } = options;
  return {
    topicOf: topicsOf(topic),
    brokers: options.brokers ?? [],
    cloudEvents: options.cloudEvents ?? 'off',
    key: options.key === undefined ? 'userId' : options.key,
    binding: {
      ...(partitions === undefined ? {} : { partitions }),
      ...(replicas === undefined ? {} : { replicas }),
      ...(config === undefined ? {} : { topicConfiguration: config }),
    },
    title: options.title,
    version: options.version ?? '1.0.0',
    description: options.description,
    examples: options.examples ?? true,
  };
}

/** Labels never share a topic with the rest, unless the map says where they go. */
function topicsOf(topic: AsyncApiOptions['topic']): (name: string) => string | undefined {
  const isLabel = (name: string): boolean => name.startsWith('label.');
  if (typeof topic === 'string') return (name) => (isLabel(name) ? `${topic}${LABELS}` : topic);
  const { byName } = topic;
  const known = new Map(Object.entries(byName));
  const other = known.get('*');
  return (name) => known.get(name) ?? (other !== undefined && isLabel(name) ? `${other}${LABELS}` : other);
}

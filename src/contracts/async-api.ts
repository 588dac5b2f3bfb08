/** AsyncAPI 3.0: channels for topics, operations that send to them, a message for each event. */
import { SynodeError } from '../errors.ts';
import {
  binaryHeaders,
  cloudEventAttributes,
  PAYLOAD_TYPE,
  STRUCTURED_TYPE,
  structuredText,
} from '../encode/cloud-event.ts';
import { canonicalLine } from '../encode/canonical.ts';
import type { AnyEvent } from '../model/event.ts';
import type { ResolvedAsyncApi } from './async-api-options.ts';
import type { JsonSchema } from '../model/contract.ts';
import { rebased } from './contract.ts';
import { eventSchema, headersSchema, structuredSchema, type CloudEventsMode } from './envelope.ts';
import { commented, type EventPayload } from './event-contracts.ts';

/** An AsyncAPI 3.0 document: plain data, ready for `JSON.stringify`. */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly defaultContentType: string;
  readonly servers?: Readonly<Record<string, object>>;
  readonly channels: Readonly<Record<string, object>>;
  readonly operations: Readonly<Record<string, object>>;
  readonly components: Readonly<Record<'messages' | 'schemas' | 'messageTraits', Readonly<Record<string, object>>>>;
}

/** What the document tells of. */
export interface AsyncApiContent {
  readonly payloads: readonly EventPayload[];
  /** Events of a run; the first of each name becomes its example. */
  readonly examples: readonly AnyEvent[];
  readonly meta: boolean;
  readonly scenario: string;
}

const SCHEMA_FORMAT = 'application/schema+json;version=draft-07';
/** Version of the Kafka bindings. */
const BINDING = '0.5.0';

/** @throws SynodeError `INVALID_OPTION` for events without a topic */
export function asyncApiDocument(content: AsyncApiContent, options: ResolvedAsyncApi): AsyncApiDocument {
  const topics = eventsByTopic(content.payloads, options);
  const keys = keysFor(content.payloads.map(({ name }) => name));
  const topicKeys = keysFor([...topics.keys()]);
  const operations = operationNames([...topicKeys.values()]);
  const keyOf = (name: string): string => keys.get(name) ?? name;
  const { brokers, description } = options;
  return {
    asyncapi: '3.0.0',
    info: {
      title: options.title ?? `Events of ${content.scenario === '' ? 'journeys' : content.scenario}`,
      version: options.version,
      ...(description === undefined ? {} : { description }),
    },
    defaultContentType: contentTypeOf(options.cloudEvents),
    ...(brokers.length === 0 ? {} : { servers: serversOf(brokers) }),
    channels: entries(topics, ([topic, names]) => [
      topicKeys.get(topic) ?? topic,
      channel(topic, names.map(keyOf), options),
    ]),
    operations: entries(topics, ([topic, names]) => {
      const key = topicKeys.get(topic) ?? topic;
      return [operations.get(key) ?? key, operation(key, names.map(keyOf))];
    }),
    components: {
      messages: entries(content.payloads, (event) => [
        keyOf(event.name),
        message(event, keyOf(event.name), content, options),
      ]),
      schemas: entries(content.payloads, (event) => [
        keyOf(event.name),
        schemaOf(event, keyOf(event.name), content, options),
      ]),
      messageTraits: { [traitOf(options.cloudEvents)]: trait(options) },
    },
  };
}

function entries<T>(
  items: Iterable<T>,
  entry: (item: T) => readonly [string, object],
): Readonly<Record<string, object>> {
  return Object.fromEntries(Array.from(items, entry));
}

function eventsByTopic(
  payloads: readonly EventPayload[],
  { topicOf }: ResolvedAsyncApi,
): ReadonlyMap<string, readonly string[]> {
  const topics = new Map<string, string[]>();
  const missing: string[] = [];
  for (const { name } of payloads) {
    const topic = topicOf(name);
    if (topic === undefined) missing.push(name);
    else topics.set(topic, [...(topics.get(topic) ?? []), name]);
  }
  if (missing.length > 0) throw withoutTopic(missing);
  return topics;
}

function withoutTopic(names: readonly string[]): SynodeError {
  const list = names.map((name) => `'${name}'`).join(', ');
  return new SynodeError('INVALID_OPTION', `topic.byName has no topic for ${list}`, {
    path: ['asyncApi', "option 'topic'"],
    expected: "a topic for each event, or '*' for the rest",
    received: `none for ${list}`,
    suggestion: "Add them, or '*': 'events'.",
  });
}

/** Names as keys of components: letters, digits, `.`, `-` and `_`, each its own. */
function keysFor(names: readonly string[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of names) {
    const base = name.replaceAll(/[^A-Za-z0-9._-]/g, '_') || '_';
    let key = base;
    for (let i = 2; taken.has(key); i++) key = `${base}_${i}`;
    taken.add(key);
    keys.set(name, key);
  }
  return keys;
}

function serversOf(brokers: readonly string[]): Readonly<Record<string, object>> {
  return Object.fromEntries(brokers.map((host, i) => [`broker${i + 1}`, { host, protocol: 'kafka' }]));
}

function channel(topic: string, messages: readonly string[], { binding }: ResolvedAsyncApi): object {
  return {
    address: topic,
    messages: Object.fromEntries(messages.map((key) => [key, { $ref: `#/components/messages/${key}` }])),
    bindings: { kafka: { topic, ...binding, bindingVersion: BINDING } },
  };
}

function operation(topicKey: string, messages: readonly string[]): object {
  return {
    action: 'send',
    channel: { $ref: `#/channels/${topicKey}` },
    messages: messages.map((key) => ({ $ref: `#/channels/${topicKey}/messages/${key}` })),
  };
}

/** `sendShopEvents` for `shop.events`; where two topics read alike, both are called as they are. */
function operationNames(topicKeys: readonly string[]): ReadonlyMap<string, string> {
  const pascal = (key: string): string =>
    key.replaceAll(/(?:^|[._-]+)([A-Za-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
  const names = topicKeys.map(pascal);
  return new Map(
    topicKeys.map((key, i) => {
      const name = names[i] ?? key;
      return [key, names.filter((one) => one === name).length === 1 ? `send${name}` : `send-${key}`];
    }),
  );
}

function traitOf(mode: CloudEventsMode): string {
  return mode === 'off' ? 'canonical' : `cloudevents-${mode}`;
}

/** What all messages share: how a record is read, and what its key is. */
function trait({ cloudEvents, key }: ResolvedAsyncApi): object {
  const kafka = { ...(key === null ? {} : { key: keySchema(key) }), bindingVersion: BINDING };
  return { contentType: contentTypeOf(cloudEvents), description: DESCRIPTIONS[cloudEvents], bindings: { kafka } };
}

const DESCRIPTIONS: Readonly<Record<CloudEventsMode, string>> = {
  off: 'The value is the event as a line of NDJSON has it.',
  binary: 'A CloudEvent 1.0 in binary content mode: the value is the payload, the attributes are headers.',
  structured: 'A CloudEvent 1.0 in structured content mode: the value is one JSON document.',
};

function keySchema(key: string): JsonSchema {
  const isOwn = ['userId', 'sessionId', 'id'].includes(key);
  return { type: 'string', description: isOwn ? `The ${key} of the event.` : `The value of ${key} in the payload.` };
}

function contentTypeOf(mode: CloudEventsMode): string {
  return mode === 'structured' ? STRUCTURED_TYPE : PAYLOAD_TYPE;
}

function message(event: EventPayload, key: string, content: AsyncApiContent, options: ResolvedAsyncApi): object {
  const { name, notes } = event;
  const { cloudEvents } = options;
  const example = content.examples.find((one) => one.name === name);
  return {
    name,
    title: name,
    ...(notes.length === 0
      ? {}
      : { summary: `Not told by the schema: ${notes.map((note) => `${note.path}: ${note.message}`).join('; ')}.` }),
    contentType: contentTypeOf(cloudEvents),
    ...(cloudEvents === 'binary'
      ? { headers: headersSchema({ name, meta: content.meta }, content.scenario, PAYLOAD_TYPE) }
      : {}),
    payload: { $ref: `#/components/schemas/${key}` },
    traits: [{ $ref: `#/components/messageTraits/${traitOf(cloudEvents)}` }],
    ...(example === undefined ? {} : { examples: [exampleOf(example, cloudEvents, content.scenario)] }),
  };
}

function exampleOf(event: AnyEvent, mode: CloudEventsMode, scenario: string): object {
  if (mode === 'off') return { payload: JSON.parse(canonicalLine(event)) as object };
  if (mode === 'structured') return { payload: JSON.parse(structuredText(event, scenario)) as object };
  return {
    headers: Object.fromEntries(binaryHeaders(cloudEventAttributes(event, scenario))),
    payload: JSON.parse(JSON.stringify(event.payload)) as object,
  };
}

/** The value of a record, whose references lead into this document. */
function schemaOf(event: EventPayload, key: string, content: AsyncApiContent, options: ResolvedAsyncApi): object {
  const root = `#/components/schemas/${key}/schema`;
  const envelope = { name: event.name, payload: event.payload, meta: content.meta };
  const { scenario } = content;
  const value: Readonly<Record<CloudEventsMode, () => JsonSchema>> = {
    off: () => eventSchema(envelope, 'definitions', root),
    binary: () => rebased(event.payload, root),
    structured: () => structuredSchema(envelope, 'definitions', { root, scenario }),
  };
  return { schemaFormat: SCHEMA_FORMAT, schema: { ...commented(event.notes), ...value[options.cloudEvents]() } };
}

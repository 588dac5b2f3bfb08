/**
 * Values of records in the wire format of Confluent's schema registry: byte 0, the schema's id (big-endian, four bytes),
 * then Avro or JSON. Schemas come from the contracts of the run and are registered before the first record that needs
 * them.
 */
import { AdapterError, IssueList, SynodeError } from '../src/errors.ts';
import { avroName, avroType } from '../src/encode/avro.ts';
import { AvroFault, type AvroSchema } from '../src/encode/avro-values.ts';
import { canonicalLine } from '../src/encode/canonical.ts';
import type { RunInfo } from '../src/model/adapter.ts';
import type { EventContract, JsonSchema } from '../src/model/contract.ts';
import type { AnyEvent } from '../src/model/event.ts';
import { loadPeer } from './load-peer.ts';
import { resolveRegistryOptions, type RegistryOptions, type ResolvedRegistryOptions } from './registry-options.ts';

export type { RegistryOptions } from './registry-options.ts';

/** Makes the values of records: what the Kafka adapter takes as `serializer`. */
export interface RegistrySerializer {
  /** Header `content-type` of the records. */
  readonly contentType: string;
  /**
   * Registers what is certain by now: everything where there is one topic or subjects without topics, else nothing.
   *
   * @param topics those known before the first record
   * @param run gives the contracts, where the options have none
   * @throws SynodeError `EXPORT_VALUE` with everything that Avro has no type for, `MISSING_DEPENDENCY`, `INVALID_OPTION`
   * @throws AdapterError `REGISTRY_FAILED` with what the registry answered
   */
  open(topics: readonly string[], run?: Pick<RunInfo, 'contracts'>): Promise<void>;
  /** The bytes of an event's value; a promise where its schema has to be registered first. */
  serialize(event: AnyEvent, topic: string): Uint8Array | Promise<Uint8Array>;
}

/**
 * A serializer that registers a schema for each event and writes values in the registry's wire format.
 *
 * @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY` for its options
 * @example new KafkaAdapter({ brokers, topic: 'orders', serializer: registry({ host: 'http://localhost:8081' }) })
 */
export function registry(options: RegistryOptions): RegistrySerializer {
  const resolved = resolveRegistryOptions(options);
  const values = new Values(resolved);
  return {
    contentType: resolved.format === 'avro' ? 'application/vnd.apache.avro+binary' : 'application/json',
    open: (topics, run) => values.open(topics, run),
    serialize: (event, topic) => values.serialize(event, topic),
  };
}

/** The part of the client library that is used. */
interface Library {
  readonly SchemaRegistry: new (args: object, options: object) => Client;
  readonly SchemaType: { readonly AVRO: string; readonly JSON: string };
}

interface Client {
  register(schema: object, options: object): Promise<{ readonly id: number }>;
  getSchema(id: number): Promise<{ toBuffer(value: unknown): Buffer }>;
}

/** How one event is written, whatever its topic. */
interface Shape {
  readonly name: string;
  /** Full name of its record. */
  readonly record: string;
  readonly schema: AvroSchema | JsonSchema;
  readonly bodyOf: (event: AnyEvent) => unknown;
}

type Write = (event: AnyEvent) => Uint8Array;

const LABEL = 'label.';
const MAGIC = 0;
const HEAD_BYTES = 5;

class Values {
  readonly #options: ResolvedRegistryOptions;
  readonly #writers = new Map<string, Write>();
  readonly #pending = new Map<string, Promise<Write>>();
  #shapes: ReadonlyMap<string, Shape> = new Map();
  #client: Client | undefined;
  #schemaType = '';

  constructor(options: ResolvedRegistryOptions) {
    this.#options = options;
  }

  async open(topics: readonly string[], run: Pick<RunInfo, 'contracts'> = {}): Promise<void> {
    const contracts = this.#options.contracts ?? (await run.contracts?.());
    if (contracts === undefined) throw withoutContracts();
    this.#shapes = shapesOf(contracts, this.#options);
    await this.#connect();
    // Labels go to a topic of their own, which says nothing about the others.
    const isLabel = (name: string): boolean => name.startsWith(LABEL);
    const [topic = '', ...more] = topics.filter((one) => !one.endsWith('.labels'));
    const isCertain = more.length === 0 && topic !== '';
    const names = [...this.#shapes.keys()].filter((name) => !isLabel(name));
    if (isCertain && this.#options.subject === 'topic' && names.length > 1) throw severalInOne(topic, names);
    if (!isCertain && this.#options.subject !== 'record') return;
    // One after another: registries take the first version of a subject from whoever comes first.
    for (const name of names) await this.#writer(name, topic);
  }

  serialize(event: AnyEvent, topic: string): Uint8Array | Promise<Uint8Array> {
    const write = this.#writers.get(keyOf(event.name, topic, this.#options));
    return write === undefined ? this.#writer(event.name, topic).then((made) => made(event)) : write(event);
  }

  async #connect(): Promise<void> {
    const { host, auth, library } = this.#options;
    const { SchemaRegistry, SchemaType } = (library as Library | undefined) ?? (await loadLibrary());
    this.#schemaType = this.#options.format === 'avro' ? SchemaType.AVRO : SchemaType.JSON;
    this.#client = new SchemaRegistry(
      { host, ...(auth === undefined ? {} : { auth }) },
      { [SchemaType.AVRO]: { wrapUnions: true }, [SchemaType.JSON]: { strict: false, logger: false } },
    );
  }

  #writer(name: string, topic: string): Promise<Write> {
    const key = keyOf(name, topic, this.#options);
    const known = this.#pending.get(key);
    if (known !== undefined) return known;
    const made = this.#register(name, topic).then((write) => {
      this.#writers.set(key, write);
      return write;
    });
    this.#pending.set(key, made);
    return made;
  }

  async #register(name: string, topic: string): Promise<Write> {
    const shape = this.#shapes.get(name);
    if (shape === undefined || this.#client === undefined) throw withoutContract(name);
    const { format, compatibility } = this.#options;
    const subject = subjectOf(shape, topic, this.#options);
    const client = this.#client;
    try {
      const schema = { type: this.#schemaType, schema: JSON.stringify(shape.schema) };
      const { id } = await client.register(schema, { subject, compatibility });
      const type = format === 'avro' ? await client.getSchema(id) : undefined;
      return (event) => framed(id, type === undefined ? jsonOf(event, shape) : avroOf(event, shape, type));
    } catch (cause) {
      throw refused(cause, { name, subject });
    }
  }
}

async function loadLibrary(): Promise<Library> {
  const module = await loadPeer<{ readonly default?: unknown }>({
    name: '@kafkajs/confluent-schema-registry',
    range: '^3.9.0 || ^4.0.0',
    feature: 'registry()',
    load: () => import('@kafkajs/confluent-schema-registry'),
  });
  // A CommonJS module: loaders differ in where they put what it exports.
  return ('SchemaRegistry' in module ? module : module.default) as Library;
}

/** Schemas of a subject without a topic are the same in every topic. */
function keyOf(name: string, topic: string, { subject }: ResolvedRegistryOptions): string {
  return subject === 'record' ? name : `${topic}/${name}`;
}

function subjectOf({ record }: Shape, topic: string, { subject }: ResolvedRegistryOptions): string {
  if (subject === 'record') return record;
  return subject === 'topic' ? `${topic}-value` : `${topic}-${record}`;
}

/** How each event is written. @throws SynodeError `EXPORT_VALUE` with everything that Avro has no type for */
function shapesOf(contracts: readonly EventContract[], options: ResolvedRegistryOptions): ReadonlyMap<string, Shape> {
  const issues = new IssueList();
  const shapes = contracts.map((contract) => shapeOf(contract, options, issues));
  issues.throwIfAny('the schemas of the registry');
  return new Map(shapes.map((shape) => [shape.name, shape]));
}

function shapeOf(contract: EventContract, options: ResolvedRegistryOptions, issues: IssueList): Shape {
  const { name, process } = contract;
  const isPayload = options.value === 'payload';
  const json = isPayload ? contract.payload : contract.schema;
  const namespace =
    options.namespace ?? ['synode', ...(process === '' ? [] : [process.replaceAll(/\W/g, '_')])].join('.');
  const record = `${namespace}.${avroName(name)}`;
  const valueOf = (event: AnyEvent): object => (isPayload ? event.payload : event);
  if (options.format === 'json') return { name, record, schema: draft07(json), bodyOf: valueOf };
  const faults: AvroFault[] = [];
  const type = avroType(json, { name: avroName(name), namespace }, faults);
  for (const { path, message, expected } of faults) {
    const field = path === '' ? (isPayload ? 'payload' : 'event') : path;
    issues.add({
      code: 'EXPORT_VALUE',
      path: [`event '${name}'`, `'${field}'`],
      message: `${field} of '${name}' has no type in Avro: ${message}`,
      expected,
      suggestion: "Declare it so, or use format: 'json'.",
    });
  }
  return { name, record, schema: type.schema, bodyOf: (event) => type.write(valueOf(event)) };
}

function avroOf(event: AnyEvent, shape: Shape, type: { toBuffer(value: unknown): Buffer }): Buffer {
  try {
    return type.toBuffer(shape.bodyOf(event));
  } catch (cause) {
    if (!(cause instanceof AvroFault)) throw cause;
    throw new SynodeError(
      'ENCODING_FAILED',
      `${cause.path} of event '${event.name}' cannot be written as Avro: ${cause.message}`,
      {
        path: [`event '${event.id}'`, cause.path],
        expected: cause.expected,
        suggestion: 'Correct the handler that makes it, or its schema.',
        cause,
      },
    );
  }
}

/** Whole events are their canonical line, payloads its part. */
function jsonOf(event: AnyEvent, { bodyOf }: Shape): Buffer {
  const line = canonicalLine(event);
  const body = bodyOf(event);
  return Buffer.from(body === event ? line : JSON.stringify(body));
}

function framed(id: number, body: Buffer): Uint8Array {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + body.length);
  bytes.writeUInt8(MAGIC, 0);
  bytes.writeUInt32BE(id, 1);
  body.copy(bytes, HEAD_BYTES);
  return bytes;
}

/** The registry takes a schema without a version for draft 7, where tuples have another keyword. */
function draft07(schema: JsonSchema): JsonSchema {
  const { $schema: _version, ...rest } = schema;
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...(tuplesOf(rest) as JsonSchema) };
}

function tuplesOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tuplesOf);
  if (typeof value !== 'object' || value === null) return value;
  const { prefixItems, items, ...rest } = value as Readonly<Record<string, unknown>>;
  const lists =
    prefixItems === undefined
      ? items === undefined
        ? {}
        : { items }
      : { items: prefixItems, ...(items === undefined ? {} : { additionalItems: items }) };
  return Object.fromEntries(Object.entries({ ...rest, ...lists }).map(([key, inner]) => [key, tuplesOf(inner)]));
}

function withoutContracts(): SynodeError {
  return new SynodeError('INVALID_OPTION', 'contracts of registry are missing', {
    path: ['registry', "option 'contracts'"],
    expected: 'the list that eventSchemas gives',
    received: 'nothing, and a run that has none',
    suggestion: 'Write contracts: await eventSchemas(journeys, options).',
  });
}

function withoutContract(name: string): SynodeError {
  return new SynodeError('ENCODING_FAILED', `event '${name}' has no contract, so the registry has no schema of it`, {
    path: [`event '${name}'`],
    expected: 'an event that an action, a process or a schema names',
    received: `'${name}'`,
    suggestion: 'Name it in emits of its action, or give it a schema.',
  });
}

function severalInOne(topic: string, names: readonly string[]): SynodeError {
  return new SynodeError(
    'INVALID_OPTION',
    `subject 'topic' is one schema, and topic '${topic}' has ${names.length} events`,
    {
      path: ['registry', "option 'subject'"],
      expected: "one event in the topic, or a subject of its own for each: 'topic-record', 'record'",
      received: names.join(', '),
      suggestion: "Use subject: 'topic-record'.",
    },
  );
}

/** What the registry answered, as far as it did. */
function refused(cause: unknown, { name, subject }: { readonly name: string; readonly subject: string }): SynodeError {
  if (cause instanceof SynodeError) return cause;
  const { status } = cause as { readonly status?: unknown };
  const text = cause instanceof Error ? cause.message.replaceAll(/\s+/g, ' ') : String(cause);
  const isAnswered = typeof status === 'number' && status >= 400 && status < 500;
  return new AdapterError(
    'REGISTRY_FAILED',
    `the schema of event '${name}' was not registered as '${subject}': ${text}`,
    { adapter: 'registry', operation: 'open', retriable: !isAnswered, acknowledged: 0, unacknowledged: 0 },
    { path: [`event '${name}'`, `subject '${subject}'`], cause, suggestion: adviceFor(status, text) },
  );
}

function adviceFor(status: unknown, text: string): string {
  if (status === 401 || status === 403) return 'Check auth.';
  if (status === 409) return 'Keep the schema compatible with its earlier versions, or use another subject.';
  if (text.startsWith('Compatibility does not match')) return 'Set compatibility to that of the subject.';
  return 'Check host, and whether the registry is up.';
}

/**
 * Events, as objects or as lines, become records: key, value, headers, time, topic. Lines are not copied and not read
 * again: value and key of a record are views of their bytes.
 */
import { canonicalLine } from '../../src/encode/canonical.ts';
import { SynodeError } from '../../src/errors.ts';
import type { AdapterEncoding, EncodedBatch, RunInfo } from '../../src/model/adapter.ts';
import type { AnyEvent } from '../../src/model/event.ts';
import { SYNODE_VERSION } from '../../src/version.ts';
import { isPromise } from '../base.ts';
import { attributesOf, BinaryLines, cloudPart, STRUCTURED_HEADERS } from './cloud-records.ts';
import { keyBytesOf } from './keys.ts';
import { CANONICAL, lineField, STRUCTURED, type LineField } from './line-fields.ts';
import type { ResolvedKafkaOptions } from './options.ts';
import type { KafkaHeaders, KafkaRecord } from './port.ts';
import { TopicChoice } from './topic-of.ts';

/** A record with where it goes and what it weighs. */
export interface Outgoing {
  readonly topic: string;
  readonly record: KafkaRecord;
  readonly bytes: number;
}

/** Events as records, up to the first that cannot be one. */
export interface Shaped {
  readonly outgoing: Outgoing[];
  readonly fault: { readonly error: unknown } | undefined;
}

/** What a record says. */
interface Body {
  readonly value: Buffer | null;
  readonly headers: KafkaHeaders | undefined;
}

const LINE_FIELDS: readonly string[] = ['userId', 'sessionId', 'id'] satisfies LineField[];

type Options<E extends AnyEvent> = ResolvedKafkaOptions<E>;

/** As which lines events have to come, where records can be made from lines alone. */
export function lineEncoding(options: Options<never>): AdapterEncoding | undefined {
  const { key, topic, headers, serializer, cloudEvents } = options;
  const isKeyInLine = key === null || (typeof key === 'string' && LINE_FIELDS.includes(key));
  const isFixed = typeof topic !== 'function' && typeof headers !== 'function' && serializer === undefined;
  if (!isKeyInLine || !isFixed) return undefined;
  return cloudEvents === 'structured' ? 'cloudevents' : 'ndjson';
}

export class Shaper<E extends AnyEvent> {
  readonly topics: TopicChoice<E>;
  readonly #options: Options<E>;
  readonly #scenario: string | undefined;
  readonly #fixed: KafkaHeaders | undefined;
  readonly #binary: BinaryLines | undefined;
  #lastMs = Number.NaN;
  #lastTimestamp = '';

  constructor(options: Options<E>, run: RunInfo) {
    this.#options = options;
    this.topics = new TopicChoice(options.topic);
    this.#scenario = run.scenario;
    this.#fixed = fixedHeaders(options, run);
    this.#binary = options.cloudEvents === 'binary' ? new BinaryLines(run.scenario) : undefined;
  }

  /** Objects as records. A serializer may take its time; without one nothing is awaited. */
  async events(events: readonly E[]): Promise<Shaped> {
    const outgoing: Outgoing[] = [];
    for (const event of events) {
      try {
        const topic = this.topics.of(event);
        const made = this.#bodyOf(event, topic);
        const { value, headers } = isPromise(made) ? await made : made;
        const key = keyBytesOf(event, this.#options.key);
        outgoing.push(this.#record({ topic, key, value, headers, ms: event.timestamp.getTime() }));
      } catch (error) {
        return { outgoing, fault: { error } };
      }
    }
    return { outgoing, fault: undefined };
  }

  /** Lines as records: views of `bytes`, which must stay as they are until the records have arrived. */
  lines(batch: EncodedBatch, bytes: Buffer): Shaped {
    const { ends, names, timestamps, count } = batch;
    const key = this.#options.key as LineField | null;
    const form = this.#options.cloudEvents === 'structured' ? STRUCTURED : CANONICAL;
    const outgoing: Outgoing[] = [];
    let start = 0;
    try {
      for (let i = 0; i < count; i++) {
        const end = ends[i] ?? start;
        const { value, headers } = this.#bodyOfLine(bytes, start, end);
        const topic = this.topics.ofName(names[i] ?? '');
        const keyBytes = key === null ? null : lineField(bytes, { start, form }, key);
        outgoing.push(this.#record({ topic, key: keyBytes, value, headers, ms: timestamps[i] ?? 0 }));
        start = end;
      }
    } catch (error) {
      return { outgoing, fault: { error } };
    }
    return { outgoing, fault: undefined };
  }

  #record(made: {
    readonly topic: string;
    readonly key: Buffer | null;
    readonly value: Buffer | null;
    readonly headers: KafkaHeaders | undefined;
    readonly ms: number;
  }): Outgoing {
    const { topic, key, value, headers } = made;
    const timestamp = this.#options.timestamp === 'event' ? this.#timestampOf(made.ms) : undefined;
    const record = { key, value, headers, timestamp, partition: 0 };
    return { topic, record, bytes: sizeOf(record) };
  }

  /** Events often share their time. */
  #timestampOf(ms: number): string {
    if (ms !== this.#lastMs) {
      this.#lastMs = ms;
      this.#lastTimestamp = String(ms);
    }
    return this.#lastTimestamp;
  }

  #bodyOfLine(bytes: Buffer, start: number, end: number): Body {
    if (this.#binary === undefined) return { value: bytes.subarray(start, end - 1), headers: this.#fixed };
    const { value, headers } = this.#binary.part(bytes, { start, end });
    return { value, headers: this.#fixed === undefined ? headers : { ...this.#fixed, ...headers } };
  }

  #bodyOf(event: E, topic: string): Body | Promise<Body> {
    const { serializer, cloudEvents: mode } = this.#options;
    if (serializer === undefined) {
      if (mode === 'off') return { value: Buffer.from(canonicalLine(event)), headers: this.#headersOf(event) };
      const { value, headers } = cloudPart(event, { mode, scenario: this.#scenario });
      return { value, headers: { ...this.#headersOf(event), ...headers } };
    }
    const attributes = mode === 'binary' ? attributesOf(event, this.#scenario, serializer.contentType) : undefined;
    const headers = attributes === undefined ? this.#headersOf(event) : { ...this.#headersOf(event), ...attributes };
    const made = serializer.serialize(event, topic);
    if (isPromise(made)) return made.then((bytes) => ({ value: valueOf(bytes, event), headers }));
    return { value: valueOf(made, event), headers };
  }

  #headersOf(event: E): KafkaHeaders | undefined {
    const { headers } = this.#options;
    return typeof headers === 'function' ? { ...this.#fixed, ...headers(event) } : this.#fixed;
  }
}

/** What a serializer gave, which may be anything. */
function valueOf(bytes: unknown, event: AnyEvent): Buffer | null {
  if (bytes === null) return null;
  if (bytes instanceof Uint8Array) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  throw new SynodeError('ENCODING_FAILED', `serializer gave ${typeof bytes} for event '${event.name}'`, {
    path: [`event '${event.id}'`, "option 'serializer'"],
    expected: 'a Uint8Array, or null',
    received: typeof bytes,
    suggestion: 'Return the bytes of the value from serialize(event, topic).',
  });
}

/** Headers that are the same for every record; none at all where there are none, which is fastest. */
function fixedHeaders<E extends AnyEvent>(options: Options<E>, run: RunInfo): KafkaHeaders | undefined {
  const { headers, runHeaders, serializer, cloudEvents } = options;
  const all = {
    ...(cloudEvents === 'structured' ? STRUCTURED_HEADERS : {}),
    ...(serializer === undefined ? {} : { 'content-type': serializer.contentType }),
    ...(runHeaders ? { 'synode-seed': run.seed, 'synode-plan': run.planHash, 'synode-version': SYNODE_VERSION } : {}),
    ...(typeof headers === 'function' ? {} : headers),
  };
  return Object.keys(all).length === 0 ? undefined : all;
}

/** Bytes of a record alone in its batch (KIP-98: batch header 61; lengths as zigzag varints). */
function sizeOf({ key, value, headers }: KafkaRecord): number {
  const body = 1 + 1 + 1 + sizeOfBytes(key) + sizeOfBytes(value) + (headers === undefined ? 1 : sizeOfHeaders(headers));
  return 61 + sizeOfVarint(body) + body;
}

function sizeOfHeaders(headers: KafkaHeaders): number {
  let bytes = 0;
  let count = 0;
  for (const name in headers) {
    const value = headers[name] ?? '';
    const nameBytes = Buffer.byteLength(name);
    const valueBytes = Buffer.byteLength(value);
    bytes += sizeOfVarint(nameBytes) + nameBytes + sizeOfVarint(valueBytes) + valueBytes;
    count++;
  }
  return sizeOfVarint(count) + bytes;
}

function sizeOfBytes(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : sizeOfVarint(bytes.length) + bytes.length;
}

function sizeOfVarint(length: number): number {
  return length < 64 ? 1 : length < 8192 ? 2 : length < 1_048_576 ? 3 : length < 134_217_728 ? 4 : 5;
}

/** The same bytes, not copied. */
export function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The same with memory of its own. */
export function copyOf({ topic, record, bytes }: Outgoing): Outgoing {
  const key = record.key === null ? null : Buffer.from(record.key);
  const value = record.value === null ? null : Buffer.from(record.value);
  const headers = record.headers === undefined ? undefined : copiedHeaders(record.headers);
  return { topic, bytes, record: { ...record, key, value, headers } };
}

function copiedHeaders(headers: KafkaHeaders): KafkaHeaders {
  const copied: Record<string, string | Buffer> = {};
  for (const name in headers) {
    const value = headers[name] ?? '';
    copied[name] = typeof value === 'string' ? value : Buffer.from(value);
  }
  return copied;
}

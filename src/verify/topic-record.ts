/** Records of a topic → what they say of events, in each of the forms in which events are sent. */
import { isPlain } from './read-entry.ts';

/** A record as a consumer gets it. */
export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** How canonical lines are got back from CloudEvents; `undefined` where they cannot. */
export interface Recoding {
  readonly structured: (value: Buffer) => Buffer | undefined;
  readonly binary: (value: Buffer, headers: TopicRecord['headers']) => Buffer | undefined;
}

/** What a record says. Without an id it is in a form that only its reader knows. */
export interface TopicEvent {
  readonly id: string | undefined;
  readonly userId: string;
  readonly ms: number;
  /** Position among the events of its user, where it is told. */
  readonly sequence: number | undefined;
  /** Canonical line without its line feed; `undefined` where the record does not hold all of it. */
  readonly line: Buffer | undefined;
}

const UNKNOWN: TopicEvent = { id: undefined, userId: '', ms: NaN, sequence: undefined, line: undefined };

/** What stands in a record, or why it is no event. */
export function readRecord(record: TopicRecord, recoding: Recoding): TopicEvent | string {
  const { value, headers } = record;
  if (headers['ce_specversion'] !== undefined) return readBinary(value, headers, recoding);
  // What no JSON object begins is of a serializer, and so is a tombstone.
  if (value === null || value[0] !== 0x7b) return UNKNOWN;
  const json = parsed(value);
  if (!isPlain(json)) return 'is no JSON object';
  return json['specversion'] === undefined ? readCanonical(json, value) : readStructured(json, value, recoding);
}

function readCanonical(json: Readonly<Record<string, unknown>>, line: Buffer): TopicEvent | string {
  const { id, userId, timestamp, meta } = json;
  const sequence = isPlain(meta) ? meta['sequence'] : undefined;
  return eventOf({ id, userId, time: timestamp, sequence }, line);
}

function readStructured(
  json: Readonly<Record<string, unknown>>,
  value: Buffer,
  { structured }: Recoding,
): TopicEvent | string {
  const { id, subject, time, sequence } = json;
  return eventOf({ id, userId: subject, time, sequence }, structured(value));
}

function readBinary(value: Buffer | null, headers: TopicRecord['headers'], { binary }: Recoding): TopicEvent | string {
  const { ce_id: id, ce_subject: userId, ce_time: time, ce_sequence: sequence } = headers;
  const isJson = headers['content-type'] === 'application/json' && value !== null;
  return eventOf({ id, userId, time, sequence }, isJson ? binary(value, headers) : undefined);
}

function eventOf(
  told: Readonly<Record<'id' | 'userId' | 'time' | 'sequence', unknown>>,
  line: Buffer | undefined,
): TopicEvent | string {
  const { id, userId, time, sequence } = told;
  if (typeof id !== 'string' || id === '') return 'is no event: its id is no text';
  if (typeof userId !== 'string') return `is no event: ${id} names no user`;
  const ms = typeof time === 'string' ? Date.parse(time) : NaN;
  if (Number.isNaN(ms)) return `is no event: the time of ${id} is none`;
  return { id, userId, ms, sequence: sequence === undefined ? undefined : Number(sequence), line };
}

function parsed(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString('utf8'));
  } catch {
    return undefined;
  }
}

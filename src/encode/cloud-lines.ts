/**
 * Canonical lines → CloudEvents, by copying: the texts and the payload of a line are JSON already, so nothing is parsed
 * and nothing written twice. Byte-identical to `cloud-event.ts`.
 */
import type { EncodedBatch } from '../model/adapter.ts';
import {
  cloudEventSource,
  PAYLOAD_TYPE,
  STRUCTURED_HEADERS,
  type CloudEventForm,
  type CloudEventHeaders,
  type CloudEventRecord,
} from './cloud-event.ts';
import { findLineParts, newLineParts, textAt, type LineParts } from './line-parts.ts';

/** Lines as bytes: each ends in its line feed. */
export type Lines = Pick<EncodedBatch, 'count' | 'bytes' | 'ends'>;

const HEAD = Buffer.from('{"specversion":"1.0","id":');
const TYPE = Buffer.from('","type":');
const SUBJECT = Buffer.from(',"subject":');
const TIME = Buffer.from(',"time":');
const SESSION = Buffer.from(`,"datacontenttype":${JSON.stringify(PAYLOAD_TYPE)},"sessionid":`);
const SEQUENCE = Buffer.from(',"sequence":"');
const SEQUENCE_END = Buffer.from('"');
const DATA = Buffer.from(',"data":');
const END = Buffer.from('}\n');
const SLASH = Buffer.from('/');
/** Everything that stands in a structured event and not in its line, the source aside. */
const FRAME = [HEAD, TYPE, SUBJECT, TIME, SESSION, SEQUENCE, SEQUENCE_END, DATA, END, SLASH].reduce(
  (sum, piece) => sum + piece.length,
  0,
);

/**
 * Each canonical line as one structured CloudEvent and a line feed.
 *
 * @param into where they are written if there is room for them; else memory of their own
 */
export function structuredLines(lines: Lines, scenario: string | undefined, into?: Uint8Array): Lines {
  const from = asBuffer(lines.bytes);
  const head = sourceHead(scenario);
  const most = lines.bytes.length + lines.count * (FRAME + head.length);
  const out = asBuffer(into !== undefined && into.length >= most ? into : new Uint8Array(most));
  const ends = new Uint32Array(lines.count);
  const parts = newLineParts();
  let at = 0;
  let start = 0;
  for (let i = 0; i < lines.count; i++) {
    const end = lines.ends[i] ?? start;
    findLineParts(from, { start, end }, parts);
    at = writeStructured(out, at, { from, parts, head });
    ends[i] = at;
    start = end;
  }
  return { count: lines.count, bytes: new Uint8Array(out.buffer, out.byteOffset, at), ends };
}

/** Where one event comes from and what is before its process in `source`. */
interface Origin {
  readonly from: Buffer;
  readonly parts: LineParts;
  readonly head: Buffer;
}

function writeStructured(out: Buffer, start: number, { from, parts, head }: Origin): number {
  let at = copy(out, start, HEAD, 0, HEAD.length);
  at = copy(out, at, from, parts.idAt, parts.idEnd);
  at = copy(out, at, head, 0, head.length);
  const hasProcess = parts.processEnd - parts.processAt > 2;
  if (hasProcess) {
    at = copy(out, at, SLASH, 0, 1);
    // Ids of processes are letters, digits and signs that stand in a URI as they are.
    at = copy(out, at, from, parts.processAt + 1, parts.processEnd - 1);
  }
  at = copy(out, at, TYPE, 0, TYPE.length);
  at = copy(out, at, from, parts.nameAt, parts.nameEnd);
  at = copy(out, at, SUBJECT, 0, SUBJECT.length);
  at = copy(out, at, from, parts.userAt, parts.userEnd);
  at = copy(out, at, TIME, 0, TIME.length);
  at = copy(out, at, from, parts.timeAt, parts.timeEnd);
  at = copy(out, at, SESSION, 0, SESSION.length);
  at = copy(out, at, from, parts.sessionAt, parts.sessionEnd);
  if (parts.sequenceAt !== -1) {
    at = copy(out, at, SEQUENCE, 0, SEQUENCE.length);
    at = copy(out, at, from, parts.sequenceAt, parts.sequenceEnd);
    at = copy(out, at, SEQUENCE_END, 0, SEQUENCE_END.length);
  }
  at = copy(out, at, DATA, 0, DATA.length);
  at = copy(out, at, from, parts.payloadAt, parts.payloadEnd);
  return copy(out, at, END, 0, END.length);
}

/** Below about this many bytes a loop is faster than a native call. */
const SHORT = 48;

function copy(out: Buffer, at: number, from: Buffer, start: number, end: number): number {
  const length = end - start;
  if (length > SHORT) {
    from.copy(out, at, start, end);
    return at + length;
  }
  for (let i = 0; i < length; i++) out[at + i] = from[start + i] as number;
  return at + length;
}

/** A batch of lines as it arrives, in another form; what else is known of its events stays as it was. */
export class StructuredBatch implements EncodedBatch {
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
  readonly timestamps: Float64Array;
  readonly #origin: EncodedBatch;

  constructor(origin: EncodedBatch, scenario: string | undefined) {
    const { bytes, ends } = structuredLines(origin, scenario);
    this.#origin = origin;
    this.count = origin.count;
    this.bytes = bytes;
    this.ends = ends;
    this.timestamps = origin.timestamps;
  }

  get names(): readonly string[] {
    return this.#origin.names;
  }

  get ids(): readonly string[] {
    return this.#origin.ids;
  }

  get userIds(): readonly string[] {
    return this.#origin.userIds;
  }
}

/**
 * The events of a batch as records. Their values are views of the batch, or of memory made here: nothing is serialised
 * again.
 *
 * @param lines canonical lines (`encoding: 'ndjson'`); for structured mode also structured ones (`'cloudevents'`)
 */
export function cloudEventRecords(lines: Lines, { mode, scenario }: CloudEventForm): readonly CloudEventRecord[] {
  if (mode === 'binary') return binaryRecords(lines, scenario);
  const { bytes, ends, count } = isStructured(lines) ? lines : structuredLines(lines, scenario);
  const records: CloudEventRecord[] = [];
  let start = 0;
  for (let i = 0; i < count; i++) {
    const end = ends[i] ?? start;
    records.push({ value: asBuffer(bytes.subarray(start, end - 1)), headers: STRUCTURED_HEADERS });
    start = end;
  }
  return records;
}

function binaryRecords(lines: Lines, scenario: string | undefined): readonly CloudEventRecord[] {
  const bytes = asBuffer(lines.bytes);
  const parts = newLineParts();
  const sourceOf = sources(scenario);
  const records: CloudEventRecord[] = [];
  let start = 0;
  for (let i = 0; i < lines.count; i++) {
    const end = lines.ends[i] ?? start;
    findLineParts(bytes, { start, end }, parts);
    const headers = headersOf(bytes, parts, sourceOf);
    records.push({ value: bytes.subarray(parts.payloadAt, parts.payloadEnd), headers });
    start = end;
  }
  return records;
}

/** The source by process; escaping it costs more than looking it up. */
function sources(scenario: string | undefined): (process: string) => string {
  const known = new Map<string, string>();
  return (process) => {
    const source = known.get(process) ?? cloudEventSource(scenario, process);
    known.set(process, source);
    return source;
  };
}

/** As `binaryHeaders`, written one by one: a list of entries made from an object costs as much as all the rest. */
function headersOf(bytes: Buffer, parts: LineParts, sourceOf: (process: string) => string): CloudEventHeaders {
  const hasMeta = parts.sequenceAt !== -1;
  const process = hasMeta ? textAt(bytes, parts.processAt, parts.processEnd) : '';
  const headers: [string, string][] = [
    ['content-type', PAYLOAD_TYPE],
    ['ce_specversion', '1.0'],
    ['ce_id', textAt(bytes, parts.idAt, parts.idEnd)],
    ['ce_source', sourceOf(process)],
    ['ce_type', textAt(bytes, parts.nameAt, parts.nameEnd)],
    ['ce_subject', textAt(bytes, parts.userAt, parts.userEnd)],
    ['ce_time', textAt(bytes, parts.timeAt, parts.timeEnd)],
    ['ce_sessionid', textAt(bytes, parts.sessionAt, parts.sessionEnd)],
  ];
  if (hasMeta) headers.push(['ce_sequence', bytes.toString('latin1', parts.sequenceAt, parts.sequenceEnd)]);
  return headers;
}

/** Canonical lines begin with their id. */
export function isStructured({ bytes }: Pick<EncodedBatch, 'bytes'>): boolean {
  return bytes[2] === HEAD[2];
}

/** `,"source":"synode/…` without the closing quotation mark. */
function sourceHead(scenario: string | undefined): Buffer {
  return Buffer.from(`,"source":"${cloudEventSource(scenario)}`);
}

/** The same memory. */
function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

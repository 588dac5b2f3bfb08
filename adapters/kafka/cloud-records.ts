/**
 * Values and headers of records as CloudEvents. From lines nothing is serialised again: value and headers are views of
 * their bytes.
 */
import {
  cloudEventAttributes,
  cloudEventRecord,
  cloudEventSource,
  binaryHeaders,
  PAYLOAD_TYPE,
  STRUCTURED_TYPE,
} from '../../src/encode/cloud-event.ts';
import { findLineParts, newLineParts } from '../../src/encode/line-parts.ts';
import type { AnyEvent } from '../../src/model/event.ts';
import { utf8At } from './line-fields.ts';
import type { KafkaHeaders } from './port.ts';

/** What a CloudEvents record is made of, beside its key. */
export interface CloudPart {
  readonly value: Buffer;
  readonly headers: KafkaHeaders;
}

export const STRUCTURED_HEADERS: KafkaHeaders = { 'content-type': STRUCTURED_TYPE };

/** An event as the value and headers of a record. @throws SynodeError `ENCODING_FAILED` */
export function cloudPart(
  event: AnyEvent,
  form: { readonly mode: 'binary' | 'structured'; readonly scenario: string | undefined },
): CloudPart {
  const { value, headers } = cloudEventRecord(event, form);
  return { value: viewOf(value), headers: Object.fromEntries(headers) };
}

/** The attributes of an event whose value a serializer makes. */
export function attributesOf(event: AnyEvent, scenario: string | undefined, contentType: string): KafkaHeaders {
  return Object.fromEntries(binaryHeaders(cloudEventAttributes(event, scenario, contentType)));
}

/** Canonical lines in binary mode, one at a time. */
export class BinaryLines {
  readonly #parts = newLineParts();
  readonly #scenario: string | undefined;
  /** The source by process; escaping it costs more than looking it up. */
  readonly #sources = new Map<string, string>();

  constructor(scenario: string | undefined) {
    this.#scenario = scenario;
  }

  /** The line from `start` to `end`, its line feed included. */
  part(bytes: Buffer, line: { readonly start: number; readonly end: number }): CloudPart {
    const parts = this.#parts;
    findLineParts(bytes, line, parts);
    const hasMeta = parts.sequenceAt !== -1;
    const process = hasMeta ? utf8At(bytes, parts.processAt, parts.processEnd).toString() : '';
    // One shape for all, written out: a record with other keys would make the client's loop over them slow.
    const headers = {
      'content-type': PAYLOAD_TYPE,
      ce_specversion: '1.0',
      ce_id: utf8At(bytes, parts.idAt, parts.idEnd),
      ce_source: this.#sourceOf(process),
      ce_type: utf8At(bytes, parts.nameAt, parts.nameEnd),
      ce_subject: utf8At(bytes, parts.userAt, parts.userEnd),
      ce_time: utf8At(bytes, parts.timeAt, parts.timeEnd),
      ce_sessionid: utf8At(bytes, parts.sessionAt, parts.sessionEnd),
    };
    const value = bytes.subarray(parts.payloadAt, parts.payloadEnd);
    if (!hasMeta) return { value, headers };
    return { value, headers: { ...headers, ce_sequence: bytes.subarray(parts.sequenceAt, parts.sequenceEnd) } };
  }

  #sourceOf(process: string): string {
    const source = this.#sources.get(process) ?? cloudEventSource(this.#scenario, process);
    this.#sources.set(process, source);
    return source;
  }
}

/** The same bytes, not copied. */
function viewOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

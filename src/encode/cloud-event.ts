/**
 * CloudEvents 1.0: which attributes an event has, and how it looks as one JSON document or as a payload with headers
 * (JSON Event Format; Kafka Protocol Binding, structured and binary content mode). Slow, obvious, complete: what is cut
 * from canonical lines in `cloud-lines.ts` must give the same.
 */
import type { AnyEvent } from '../model/event.ts';
import { findUnencodable } from '../model/plain.ts';
import { encodingFailed } from './canonical.ts';

/** `structured`: one document with the payload as `data`. `binary`: the payload alone, the attributes as headers. */
export type CloudEventMode = 'structured' | 'binary';

/** Media type of a structured event. */
export const STRUCTURED_TYPE = 'application/cloudevents+json; charset=UTF-8';

/** Media type of the payload, unless a serializer says otherwise. */
export const PAYLOAD_TYPE = 'application/json';

/** The attributes, in the order they are written. */
export interface CloudEventAttributes {
  readonly specversion: '1.0';
  readonly id: string;
  /** `synode/<scenario or journeys>[/<process>]`; the process is known where events have their `meta`. */
  readonly source: string;
  /** Name of the event. */
  readonly type: string;
  /** Who acted. */
  readonly subject: string;
  /** Simulated instant. */
  readonly time: string;
  readonly datacontenttype: string;
  readonly sessionid: string;
  /** Position among the events of the actor, as text; present with `meta`. */
  readonly sequence?: string;
}

/** Headers of a record, as text. */
export type CloudEventHeaders = readonly (readonly [name: string, value: string])[];

/** One record as a message broker takes it. */
export interface CloudEventRecord {
  readonly value: Uint8Array;
  readonly headers: CloudEventHeaders;
}

/** How events become records. */
export interface CloudEventForm {
  readonly mode: CloudEventMode;
  /** Id of the scenario; `undefined` where journeys are run alone. */
  readonly scenario: string | undefined;
}

/** Where events come from, as a URI reference. */
export function cloudEventSource(scenario: string | undefined, process = ''): string {
  const base = `synode/${encodeURIComponent(scenario === undefined || scenario === '' ? 'journeys' : scenario)}`;
  return process === '' ? base : `${base}/${encodeURIComponent(process)}`;
}

export function cloudEventAttributes(
  { id, userId, sessionId, name, timestamp, meta }: AnyEvent,
  scenario: string | undefined,
  datacontenttype: string = PAYLOAD_TYPE,
): CloudEventAttributes {
  return {
    specversion: '1.0',
    id,
    source: cloudEventSource(scenario, meta?.process),
    type: name,
    subject: userId,
    time: timestamp.toISOString(),
    datacontenttype,
    sessionid: sessionId,
    ...(meta === undefined ? {} : { sequence: String(meta.sequence) }),
  };
}

/**
 * The event as one JSON document, without a line feed.
 *
 * @throws SynodeError `ENCODING_FAILED`
 */
export function structuredText(event: AnyEvent, scenario: string | undefined): string {
  checkEncodable(event);
  return JSON.stringify(Object.assign(cloudEventAttributes(event, scenario), { data: event.payload }));
}

/** The headers of binary mode: the type of the payload, then `ce_` and the name of each attribute. */
export function binaryHeaders(attributes: CloudEventAttributes): CloudEventHeaders {
  const { datacontenttype, ...rest } = attributes;
  const headers: [string, string][] = [['content-type', datacontenttype]];
  for (const [name, value] of Object.entries(rest)) headers.push([`ce_${name}`, value]);
  return headers;
}

/**
 * An event as a record.
 *
 * @throws SynodeError `ENCODING_FAILED`
 */
export function cloudEventRecord(event: AnyEvent, { mode, scenario }: CloudEventForm): CloudEventRecord {
  if (mode === 'structured')
    return { value: Buffer.from(structuredText(event, scenario)), headers: STRUCTURED_HEADERS };
  checkEncodable(event);
  const headers = binaryHeaders(cloudEventAttributes(event, scenario));
  return { value: Buffer.from(JSON.stringify(event.payload)), headers };
}

export const STRUCTURED_HEADERS: CloudEventHeaders = [['content-type', STRUCTURED_TYPE]];

function checkEncodable(event: AnyEvent): void {
  const fault = findUnencodable(event.payload, 'payload') ?? findUnencodable(event.timestamp, 'timestamp');
  if (fault !== undefined) throw encodingFailed(event, fault);
}

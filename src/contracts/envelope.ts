/** What stands around a payload: the fields of an event, those of a CloudEvent, and the headers of a record. */
import { cloudEventSource, PAYLOAD_TYPE } from '../encode/cloud-event.ts';
import type { JsonSchema } from '../model/contract.ts';
import { rebased } from './contract.ts';

/** How the values of records look: canonical events, or CloudEvents in one of their two modes. */
export type CloudEventsMode = 'off' | 'binary' | 'structured';

export const INSTANT: JsonSchema = { type: 'string', format: 'date-time', description: 'Simulated instant, UTC.' };

const TEXT: JsonSchema = { type: 'string', minLength: 1 };
const COUNT: JsonSchema = { type: 'integer', minimum: 0 };
const ID: JsonSchema = { type: 'string' };

const META: JsonSchema = closed({
  process: ID,
  population: ID,
  actor: COUNT,
  journey: ID,
  instance: ID,
  adventure: ID,
  action: ID,
  occurrence: COUNT,
  sequence: COUNT,
});

/** What surrounds the payload of one event. */
export interface Envelope {
  readonly name: string;
  readonly payload: JsonSchema;
  /** Whether events say where they come from. */
  readonly meta: boolean;
}

/** An event as a line of NDJSON has it; the payload stands under `<defs>/payload` of the schema at `root`. */
export function eventSchema({ name, payload, meta }: Envelope, defs: '$defs' | 'definitions', root = '#'): JsonSchema {
  return {
    ...closed({
      id: TEXT,
      userId: TEXT,
      sessionId: TEXT,
      name: { const: name },
      timestamp: INSTANT,
      payload: { $ref: `${root}/${defs}/payload` },
      ...(meta ? { meta: META } : {}),
    }),
    [defs]: { payload: rebased(payload, `${root}/${defs}/payload`) },
  };
}

/** A structured CloudEvent with the payload as `data`. */
export function structuredSchema(
  { name, payload, meta }: Envelope,
  defs: '$defs' | 'definitions',
  { root, scenario }: { readonly root: string; readonly scenario: string },
): JsonSchema {
  return {
    ...closed({
      specversion: { const: '1.0' },
      id: TEXT,
      source: sourceSchema(scenario),
      type: { const: name },
      subject: TEXT,
      time: INSTANT,
      datacontenttype: { const: PAYLOAD_TYPE },
      sessionid: TEXT,
      ...(meta ? { sequence: SEQUENCE } : {}),
      data: { $ref: `${root}/${defs}/payload` },
    }),
    [defs]: { payload: rebased(payload, `${root}/${defs}/payload`) },
  };
}

/** The headers of a CloudEvent in binary mode, values as text. */
export function headersSchema(
  { name, meta }: Omit<Envelope, 'payload'>,
  scenario: string,
  contentType: string,
): JsonSchema {
  const headers = {
    'content-type': { const: contentType },
    ce_specversion: { const: '1.0' },
    ce_id: TEXT,
    ce_source: sourceSchema(scenario),
    ce_type: { const: name },
    ce_subject: TEXT,
    ce_time: INSTANT,
    ce_sessionid: TEXT,
    ...(meta ? { ce_sequence: SEQUENCE } : {}),
  };
  // Further headers are the sender's to add.
  return { type: 'object', properties: headers, required: Object.keys(headers) };
}

const SEQUENCE: JsonSchema = {
  type: 'string',
  pattern: '^[0-9]+$',
  description: 'Position among the events of its user, from 0.',
};

function sourceSchema(scenario: string): JsonSchema {
  return {
    type: 'string',
    format: 'uri-reference',
    pattern: `^${cloudEventSource(scenario).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(/.+)?$`,
  };
}

function closed(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

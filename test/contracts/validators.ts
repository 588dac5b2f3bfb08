/** JSON Schema as another program reads it. */
import { createRequire } from 'node:module';

import type ajv from 'ajv';

import type { AsyncApiDocument, EventContract, JsonSchema } from '../../src/index.ts';
import { canonicalLine } from '../../src/encode/canonical.ts';
import type { AnyEvent } from '../../src/model/event.ts';

// A CommonJS module, which test runner and Node wrap differently.
const load = createRequire(import.meta.url);
const { default: Draft07 } = load('ajv') as { readonly default: typeof ajv.default };
const { default: Draft2020 } = load('ajv/dist/2020') as { readonly default: typeof ajv.default };

/** Formats are judged, not passed over: an instant is what `toISOString` writes. */
const SETTINGS = {
  strict: false,
  allErrors: true,
  formats: {
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text,
    date: /^\d{4}-\d\d-\d\d$/,
    'uri-reference': /^[\w\-.~!$&'()*+,;=:@/?%#]*$/,
  },
};

/** What is wrong with a value, one text a fault; none where it fits. */
export type Judge = (value: unknown) => readonly string[];

export function judgeOf(schema: JsonSchema): Judge {
  const validate = new Draft2020(SETTINGS).compile(schema);
  return (value) => (validate(value) === true ? [] : (validate.errors ?? []).map(faultText));
}

/** Judges values of one message by the document as it is published: references are followed from its root. */
export function judgeOfMessage(document: AsyncApiDocument, message: string): Judge {
  const ajv = new Draft07(SETTINGS);
  ajv.addSchema(JSON.parse(JSON.stringify(rerooted(document))) as object, 'doc');
  const { payload } = document.components.messages[message] as { readonly payload: { readonly $ref: string } };
  const validate = ajv.compile({ $ref: `doc${payload.$ref}/schema` });
  return (value) => (validate(value) === true ? [] : (validate.errors ?? []).map(faultText));
}

/** The validator takes the whole document for a schema; only an `$id` tells it where it is. */
function rerooted(document: AsyncApiDocument): object {
  return { $id: 'doc', ...document };
}

/** Judges the headers of one message. */
export function judgeOfHeaders(document: AsyncApiDocument, message: string): Judge {
  const { headers } = document.components.messages[message] as { readonly headers: object };
  const validate = new Draft07(SETTINGS).compile(headers);
  return (value) => (validate(value) === true ? [] : (validate.errors ?? []).map(faultText));
}

function faultText({
  dataPath,
  instancePath,
  message,
}: {
  dataPath?: string;
  instancePath?: string;
  message?: string;
}): string {
  return `${instancePath ?? dataPath ?? ''} ${message ?? ''}`.trim();
}

/** The event as a reader of NDJSON has it. */
export const onTheWire = (event: AnyEvent): unknown => JSON.parse(canonicalLine(event)) as unknown;

/** The contract of this name. */
export function contractOf(contracts: readonly EventContract[], name: string): EventContract {
  const contract = contracts.find((one) => one.name === name);
  if (contract === undefined) throw new Error(`there is no contract for '${name}'`);
  return contract;
}

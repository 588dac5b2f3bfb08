/** The key of an event: what decides its partition, and so which events stay in order. */
import { describeValue, SynodeError } from '../../src/errors.ts';
import type { AnyEvent } from '../../src/model/event.ts';
import type { ResolvedKafkaOptions } from './options.ts';

/** @throws SynodeError `ENCODING_FAILED` where a path leads to nothing */
export function keyBytesOf<E extends AnyEvent>(event: E, key: ResolvedKafkaOptions<E>['key']): Buffer | null {
  if (key === null) return null;
  if (typeof key === 'function') return bytesOf(key(event), event, "what the function 'key' gave", true);
  switch (key) {
    case 'userId':
    case 'sessionId':
    case 'id':
      return Buffer.from(event[key]);
    default:
      return bytesOf(valueAt(event.payload, key), event, `'${key}' of the payload`, false);
  }
}

function valueAt(payload: object, path: string): unknown {
  let value: unknown = payload;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

function bytesOf(value: unknown, event: AnyEvent, what: string, mayBeNull: boolean): Buffer | null {
  if (mayBeNull && value === null) return null;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value === 'string' && value !== '') return Buffer.from(value);
  if (typeof value === 'number' || typeof value === 'boolean') return Buffer.from(String(value));
  if (value instanceof Date) return Buffer.from(value.toISOString());
  throw new SynodeError(
    'ENCODING_FAILED',
    `the key of event '${event.name}' is empty: ${what} is ${describeValue(value)}`,
    {
      path: [`event '${event.id}'`, "option 'key'"],
      expected: 'a text, number, true, false or instant',
      received: describeValue(value),
      suggestion: "Use a field that every event has, such as 'userId', or a function that may give null.",
    },
  );
}

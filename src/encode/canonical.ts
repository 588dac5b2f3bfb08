/**
 * The specification of a line: slow, obvious, complete. The byte writer in this folder must give the same bytes and
 * comes here for everything it does not know.
 */
import { SynodeError } from '../errors.ts';
import type { AnyEvent } from '../model/event.ts';

/** The event as one line of canonical JSON, without the line feed. */
export function canonicalLine(event: AnyEvent): string {
  const { id, userId, sessionId, name, timestamp, payload, meta } = event;
  const fault = findUnencodable(payload, 'payload', []) ?? findUnencodable(timestamp, 'timestamp', []);
  if (fault !== undefined) throw encodingFailed(event, fault);
  return JSON.stringify({ id, userId, sessionId, name, timestamp, payload, ...(meta === undefined ? {} : { meta }) });
}

/** What stands at a place that JSON cannot hold. */
export interface Unencodable {
  readonly path: string;
  readonly received: string;
}

/** The first value JSON would refuse, lose or falsify, if there is one. */
export function findUnencodable(value: unknown, path: string, ancestors: readonly object[]): Unencodable | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'undefined':
      // A key without a value is left out; an array has no keys to leave out.
      return path.endsWith(']') ? { path, received: 'undefined' } : undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : { path, received: String(value) };
    case 'object':
      return value === null ? undefined : findInObject(value, path, ancestors);
    default:
      return { path, received: typeof value === 'bigint' ? `${value}n` : `a ${typeof value}` };
  }
}

function findInObject(value: object, path: string, ancestors: readonly object[]): Unencodable | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? { path, received: 'an invalid Date' } : undefined;
  if (ancestors.includes(value)) return { path, received: 'an object that contains itself' };
  if (value instanceof Map || value instanceof Set) return { path, received: `a ${value.constructor.name}` };
  const inside = [...ancestors, value];
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const fault = findUnencodable(value[i], `${path}[${i}]`, inside);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  for (const [key, item] of Object.entries(value)) {
    const fault = findUnencodable(item, `${path}.${key}`, inside);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

export function encodingFailed(event: AnyEvent, { path, received }: Unencodable): SynodeError {
  return new SynodeError('ENCODING_FAILED', `${path} of event '${event.name}' cannot be written: it is ${received}`, {
    path: [`event '${event.id}'`, path],
    expected: 'JSON values or Date',
    received,
    suggestion: received.endsWith('n')
      ? 'Use a number of minor units or a string.'
      : 'Leave the key out, or give it a finite number, text, boolean, null, Date, array or plain object.',
  });
}

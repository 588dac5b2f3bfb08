/**
 * The specification of a line: slow, obvious, complete. The byte writer in this folder must give the same bytes and
 * comes here for everything it does not know.
 */
import { SynodeError } from '../errors.ts';
import type { AnyEvent } from '../model/event.ts';
import { findUnencodable, type Unencodable } from '../model/plain.ts';

/** The event as one line of canonical JSON, without the line feed. */
export function canonicalLine(event: AnyEvent): string {
  const { id, userId, sessionId, name, timestamp, payload, meta } = event;
  const fault = findUnencodable(payload, 'payload') ?? findUnencodable(timestamp, 'timestamp');
  if (fault !== undefined) throw encodingFailed(event, fault);
  return JSON.stringify({ id, userId, sessionId, name, timestamp, payload, ...(meta === undefined ? {} : { meta }) });
}

export function encodingFailed(event: AnyEvent, { path, received }: Unencodable): SynodeError {
  return new SynodeError('ENCODING_FAILED', `${path} of event '${event.name}' cannot be written: it is ${received}`, {
    path: [`event '${event.id}'`, path],
    expected: 'JSON values or Date',
    received,
    suggestion: /^-?\d+n$/.test(received)
      ? 'Use a number of minor units or a string.'
      : 'Leave the key out, or give it a finite number, text, boolean, null, Date, array or plain object.',
  });
}

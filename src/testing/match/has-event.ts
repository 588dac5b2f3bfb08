import { didYouMean } from '../../errors.ts';
import type { AnyEvent } from '../../model/event.ts';
import { tableOf } from '../event-table.ts';
import { literal } from '../source-text.ts';
import { eventsOf, explained, isRecord, type Contains, type Outcome } from './outcome.ts';

export interface ExpectedEvent {
  readonly name: string;
  /** Part of the payload; default: any payload. */
  readonly payload?: object | undefined;
  /** How many there are; default: at least one. */
  readonly times?: number | undefined;
}

const SHOWN = 5;

/** Whether there are events of this name whose payload holds this much. */
export function hasEvent(received: unknown, expected: ExpectedEvent, contains: Contains): Outcome {
  const events = eventsOf(received, 'toHaveEvent');
  const { name, payload, times } = expected;
  const named = events.filter((event) => event.name === name);
  const found = payload === undefined ? named : named.filter((event) => contains(event.payload, payload));
  const pass = times === undefined ? found.length > 0 : found.length === times;
  const what = `'${name}'${payload === undefined ? '' : ` with ${literal(payload)}`}`;
  const count = times === undefined ? `${pass ? 'no' : 'an'} event` : `${pass ? 'not ' : ''}${times} times event`;
  const seen = found.length > 0 ? `\n\n${rows(found, payload)}` : nearest(events, named, expected);
  return { pass, message: explained(`expected ${count} ${what}, got ${found.length}${seen}`, events, found) };
}

function nearest(events: readonly AnyEvent[], named: readonly AnyEvent[], { name, payload }: ExpectedEvent): string {
  if (named.length > 0) return `; ${named.length} of that name:\n\n${rows(named, payload)}`;
  const names = [...new Set(events.map((event) => event.name))];
  return names.length === 0 ? ': there are no events' : `. ${didYouMean(name, names)}`;
}

function rows(events: readonly AnyEvent[], payload: object | undefined): string {
  const fields = isRecord(payload) ? Object.keys(payload).map((key) => `payload.${key}`) : [];
  const table = tableOf(events.slice(0, SHOWN), ['time', 'actor', 'name', ...fields]);
  return events.length > SHOWN ? `${table}\n… (${events.length})` : table;
}

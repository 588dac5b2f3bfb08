import type { AnyEvent } from '../../model/event.ts';
import { isRecord, eventsOf, explained, type Outcome } from './outcome.ts';
import { originOf } from '../origin.ts';

/** Whether two streams are the same, event by event and value by value. */
export function equalsStream(received: unknown, other: unknown): Outcome {
  const events = eventsOf(received, 'toEqualStream');
  const expected = eventsOf(other, 'toEqualStream');
  const at = differsAt(events, expected);
  if (at === undefined) {
    return { pass: true, message: explained(`expected another stream than these ${events.length} events`, events) };
  }
  const event = events[at] ?? expected[at];
  const message = `expected equal streams; ${tell(at, events[at], expected[at])}`;
  return { pass: false, message: explained(message, events, event === undefined ? [] : [event]) };
}

/** The first difference between two streams in words, if there is one. */
export function differenceOf(received: readonly AnyEvent[], expected: readonly AnyEvent[]): string | undefined {
  const at = differsAt(received, expected);
  return at === undefined ? undefined : tell(at, received[at], expected[at]);
}

function differsAt(received: readonly AnyEvent[], expected: readonly AnyEvent[]): number | undefined {
  for (let i = 0; i < Math.max(received.length, expected.length); i++) {
    if (firstDifference(received[i], expected[i]) !== undefined) return i;
  }
  return undefined;
}

function tell(index: number, received: AnyEvent | undefined, expected: AnyEvent | undefined): string {
  const event = received ?? expected;
  const where = event === undefined ? '' : ` (${event.userId}, '${event.name}')`;
  const { path, what, values } = firstDifference(received, expected) ?? EQUAL;
  return [`event ${index + 1}${where} ${what}${drawPath(event, path)}`, ...values].join('\n');
}

interface Difference {
  /** Field that differs, as `payload.total`; `''` where an event is missing. */
  readonly path: string;
  readonly what: string;
  readonly values: readonly string[];
}

const EQUAL: Difference = { path: '', what: 'is equal', values: [] };

const FIELDS = ['name', 'userId', 'timestamp', 'payload', 'id', 'sessionId'] as const;

function firstDifference(received: AnyEvent | undefined, expected: AnyEvent | undefined): Difference | undefined {
  if (received === undefined) return { path: '', what: 'is missing', values: [] };
  if (expected === undefined) return { path: '', what: 'is one too many', values: [] };
  for (const field of FIELDS) {
    const path = differingPath(received[field], expected[field], field);
    if (path === undefined) continue;
    const values = [`  expected: ${show(valueAt(expected, path))}`, `  received: ${show(valueAt(received, path))}`];
    return { path: path.join('.'), what: `differs in ${path.join('.')}`, values };
  }
  return undefined;
}

/** Keys from the event down to the first value that differs. */
function differingPath(a: unknown, b: unknown, ...path: readonly string[]): readonly string[] | undefined {
  if (!isRecord(a) || !isRecord(b) || a instanceof Date || b instanceof Date || Array.isArray(a) !== Array.isArray(b)) {
    return show(a) === show(b) ? undefined : path;
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) {
    const inner = differingPath(a[key], b[key], ...path, key);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value);
}

/** Where the value was decided, as far as the plan knows. */
function drawPath(event: AnyEvent | undefined, field: string): string {
  const origin = originOf(event);
  if (origin === undefined) return '';
  const { journey, adventure, action } = origin.meta;
  const base = `${journey}/${adventure}/${action}`;
  const known = candidates(base, field).find((path) => origin.source.sites.has(path));
  return `, decided at ${known ?? (field === 'id' ? `${base}/@id` : base)}`;
}

function candidates(base: string, field: string): readonly string[] {
  if (field === 'timestamp') return [`${base}/@delay`];
  if (!field.startsWith('payload.')) return [];
  const parts = field.split('.').slice(1);
  return parts.map((_part, i) => `${base}/${parts.slice(0, parts.length - i).join('.')}`);
}

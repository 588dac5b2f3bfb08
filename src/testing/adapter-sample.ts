/** Events that are hard to carry: every kind of payload, every awkward text, several users in turn. */
import type { Event } from '../model/event.ts';

const START = Date.UTC(2025, 0, 1);

const AWKWARD_TEXTS = [
  '',
  ' leading and trailing ',
  'quotes " and \' and ""',
  'comma, semicolon; tab\t',
  'line\nfeed, carriage\rreturn, both\r\n',
  'back\\slash and \\n',
  'äöü ß Łódź 東京 العربية',
  'beyond the plane: 😀𝒳',
  'separators \u2028 \u2029, NUL \u0000, ESC \u001b',
  '=SUM(A1)',
  'null',
  '{"json":true}',
];

const PAYLOADS: readonly Readonly<Record<string, unknown>>[] = [
  {},
  {
    total: 1299,
    isPaid: true,
    isOpen: false,
    note: null,
    rate: 0.1,
    small: 1e-7,
    negative: -5,
    large: 9007199254740991,
  },
  {
    at: new Date(START + 1),
    lines: [
      { sku: 'a', qty: 1 },
      { sku: 'b', qty: 2 },
    ],
    empty: [],
    nothing: {},
  },
  { deep: { er: { still: ['x', ['y', null]] } }, 'key with space, and "quote"': 1 },
];

/** How many and which. */
export interface SampleOptions {
  /** Default 120. */
  readonly count?: number;
  /** Whether one event has a payload of a megabyte. Default true. */
  readonly isHeavy?: boolean;
}

/** The same events for the same options, in time order. */
export function sampleEvents(options: SampleOptions = {}): Event[] {
  const { count = 120, isHeavy = true } = options;
  return Array.from({ length: count }, (_, i) => {
    const user = `user-${i % 7}`;
    return {
      id: `event-${String(i).padStart(6, '0')}`,
      userId: user,
      sessionId: `${user}:sample:0`,
      name: i % 3 === 0 ? 'order.placed' : 'page_view',
      timestamp: new Date(START + Math.floor(i / 2) * 1000),
      payload: isHeavy && i === 5 ? heavyPayload : payloadOf(i),
    };
  });
}

/** Events of each user in the contract's whole runs. */
export const EVENTS_PER_USER = 40;

/** A payload of a megabyte. */
export const heavyPayload = { text: 'µ'.repeat(524_288) } as const;

/** The i-th awkward payload; they come round again. */
export function payloadOf(i: number): Readonly<Record<string, unknown>> {
  const text = AWKWARD_TEXTS[i % AWKWARD_TEXTS.length];
  return i % 2 === 0 ? { number: i, text } : (PAYLOADS[(i >> 1) % PAYLOADS.length] ?? {});
}

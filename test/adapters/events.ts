/** Small events for tests that look at bytes. */
import type { Event } from '../../src/model/event.ts';

export const START = Date.UTC(2025, 0, 1);

/** Events one second apart, `e0` to `e<count − 1>`; later ones take precedence over the defaults. */
export function events(count: number, change: (i: number) => Partial<Event> = () => ({})): Event[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `e${i}`,
    userId: 'u',
    sessionId: 's',
    name: 'order.placed',
    timestamp: new Date(START + i * 1000),
    payload: { n: i },
    ...change(i),
  }));
}

/** Events of equal length as lines: 10 digits each. */
export const even = (count: number): Event[] =>
  events(count, (i) => ({ id: String(i).padStart(10, '0'), payload: {} }));

/** One event with this payload. */
export function withPayload(payload: Event['payload']): Event[] {
  return events(1, () => ({ payload }));
}

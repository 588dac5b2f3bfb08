import { describe, expect, it } from 'vitest';

import { daysOf, untilWorkday } from '../../journeys/order-to-cash/days.ts';
import type { Company } from '../../journeys/world/companies.ts';
import type { Context } from '../../src/index.ts';

/** In New York, in winter. */
const days = daysOf({ region: 'US', utcOffsetMinutes: -300 } as Company);
const local = (text: string): number => Date.parse(`${text}:00.000-05:00`);

/** Draws the middle of the day, and 40 minutes where that is past. */
function work(now: string, later: number): string {
  const random = { float: () => 0.525, int: () => 40 } as unknown as Context['random'];
  const nowMs = local(now);
  return new Date(nowMs + untilWorkday({ random, nowMs }, days, later) - 5 * 3_600_000).toISOString().slice(0, 16);
}

describe('work that waits for somebody', () => {
  it.each([
    ['in the morning: today', '2025-01-10T09:00', 0, '2025-01-10T13:00'],
    ['in the evening: some minutes later', '2025-01-09T21:00', 0, '2025-01-09T21:40'],
    ['late before a day of work: some minutes later', '2025-01-09T23:50', 0, '2025-01-10T00:30'],
    ['late on a Friday: on Monday', '2025-01-10T23:50', 0, '2025-01-13T08:00'],
    ['on a Saturday: on Monday', '2025-01-11T09:00', 0, '2025-01-13T13:00'],
    ['a business day later than Friday: on Monday', '2025-01-10T23:50', 1, '2025-01-13T13:00'],
  ])('is done %s', (_, now, later, then) => {
    expect(work(now, later)).toBe(then);
  });
});

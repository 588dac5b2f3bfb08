import { UTCDate } from '@date-fns/utc';
import { addMonths as addMonthsOfLibrary } from 'date-fns/addMonths';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addMonths, civilDate, dayNumber, dayOf, daysInMonth, isLeapYear, weekdayOf } from '../../src/time/civil.ts';

const anyInstant = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2200, 11, 31) });

describe('civil dates', () => {
  it('agree with the platform in both directions, for every day from 1600 to 2400', () => {
    const first = Date.UTC(1600, 0, 1) / 86_400_000;
    const last = Date.UTC(2400, 11, 31) / 86_400_000;

    for (let day = first; day <= last; day++) {
      const date = new Date(day * 86_400_000);
      const { year, month, day: dayOfMonth } = civilDate(day);

      const same =
        year === date.getUTCFullYear() && month === date.getUTCMonth() + 1 && dayOfMonth === date.getUTCDate();
      if (!same || dayNumber(year, month, dayOfMonth) !== day || weekdayOf(day) !== (date.getUTCDay() || 7)) {
        expect.fail(`day ${day} is ${date.toISOString()}, not ${year}-${month}-${dayOfMonth}`);
      }
    }
  });

  it('know the leap years of the Gregorian calendar', () => {
    expect([1900, 2000, 2023, 2024, 2100].map(isLeapYear)).toEqual([false, true, false, true, false]);
    expect(daysInMonth(2024, 2)).toBe(29);
    expect(daysInMonth(2025, 2)).toBe(28);
  });

  it('put an instant before 1970 on its own day', () => {
    expect(dayOf(-1)).toBe(-1);
    expect(weekdayOf(-1)).toBe(3);
  });

  it('add months as date-fns does in UTC', () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: -1200, max: 1200 }), (ms, months) => {
        expect(addMonths(ms, months)).toBe(addMonthsOfLibrary(new UTCDate(ms), months).getTime());
      }),
    );
  });
});

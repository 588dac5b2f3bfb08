import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SynodeError } from '../../src/errors.ts';
import { compileCalendar, WEEKDAYS_CALENDAR } from '../../src/time/calendar.ts';
import { formatInstant } from '../../src/time/instant.ts';
import { compileRecurring, type RecurringRule } from '../../src/time/recurring.ts';
import { checkRecurring } from '../../src/time/recurring-check.ts';

const calendar = compileCalendar({
  id: 'plant',
  years: [2024, 2026],
  holidays: ['2025-01-01', '2025-05-01', '2025-12-25', '2025-12-26', '2026-01-01'],
});
const utc = (text: string): number => Date.parse(`${text}Z`);

/** The next occurrences after an instant, in short. */
function occurrences(rule: RecurringRule, after: string, count: number): string {
  const { next } = compileRecurring(rule, calendar);
  const found: string[] = [];
  let at = utc(after);
  while (found.length < count) {
    at = next(at);
    found.push(formatInstant(at).slice(0, 16));
  }
  return found.join(' ');
}

describe('a recurring rule', () => {
  it.each<[string, RecurringRule, string, string]>([
    [
      'every day',
      { every: 'day', at: '06:30' },
      '2025-01-30T06:30',
      '2025-01-31T06:30 2025-02-01T06:30 2025-02-02T06:30',
    ],
    [
      'every business day',
      { every: 'day', roll: 'following' },
      '2025-05-01T12:00',
      '2025-05-02T00:00 2025-05-05T00:00 2025-05-06T00:00',
    ],
    ['every Monday', { every: 'week' }, '2025-01-06T00:00', '2025-01-13T00:00 2025-01-20T00:00 2025-01-27T00:00'],
    [
      'every Friday at five',
      { every: 'week', weekday: 'friday', at: '17:00' },
      '2025-01-03T16:59',
      '2025-01-03T17:00 2025-01-10T17:00 2025-01-17T17:00',
    ],
    [
      'the first of a month',
      { every: 'month' },
      '2025-01-01T00:00',
      '2025-02-01T00:00 2025-03-01T00:00 2025-04-01T00:00',
    ],
    [
      'the 31st or the last day',
      { every: 'month', day: 31 },
      '2025-01-01T00:00',
      '2025-01-31T00:00 2025-02-28T00:00 2025-03-31T00:00',
    ],
    [
      'the last day',
      { every: 'month', day: -1 },
      '2024-02-01T00:00',
      '2024-02-29T00:00 2024-03-31T00:00 2024-04-30T00:00',
    ],
    [
      'the 31st from the end or the first day',
      { every: 'month', day: -31 },
      '2025-01-15T00:00',
      '2025-02-01T00:00 2025-03-01T00:00 2025-04-01T00:00',
    ],
    [
      'the last business day',
      { every: 'month', day: 'last business day', at: '17:00' },
      '2025-02-28T17:00',
      '2025-03-31T17:00 2025-04-30T17:00 2025-05-30T17:00',
    ],
    [
      'the first business day',
      { every: 'month', day: 'first business day' },
      '2024-12-20T00:00',
      '2025-01-02T00:00 2025-02-03T00:00 2025-03-03T00:00',
    ],
    [
      'the third business day',
      { every: 'month', day: { businessDay: 3 } },
      '2025-04-20T00:00',
      '2025-05-06T00:00 2025-06-04T00:00 2025-07-03T00:00',
    ],
    [
      'the last but one business day',
      { every: 'month', day: { businessDay: -2 } },
      '2025-12-01T00:00',
      '2025-12-30T00:00 2026-01-29T00:00 2026-02-26T00:00',
    ],
    [
      'the 23rd business day or the last',
      { every: 'month', day: { businessDay: 23 } },
      '2025-01-01T00:00',
      '2025-01-31T00:00 2025-02-28T00:00 2025-03-31T00:00',
    ],
    [
      'a quarter’s first day',
      { every: 'quarter' },
      '2025-01-01T00:00',
      '2025-04-01T00:00 2025-07-01T00:00 2025-10-01T00:00',
    ],
    [
      'the 10th of a quarter’s second month',
      { every: 'quarter', month: 2, day: 10 },
      '2025-01-01T00:00',
      '2025-02-10T00:00 2025-05-10T00:00 2025-08-10T00:00',
    ],
    [
      'a quarter’s last business day',
      { every: 'quarter', day: 'last business day' },
      '2025-01-01T00:00',
      '2025-03-31T00:00 2025-06-30T00:00 2025-09-30T00:00',
    ],
    ['a year’s last day', { every: 'year', day: -1 }, '2024-12-31T00:00', '2025-12-31T00:00 2026-12-31T00:00'],
    ['15 March', { every: 'year', month: 3, day: 15 }, '2024-03-15T00:00', '2025-03-15T00:00 2026-03-15T00:00'],
    [
      'the 1st, else the day after',
      { every: 'month', day: 1, roll: 'following' },
      '2025-04-30T00:00',
      '2025-05-02T00:00 2025-06-02T00:00 2025-07-01T00:00',
    ],
    [
      'the 1st, else the day before',
      { every: 'month', day: 1, roll: 'preceding' },
      '2025-04-29T00:00',
      '2025-04-30T00:00 2025-05-30T00:00 2025-07-01T00:00',
    ],
    [
      'the last, else after but in the month',
      { every: 'month', day: -1, roll: 'modified-following' },
      '2025-05-01T00:00',
      '2025-05-30T00:00 2025-06-30T00:00 2025-07-31T00:00',
    ],
  ])('for %s', (_, rule, after, expected) => {
    expect(checkRecurring(rule)).toEqual([]);
    expect(occurrences(rule, after, expected.split(' ').length)).toBe(expected);
  });

  it('rolled over a weekend comes on Monday although its own day is already past', () => {
    const rule: RecurringRule = { every: 'month', day: 31, roll: 'following' };

    expect(occurrences(rule, '2025-06-01T00:00', 2)).toBe('2025-06-02T00:00 2025-06-30T00:00');
  });

  it('gives the same sequence from wherever one asks', () => {
    const rules: RecurringRule[] = [
      { every: 'day', at: '12:00', roll: 'modified-following' },
      { every: 'week', weekday: 'sunday', roll: 'preceding' },
      { every: 'month', day: 31, roll: 'following', at: '23:59' },
      { every: 'quarter', day: { businessDay: -3 } },
    ];
    const from = utc('2025-01-01T00:00');
    for (const rule of rules) {
      const { next } = compileRecurring(rule, calendar);
      const all: number[] = [];
      for (let at = next(from - 1); at < utc('2026-01-01T00:00'); at = next(at)) all.push(at);

      fc.assert(
        fc.property(fc.integer({ min: from, max: all.at(-2) ?? 0 }), (ms) => {
          expect(next(ms)).toBe(all.find((at) => at > ms));
        }),
      );
    }
  });

  it('is told in the calendar’s own time where it has an offset', () => {
    const sydney = compileCalendar({ id: 'sydney', utcOffsetMinutes: 600 });
    const { next } = compileRecurring({ every: 'month', day: 'first business day', at: '08:00' }, sydney);

    expect(formatInstant(next(utc('2025-01-15T00:00')))).toBe('2025-02-02T22:00:00.000Z');
  });
});

describe('beyond the years of the calendar', () => {
  const businessDay: RecurringRule = { every: 'month', day: 'last business day' };

  it('a rule that asks for business days is an error', () => {
    const { next } = compileRecurring(businessDay, calendar);

    expect(() => next(utc('2026-12-31T00:00'))).toThrow(SynodeError);
    expect(() => next(utc('2026-12-31T00:00'))).toThrow("calendar 'plant' knows the years 2024 to 2026, not 2027");
    expect(() => next(utc('2023-06-01T00:00'))).toThrow("calendar 'plant' knows the years 2024 to 2026, not 2023");
  });

  it('it has no occurrence when only those before the end are asked for', () => {
    const end = utc('2027-01-01T00:00');

    expect(compileRecurring(businessDay, calendar).next(utc('2026-12-31T00:00'), end)).toBe(Infinity);
    expect(
      compileRecurring({ every: 'month', day: -1, roll: 'following' }, calendar).next(utc('2026-12-31T12:00'), end),
    ).toBe(Infinity);
  });

  it('it finds the first occurrence of the first year', () => {
    const rule: RecurringRule = { every: 'month', day: 1, roll: 'preceding' };

    expect(formatInstant(compileRecurring(rule, calendar).next(utc('2024-01-01T00:00') - 1))).toBe(
      '2024-01-01T00:00:00.000Z',
    );
  });

  it('a rule of plain dates goes on', () => {
    expect(occurrences({ every: 'year', day: 31 }, '2026-06-01T00:00', 2)).toBe('2027-01-31T00:00 2028-01-31T00:00');
  });

  it('nothing at or after the end is returned', () => {
    const { next } = compileRecurring({ every: 'week' }, compileCalendar(WEEKDAYS_CALENDAR));

    expect(next(utc('2025-01-06T00:00'), utc('2025-01-13T00:00'))).toBe(Infinity);
    expect(next(utc('2025-01-06T00:00'), utc('2025-01-13T00:00') + 1)).toBe(utc('2025-01-13T00:00'));
  });
});

describe('the check of a recurring rule', () => {
  it.each<[string, unknown, string, string]>([
    ['an unknown unit', { every: 'mnth' }, 'INVALID_ARRIVALS', "Did you mean 'month'?"],
    ['an unknown key', { every: 'week', weekdey: 'friday' }, 'UNKNOWN_KEY', "Did you mean 'weekday'?"],
    ['a weekday', { every: 'week', weekday: 'fryday' }, 'INVALID_ARRIVALS', "Did you mean 'friday'?"],
    ['a day that is 0', { every: 'month', day: 0 }, 'INVALID_ARRIVALS', 'the last is -1'],
    ['a day in words', { every: 'month', day: 'last bussiness day' }, 'INVALID_ARRIVALS', 'last business day'],
    ['a roll', { every: 'month', roll: 'folowing' }, 'INVALID_ARRIVALS', "Did you mean 'following'?"],
  ])('names %s', (_, rule, code, suggestion) => {
    const [issue] = checkRecurring(rule as RecurringRule);

    expect(issue?.code).toBe(code);
    expect(issue?.suggestion).toContain(suggestion);
  });

  it.each<[unknown, string]>([
    [{ every: 'day', weekday: 'monday' }, "'weekday' means nothing in a rule for every day"],
    [{ every: 'month', month: 3 }, "'month' means nothing in a rule for every month"],
    [{ every: 'month', day: 32 }, 'day is 32'],
    [{ every: 'month', day: 1.5 }, 'day is 1.5'],
    [{ every: 'month', day: { businessDay: 0 } }, 'day is no day of a month'],
    [{ every: 'month', day: { businessDay: 24 } }, 'day is no day of a month'],
    [{ every: 'month', day: null }, 'day is no day of a month'],
    [{ every: 'quarter', month: 4 }, 'month of a quarter is 4'],
    [{ every: 'year', month: 13 }, 'month of a year is 13'],
    [{ every: 'day', at: '25:00' }, "at '25:00' is no time of day"],
    [{ every: 'day', at: '24:00' }, "at '24:00' is no time of day"],
    [{ every: 'day', at: 9 }, 'at 9 is no time of day'],
  ])('%j: %s', (rule, message) => {
    expect(checkRecurring(rule as RecurringRule).map((issue) => issue.message)).toEqual([message]);
  });

  it('reports all faults at once', () => {
    const rule = { every: 'quarter', day: 40, month: 9, at: 'noon', roll: 'up' } as unknown as RecurringRule;

    expect(checkRecurring(rule).map((issue) => issue.path)).toEqual([['day'], ['month'], ['at'], ['roll']]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SynodeError } from '../../src/errors.ts';
import {
  type BusinessDayConvention,
  type Calendar,
  compileCalendar,
  defineCalendar,
  WEEKDAYS_CALENDAR,
} from '../../src/time/calendar.ts';
import { checkCalendar } from '../../src/time/calendar-check.ts';
import { formatDate, formatDay, formatInstant } from '../../src/time/instant.ts';

const DAY = 86_400_000;
const at = (text: string): number => Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text}:00Z`);

/** January 2025: Thu 9 closed, Sat 18 worked; Easter 2025: Fri 18 April to Mon 21 April closed. */
const plant = defineCalendar({
  id: 'plant',
  holidays: ['2025-01-01', '2025-01-09', '2025-04-18', '2025-04-21', '2025-05-01'],
  workingDays: ['2025-01-18'],
  openingHours: ['09:00-12:00', '13:00-17:00'],
});
const compiledPlant = compileCalendar(plant);

/** The definition of a business day, without tables. */
function isWorked(calendar: Calendar, ms: number): boolean {
  const date = formatDate(ms);
  const weekday = new Date(ms).getUTCDay();
  if (weekday === 0 || weekday === 6) return calendar.workingDays?.includes(date) ?? false;
  return !(calendar.holidays?.includes(date) ?? false);
}

function walk(calendar: Calendar, from: number, n: number): number {
  let ms = from;
  if (n === 0) while (!isWorked(calendar, ms)) ms += DAY;
  for (let left = Math.abs(n); left > 0;) {
    ms += n < 0 ? -DAY : DAY;
    if (isWorked(calendar, ms)) left--;
  }
  return ms;
}

const aYear = { min: at('2024-07-01'), max: at('2026-06-30') };

describe('business days', () => {
  it('of a calendar are found as by walking day by day', () => {
    fc.assert(
      fc.property(fc.integer(aYear), fc.integer({ min: -120, max: 120 }), (ms, n) => {
        expect(formatInstant(compiledPlant.addBusinessDays(ms, n))).toBe(formatInstant(walk(plant, ms, n)));
      }),
    );
  });

  it('are counted as by walking day by day, in both directions', () => {
    fc.assert(
      fc.property(fc.integer(aYear), fc.integer(aYear), (a, b) => {
        const [first, last] = [Math.floor(Math.min(a, b) / DAY) * DAY, Math.floor(Math.max(a, b) / DAY) * DAY];
        let count = 0;
        for (let ms = first; ms < last; ms += DAY) if (isWorked(plant, ms)) count++;

        expect(compiledPlant.businessDaysBetween(Math.min(a, b), Math.max(a, b))).toBe(count);
        expect(compiledPlant.businessDaysBetween(Math.max(a, b), Math.min(a, b))).toBe(count === 0 ? 0 : -count);
      }),
    );
  });

  it('know holidays, weekends and make-up days', () => {
    const days = ['2025-01-08', '2025-01-09', '2025-01-10', '2025-01-11', '2025-01-18', '2025-01-19'];

    expect(days.map((day) => compiledPlant.isBusinessDay(at(day)))).toEqual([true, false, true, false, true, false]);
    expect(days.map((day) => compiledPlant.isHoliday(at(day)))).toEqual([false, true, false, false, false, false]);
  });

  it('of Monday to Friday hold from 1970 to 2200', () => {
    const weekdays = compileCalendar(WEEKDAYS_CALENDAR);

    expect(formatDate(weekdays.addBusinessDays(at('1970-01-01'), 1))).toBe('1970-01-02');
    expect(formatDate(weekdays.addBusinessDays(at('2200-12-30'), 1))).toBe('2200-12-31');
    expect(weekdays.businessDaysBetween(at('2025-01-01'), at('2026-01-01'))).toBe(261);
  });

  it('follow the weekend of the calendar', () => {
    const gulf = compileCalendar({ id: 'gulf', weekend: ['friday', 'saturday'] });

    expect(formatDate(gulf.addBusinessDays(at('2025-01-02'), 1))).toBe('2025-01-05');
  });

  it('are those of the calendar’s own clock where it has an offset', () => {
    const sydney = compileCalendar({ id: 'sydney', utcOffsetMinutes: 600 });

    expect(sydney.isBusinessDay(at('2025-01-05T13:00'))).toBe(false);
    expect(sydney.isBusinessDay(at('2025-01-05T14:00'))).toBe(true);
    expect(formatInstant(sydney.addBusinessDays(at('2025-01-02T20:00'), 1))).toBe('2025-01-05T20:00:00.000Z');
  });
});

describe('a date that is no business day', () => {
  it.each<[string, BusinessDayConvention, string]>([
    ['2025-03-29', 'none', '2025-03-29'],
    ['2025-03-29', 'following', '2025-03-31'],
    ['2025-03-29', 'modified-following', '2025-03-31'],
    ['2025-03-29', 'preceding', '2025-03-28'],
    ['2025-05-31', 'following', '2025-06-02'],
    ['2025-05-31', 'modified-following', '2025-05-30'],
    ['2025-04-18', 'following', '2025-04-22'],
    ['2025-04-21', 'preceding', '2025-04-17'],
    ['2025-01-18', 'following', '2025-01-18'],
    ['2025-01-08', 'preceding', '2025-01-08'],
  ])('%s by %s becomes %s', (date, convention, expected) => {
    expect(formatDate(compiledPlant.adjust(at(date), convention))).toBe(expected);
  });

  it('keeps its time of day', () => {
    expect(formatInstant(compiledPlant.adjust(at('2025-03-29T16:30'), 'following'))).toBe('2025-03-31T16:30:00.000Z');
  });
});

describe('the n-th business day of a month', () => {
  it.each<[number, number, string | undefined]>([
    [1, 1, '2025-01-02'],
    [1, 5, '2025-01-08'],
    [1, 6, '2025-01-10'],
    [1, -1, '2025-01-31'],
    [4, -1, '2025-04-30'],
    [5, 1, '2025-05-02'],
    [5, -22, undefined],
    [1, 22, '2025-01-31'],
    [1, 23, undefined],
    [1, 0, undefined],
  ])('2025-%i, business day %i is %s', (month, n, expected) => {
    const ms = compiledPlant.businessDayOfMonth({ year: 2025, month }, n);

    expect(ms === undefined ? undefined : formatDate(ms)).toBe(expected);
  });
});

describe('opening hours', () => {
  const weekdays = compileCalendar(WEEKDAYS_CALENDAR);

  it.each([
    ['2025-01-08T10:00', 1, '2025-01-08T11:00'],
    ['2025-01-08T11:30', 1, '2025-01-08T13:30'],
    ['2025-01-08T11:00', 1, '2025-01-08T12:00'],
    ['2025-01-08T16:00', 1, '2025-01-08T17:00'],
    ['2025-01-08T16:00', 2, '2025-01-10T10:00'],
    ['2025-01-08T20:00', 1, '2025-01-10T10:00'],
    ['2025-01-08T05:00', 7, '2025-01-08T17:00'],
    ['2025-01-17T16:00', 2, '2025-01-18T10:00'],
    ['2025-04-17T16:30', 0.75, '2025-04-22T09:15'],
    ['2025-04-17T18:00', 0, '2025-04-22T09:00'],
    ['2025-04-17T17:00', 0, '2025-04-22T09:00'],
    ['2025-04-17T12:00', 0, '2025-04-17T13:00'],
    ['2025-04-17T10:10', 0, '2025-04-17T10:10'],
    ['2025-01-01T00:00', 70, '2025-01-16T17:00'],
  ])('from %s, %d open hours later is %s', (from, hours, expected) => {
    expect(formatInstant(compiledPlant.addBusinessHours(at(from), hours))).toBe(`${expected}:00.000Z`);
  });

  it('passed between two instants are what must be added to get from one to the other', () => {
    fc.assert(
      fc.property(fc.integer(aYear), fc.integer({ min: 1, max: 200 * 3_600_000 }), (ms, openMs) => {
        const later = compiledPlant.addBusinessHours(ms, openMs / 3_600_000);

        expect(Math.round(compiledPlant.businessHoursBetween(ms, later) * 3_600_000)).toBe(openMs);
        expect(Math.round(compiledPlant.businessHoursBetween(later, ms) * 3_600_000)).toBe(-openMs);
        // the earliest such instant: a millisecond before, less had passed
        expect(Math.round(compiledPlant.businessHoursBetween(ms, later - 1) * 3_600_000)).toBe(openMs - 1);
      }),
    );
  });

  it('are open from their first minute until just before their last', () => {
    const instants = [
      '2025-01-08T08:59',
      '2025-01-08T09:00',
      '2025-01-08T12:00',
      '2025-01-08T13:00',
      '2025-01-08T17:00',
    ];

    expect(instants.map((text) => compiledPlant.isOpen(at(text)))).toEqual([false, true, false, true, false]);
    expect(compiledPlant.isOpen(at('2025-01-09T10:00'))).toBe(false);
  });

  it('are 09:00 to 17:00 on weekdays when nothing else is said', () => {
    expect(weekdays.businessHoursBetween(at('2025-01-06'), at('2025-01-13'))).toBe(40);
  });

  it('may differ by weekday, and a day without hours is a business day that is closed', () => {
    const bank = compileCalendar({
      id: 'bank',
      openingHours: { monday: '08:00-16:00', thursday: ['08:00-12:00', '14:00-18:00'], friday: '08:00-13:00' },
    });

    expect(bank.businessHoursBetween(at('2025-01-06'), at('2025-01-13'))).toBe(21);
    expect(bank.isBusinessDay(at('2025-01-07'))).toBe(true);
    expect(formatInstant(bank.addBusinessHours(at('2025-01-06T15:00'), 2))).toBe('2025-01-09T09:00:00.000Z');
  });

  it('may last around the clock', () => {
    const plantRound = compileCalendar({ id: 'round', openingHours: '00:00-24:00' });

    expect(formatInstant(plantRound.addBusinessHours(at('2025-01-10T12:00'), 24))).toBe('2025-01-13T12:00:00.000Z');
  });

  it('are local where the calendar has an offset', () => {
    const newYork = compileCalendar({ id: 'new-york', utcOffsetMinutes: -300 });

    expect(newYork.isOpen(at('2025-01-06T13:59'))).toBe(false);
    expect(newYork.isOpen(at('2025-01-06T14:00'))).toBe(true);
    expect(formatInstant(newYork.addBusinessHours(at('2025-01-10T21:00'), 2))).toBe('2025-01-13T15:00:00.000Z');
  });
});

describe('a date outside the years of a calendar', () => {
  const narrow = compileCalendar({ id: 'narrow', years: [2024, 2025] });

  it.each<[string, () => unknown]>([
    ['a day before', () => narrow.isBusinessDay(at('2023-12-31'))],
    ['a day after', () => narrow.isHoliday(at('2026-01-01'))],
    ['business days that lead out of it', () => narrow.addBusinessDays(at('2025-12-31'), 1)],
    ['business days that lead out of it backwards', () => narrow.addBusinessDays(at('2024-01-01'), -1)],
    ['business hours that lead out of it', () => narrow.addBusinessHours(at('2025-12-31T16:00'), 2)],
    ['a month', () => narrow.businessDayOfMonth({ year: 2026, month: 1 }, 1)],
  ])('%s is an error that names the range', (_, ask) => {
    const error = (() => {
      try {
        return ask();
      } catch (caught) {
        return caught;
      }
    })();

    expect(error).toBeInstanceOf(SynodeError);
    expect(error).toMatchObject({ code: 'CALENDAR_YEAR_UNSUPPORTED', path: ["calendar 'narrow'"] });
    expect(String(error)).toContain("calendar 'narrow' knows the years 2024 to 2025, not 20");
  });

  it('and the last day inside is still known', () => {
    expect(narrow.isBusinessDay(at('2025-12-31'))).toBe(true);
    expect(formatInstant(narrow.addBusinessHours(at('2025-12-31T16:00'), 1))).toBe('2025-12-31T17:00:00.000Z');
  });
});

describe('the check of a calendar', () => {
  it('passes the calendars of these tests', () => {
    expect(checkCalendar(plant)).toEqual([]);
    expect(checkCalendar(WEEKDAYS_CALENDAR)).toEqual([]);
  });

  it.each<[unknown, string, string]>([
    ['weekday', 'INVALID_SHAPE', 'calendar is no calendar value'],
    [{ id: 'a/b' }, 'INVALID_ID', "calendar id 'a/b' is no id"],
    [{ id: 'a', holydays: [] }, 'UNKNOWN_KEY', "unknown key 'holydays'"],
    [{ id: 'a', holidays: '2025-01-01' }, 'INVALID_SHAPE', 'holidays is no list of texts'],
    [{ id: 'a', holidays: ['2025-02-30'] }, 'INVALID_OPTION', "calendar holidays has '2025-02-30'"],
    [
      { id: 'a', holidays: ['2026-01-01'], years: [2025, 2025] },
      'INVALID_OPTION',
      "calendar holidays has '2026-01-01'",
    ],
    [{ id: 'a', workingDays: ['2025-01-06'] }, 'INVALID_OPTION', "calendar workingDays has '2025-01-06'"],
    [
      { id: 'a', holidays: ['2025-01-04'], workingDays: ['2025-01-04'] },
      'INVALID_OPTION',
      "calendar workingDays has '2025-01-04'",
    ],
    [{ id: 'a', weekend: ['sunnday'] }, 'INVALID_OPTION', "calendar weekend has 'sunnday'"],
    [
      { id: 'a', weekend: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] },
      'INVALID_OPTION',
      'calendar weekend has an array of 7',
    ],
    [{ id: 'a', years: [2025, 2024] }, 'INVALID_OPTION', 'calendar years has [2025, 2024]'],
    [{ id: 'a', years: 2025 }, 'INVALID_SHAPE', 'years is no pair of years'],
    [{ id: 'a', openingHours: '17:00-09:00' }, 'INVALID_OPTION', "calendar openingHours has '17:00-09:00'"],
    [{ id: 'a', openingHours: ['09:00-13:00', '12:00-17:00'] }, 'INVALID_OPTION', "openingHours has '12:00-17:00'"],
    [{ id: 'a', openingHours: '09:00:30-17:00' }, 'INVALID_OPTION', "calendar openingHours has '09:00:30-17:00'"],
    [{ id: 'a', openingHours: { sunday: '09:00-12:00', monday: '09:00-12:00' } }, 'INVALID_OPTION', "has 'sunday'"],
    [{ id: 'a', openingHours: { moday: '09:00-12:00', friday: [] } }, 'UNKNOWN_KEY', "unknown key 'moday'"],
    [{ id: 'a', openingHours: {} }, 'INVALID_OPTION', 'calendar openingHours has an empty object'],
    [{ id: 'a', openingHours: 9 }, 'INVALID_SHAPE', 'openingHours is of the wrong type'],
    [{ id: 'a', utcOffsetMinutes: 1000 }, 'INVALID_OPTION', 'calendar utcOffsetMinutes has 1000'],
  ])('%j is %s', (value, code, message) => {
    const issues = checkCalendar(value);

    expect(issues.some((issue) => issue.code === code && issue.message.includes(message))).toBe(true);
  });

  it('reports all faults at once', () => {
    const issues = checkCalendar({ id: 'a', holidays: ['x'], workingDays: ['y'], openingHours: 'z' });

    expect(issues.map((issue) => issue.path[0])).toEqual(['holidays', 'workingDays', 'openingHours']);
  });
});

describe('the tables', () => {
  it('list every business day once, in order', () => {
    const listed = [...compiledPlant.days.businessDays].map(formatDay).filter((date) => date.startsWith('2025-01'));

    expect(listed.slice(0, 8).join(' ')).toBe(
      '2025-01-02 2025-01-03 2025-01-06 2025-01-07 2025-01-08 2025-01-10 2025-01-13 2025-01-14',
    );
    expect(compiledPlant.days.longestClosure).toBe(4);
  });
});

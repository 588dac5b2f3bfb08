import { describe, expect, it } from 'vitest';

import { SynodeError } from '../../src/errors.ts';
import { compileCalendar, WEEKDAYS_CALENDAR } from '../../src/time/calendar.ts';
import { checkCalendar } from '../../src/time/calendar-check.ts';
import { formatDate } from '../../src/time/instant.ts';
import {
  calendarById,
  calendarIds,
  calendarNotes,
  calendarsVersion,
  checkCalendarReference,
  regionCodes,
  regionUtcOffsetMinutes,
  resolveCalendar,
} from '../../src/time/regional.ts';
import { easterSunday } from '../../src/time/regions/rules.ts';

const DAY = 86_400_000;
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);

/** The weekdays of a month that a calendar does not work, and the weekends it does. */
function month(id: string, yearMonth: string): string {
  const calendar = compileCalendar(calendarById(id));
  const found: string[] = [];
  for (let ms = at(`${yearMonth}-01`); formatDate(ms).startsWith(yearMonth); ms += DAY) {
    const isWeekend = new Date(ms).getUTCDay() % 6 === 0;
    const isWorked = calendar.isBusinessDay(ms);
    if (isWorked === isWeekend) found.push(`${isWorked ? '+' : '-'}${formatDate(ms).slice(8)}`);
  }
  return found.join(' ');
}

describe('the calendar of a region', () => {
  // -05 = a weekday off, +08 = a weekend worked
  it.each([
    ['US', '2026-07', '-03', 'Saturday 4 July is observed on Friday'],
    ['US', '2021-12', '-24 -31', 'Christmas and the New Year of 2022 fall on Saturdays'],
    ['US', '2027-12', '-24 -31', 'as does the New Year of 2028'],
    ['US', '2022-06', '-20', 'Juneteenth on a Sunday'],
    ['US', '2020-06', '', 'Juneteenth before it was a holiday'],
    ['US-bank', '2026-07', '', 'banks are open on that Friday'],
    ['US-bank', '2022-12', '-26', 'Christmas on a Sunday closes banks on Monday'],
    ['DE', '2026-05', '-01 -14 -25', 'Ascension and Whit Monday follow Easter'],
    ['DE', '2027-12', '', 'both Christmas days fall on the weekend'],
    ['GB', '2021-12', '-27 -28', 'Christmas on Saturday, Boxing Day on Sunday'],
    ['GB', '2022-12', '-26 -27', 'Christmas on Sunday, Boxing Day on Monday'],
    ['GB', '2022-06', '-02 -03', 'the jubilee'],
    ['GB', '2022-05', '-02', 'and no spring bank holiday in May'],
    ['GB', '2020-05', '-08 -25', 'the early May bank holiday moved to Victory in Europe Day'],
    ['CN', '2025-01', '-01 +26 -28 -29 -30 -31', 'the State Council table'],
    ['CN', '2025-02', '-03 -04 +08', 'with its make-up Saturday'],
    ['CN', '2020-02', '', 'the extension of 2020 ended on Sunday, so Saturday 1 February was not worked'],
    ['CN', '2026-01', '-01 -02 +04', 'the table of 2026'],
    ['CN', '2028-10', '-02 -03', 'no table yet: statutory days, Mid-Autumn on the third'],
    ['JP', '2026-05', '-04 -05 -06', 'Sunday 3 May moves behind the other holidays'],
    ['JP', '2026-09', '-21 -22 -23', 'a weekday between two holidays'],
    ['JP', '2021-07', '-22 -23', 'the Olympics'],
    ['JP', '2027-03', '-22', 'the equinox on a Sunday'],
    ['IN', '2025-10', '-02 -20', 'Dussehra on Gandhi’s birthday, Diwali'],
    ['IN', '2026-03', '-04 -31', 'Holi, Mahavir Jayanti; Id on a Saturday is lost'],
    ['BR', '2025-11', '-20', 'Consciência Negra; the other two fall on the weekend'],
    ['BR', '2025-03', '', 'Carnival is no public holiday'],
    ['BR-bank', '2025-03', '-03 -04', 'but closes the banks'],
    ['BR-bank', '2025-06', '-19', 'as does Corpus Christi'],
    ['MX', '2024-10', '-01', 'change of government'],
    ['MX', '2025-11', '-17', 'third Monday of November'],
    ['AU', '2026-04', '-03 -06 -27', 'Anzac Day on a Saturday, with the additional day of 2026'],
    ['AU', '2021-04', '-02 -05', 'Anzac Day on a Sunday is lost in 2021'],
    ['AU', '2025-01', '-01 -27', 'Australia Day on a Sunday'],
    ['SG', '2024-02', '-12', 'Chinese New Year on Saturday and Sunday'],
    ['SG', '2027-02', '-08', 'again'],
    ['SG', '2026-06', '-01', 'Vesak on Sunday 31 May'],
    ['KR', '2025-05', '-05 -06', 'Children’s Day and Buddha’s Birthday on one day'],
    ['KR', '2025-10', '-03 -06 -07 -08 -09', 'the eve of Chuseok on a Sunday'],
    ['KR', '2028-10', '-02 -03 -04 -05 -09', 'Chuseok on National Foundation Day'],
    ['KR', '2022-10', '-03 -10', 'Hangul Day on a Sunday'],
    ['KR', '2027-12', '-27', 'Christmas on a Saturday'],
    ['KR', '2022-12', '', 'but not yet in 2022'],
    ['KR', '2025-07', '', 'Constitution Day before it was a holiday again'],
    ['KR', '2026-07', '-17', 'and since'],
    ['FR', '2025-05', '-01 -08 -29', 'Ascension'],
    ['FR', '2025-04', '-21', 'Good Friday is worked'],
    ['IT', '2027-10', '-04', 'San Francesco, since 2026'],
    ['IT', '2024-10', '', 'and not before'],
    ['ES', '2025-12', '-08 -25', 'the Constitution on a Saturday is lost'],
    ['CA', '2026-05', '-18', 'Victoria Day'],
    ['CA', '2028-07', '-03', 'Canada Day on a Saturday'],
  ])('%s in %s: %s (%s)', (id, yearMonth, expected) => {
    expect(month(id, yearMonth)).toBe(expected);
  });

  it('follows the published Easter dates', () => {
    const dates = [2020, 2024, 2025, 2026, 2027, 2030].map((year) => formatDate(easterSunday(year) * DAY));

    expect(dates.join(' ')).toBe('2020-04-12 2024-03-31 2025-04-20 2026-04-05 2027-03-28 2030-04-21');
  });

  it.each(calendarIds)('%s is a valid calendar value', (id) => {
    expect(checkCalendar(calendarById(id))).toEqual([]);
    expect(calendarById(id).id).toBe(id);
  });

  it.each(regionCodes)('of the banks in %s closes on every public holiday that is no moved Saturday', (code) => {
    const bank = new Set(calendarById(`${code}-bank`).holidays);
    const missing = (calendarById(code).holidays ?? []).filter((date) => !bank.has(date));

    expect(missing.filter((date) => code !== 'US' || new Date(`${date}T00:00:00Z`).getUTCDay() !== 5)).toEqual([]);
  });

  it('ends with 2030', () => {
    const calendar = compileCalendar(calendarById('FR'));

    expect(() => calendar.addBusinessDays(at('2030-12-31'), 1)).toThrow(
      "calendar 'FR' knows the years 2020 to 2030, not 2031",
    );
    expect(() => calendar.isBusinessDay(at('2019-12-31'))).toThrow('2020 to 2030, not 2019');
  });

  it('is local time when its own offset is given', () => {
    const tokyo = compileCalendar({ ...calendarById('JP'), utcOffsetMinutes: regionUtcOffsetMinutes('JP') });

    // Monday 5 January 2026, 09:00 in Tokyo
    expect(tokyo.isOpen(Date.parse('2026-01-05T00:00:00Z'))).toBe(true);
    expect(tokyo.isOpen(Date.parse('2026-01-05T08:00:00Z'))).toBe(false);
  });
});

describe('a calendar id', () => {
  it('is a region, its banks, or weekdays', () => {
    expect(calendarIds).toHaveLength(31);
    expect(calendarById('weekdays')).toBe(WEEKDAYS_CALENDAR);
    expect(resolveCalendar('CA-bank').holidays).toEqual(calendarById('CA').holidays);
    expect(resolveCalendar({ id: 'own' })).toEqual({ id: 'own' });
  });

  it.each([
    ['de', "Did you mean 'DE'?"],
    ['weekday', "Did you mean 'weekdays'?"],
    ['US-banks', "Did you mean 'US-bank'?"],
    ['Atlantis', "Use one of 'weekdays', 'US'"],
  ])("'%s' is unknown: %s", (id, suggestion) => {
    const [issue] = checkCalendarReference(id);

    expect(issue).toMatchObject({ code: 'UNKNOWN_CALENDAR', message: `there is no calendar '${id}'` });
    expect(issue?.suggestion).toContain(suggestion);
    expect(() => calendarById(id)).toThrow(SynodeError);
  });

  it('is not an inherited property of a record', () => {
    expect(checkCalendarReference('constructor')).toHaveLength(1);
    expect(checkCalendarReference('DE')).toEqual([]);
    expect(checkCalendarReference({ id: 'own', holidays: ['x'] })).toHaveLength(1);
  });
});

describe('what the tables know only in part', () => {
  it('is said for the years it concerns', () => {
    expect(calendarNotes('CN', { from: 2025, until: 2026 })).toEqual([]);
    expect(calendarNotes('CN-bank', { from: 2026, until: 2027 })).toEqual([
      "calendar 'CN-bank', 2027–2030: no notice of the State Council yet: the statutory 13 days are used, without make-up working days",
    ]);
    expect(calendarNotes('weekdays', { from: 2020, until: 2030 })).toEqual([]);
  });

  it('has a version that manifests carry', () => {
    expect(calendarsVersion).toMatch(/^regions-2020-2030\.\d+$/);
  });
});

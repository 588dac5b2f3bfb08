import { describe, expect, it } from 'vitest';

import type { FiscalCalendar } from '../../src/model/volume.ts';
import { compileFiscal, checkFiscal } from '../../src/time/fiscal.ts';
import { formatDay } from '../../src/time/instant.ts';

const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

/** The first day of each period of a year, then of the next year. */
function periods(calendar: FiscalCalendar, year: number): string {
  return compileFiscal(calendar).year(year).periodStarts.map(formatDay).join(' ');
}

const RETAIL: FiscalCalendar = { type: '4-5-4', yearEnd: 'nearest', weekday: 'saturday', month: 1 };
const TECH: FiscalCalendar = { type: '4-4-5', yearEnd: 'last', weekday: 'saturday', month: 9 };

describe('a fiscal year', () => {
  it('of calendar months begins in January', () => {
    expect(periods({ type: 'calendar' }, 2025)).toBe(
      '2025-01-01 2025-02-01 2025-03-01 2025-04-01 2025-05-01 2025-06-01 2025-07-01 2025-08-01 2025-09-01 2025-10-01 2025-11-01 2025-12-01 2026-01-01',
    );
  });

  it('from another month has the number of the year it ends in', () => {
    const fiscal = compileFiscal({ type: 'months', startMonth: 10 });

    expect(fiscal.yearOf(day('2024-10-01')).year).toBe(2025);
    expect(fiscal.yearOf(day('2025-09-30')).year).toBe(2025);
    expect(fiscal.periodOf(day('2024-10-31'))).toBe(1);
    expect(fiscal.periodOf(day('2025-09-30'))).toBe(12);
  });

  it('of weeks ends on the Saturday nearest to the end of January, as the retail federation’s years do', () => {
    const fiscal = compileFiscal(RETAIL);
    const ends = [2021, 2022, 2023, 2024, 2025].map((year) => formatDay((fiscal.year(year).periodStarts[12] ?? 0) - 1));

    // named by the year of that January; the year that ended on 2024-02-03 had 53 weeks
    expect(ends.join(' ')).toBe('2021-01-30 2022-01-29 2023-01-28 2024-02-03 2025-02-01');
    const lengths = [2023, 2024, 2025].map((year) => {
      const { firstDay, periodStarts } = fiscal.year(year);
      return ((periodStarts[12] ?? 0) - firstDay) / 7;
    });
    expect(lengths).toEqual([52, 53, 52]);
  });

  it('of weeks ends on the last Saturday of a month', () => {
    const fiscal = compileFiscal(TECH);
    const ends = [2021, 2022, 2023, 2024].map((year) => formatDay((fiscal.year(year).periodStarts[12] ?? 0) - 1));

    expect(ends.join(' ')).toBe('2021-09-25 2022-09-24 2023-09-30 2024-09-28');
  });

  it.each([
    ['4-4-5', '28 28 35 28 28 35 28 28 35 28 28 35'],
    ['4-5-4', '28 35 28 28 35 28 28 35 28 28 35 28'],
    ['5-4-4', '35 28 28 35 28 28 35 28 28 35 28 28'],
  ] as const)('in %s has periods of those weeks', (type, expected) => {
    const { periodStarts } = compileFiscal({ ...TECH, type } as FiscalCalendar).year(2024);
    const lengths = periodStarts.slice(1).map((start, i) => start - (periodStarts[i] ?? 0));

    expect(lengths.join(' ')).toBe(expected);
  });

  it('has its 53rd week in the last period', () => {
    const { periodStarts } = compileFiscal(TECH).year(2023);

    expect((periodStarts[12] ?? 0) - (periodStarts[11] ?? 0)).toBe(42);
  });

  it.each([{ type: 'calendar' } as const, { type: 'months', startMonth: 7 } as const, RETAIL, TECH])(
    'follows the one before without gap or overlap: %j',
    (calendar) => {
      const fiscal = compileFiscal(calendar);
      for (let number = 1975; number < 2195; number++) {
        const { firstDay, periodStarts } = fiscal.year(number);
        const rising = periodStarts.every((start, i) => i === 0 || start > (periodStarts[i - 1] ?? 0));

        expect(rising && fiscal.year(number + 1).firstDay === periodStarts[12]).toBe(true);
        expect(fiscal.yearOf(firstDay).year).toBe(number);
        expect(fiscal.yearOf(firstDay - 1).year).toBe(number - 1);
        expect(fiscal.periodOf(firstDay)).toBe(1);
        expect(fiscal.periodOf(firstDay - 1)).toBe(12);
      }
    },
  );
});

describe('the check of a fiscal calendar', () => {
  it.each<[unknown, string[]]>([
    [{ type: '4-5-5' }, ['type']],
    [{ type: 'months', startMonth: 13 }, ['startMonth']],
    [{ type: '4-4-5', yearEnd: 'first', weekday: 'satday', month: 0 }, ['yearEnd', 'weekday', 'month']],
  ])('%j', (calendar, keys) => {
    expect(checkFiscal(calendar as FiscalCalendar).map((issue) => issue.path[0])).toEqual(keys);
  });

  it('passes those of these tests', () => {
    expect([RETAIL, TECH, { type: 'calendar' } as const].flatMap(checkFiscal)).toEqual([]);
  });
});

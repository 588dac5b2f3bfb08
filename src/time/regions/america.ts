/** Holidays of regions in the Americas: what `tables.ts` says of all of them. */
import { dayNumber, weekdayOf } from '../civil.ts';
import { fromEaster, onceOn, onComputed, onDate, onNth, type RegionTable } from './rules.ts';

/**
 * United States, federal. Source: 5 U.S.C. § 6103; Executive Order 11582; banks: Federal Reserve Financial Services
 * holiday schedules.
 */
export const US: RegionTable = {
  code: 'US',
  name: 'United States (federal)',
  utcOffsetMinutes: -300,
  substitution: 'nearest',
  holidays: [
    onDate("New Year's Day", '01-01'),
    onNth('Birthday of Martin Luther King, Jr.', { n: 3, weekday: 'monday', month: 1 }),
    onNth("Washington's Birthday", { n: 3, weekday: 'monday', month: 2 }),
    onNth('Memorial Day', { n: -1, weekday: 'monday', month: 5 }),
    onDate('Juneteenth National Independence Day', '06-19', { from: 2021 }),
    onDate('Independence Day', '07-04'),
    onNth('Labor Day', { n: 1, weekday: 'monday', month: 9 }),
    onNth('Columbus Day', { n: 2, weekday: 'monday', month: 10 }),
    onDate('Veterans Day', '11-11'),
    onNth('Thanksgiving Day', { n: 4, weekday: 'thursday', month: 11 }),
    onDate('Christmas Day', '12-25'),
  ],
  // Reserve Banks stay open on the Friday before a holiday on Saturday.
  bank: { substitution: 'sunday-only' },
};

/** Brazil. Source: Laws 662/1949, 6.802/1980, 9.093/1995, 10.607/2002, 14.759/2023; banks: FEBRABAN's yearly list. */
export const BR: RegionTable = {
  code: 'BR',
  name: 'Brazil',
  utcOffsetMinutes: -180,
  substitution: 'none',
  holidays: [
    onDate('Confraternização Universal', '01-01'),
    fromEaster('Paixão de Cristo', -2),
    onDate('Tiradentes', '04-21'),
    onDate('Dia do Trabalho', '05-01'),
    onDate('Independência do Brasil', '09-07'),
    onDate('Nossa Senhora Aparecida', '10-12'),
    onDate('Finados', '11-02'),
    onDate('Proclamação da República', '11-15'),
    onDate('Dia Nacional de Zumbi e da Consciência Negra', '11-20', { from: 2024 }),
    onDate('Natal', '12-25'),
  ],
  bank: {
    alsoClosed: [
      fromEaster('Segunda-feira de Carnaval', -48),
      fromEaster('Terça-feira de Carnaval', -47),
      fromEaster('Corpus Christi', 60),
    ],
  },
};

/** Mexico. Source: Ley Federal del Trabajo, Article 74; the change of government falls on 1 October since 2024. */
export const MX: RegionTable = {
  code: 'MX',
  name: 'Mexico',
  utcOffsetMinutes: -360,
  substitution: 'none',
  holidays: [
    onDate('Año Nuevo', '01-01'),
    onNth('Día de la Constitución', { n: 1, weekday: 'monday', month: 2 }),
    onNth('Natalicio de Benito Juárez', { n: 3, weekday: 'monday', month: 3 }),
    onDate('Día del Trabajo', '05-01'),
    onDate('Día de la Independencia', '09-16'),
    onceOn('Transmisión del Poder Ejecutivo Federal', '2024-10-01', '2030-10-01'),
    onNth('Día de la Revolución', { n: 3, weekday: 'monday', month: 11 }),
    onDate('Navidad', '12-25'),
  ],
};

/** Canada, Ontario. Source: Employment Standards Act, 2000 (Ontario), section 1, and the Holidays Act (Canada). */
export const CA: RegionTable = {
  code: 'CA',
  name: 'Canada (Ontario)',
  utcOffsetMinutes: -300,
  substitution: 'next-weekday',
  holidays: [
    onDate("New Year's Day", '01-01'),
    onNth('Family Day', { n: 3, weekday: 'monday', month: 2 }),
    fromEaster('Good Friday', -2),
    onComputed('Victoria Day', mondayBefore25May),
    onDate('Canada Day', '07-01'),
    onNth('Labour Day', { n: 1, weekday: 'monday', month: 9 }),
    onNth('Thanksgiving Day', { n: 2, weekday: 'monday', month: 10 }),
    onDate('Christmas Day', '12-25'),
    onDate('Boxing Day', '12-26'),
  ],
};

function mondayBefore25May(year: number): number {
  const eve = dayNumber(year, 5, 24);
  return eve - (weekdayOf(eve) - 1);
}

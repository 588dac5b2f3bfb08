/** Holidays of regions in Asia and the Pacific: what `tables.ts` says of all of them. */
import { dayNumber } from '../civil.ts';
import {
  asDecreed,
  fromEaster,
  inYear,
  onceOn,
  onComputed,
  onDate,
  onListed,
  onNth,
  type RegionTable,
} from './rules.ts';

/** First year whose notice is not out: the statutory 13 days stand in, without make-up days. */
const UNPUBLISHED_FROM = 2027;
const statutory = { from: UNPUBLISHED_FROM };

/**
 * China. Source: Regulation on Public Holidays for National Annual Festivals and Memorial Days (State Council Order 795
 * of 2024) and the yearly notices of the General Office of the State Council, with the extension of 26 January 2020.
 */
export const CN: RegionTable = {
  code: 'CN',
  name: 'China',
  utcOffsetMinutes: 480,
  substitution: 'none',
  holidays: [
    asDecreed(2020, '01-01 01-24..02-02 04-04..04-06 05-01..05-05 06-25..06-27 10-01..10-08'),
    asDecreed(2021, '01-01..01-03 02-11..02-17 04-03..04-05 05-01..05-05 06-12..06-14 09-19..09-21 10-01..10-07'),
    asDecreed(2022, '01-01..01-03 01-31..02-06 04-03..04-05 04-30..05-04 06-03..06-05 09-10..09-12 10-01..10-07 12-31'),
    asDecreed(2023, '01-01..01-02 01-21..01-27 04-05 04-29..05-03 06-22..06-24 09-29..10-06'),
    asDecreed(2024, '01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-10 09-15..09-17 10-01..10-07'),
    asDecreed(2025, '01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08'),
    asDecreed(2026, '01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07'),
    onDate("New Year's Day", '01-01', statutory),
    // the eve and three days of the first lunar month
    onListed('Spring Festival', '02-05 01-25 02-12 02-02', { length: 4, ...statutory }),
    onListed('Tomb-Sweeping Day', '04-05 04-04 04-04 04-05', statutory),
    onDate('Labour Day', '05-01', statutory),
    onDate('Labour Day, second day', '05-02', statutory),
    onListed('Dragon Boat Festival', '06-09 05-28 06-16 06-05', statutory),
    onListed('Mid-Autumn Festival', '09-15 10-03 09-22 09-12', statutory),
    onDate('National Day', '10-01', statutory),
    onDate('National Day, second day', '10-02', statutory),
    onDate('National Day, third day', '10-03', statutory),
  ],
  workingDays: [
    ...inYear(2020, '01-19 04-26 05-09 06-28 09-27 10-10'),
    ...inYear(2021, '02-07 02-20 04-25 05-08 09-18 09-26 10-09'),
    ...inYear(2022, '01-29 01-30 04-02 04-24 05-07 10-08 10-09'),
    ...inYear(2023, '01-28 01-29 04-23 05-06 06-25 10-07 10-08'),
    ...inYear(2024, '02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12'),
    ...inYear(2025, '01-26 02-08 04-27 09-28 10-11'),
    ...inYear(2026, '01-04 02-14 02-28 05-09 09-20 10-10'),
  ],
  notes: [
    {
      from: UNPUBLISHED_FROM,
      until: 2030,
      text: 'no notice of the State Council yet: the statutory 13 days are used, without make-up working days',
    },
  ],
};

/**
 * Japan. Source: Act on National Holidays (Act No. 178 of 1948) with the Olympic special measures for 2020 and 2021;
 * equinoxes by the approximation of the National Astronomical Observatory for 1980–2099.
 */
export const JP: RegionTable = {
  code: 'JP',
  name: 'Japan',
  utcOffsetMinutes: 540,
  substitution: 'sunday-only',
  isBridged: true,
  holidays: [
    onDate("New Year's Day", '01-01'),
    onNth('Coming of Age Day', { n: 2, weekday: 'monday', month: 1 }),
    onDate('National Foundation Day', '02-11'),
    onDate("Emperor's Birthday", '02-23'),
    onComputed('Vernal Equinox Day', (year) => equinox(year, { month: 3, base: 20.8431 })),
    onDate('Showa Day', '04-29'),
    onDate('Constitution Memorial Day', '05-03'),
    onDate('Greenery Day', '05-04'),
    onDate("Children's Day", '05-05'),
    onNth('Marine Day', { n: 3, weekday: 'monday', month: 7 }, { movedTo: ['2020-07-23', '2021-07-22'] }),
    onDate('Mountain Day', '08-11', { movedTo: ['2020-08-10', '2021-08-08'] }),
    onNth('Respect for the Aged Day', { n: 3, weekday: 'monday', month: 9 }),
    onComputed('Autumnal Equinox Day', (year) => equinox(year, { month: 9, base: 23.2488 })),
    onNth('Sports Day', { n: 2, weekday: 'monday', month: 10 }, { movedTo: ['2020-07-24', '2021-07-23'] }),
    onDate('Culture Day', '11-03'),
    onDate('Labour Thanksgiving Day', '11-23'),
  ],
};

function equinox(year: number, { month, base }: { readonly month: number; readonly base: number }): number {
  const years = year - 1980;
  return dayNumber(year, month, Math.floor(base + 0.242194 * years) - Math.floor(years / 4));
}

/**
 * India, the central government's list. Source: yearly holiday memoranda of the Department of Personnel and Training;
 * Islamic feasts from 2027 on are computed and move with the sighting of the moon. Holidays of the states are not here.
 */
export const IN: RegionTable = {
  code: 'IN',
  name: 'India (central list)',
  utcOffsetMinutes: 330,
  substitution: 'none',
  holidays: [
    onDate('Republic Day', '01-26'),
    onListed('Holi', '03-10 03-29 03-18 03-08 03-25 03-14 03-04 03-22 03-11 03-01 03-20'),
    fromEaster('Good Friday', -2),
    onListed('Id-ul-Fitr', '05-25 05-14 05-03 04-22 04-11 03-31 03-21 03-10 02-27 02-15 02-05'),
    onListed('Mahavir Jayanti', '04-06 04-25 04-14 04-04 04-21 04-10 03-31 04-18 04-07 04-26 04-16'),
    onListed('Buddha Purnima', '05-07 05-26 05-16 05-05 05-23 05-12 05-01 05-20 05-08 05-27 05-17'),
    onListed('Bakrid', '08-01 07-21 07-10 06-29 06-17 06-07 05-27 05-17 05-06 04-25 04-14'),
    onListed('Muharram', '08-30 08-19 08-09 07-29 07-17 07-06 06-26 06-16 06-04 05-24 05-13'),
    onDate('Independence Day', '08-15'),
    onListed('Janmashtami', '08-12 08-30 08-19 09-07 08-26 08-16 09-04 08-25 08-13 09-01 08-21'),
    onListed('Milad-un-Nabi', '10-30 10-19 10-09 09-28 09-16 09-05 08-26 08-15 08-04 07-25 07-14'),
    onDate("Mahatma Gandhi's Birthday", '10-02'),
    onListed('Dussehra', '10-25 10-15 10-05 10-24 10-12 10-02 10-20 10-09 09-27 10-16 10-06'),
    onListed('Diwali', '11-14 11-04 10-24 11-12 10-31 10-20 11-08 10-29 10-17 11-05 10-26'),
    onListed('Guru Nanak Jayanti', '11-30 11-19 11-08 11-27 11-15 11-05 11-24 11-14 11-02 11-21 11-10'),
    onDate('Christmas Day', '12-25'),
  ],
  notes: [
    { from: 2027, until: 2030, text: 'dates of lunar and Islamic feasts are computed ahead of the yearly memorandum' },
  ],
};

/**
 * Australia, New South Wales. Source: Public Holidays Act 2010 (NSW) and its orders, with the additional Anzac Day
 * holidays of 2026 and 2027.
 */
export const AU: RegionTable = {
  code: 'AU',
  name: 'Australia (New South Wales)',
  utcOffsetMinutes: 600,
  substitution: 'next-weekday',
  holidays: [
    onDate("New Year's Day", '01-01'),
    onDate('Australia Day', '01-26'),
    fromEaster('Good Friday', -2),
    fromEaster('Easter Saturday', -1, { substitution: 'none' }),
    fromEaster('Easter Monday', 1),
    onDate('Anzac Day', '04-25', { substitution: 'none' }),
    onceOn('Additional day for Anzac Day', '2026-04-27', '2027-04-26'),
    onNth("King's Birthday", { n: 2, weekday: 'monday', month: 6 }),
    onNth('Labour Day', { n: 1, weekday: 'monday', month: 10 }),
    onDate('Christmas Day', '12-25'),
    onDate('Boxing Day', '12-26'),
  ],
};

/**
 * Singapore. Source: Holidays Act 1998, Schedule and section 4(2); dates to 2027 as gazetted by the Ministry of Manpower,
 * computed from 2028 on.
 */
export const SG: RegionTable = {
  code: 'SG',
  name: 'Singapore',
  utcOffsetMinutes: 480,
  substitution: 'sunday-only',
  holidays: [
    onDate("New Year's Day", '01-01'),
    onListed('Chinese New Year', '01-25 02-12 02-01 01-22 02-10 01-29 02-17 02-06 01-26 02-13 02-03', { length: 2 }),
    fromEaster('Good Friday', -2),
    onDate('Labour Day', '05-01'),
    onListed('Vesak Day', '05-07 05-26 05-15 06-02 05-22 05-12 05-31 05-20 05-09 05-27 05-16'),
    onListed('Hari Raya Puasa', '05-24 05-13 05-03 04-22 04-10 03-31 03-21 03-10 02-27 02-15 02-04'),
    onListed('Hari Raya Haji', '07-31 07-20 07-10 06-29 06-17 06-07 05-27 05-17 05-05 04-25 04-14'),
    onDate('National Day', '08-09'),
    onListed('Deepavali', '11-14 11-04 10-24 11-12 10-31 10-20 11-08 10-28 10-17 11-05 10-26'),
    onDate('Christmas Day', '12-25'),
  ],
  notes: [{ from: 2028, until: 2030, text: 'dates of lunar and Islamic feasts are computed ahead of the gazette' }],
};

const either = (substitutedFrom: number) => ({ substitution: 'next-weekday', substitutedFrom }) as const;

/**
 * South Korea. Source: Public Holidays Act and Regulation on Holidays of Public Offices, as amended to 2026 (substitutes
 * since 2014, more of them since 2021, 2023 and 2026; Labour Day and Constitution Day since 2026). Lunar dates: Korea
 * Astronomy and Space Science Institute. Temporary holidays and election days are not here.
 */
export const KR: RegionTable = {
  code: 'KR',
  name: 'South Korea',
  utcOffsetMinutes: 540,
  substitution: 'none',
  isOverlapSubstituted: true,
  holidays: [
    onDate("New Year's Day", '01-01'),
    onListed('Seollal', '01-24 02-11 01-31 01-21 02-09 01-28 02-16 02-06 01-26 02-12 02-02', {
      length: 3,
      substitution: 'sunday-only',
    }),
    onDate('Independence Movement Day', '03-01', either(2022)),
    onDate('Labour Day', '05-01', { from: 2026, ...either(2026) }),
    onDate("Children's Day", '05-05', either(2020)),
    onListed("Buddha's Birthday", '04-30 05-19 05-08 05-27 05-15 05-05 05-24 05-13 05-02 05-20 05-09', either(2023)),
    onDate('Memorial Day', '06-06'),
    onDate('Constitution Day', '07-17', { from: 2026, ...either(2026) }),
    onDate('Liberation Day', '08-15', either(2021)),
    onListed('Chuseok', '09-30 09-20 09-09 09-28 09-16 10-05 09-24 09-14 10-02 09-21 09-11', {
      length: 3,
      substitution: 'sunday-only',
    }),
    onDate('National Foundation Day', '10-03', either(2021)),
    onDate('Hangul Day', '10-09', either(2021)),
    onDate('Christmas Day', '12-25', either(2023)),
  ],
};

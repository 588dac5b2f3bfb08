/**
 * Where the regional tables and two outside libraries disagree about weekdays from 2020 to 2030, each with the reason.
 * A list that no longer holds fails the test as well as a new disagreement.
 */
export interface Difference {
  readonly region: string;
  readonly reason: string;
  /** Days off in our table only. */
  readonly ours?: string;
  /** Days off in the library only. */
  readonly theirs?: string;
}

export const DATE_HOLIDAYS: readonly Difference[] = [
  {
    region: 'US',
    reason: 'the library does not observe Veterans Day on the nearest weekday (Executive Order 11582 does)',
    ours: '2023-11-10 2028-11-10 2029-11-12',
  },
  {
    region: 'CN',
    reason: "Children's Day is no day off for all; New Year's Eve of 2024 was none, by the notice",
    theirs: '2020-06-01 2021-06-01 2022-06-01 2023-06-01 2024-02-09 2026-06-01 2027-06-01 2028-06-01 2029-06-01',
  },
  { region: 'IN', reason: 'Ambedkar Jayanti is not on the central list', theirs: '2020-04-14 2021-04-14 2023-04-14' },
  { region: 'IN', reason: 'Ambedkar Jayanti is not on the central list', theirs: '2025-04-14 2026-04-14 2027-04-14' },
  {
    region: 'MX',
    reason: 'the library knows the change of government on 1 December only (moved by the reform of 2014)',
    ours: '2024-10-01 2030-10-01',
  },
  {
    region: 'AU',
    reason: 'New South Wales gave no substitute for Anzac Day 2020; the day of mourning is a once-only day',
    theirs: '2020-04-27 2022-09-22',
  },
  {
    region: 'SG',
    reason: 'the library gives no Monday for Hari Raya and Vesak on a Sunday',
    ours: '2020-05-25 2022-07-11 2028-02-28 2029-05-28 2030-04-15',
  },
  {
    region: 'SG',
    reason: 'the library lacks these feasts, or has them a day off the gazette or the computed date',
    ours: '2024-06-17 2027-03-10 2027-05-17 2027-05-20 2028-05-09 2029-02-15 2029-04-25 2030-05-16',
    theirs: '2027-03-09 2029-04-24 2030-10-25',
  },
  { region: 'SG', reason: 'polling day: a once-only day', theirs: '2023-09-01' },
  {
    region: 'SG',
    reason: 'Deepavali 2028 is not gazetted; as in 2009, nineteen years before, the almanac gives October',
    ours: '2028-10-17',
    theirs: '2028-11-15',
  },
  {
    region: 'KR',
    reason: 'the library counts the three days of Seollal from the feast on, not from its eve',
    ours: '2020-01-24 2021-02-11 2022-01-31 2024-02-09 2025-01-28 2026-02-16 2028-01-26 2029-02-12',
    theirs: '2022-02-03 2025-01-31 2026-02-19 2029-02-15',
  },
  {
    region: 'KR',
    reason: 'the library does not know Labour Day, public since 2026',
    ours: '2026-05-01 2027-05-03 2028-05-01 2029-05-01 2030-05-01',
  },
  { region: 'ES', reason: 'Christmas 2022 was moved in some communities only', theirs: '2022-12-26' },
  {
    region: 'CA',
    reason: 'Easter Monday is no public holiday in Ontario',
    theirs:
      '2020-04-13 2021-04-05 2022-04-18 2023-04-10 2024-04-01 2025-04-21 2026-04-06 2027-03-29 2028-04-17 2029-04-02 2030-04-22',
  },
  {
    region: 'CA',
    reason: 'the library moves no holiday on a weekend to a weekday in Ontario',
    ours: '2020-12-28 2021-12-27 2021-12-28 2022-01-03 2022-12-27 2023-01-02 2023-07-03 2026-12-28 2027-12-27 2027-12-28 2028-01-03 2028-07-03 2029-07-02',
  },
];

/** Regions of which date-holidays knows too little for our days to be compared with it; its own days still are. */
export const DATE_HOLIDAYS_PARTIAL: Readonly<Record<string, string>> = {
  CN: 'no days off by the yearly notices after 2021',
  IN: 'no lunar or Islamic feasts',
};

/** Compared with version 0.109 of Python's `holidays`. */
export const PYTHON_VERSION = '0.109';

export const PYTHON_HOLIDAYS: readonly Difference[] = [
  {
    region: 'CN',
    reason: 'from 2027 on no notice is published; the library moves statutory days from weekends, we do not guess',
    theirs:
      '2027-02-09 2027-02-10 2027-05-03 2027-05-04 2027-10-04 2027-10-05 2028-01-03 2028-05-29 2028-10-04 2029-06-18 2029-09-24 2030-02-06 2030-02-07',
  },
  {
    region: 'IN',
    reason: 'Ram Navami, Ambedkar Jayanti and Maha Shivaratri are not on the list used here',
    theirs:
      '2020-04-02 2020-04-14 2021-04-14 2021-04-21 2022-03-01 2023-03-30 2023-04-14 2024-04-17 2025-02-26 2025-04-14 2026-03-26 2026-04-14 2027-04-14 2027-04-15 2028-02-23 2028-04-03 2030-04-12',
  },
  { region: 'AU', reason: 'the day of mourning is a once-only day', theirs: '2022-09-22' },
  { region: 'SG', reason: 'polling days are once-only days', theirs: '2020-07-10 2023-09-01' },
  {
    region: 'SG',
    reason: 'Deepavali 2028 is not gazetted; as in 2009, nineteen years before, the almanac gives October',
    ours: '2028-10-17',
    theirs: '2028-11-15',
  },
  {
    region: 'KR',
    reason: 'elections and temporary holidays are once-only days',
    theirs:
      '2020-04-15 2020-08-17 2022-03-09 2022-06-01 2023-10-02 2024-04-10 2024-10-01 2025-01-27 2025-06-03 2026-06-03 2028-04-12 2030-03-27 2030-06-12',
  },
  {
    region: 'CA',
    reason: 'the library does not give Ontario the weekday after Canada Day or Christmas on a weekend in these years',
    ours: '2022-12-27 2023-07-03 2028-07-03 2029-07-02',
  },
];

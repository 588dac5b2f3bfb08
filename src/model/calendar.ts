/** Business days and opening hours, as plain data. */

export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';

/** Windows of a day as `'09:00-17:00'`, several where there are breaks; one list for all worked weekdays, or by weekday. */
export type OpeningHours = string | readonly string[] | Readonly<Partial<Record<Weekday, string | readonly string[]>>>;

/** A business calendar, as plain data. */
export interface Calendar {
  readonly id: string;
  /** Weekdays that are not worked; default Saturday and Sunday. */
  readonly weekend?: readonly Weekday[];
  /** Dates that are not worked, `YYYY-MM-DD`; default none. */
  readonly holidays?: readonly string[];
  /** Dates of the weekend that are worked all the same, `YYYY-MM-DD`; default none. */
  readonly workingDays?: readonly string[];
  /** When business hours count; default 09:00–17:00 on every worked weekday. */
  readonly openingHours?: OpeningHours;
  /** First and last year the calendar holds for; default 1970 to 2200. */
  readonly years?: readonly [number, number];
  /** Local time of the calendar, minutes ahead of UTC, the same all year; default 0. Days and hours are local ones. */
  readonly utcOffsetMinutes?: number;
}

/** When the shop is at work: the warehouse packs on weekdays, on the clock of Leipzig (winter time all year). */
import { defineCalendar, profile } from 'synode';

export const warehouse = defineCalendar({
  id: 'warehouse',
  openingHours: '07:00-16:00',
  utcOffsetMinutes: 60,
  years: [2025, 2026],
  holidays: [
    '2025-01-01',
    '2025-04-18',
    '2025-04-21',
    '2025-05-01',
    '2025-05-29',
    '2025-06-09',
    '2025-10-03',
    '2025-10-31',
    '2025-12-25',
    '2025-12-26',
    '2026-01-01',
    '2026-04-03',
    '2026-04-06',
    '2026-05-01',
    '2026-05-14',
    '2026-05-25',
    '2026-10-31',
    '2026-12-25',
  ],
});

/** Evenings and Sundays, and most of all in spring. */
export const leisure = profile({
  hours: [3, 2, 1, 1, 1, 3, 8, 14, 20, 26, 30, 30, 28, 27, 27, 29, 33, 40, 52, 66, 74, 62, 34, 12],
  weekdays: [9, 8, 8, 8, 9, 12, 15],
  months: [6, 7, 12, 16, 15, 11, 9, 8, 8, 7, 8, 6],
  holidays: 1.4,
  calendar: warehouse,
});

/** Before the day's work begins, hardly at weekends, little around Christmas. */
export const workday = profile({
  hours: [1, 1, 1, 2, 8, 34, 72, 60, 36, 30, 30, 26, 30, 28, 26, 26, 24, 18, 12, 9, 7, 4, 2, 1],
  weekdays: [20, 18, 17, 17, 15, 5, 2],
  months: [7, 8, 9, 9, 9, 9, 8, 8, 9, 9, 9, 6],
  holidays: 0.15,
  calendar: warehouse,
});

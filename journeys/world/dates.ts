/** Dates as text `YYYY-MM-DD` and as days since 1970-01-01, all UTC. */

export const DAY_MS = 86_400_000;

/** The day number of a date. */
export function dayOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00.000Z`) / DAY_MS;
}

/** The date of a day number. */
export function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Day of the week, Monday 1 … Sunday 7. */
export function weekdayOfDay(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The calendar year of a date. */
export function yearOfDate(date: string): number {
  return Number(date.slice(0, 4));
}

/** The calendar quarter of a date, 1..4. */
export function quarterOfDate(date: string): number {
  return Math.floor((Number(date.slice(5, 7)) - 1) / 3) + 1;
}

/** Whether text is a date that exists. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(dayOfDate(text)) && dateOfDay(dayOfDate(text)) === text;
}

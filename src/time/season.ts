/** The season as a factor of an instant, for what is multiplied by it as it stands: amounts. */
import type { SeasonEvent, SeasonOptions } from '../model/volume.ts';
import type { CompiledCalendar } from './calendar.ts';
import { civilDate, DAY_MS } from './civil.ts';
import { DEFAULT_MONTHS, yearlyDay } from './shape.ts';

/** Month and named days of a checked season, by the calendar's own clock. */
export function compileSeason(
  { months, events = [] }: SeasonOptions,
  { utcOffsetMs }: Pick<CompiledCalendar, 'utcOffsetMs'>,
): (ms: number) => number {
  const factors = months === true ? DEFAULT_MONTHS : months;
  return (ms) => {
    const day = Math.floor((ms + utcOffsetMs) / DAY_MS);
    const { year, month } = civilDate(day);
    const season = factors?.[month - 1] ?? 1;
    // One that begins late in a year may reach into the next.
    return events.reduce((all, event) => all * on(event, day, year) * on(event, day, year - 1), season);
  };
}

function on({ on: first, days = 1, factor }: SeasonEvent, day: number, year: number): number {
  const from = yearlyDay(first, year);
  return day >= from && day < from + days ? factor : 1;
}

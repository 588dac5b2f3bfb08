/** Calendars by id: `'weekdays'`, a region (`'DE'`), or the banks of a region (`'DE-bank'`). */
import { didYouMean, errorFromIssue, type SynodeIssue } from '../errors.ts';
import { type Calendar, WEEKDAYS_CALENDAR } from './calendar.ts';
import { checkCalendar } from './calendar-check.ts';
import { formatDay } from './instant.ts';
import { expandRegion, REGION_YEARS, type RegionTable } from './regions/rules.ts';
import { type RegionCode, REGIONS } from './regions/tables.ts';

/** Identifies the holiday tables; part of every manifest, because dates of a run depend on them. */
export const calendarsVersion = 'regions-2020-2030.1';

/** Codes of the regions, in the order of the documentation. */
export const regionCodes = Object.freeze(Object.keys(REGIONS) as RegionCode[]);

/** Ids of all calendars that need no definition. */
export const calendarIds: readonly string[] = Object.freeze([
  WEEKDAYS_CALENDAR.id,
  ...regionCodes,
  ...regionCodes.map((code) => `${code}-bank`),
]);

const BANK = '-bank';
/** Calendars already expanded: a pure function of the tables, kept because a scenario asks for one many times. */
const expanded = new Map<string, Calendar>();

/**
 * The calendar of an id.
 *
 * Regions hold for 2020 to 2030. Days are UTC days and opening hours 09:00–17:00 UTC; `{ ...calendarById('JP'),
 * utcOffsetMinutes: regionUtcOffsetMinutes('JP') }` is the same calendar on its own clock.
 * @throws SynodeError `UNKNOWN_CALENDAR`
 */
export function calendarById(id: string): Calendar {
  if (id === WEEKDAYS_CALENDAR.id) return WEEKDAYS_CALENDAR;
  const table = regionTable(id);
  if (table === undefined) throw errorFromIssue(unknownCalendar(id));
  let calendar = expanded.get(id);
  if (calendar === undefined) {
    const holidays = expandRegion(table, id.endsWith(BANK) ? 'bank' : 'public').map(formatDay);
    calendar = Object.freeze({ id, holidays, workingDays: table.workingDays ?? [], years: REGION_YEARS });
    expanded.set(id, calendar);
  }
  return calendar;
}

/** Checks what an option `calendar` may hold: an id or a calendar value. Paths are relative to it. */
export function checkCalendarReference(value: unknown): SynodeIssue[] {
  if (typeof value !== 'string') return checkCalendar(value);
  return calendarIds.includes(value) ? [] : [unknownCalendar(value)];
}

/** The calendar value of an id or of a value. */
export function resolveCalendar(reference: string | Calendar): Calendar {
  return typeof reference === 'string' ? calendarById(reference) : reference;
}

/** Standard time of a region, minutes ahead of UTC. Synode knows no daylight saving. */
export function regionUtcOffsetMinutes(code: RegionCode): number {
  return REGIONS[code].utcOffsetMinutes;
}

/** What the table of a calendar knows only in part in these years, in words for the run report. */
export function calendarNotes(id: string, years: { readonly from: number; readonly until: number }): readonly string[] {
  return (regionTable(id)?.notes ?? [])
    .filter(({ from, until }) => from <= years.until && until >= years.from)
    .map((note) => `calendar '${id}', ${note.from}–${note.until}: ${note.text}`);
}

function regionTable(id: string): RegionTable | undefined {
  const code = id.endsWith(BANK) ? id.slice(0, -BANK.length) : id;
  return Object.hasOwn(REGIONS, code) ? REGIONS[code as RegionCode] : undefined;
}

function unknownCalendar(id: string): SynodeIssue {
  const sameLetters = calendarIds.find((known) => known.toLowerCase() === id.toLowerCase());
  return {
    code: 'UNKNOWN_CALENDAR',
    path: [],
    message: `there is no calendar '${id}'`,
    expected: "'weekdays', a region such as 'DE', its banks ('DE-bank'), or a calendar value",
    received: `'${id}'`,
    suggestion: sameLetters === undefined ? didYouMean(id, calendarIds) : `Did you mean '${sameLetters}'?`,
  };
}

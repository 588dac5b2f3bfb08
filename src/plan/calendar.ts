import type { IssueList } from '../errors.ts';
import { didYouMean, describeValue } from '../errors.ts';
import { checkCalendar } from '../time/calendar-check.ts';
import { compileCalendar, WEEKDAYS_CALENDAR, type Calendar, type CompiledCalendar } from '../time/calendar.ts';

const compiled = new WeakMap<Calendar, CompiledCalendar>();

/** The calendar of an option: an id, a value, or none. */
export function compileCalendarOption(option: unknown, path: readonly string[], issues: IssueList): CompiledCalendar {
  const calendar =
    option === undefined ? WEEKDAYS_CALENDAR : typeof option === 'string' ? byId(option, path, issues) : option;
  const faults = calendar === WEEKDAYS_CALENDAR ? [] : checkCalendar(calendar);
  for (const fault of faults) issues.add({ ...fault, path: [...path, ...fault.path] });
  return faults.length > 0 ? compileOnce(WEEKDAYS_CALENDAR) : compileOnce(calendar as Calendar);
}

/** Tables are a pure function of the calendar value, so they are kept with it. */
function compileOnce(calendar: Calendar): CompiledCalendar {
  const known = compiled.get(calendar);
  if (known !== undefined) return known;
  const made = compileCalendar(calendar);
  compiled.set(calendar, made);
  return made;
}

function byId(id: string, path: readonly string[], issues: IssueList): Calendar {
  if (id === 'weekdays') return WEEKDAYS_CALENDAR;
  issues.add({
    code: 'UNKNOWN_CALENDAR',
    path,
    message: `no calendar is called '${id}'`,
    expected: 'the id of a calendar',
    received: describeValue(id),
    suggestion: didYouMean(id, ['weekdays']),
  });
  return WEEKDAYS_CALENDAR;
}

import { describeValue, didYouMean, type IssueList } from '../errors.ts';
import { checkCalendar } from '../time/calendar-check.ts';
import { compileCalendar, WEEKDAYS_CALENDAR, type Calendar, type CompiledCalendar } from '../time/calendar.ts';
import { calendarById, calendarIds } from '../time/regional.ts';

const compiled = new WeakMap<Calendar, CompiledCalendar>();

/** The calendar of an option: an id, a value, or none. Faults go to `issues`; the weekdays stand in then. */
export function compileCalendarOption(option: unknown, path: readonly string[], issues: IssueList): CompiledCalendar {
  if (option === undefined) return compileOnce(WEEKDAYS_CALENDAR);
  if (typeof option === 'string') return compileOnce(byId(option, path, issues));
  const faults = checkCalendar(option);
  for (const fault of faults) issues.add({ ...fault, path: [...path, ...fault.path] });
  return compileOnce(faults.length > 0 ? WEEKDAYS_CALENDAR : (option as Calendar));
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
  if (calendarIds.includes(id)) return calendarById(id);
  issues.add({
    code: 'UNKNOWN_CALENDAR',
    path,
    message: `no calendar is called '${id}'`,
    expected: 'the id of a calendar',
    received: describeValue(id),
    suggestion: didYouMean(id, calendarIds),
  });
  return WEEKDAYS_CALENDAR;
}

/** Z1: people work on business days of their company, save weekend sessions and labels that are recorded. */
import { calendarById, compileCalendar, regionUtcOffsetMinutes, type RegionCode } from '../../../src/index.ts';
import { Findings, type CheckOutcome } from './finding.ts';

/** Something somebody did, as an event tells it. */
export interface HumanEvent {
  readonly eventId: string;
  /** Instant, ms. */
  readonly timestamp: number;
  /** Region of the company. */
  readonly region: RegionCode;
  /** Employee id, or `system:<job>`: jobs run every day. */
  readonly performedBy: string;
}

/** Checks events; `exceptions`: ids of those recorded as weekend sessions or named by a label. */
export function checkWorkDays(events: readonly HumanEvent[], exceptions: ReadonlySet<string>): CheckOutcome {
  const found = new Findings('Z1');
  const calendars = new Map<RegionCode, ReturnType<typeof compileCalendar>>();
  for (const { eventId, timestamp, region, performedBy } of events) {
    if (performedBy.startsWith('system:')) continue;
    found.see(1);
    if (exceptions.has(eventId)) continue;
    let calendar = calendars.get(region);
    if (calendar === undefined) {
      // On the company's own clock: a Friday evening in New York is Saturday in UTC.
      calendar = compileCalendar({ ...calendarById(region), utcOffsetMinutes: regionUtcOffsetMinutes(region) });
      calendars.set(region, calendar);
    }
    const day = new Date(timestamp + regionUtcOffsetMinutes(region) * 60_000).toISOString().slice(0, 10);
    found.expect(
      calendar.isBusinessDay(timestamp),
      eventId,
      `${performedBy} worked on ${day}, no business day in ${region}`,
    );
  }
  return found.outcome();
}

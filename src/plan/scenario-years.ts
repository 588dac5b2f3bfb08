/** Whether calendars and books hold for what a scenario simulates: from its run-in to the last day that is planned for. */
import type { IssueList } from '../errors.ts';
import type { Scenario } from '../model/scenario.ts';
import type { CompiledCalendar } from '../time/calendar.ts';
import { DAY_MS, dayNumber, MINUTE_MS } from '../time/civil.ts';
import { readDay } from '../time/instant.ts';

/** What is simulated, instants in UTC ms; `last`: the latest that anything is planned for, `Infinity` without an end. */
export interface Simulated {
  readonly start: number;
  readonly end: number;
  readonly last: number;
}

/** Years that something holds for; local days begin before and end after those of UTC. */
interface Limits {
  readonly names: readonly string[];
  readonly years: readonly [number, number];
  readonly westMs: number;
  readonly eastMs: number;
}

/** Reports each end of the period that calendars or books do not hold for. */
export function checkYears(
  scenario: Scenario,
  { simulated, calendars }: { readonly simulated: Simulated; readonly calendars: readonly CompiledCalendar[] },
  issues: IssueList,
): void {
  checkOpening(scenario, simulated, issues);
  const limits = calendars.map(({ id, years, utcOffsetMs: offset }) => limitsOf(`calendar '${id}'`, years, [offset]));
  const { books } = scenario;
  if (books?.years !== undefined) {
    const offsets = books.companies.map(({ utcOffsetMinutes = 0 }) => utcOffsetMinutes * MINUTE_MS);
    limits.push(limitsOf('the books', books.years, offsets));
  }
  for (const limit of together(limits)) {
    checkStart(scenario, { simulated, limit }, issues);
    checkEnd({ simulated, limit }, issues);
  }
}

function limitsOf(name: string, years: Limits['years'], offsets: readonly number[]): Limits {
  return { names: [name], years, westMs: Math.max(0, ...offsets.map((one) => -one)), eastMs: Math.max(0, ...offsets) };
}

/** What holds for the same years is told once. */
function together(limits: readonly Limits[]): readonly Limits[] {
  const byYears = new Map<string, Limits>();
  for (const limit of limits) {
    const known = byYears.get(String(limit.years));
    const names = [...new Set([...(known?.names ?? []), ...limit.names])];
    const westMs = Math.max(known?.westMs ?? 0, limit.westMs);
    const eastMs = Math.max(known?.eastMs ?? 0, limit.eastMs);
    byYears.set(String(limit.years), { names, years: limit.years, westMs, eastMs });
  }
  return [...byYears.values()];
}

const START = ['scenario', "'period'", "'start'"];
const END = ['scenario', "'period'", "'end'"];

/** A period begins with the books or later; what is run in lies before them. */
function checkOpening({ books }: Scenario, { start }: Simulated, issues: IssueList): void {
  const opens = books?.opens === undefined ? undefined : readDay(books.opens);
  if (opens === undefined || !(start < opens * DAY_MS)) return;
  issues.add({
    code: 'INVALID_OPTION',
    path: START,
    message: `the period begins on ${dateOf(start)}, the books on ${books?.opens ?? ''}`,
    expected: `a period that begins on ${books?.opens ?? ''} or later`,
    received: dateOf(start),
    suggestion: 'Begin later, or let the books begin earlier (startYear of a world).',
  });
}

interface Judged {
  readonly simulated: Simulated;
  readonly limit: Limits;
}

function checkStart({ runInDays }: Scenario, { simulated: { start }, limit }: Judged, issues: IssueList): void {
  const { years, westMs } = limit;
  const runInMs = runInDays * DAY_MS;
  // What is simulated begins at a midnight of UTC: west of it that is the day before.
  const first = dayNumber(years[0], 1, 1) * DAY_MS + westMs;
  if (!(start - runInMs < first)) return;
  issues.add({
    code: 'CALENDAR_YEAR_UNSUPPORTED',
    path: START,
    message: `what is simulated begins on ${dateOf(start - runInMs)}${runInDays === 0 ? '' : `, ${runInDays} days before the period`}; ${span(limit)}`,
    expected: `a period that begins on ${dateOf(upToDay(first + runInMs))} or later`,
    received: dateOf(start),
    suggestion: runInDays === 0 ? 'Begin later.' : 'Begin later, or give fewer runInDays.',
  });
}

function checkEnd({ simulated: { end, last }, limit }: Judged, issues: IssueList): void {
  const { years, eastMs } = limit;
  const after = dayNumber(years[1] + 1, 1, 1) * DAY_MS - eastMs;
  if (end === Infinity || !(last > after)) return;
  const isAhead = last > end;
  issues.add({
    code: 'CALENDAR_YEAR_UNSUPPORTED',
    path: END,
    message: `what is simulated ${isAhead ? 'and planned for ' : ''}ends on ${dateOf(last)}; ${span(limit)}`,
    expected: `a period that ends on ${dateOf(after - (last - end))} or earlier`,
    received: dateOf(end),
    suggestion: isAhead
      ? `End earlier: processes plan ${Math.ceil((last - end) / DAY_MS)} days ahead.`
      : 'End earlier.',
  });
}

const span = ({ names, years: [first, last] }: Limits): string =>
  `the years of ${names.join(' and ')} are ${first} to ${last}`;

const upToDay = (ms: number): number => Math.ceil(ms / DAY_MS) * DAY_MS;

function dateOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString().slice(0, 10);
}

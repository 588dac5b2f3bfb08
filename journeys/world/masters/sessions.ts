/**
 * Weekend sessions: in one week of ten somebody works on Saturday or Sunday too. Who, and on which day, follows from the
 * person and the week alone, so nobody who comes or goes changes the weekends of another.
 */
import { defineDataset, type Context, type DatasetDefinition } from '../../../src/index.ts';
import type { Company } from '../companies.ts';
import { dateOfDay, DAY_MS, dayOfDate, weekdayOfDay } from '../dates.ts';
import type { RowPlace } from './draws.ts';
import type { Holder, Position } from './employees.ts';
import { datasetId, scoreOf } from './keys.ts';
import { COST_YEARS } from './materials.ts';
import { isEmployed } from './people.ts';

/** Weeks of a person with a session. */
export const SESSION_CHANCE = 0.1;

const SATURDAY = 6;
const WEEK_DAYS = 7;
/** Keeps these choices apart from others by the same lots. */
const KEY = 0x73657373;

/** A weekend of a company: row of `weekendSessions.<company>`. */
export interface Weekend {
  readonly company: string;
  /** Its Saturday. */
  readonly date: string;
  /** Ids of who works on that day, and on the day after. */
  readonly saturday: readonly string[];
  readonly sunday: readonly string[];
}

/** Whether somebody works on this Saturday or Sunday; on one of both at most. */
export function hasSession({ lot }: Pick<Holder, 'lot'>, day: number): boolean {
  const onSaturday = weekdayOfDay(day) === SATURDAY;
  const score = scoreOf(lot, KEY + (onSaturday ? day : day - 1));
  return score < SESSION_CHANCE && onSaturday === score < SESSION_CHANCE / 2;
}

/** The days of a company's people. */
interface WorkDays {
  dayOf(ms: number): number;
  isBusinessDay(day: number): boolean;
}

/**
 * When something is done that is due at `at` and can be done from `from` on: on the weekend before, at the same hour, where
 * that day is the first of work after it and its worker has a session then; else when it is due.
 */
export function sessionBefore(
  days: WorkDays,
  { from, at }: { readonly from: number; readonly at: number },
  workerOn: (day: number) => Pick<Holder, 'lot'> | undefined,
): number {
  const [first, due] = [days.dayOf(from), days.dayOf(at)];
  for (let day = due - 1; day >= first && !days.isBusinessDay(day); day--) {
    const earlier = at - (due - day) * DAY_MS;
    if (weekdayOfDay(day) < SATURDAY || earlier <= from) continue;
    const worker = workerOn(day);
    if (worker !== undefined && hasSession(worker, day)) return earlier;
  }
  return at;
}

/** Saturdays of the years that people are hired for. */
const FIRST = firstSaturday(dayOfDate(`${COST_YEARS.first}-01-01`));
const WEEKENDS = Math.ceil((dayOfDate(`${COST_YEARS.last + 1}-01-01`) - FIRST) / WEEK_DAYS);

function firstSaturday(day: number): number {
  return day + ((SATURDAY - weekdayOfDay(day) + WEEK_DAYS) % WEEK_DAYS);
}

/** Row of the weekend that a day belongs to, or the last before it. */
export function weekendOf(day: number): number {
  return Math.floor((day - FIRST) / WEEK_DAYS);
}

/** The weekends of a company, with who works on them. */
export function weekendDataset(company: Company): DatasetDefinition<Weekend> {
  const { code } = company;
  const saturdayOf = (index: number): number => FIRST + index * WEEK_DAYS;
  return defineDataset({
    id: datasetId('weekendSessions', code),
    name: `Weekend sessions of ${company.name}`,
    count: WEEKENDS,
    fields: {
      company: code,
      date: (_ctx: Context, { index }: RowPlace) => dateOfDay(saturdayOf(index)),
      saturday: (ctx: Context, { index }: RowPlace) => workersOn(ctx, code, saturdayOf(index)),
      sunday: (ctx: Context, { index }: RowPlace) => workersOn(ctx, code, saturdayOf(index) + 1),
    },
  }) as unknown as DatasetDefinition<Weekend>;
}

function workersOn(ctx: Context, code: string, day: number): readonly string[] {
  const date = dateOfDay(day);
  const positions = ctx.typedDataset<Position>(datasetId('employees', code)).getAllRows();
  return positions.flatMap(({ holders }) =>
    holders.filter((one) => hasSession(one, day) && isEmployed(one, date)).map(({ employeeId }) => employeeId),
  );
}

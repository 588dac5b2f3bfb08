/** What a condition may ask for when its field is drawn: fields before it, attributes of the actor, the calendar. */
import { isGenerator } from '../dsl/generator.ts';
import type { ConditionalGroup } from '../model/group.ts';
import { asInterval } from '../random/conditional.ts';
import { CALENDAR_GIVENS, type GivenDomain } from '../random/conditional-check.ts';
import type { CompiledCalendar } from '../time/calendar.ts';
import { countBusinessDays, isBusinessDayNo } from '../time/calendar-table.ts';
import { civilDate, DAY_MS, dayNumber, daysInMonth, weekdayOf } from '../time/civil.ts';
import type { Decide } from './decisions.ts';
import { isDistributionKind } from './numeric.ts';
import type { Scope } from './scope.ts';

type Sofar = Readonly<Record<string, unknown>>;

/** Where the fields of a group stand. */
export interface GivenPlace {
  readonly fields: Readonly<Record<string, unknown>>;
  /** The fields resolved so far, from what field functions get as their second argument. */
  readonly sofarOf: (sofar: Sofar) => Sofar;
  /** Whether attributes of the actor are there to be read: not while they are drawn, nor in rows of datasets. */
  readonly seesActor: boolean;
}

export interface Givens {
  readonly domains: ReadonlyMap<string, GivenDomain>;
  read(given: string): Decide<unknown>;
}

/** What is known when the field of a condition is drawn. */
export function givensOf({ fields, sofarOf, seesActor }: GivenPlace, group: ConditionalGroup, scope: Scope): Givens {
  const names = Object.keys(fields);
  const before = new Set(names.slice(0, names.indexOf(group.field)));
  // The locale of a persona comes first wherever it stands.
  if (!seesActor && names.includes('locale')) before.add('locale');
  const asked = domainOfCases(group);
  const attributes = seesActor ? scope.world.attributes : new Map<string, readonly unknown[]>();
  const domains = new Map<string, GivenDomain>(CALENDAR_GIVENS);
  for (const [name, values] of attributes ?? []) domains.set(name, domainOf(values) ?? asked);
  // Where nobody says who will act, anything may be set.
  if (attributes === undefined && !domains.has(group.given)) domains.set(group.given, asked);
  // A field hides an attribute of its name, also where it comes too late.
  for (const name of names) domains.delete(name);
  for (const name of before) domains.set(name, domainOf([fields[name]]) ?? asked);
  const read = (given: string): Decide<unknown> => {
    if (before.has(given)) return (_frame, sofar) => plain(sofarOf(sofar)[given]);
    const ofNow = CALENDAR[given];
    if (ofNow !== undefined && attributes?.has(given) !== true) {
      const { calendar } = scope.world;
      return (frame) => ofNow(Math.floor((frame.nowMs + calendar.utcOffsetMs) / DAY_MS), calendar);
    }
    return (frame) => plain(frame.context.get(given));
  };
  return { domains, read };
}

const CALENDAR: Readonly<Record<string, ((day: number, calendar: CompiledCalendar) => number) | undefined>> = {
  month: (day) => civilDate(day).month,
  weekday: weekdayOf,
  periodEnd: (day, { days }) => {
    const { year, month } = civilDate(day);
    const last = dayNumber(year, month, daysInMonth(year, month));
    if (last === day) return 0;
    return countBusinessDays(days, day + 1, last) + (isBusinessDayNo(days, last) ? 1 : 0);
  },
};

/** Money counts by its minor units. */
function plain(value: unknown): unknown {
  const isMoney = typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;
  return isMoney ? value.amount : value;
}

/** What values can be that are written so; `undefined` where only the run will tell. */
function domainOf(written: readonly unknown[]): GivenDomain | undefined {
  const domains = written.map(domainOfOne);
  const [first] = domains;
  if (first === undefined || domains.some((domain) => domain?.kind !== first.kind)) return undefined;
  if (first.kind !== 'category') return { kind: first.kind };
  const values = domains.flatMap((domain) => (domain?.kind === 'category' ? [domain.values] : []));
  if (values.includes(undefined)) return { kind: 'category' };
  return { kind: 'category', values: [...new Set(values.flatMap((list) => list ?? []))] };
}

function domainOfOne(value: unknown): GivenDomain | undefined {
  if (!isGenerator(value)) return domainOfValues([value]);
  switch (value.kind) {
    case 'money':
    case 'amount':
      return { kind: 'number' };
    case 'chance':
      return { kind: 'category', values: [true, false] };
    case 'oneOf':
      return domainOfValues(value['values']);
    case 'discrete':
      return domainOfValues(firstOf(value['values']));
    case 'weighted': {
      const weights = value['weights'];
      if (Array.isArray(weights)) return domainOfValues(firstOf(weights));
      return typeof weights === 'object' && weights !== null ? domainOfValues(Object.keys(weights)) : undefined;
    }
    case 'between':
      return { kind: 'date' };
    case 'after':
      return value['as'] === 'date' ? { kind: 'category' } : { kind: 'date' };
    default:
      return isDistributionKind(value.kind) ? { kind: 'number' } : undefined;
  }
}

function firstOf(pairs: unknown): unknown {
  return Array.isArray(pairs)
    ? pairs.map((pair) => (Array.isArray(pair) ? (pair[0] as unknown) : undefined))
    : undefined;
}

function domainOfValues(values: unknown): GivenDomain | undefined {
  if (!Array.isArray(values) || values.length === 0) return undefined;
  const list: readonly unknown[] = values;
  if (list.every((value) => typeof value === 'number')) return { kind: 'number' };
  if (list.every((value) => value instanceof Date)) return { kind: 'date' };
  const isCategory = (value: unknown): boolean => typeof value === 'string' || typeof value === 'boolean';
  return list.every(isCategory) ? { kind: 'category', values: list } : undefined;
}

/** What the cases themselves take the value for. */
function domainOfCases({ cases }: ConditionalGroup): GivenDomain {
  const when = Array.isArray(cases) ? (cases[0] as { readonly when?: unknown } | undefined)?.when : undefined;
  if (asInterval(when) === undefined) return { kind: 'category' };
  return (when as readonly unknown[])[0] instanceof Date ? { kind: 'date' } : { kind: 'number' };
}

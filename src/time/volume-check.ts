/** Everything that can be wrong with an authored volume pattern, all at once. */
import { describeValue, type SynodeIssue } from '../errors.ts';
import { DAY_MS, WEEKDAYS } from './civil.ts';
import { readTimeOfDay } from './clock-time.ts';
import { checkFactors, isFactor } from './factors.ts';
import { issueFrom, unknownKeys } from './fault.ts';
import { checkFiscal } from './fiscal.ts';
import { readDay, readInstant } from './instant.ts';
import { readMonth, REGIMES } from './level.ts';
import type {
  Cycle,
  Drift,
  PeriodEnd,
  Recession,
  Regime,
  SeasonEvent,
  VolumePattern,
  YearlyDay,
} from '../model/volume.ts';

/** What a pattern may hold. */
export const VOLUME_KEYS = [
  'drift',
  'regimes',
  'cycle',
  'recessions',
  'weekdays',
  'holidays',
  'periodEnd',
  'months',
  'events',
  'businessDaysOnly',
  'intraday',
  'fiscalCalendar',
  'calendar',
];

/** What a number must be, in words and as a test. */
interface NumberRule {
  readonly expected: string;
  readonly holds: (value: number) => boolean;
}

const FACTOR: NumberRule = { expected: 'a factor ≥ 0', holds: (value) => value >= 0 };
const POSITIVE: NumberRule = { expected: 'a factor > 0', holds: (value) => value > 0 };
const COUNT: NumberRule = { expected: 'a whole number from 1 on', holds: (n) => Number.isInteger(n) && n >= 1 };
const DAYS: NumberRule = { expected: 'a whole number of days ≥ 0', holds: (n) => Number.isInteger(n) && n >= 0 };

/** Checks a pattern, its calendar apart; paths are relative to it. */
export function checkVolume(pattern: VolumePattern): SynodeIssue[] {
  const drifts: readonly Drift[] = [pattern.drift ?? []].flat();
  const months = pattern.months === true ? undefined : pattern.months;
  return [
    ...unknownKeys(pattern, { known: VOLUME_KEYS, what: 'a volume' }),
    ...drifts.flatMap((drift, i) => checkDrift(drift, ['drift', String(i)])),
    ...(pattern.regimes ?? []).flatMap((regime, i) => checkRegime(regime, ['regimes', String(i)])),
    ...(pattern.cycle === undefined ? [] : checkCycle(pattern.cycle)),
    ...(pattern.recessions ?? []).flatMap((recession, i) => checkRecession(recession, ['recessions', String(i)])),
    ...checkFactors(pattern.weekdays, { key: 'weekdays', length: 7, from: 'from Monday' }, 'volume'),
    ...number(pattern.holidays, FACTOR, ['holidays']),
    ...(pattern.periodEnd === undefined || pattern.periodEnd === false ? [] : checkPeriodEnd(pattern.periodEnd)),
    ...checkFactors(months, { key: 'months', length: 12, from: 'from January' }, 'volume'),
    ...(pattern.events ?? []).flatMap((event, i) => checkEvent(event, ['events', String(i)])),
    ...checkIntraday(pattern.intraday),
    ...(pattern.fiscalCalendar === undefined ? [] : checkFiscal(pattern.fiscalCalendar).map(below('fiscalCalendar'))),
  ];
}

function checkDrift(drift: Drift, path: readonly string[]): SynodeIssue[] {
  switch (drift.kind) {
    case 'linear':
      return [...instant(drift.from, [...path, 'from']), ...number(drift.rate, ANY, [...path, 'rate'], true)];
    case 'exponential':
      return [...instant(drift.from, [...path, 'from']), ...number(drift.rate, GROWTH, [...path, 'rate'])];
    case 'logistic':
      return [
        ...instant(drift.midpoint, [...path, 'midpoint']),
        ...number(drift.factor, FACTOR, [...path, 'factor'], true),
        ...number(drift.steepness, POSITIVE, [...path, 'steepness']),
      ];
    case 'step':
      return [...instant(drift.at, [...path, 'at']), ...number(drift.factor, FACTOR, [...path, 'factor'], true)];
    default:
      return [bad(drift satisfies never, "one of 'linear', 'exponential', 'logistic', 'step'", [...path, 'kind'])];
  }
}

const ANY: NumberRule = { expected: 'a number', holds: () => true };
const GROWTH: NumberRule = { expected: 'a rate per year above -1', holds: (value) => value > -1 };

function checkRegime(regime: Regime, path: readonly string[]): SynodeIssue[] {
  const kinds = Object.keys(REGIMES);
  const transitions = ['step', 'linear', 'logistic'];
  const { transition, days } = regime;
  return [
    ...(kinds.includes(regime.kind) ? [] : [bad(regime.kind, `one of ${kinds.join(', ')}`, [...path, 'kind'])]),
    ...instant(regime.from, [...path, 'from']),
    ...number(days, DAYS, [...path, 'days']),
    ...number(regime.volume, POSITIVE, [...path, 'volume']),
    ...number(regime.amount, POSITIVE, [...path, 'amount']),
    ...(transition === undefined || transitions.includes(transition)
      ? []
      : [bad(transition, `one of ${transitions.join(', ')}`, [...path, 'transition'])]),
    ...(transition === 'step' && (days ?? 0) > 0 ? [bad(days, 'no days, a step takes none', [...path, 'days'])] : []),
  ];
}

function checkCycle({ amplitude, months, phase }: Cycle): SynodeIssue[] {
  const rule: NumberRule = { expected: 'an amplitude from 0 to 0.9', holds: (value) => value >= 0 && value <= 0.9 };
  return [
    ...number(amplitude, rule, ['cycle', 'amplitude']),
    ...number(months, { ...POSITIVE, expected: 'a number of months > 0' }, ['cycle', 'months']),
    ...number(phase, ANY, ['cycle', 'phase']),
  ];
}

function checkRecession({ from, until, severity }: Recession, path: readonly string[]): SynodeIssue[] {
  const rule: NumberRule = { expected: 'a severity from 0 to 0.99', holds: (value) => value >= 0 && value <= 0.99 };
  const issues = number(severity, rule, [...path, 'severity']);
  const [first, last] = [readMonth(String(from)), readMonth(String(until))];
  if (first === undefined) issues.push(bad(from, "a month such as '2025-03'", [...path, 'from']));
  if (last === undefined) issues.push(bad(until, "a month such as '2025-09'", [...path, 'until']));
  if (first !== undefined && last !== undefined && first > last) {
    issues.push(bad(until, `a month from '${from}' on`, [...path, 'until']));
  }
  return issues;
}

function checkPeriodEnd({ days, month, quarter, year, shape }: PeriodEnd): SynodeIssue[] {
  const shapes = ['exponential', 'flat', 'plateau'];
  return [
    ...number(days, COUNT, ['periodEnd', 'days']),
    ...number(month, FACTOR, ['periodEnd', 'month']),
    ...number(quarter, FACTOR, ['periodEnd', 'quarter']),
    ...number(year, FACTOR, ['periodEnd', 'year']),
    ...(shape === undefined || shapes.includes(shape)
      ? []
      : [bad(shape, `one of ${shapes.join(', ')}`, ['periodEnd', 'shape'])]),
  ];
}

function checkEvent({ name, on, days, factor }: SeasonEvent, path: readonly string[]): SynodeIssue[] {
  return [
    ...(typeof name === 'string' && name !== '' ? [] : [bad(name, 'a name', [...path, 'name'])]),
    ...(isYearlyDay(on) ? [] : [bad(on, "'MM-DD', or { n, weekday, month }", [...path, 'on'])]),
    ...number(days, COUNT, [...path, 'days']),
    ...number(factor, FACTOR, [...path, 'factor'], true),
  ];
}

function isYearlyDay(on: YearlyDay): boolean {
  // 2024 has all dates a year can have
  if (typeof on === 'string') return readDay(`2024-${on}`) !== undefined;
  if (typeof on !== 'object' || on === null) return false;
  const { n, weekday, month, plusDays = 0 } = on;
  const isNth = n === -1 || (Number.isInteger(n) && n >= 1 && n <= 4);
  const isMonth = Number.isInteger(month) && month >= 1 && month <= 12;
  return isNth && isMonth && WEEKDAYS.includes(weekday) && Number.isInteger(plusDays);
}

function checkIntraday(pattern: unknown): SynodeIssue[] {
  if (pattern === undefined || pattern === 'people' || pattern === 'batch' || pattern === 'flat') return [];
  const expected = "'people', 'batch', 'flat', or densities [['09:00', 2], ['18:00', 0]] in order of time";
  const times = Array.isArray(pattern) ? pattern.map((entry: unknown) => densityTime(entry)) : [];
  const isOrdered = times.every((time, i) => time >= 0 && time < DAY_MS && (i === 0 || time > (times[i - 1] ?? 0)));
  const hasMass = Array.isArray(pattern) && pattern.some((entry: unknown) => Array.isArray(entry) && entry[1] > 0);
  return isOrdered && hasMass ? [] : [bad(pattern, expected, ['intraday'])];
}

/** The time of one density, or −1 when it is none. */
function densityTime(entry: unknown): number {
  if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[0] !== 'string' || !isFactor(entry[1])) return -1;
  return readTimeOfDay(entry[0]) ?? -1;
}

function instant(value: unknown, path: readonly string[]): SynodeIssue[] {
  const reading = readInstant(value);
  return reading.ok ? [] : [issueFrom(reading.fault, 'INVALID_ARRIVALS', ...path)];
}

function number(value: unknown, rule: NumberRule, path: readonly string[], isRequired = false): SynodeIssue[] {
  if (value === undefined && !isRequired) return [];
  const holds = typeof value === 'number' && Number.isFinite(value) && rule.holds(value);
  return holds ? [] : [bad(value, rule.expected, path)];
}

function bad(value: unknown, expected: string, path: readonly string[]): SynodeIssue {
  const received = describeValue(value);
  return issueFrom(
    { message: `volume.${path.join('.')} is ${received}`, expected, received },
    'INVALID_ARRIVALS',
    ...path,
  );
}

function below(key: string): (issue: SynodeIssue) => SynodeIssue {
  return (issue) => ({ ...issue, path: [key, ...issue.path] });
}

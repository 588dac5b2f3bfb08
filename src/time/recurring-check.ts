/** Everything that can be wrong with an authored recurring rule, all at once. */
import { describeValue, didYouMean, type SynodeIssue } from '../errors.ts';
import { DAY_MS, WEEKDAYS } from './civil.ts';
import { readTimeOfDay } from './clock-time.ts';
import { issueFrom, unknownKeys } from './fault.ts';
import { RECURRING_UNITS, type RecurringRule, type RecurringUnit } from './recurring.ts';

const ROLLS = ['none', 'following', 'preceding', 'modified-following'] as const;
const DAY_WORDS = ['first business day', 'last business day'] as const;
/** A month has at most 23 weekdays. */
const MOST_BUSINESS_DAYS = 23;

/** Keys a rule may have besides `every`, by what comes again. */
const KEYS: Readonly<Record<RecurringUnit, readonly string[]>> = {
  day: ['at', 'roll'],
  week: ['weekday', 'at', 'roll'],
  month: ['day', 'at', 'roll'],
  quarter: ['month', 'day', 'at', 'roll'],
  year: ['month', 'day', 'at', 'roll'],
};

/** Checks a rule; paths are relative to it. */
export function checkRecurring(rule: RecurringRule): SynodeIssue[] {
  const { every } = rule;
  if (!RECURRING_UNITS.includes(every)) return [oneOf('every', every, RECURRING_UNITS)];
  return [
    ...checkKeys(rule),
    ...(rule.weekday === undefined || WEEKDAYS.includes(rule.weekday)
      ? []
      : [oneOf('weekday', rule.weekday, WEEKDAYS)]),
    ...checkDay(rule),
    ...checkMonth(rule),
    ...checkTime(rule),
    ...(rule.roll === undefined || ROLLS.includes(rule.roll) ? [] : [oneOf('roll', rule.roll, ROLLS)]),
  ];
}

function checkKeys(rule: RecurringRule): SynodeIssue[] {
  const known = ['every', ...KEYS[rule.every]];
  const meaningful = Object.values(KEYS).flat();
  const misplaced = Object.keys(rule).filter((key) => meaningful.includes(key) && !known.includes(key));
  return [
    ...unknownKeys(rule, { known: [...known, ...misplaced], what: 'a recurring rule' }),
    ...misplaced.map((key) =>
      fault(key, {
        message: `'${key}' means nothing in a rule for every ${rule.every}`,
        expected: `one of ${known.join(', ')}`,
        received: `'${key}'`,
      }),
    ),
  ];
}

function checkDay({ day }: RecurringRule): SynodeIssue[] {
  if (day === undefined) return [];
  const received = describeValue(day);
  if (typeof day === 'number') {
    if (Number.isInteger(day) && day !== 0 && Math.abs(day) <= 31) return [];
    const suggestion = 'The first of a month is 1, the last is -1.';
    return [fault('day', { message: `day is ${received}`, expected: '1 to 31, or -1 to -31', received, suggestion })];
  }
  if (typeof day === 'string') return DAY_WORDS.includes(day) ? [] : [oneOf('day', day, DAY_WORDS)];
  const n: unknown = typeof day === 'object' && day !== null ? day.businessDay : undefined;
  if (Number.isInteger(n) && n !== 0 && Math.abs(Number(n)) <= MOST_BUSINESS_DAYS) return [];
  const expected = `{ businessDay: n } with n from 1 to ${MOST_BUSINESS_DAYS}, or from -1 to -${MOST_BUSINESS_DAYS}`;
  return [fault('day', { message: `day is no day of a month`, expected, received: `businessDay ${describeValue(n)}` })];
}

function checkMonth({ every, month }: RecurringRule): SynodeIssue[] {
  if (month === undefined || (every !== 'quarter' && every !== 'year')) return [];
  const most = every === 'quarter' ? 3 : 12;
  if (Number.isInteger(month) && month >= 1 && month <= most) return [];
  const received = describeValue(month);
  return [fault('month', { message: `month of a ${every} is ${received}`, expected: `1 to ${most}`, received })];
}

function checkTime({ at }: RecurringRule): SynodeIssue[] {
  if (at === undefined) return [];
  const time = typeof at === 'string' ? readTimeOfDay(at) : undefined;
  if (time !== undefined && time < DAY_MS) return [];
  const received = describeValue(at);
  return [fault('at', { message: `at ${received} is no time of day`, expected: "'00:00' to '23:59:59'", received })];
}

function oneOf(key: string, value: unknown, known: readonly string[]): SynodeIssue {
  const received = describeValue(value);
  return fault(key, {
    message: `${key} of a recurring rule is ${received}`,
    expected: `one of ${known.join(', ')}`,
    received,
    suggestion: didYouMean(String(value), known),
  });
}

function fault(key: string, what: Parameters<typeof issueFrom>[0]): SynodeIssue {
  return issueFrom(what, 'INVALID_ARRIVALS', key);
}

/** Checks of `conditional` groups: overlaps, gaps, unknown categories, fields that are not drawn yet. */
import { describeValue, didYouMean } from '../errors.ts';
import type { IssueList } from '../errors.ts';
import { asInterval } from './conditional.ts';
import { checkDistribution } from './models/check.ts';

type Loose = Readonly<Record<string, unknown>>;

/** What is known about a value that cases may ask for. */
export type GivenDomain =
  | {
      readonly kind: 'number';
      /** Least value and the first one above; default all numbers. */ readonly range?: readonly [number, number];
    }
  | { readonly kind: 'date' }
  | { readonly kind: 'category'; /** All there are; default unknown. */ readonly values?: readonly unknown[] };

/**
 * What every field may be given, of the simulated instant: the calendar month 1..12, the ISO weekday 1..7, and the
 * business days left in the month, 0 from its last business day on.
 */
export const CALENDAR_GIVENS: ReadonlyMap<string, GivenDomain> = new Map([
  ['month', { kind: 'number', range: [1, 13] }],
  ['weekday', { kind: 'number', range: [1, 8] }],
  ['periodEnd', { kind: 'number', range: [0, 31] }],
]);

interface Place {
  readonly path: readonly string[];
  readonly issues: IssueList;
}

interface Fault {
  readonly at?: string;
  readonly message: string;
  readonly expected: string;
  readonly received: string;
  readonly suggestion: string;
}

function report({ path, issues }: Place, { at, ...fault }: Fault): void {
  issues.add({ code: 'CONDITIONAL_CASES', ...fault, path: at === undefined ? path : [...path, at] });
}

const KEYS = ['kind', 'field', 'given', 'cases', 'otherwise'];

/**
 * Reports every fault of one group: `CONDITIONAL_CASES`, `UNKNOWN_KEY`, and the faults of the cases' distributions. True
 * when there was none. `givens`: what is known when the field is drawn; a name missing there is a fault.
 */
export function checkConditional(
  spec: unknown,
  path: readonly string[],
  issues: IssueList,
  givens: ReadonlyMap<string, GivenDomain>,
): boolean {
  const before = issues.issues.length;
  const place = { path, issues };
  const group = (typeof spec === 'object' && spec !== null ? spec : {}) as Loose;
  for (const key of Object.keys(group).filter((name) => !KEYS.includes(name))) {
    const fault = { message: `there is no '${key}' here`, expected: `one of ${KEYS.join(', ')}`, received: `'${key}'` };
    issues.add({ code: 'UNKNOWN_KEY', path: [...path, `'${key}'`], ...fault, suggestion: didYouMean(key, KEYS) });
  }
  const domain = checkGiven(group, givens, place);
  const cases = Array.isArray(group['cases']) ? (group['cases'] as unknown[]) : [];
  if (cases.length === 0) {
    report(place, {
      at: "'cases'",
      message: 'a condition needs at least one case',
      expected: 'a list of { when, then }',
      received: describeValue(group['cases']),
      suggestion: "Write cases: [{ when: [1, 10], then: 'base' }].",
    });
  }
  cases.forEach((entry, i) => checkThen((entry as Loose | null)?.['then'], `case ${i + 1}`, place));
  if (group['otherwise'] !== undefined) checkThen(group['otherwise'], "'otherwise'", place);
  if (domain !== undefined && cases.length > 0) {
    const whens = cases.map((entry) => (entry as Loose | null)?.['when']);
    checkCover({ whens, closed: group['otherwise'] !== undefined, given: String(group['given']) }, domain, place);
  }
  return issues.issues.length === before;
}

function checkGiven(group: Loose, givens: ReadonlyMap<string, GivenDomain>, place: Place): GivenDomain | undefined {
  const { given, field } = group;
  const domain = typeof given === 'string' ? givens.get(given) : undefined;
  if (domain !== undefined) return domain;
  const known = [...givens.keys()];
  report(place, {
    at: "'given'",
    message: `${describeValue(given)} is not known when field ${describeValue(field)} is drawn`,
    expected: 'a field declared before, a persona attribute, a dataset column, month, weekday or periodEnd',
    received: given === undefined ? 'nothing' : describeValue(given),
    suggestion: didYouMean(typeof given === 'string' ? given : '', known),
  });
  return undefined;
}

function checkThen(then: unknown, at: string, { path, issues }: Place): void {
  if (then !== 'base') checkDistribution(then, [...path, at], issues);
}

interface Cover {
  readonly whens: readonly unknown[];
  /** Whether `otherwise` takes the rest. */
  readonly closed: boolean;
  readonly given: string;
}

function checkCover(cover: Cover, domain: GivenDomain, place: Place): void {
  if (domain.kind === 'category') checkSets(cover, domain.values, place);
  else checkIntervals(cover, domain.kind === 'number' ? domain.range : undefined, place);
}

interface Interval {
  readonly from: number;
  readonly to: number;
  readonly number: number;
}

function checkIntervals(cover: Cover, range: readonly [number, number] | undefined, place: Place): void {
  const intervals: Interval[] = [];
  cover.whens.forEach((when, i) => {
    const interval = asInterval(when);
    if (interval !== undefined && interval[0] < interval[1]) {
      intervals.push({ from: interval[0], to: interval[1], number: i + 1 });
      return;
    }
    report(place, {
      at: `case ${i + 1}`,
      message: `case ${i + 1} is not an interval of ${cover.given}`,
      expected: '[from, to) with from < to',
      received: Array.isArray(when) ? `[${when.map(describeValue).join(', ')}]` : describeValue(when),
      suggestion: 'Write when: [1, 10] for 1 up to, but not including, 10.',
    });
  });
  if (intervals.length < cover.whens.length) return;
  intervals.sort((a, b) => a.from - b.from);
  const [start, end] = range ?? [-Infinity, Infinity];
  let reached = start;
  let last = 0;
  for (const { from, to, number } of intervals) {
    if (from < reached && last > 0) reportOverlap(`${cover.given} ${from}`, { first: last, second: number }, place);
    if (from > reached && !cover.closed) reportGap(`${cover.given} from ${reached} to ${from}`, place);
    if (to > reached) [reached, last] = [to, number];
  }
  if (reached < end && !cover.closed) reportGap(`${cover.given} from ${reached} to ${end}`, place);
}

function reportOverlap(what: string, { first, second }: { first: number; second: number }, place: Place): void {
  const [low, high] = [Math.min(first, second), Math.max(first, second)];
  report(place, {
    at: `case ${high}`,
    message: `cases ${low} and ${high} both cover ${what}`,
    expected: 'cases that do not overlap',
    received: `${what} in both`,
    suggestion: 'Let each interval end where the next begins: the end is not part of it.',
  });
}

function reportGap(what: string, place: Place): void {
  report(place, {
    message: `no case covers ${what}`,
    expected: 'cases without a gap, or otherwise',
    received: `a gap: ${what}`,
    suggestion: "Add otherwise: 'base'.",
  });
}

function checkSets({ whens, closed, given }: Cover, values: readonly unknown[] | undefined, place: Place): void {
  const owner = new Map<unknown, number>();
  whens.forEach((when, i) => {
    const members = Array.isArray(when) ? (when as unknown[]) : [];
    if (members.length === 0) {
      report(place, {
        at: `case ${i + 1}`,
        message: `case ${i + 1} names no category of ${given}`,
        expected: 'a list of categories',
        received: describeValue(when),
        suggestion: "Write when: ['gold', 'silver'].",
      });
    }
    for (const member of members) {
      const first = owner.get(member);
      if (first !== undefined) reportOverlap(describeValue(member), { first, second: i + 1 }, place);
      owner.set(member, first ?? i + 1);
      if (values !== undefined && !values.includes(member))
        reportCategory({ member, number: i + 1, given, values }, place);
    }
  });
  if (closed) return;
  const left = values?.filter((value) => !owner.has(value));
  if (left === undefined) reportGap(`other categories of ${given}`, place);
  else if (left.length > 0) reportGap(`${given} ${left.map(describeValue).join(', ')}`, place);
}

interface Unknown {
  readonly member: unknown;
  readonly number: number;
  readonly given: string;
  readonly values: readonly unknown[];
}

function reportCategory({ member, number, given, values }: Unknown, place: Place): void {
  const names = values.filter((value) => typeof value === 'string');
  report(place, {
    at: `case ${number}`,
    message: `${given} is never ${describeValue(member)}`,
    expected: `one of ${values.map(describeValue).join(', ')}`,
    received: describeValue(member),
    suggestion: didYouMean(typeof member === 'string' ? member : '', names),
  });
}

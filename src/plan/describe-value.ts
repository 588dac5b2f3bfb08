/** Authored values in a word or two: what a person wrote, not what it compiled to. */
import { isGenerator } from '../dsl/generator.ts';
import type { Arrivals, Profile, RecurringRule, Volume } from '../model/arrivals.ts';

/** Names that a function only has from the key it was written at. */
const KEYS = ['', 'while', 'weight', 'bounceChance', 'timeSpan', 'rate', 'until', 'every', 'suppressionPeriod'];

/** A delay, chance, weight, count or field as text. */
export function describeAuthored(value: unknown): string {
  if (typeof value === 'function') return KEYS.includes(value.name) ? 'ƒ' : `ƒ ${value.name}`;
  // As many digits as are meant: 1 − 0.3 − 0.07 is 0.63.
  if (typeof value === 'number') return String(Number(value.toPrecision(12)));
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (isGenerator(value)) return describeGenerator(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if ('until' in value) return `until ${describeUntil(value.until)}`;
  if ('min' in value && 'max' in value) return describeSpan(value);
  if ('terms' in value && Array.isArray(value.terms)) return value.terms.map(describeTerm).join(' + ');
  return JSON.stringify(value) ?? 'an object';
}

function describeGenerator({
  kind,
  ...parameters
}: Readonly<Record<string, unknown>> & { readonly kind: string }): string {
  const parts = Object.entries(parameters).map(([name, value]) => `${name}: ${describeParameter(value)}`);
  return parts.length === 0 ? kind : `${kind} { ${parts.join(', ')} }`;
}

/** Parameters are shown to one level: what is longer has its place in the code. */
function describeParameter(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    return isGenerator(value) ? value.kind : `{ ${Object.keys(value).slice(0, 4).join(', ')} }`;
  }
  return describeAuthored(value);
}

function describeSpan(span: object): string {
  const { min, max, distribution } = span as {
    readonly min: unknown;
    readonly max: unknown;
    readonly distribution?: unknown;
  };
  const range = `${describeAuthored(min)}–${describeAuthored(max)}`;
  return typeof distribution === 'string' ? `${range} ${distribution}` : range;
}

function describeTerm(term: unknown): string {
  const { count, unit } = term as { readonly count: unknown; readonly unit: unknown };
  return `${String(count)}${String(unit)}`;
}

function describeUntil(until: unknown): string {
  const isRule = typeof until === 'object' && until !== null && 'every' in until;
  return isRule ? describeRule(until as RecurringRule) : describeAuthored(until);
}

function describeRule({ every, weekday, day, month, at, roll }: RecurringRule): string {
  const on = [
    month === undefined ? undefined : `month ${month}`,
    weekday,
    day === undefined ? undefined : describeDay(day),
  ];
  const parts = [`every ${every}`, ...on.filter((part) => part !== undefined), at ?? '00:00', roll];
  return parts.filter((part) => part !== undefined && part !== 'none').join(', ');
}

function describeDay(day: NonNullable<RecurringRule['day']>): string {
  if (typeof day === 'object') return `business day ${day.businessDay}`;
  return typeof day === 'number' ? `day ${day}` : day;
}

/** When instances of a journey start. */
export function describeArrivals(arrivals: Arrivals | undefined): string {
  if (arrivals === undefined) return 'in the chain';
  switch (arrivals.kind) {
    case 'never':
      return 'when ctx.start asks for it';
    case 'once':
      return arrivals.at === undefined ? 'once' : `once, at ${describeAuthored(arrivals.at)}`;
    case 'every':
      return `every ${describeAuthored(arrivals.interval)}${limit(arrivals.count)}`;
    case 'recurring':
      return describeRule(arrivals.rule) + limit(arrivals.count);
    case 'poissonProcess': {
      const { rate, per, profile, count } = arrivals;
      return `at random, ${describeAuthored(rate)} per ${describeAuthored(per)}${describeProfile(profile)}${limit(count)}`;
    }
    case 'volume':
      return describeVolume(arrivals);
    default:
      return (arrivals as { readonly kind: string }).kind;
  }
}

function describeVolume({ kind: _kind, rate, total, ...pattern }: Volume): string {
  const size = total === undefined ? `${describeAuthored(rate)} a year` : `${total} in all`;
  const names = Object.entries(pattern).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return `by volume, ${size}${names.length === 0 ? '' : `, by ${names.join(', ')}`}`;
}

function limit(count: number | undefined): string {
  return count === undefined ? '' : `, at most ${count}`;
}

function describeProfile(profile: Profile | undefined): string {
  if (profile === undefined) return '';
  const by = (['hours', 'weekdays', 'months', 'holidays'] as const).filter((key) => profile[key] !== undefined);
  return by.length === 0 ? '' : `, by ${by.join(', ')}`;
}

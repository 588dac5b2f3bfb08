/** Authored schedules → when the next instance of an actor starts. */
import { isGenerator } from '../dsl/generator.ts';
import { describeValue } from '../errors.ts';
import type { Arrivals, Every, Once, PoissonProcess, Profile, Recurring } from '../model/arrivals.ts';
import type { Duration } from '../model/duration.ts';
import { compileDuration, type CompiledDuration } from '../time/duration.ts';
import { parseDuration, parseFixedDuration } from '../time/duration-text.ts';
import { readInstant } from '../time/instant.ts';
import { compileProfile, type Intensity } from '../time/intensity.ts';
import { checkProfile } from '../time/profile.ts';
import { checkRecurring } from '../time/recurring-check.ts';
import { compileRecurring } from '../time/recurring.ts';
import { addMonths } from '../time/civil.ts';
import type { CompiledCalendar } from '../time/calendar.ts';
import { arrive, type ArrivalPlan, type ArrivalWorld, type RunWindow } from './arrival-plan.ts';
import { compileCalendarOption } from './calendar.ts';
import { compileNumber } from './number.ts';
import type { Scope } from './scope.ts';
import { compileVolumeArrivals } from './volume.ts';

type Next = ArrivalPlan['next'];

const NEVER: Next = (_frame, cursor) => arrive(cursor, Infinity);

/** Compiles a schedule. `scope` stands at the journey's `@arrivals`. */
export function compileArrivals(arrivals: Arrivals, window: ArrivalWorld, scope: Scope): ArrivalPlan {
  switch (arrivals.kind) {
    case 'never':
      return plan('never', false, NEVER);
    case 'once':
      return { ...plan('once', false, compileOnce(arrivals, window, scope)), opens: arrivals.at === 'start' };
    case 'every':
      return plan('every', arrivals.count === undefined, compileEvery(arrivals, scope));
    case 'recurring':
      return plan('recurring', arrivals.count === undefined, compileRecurrence(arrivals, window, scope));
    case 'poissonProcess':
      return compilePoisson(arrivals, window, scope);
    case 'volume':
      return compileVolumeArrivals(arrivals, window, scope);
    default:
      scope.fault('INVALID_ARRIVALS', `${describeValue(arrivals)} is no schedule`, {
        expected: 'once(), every(…), poissonProcess(…), recurring(…), volume(…) or never()',
        received: describeValue(arrivals),
        suggestion: 'Make it with one of these.',
      });
      return plan('never', false, NEVER);
  }
}

function plan(kind: Arrivals['kind'], isEndless: boolean, next: Next): ArrivalPlan {
  return { kind, isEndless, opens: false, rate: undefined, next };
}

function compileOnce(arrivals: Once, { emitFrom }: ArrivalWorld, scope: Scope): Next {
  scope.checkKeys(arrivals, ['kind', 'at'], 'once');
  const { at = 0 } = arrivals;
  const place = onceAt(at, emitFrom, scope);
  return (_frame, cursor) => arrive(cursor, cursor.k > 0 ? Infinity : place(cursor.base));
}

function onceAt(at: Once['at'] & {}, emitFrom: number, scope: Scope): (start: number) => number {
  if (at === 'start') return (start) => Math.max(start, emitFrom);
  if (at instanceof Date) {
    const reading = readInstant(at);
    if (!reading.ok) invalid(scope, "'at'", reading.fault.message, reading.fault);
    const instant = at.getTime();
    return () => instant;
  }
  return readDuration(at, "'at'", scope).add;
}

function compileEvery(arrivals: Every, scope: Scope): Next {
  scope.checkKeys(arrivals, ['kind', 'interval', 'offset', 'jitter', 'count'], 'every');
  const { interval, offset = 0, jitter = 0, count } = arrivals;
  checkCount(count, scope);
  const first = readDuration(offset, "'offset'", scope);
  const step = stepOf(interval, scope);
  const shift = jitterOf(jitter, step.fixedMs, scope);
  const key = scope.key();
  const limit = count ?? Infinity;
  return (frame, cursor) => {
    if (cursor.k >= limit) return arrive(cursor, Infinity);
    // `base` keeps the first nominal instant: multiples from there do not drift as repeated additions would.
    if (cursor.k === 0) cursor.base = first.add(cursor.base);
    const nominal = step.times(cursor.base, cursor.k);
    if (shift === 0) return arrive(cursor, nominal);
    const u = frame.stream.open(key, frame).uniform();
    // Fixed intervals spread both ways by less than half, so they keep their order; calendar ones only later.
    if (step.fixedMs !== undefined) return arrive(cursor, nominal + Math.round(step.fixedMs * shift * (2 * u - 1)));
    arrive(cursor, nominal + Math.floor(shift * u), nominal);
  };
}

interface IntervalStep {
  readonly fixedMs: number | undefined;
  /** `k` intervals after `base`. */
  times(base: number, k: number): number;
}

function stepOf(interval: Duration, scope: Scope): IntervalStep {
  const reading = parseDuration(interval);
  if (!reading.ok) {
    invalid(scope, "'interval'", reading.fault.message, reading.fault);
    return { fixedMs: 1, times: (base) => base };
  }
  const { fixedMs, add } = compileDuration(reading.terms, scope.world.calendar);
  if (fixedMs !== undefined) {
    if (fixedMs <= 0)
      invalid(scope, "'interval'", 'interval is 0', {
        expected: 'more than 0',
        received: describeValue(interval),
        suggestion: "Use an interval such as '7d'.",
      });
    return { fixedMs, times: (base, k) => base + k * fixedMs };
  }
  const [only, ...more] = reading.terms;
  if (only?.unit === 'mo' && more.length === 0) {
    return { fixedMs: undefined, times: (base, k) => addMonths(base, k * only.count) };
  }
  if (only !== undefined && more.length === 0) {
    const one = (count: number): CompiledDuration => compileDuration([{ ...only, count }], scope.world.calendar);
    return { fixedMs: undefined, times: (base, k) => (k === 0 ? base : one(k * only.count).add(base)) };
  }
  const times = (base: number, k: number): number => {
    let at = base;
    for (let i = 0; i < k; i++) at = add(at);
    return at;
  };
  return { fixedMs: undefined, times };
}

function jitterOf(jitter: number | Duration, fixedMs: number | undefined, scope: Scope): number {
  if (fixedMs === undefined) {
    if (jitter === 0) return 0;
    const reading = parseFixedDuration(jitter);
    if (reading.ok) return reading.ms;
    invalid(scope, "'jitter'", reading.fault.message, reading.fault);
    return 0;
  }
  if (typeof jitter === 'number' && jitter >= 0 && jitter < 0.5) return jitter;
  invalid(scope, "'jitter'", `jitter is ${describeValue(jitter)}`, {
    expected: 'a number from 0 to below 0.5, a share of the interval',
    received: describeValue(jitter),
    suggestion: 'Use 0.1 for ± 10 % of the interval.',
  });
  return 0;
}

function compileRecurrence(arrivals: Recurring, window: RunWindow, scope: Scope): Next {
  const { rule, jitter = 0, count } = arrivals;
  checkCount(count, scope);
  const issues = checkRecurring(rule);
  for (const { code, path, message, ...rest } of issues) {
    scope.child([], path.length === 0 ? undefined : `'${path.join('.')}'`).fault(code, message, rest);
  }
  const reading = parseFixedDuration(jitter);
  if (!reading.ok) invalid(scope, "'jitter'", reading.fault.message, reading.fault);
  if (issues.length > 0 || !reading.ok) return NEVER;
  const shift = reading.ms;
  const dates = compileRecurring(rule, scope.world.calendar);
  const key = scope.key();
  const limit = count ?? Infinity;
  return (frame, cursor) => {
    if (cursor.k >= limit) return arrive(cursor, Infinity);
    // An occurrence at the very start of the actor counts.
    cursor.base = dates.next(cursor.k === 0 ? cursor.base - 1 : cursor.base, window.end);
    if (shift === 0) return arrive(cursor, cursor.base);
    arrive(cursor, cursor.base + Math.floor(shift * frame.stream.open(key, frame).uniform()), cursor.base);
  };
}

function compilePoisson(arrivals: PoissonProcess, { end }: RunWindow, scope: Scope): ArrivalPlan {
  scope.checkKeys(arrivals, ['kind', 'rate', 'per', 'profile', 'count'], 'poissonProcess');
  const { rate, per, count } = arrivals;
  checkCount(count, scope);
  const reading = parseFixedDuration(per);
  if (!reading.ok) invalid(scope, "'per'", reading.fault.message, reading.fault);
  const perMs = reading.ok && reading.ms > 0 ? reading.ms : 1;
  if (reading.ok && reading.ms === 0) {
    invalid(scope, "'per'", 'per is 0', { expected: 'more than 0', received: '0', suggestion: "Use per: '1d'." });
  }
  const intensity = arrivals.profile === undefined ? FLAT : profileOf(arrivals.profile, scope);
  const key = scope.key();
  const limit = count ?? Infinity;
  const isFixed = typeof rate !== 'function' && !isGenerator(rate);
  const fixedRate = isFixed ? readRate(rate, scope) : 0;
  const next: Next = (frame, cursor) => {
    const perActor = cursor.rate > 0 ? cursor.rate : fixedRate;
    if (cursor.k >= limit || perActor === 0) return arrive(cursor, Infinity);
    // Unit exponentials through the inverse of the cumulative intensity: exact, one draw an arrival.
    const exponential = -Math.log1p(-frame.stream.open(key, frame).uniform());
    // What lies past the window may lie past what its calendar knows, too.
    cursor.base = intensity.advance(cursor.base, (exponential * perMs) / perActor, end);
    arrive(cursor, Math.floor(cursor.base));
  };
  return {
    ...plan('poissonProcess', count === undefined && rate !== 0, next),
    rate: isFixed ? undefined : compileNumber(rate, scope.child(['rate'], "'rate'"), { min: 0, max: Number.MAX_VALUE }),
  };
}

const FLAT: Pick<Intensity, 'advance'> = { advance: (from, amount) => from + amount };

function profileOf(profile: Profile, scope: Scope): Pick<Intensity, 'advance'> {
  const at = scope.labelled("'profile'");
  const issues = checkProfile(profile);
  for (const { code, path, message, ...rest } of issues)
    at.child([], path.length === 0 ? undefined : path.join('.')).fault(code, message, rest);
  return issues.length > 0 ? FLAT : compileProfile(profile, calendarOf(profile, at));
}

/** Whose days and clock a profile follows: its own calendar's, else the population's. */
export function calendarOf({ calendar }: Profile, { world, labels }: Scope): CompiledCalendar {
  if (calendar === undefined) return world.calendar;
  return compileCalendarOption(calendar, [...labels, "'calendar'"], world.issues);
}

function readRate(rate: unknown, scope: Scope): number {
  if (typeof rate === 'number' && rate >= 0 && Number.isFinite(rate)) return rate;
  invalid(scope, "'rate'", `rate is ${describeValue(rate)}`, {
    expected: 'a finite number of 0 or more',
    received: describeValue(rate),
    suggestion: 'Give arrivals per `per`.',
  });
  return 0;
}

function checkCount(count: unknown, scope: Scope): void {
  if (count === undefined || (Number.isSafeInteger(count) && Number(count) >= 0)) return;
  invalid(scope, "'count'", `count is ${describeValue(count)}`, {
    expected: 'a whole number of 0 or more',
    received: describeValue(count),
    suggestion: 'Leave count out for no limit.',
  });
}

function readDuration(value: Duration, label: string, scope: Scope): CompiledDuration {
  const reading = parseDuration(value);
  if (reading.ok) return compileDuration(reading.terms, scope.world.calendar);
  invalid(scope, label, reading.fault.message, reading.fault);
  return { fixedMs: 0, add: (ms) => ms };
}

function invalid(
  scope: Scope,
  label: string,
  message: string,
  fault: { expected?: string; received?: string; suggestion?: string },
): void {
  scope.labelled(label).fault('INVALID_ARRIVALS', message, fault);
}

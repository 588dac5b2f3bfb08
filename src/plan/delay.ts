/** Authored delays → the instant that lies so much later. */
import { describeValue, SynodeError, type ErrorCode } from '../errors.ts';
import { isGenerator, type GeneratorValue } from '../dsl/generator.ts';
import type { Context } from '../model/context.ts';
import type { Duration } from '../model/duration.ts';
import type { Delay, TimeSpan } from '../model/flow.ts';
import { normalCdf, normalQuantile } from '../random/kernel/normal.ts';
import type { CompiledCalendar } from '../time/calendar.ts';
import { DAY_MS } from '../time/civil.ts';
import { compileDuration } from '../time/duration.ts';
import { parseDuration } from '../time/duration-text.ts';
import { compileTimeSpan, checkTimeSpan } from '../time/time-span.ts';
import type { Frame } from './frame.ts';
import { placeOf } from './place.ts';
import type { Scope } from './scope.ts';

/** A delay ready for the clock: its length in ms as of `frame.nowMs`, 0 or more. */
export interface CompiledDelay {
  /** The length where it is fixed; lets the engine skip delays of nothing. */
  readonly fixedMs: number | undefined;
  readonly ms: (frame: Frame) => number;
}

const NORMAL = { cdf: normalCdf, quantile: normalQuantile };
const NONE: CompiledDelay = { fixedMs: 0, ms: () => 0 };

/** Compiles a delay at the place whose path keys its draw. */
export function compileDelay(delay: Delay, scope: Scope, code: ErrorCode): CompiledDelay {
  return decidable(compileAny(delay, scope, code), scope, delay);
}

/** The delay as a decision that can be pinned or traced. */
export function decidable(compiled: CompiledDelay, scope: Scope, delay: unknown): CompiledDelay {
  const site = scope.world.decisions.site<number>(scope.path, 'delay', compiled.ms, delay);
  // A pinned or traced delay is no longer fixed.
  return site === compiled.ms ? compiled : { fixedMs: undefined, ms: (frame) => site(frame, {}) };
}

function compileAny(delay: Delay, scope: Scope, code: ErrorCode): CompiledDelay {
  if (isGenerator(delay)) return compileDrawn(delay, scope, code);
  if (typeof delay === 'function') return compileComputed(delay, scope, code);
  if (isTimeSpan(delay)) return compileSpan(delay, scope, code);
  const reading = parseDuration(delay as Duration);
  if (!reading.ok) {
    scope.fault(code, reading.fault.message, reading.fault);
    return NONE;
  }
  const { fixedMs, add } = compileDuration(reading.terms, scope.world.calendar);
  if (fixedMs !== undefined) return { fixedMs, ms: () => fixedMs };
  return { fixedMs, ms: ({ nowMs }) => add(nowMs) - nowMs };
}

function compileSpan(span: TimeSpan, scope: Scope, place: ErrorCode): CompiledDelay {
  const issues = checkTimeSpan(span);
  for (const { code, path, message, ...rest } of issues) {
    const own = code === 'UNKNOWN_KEY' || place !== 'INVALID_SUPPRESSION_PERIOD' ? code : place;
    scope.child([], path.length === 0 ? undefined : `'${path.join('.')}'`).fault(own, message, rest);
  }
  if (issues.length > 0) return NONE;
  const { add } = compileTimeSpan(span, scope.world.calendar, NORMAL);
  const key = scope.key();
  return {
    fixedMs: undefined,
    ms: (frame) => add(frame.nowMs, frame.stream.open(key, frame).uniform()) - frame.nowMs,
  };
}

function compileDrawn(generator: GeneratorValue, scope: Scope, code: ErrorCode): CompiledDelay {
  const { decide } = scope.compile(generator);
  const ms = (frame: Frame): number => {
    const drawn = decide(frame, {});
    if (typeof drawn === 'number' && drawn >= 0 && drawn <= LONGEST_MS) return Math.floor(drawn + 0.5);
    throw new SynodeError(code, `a drawn delay is ${describeValue(drawn)}`, {
      path: scope.labels,
      expected: 'milliseconds from 0 to 100 years',
      received: describeValue(drawn),
      suggestion: 'Truncate the distribution with { min: 0 }.',
    });
  };
  return { fixedMs: undefined, ms };
}

function compileComputed(fn: (ctx: Context) => Duration, scope: Scope, code: ErrorCode): CompiledDelay {
  const place = placeOf(scope.path);
  const durations = new DurationCache(scope.world.calendar);
  const ms = (frame: Frame): number => {
    frame.enter(place);
    return durations.add(fn(frame.context), frame.nowMs, code, scope.labels) - frame.nowMs;
  };
  return { fixedMs: undefined, ms };
}

const LONGEST_MS = 36_525 * DAY_MS;

/** Durations met at run time, parsed once each. */
export class DurationCache {
  readonly #calendar: CompiledCalendar;
  readonly #compiled = new Map<string, (ms: number) => number>();

  constructor(calendar: CompiledCalendar) {
    this.#calendar = calendar;
  }

  /** The instant `duration` after `from`. */
  add(duration: Duration, from: number, code: ErrorCode, path: readonly string[]): number {
    const known = typeof duration === 'string' ? this.#compiled.get(duration) : undefined;
    if (known !== undefined) return known(from);
    const reading = parseDuration(duration);
    if (!reading.ok) throw new SynodeError(code, reading.fault.message, { path, ...reading.fault });
    const { add } = compileDuration(reading.terms, this.#calendar);
    if (typeof duration === 'string' && this.#compiled.size < CACHED_DURATIONS) this.#compiled.set(duration, add);
    return add(from);
  }
}

const CACHED_DURATIONS = 10_000;

function isTimeSpan(delay: Delay): delay is TimeSpan {
  return typeof delay === 'object' && delay !== null && !('terms' in delay);
}

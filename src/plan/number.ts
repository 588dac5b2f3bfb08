import { describeValue, SynodeError } from '../errors.ts';
import { isGenerator } from '../dsl/generator.ts';
import type { Frame } from './frame.ts';
import { placeOf } from './place.ts';
import type { Scope } from './scope.ts';
import type { Context } from '../model/context.ts';

/** What a number must be. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
}

/** A number given as it is, drawn, or computed; checked against the range whenever it is made. */
export function compileNumber(value: unknown, scope: Scope, range: NumberRange): (frame: Frame) => number {
  if (isGenerator(value)) {
    const { decide } = scope.compile(value);
    return (frame) => inRange(decide(frame, {}), range, scope);
  }
  if (typeof value === 'function') {
    const place = placeOf(scope.path);
    const fn = value as (ctx: Context) => unknown;
    const site = scope.world.decisions.site<unknown>(scope.path, 'function', (frame) => {
      frame.enter(place);
      return fn(frame.context);
    });
    return (frame) => inRange(site(frame, {}), range, scope);
  }
  if (isInRange(value, range)) {
    const decide = scope.world.decisions.site(scope.path, 'static', () => value);
    return (frame) => decide(frame, {});
  }
  scope.fault('INVALID_SHAPE', `${describeValue(value)} is not ${describeRange(range)}`, {
    expected: `${describeRange(range)}, a generator, or a function of the context`,
    received: describeValue(value),
    suggestion: `Give ${describeRange(range)}.`,
  });
  return () => range.min;
}

function inRange(value: unknown, range: NumberRange, scope: Scope): number {
  if (isInRange(value, range)) return value;
  throw new SynodeError('INVALID_FIELD_VALUE', `${describeValue(value)} is not ${describeRange(range)}`, {
    path: scope.labels,
    expected: describeRange(range),
    received: describeValue(value),
    suggestion: 'Check the function or generator that gave it.',
  });
}

function isInRange(value: unknown, { min, max, whole = false }: NumberRange): value is number {
  return typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
}

function describeRange({ min, max, whole = false }: NumberRange): string {
  const what = whole ? 'a whole number' : 'a number';
  if (max >= Number.MAX_VALUE) return `${what} of ${grouped(min)} or more`;
  return `${what} from ${grouped(min)} to ${grouped(max)}`;
}

/** A number as people read it: 1,000,000. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

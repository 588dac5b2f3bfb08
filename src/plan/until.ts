import { describeValue, SynodeError } from '../errors.ts';
import type { RecurringRule } from '../model/arrivals.ts';
import type { Context } from '../model/context.ts';
import { checkRecurring } from '../time/recurring-check.ts';
import { compileRecurring } from '../time/recurring.ts';
import type { CompiledDelay } from './delay.ts';
import type { Frame } from './frame.ts';
import { placeOf } from './place.ts';
import type { Scope } from './scope.ts';

/** `wait({ until })` as a delay: to an instant, or to the next occurrence strictly after now. */
export function compileUntil(until: Date | ((ctx: Context) => Date) | RecurringRule, scope: Scope): CompiledDelay {
  if (until instanceof Date) {
    const at = until.getTime();
    if (Number.isNaN(at)) scope.wrongShape('until is an invalid Date', 'a valid Date', until);
    return { fixedMs: undefined, ms: ({ nowMs }) => Math.max(0, at - nowMs) };
  }
  if (typeof until === 'function') return { fixedMs: undefined, ms: untilComputed(until, scope) };
  const issues = checkRecurring(until);
  for (const { code, path, message, ...rest } of issues) {
    scope.child([], path.length === 0 ? "'until'" : `'until.${path.join('.')}'`).fault(code, message, rest);
  }
  if (issues.length > 0) return { fixedMs: 0, ms: () => 0 };
  const rule = compileRecurring(until, scope.world.calendar);
  return { fixedMs: undefined, ms: ({ nowMs }) => rule.next(nowMs) - nowMs };
}

function untilComputed(until: (ctx: Context) => Date, scope: Scope): (frame: Frame) => number {
  const place = placeOf(scope.path);
  return (frame) => {
    frame.enter(place);
    const at: unknown = until(frame.context);
    if (at instanceof Date && !Number.isNaN(at.getTime())) return Math.max(0, at.getTime() - frame.nowMs);
    throw new SynodeError('INVALID_FIELD_VALUE', `until gave ${describeValue(at)}`, {
      path: scope.labels,
      expected: 'a Date',
      received: describeValue(at),
      suggestion: 'Return a Date from until.',
    });
  };
}

/** Whether a journey, adventure or action is left: a chance, or what computes one. */
import { describeValue, errorFromIssue, type SynodeIssue } from '../errors.ts';
import type { Context } from '../model/context.ts';
import type { BounceChance } from '../model/flow.ts';
import type { Key } from '../random/keyed.ts';
import type { Frame } from './frame.ts';
import { placeOf } from './place.ts';
import type { Scope } from './scope.ts';

/** Compiles a chance at the place whose path keys its draw. */
export function compileBounce(chance: BounceChance, scope: Scope): (frame: Frame) => boolean {
  const key = scope.key();
  const draw = typeof chance === 'function' ? computedBounce(chance, key, scope) : fixedBounce(chance, key, scope);
  const site = scope.world.decisions.site<boolean>(scope.path, 'bounce', draw);
  return (frame) => site(frame, {});
}

function fixedBounce(chance: number, key: Key, scope: Scope): (frame: Frame) => boolean {
  if (!isProbability(chance)) scope.world.issues.add(bounceIssue(chance, scope));
  return (frame) => frame.stream.open(key, frame).uniform() < chance;
}

function computedBounce(chance: (ctx: Context) => number, key: Key, scope: Scope): (frame: Frame) => boolean {
  const place = placeOf(scope.path);
  return (frame) => {
    frame.enter(place);
    const p = chance(frame.context);
    if (!isProbability(p)) throw errorFromIssue(bounceIssue(p, scope));
    return frame.stream.open(key, frame).uniform() < p;
  };
}

function isProbability(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function bounceIssue(chance: unknown, scope: Scope): SynodeIssue {
  const isPercent = typeof chance === 'number' && chance > 1 && chance <= 100;
  return {
    code: 'INVALID_BOUNCE_CHANCE',
    path: scope.labels,
    message: 'bounceChance must be between 0 and 1',
    expected: 'a number from 0 to 1',
    received: describeValue(chance),
    suggestion: isPercent ? `Use ${chance / 100} for ${chance} %.` : 'Use 0.15 for 15 %.',
  };
}

/** Which arm of a branch is taken. */
import { errorFromIssue } from '../errors.ts';
import { isGenerator } from '../dsl/generator.ts';
import type { Key } from '../random/keyed.ts';
import { cumulativeWeights, pickIndex, weightedIndex } from '../random/models/weights.ts';
import type { Frame } from './frame.ts';
import { compileNumber } from './number.ts';
import type { Scope } from './scope.ts';
import { checkWeights, noWeight } from './weights.ts';

/** One keyed draw decides; weights that are all plain numbers are summed once. */
export function compileChoice(
  arms: readonly { readonly name: string; readonly weight: unknown }[],
  scope: Scope,
): (frame: Frame) => number {
  const names = arms.map(({ name }) => name);
  const weights = arms.map(({ weight }) => weight);
  const isDrawn = (weight: unknown): boolean => typeof weight === 'function' || isGenerator(weight);
  const fixed = weights.filter((weight) => !isDrawn(weight));
  if (
    fixed.length === weights.length
      ? !checkWeights(names, weights, scope)
      : fixed.length > 0 && !plausible(names, fixed, scope)
  ) {
    return () => 0;
  }
  const key = scope.key();
  const draw = chooser(weights, names, scope, isDrawn, key);
  const site = scope.world.decisions.site<number | string>(scope.path, 'branch', draw, arms);
  return (frame) => {
    const arm = site(frame, {});
    return typeof arm === 'number' ? arm : Math.max(0, names.indexOf(arm));
  };
}

function chooser(
  weights: readonly unknown[],
  names: readonly string[],
  scope: Scope,
  isDrawn: (weight: unknown) => boolean,
  key: Key,
): (frame: Frame) => number {
  if (!weights.some(isDrawn)) {
    const pick = weightedIndex(cumulativeWeights(weights as readonly number[]));
    return (frame) => pick(frame.stream.open(key, frame).uniform());
  }
  const range = { min: 0, max: Number.MAX_VALUE };
  const numbers = weights.map((weight, i) =>
    compileNumber(weight, scope.child(['weight', names[i] ?? ''], `arm '${names[i]}'`), range),
  );
  return (frame) => {
    const cumulative = cumulativeWeights(numbers.map((number) => number(frame)));
    if (cumulative[cumulative.length - 1] === 0) throw errorFromIssue(noWeight(names, scope));
    return pickIndex(cumulative, frame.stream.open(key, frame).uniform());
  };
}

function plausible(names: readonly string[], weights: readonly unknown[], scope: Scope): boolean {
  return checkWeights([...names, ''], [...weights, 1], scope);
}

/** The authored parts of journeys, read with care: what has the wrong shape is a fault, and a harmless value stands in. */
import { describeValue } from '../errors.ts';
import type { Context } from '../model/context.ts';
import type { Branch, Repeat, Wait, When } from '../model/flow.ts';
import type { StandardSchema } from '../model/schema.ts';
import type { Scope } from './scope.ts';

/** A verb as authored. */
export type Verb = Wait | When<unknown> | Branch<unknown> | Repeat<unknown>;

export function readOnBounce(onBounce: unknown, scope: Scope): 'stop' | 'skip' {
  if (onBounce === undefined || onBounce === 'stop' || onBounce === 'skip') return onBounce ?? 'stop';
  scope.labelled("'onBounce'").wrongShape('onBounce is unknown', "'stop' or 'skip'", onBounce);
  return 'stop';
}

export function readRequires(requires: unknown, scope: Scope): readonly string[] {
  if (requires === undefined) return [];
  if (Array.isArray(requires) && requires.every((id) => typeof id === 'string')) return requires;
  scope.labelled("'requires'").wrongShape('requires is no list of ids', 'a list of journey ids', requires);
  return [];
}

export function checkInputSchema(schema: unknown, scope: Scope): void {
  if (schema === undefined) return;
  const standard =
    typeof schema === 'object' || typeof schema === 'function'
      ? (schema as Partial<StandardSchema> | null)?.['~standard']
      : undefined;
  if (typeof standard?.validate === 'function') return;
  scope
    .labelled("'inputSchema'")
    .wrongShape('inputSchema is no schema', 'a zod type, or another Standard Schema', schema);
}

export function readCondition(condition: unknown, name: string, scope: Scope): (ctx: Context) => unknown {
  if (typeof condition === 'function') return condition as (ctx: Context) => unknown;
  scope.wrongShape(`${name} is no function`, 'a function (ctx) => boolean', condition);
  return () => false;
}

export function isList(value: unknown, key: string, what: string, scope: Scope): value is readonly unknown[] {
  if (Array.isArray(value)) return true;
  scope.fault('INVALID_SHAPE', `${what} has no \`${key}\``, {
    expected: `a list of ${key}`,
    received: describeValue(value),
    suggestion: `Add ${key}: [].`,
  });
  return false;
}

export function asList(value: unknown, key: string, scope: Scope): readonly unknown[] {
  if (Array.isArray(value)) return value;
  scope.labelled(`'${key}'`).wrongShape(`\`${key}\` is no list`, 'a list of steps', value);
  return [];
}

interface ReadArm {
  readonly weight: unknown;
  readonly steps: readonly unknown[];
}

export function readArm(arm: unknown, scope: Scope): ReadArm {
  if (typeof arm !== 'object' || arm === null || !('weight' in arm)) {
    scope.wrongShape('an arm of a branch is incomplete', '{ weight, steps }', arm);
    return { weight: 1, steps: [] };
  }
  scope.checkKeys(arm, ['weight', 'steps'], 'an arm');
  return { weight: arm.weight, steps: asList('steps' in arm ? arm.steps : undefined, 'steps', scope) };
}

/** Actions or adventures that stand at more than one place of these steps, verbs included. */
export function sharedItems(steps: readonly unknown[]): ReadonlySet<unknown> {
  const seen = new Set<unknown>();
  const shared = new Set<unknown>();
  const visit = (list: unknown): void => {
    if (!Array.isArray(list)) return;
    for (const step of list as readonly Partial<Verb & { arms: object }>[]) {
      if (step?.kind === undefined) {
        if (seen.has(step)) shared.add(step);
        seen.add(step);
      } else if (step.kind === 'when') [step.then, step.otherwise].forEach(visit);
      else if (step.kind === 'repeat') visit(step.steps);
      else if (step.kind === 'branch')
        for (const arm of Object.values(step.arms ?? {})) visit((arm as { steps?: unknown } | null)?.steps);
    }
  };
  visit(steps);
  return shared;
}

/**
 * Fields drawn as a quantile of one uniform: numbers, money, amounts. Alone each draws its own; in a group a copula gives
 * the uniform and a condition the law.
 */
import { isGenerator, type GeneratorValue } from '../dsl/generator.ts';
import { compileCases, type ConditionalSpec } from '../random/conditional.ts';
import { compileDistribution } from '../random/models/compile.ts';
import type { DistributionSpec } from '../random/models/spec.ts';
import { compileAmountQuantity, compileMoneyQuantity } from './amounts.ts';
import type { Decide } from './decisions.ts';
import type { Frame } from './frame.ts';
import { compileNumeric, isDistributionKind } from './numeric.ts';
import { lawsOf, type Given, type Quantity } from './quantity.ts';
import type { CompiledValue, Scope } from './scope.ts';

/** The cases of a field, and where the value they ask for is read. */
export interface Condition {
  readonly spec: ConditionalSpec;
  readonly read: Decide<unknown>;
}

/** What the groups of a definition say about one field. */
export interface FieldStages {
  readonly u?: (frame: Frame) => number;
  readonly condition?: Condition;
}

const ALONE: Given = { u: undefined, law: undefined };

/** Kinds beside the distributions whose values come from a quantile. */
export const MONEY_KINDS: readonly string[] = ['money', 'amount'];

/** Whether a group may hold a field of this value. A choice among what are no numbers has no order, so no quantile. */
export function isQuantity(value: unknown): boolean {
  if (!isGenerator(value)) return false;
  if (value.kind === 'mapped') return isQuantity(value['source']);
  if (value.kind === 'discrete') return numbersOf(value['values']);
  return isDistributionKind(value.kind) || MONEY_KINDS.includes(value.kind);
}

function numbersOf(values: unknown): boolean {
  return Array.isArray(values) && values.every((pair) => Array.isArray(pair) && typeof pair[0] === 'number');
}

/** Money of a field that stands alone. `scope` stands at the generator. */
export function compileMoney(generator: GeneratorValue, scope: Scope): Decide<unknown> {
  const draw = compileQuantity(generator, scope);
  return (frame) => draw(frame, ALONE);
}

/** A field of a group. `scope` stands at the field. */
export function compileGrouped(generator: GeneratorValue, scope: Scope, stages: FieldStages): CompiledValue {
  const { kind } = generator;
  const decide = compileStages(generator, scope.labelled(kind), stages);
  const name = stages.u === undefined ? kind : `${kind}${OF_A_GROUP}`;
  return { decide: scope.world.decisions.site(scope.path, name, decide, generator), unchecked: kind === 'mapped' };
}

/** What a trace shows behind the kind of a draw whose uniform is its group's. */
export const OF_A_GROUP = ' of a group';

function compileStages(generator: GeneratorValue, scope: Scope, { u, condition }: FieldStages): Decide<unknown> {
  const draw = compileQuantity(generator, scope);
  if (condition === undefined) return (frame) => draw(frame, { u: u?.(frame), law: undefined });
  const lawFor = compileCases(condition.spec);
  return (frame, sofar) => draw(frame, { u: u?.(frame), law: lawFor(condition.read(frame, sofar)) });
}

function compileQuantity(generator: GeneratorValue, scope: Scope): Quantity {
  switch (generator.kind) {
    case 'mapped': {
      const draw = compileQuantity(generator['source'] as GeneratorValue, scope);
      const fn = generator['fn'] as (value: unknown) => unknown;
      return (frame, given) => fn(draw(frame, given));
    }
    case 'money':
      return compileMoneyQuantity(generator, scope);
    case 'amount':
      return compileAmountQuantity(generator, scope);
    default:
      return compileNumber(generator, scope);
  }
}

function compileNumber(generator: GeneratorValue, scope: Scope): Quantity {
  const before = scope.world.issues.issues.length;
  const own = compileNumeric(generator, scope);
  if (scope.world.issues.issues.length > before) return () => 0;
  const base = compileDistribution(generator as unknown as DistributionSpec);
  const lawOf = lawsOf(compileDistribution);
  const key = scope.key('value');
  return (frame, { u, law = 'base' }) => {
    // Alone, a mixture draws its part first: a case `'base'` must not change that.
    if (u === undefined && law === 'base') return own(frame, {});
    return (law === 'base' ? base : lawOf(law)).quantile(u ?? frame.stream.open(key, frame).uniform());
  };
}

/** `groups` of actions, personas and datasets → what they say about each field. Every fault is reported here. */
import { describeValue } from '../errors.ts';
import type { ConditionalGroup, CorrelateGroup } from '../model/group.ts';
import type { ConditionalSpec } from '../random/conditional.ts';
import { checkConditional } from '../random/conditional-check.ts';
import { checkCopula, checkGroupFields } from '../random/copula-check.ts';
import { compileCopula } from '../random/copulas.ts';
import type { Key } from '../random/keyed.ts';
import type { DistributionSpec } from '../random/models/spec.ts';
import { checkBounded } from '../random/money.ts';
import { isGenerator } from '../dsl/generator.ts';
import type { Frame } from './frame.ts';
import { givensOf, type GivenPlace } from './givens.ts';
import { isQuantity, MONEY_KINDS, type FieldStages } from './quantile.ts';
import { checkId, IdScope, type Scope } from './scope.ts';

type Stages = ReadonlyMap<string, FieldStages>;
const NONE: Stages = new Map();

/** Compiles the groups over named fields. `scope` stands at the definition. */
export function compileGroups(groups: unknown, place: GivenPlace, scope: Scope): Stages {
  if (groups === undefined) return NONE;
  if (!Array.isArray(groups)) {
    scope.labelled("'groups'").wrongShape('groups are no list', 'a list of correlate(…) and conditional(…)', groups);
    return NONE;
  }
  const correlates = groups.filter(isCorrelate);
  const conditionals = groups.filter(isConditional);
  for (const group of groups as readonly unknown[]) {
    if (isCorrelate(group) || isConditional(group)) continue;
    scope.labelled("'groups'").wrongShape('a group is of no known kind', 'correlate(…) or conditional(…)', group);
  }
  const stages = new Map<string, { u?: (frame: Frame) => number; condition?: FieldStages['condition'] & {} }>();
  const stageOf = (field: string) => {
    const stage = stages.get(field) ?? {};
    stages.set(field, stage);
    return stage;
  };
  for (const { field, u } of compileCorrelates(correlates, place, scope)) stageOf(field).u = u;
  for (const { field, condition } of compileConditions(conditionals, place, scope)) {
    stageOf(field).condition = condition;
  }
  return stages;
}

const isCorrelate = (group: unknown): group is CorrelateGroup => kindOf(group) === 'correlate';
const isConditional = (group: unknown): group is ConditionalGroup => kindOf(group) === 'conditional';

function kindOf(group: unknown): unknown {
  return typeof group === 'object' && group !== null ? (group as { readonly kind?: unknown }).kind : undefined;
}

interface LatentField {
  readonly field: string;
  readonly u: (frame: Frame) => number;
}

function compileCorrelates(
  groups: readonly CorrelateGroup[],
  { fields }: GivenPlace,
  scope: Scope,
): readonly LatentField[] {
  const { issues } = scope.world;
  const before = issues.issues.length;
  const ids = new IdScope();
  const sound = groups.filter((group) => {
    const at = scope.child(['group', String(group.id)], `group '${String(group.id)}'`);
    if (checkId(group.id, 'group', at)) ids.claim(group.id, group, 'group', at);
    return checkCopula(group, at.labels, issues);
  });
  checkGroupFields(
    sound,
    new Map(Object.entries(fields).map(([name, value]) => [name, isQuantity(value)])),
    scope.labels,
    issues,
  );
  if (issues.issues.length > before) return [];
  return sound.flatMap((group) => {
    const latent = compileLatent(group, scope.child(['group', group.id]).key('latent'));
    return group.fields.map((field, i) => ({ field, u: (frame: Frame) => latent(frame)[i] ?? Number.NaN }));
  });
}

/** The point of a group's copula at an occasion. All its fields ask for it in a row, so the last one is kept. */
function compileLatent({ fields, copula }: CorrelateGroup, key: Key): (frame: Frame) => Float64Array {
  const { sample } = compileCopula(copula, fields.length);
  const point = new Float64Array(fields.length);
  const at = { actor: -1, instance: -1, occurrence: -1, origin: -1 };
  return (frame) => {
    const { actor, instance, occurrence, origin } = frame;
    const isKept =
      at.actor === actor && at.instance === instance && at.occurrence === occurrence && at.origin === origin;
    if (isKept) return point;
    const stream = frame.stream.open(key, frame);
    sample(() => stream.uniform(), point);
    Object.assign(at, { actor, instance, occurrence, origin });
    return point;
  };
}

interface ConditionedField {
  readonly field: string;
  readonly condition: FieldStages['condition'] & {};
}

function compileConditions(
  groups: readonly ConditionalGroup[],
  place: GivenPlace,
  scope: Scope,
): readonly ConditionedField[] {
  const { issues } = scope.world;
  const owners = new Set<string>();
  return groups.flatMap((group) => {
    const { field } = group;
    const at = scope.labelled(`condition of '${String(field)}'`);
    const value = Object.hasOwn(place.fields, field) ? place.fields[field] : undefined;
    checkGroupFields(
      [{ id: `condition of ${String(field)}`, fields: [field] }],
      new Map(Object.entries(place.fields).map(([name, other]) => [name, isQuantity(other)])),
      scope.labels,
      issues,
    );
    if (!isQuantity(value)) return [];
    if (owners.has(field)) {
      at.fault('CONDITIONAL_CASES', `field '${field}' has two conditions`, {
        expected: 'one condition for a field',
        received: describeValue(field),
        suggestion: 'Put their cases into one, given a value that tells them apart.',
      });
    }
    owners.add(field);
    const givens = givensOf(place, group, scope);
    const isSound = checkConditional(group, at.labels, issues, givens.domains) && checkMoneyCases(group, value, at);
    return isSound
      ? [{ field, condition: { spec: group as unknown as ConditionalSpec, read: givens.read(group.given) } }]
      : [];
  });
}

/** Cases of money are held to the bounds of money. */
function checkMoneyCases({ cases, otherwise }: ConditionalGroup, value: unknown, scope: Scope): boolean {
  const currency = currencyOf(value);
  if (currency === undefined) return true;
  const thens = [...cases.map(({ then }, i) => [`case ${i + 1}`, then] as const), ["'otherwise'", otherwise] as const];
  const sound = thens.map(([label, then]) => {
    if (then === undefined || then === 'base') return true;
    const place = { path: [...scope.labels, label], issues: scope.world.issues };
    return checkBounded(then as unknown as DistributionSpec, currency, place);
  });
  return !sound.includes(false);
}

function currencyOf(value: unknown): string | undefined {
  if (!isGenerator(value)) return undefined;
  if (value.kind === 'mapped') return currencyOf(value['source']);
  return MONEY_KINDS.includes(value.kind) ? String(value['currency']) : undefined;
}

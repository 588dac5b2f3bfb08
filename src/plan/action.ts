/** An action compiled at its place: its fields, its handler, the streams below it. */
import { describeValue, SynodeError } from '../errors.ts';
import type { Context } from '../model/context.ts';
import type { Action } from '../model/flow.ts';
import { findUnencodable, setOwn } from '../model/plain.ts';
import { isGenerator } from '../dsl/generator.ts';
import type { Decide } from './decisions.ts';
import type { Frame, Place } from './frame.ts';
import type { GivenPlace } from './givens.ts';
import { compileGroups } from './groups.ts';
import { placeOf } from './place.ts';
import { compileGrouped } from './quantile.ts';
import type { Scope } from './scope.ts';
import { isIndexLike } from './weights.ts';

export type Payload = Record<string, unknown>;

/** One field ready to be resolved. */
export interface FieldPlan {
  readonly name: string;
  readonly decide: Decide<unknown>;
  readonly unchecked: boolean;
  readonly labels: readonly string[];
}

export interface ActionPlan {
  readonly id: string;
  readonly name: string;
  readonly adventure: string;
  readonly source: Action;
  readonly place: Place;
  readonly fields: readonly FieldPlan[] | undefined;
  readonly handler: (ctx: Context) => unknown;
  readonly compose: ((ctx: Context, fields: Payload) => unknown) | undefined;
  readonly emits: ReadonlySet<string> | undefined;
  /** Number of this action in its journey: where the counts are kept. */
  readonly slot: number;
  readonly labels: readonly string[];
}

const ACTION_KEYS = [
  'id',
  'name',
  'fields',
  'groups',
  'handler',
  'compose',
  'timeSpan',
  'bounceChance',
  'emits',
  'description',
];

/** Compiles an action. `scope` stands at the action. */
export function compileAction(action: Action, adventure: string, slot: number, scope: Scope): ActionPlan {
  scope.checkKeys(action, ACTION_KEYS, `action '${action.id}'`);
  checkName(action.name, scope);
  checkHandler(action, scope);
  return {
    id: action.id,
    name: action.name,
    adventure,
    source: action,
    place: placeOf(scope.path),
    fields: compileActionFields(action, scope),
    handler: action.handler,
    compose: action.compose as ActionPlan['compose'],
    emits: readEmits(action.emits, scope),
    slot,
    labels: scope.labels,
  };
}

/** Groups without fields are faults too, so they are looked at. */
function compileActionFields({ fields, groups }: Action, scope: Scope): readonly FieldPlan[] | undefined {
  if (fields === undefined && groups === undefined) return undefined;
  return compileFields(fields ?? {}, scope, { groups, seesActor: true });
}

/** Where fields stand. */
export interface FieldPlace extends Partial<Pick<GivenPlace, 'seesActor' | 'sofarOf'>> {
  /** What keys them; default `field`. */
  readonly component?: string;
  readonly groups?: unknown;
}

/** Compiles named fields in their order; used by actions, personas (as `attribute`) and datasets. */
export function compileFields(
  fields: unknown,
  scope: Scope,
  { component = 'field', groups, seesActor = true, sofarOf = (sofar) => sofar }: FieldPlace = {},
): readonly FieldPlan[] {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    scope.wrongShape(`${component}s are no object`, `an object of ${component}s`, fields);
    return [];
  }
  const named = fields as Readonly<Record<string, unknown>>;
  const stages = compileGroups(groups, { fields: named, sofarOf, seesActor }, scope);
  return Object.entries(named).map(([name, value]) => {
    const at = scope.child([component, name], `${component} '${name}'`);
    checkFieldName(name, at);
    const stage = stages.get(name);
    const isGrouped = stage !== undefined && isGenerator(value);
    const { decide, unchecked } = isGrouped ? compileGrouped(value, at, stage) : at.compile(value);
    return { name, decide, unchecked, labels: at.labels };
  });
}

/**
 * Resolves fields in order into `into`. `given` is what field functions get as second argument. A promise among them
 * makes the result a promise.
 */
export function resolveFields(
  fields: readonly FieldPlan[],
  frame: Frame,
  into: Payload = {},
  given: Readonly<Record<string, unknown>> = into,
  from = 0,
): Payload | Promise<Payload> {
  for (let i = from; i < fields.length; i++) {
    const field = fields[i];
    if (field === undefined) break;
    const value = field.decide(frame, given);
    if (isPromise(value)) return resolveOn(fields, frame, into, given, i, value);
    assignField(into, field, value);
  }
  return into;
}

/** Apart, so that the loop above, which almost always does without, makes nothing for it. */
async function resolveOn(
  fields: readonly FieldPlan[],
  frame: Frame,
  into: Payload,
  given: Readonly<Record<string, unknown>>,
  at: number,
  value: Promise<unknown>,
): Promise<Payload> {
  const settled = await value;
  const field = fields[at];
  if (field !== undefined) assignField(into, field, settled);
  return resolveFields(fields, frame, into, given, at + 1);
}

function assignField(into: Payload, field: FieldPlan, value: unknown): void {
  if (value === undefined) return;
  if (typeof value === 'number' ? !Number.isFinite(value) : field.unchecked) checkFieldValue(value, field);
  setOwn(into, field.name, value);
}

function checkFieldValue(value: unknown, field: FieldPlan): void {
  const fault = findUnencodable(value, field.name);
  if (fault === undefined) return;
  throw new SynodeError('INVALID_FIELD_VALUE', `field '${fault.path}' is ${fault.received}`, {
    path: field.labels,
    expected: 'a JSON value or Date',
    received: fault.received,
    suggestion: `Check what computes '${field.name}'.`,
  });
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Whether a text may name an event. */
export function isEventName(name: unknown): name is string {
  return typeof name === 'string' && name.length >= 1 && name.length <= 128 && !CONTROL.test(name);
}

function checkName(name: unknown, scope: Scope): void {
  if (isEventName(name)) return;
  scope
    .labelled('name')
    .wrongShape('an event name must be text', '1 to 128 characters without control characters', name);
}

function readEmits(emits: unknown, scope: Scope): ReadonlySet<string> | undefined {
  if (emits === undefined) return undefined;
  if (Array.isArray(emits) && emits.every(isEventName)) return new Set(emits);
  scope.labelled("'emits'").wrongShape('emits is no list of event names', 'a list of event names', emits);
  return undefined;
}

function checkHandler(action: Action, scope: Scope): void {
  if (typeof action.handler === 'function') return;
  scope.labelled('handler').fault('INVALID_SHAPE', `action '${action.id}' has no handler`, {
    expected: 'a function (ctx) => [events]',
    received: describeValue(action.handler),
    suggestion: 'Make it with defineAction, or give handler: (ctx) => [ctx.event(…)].',
  });
}

/** Reports a field name that JavaScript would not keep in its place. */
export function checkFieldName(name: string, scope: Scope): void {
  if (!isIndexLike(name)) return;
  scope.fault('INVALID_ID', `field name '${name}' looks like an array index, so JavaScript would reorder it`, {
    expected: 'a name that is no whole number',
    received: describeValue(name),
    suggestion: `Call it 'f${name}'.`,
  });
}

/** Labels: what an anomaly did to whom, as the payload of an event of its own. */
import { describeValue, didYouMean, SynodeError } from '../errors.ts';
import type { LabelCategory, LabelFields, LabelTarget } from '../model/transform.ts';
import { PATH_ROOT } from '../random/keyed.ts';

/** Name of the events that carry labels. */
export const LABEL_EVENT = 'label.assigned';

const CATEGORIES: readonly LabelCategory[] = ['F', 'E', 'D', 'S', 'R', 'drift', 'ring', 'decoy'];

const TARGETS: readonly LabelTarget[] = [
  'event',
  'document',
  'line',
  'entry',
  'openItem',
  'master',
  'actor',
  'edge',
  'ring',
  'account',
];

const ROLES = ['perpetrator', 'accomplice', 'victim', 'vehicle', 'cover', 'collateral'];

/** Whether a field may stand in a label; those without a rule may hold anything. */
const RULES: Readonly<Record<string, readonly [expected: string, isValid: (value: unknown) => boolean]>> = {
  type: ['text', isText],
  category: [CATEGORIES.join(', '), isOneOf(CATEGORIES)],
  targetKind: [TARGETS.join(', '), isOneOf(TARGETS)],
  targetId: ['text', isText],
  change: ["'added', 'removed' or { kind: 'altered', field, before, after }", isChange],
};

const OPTIONAL_RULES: typeof RULES = {
  labelId: ['text', isText],
  schemeId: ['text', isText],
  role: [ROLES.join(', '), isOneOf(ROLES)],
  step: ['a whole number', Number.isSafeInteger],
  amount: ['what the process writes as money', () => true],
  currency: ['text', isText],
  injectedAt: ['a Date', isDate],
  firstEffect: ['a Date', isDate],
  lastEffect: ['a Date', isDate],
  concealed: ['true or false', (value) => typeof value === 'boolean'],
  discovered: ['text', isText],
  breaks: ['a list of check ids', isTexts],
  detectableBy: ['a list of procedures', isTexts],
  difficulty: ['a whole number from 1 to 5', isOneOf([1, 2, 3, 4, 5])],
  params: ['an object', (value) => typeof value === 'object' && value !== null],
};

/** What completes a label beside its own fields. */
export interface LabelOccasion {
  readonly labelId: string;
  readonly ms: number;
  readonly seed: string;
}

/** The payload of a label, in the order of its fields. @throws SynodeError `INVALID_EVENT` */
export function labelPayload(fields: LabelFields, { labelId, ms, seed }: LabelOccasion): object {
  checkLabel(fields as unknown);
  const given = fields;
  return {
    labelId: given.labelId ?? labelId,
    type: given.type,
    category: given.category,
    targetKind: given.targetKind,
    targetId: given.targetId,
    schemeId: given.schemeId,
    role: given.role,
    step: given.step,
    change: given.change,
    amount: given.amount,
    currency: given.currency,
    injectedAt: given.injectedAt ?? new Date(ms),
    firstEffect: given.firstEffect,
    lastEffect: given.lastEffect,
    concealed: given.concealed ?? false,
    discovered: given.discovered,
    breaks: given.breaks ?? [],
    detectableBy: given.detectableBy ?? [],
    difficulty: given.difficulty,
    seed,
    generatorVersion: PATH_ROOT,
    params: given.params,
  };
}

function checkLabel(fields: unknown): void {
  if (typeof fields !== 'object' || fields === null) throw invalidLabel('label', 'an object of label fields', fields);
  const values = fields as Readonly<Record<string, unknown>>;
  const known = [...Object.keys(RULES), ...Object.keys(OPTIONAL_RULES)];
  for (const key of Object.keys(values)) {
    if (!known.includes(key)) throw invalidLabel(key, 'a field of a label', key, didYouMean(key, known));
  }
  for (const [key, [expected, isValid]] of Object.entries(RULES)) {
    if (!isValid(values[key])) throw invalidLabel(key, expected, values[key]);
  }
  for (const [key, [expected, isValid]] of Object.entries(OPTIONAL_RULES)) {
    if (values[key] !== undefined && !isValid(values[key])) throw invalidLabel(key, expected, values[key]);
  }
}

function invalidLabel(key: string, expected: string, received: unknown, suggestion = `Give ${expected}.`): SynodeError {
  return new SynodeError('INVALID_EVENT', `the label is invalid: ${key} is ${describeValue(received)}`, {
    path: ['t.label', `'${key}'`],
    expected,
    received: describeValue(received),
    suggestion,
  });
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isDate(value: unknown): boolean {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

function isOneOf(values: readonly unknown[]): (value: unknown) => boolean {
  return (value) => values.includes(value);
}

function isChange(value: unknown): boolean {
  if (value === 'added' || value === 'removed') return true;
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'altered' && 'field' in value;
}

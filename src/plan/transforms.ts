/** Transforms of a process and of the run → one checked list, in the order of their stages. */
import { describeValue, didYouMean, type IssueList } from '../errors.ts';
import type { AnyProjection } from '../model/projection.ts';
import type { Transform, TransformStage } from '../model/transform.ts';
import { isValidId } from './scope.ts';

const STAGES: readonly TransformStage[] = ['anomaly', 'entry', 'noise'];

const KEYS = ['id', 'stage', 'init', 'apply', 'end'];

/** Where transforms come from, as a reader names it. */
export interface TransformSource {
  readonly list: unknown;
  readonly labels: readonly string[];
}

/** Checks a list of transforms; a list that is none was reported where it was given, or is reported here. */
export function checkTransforms({ list = [], labels }: TransformSource, issues: IssueList): readonly Transform[] {
  if (!Array.isArray(list)) {
    wrongShape({ labels, issues }, 'transforms are no list', 'a list of transforms', list);
    return [];
  }
  const ids = new Set<string>();
  return (list as readonly unknown[]).filter((transform, i): transform is Transform =>
    isTransform(transform, { labels: [...labels, labelOf(transform, i)], issues, ids }),
  );
}

/** The transforms of a process and then those of the run: by stage, and in a stage as they are given. */
export function orderTransforms(
  own: readonly Transform[],
  ofRun: readonly Transform[],
  place: Place,
): readonly Transform[] {
  const ids = new Set(own.map(({ id }) => id));
  const others = ofRun.filter(({ id }) => isNewId(id, { ...place, ids }));
  return [...own, ...others].toSorted((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage));
}

/** Whether an event may be handed on more than once. */
export function hasNoise(processes: readonly { readonly transforms: readonly Transform[] }[]): boolean {
  return processes.some(({ transforms }) => transforms.some(({ stage }) => stage === 'noise'));
}

/** What is folded in the order of the stream is folded behind the noise, so the two cannot go together. */
export function checkNoise(
  processes: readonly { readonly transforms: readonly Transform[] }[],
  projections: readonly AnyProjection[],
  issues: IssueList,
): void {
  const noise = processes.flatMap(({ transforms }) => transforms).find(({ stage }) => stage === 'noise');
  const ordered = projections.find((projection) => projection.ordered === true);
  if (noise === undefined || ordered === undefined) return;
  issues.add({
    code: 'INVALID_RUN_OPTIONS',
    path: [`transform '${noise.id}'`, `projection '${ordered.id}'`],
    message: `noise '${noise.id}' would reach projection '${ordered.id}', which is ordered`,
    expected: 'noise, or projections with ordered: true',
    received: 'both',
    suggestion: `Give '${ordered.id}' a merge and leave ordered out, or run without noise.`,
  });
}

interface Place {
  readonly labels: readonly string[];
  readonly issues: IssueList;
}

function isTransform(value: unknown, place: Place & { readonly ids: Set<string> }): boolean {
  if (typeof value !== 'object' || value === null) {
    return wrongShape(place, 'a transform is no object', '{ id, stage, apply }', value);
  }
  const { id, stage, init, apply, end } = value as Readonly<Record<string, unknown>>;
  const verdicts = [
    ...Object.keys(value).map((key) => KEYS.includes(key) || unknownKey(place, key)),
    isNewId(id, place),
    STAGES.some((one) => one === stage) ||
      wrongShape(place, `its stage is ${describeValue(stage)}`, "'anomaly', 'entry' or 'noise'", stage),
    typeof apply === 'function' || wrongShape(place, 'it has no apply()', 'apply(batch, t) => events', apply),
    ...Object.entries({ init, end }).map(
      ([key, method]) =>
        method === undefined ||
        typeof method === 'function' ||
        wrongShape(place, `its ${key} is ${describeValue(method)}`, 'a function', method),
    ),
  ];
  return !verdicts.includes(false);
}

function isNewId(id: unknown, { labels, issues, ids }: Place & { readonly ids: Set<string> }): boolean {
  if (!isValidId(id)) {
    issues.add({
      code: typeof id === 'string' ? 'INVALID_ID' : 'INVALID_SHAPE',
      path: labels,
      message: `the id of a transform is ${describeValue(id)}`,
      expected: 'a letter, then up to 127 letters, digits, _, ., -',
      received: describeValue(id),
      suggestion: 'It keys the draws of the transform: give it a name of its own.',
    });
    return false;
  }
  if (!ids.has(id)) return ids.add(id).has(id);
  issues.add({
    code: 'DUPLICATE_ID',
    path: labels,
    message: `transform id '${id}' is used twice`,
    expected: 'each transform id once',
    received: describeValue(id),
    suggestion: 'Rename one.',
  });
  return false;
}

function unknownKey({ labels, issues }: Place, key: string): false {
  issues.add({
    code: 'UNKNOWN_KEY',
    path: [...labels, `'${key}'`],
    message: `unknown key '${key}' in a transform`,
    expected: `one of ${KEYS.join(', ')}`,
    received: describeValue(key),
    suggestion: didYouMean(key, KEYS),
  });
  return false;
}

function wrongShape({ labels, issues }: Place, message: string, expected: string, received: unknown): false {
  issues.add({
    code: 'INVALID_SHAPE',
    path: labels,
    message: `${labels.at(-1) ?? 'a transform'}: ${message}`,
    expected,
    received: describeValue(received),
    suggestion: `Give ${expected}.`,
  });
  return false;
}

function labelOf(transform: unknown, i: number): string {
  const id: unknown = typeof transform === 'object' && transform !== null && 'id' in transform ? transform.id : i;
  return `transform ${typeof id === 'string' ? `'${id}'` : String(i)}`;
}

/** Weights as authored: a record by key, or pairs. */
import { describeValue, type SynodeIssue } from '../errors.ts';
import type { Scope } from './scope.ts';

export interface ReadWeights {
  readonly values: readonly unknown[];
  readonly weights: readonly number[];
}

/** Reads and checks weights; a fault gives one harmless entry. */
export function readWeights(authored: unknown, scope: Scope): ReadWeights {
  const pairs = asPairs(authored, scope);
  if (pairs === undefined) return NOTHING;
  const values = pairs.map(([value]) => value);
  const weights = pairs.map(([, weight]) => weight);
  return checkWeights(values, weights, scope) ? { values, weights: weights as readonly number[] } : NOTHING;
}

const NOTHING: ReadWeights = { values: [undefined], weights: [1] };

/** Reports weights that are no numbers, negative, or all zero. */
export function checkWeights(names: readonly unknown[], weights: readonly unknown[], scope: Scope): boolean {
  if (weights.length === 0) {
    scope.fault('INVALID_WEIGHTS', 'there are no weights', {
      expected: 'at least one positive weight',
      received: 'none',
      suggestion: 'Give at least one option with its weight.',
    });
    return false;
  }
  const wrong = weights.findIndex((weight) => typeof weight !== 'number' || !Number.isFinite(weight) || weight < 0);
  if (wrong !== -1) {
    scope.fault('INVALID_WEIGHTS', `the weight of ${describeValue(names[wrong])} is ${describeValue(weights[wrong])}`, {
      expected: 'a finite number of 0 or more',
      received: describeValue(weights[wrong]),
      suggestion: 'Use 0 for an option that never happens.',
    });
    return false;
  }
  if (weights.every((weight) => weight === 0)) {
    scope.world.issues.add(noWeight(weights, scope));
    return false;
  }
  return true;
}

/** The fault of weights that are all 0, found in what the author wrote or in what a run gave. */
export function noWeight(weights: readonly unknown[], scope: Scope): SynodeIssue {
  return {
    code: 'INVALID_WEIGHTS',
    path: scope.labels,
    message: `all weights of ${scope.labels.at(-1) ?? 'a choice'} are 0`,
    expected: 'at least one positive weight',
    received: `${weights.length} ${weights.length === 1 ? 'zero' : 'zeros'}`,
    suggestion: 'Give one a positive weight.',
  };
}

function asPairs(authored: unknown, scope: Scope): readonly (readonly [unknown, unknown])[] | undefined {
  if (Array.isArray(authored)) {
    const pairs: readonly unknown[] = authored;
    if (pairs.every((pair) => Array.isArray(pair) && pair.length === 2)) return pairs as readonly [unknown, unknown][];
  } else if (typeof authored === 'object' && authored !== null) {
    reportIndexKeys(authored, scope);
    return Object.entries(authored);
  }
  scope.fault('INVALID_WEIGHTS', 'weights are neither a record nor pairs', {
    expected: '{ key: weight } or [[value, weight], …]',
    received: describeValue(authored),
    suggestion: 'Write weighted({ a: 3, b: 1 }).',
  });
  return undefined;
}

/** JavaScript moves integer-like keys to the front, which would change what a weight belongs to. */
function reportIndexKeys(record: object, scope: Scope): void {
  for (const key of Object.keys(record)) {
    if (!isIndexLike(key)) continue;
    scope.fault('INVALID_WEIGHTS', `key '${key}' looks like a number, so JavaScript would reorder it`, {
      expected: 'pairs [[value, weight], …]',
      received: describeValue(key),
      suggestion: `Write [[${key}, weight], …].`,
    });
  }
}

/** Whether JavaScript treats a key as an array index. */
export function isIndexLike(key: string): boolean {
  return /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 4_294_967_295;
}

/** Checks of the laws given by lists: values with weights, points of a distribution function. */
import { checkWeights, isFinite, isPairs, report } from './fault.ts';
import type { Loose, Place } from './fault.ts';

export function checkDiscrete({ values }: Loose, place: Place, choice: boolean): void {
  if (!isPairs(values)) {
    report(place, {
      parameter: 'values',
      expected: 'a list of [value, weight]',
      received: values,
      suggestion: 'Write discrete([[10, 0.5], [20, 0.5]]).',
    });
    return;
  }
  checkWeights(
    values.map((pair) => pair[1]),
    [...place.path, `'values'`],
    place.issues,
  );
  if (choice) return;
  const other = values.find(([value]) => !isFinite(value));
  if (other === undefined) return;
  report(place, {
    parameter: 'values',
    expected: 'a list of finite numbers with weights',
    received: other[0],
    suggestion: 'Use numbers, or weighted() for values of another kind.',
  });
}

export function checkEmpirical({ points, log }: Loose, place: Place): void {
  const suggestion = 'Write empirical([[0, 10], [0.5, 40], [1, 200]]).';
  if (log !== undefined && typeof log !== 'boolean') {
    report(place, {
      parameter: 'log',
      expected: 'true or false',
      received: log,
      suggestion: 'Set log to true or leave it out.',
    });
  }
  if (!isPairs(points) || points.length < 2 || !points.every(([p, x]) => isFinite(p) && isFinite(x))) {
    report(place, {
      parameter: 'points',
      expected: 'at least two points [p, x] of finite numbers',
      received: points,
      suggestion,
    });
    return;
  }
  const ps = points.map(([p]) => p as number);
  const xs = points.map(([, x]) => x as number);
  if (ps[0] !== 0 || ps.at(-1) !== 1 || !strictlyRising(ps)) {
    report(place, {
      parameter: 'points',
      expected: 'points whose p rises from 0 to 1',
      received: ps.join(', '),
      suggestion,
    });
  }
  if (xs.some((x, i) => i > 0 && x < (xs[i - 1] ?? x))) {
    report(place, { parameter: 'points', expected: 'points whose x never falls', received: xs.join(', '), suggestion });
  }
  if (log === true && !xs.every((x) => x > 0)) {
    report(place, {
      parameter: 'points',
      expected: 'points whose x is > 0, for log: true',
      received: xs.join(', '),
      suggestion,
    });
  }
}

function strictlyRising(xs: readonly number[]): boolean {
  return xs.every((x, i) => i === 0 || x > (xs[i - 1] ?? x));
}

/** Whether a discrete list holds numbers only. */
export function allNumbers(values: unknown): boolean {
  return Array.isArray(values) && values.every((entry) => Array.isArray(entry) && isFinite(entry[0]));
}

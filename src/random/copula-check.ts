/** Checks of `correlate` groups: family, strength, fields; every fault with a way out. */
import { describeValue, didYouMean } from '../errors.ts';
import type { ErrorCode, IssueList } from '../errors.ts';
import type { CopulaFamily, CopulaSpec } from '../model/group.ts';
import { correlations, thetaOf } from './copulas.ts';

import { frankTau } from './kernel/debye.ts';
import { cholesky, eigen, nearestCorrelation } from './kernel/matrix.ts';
import type { Matrix } from './kernel/matrix.ts';
import { atan2, sqrt } from './math.ts';

type Loose = Readonly<Record<string, unknown>>;

/** Ways to say the strength, by family; and what else a copula may hold. */
const WAYS: Readonly<Record<CopulaFamily, readonly string[]>> = {
  gaussian: ['tau', 'spearman', 'rho'],
  student: ['tau', 'rho'],
  clayton: ['tau', 'theta'],
  gumbel: ['tau', 'theta'],
  frank: ['tau', 'theta'],
};
const FAMILIES = Object.keys(WAYS) as CopulaFamily[];
const STRENGTHS = ['tau', 'theta', 'rho', 'spearman'] as const;

interface Place {
  readonly path: readonly string[];
  readonly issues: IssueList;
  readonly dimension: number;
}

interface Fault {
  readonly code: ErrorCode;
  readonly at?: string;
  readonly message: string;
  readonly expected: string;
  readonly received: string;
  readonly suggestion: string;
}

function report({ path, issues }: Pick<Place, 'path' | 'issues'>, { at, ...fault }: Fault): void {
  issues.add({ ...fault, path: at === undefined ? path : [...path, `'${at}'`] });
}

/**
 * Reports every fault of one group: `COPULA_RANGE`, `COPULA_FIELDS`, `CORRELATION_NOT_POSITIVE_DEFINITE`, `UNKNOWN_KEY`.
 * True when there was none. Faults that need the other groups and the fields' kinds: `checkGroupFields`.
 */
export function checkCopula(spec: unknown, path: readonly string[], issues: IssueList): boolean {
  const before = issues.issues.length;
  const group = (typeof spec === 'object' && spec !== null ? spec : {}) as Loose;
  checkKeys(group, ['kind', 'id', 'fields', 'copula'], { path, issues });
  const dimension = checkFields(group['fields'], { path, issues });
  const copula = (typeof group['copula'] === 'object' && group['copula'] !== null ? group['copula'] : {}) as Loose;
  const place = { path: [...path, "'copula'"], issues, dimension };
  const family = FAMILIES.find((known) => known === copula['family']);
  if (family === undefined) reportFamily(copula['family'], place);
  else checkFamily({ ...copula, family } as Loose & { family: CopulaFamily }, place);
  return issues.issues.length === before;
}

function checkKeys(value: Loose, known: readonly string[], place: Pick<Place, 'path' | 'issues'>): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    report(place, {
      code: 'UNKNOWN_KEY',
      at: key,
      message: `there is no '${key}' here`,
      expected: `one of ${known.join(', ')}`,
      received: `'${key}'`,
      suggestion: didYouMean(key, known),
    });
  }
}

/** The number of fields; at least two different ones. */
function checkFields(fields: unknown, place: Pick<Place, 'path' | 'issues'>): number {
  const names = Array.isArray(fields) && fields.every((name) => typeof name === 'string') ? (fields as string[]) : [];
  if (names.length >= 2 && new Set(names).size === names.length) return names.length;
  report(place, {
    code: 'COPULA_FIELDS',
    at: 'fields',
    message: 'a group needs at least two different fields',
    expected: 'a list of at least two different field names',
    received: names.length > 0 ? names.map((name) => `'${name}'`).join(', ') : describeValue(fields),
    suggestion: "Write fields: ['amount', 'daysToPay'].",
  });
  return Math.max(2, names.length);
}

function reportFamily(family: unknown, place: Place): void {
  report(place, {
    code: 'COPULA_RANGE',
    at: 'family',
    message: family === undefined ? 'the family of the copula is missing' : `${describeValue(family)} is not a family`,
    expected: `one of ${FAMILIES.join(', ')}`,
    received: family === undefined ? 'nothing' : describeValue(family),
    suggestion: didYouMean(typeof family === 'string' ? family : '', FAMILIES),
  });
}

function checkFamily(copula: Loose & { readonly family: CopulaFamily }, place: Place): void {
  const { family, df } = copula;
  const ways = WAYS[family];
  checkKeys(copula, ['family', ...STRENGTHS, ...(family === 'student' ? ['df'] : [])], place);
  if (df !== undefined && family === 'student' && !(typeof df === 'number' && df >= 1 && df <= 200)) {
    report(place, {
      code: 'COPULA_RANGE',
      at: 'df',
      message: 'student needs df to be a number from 1 to 200',
      expected: 'a number from 1 to 200',
      received: describeValue(df),
      suggestion: 'Leave df out for 4 degrees of freedom.',
    });
  }
  const given = STRENGTHS.filter((name) => copula[name] !== undefined);
  const [way] = given;
  if (way === undefined || given.length > 1 || !ways.includes(way)) {
    report(place, {
      code: 'COPULA_RANGE',
      message: `the strength of ${family} is said in one way: by ${ways.join(' or ')}`,
      expected: `one of ${ways.join(', ')}`,
      received: given.length === 0 ? 'nothing' : given.join(', '),
      suggestion:
        family === 'student' && way === 'spearman'
          ? 'State tau: for student, Spearman has no closed form.'
          : 'State tau.',
    });
    return;
  }
  if (family === 'gaussian' || family === 'student') checkElliptic(copula as Loose & CopulaSpec, way, place);
  else checkArchimedean(copula as Loose & CopulaSpec, way, place);
}

/** Range of θ, and of τ, that a family has for so many fields. */
function rangeOf(
  family: CopulaFamily,
  dimension: number,
): { theta: string; tau: string; has: (theta: number) => boolean } {
  const frank = frankTau(50).toFixed(4);
  if (family === 'gumbel') return { theta: '1 to 50', tau: '0 to 0.98', has: (x) => x >= 1 && x <= 50 };
  if (family === 'clayton') {
    return dimension === 2
      ? { theta: '−1 to 50, not 0', tau: '−1 to 0.9615, not 0', has: (x) => x >= -1 && x <= 50 && x !== 0 }
      : { theta: 'above 0, up to 50', tau: 'above 0, up to 0.9615', has: (x) => x > 0 && x <= 50 };
  }
  return dimension === 2
    ? { theta: '−50 to 50, not 0', tau: `−${frank} to ${frank}, not 0`, has: (x) => Math.abs(x) <= 50 && x !== 0 }
    : { theta: 'above 0, up to 50', tau: `above 0, up to ${frank}`, has: (x) => x > 0 && x <= 50 };
}

function checkArchimedean(copula: CopulaSpec, way: string, place: Place): void {
  const { family } = copula;
  const stated = way === 'tau' ? copula.tau : copula.theta;
  const range = rangeOf(family, place.dimension);
  if (typeof stated === 'number' && range.has(thetaOf(copula))) return;
  const expected = `a number from ${way === 'tau' ? range.tau : range.theta}`;
  report(place, {
    code: 'COPULA_RANGE',
    at: way,
    message: `${family} with ${place.dimension} fields cannot reach ${way} ${describeValue(stated)}`,
    expected,
    received: describeValue(stated),
    suggestion: wayOut(copula, place.dimension),
  });
}

/** A family that reaches what was asked for. */
function wayOut({ family, tau, theta }: CopulaSpec, dimension: number): string {
  if (Array.isArray(tau)) return "Different strengths per pair need family 'gaussian' or 'student'.";
  if (tau === 0 || theta === 0) return 'Leave independent fields out of the group.';
  const wanted = typeof tau === 'number' ? tau : Number.NaN;
  if (!(Math.abs(wanted) < 1)) return 'State the strength as tau, between −1 and 1.';
  const reaches = dimension === 2 && family !== 'frank' && Math.abs(wanted) <= frankTau(50) ? 'frank' : 'gaussian';
  return `Use family '${reaches}', which reaches tau ${wanted}.`;
}

function checkElliptic(copula: CopulaSpec & Loose, way: string, place: Place): void {
  const stated = copula[way];
  if (typeof stated === 'number') {
    if (!(Math.abs(stated) < 1)) return reportBetween(copula.family, way, stated, place);
  } else if (!checkMatrix(stated, way, place)) return;
  const matrix = correlations(copula, place.dimension);
  const factor = cholesky(matrix);
  if (!('failedRow' in factor)) return;
  const smallest = Math.min(...eigen(matrix).values);
  const near = nearestCorrelation(matrix, 1e-3).map((row) => row.map((rho) => asStated(rho, way)));
  report(place, {
    code: 'CORRELATION_NOT_POSITIVE_DEFINITE',
    at: way,
    message: `no ${place.dimension} fields can be correlated like this: row ${factor.failedRow + 1} contradicts those above`,
    expected: 'a positive definite matrix: all eigenvalues > 0',
    received: `smallest eigenvalue ${smallest.toFixed(4)}`,
    suggestion: `The nearest possible ${way} is ${printMatrix(near)}.`,
  });
}

function reportBetween(family: CopulaFamily, way: string, stated: unknown, place: Place): void {
  report(place, {
    code: 'COPULA_RANGE',
    at: way,
    message: `${family} needs ${way} to be between −1 and 1`,
    expected: 'a number above −1 and below 1',
    received: describeValue(stated),
    suggestion: 'For fields that determine each other compute one from the other.',
  });
}

/** Size, diagonal, symmetry and range of a matrix. */
function checkMatrix(stated: unknown, way: string, place: Place): stated is Matrix {
  const n = place.dimension;
  const fault = (code: ErrorCode, message: string, received: string): false => {
    const expected = `a symmetric ${n} × ${n} matrix with 1 on its diagonal and numbers between −1 and 1 elsewhere`;
    report(place, {
      code,
      at: way,
      message,
      expected,
      received,
      suggestion: `Give one number for all pairs, or ${expected}.`,
    });
    return false;
  };
  const square =
    Array.isArray(stated) && stated.length === n && stated.every((row) => Array.isArray(row) && row.length === n);
  if (!square) return fault('COPULA_RANGE', `the matrix of ${n} fields is ${n} × ${n}`, describeValue(stated));
  const matrix = stated as unknown[][];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = matrix[i]?.[j];
      const where = `row ${i + 1}, column ${j + 1}: ${describeValue(value)}`;
      if (i === j && value !== 1) return fault('CORRELATION_NOT_POSITIVE_DEFINITE', 'the diagonal is not 1', where);
      if (value !== matrix[j]?.[i])
        return fault('CORRELATION_NOT_POSITIVE_DEFINITE', 'the matrix is not symmetric', where);
      if (i !== j && !(typeof value === 'number' && Math.abs(value) < 1))
        return fault('COPULA_RANGE', 'an entry is out of range', where);
    }
  }
  return true;
}

/** ρ in the terms in which the author stated the strength. */
function asStated(rho: number, way: string): number {
  if (way === 'rho' || rho === 1) return rho;
  const arcsine = (x: number): number => atan2(x, sqrt(1 - x * x));
  return way === 'tau' ? (2 / Math.PI) * arcsine(rho) : (6 / Math.PI) * arcsine(rho / 2);
}

function printMatrix(matrix: Matrix): string {
  return `[${matrix.map((row) => `[${row.map((value) => Number(value.toFixed(4))).join(', ')}]`).join(', ')}]`;
}

/**
 * Reports `COPULA_FIELDS` for fields of groups that do not exist, stand in two groups, or are not drawn by a quantile.
 * `fields`: name → whether the field is drawn as a quantile of one uniform.
 */
export function checkGroupFields(
  groups: readonly { readonly id: string; readonly fields: readonly string[] }[],
  fields: ReadonlyMap<string, boolean>,
  path: readonly string[],
  issues: IssueList,
): void {
  const owner = new Map<string, string>();
  for (const { id, fields: names } of groups) {
    const place = { path: [...path, `group '${id}'`], issues };
    const fault = (name: string, message: string, suggestion: string): void =>
      report(place, {
        code: 'COPULA_FIELDS',
        at: name,
        message,
        expected: 'a field of this definition, in one group, drawn from a distribution',
        received: `'${name}'`,
        suggestion,
      });
    for (const name of names) {
      const other = owner.get(name);
      owner.set(name, id);
      if (!fields.has(name)) fault(name, `there is no field '${name}'`, didYouMean(name, [...fields.keys()]));
      else if (fields.get(name) !== true) {
        fault(name, `field '${name}' is not drawn from a distribution`, 'Use a numeric distribution, money or amount.');
      } else if (other !== undefined && other !== id) {
        fault(name, `field '${name}' stands in groups '${other}' and '${id}'`, 'Keep it in one group.');
      }
    }
  }
}

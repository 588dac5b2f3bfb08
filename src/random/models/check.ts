/** Checks distributions as written and reports every fault, each with what was expected, what stood there, what to do. */
import { describeValue, didYouMean } from '../../errors.ts';
import type { IssueList } from '../../errors.ts';
import { roundHalfEven } from '../rounding.ts';
import { baseLaw, compileLaw } from './compile.ts';
import { allNumbers, checkDiscrete, checkEmpirical } from './check-lists.ts';
import { checkWeights, isFinite, isPairs, report } from './fault.ts';
import type { Loose, Place } from './fault.ts';
import { LEAST_MASS, keptMass } from './law.ts';
import { DISTRIBUTION_KINDS, PARAMETERS, keysOf } from './parameters.ts';
import type { Parameter, ParameterSet, Values } from './parameters.ts';
import type { DistributionKind, DistributionSpec } from './spec.ts';

/**
 * Reports every fault of a distribution: `DISTRIBUTION_PARAMETER`, `DISTRIBUTION_EMPTY`, `INVALID_WEIGHTS`,
 * `UNKNOWN_KEY`, `INVALID_GENERATOR` for a kind that does not exist. True when there was none.
 *
 * `choice: true` admits a discrete list of values that are not numbers.
 */
export function checkDistribution(
  spec: unknown,
  path: readonly string[],
  issues: IssueList,
  { choice = false }: { readonly choice?: boolean } = {},
): boolean {
  const before = issues.issues.length;
  const kind = kindOf(spec);
  if (kind === undefined) {
    reportKind(spec, path, issues);
    return false;
  }
  const place: Place = { kind, path, issues };
  const values = spec as Loose;
  checkKeys(values, kind, place);
  if (kind === 'mixture') checkMixture(values, place);
  else if (kind === 'zeroInflated') checkZeroInflated(values, place);
  else if (kind === 'discrete') checkDiscrete(values, place, choice);
  else if (kind === 'empirical') checkEmpirical(values, place);
  else checkParameters(values, PARAMETERS[kind], place);
  if (kind !== 'int' && kind !== 'zeroInflated') checkOptions(values, place);
  const whole = kind === 'discrete' && choice && !allNumbers(values['values']);
  if (issues.issues.length === before && !whole) checkLaw(spec as DistributionSpec, place);
  return issues.issues.length === before;
}

function kindOf(spec: unknown): DistributionKind | undefined {
  const kind = typeof spec === 'object' && spec !== null ? (spec as Loose)['kind'] : undefined;
  return DISTRIBUTION_KINDS.find((known) => known === kind);
}

function reportKind(spec: unknown, path: readonly string[], issues: IssueList): void {
  const kind = typeof spec === 'object' && spec !== null ? (spec as Loose)['kind'] : undefined;
  issues.add({
    code: 'INVALID_GENERATOR',
    path,
    message: typeof kind === 'string' ? `'${kind}' is not a numeric distribution` : 'a numeric distribution is missing',
    expected: `one of ${DISTRIBUTION_KINDS.join(', ')}`,
    received: typeof kind === 'string' ? `'${kind}'` : describeValue(spec),
    suggestion: didYouMean(typeof kind === 'string' ? kind : '', DISTRIBUTION_KINDS),
  });
}

function checkKeys(spec: Loose, kind: DistributionKind, { path, issues }: Place): void {
  const known = keysOf(kind);
  for (const key of Object.keys(spec)) {
    if (key === 'kind' || known.includes(key)) continue;
    issues.add({
      code: 'UNKNOWN_KEY',
      path: [...path, `'${key}'`],
      message: `${kind} has no parameter '${key}'`,
      expected: `one of ${known.join(', ')}`,
      received: `'${key}'`,
      suggestion: didYouMean(key, known),
    });
  }
}

function checkParameters(spec: Loose, { forms, conditions = [] }: ParameterSet, place: Place): void {
  const form = chooseForm(spec, forms, place);
  if (form === undefined) return;
  const faulty = form.filter((parameter) => !checkParameter(spec, parameter, place));
  if (faulty.length > 0) return;
  const values = Object.fromEntries(
    form.filter(({ name }) => spec[name] !== undefined).map(({ name }) => [name, spec[name]]),
  ) as Values;
  for (const { expected, parameter, holds } of conditions) {
    if (holds(values)) continue;
    report(place, { parameter, expected, received: spec[parameter], suggestion: `Change it so that ${expected}.` });
    return;
  }
}

/** The one form all of whose names are given; a mixture of forms, and none, are faults of their own. */
function chooseForm(spec: Loose, forms: ParameterSet['forms'], place: Place): readonly Parameter[] | undefined {
  const [only] = forms;
  if (forms.length === 1) return only;
  const given = [...new Set(forms.flat().map(({ name }) => name))].filter((name) => spec[name] !== undefined);
  const meant = forms.find((form) => form.length === given.length && form.every(({ name }) => given.includes(name)));
  if (meant !== undefined) return meant;
  const ways = forms.map((form) => form.map(({ name }) => name).join(' and ')).join(', or ');
  place.issues.add({
    code: 'DISTRIBUTION_PARAMETER',
    path: place.path,
    message: `${place.kind} is said in one way: by ${ways}`,
    expected: ways,
    received: given.length === 0 ? 'nothing' : given.join(', '),
    suggestion: 'Give the parameters of one way and leave the others out.',
  });
  return undefined;
}

function checkParameter(spec: Loose, { name, range, accepts, optional = false }: Parameter, place: Place): boolean {
  const value = spec[name];
  if (value === undefined && optional) return true;
  if (typeof value === 'number' && Number.isFinite(value) && accepts(value)) return true;
  report(place, { parameter: name, expected: range, received: value, suggestion: `Set ${name} to ${range}.` });
  return false;
}

function checkOptions(spec: Loose, place: Place): void {
  const { min, max, decimals, integer } = spec;
  for (const [parameter, value] of Object.entries({ min, max })) {
    if (value === undefined || isFinite(value)) continue;
    report(place, {
      parameter,
      expected: 'a finite number',
      received: value,
      suggestion: `Leave ${parameter} out or give a number.`,
    });
  }
  if (isFinite(min) && isFinite(max) && min > max) {
    const fault = {
      parameter: 'max',
      expected: `at least min, ${min}`,
      received: max,
      suggestion: 'Exchange min and max.',
    };
    report(place, { ...fault, code: 'DISTRIBUTION_EMPTY' });
  }
  if (
    decimals !== undefined &&
    !(Number.isInteger(decimals) && (decimals as number) >= 0 && (decimals as number) <= 15)
  ) {
    const expected = 'a whole number from 0 to 15';
    report(place, { parameter: 'decimals', expected, received: decimals, suggestion: `Set decimals to ${expected}.` });
  }
  if (integer !== undefined && typeof integer !== 'boolean') {
    report(place, {
      parameter: 'integer',
      expected: 'true or false',
      received: integer,
      suggestion: 'Set integer to true or leave it out.',
    });
  }
  if (integer === true && decimals !== undefined && decimals !== 0) {
    report(place, {
      parameter: 'decimals',
      expected: '0 beside integer: true',
      received: decimals,
      suggestion: 'Keep one of integer and decimals.',
    });
  }
  checkGrid(spec, place);
}

/** A bound between two grid points would be crossed by rounding. */
function checkGrid({ min, max, decimals, integer }: Loose, place: Place): void {
  const places = integer === true ? 0 : decimals;
  if (!Number.isInteger(places)) return;
  for (const [parameter, bound] of Object.entries({ min, max })) {
    if (!isFinite(bound) || roundHalfEven(bound, places as number) === bound) continue;
    const expected = places === 0 ? 'a whole number' : `a number with at most ${String(places)} decimals`;
    report(place, { parameter, expected, received: bound, suggestion: `Round ${parameter}, or allow more decimals.` });
  }
}

/** Faults that only the law as a whole shows: bounds that leave nothing, a mean that is not finite. */
function checkLaw(spec: DistributionSpec, place: Place): void {
  if (spec.kind === 'int') return;
  if (spec.kind !== 'zeroInflated' && (spec.min !== undefined || spec.max !== undefined)) {
    const law = spec.kind === 'mixture' ? compileLaw({ kind: 'mixture', parts: spec.parts }) : baseLaw(spec);
    const kept = keptMass(law, spec);
    if (!(kept >= LEAST_MASS)) {
      place.issues.add({
        code: 'DISTRIBUTION_EMPTY',
        path: place.path,
        message: `the bounds of this ${place.kind} keep next to nothing of it`,
        expected: `at least ${LEAST_MASS} of the mass between min and max`,
        received: `${kept > 0 ? kept.toPrecision(2) : 0} between ${spec.min ?? 'no min'} and ${spec.max ?? 'no max'}`,
        suggestion: `Widen the bounds, or move the distribution: its mean is ${law.mean.toPrecision(4)}.`,
      });
      return;
    }
  }
  if (Number.isFinite(compileLaw(spec).mean)) return;
  const suggestion = spec.kind === 'pareto' ? 'Give max, or an alpha above 1.' : 'Give max.';
  report(place, {
    parameter: 'max',
    expected: 'given, because the mean is infinite without it',
    received: undefined,
    suggestion,
  });
}

function checkMixture({ parts }: Loose, place: Place): void {
  if (!isPairs(parts) || parts.length < 1 || parts.length > 16) {
    report(place, {
      parameter: 'parts',
      expected: 'a list of 1 to 16 [weight, distribution, label?]',
      received: parts,
      suggestion: 'Write mixture([[0.7, lognormal({ … })], [0.3, lognormal({ … })]]).',
    });
    return;
  }
  checkWeights(
    parts.map((part) => part[0]),
    [...place.path, `'parts'`],
    place.issues,
  );
  parts.forEach(([, part, label], i) => {
    const path = [...place.path, `part ${i + 1}`];
    checkDistribution(part, path, place.issues);
    checkRoundingOfPart(part, { ...place, path });
    if (label === undefined || typeof label === 'string') return;
    report(
      { ...place, path },
      {
        parameter: 'label',
        expected: 'text',
        received: label,
        suggestion: 'Name the part by text or leave the label out.',
      },
    );
  });
}

/** Values of a mixture are rounded once, by the mixture: drawn by one uniform, a value has no part to ask. */
function checkRoundingOfPart(part: unknown, place: Place): void {
  if (typeof part !== 'object' || part === null) return;
  for (const parameter of ['decimals', 'integer']) {
    const value = (part as Loose)[parameter];
    if (value === undefined) continue;
    report(place, {
      parameter,
      expected: 'left to the mixture as a whole',
      received: value,
      suggestion: `Give ${parameter} in the options of the mixture.`,
    });
  }
  checkRoundingOfPart((part as Loose)['distribution'], place);
}

function checkZeroInflated({ p, distribution }: Loose, place: Place): void {
  if (!(isFinite(p) && p >= 0 && p < 1)) {
    const expected = 'a number ≥ 0 and < 1';
    report(place, { parameter: 'p', expected, received: p, suggestion: `Set p to ${expected}.` });
  }
  checkDistribution(distribution, [...place.path, `'distribution'`], place.issues);
}

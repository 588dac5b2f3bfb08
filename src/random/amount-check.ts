/** Checks of `amount` generators: each stage by itself, then what only the whole cascade shows. */
import { describeValue } from '../errors.ts';
import type { ErrorCode, IssueList } from '../errors.ts';
import { DEFAULT_Q } from './amount-spec.ts';
import type { AmountSpec } from './amount-spec.ts';
import { tailedLaw } from './amount.ts';
import { minorDecimals } from './currency.ts';
import { POWERS_OF_TEN, tenTo } from './math.ts';
import { checkDistribution } from './models/check.ts';
import { compileLaw } from './models/compile.ts';
import type { DistributionSpec } from './models/spec.ts';
import { boundedSpec, checkBounded, checkCurrency, checkKnownKeys, maxOf } from './money.ts';

type Loose = Readonly<Record<string, unknown>>;

interface Place {
  readonly path: readonly string[];
  readonly issues: IssueList;
}

interface Fault {
  readonly code?: ErrorCode;
  readonly message: string;
  readonly expected: string;
  readonly received: unknown;
  readonly suggestion: string;
}

/** Reports a fault at a parameter. */
function report({ path, issues }: Place, at: string, { code = 'INVALID_GENERATOR', received, ...fault }: Fault): void {
  const text = received === undefined ? 'nothing' : describeValue(received);
  issues.add({ code, ...fault, received: text, path: [...path, `'${at}'`] });
}

const below = ({ path, issues }: Place, key: string): Place => ({ path: [...path, `'${key}'`], issues });
const asRecord = (value: unknown): Loose => (typeof value === 'object' && value !== null ? (value as Loose) : {});
const isBetween = (x: unknown, low: number, high: number): boolean => typeof x === 'number' && x >= low && x <= high;

const KEYS = ['kind', 'model', 'currency', 'step', 'benford', 'pareto', 'habit'];

/** Values below half a step may not be likelier than this: each becomes one step, which would show as a spike. */
const MOST_FLOORED = 1e-6;

/**
 * Reports every fault of an amount generator: `INVALID_GENERATOR`, `UNKNOWN_KEY`, and those of distributions. True when
 * there was none.
 */
export function checkAmount(spec: unknown, path: readonly string[], issues: IssueList): boolean {
  const before = issues.issues.length;
  const place = { path, issues };
  const amount = asRecord(spec);
  const digits = asRecord(amount['model'])['kind'] === 'benford';
  checkKnownKeys(amount, KEYS, place);
  checkCurrency({ currency: amount['currency'], step: amount['step'] }, place);
  if (digits) checkDecades(asRecord(amount['model']), below(place, 'model'));
  else checkModel(amount, place);
  if (amount['pareto'] !== undefined) checkPareto(asRecord(amount['pareto']), digits, below(place, 'pareto'));
  if (amount['habit'] !== undefined) checkHabit(asRecord(amount['habit']), below(place, 'habit'));
  checkDigits(amount, digits, place);
  if (issues.issues.length === before && !digits) checkWhole(amount as unknown as AmountSpec, place);
  return issues.issues.length === before;
}

function checkModel({ model, currency }: Loose, place: Place): void {
  const { path, issues } = below(place, 'model');
  if (checkDistribution(model, path, issues)) {
    checkBounded(model as DistributionSpec, String(currency), { path, issues });
  }
}

function checkPareto({ alpha, q, mode, ...rest }: Loose, digits: boolean, place: Place): void {
  checkKnownKeys(rest, ['alpha', 'q', 'mode'], place);
  if (!(typeof alpha === 'number' && alpha > 0 && alpha <= 10)) {
    const suggestion = 'Write alpha: 1.8; smaller is heavier.';
    report(place, 'alpha', {
      message: 'a tail needs its alpha',
      expected: 'a number > 0 and ≤ 10',
      received: alpha,
      suggestion,
    });
  }
  if (q !== undefined && !(typeof q === 'number' && q > 0 && q < 1)) {
    const fault = { message: 'q is the share below the tail', expected: 'a number between 0 and 1', received: q };
    report(place, 'q', { ...fault, suggestion: `Leave q out for ${DEFAULT_Q}.` });
  }
  if (mode !== undefined && mode !== 'splice' && mode !== 'replace') {
    const fault = {
      message: 'a tail is spliced on or replaces the model',
      expected: "'splice' or 'replace'",
      received: mode,
    };
    report(place, 'mode', { ...fault, suggestion: 'Leave mode out to splice.' });
  }
  if (!digits) return;
  const fault = {
    message: 'a tail would bend the digits of benford',
    expected: 'no pareto beside model benford',
    received: alpha,
  };
  report(place, 'alpha', { ...fault, suggestion: 'Widen the decades instead.' });
}

function checkHabit({ share, steps, ...rest }: Loose, place: Place): void {
  checkKnownKeys(rest, ['share', 'steps'], place);
  if (!isBetween(share, 0, 1)) {
    const fault = {
      message: 'share is the part of amounts that is rounded',
      expected: 'a number from 0 to 1',
      received: share,
    };
    report(place, 'share', { ...fault, suggestion: 'Write share: 0.25.' });
  }
  const valid =
    Array.isArray(steps) &&
    steps.length > 0 &&
    steps.every((step) => isBetween(step, Number.MIN_VALUE, Number.MAX_VALUE));
  if (steps === undefined || valid) return;
  const fault = {
    message: 'steps are what people round to',
    expected: 'a list of numbers > 0, major units',
    received: steps,
  };
  report(place, 'steps', { ...fault, suggestion: 'Write steps: [100, 50, 10, 5].' });
}

function checkDecades({ decades, ...rest }: Loose, place: Place): void {
  checkKnownKeys(rest, ['kind', 'decades'], place);
  if (decades === undefined) return;
  const [a, b, more] = Array.isArray(decades) ? (decades as unknown[]) : [];
  const whole = [a, b].every((end) => Number.isInteger(end) && isBetween(end, 0, 15));
  if (whole && more === undefined && (a as number) < (b as number)) return;
  report(place, 'decades', {
    code: 'DISTRIBUTION_PARAMETER',
    message: 'benford needs whole decades',
    expected: 'whole numbers [a, b] from 0 to 15, a < b: amounts from 10^a to 10^b minor units',
    received: decades,
    suggestion: 'Leave decades out for [3, 7].',
  });
}

/** What would bend the digits of a field that is to follow Benford's law. */
function checkDigits(amount: Loose, digits: boolean, place: Place): void {
  const { benford, step } = amount;
  if (benford !== undefined && typeof benford !== 'boolean') {
    const fault = { message: 'benford is on or off', expected: 'true or false', received: benford };
    report(place, 'benford', { ...fault, suggestion: 'Write benford: true or leave it out.' });
  }
  if (!digits && benford !== true) return;
  if (step !== undefined && step !== 1) {
    const fault = { message: "steps would bend Benford's digits", expected: 'no step beside benford', received: step };
    report(place, 'step', { ...fault, suggestion: 'Leave step out.' });
  }
  const model = asRecord(amount['model']);
  const minor = tenTo(minorDecimals(String(amount['currency'])));
  for (const at of digits ? [] : ['min', 'max']) {
    const bound = model[at];
    if (typeof bound !== 'number' || POWERS_OF_TEN.includes(Math.round(bound * minor))) continue;
    report(below(place, 'model'), at, {
      code: 'DISTRIBUTION_PARAMETER',
      message: `benford: true keeps whole decades, and ${at} cuts one`,
      expected: 'a power of ten',
      received: bound,
      suggestion: 'Widen the bound to the next power of ten.',
    });
  }
}

/** A tail with no room, and values that would all become the smallest amount. */
function checkWhole(spec: AmountSpec, place: Place): void {
  const model = boundedSpec(spec.model as DistributionSpec, spec.currency);
  if (spec.pareto !== undefined && !checkTail(model, spec.pareto.q ?? DEFAULT_Q, below(place, 'pareto'))) return;
  // Zeros that a model draws on purpose stay zeros; what counts is the rest.
  const part = model.kind === 'zeroInflated' ? model.distribution : model;
  const law = spec.pareto === undefined ? compileLaw(part) : tailedLaw(part, spec.pareto);
  const halfStep = (spec.step ?? 1) / 2 / tenTo(minorDecimals(spec.currency));
  const floored = law.cdf(Math.max(halfStep, gridOf(part) / 2) * (1 - 1e-12));
  if (floored <= MOST_FLOORED) return;
  report(below(place, 'model'), 'min', {
    code: 'DISTRIBUTION_PARAMETER',
    message: `${(floored * 100).toPrecision(2)} % of the amounts would round to 0 and pile up at the smallest one`,
    expected: 'a model whose values do not round to 0',
    received: 'min' in part ? part.min : undefined,
    suggestion: 'Raise min or leave it out; say zeros on purpose with zeroInflated.',
  });
}

/** The grid to which the model itself rounds; 0 for none. */
function gridOf(spec: DistributionSpec): number {
  if (spec.kind === 'int' || spec.kind === 'zeroInflated') return 0;
  if (spec.integer === true) return 1;
  return spec.decimals === undefined ? 0 : tenTo(-spec.decimals);
}

function checkTail(model: DistributionSpec, q: number, place: Place): boolean {
  const base = compileLaw(model);
  if (base.discrete) {
    const fault = {
      message: 'a tail needs a model without fixed values',
      expected: 'a continuous model',
      received: model.kind,
    };
    report(place, 'alpha', { ...fault, suggestion: 'Use a lognormal or another continuous model.' });
    return false;
  }
  const threshold = base.quantile(q);
  // With less room the whole tail would be a spike below max.
  if (threshold * 1.1 < maxOf(model)) return true;
  report(place, 'q', {
    code: 'DISTRIBUTION_EMPTY',
    message: 'the tail begins where the amounts end',
    expected: `a quantile well below max, ${maxOf(model)}`,
    received: threshold,
    suggestion: 'Raise max, or lower q.',
  });
  return false;
}

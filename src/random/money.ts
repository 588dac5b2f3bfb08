/**
 * From a drawn number of major units to whole minor units, once, at the end; and what a distribution needs to be money:
 * bounds, because amounts are never negative.
 */
import { describeValue, didYouMean } from '../errors.ts';
import type { IssueList } from '../errors.ts';
import { inverseGammaP } from './kernel/gamma.ts';
import { MINOR_UNITS, minorDecimals } from './currency.ts';
import { tenTo } from './math.ts';
import { checkDistribution } from './models/check.ts';
import type { DistributionSpec } from './models/spec.ts';
import { toGrid } from './rounding.ts';

/** Largest amount unless the author says otherwise, in major units. */
export const DEFAULT_MAX_MAJOR = 100_000_000;

/** How money is written: `money(distribution, { currency, step })`. */
export interface MoneySpec {
  readonly distribution: DistributionSpec;
  readonly currency: string;
  /** Minor units an amount is a multiple of; default 1. */
  readonly step?: number;
}

/** A drawn amount in minor units: half to even on its decimal text, a multiple of `step`, never negative. */
export function toMinorUnits(major: number, decimals: number, step = 1): number {
  return Math.max(0, toGrid(major, decimals, step) * step);
}

/**
 * The distribution inside the bounds of money: at least one minor unit (or one unit of the decimals asked for), at most
 * 100,000,000 major units, unless it says otherwise. Lists and whole numbers bring their own.
 */
export function boundedSpec(spec: DistributionSpec, currency: string): DistributionSpec {
  if (spec.kind === 'int' || spec.kind === 'discrete') return spec;
  if (spec.kind === 'zeroInflated') return { ...spec, distribution: boundedSpec(spec.distribution, currency) };
  const places = spec.integer === true ? 0 : (spec.decimals ?? Infinity);
  const least = tenTo(-Math.min(places, minorDecimals(currency)));
  return { ...spec, min: spec.min ?? least, max: spec.max ?? DEFAULT_MAX_MAJOR };
}

/** The upper bound of a model of money, major units. */
export function maxOf(spec: DistributionSpec): number {
  if (spec.kind === 'zeroInflated') return maxOf(spec.distribution);
  if (spec.kind === 'discrete') return Math.max(...spec.values.map(([value]) => value));
  return spec.max ?? DEFAULT_MAX_MAJOR;
}

interface Place {
  readonly path: readonly string[];
  readonly issues: IssueList;
}

/** Reports every fault of a money generator. True when there was none. */
export function checkMoney(spec: unknown, path: readonly string[], issues: IssueList): boolean {
  const before = issues.issues.length;
  const { distribution, currency, step, ...rest } = (spec ?? {}) as Readonly<Record<string, unknown>>;
  checkKnownKeys(rest, ['kind', 'distribution', 'currency', 'step'], { path, issues });
  checkCurrency({ currency, step }, { path, issues });
  const place = [...path, "'distribution'"];
  if (checkDistribution(distribution, place, issues)) {
    checkBounded(distribution as DistributionSpec, String(currency), { path: place, issues });
  }
  return issues.issues.length === before;
}

/** Reports keys that do not exist. `rest` may hold `kind`, which every generator has. */
export function checkKnownKeys(
  rest: Readonly<Record<string, unknown>>,
  known: readonly string[],
  { path, issues }: Place,
): void {
  for (const key of Object.keys(rest)) {
    if (known.includes(key)) continue;
    issues.add({
      code: 'UNKNOWN_KEY',
      path: [...path, `'${key}'`],
      message: `there is no parameter '${key}' here`,
      expected: `one of ${known.filter((name) => name !== 'kind').join(', ')}`,
      received: `'${key}'`,
      suggestion: didYouMean(key, known),
    });
  }
}

/** Reports a currency that is none and a step that is no whole number of minor units. */
export function checkCurrency({ currency, step }: { currency: unknown; step: unknown }, { path, issues }: Place): void {
  if (typeof currency !== 'string' || !MINOR_UNITS.has(currency)) {
    issues.add({
      code: 'INVALID_GENERATOR',
      path: [...path, "'currency'"],
      message: 'money needs a currency',
      expected: 'an ISO 4217 code',
      received: currency === undefined ? 'nothing' : describeValue(currency),
      suggestion: nearCurrency(currency),
    });
  }
  if (step !== undefined && !(Number.isSafeInteger(step) && (step as number) >= 1)) {
    issues.add({
      code: 'INVALID_GENERATOR',
      path: [...path, "'step'"],
      message: 'step counts minor units',
      expected: 'a whole number ≥ 1',
      received: describeValue(step),
      suggestion: 'Write step: 5 for multiples of five cents, or leave it out.',
    });
  }
}

function nearCurrency(currency: unknown): string {
  const upper = typeof currency === 'string' ? currency.toUpperCase() : '';
  if (MINOR_UNITS.has(upper)) return `Write '${upper}'.`;
  const near = [...MINOR_UNITS.keys()].filter((code) => upper.length === 3 && distanceOne(code, upper));
  return near.length > 0 ? `Did you mean '${near[0]}'?` : "Write 'EUR', 'USD' or another code.";
}

/** Whether two codes of three letters differ in at most one. */
function distanceOne(a: string, b: string): boolean {
  return [0, 1, 2].filter((i) => a[i] !== b[i]).length <= 1;
}

/** Checks the law again with the bounds that money adds, and lists for negative values. */
export function checkBounded(spec: DistributionSpec, currency: string, { path, issues }: Place): boolean {
  const lowest =
    spec.kind === 'int' ? spec.min : spec.kind === 'discrete' ? Math.min(...spec.values.map(([x]) => x)) : 0;
  const stated = 'min' in spec && spec.kind !== 'int' ? (spec.min ?? 0) : 0;
  if (lowest >= 0 && stated >= 0) return checkDistribution(boundedSpec(spec, currency), path, issues);
  issues.add({
    code: 'DISTRIBUTION_PARAMETER',
    path: [...path, "'min'"],
    message: 'an amount is never negative',
    expected: 'values ≥ 0',
    received: String(Math.min(lowest, stated)),
    suggestion: 'Draw the size, and say the direction with another field.',
  });
  return false;
}

/**
 * Splits a total of minor units over lines: shares proportional to Gamma(2) variables, one uniform per line, rounded by
 * the largest remainder. The lines sum to the total exactly and each has at least 1; there are fewer of them where the
 * total has fewer minor units than there are uniforms.
 */
export function splitTotal(total: number, uniforms: readonly number[]): number[] {
  const weights = uniforms.slice(0, Math.max(1, Math.min(uniforms.length, total))).map((u) => inverseGammaP(2, u));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  // One unit each is set aside first, so that no line is empty.
  const spare = total - weights.length;
  const exact = weights.map((weight) => (weight / sum) * spare);
  const lines = exact.map((share) => 1 + Math.floor(share));
  const left = total - lines.reduce((all, line) => all + line, 0);
  const byRemainder = exact
    .map((share, i) => ({ i, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder.slice(0, left)) lines[i] = (lines[i] ?? 0) + 1;
  return lines;
}

/** What a decision can come out as: the values shrinking may try without telling an impossible story. */
import { isGenerator } from '../../dsl/generator.ts';
import { isDistributionKind } from '../../plan/numeric.ts';
import { compileDistribution } from '../../random/models/compile.ts';
import type { DistributionSpec } from '../../random/models/spec.ts';
import { parseFixedDuration } from '../../time/duration-text.ts';
import type { Site } from '../pins.ts';

/** Numbers from `low` to `high`, tried in whole multiples of 1 ÷ `perUnit`. */
export interface NumberRange {
  readonly kind: 'numbers';
  readonly low: number;
  readonly high: number;
  readonly perUnit: number;
}

/** A list of values, the simplest first. */
export interface Choices {
  readonly kind: 'choices';
  readonly values: readonly unknown[];
}

/** What the decision of a site can be; nothing where that is fixed, computed, or too free to say. */
export function rangeOf({ kind, authored }: Site): NumberRange | Choices | undefined {
  switch (kind) {
    case 'bounce':
      return choices([true, false]);
    case 'branch':
      return choices(possible((authored as readonly AuthoredArm[]).map(({ name, weight }) => [name, weight])));
    case 'persona':
      return choices(authored as readonly string[]);
    case 'delay':
      return delayRange(authored);
    default:
      return isGenerator(authored) ? generatorRange(authored) : undefined;
  }
}

interface AuthoredArm {
  readonly name: string;
  readonly weight: unknown;
}

function choices(values: readonly unknown[]): Choices {
  return { kind: 'choices', values };
}

type Parameters = Readonly<Record<string, unknown>> & { readonly kind: string };

function generatorRange(generator: Parameters): NumberRange | Choices | undefined {
  switch (generator.kind) {
    case 'chance':
      return choices([false, true].filter((value) => generator['p'] !== (value ? 0 : 1)));
    case 'oneOf':
      return choices(generator['values'] as readonly unknown[]);
    case 'weighted':
      return choices(possible(pairsOf(generator['weights'])));
    case 'discrete':
      return choices(possible(generator['values'] as readonly Weighted[]));
    default:
      return isDistributionKind(generator.kind) ? distributionRange(generator) : undefined;
  }
}

type Weighted = readonly [value: unknown, weight: unknown];

function pairsOf(weights: unknown): readonly Weighted[] {
  return Array.isArray(weights) ? (weights as readonly Weighted[]) : Object.entries(weights as object);
}

function possible(pairs: readonly Weighted[]): readonly unknown[] {
  return pairs.filter(([, weight]) => weight !== 0).map(([value]) => value);
}

/** The least and the greatest uniform there is. */
const LEAST = 1.1102230246251565e-16;
const GREATEST = 1 - LEAST;

const WHOLE = new Set(['int', 'poisson', 'binomial', 'geometric', 'zipf']);

function distributionRange(generator: Parameters): NumberRange {
  const law = compileDistribution(generator as unknown as DistributionSpec);
  const [low, high] = [law.quantile(LEAST), law.quantile(GREATEST)];
  const isWhole = WHOLE.has(generator.kind) || generator['integer'] === true || generator['decimals'] === 0;
  return { kind: 'numbers', low, high, perUnit: isWhole ? 1 : perUnitOf(high - low) };
}

/** Whole numbers where a range holds several, else the first decimals that tell some ten values apart. */
function perUnitOf(width: number): number {
  let perUnit = 1;
  while (width > 0 && width * perUnit < 4 && perUnit < 1e9) perUnit *= 10;
  return perUnit;
}

function delayRange(authored: unknown): NumberRange | undefined {
  if (isGenerator(authored)) {
    if (!isDistributionKind(authored.kind)) return undefined;
    const { low, high } = distributionRange(authored);
    return { kind: 'numbers', low: Math.max(0, low), high, perUnit: 1 };
  }
  if (typeof authored !== 'object' || authored === null || !('min' in authored) || !('max' in authored))
    return undefined;
  const low = parseFixedDuration(authored.min as number);
  const high = parseFixedDuration(authored.max as number);
  return low.ok && high.ok ? { kind: 'numbers', low: low.ms, high: high.ms, perUnit: 1 } : undefined;
}

/** The value of a range that says least: 0, else 1, else the one nearest to 0. */
export function simplestOf({ low, high, perUnit }: NumberRange): number {
  for (const value of [0, 1]) if (low <= value && value <= high) return value;
  const nearest = low > 0 ? Math.ceil(low * perUnit) : Math.floor(high * perUnit);
  const value = nearest / perUnit;
  return low <= value && value <= high ? value : low > 0 ? low : high;
}

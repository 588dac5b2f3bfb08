/** Delays between two bounds: one uniform becomes one delay, truncated to the bounds by rescaling, never by clamping. */
import { describeValue, didYouMean, type SynodeIssue } from '../errors.ts';
import type { Duration, DurationTerm } from '../model/duration.ts';
import type { CompiledCalendar } from './calendar.ts';
import { addTerm } from './duration.ts';
import { parseDuration, parseTerm, termOf } from './duration-text.ts';
import { issueFrom, unknownKeys } from './fault.ts';

const DISTRIBUTIONS = ['uniform', 'normal', 'lognormal', 'exponential'] as const;
export type TimeSpanDistribution = (typeof DISTRIBUTIONS)[number];

/**
 * A delay drawn between two durations, both included.
 *
 * With d = max − min: `uniform` (default); `normal` mean (min + max)/2, sd d/6; `lognormal` ln-mean (ln min + ln max)/2,
 * ln-sd (ln max − ln min)/6, needs min > 0; `exponential` min + Exp(mean d/3). All are truncated to [min, max]. Bounds in
 * months, business days and the like need one unit on both sides, and a whole number of it is drawn.
 * @example { min: '2s', max: '30s', distribution: 'lognormal' }
 */
export interface TimeSpan {
  readonly min: Duration;
  readonly max: Duration;
  readonly distribution?: TimeSpanDistribution;
}

/** The normal law: distribution function and quantile. Handed in, because this folder knows no numeric kernel. */
export interface NormalLaw {
  readonly cdf: (x: number) => number;
  readonly quantile: (p: number) => number;
}

/** A time span ready for the clock. */
export interface CompiledTimeSpan {
  /** Whether every uniform gives the same delay, so that none needs to be drawn. */
  readonly isConstant: boolean;
  /** The instant that lies the drawn delay after `ms`; u in (0, 1). */
  readonly add: (ms: number, u: number) => number;
}

/** Both bounds as whole numbers of one unit; `each` is what one of them is in the unit of the arithmetic. */
interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly unit: DurationTerm['unit'];
  readonly each: number;
}

/** Checks a time span; paths are relative to it. */
export function checkTimeSpan(span: TimeSpan): SynodeIssue[] {
  const issues = unknownKeys(span, { known: ['min', 'max', 'distribution'], what: 'a timeSpan' });
  const { distribution } = span;
  if (distribution !== undefined && !DISTRIBUTIONS.includes(distribution)) {
    const fault = { message: `timeSpan distribution is ${describeValue(distribution)}`, expected: oneOfDistributions };
    const suggestion = didYouMean(String(distribution), DISTRIBUTIONS);
    issues.push(spanIssue({ ...fault, received: describeValue(distribution), suggestion }, 'distribution'));
  }
  const faulty = [...checkBound(span, 'min'), ...checkBound(span, 'max')];
  if (faulty.length > 0) return [...issues, ...faulty];
  const bounds = readBounds(span);
  if (bounds === undefined) return [...issues, mixedUnits(span)];
  return [...issues, ...checkOrder(span, bounds)];
}

/** Prepares a checked time span. */
export function compileTimeSpan(span: TimeSpan, calendar: CompiledCalendar, normal: NormalLaw): CompiledTimeSpan {
  const bounds = readBounds(span);
  if (bounds === undefined) throw new TypeError('compileTimeSpan needs a span that checkTimeSpan accepts');
  const { min, max, unit, each } = bounds;
  const quantile = quantileOf(span.distribution ?? 'uniform', bounds, normal);
  const add = (ms: number, u: number): number => {
    const drawn = min === max ? min : Math.min(max, Math.max(min, Math.floor(quantile(u) + 0.5)));
    return unit === 'ms' ? ms + drawn : addTerm(ms, { count: drawn * each, unit }, calendar);
  };
  return { isConstant: min === max, add };
}

/**
 * The quantile of the truncated law. Units other than ms are coarse, so their law reaches half a unit beyond both
 * bounds: rounding then gives the outermost numbers as much room as the others.
 */
function quantileOf(
  distribution: TimeSpanDistribution,
  { min, max, unit }: Bounds,
  normal: NormalLaw,
): (u: number) => number {
  const margin = unit === 'ms' ? 0 : 0.5;
  const [low, high] = [min - margin, max + margin];
  switch (distribution) {
    case 'uniform':
      return (u) => low + u * (high - low);
    case 'normal':
      return truncatedNormal({ mean: (min + max) / 2, sd: (max - min) / 6, low, high }, normal);
    case 'lognormal': {
      const [lnMin, lnMax] = [Math.log(min), Math.log(max)];
      const law = { mean: (lnMin + lnMax) / 2, sd: (lnMax - lnMin) / 6, low: Math.log(low), high: Math.log(high) };
      const lnQuantile = truncatedNormal(law, normal);
      return (u) => Math.exp(lnQuantile(u));
    }
    case 'exponential': {
      const mean = (max - min) / 3;
      const reach = Math.expm1(-(high - low) / mean);
      return (u) => low - mean * Math.log1p(u * reach);
    }
    default:
      return distribution satisfies never;
  }
}

function truncatedNormal(
  { mean, sd, low, high }: { readonly mean: number; readonly sd: number; readonly low: number; readonly high: number },
  normal: NormalLaw,
): (u: number) => number {
  const below = normal.cdf((low - mean) / sd);
  const kept = normal.cdf((high - mean) / sd) - below;
  return (u) => mean + sd * normal.quantile(below + u * kept);
}

/** Both bounds in one unit, or nothing when they are mixed. Calendar units stay as written: 1y to 3y draws years. */
function readBounds({ min, max }: TimeSpan): Bounds | undefined {
  const [low, high] = [fixedMs(min), fixedMs(max)];
  if (low !== undefined && high !== undefined) return { min: low, max: high, unit: 'ms', each: 1 };
  const [from, to] = [calendarTerm(min), calendarTerm(max)];
  if (from === undefined || to === undefined || from.written !== to.written) return undefined;
  return { min: from.count, max: to.count, unit: from.unit, each: from.each };
}

function fixedMs(value: Duration): number | undefined {
  const reading = parseDuration(value);
  if (!reading.ok || reading.terms.some((term) => term.unit !== 'ms')) return undefined;
  return reading.terms.reduce((sum, term) => sum + term.count, 0);
}

function calendarTerm(
  value: Duration,
):
  | { readonly written: string; readonly count: number; readonly unit: DurationTerm['unit']; readonly each: number }
  | undefined {
  if (typeof value === 'string') {
    const reading = parseTerm(value);
    if (!reading.ok) return undefined;
    const { count, unit: written } = reading.term;
    const one = termOf({ count: 1, unit: written });
    return { written, count, unit: one.unit, each: one.count };
  }
  const reading = parseDuration(value);
  const [term, ...more] = reading.ok ? reading.terms : [];
  return term === undefined || more.length > 0 ? undefined : { written: term.unit, ...term, each: 1 };
}

function checkBound(span: TimeSpan, key: 'min' | 'max'): SynodeIssue[] {
  const value = span[key];
  const reading = parseDuration(value);
  if (reading.ok) return [];
  const isNegative = typeof value === 'number' ? value < 0 : typeof value === 'string' && value.startsWith('-');
  return [issueFrom(reading.fault, isNegative ? 'INVALID_TIME_SPAN' : 'INVALID_DURATION', key)];
}

function checkOrder(span: TimeSpan, { min, max }: Bounds): SynodeIssue[] {
  const received = `min ${plain(span.min)}, max ${plain(span.max)}`;
  if (min > max) {
    const message = `timeSpan min ${plain(span.min)} is above max ${plain(span.max)}`;
    return [spanIssue({ message, expected: 'min ≤ max', received, suggestion: 'Swap them.' })];
  }
  if (span.distribution !== 'lognormal' || min > 0) return [];
  const message = 'a lognormal timeSpan cannot begin at 0';
  return [spanIssue({ message, expected: 'min > 0', received, suggestion: "Raise min, for example to '1s'." }, 'min')];
}

function mixedUnits(span: TimeSpan): SynodeIssue {
  const [from, to] = [plain(span.min), plain(span.max)];
  return spanIssue({
    message: `timeSpan goes from ${from} to ${to}: the units are mixed`,
    expected: 'fixed units (ms, s, m, h, d, w) on both sides, or one calendar unit on both',
    received: `min ${from}, max ${to}`,
    suggestion: 'Write both bounds in one unit.',
  });
}

const oneOfDistributions = `one of ${DISTRIBUTIONS.join(', ')}`;

function spanIssue(fault: Parameters<typeof issueFrom>[0], ...path: string[]): SynodeIssue {
  return issueFrom(fault, 'INVALID_TIME_SPAN', ...path);
}

/** A bound as the author wrote it: `5000`, `'2d'`. */
function plain(value: Duration): string {
  return typeof value === 'object' ? 'a sum' : String(value);
}

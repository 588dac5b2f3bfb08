import { SynodeError } from '../../errors.ts';
import { inverseBetaI } from '../../random/kernel/beta.ts';
import { eventsOf, explained, type Outcome } from './outcome.ts';

export interface ExpectedShare {
  readonly name: string;
  /** Name of the events that are counted against. */
  readonly of: string;
  readonly p: number;
  /** Accept p ± so much; default: p inside the exact interval of what was counted. */
  readonly tolerance?: number | undefined;
}

/** Chance that a right share is refused. */
const ALPHA = 0.001;

/** Whether `name` comes as often per `of` as expected. */
export function hasShare(received: unknown, { name, of, p, tolerance }: ExpectedShare): Outcome {
  const events = eventsOf(received, 'toHaveShare');
  checkNumber('p', p);
  if (tolerance !== undefined) checkNumber('tolerance', tolerance);
  const count = (wanted: string): number => events.filter((event) => event.name === wanted).length;
  const [k, n] = [count(name), count(of)];
  const what = `${k} '${name}' of ${n} '${of}'`;
  if (n === 0) return { pass: false, message: explained(`expected a share of ${p}: there is no '${of}'`, events) };
  if (tolerance !== undefined) {
    const pass = Math.abs(k / n - p) <= tolerance;
    const message = `expected a share ${pass ? 'outside' : 'of'} ${p} ± ${tolerance}, got ${rounded(k / n)}: ${what}`;
    return { pass, message: explained(message, events) };
  }
  if (k > n) {
    const message = `expected a share of ${p}, got more than one '${name}' per '${of}': ${what}; give a tolerance`;
    return { pass: false, message: explained(message, events) };
  }
  const [low, high] = exactInterval(k, n);
  const pass = low <= p && p <= high;
  const interval = `${rounded(low)} to ${rounded(high)} at 99.9 %`;
  const message = `expected a share ${pass ? 'other than' : 'of'} ${p}, got ${rounded(k / n)} (${interval}): ${what}`;
  return { pass, message: explained(message, events) };
}

/** Shares that k of n do not refute: the exact binomial interval of Clopper and Pearson (1934). */
export function exactInterval(k: number, n: number): readonly [low: number, high: number] {
  const low = k === 0 ? 0 : inverseBetaI(k, n - k + 1, ALPHA / 2);
  const high = k === n ? 1 : inverseBetaI(k + 1, n - k, 1 - ALPHA / 2);
  return [low, high];
}

function rounded(share: number): string {
  return String(Number(share.toFixed(4)));
}

function checkNumber(name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return;
  throw new SynodeError('INVALID_SHAPE', `toHaveShare got ${name} ${String(value)}`, {
    path: ['toHaveShare', `'${name}'`],
    expected: 'a number of 0 or more',
    received: String(value),
    suggestion: 'Use 0.15 for 15 %.',
  });
}

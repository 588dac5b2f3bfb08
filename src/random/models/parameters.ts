/** Names, ranges and cross conditions of every distribution's parameters, one row each. */
import { lognormalParameters } from './normal.ts';
import type { DistributionKind, LognormalSpec } from './spec.ts';

/** One numeric parameter: what it may be, in words and as a test. */
export interface Parameter {
  readonly name: string;
  readonly range: string;
  readonly accepts: (x: number) => boolean;
  readonly optional?: boolean;
}

/** The parameters as numbers, all present and in range. */
export type Values = Readonly<Record<string, number>>;

/** A condition over several parameters; its text is what was expected. */
export interface Condition {
  readonly expected: string;
  readonly parameter: string;
  readonly holds: (values: Values) => boolean;
}

export interface ParameterSet {
  /** Alternative ways to say the law; the first whose names are all given is meant. */
  readonly forms: readonly (readonly Parameter[])[];
  readonly conditions?: readonly Condition[];
}

const any = (name: string): Parameter => ({ name, range: 'a finite number', accepts: () => true });
const positive = (name: string): Parameter => ({ name, range: 'a number > 0', accepts: (x) => x > 0 });
const upTo = (name: string, limit: number): Parameter => ({
  name,
  range: `a number > 0 and ≤ ${limit}`,
  accepts: (x) => x > 0 && x <= limit,
});
const between = (name: string, low: number, high: number): Parameter => ({
  name,
  range: `a number from ${low} to ${high}`,
  accepts: (x) => x >= low && x <= high,
});
const whole = (name: string, low: number, high: number): Parameter => ({
  name,
  range: `a whole number from ${low} to ${high}`,
  accepts: (x) => Number.isSafeInteger(x) && x >= low && x <= high,
});
const integer = (name: string): Parameter => ({ name, range: 'a whole number', accepts: Number.isSafeInteger });

const rising: Condition = {
  expected: 'high > low',
  parameter: 'high',
  holds: ({ low = 0, high = 1 }) => low < high,
};

const SPAN = 1_099_511_627_776; // 2^40
const sigmaRange: Condition = {
  expected: 'a spread of ln x (sigma) of at most 5',
  parameter: 'sigma',
  holds: (values) => lognormalParameters({ kind: 'lognormal', ...values } as LognormalSpec).sigma <= 5,
};

type Simple = Exclude<DistributionKind, 'discrete' | 'empirical' | 'mixture' | 'zeroInflated'>;

/** Ranges as documented for each generator. */
export const PARAMETERS: Readonly<Record<Simple, ParameterSet>> = {
  uniform: { forms: [[any('low'), any('high')]], conditions: [rising] },
  logUniform: { forms: [[positive('low'), any('high')]], conditions: [rising] },
  int: {
    forms: [[integer('min'), integer('max')]],
    conditions: [
      { expected: 'max ≥ min', parameter: 'max', holds: ({ min = 0, max = 0 }) => min <= max },
      {
        expected: 'max − min of at most 2^40',
        parameter: 'max',
        holds: ({ min = 0, max = 0 }) => max - min <= SPAN,
      },
    ],
  },
  normal: { forms: [[any('mean'), positive('sd')]] },
  lognormal: {
    forms: [
      [any('mu'), upTo('sigma', 5)],
      [positive('median'), upTo('sigma', 5)],
      [positive('median'), positive('p95')],
      [positive('mean'), positive('sd')],
    ],
    conditions: [
      {
        expected: 'p95 > median',
        parameter: 'p95',
        holds: ({ median, p95 }) => median === undefined || p95 === undefined || p95 > median,
      },
      sigmaRange,
    ],
  },
  exponential: { forms: [[positive('mean')], [positive('rate')]] },
  triangular: {
    forms: [[any('low'), any('mode'), any('high')]],
    conditions: [
      rising,
      {
        expected: 'low ≤ mode ≤ high',
        parameter: 'mode',
        holds: ({ low = 0, mode = 0, high = 0 }) => low <= mode && mode <= high,
      },
    ],
  },
  pareto: { forms: [[positive('xMin'), upTo('alpha', 10)]] },
  weibull: { forms: [[upTo('shape', 20), positive('scale')]] },
  gamma: { forms: [[upTo('shape', 1000), upTo('scale', 1000)]] },
  beta: {
    forms: [
      [upTo('alpha', 1000), upTo('beta', 1000), { ...any('low'), optional: true }, { ...any('high'), optional: true }],
    ],
    conditions: [rising],
  },
  poisson: { forms: [[between('mean', 0, 1_000_000)]] },
  binomial: { forms: [[whole('n', 0, 1_000_000_000), between('p', 0, 1)]] },
  geometric: {
    forms: [[{ name: 'p', range: 'a number > 0 and ≤ 1', accepts: (x) => x > 0 && x <= 1 }]],
  },
  zipf: { forms: [[whole('n', 1, 1_000_000_000), positive('exponent')]] },
};

/** Options beside the parameters. */
export const OPTION_NAMES = ['min', 'max', 'decimals', 'integer'] as const;

/** Parameters of the laws given by lists and parts. */
export const LISTED_NAMES: Readonly<Record<Exclude<DistributionKind, Simple>, readonly string[]>> = {
  discrete: ['values', ...OPTION_NAMES],
  empirical: ['points', 'log', ...OPTION_NAMES],
  mixture: ['parts', ...OPTION_NAMES],
  zeroInflated: ['p', 'distribution'],
};

/** Every key a spec of this kind may have. */
export function keysOf(kind: DistributionKind): readonly string[] {
  if (Object.hasOwn(LISTED_NAMES, kind)) return LISTED_NAMES[kind as keyof typeof LISTED_NAMES];
  const names = PARAMETERS[kind as Simple].forms.flat().map(({ name }) => name);
  return [...new Set([...names, ...(kind === 'int' ? [] : OPTION_NAMES)])];
}

export const DISTRIBUTION_KINDS: readonly DistributionKind[] = [
  ...(Object.keys(PARAMETERS) as Simple[]),
  ...(Object.keys(LISTED_NAMES) as (keyof typeof LISTED_NAMES)[]),
];

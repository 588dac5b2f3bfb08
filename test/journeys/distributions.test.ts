import { describe, expect, it } from 'vitest';

import {
  beta,
  binomial,
  discrete,
  empirical,
  exponential,
  gamma,
  geometric,
  int,
  lognormal,
  logUniform,
  mixture,
  normal,
  pareto,
  poisson,
  triangular,
  uniform,
  weibull,
  zeroInflated,
  zipf,
  type Fields,
  type Generator,
  type SynodeError,
} from '../../src/index.ts';
import { betaI } from '../../src/random/kernel/beta.ts';
import { gammaP } from '../../src/random/kernel/gamma.ts';
import { binomialCdf, poissonCdf } from '../../src/random/kernel/counts.ts';
import { normalCdf } from '../../src/random/kernel/normal.ts';
import { kolmogorovP, moments } from '../random/measures.ts';
import { action, failureOf, flow, simulate, uniformAt } from './world.ts';

const ACTORS = 20_000;
const path = ['user', 'journey', 'shop', 'adventure', 'main', 'action', 'pay', 'field'];

async function drawn(fields: Fields, users = ACTORS): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { events } = await simulate(flow('shop', [action('pay', { fields })]), { users });
  return events.map(({ payload }) => payload);
}

async function valuesOf(generator: Generator<number>, users = ACTORS): Promise<Float64Array> {
  return Float64Array.from(await drawn({ x: generator }, users), ({ x }) => Number(x));
}

interface Stated {
  readonly law: Generator<number>;
  readonly mean: number;
  readonly variance: number;
  readonly cdf: (x: number) => number;
}

const floor = Math.floor;
const clamp = (p: number): number => Math.min(1, Math.max(0, p));
const ZIPF = Array.from({ length: 60 }, (_, i) => Math.exp(-1.2 * Math.log(i + 1)));
const ZIPF_SUM = ZIPF.reduce((sum, weight) => sum + weight, 0);
const zipfMoment = (k: number): number =>
  ZIPF.reduce((sum, weight, i) => sum + (weight / ZIPF_SUM) * (k === 1 ? i + 1 : (i + 1) * (i + 1)), 0);
const lognormalOf = (mu: number, sigma: number) => ({
  mean: Math.exp(mu + (sigma * sigma) / 2),
  variance: Math.expm1(sigma * sigma) * Math.exp(2 * mu + sigma * sigma),
  cdf: (x: number) => (x <= 0 ? 0 : normalCdf((Math.log(x) - mu) / sigma)),
});

/** Moments and distribution functions from the textbook, not from the code that draws. */
const stated: Readonly<Record<string, Stated>> = {
  uniform: { law: uniform({ low: -2, high: 3 }), mean: 0.5, variance: 25 / 12, cdf: (x) => clamp((x + 2) / 5) },
  logUniform: {
    law: logUniform({ low: 1, high: 1000 }),
    mean: 999 / Math.log(1000),
    variance: 999_999 / (2 * Math.log(1000)) - (999 / Math.log(1000)) * (999 / Math.log(1000)),
    cdf: (x) => clamp(Math.log(Math.max(x, 1e-9)) / Math.log(1000)),
  },
  int: { law: int({ min: 1, max: 6 }), mean: 3.5, variance: 35 / 12, cdf: (x) => clamp(floor(x) / 6) },
  normal: { law: normal({ mean: 5, sd: 2 }), mean: 5, variance: 4, cdf: (x) => normalCdf((x - 5) / 2) },
  'lognormal by mu and sigma': { law: lognormal({ mu: 2, sigma: 0.6 }), ...lognormalOf(2, 0.6) },
  'lognormal by median and sigma': { law: lognormal({ median: 80, sigma: 0.5 }), ...lognormalOf(Math.log(80), 0.5) },
  'lognormal by median and p95': {
    law: lognormal({ median: 100, p95: 250 }),
    ...lognormalOf(Math.log(100), Math.log(2.5) / 1.6448536269514722),
  },
  'lognormal by mean and sd': {
    law: lognormal({ mean: 100, sd: 40 }),
    ...lognormalOf(Math.log(100) - Math.log1p(0.16) / 2, Math.sqrt(Math.log1p(0.16))),
    mean: 100,
    variance: 1600,
  },
  'exponential by mean': { law: exponential({ mean: 4 }), mean: 4, variance: 16, cdf: (x) => 1 - Math.exp(-x / 4) },
  'exponential by rate': { law: exponential({ rate: 5 }), mean: 0.2, variance: 0.04, cdf: (x) => 1 - Math.exp(-5 * x) },
  triangular: {
    law: triangular({ low: 1, mode: 2, high: 6 }),
    mean: 3,
    variance: 21 / 18,
    cdf: (x) => (x < 2 ? ((x - 1) * (x - 1)) / 5 : 1 - ((6 - x) * (6 - x)) / 20),
  },
  pareto: {
    law: pareto({ xMin: 2, alpha: 6 }),
    mean: 12 / 5,
    variance: 24 / 100,
    cdf: (x) => 1 - Math.exp(6 * Math.log(2 / x)),
  },
  weibull: {
    law: weibull({ scale: 10, shape: 2 }),
    mean: 5 * Math.sqrt(Math.PI),
    variance: 100 * (1 - Math.PI / 4),
    cdf: (x) => -Math.expm1((-x * x) / 100),
  },
  gamma: {
    law: gamma({ shape: 2.5, scale: 3 }),
    mean: 7.5,
    variance: 22.5,
    cdf: (x) => gammaP(2.5, Math.max(0, x) / 3),
  },
  beta: {
    law: beta({ alpha: 2.5, beta: 4 }),
    mean: 2.5 / 6.5,
    variance: 10 / (6.5 * 6.5 * 7.5),
    cdf: (x) => betaI(2.5, 4, clamp(x)),
  },
  'beta from 10 to 30': {
    law: beta({ alpha: 2.5, beta: 4, low: 10, high: 30 }),
    mean: 10 + 20 * (2.5 / 6.5),
    variance: 4000 / (6.5 * 6.5 * 7.5),
    cdf: (x) => betaI(2.5, 4, clamp((x - 10) / 20)),
  },
  poisson: { law: poisson({ mean: 3 }), mean: 3, variance: 3, cdf: (x) => poissonCdf(floor(x), 3) },
  binomial: { law: binomial({ n: 40, p: 0.3 }), mean: 12, variance: 8.4, cdf: (x) => binomialCdf(floor(x), 40, 0.3) },
  geometric: {
    law: geometric({ p: 0.2 }),
    mean: 4,
    variance: 20,
    cdf: (x) => (x < 0 ? 0 : 1 - Math.exp((floor(x) + 1) * Math.log(0.8))),
  },
  zipf: {
    law: zipf({ n: 60, exponent: 1.2 }),
    mean: zipfMoment(1),
    variance: zipfMoment(2) - zipfMoment(1) * zipfMoment(1),
    cdf: (x) => ZIPF.slice(0, Math.max(0, floor(x))).reduce((sum, weight) => sum + weight / ZIPF_SUM, 0),
  },
  discrete: {
    law: discrete([
      [10, 5],
      [5, 3],
      [50, 2],
    ]),
    mean: 16.5,
    variance: 50 + 7.5 + 500 - 16.5 * 16.5,
    cdf: (x) => (x < 5 ? 0 : x < 10 ? 0.3 : x < 50 ? 0.8 : 1),
  },
  empirical: {
    law: empirical([
      [0, 0],
      [0.5, 10],
      [1, 90],
    ]),
    mean: 27.5,
    variance: 0.5 * (100 / 3) + 0.5 * (9100 / 3) - 27.5 * 27.5,
    cdf: (x) => clamp(x < 10 ? x / 20 : 0.5 + (x - 10) / 160),
  },
  'empirical in ln x': {
    law: empirical(
      [
        [0, 1],
        [1, 1000],
      ],
      { log: true },
    ),
    mean: 999 / Math.log(1000),
    variance: 999_999 / (2 * Math.log(1000)) - (999 / Math.log(1000)) * (999 / Math.log(1000)),
    cdf: (x) => clamp(Math.log(Math.max(x, 1e-9)) / Math.log(1000)),
  },
  mixture: {
    law: mixture([
      [3, uniform({ low: 0, high: 2 })],
      [1, uniform({ low: 10, high: 14 })],
    ]),
    mean: 3.75,
    variance: 0.75 * (4 / 3) + 0.25 * (12 * 12 + 16 / 12) - 3.75 * 3.75,
    cdf: (x) => 0.75 * clamp(x / 2) + 0.25 * clamp((x - 10) / 4),
  },
  zeroInflated: {
    law: zeroInflated(0.3, exponential({ mean: 2 })),
    mean: 1.4,
    variance: 0.7 * 8 - 1.4 * 1.4,
    cdf: (x) => (x < 0 ? 0 : 0.3 + 0.7 * (1 - Math.exp(-x / 2))),
  },
};

describe('a field drawn 20,000 times', () => {
  it.each(Object.entries(stated))(
    '%s has its mean, variance and shape',
    async (_name, { law, mean, variance, cdf }) => {
      const sample = await valuesOf(law);

      const found = moments(sample);
      // Four standard errors.
      expect(Math.abs(found.mean - mean)).toBeLessThan(4 * found.meanError);
      expect(Math.abs(found.variance - variance)).toBeLessThan(4 * found.varianceError);
      expect(kolmogorovP(sample, cdf)).toBeGreaterThan(0.001);
    },
  );
});

type QuantileCase = readonly [name: string, generator: Generator<number>, quantile: (u: number) => number];

describe('one uniform number', () => {
  it.each<QuantileCase>([
    ['uniform', uniform({ low: -2, high: 3 }), (u) => -2 + u * 5],
    ['int', int({ min: 1, max: 6 }), (u) => 1 + floor(u * 6)],
    ['exponential', exponential({ mean: 4 }), (u) => -4 * Math.log1p(-u)],
    ['pareto', pareto({ xMin: 2, alpha: 6 }), (u) => 2 * Math.exp(-Math.log1p(-u) / 6)],
    ['weibull', weibull({ scale: 10, shape: 2 }), (u) => 10 * Math.exp(Math.log(-Math.log1p(-u)) / 2)],
    ['geometric', geometric({ p: 0.2 }), (u) => floor(Math.log1p(-u) / Math.log1p(-0.2))],
    // Truncation: u is put between F(min) and F(max).
    ['truncated', uniform({ low: 0, high: 10, min: 2, max: 3 }), (u) => 2 + u],
  ])('makes one value, its quantile: %s', async (_name, generator, quantile) => {
    const values = await valuesOf(generator, 200);

    expect([...values]).toEqual(
      [...values.keys()].map((i) => expect.closeTo(quantile(uniformAt([...path, 'x', 'value'], [i])), 9)),
    );
  });

  it('more chooses the part of a mixture, or the zero, on a stream of its own', async () => {
    const parts = await valuesOf(
      mixture([
        [3, uniform({ low: 0, high: 1 })],
        [1, uniform({ low: 10, high: 11 })],
      ]),
      200,
    );
    const zeros = await valuesOf(zeroInflated(0.3, uniform({ low: 1, high: 2 })), 200);

    const u = (purpose: string, i: number): number => uniformAt([...path, 'x', purpose], [i]);
    expect([...parts]).toEqual(
      [...parts.keys()].map((i) => expect.closeTo((u('component', i) * 4 < 3 ? 0 : 10) + u('value', i), 9)),
    );
    expect([...zeros]).toEqual(
      [...zeros.keys()].map((i) => (u('zero', i) < 0.3 ? 0 : expect.closeTo(1 + u('value', i), 9))),
    );
  });
});

describe('options', () => {
  it('min and max cut the distribution and pile nothing up at the bounds', async () => {
    const sample = await valuesOf(normal({ mean: 0, sd: 1, min: -0.5, max: 1 }));

    const [low, high] = [normalCdf(-0.5), normalCdf(1)];
    expect(sample.every((x) => x > -0.5 && x < 1)).toBe(true);
    expect(kolmogorovP(sample, (x) => clamp((normalCdf(x) - low) / (high - low)))).toBeGreaterThan(0.001);
  });

  it('decimals round half to even, integer to whole numbers', async () => {
    const exact = await drawn({ x: uniform({ low: 0, high: 2 }) }, 500);
    const tenths = await drawn({ x: uniform({ low: 0, high: 2, decimals: 1 }) }, 500);
    const whole = await drawn({ x: uniform({ low: 0, high: 2, integer: true }) }, 500);
    const ties = await drawn(
      {
        x: empirical(
          [
            [0, 0.5],
            [1, 0.5],
          ],
          { integer: true },
        ),
        y: empirical(
          [
            [0, 1.5],
            [1, 1.5],
          ],
          { integer: true },
        ),
        z: empirical(
          [
            [0, 0.125],
            [1, 0.125],
          ],
          { decimals: 2 },
        ),
      },
      1,
    );

    expect(tenths).toEqual(exact.map(({ x }) => ({ x: Number(Number(x).toFixed(1)) })));
    expect(whole).toEqual(exact.map(({ x }) => ({ x: Math.round(Number(x)) })));
    expect(ties).toEqual([{ x: 0, y: 2, z: 0.12 }]);
  });

  it('geometric with p = 1 is 0, and a Zipf law of a thousand million ranks has its share of the first', async () => {
    const never = await valuesOf(geometric({ p: 1 }), 100);
    const ranks = await valuesOf(zipf({ n: 1_000_000_000, exponent: 2 }));

    expect(never.every((x) => x === 0)).toBe(true);
    // The sum of 1/k² is π²/6; four standard errors of a share.
    const share = 6 / (Math.PI * Math.PI);
    const found = ranks.filter((x) => x === 1).length / ACTORS;
    expect(Math.abs(found - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / ACTORS));
    expect(ranks.every((x) => Number.isInteger(x) && x >= 1 && x <= 1_000_000_000)).toBe(true);
  });
});

const parts = (count: number) => mixture(Array.from({ length: count }, () => [1, normal({ mean: 0, sd: 1 })] as const));
const BAD = 'DISTRIBUTION_PARAMETER';

describe('parameters at the border of their range', () => {
  it.each<[string, Generator<unknown>, string | undefined]>([
    ['int spans 2⁴⁰', int({ min: 0, max: 1_099_511_627_776 }), undefined],
    ['int spans more', int({ min: 0, max: 1_099_511_627_777 }), BAD],
    ['int of min above max', int({ min: 2, max: 1 }), BAD],
    ['uniform of equal bounds', uniform({ low: 1, high: 1 }), BAD],
    ['logUniform from 0', logUniform({ low: 0, high: 1 }), BAD],
    ['normal without spread', normal({ mean: 0, sd: 0 }), BAD],
    ['lognormal sigma 5', lognormal({ mu: 0, sigma: 5 }), undefined],
    ['lognormal sigma above 5', lognormal({ mu: 0, sigma: 5.01 }), BAD],
    ['lognormal sigma 0', lognormal({ mu: 0, sigma: 0 }), BAD],
    ['lognormal p95 not above its median', lognormal({ median: 10, p95: 10 }), BAD],
    ['exponential mean 0', exponential({ mean: 0 }), BAD],
    ['triangular of mode low', triangular({ low: 1, mode: 1, high: 2 }), undefined],
    ['triangular of mode below low', triangular({ low: 1, mode: 0, high: 2 }), BAD],
    ['triangular of equal bounds', triangular({ low: 1, mode: 1, high: 1 }), BAD],
    ['pareto alpha 10', pareto({ xMin: 1, alpha: 10 }), undefined],
    ['pareto alpha above 10', pareto({ xMin: 1, alpha: 10.1 }), BAD],
    ['pareto alpha 0', pareto({ xMin: 1, alpha: 0, max: 9 }), BAD],
    ['pareto without a mean needs max', pareto({ xMin: 1, alpha: 1 }), BAD],
    ['pareto without a mean and with max', pareto({ xMin: 1, alpha: 1, max: 100 }), undefined],
    ['weibull shape 20', weibull({ scale: 1, shape: 20 }), undefined],
    ['weibull shape above 20', weibull({ scale: 1, shape: 20.1 }), BAD],
    ['weibull shape 0', weibull({ scale: 1, shape: 0 }), BAD],
    ['gamma of 1000', gamma({ shape: 1000, scale: 1000 }), undefined],
    ['gamma shape above 1000', gamma({ shape: 1001, scale: 1 }), BAD],
    ['gamma scale 0', gamma({ shape: 1, scale: 0 }), BAD],
    ['beta of 1000', beta({ alpha: 1000, beta: 1000 }), undefined],
    ['beta above 1000', beta({ alpha: 1, beta: 1001 }), BAD],
    ['beta 0', beta({ alpha: 0, beta: 1 }), BAD],
    ['poisson mean 0', poisson({ mean: 0 }), undefined],
    ['poisson mean a million', poisson({ mean: 1_000_000 }), undefined],
    ['poisson mean above a million', poisson({ mean: 1_000_001 }), BAD],
    ['poisson mean below 0', poisson({ mean: -1 }), BAD],
    ['binomial n a thousand million', binomial({ n: 1_000_000_000, p: 0.5 }), undefined],
    ['binomial n above', binomial({ n: 1_000_000_001, p: 0.5 }), BAD],
    ['binomial p above 1', binomial({ n: 1, p: 1.1 }), BAD],
    ['geometric p 0', geometric({ p: 0 }), BAD],
    ['zipf above a thousand million', zipf({ n: 1_000_000_001, exponent: 1 }), BAD],
    ['zipf exponent 0', zipf({ n: 5, exponent: 0 }), BAD],
    ['a mixture of 1', parts(1), undefined],
    ['a mixture of 16', parts(16), undefined],
    ['a mixture of 17', parts(17), BAD],
    ['a mixture of none', parts(0), BAD],
    ['a mixture of weights 0', mixture([[0, normal({ mean: 0, sd: 1 })]]), 'INVALID_WEIGHTS'],
    ['zeroInflated p 1', zeroInflated(1, normal({ mean: 0, sd: 1 })), BAD],
    [
      'empirical that does not begin at 0',
      empirical([
        [0.1, 1],
        [1, 2],
      ]),
      BAD,
    ],
    ['bounds that keep a millionth', uniform({ low: 0, high: 1, max: 1.1e-6 }), undefined],
    ['bounds that keep less', uniform({ low: 0, high: 1, max: 0.9e-6 }), 'DISTRIBUTION_EMPTY'],
    ['bounds the wrong way round', uniform({ low: 0, high: 1, min: 0.6, max: 0.4 }), 'DISTRIBUTION_EMPTY'],
  ])('%s', async (_what, generator, code) => {
    const run = simulate(flow('shop', [action('pay', { fields: { x: generator } })]));

    if (code === undefined) {
      const [event] = (await run).events;
      expect(event?.payload['x']).toBeTypeOf('number');
      return;
    }
    const error = (await failureOf(run)) as SynodeError;
    expect([...new Set(error.issues.map((issue) => issue.code))]).toEqual([code]);
    expect(error.issues[0]?.path.slice(0, 4)).toEqual([
      "journey 'shop'",
      "adventure 'main'",
      "action 'pay'",
      "field 'x'",
    ]);
  });
});

import { describe, expect, it } from 'vitest';

import {
  amount,
  benford,
  discrete,
  empirical,
  every,
  lognormal,
  mixture,
  money,
  normal,
  oneOf,
  uniform,
  zeroInflated,
  type AmountOptions,
  type Fields,
  type Generator,
  type Money,
  type SynodeError,
} from '../../src/index.ts';
import { action, failureOf, flow, simulate, uniformAt, type Options } from './world.ts';

const path = ['user', 'journey', 'shop', 'adventure', 'main', 'action', 'pay', 'field', 'x'];
const at = (purpose: string, i: number): number => uniformAt([...path, purpose], [i]);
const many: Options = { users: 300 };

const shop = (fields: Fields) => flow('shop', [action('pay', { fields })]);

async function moneyOf(x: Generator<unknown>, options: Options = many): Promise<readonly Money[]> {
  return (await simulate(shop({ x }), options)).events.map(({ payload }) => payload['x'] as Money);
}
const amountsOf = async (x: Generator<unknown>, options: Options = many): Promise<readonly number[]> =>
  (await moneyOf(x, options)).map(({ amount: minor }) => minor);

/** A law that always gives this. */
const always = (x: number): Generator<number> => discrete([[x, 1]]);

describe('money', () => {
  it('is whole minor units of its currency: the drawn major amount', async () => {
    const drawn = await moneyOf(money(uniform({ low: 1, high: 5 }), { currency: 'EUR' }));

    expect(drawn).toEqual(
      drawn.map((_, i) => ({ amount: Math.round(100 * (1 + 4 * at('value', i))), currency: 'EUR' })),
    );
  });

  it.each([
    ['EUR', 1234],
    ['JPY', 12],
    ['KWD', 12_340],
    ['CLF', 123_400],
  ])('counts in the minor unit of its currency: 12.34 %s', async (currency, minor) => {
    expect(await amountsOf(money(always(12.34), { currency }), { users: 1 })).toEqual([minor]);
  });

  it.each<[number, number | undefined, number]>([
    // Half to even, on the decimal text: 1.005 is a tie although its binary value lies below.
    [1.005, undefined, 100],
    [1.015, undefined, 102],
    [1.025, 5, 100],
    [1.075, 5, 110],
    [12.34, 5, 1235],
    [12.34, 100, 1200],
  ])('rounds %d half to even to a step of %s: %d', async (major, step, minor) => {
    const options = step === undefined ? { currency: 'EUR' } : { currency: 'EUR', step };

    expect(await amountsOf(money(always(major), options), { users: 1 })).toEqual([minor]);
  });

  it('is never negative, whatever the law: it lies above nothing and piles nothing up there', async () => {
    const drawn = await amountsOf(money(normal({ mean: 0, sd: 10 }), { currency: 'EUR' }), { users: 2000 });

    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1);
    // A clamp would make half of them one cent; the density there is 0.08 a cent-thousandth.
    expect(drawn.filter((minor) => minor === 1).length).toBeLessThan(20);
  });

  it('draws the part of a mixture, and a zero, on streams of their own', async () => {
    const law = zeroInflated(
      0.3,
      mixture([
        [3, uniform({ low: 1, high: 2 })],
        [1, uniform({ low: 10, high: 11 })],
      ]),
    );

    const drawn = await amountsOf(money(law, { currency: 'EUR' }));

    expect(drawn).toEqual(
      drawn.map((_, i) => {
        if (at('zero', i) < 0.3) return 0;
        return Math.round(100 * ((at('component', i) * 4 < 3 ? 1 : 10) + at('value', i)));
      }),
    );
  });

  it.each<[string, Generator<unknown>, string]>([
    ['currency', money(always(1), { currency: 'EURO' }), 'INVALID_GENERATOR'],
    ['step', money(always(1), { currency: 'EUR', step: 0 }), 'INVALID_GENERATOR'],
    ['steps', money(always(1), { currency: 'EUR', steps: 5 } as never), 'UNKNOWN_KEY'],
    ['distribution', money(oneOf([1, 2]), { currency: 'EUR' }), 'INVALID_GENERATOR'],
    ['min', money(discrete([[-1, 1]]), { currency: 'EUR' }), 'DISTRIBUTION_PARAMETER'],
  ])('says what is wrong with its %s, and where', async (key, generator, code) => {
    const error = (await failureOf(simulate(shop({ x: generator })))) as SynodeError;

    expect(error.code).toBe(code);
    expect(error.path.slice(0, 5)).toEqual([
      "journey 'shop'",
      "adventure 'main'",
      "action 'pay'",
      "field 'x'",
      'money',
    ]);
    expect(error.path.at(-1)).toBe(`'${key}'`);
  });
});

describe('benford', () => {
  it('gives whole decades of minor units, floored: leading digits follow Benford’s law', async () => {
    const drawn = await amountsOf(money(benford({ decades: [2, 5] }), { currency: 'EUR' }), { users: 20_000 });

    expect(drawn.slice(0, 300)).toEqual(
      Array.from({ length: 300 }, (_, i) => Math.floor(Math.exp(Math.LN10 * (2 + 3 * at('value', i))))),
    );
    for (let digit = 1; digit <= 9; digit++) {
      const expected = Math.log10(1 + 1 / digit);
      const share = drawn.filter((minor) => String(minor).startsWith(String(digit))).length / drawn.length;
      // Four standard errors.
      expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / drawn.length));
    }
  });

  it('is a model of money: alone it is a fault, as are decades that are not whole', async () => {
    const alone = await failureOf(simulate(shop({ x: benford() })));
    const broken = await failureOf(simulate(shop({ x: money(benford({ decades: [2.5, 4] }), { currency: 'EUR' }) })));

    expect(alone).toMatchObject({
      code: 'INVALID_GENERATOR',
      suggestion: "Write money(benford(), { currency: 'EUR' }).",
    });
    expect(broken).toMatchObject({ code: 'DISTRIBUTION_PARAMETER' });
  });

  it('lends its mantissa to another model and leaves it its decades', async () => {
    const model = lognormal({ median: 300, sigma: 1 });
    const plain = await amountsOf(money(model, { currency: 'EUR' }));

    const drawn = await amountsOf(amount({ model, currency: 'EUR', benford: true }));

    expect(drawn.map((minor) => String(minor).length)).toEqual(plain.map((minor) => String(minor).length));
    expect(drawn).toEqual(
      plain.map((minor, i) => Math.floor(Math.exp(Math.LN10 * (String(minor).length - 1 + at('mantissa', i))))),
    );
  });
});

const model = lognormal({ median: 100, sigma: 1 });
const of = (options: Partial<AmountOptions<'EUR'>>): Generator<Money<'EUR'>> =>
  amount({ model, currency: 'EUR', ...options });
const from = '2025-01-01';

/** Amounts of one actor on the first of each month of a year. */
const monthly = async (x: Generator<unknown>): Promise<readonly number[]> => {
  const journey = flow('shop', [action('pay', { fields: { x } })], { arrivals: every('1mo') });
  const year = { startDate: '2025-01-01', endDate: '2026-01-01', starts: 'together' } as const;
  return (await simulate(journey, year)).events.map(({ payload }) => (payload['x'] as Money).amount);
};
/** A model that hardly varies: what a factor does to it shows at once. */
const steady = uniform({ low: 999.999, high: 1000.001 });
const factors = async (options: Partial<AmountOptions<'EUR'>>): Promise<readonly number[]> =>
  (await monthly(of({ model: steady, ...options }))).map((minor) => Math.round(minor / 1000) / 100);

describe('an amount', () => {
  it('of a model alone is money of it', async () => {
    expect(await amountsOf(of({}))).toEqual(await amountsOf(money(model, { currency: 'EUR' })));
  });

  it('has a heavier tail above its quantile, and the same body below', async () => {
    const plain = await amountsOf(of({}), { users: 2000 });

    const tailed = await amountsOf(of({ pareto: { alpha: 1.2, q: 0.9 } }), { users: 2000 });

    // The threshold is the 90 % quantile: e^(μ + 1.2816σ).
    const threshold = 10_000 * Math.exp(1.2815515655446004);
    expect(tailed.map((minor, i) => minor === plain[i])).toEqual(plain.map((minor) => minor <= threshold));
    expect(Math.max(...tailed)).toBeGreaterThan(Math.max(...plain));
  });

  it('is rounded by habit: a share of them, to what people quote', async () => {
    const plain = await amountsOf(of({}));

    const habitual = await amountsOf(of({ habit: { share: 0.4, steps: [10, 5] } }));

    expect(habitual).toEqual(
      plain.map((minor, i) => {
        const step = at('habit', i) < 0.4 ? [1000, 500].find((candidate) => candidate <= minor / 10) : undefined;
        return step === undefined ? minor : expect.closeTo(Math.round(minor / step) * step, 0);
      }),
    );
  });

  it('takes steps of minor units', async () => {
    const drawn = await amountsOf(of({ step: 25 }));

    expect(drawn.every((minor) => minor % 25 === 0 && minor >= 25)).toBe(true);
  });

  it.each<[string, Partial<AmountOptions<'EUR'>>, readonly number[]]>([
    ['nothing', {}, [1000, 1000, 1000]],
    ['a drift', { drift: { kind: 'step', at: '2025-02-15', factor: 1.5 } }, [1000, 1000, 1500]],
    ['drifts', { drift: [0.5, 3].map((factor) => ({ kind: 'step', at: from, factor }) as const) }, [1500, 1500, 1500]],
    ['a regime', { regimes: [{ kind: 'priceIncrease', from: '2025-02-01' }] }, [1000, 1250, 1250]],
    ['a cycle', { cycle: { amplitude: 0.5, months: 4 } }, [1000, 1500, 1000]],
    ['a recession', { recessions: [{ from: '2025-02', until: '2025-02' }] }, [1000, 800, 800]],
    ['months', { months: [1, 2, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1] }, [1000, 2000, 3000]],
    ['named days', { events: [{ name: 'sale', on: '02-01', factor: 0.5 }] }, [1000, 500, 1000]],
  ])('is multiplied by %s at its instant', async (_what, options, expected) => {
    expect((await factors(options)).slice(0, 3)).toEqual(expected.map((major) => major / 1000));
  });

  it('spreads: ln x moves away from its median, and ranks stay', async () => {
    const plain = await amountsOf(of({}));

    const wide = await amountsOf(of({ spread: { kind: 'step', at: '2024-01-01', factor: 2 } }));

    const score = (minor: number): number => Math.log(minor / 10_000);
    expect(wide.map(score)).toEqual(plain.map((minor) => expect.closeTo(2 * score(minor), 1)));
  });

  it('never rounds to nothing: what a drift makes too small is one step', async () => {
    const shrunk = of({ model: steady, drift: { kind: 'step', at: from, factor: 1e-6 } });

    expect(await amountsOf(shrunk, { users: 3 })).toEqual([1, 1, 1]);
  });

  it.each<[string, Partial<AmountOptions<'EUR'>>, string]>([
    ["'pareto' > 'alpha'", { pareto: { alpha: 11 } }, 'INVALID_GENERATOR'],
    ["'habit' > 'share'", { habit: { share: 2 } }, 'INVALID_GENERATOR'],
    ["'currency'", { currency: 'XXX' as never }, 'INVALID_GENERATOR'],
    ["'cycle.amplitude'", { cycle: { amplitude: 1 } }, 'INVALID_GENERATOR'],
    ["'regimes.0.kind'", { regimes: [{ kind: 'war' as never, from }] }, 'INVALID_GENERATOR'],
    ["'months'", { months: [1, 2] }, 'INVALID_GENERATOR'],
    ['amount', { months: [0, ...Array.from({ length: 11 }, () => 1)] }, 'INVALID_GENERATOR'],
    [
      "'spread'",
      { model: uniform({ low: 1, high: 2 }), spread: { kind: 'step', at: from, factor: 2 } },
      'INVALID_GENERATOR',
    ],
    ["'spread'", { spread: { kind: 'linear', from, rate: -0.1 } }, 'INVALID_GENERATOR'],
    ["'spread' > '0.at'", { spread: { kind: 'step', at: 'soon', factor: 2 } }, 'INVALID_GENERATOR'],
    ["'seasons'", { seasons: 1 } as never, 'UNKNOWN_KEY'],
    ["'model' > 'sigma'", { model: lognormal({ median: 1, sigma: 9 }) }, 'DISTRIBUTION_PARAMETER'],
    [
      "'model' > 'min'",
      {
        model: empirical(
          [
            [0, 0],
            [1, 0.02],
          ],
          { min: 0 },
        ),
      },
      'DISTRIBUTION_PARAMETER',
    ],
  ])('says what is wrong at %s', async (place, options, code) => {
    const error = (await failureOf(simulate(shop({ x: of(options) })))) as SynodeError;

    expect([error.code, error.path.join(' > ').endsWith(place)], error.message + error.path.join(' > ')).toEqual([
      code,
      true,
    ]);
  });
});

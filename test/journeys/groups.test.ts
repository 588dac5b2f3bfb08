/* oxlint-disable unicorn/no-thenable -- `then` of a case is a distribution, never a function */
import { describe, expect, it } from 'vitest';

import {
  amount,
  chance,
  conditional,
  correlate,
  defineDataset,
  definePersona,
  every,
  exponential,
  fromDataset,
  int,
  lognormal,
  mixture,
  money,
  normal,
  oneOf,
  personaMix,
  uniform,
  validateConfig,
  wait,
  weighted,
  type CopulaSpec,
  type FieldGroup,
  type Fields,
  type Money,
  type SynodeError,
} from '../../src/index.ts';
import { compileCopula } from '../../src/random/copulas.ts';
import { kendallTau } from '../../src/random/kernel/kendall.ts';
import { action, failureOf, flow, look, simulate, uniformsAt, uniformAt, type Options } from './world.ts';

const actionPath = ['user', 'journey', 'shop', 'adventure', 'main', 'action', 'pay'];
const personaPath = ['user', 'persona', 'buyer'];
const datasetPath = ['dataset', 'orders'];
const GAUSSIAN: CopulaSpec = { family: 'gaussian', tau: 0.6 };

/** What a group of these fields must give: the copula's point of the documented stream, through each quantile. */
function pointAt(path: readonly string[], id: string, words: readonly number[], copula = GAUSSIAN): number[] {
  const out = new Float64Array(2);
  compileCopula(copula, 2).sample(uniformsAt([...path, 'group', id, 'latent'], words), out);
  return [...out];
}

const shop = (fields: Fields, groups: readonly FieldGroup[]) => flow('shop', [action('pay', { fields, groups })]);
type Payload = Readonly<Record<string, unknown>>;

async function payloads(fields: Fields, groups: readonly FieldGroup[], options: Options = {}): Promise<Payload[]> {
  const { users = 200, ...rest } = options;
  const { events } = await simulate(shop(fields, groups), { users, ...rest });
  return events.filter(({ name }) => name === 'pay').map(({ payload }) => payload);
}

const FIELDS = { total: uniform({ low: 10, high: 20 }), days: exponential({ mean: 5 }) };
const size = correlate({ id: 'size', fields: ['total', 'days'], copula: GAUSSIAN });
const valuesOf = ([u = 0, v = 0]: readonly number[]) => ({
  total: expect.closeTo(10 + 10 * u, 9) as number,
  days: expect.closeTo(-5 * Math.log1p(-v), 9) as number,
});

describe('correlated fields', () => {
  it('of an action take their uniforms from the group’s own stream, once an occurrence', async () => {
    const twice = flow('shop', [action('pay', { fields: FIELDS, groups: [size] }), wait('1d')], {
      arrivals: every('1d', { count: 3 }),
    });

    const { events } = await simulate(twice, { users: 50 });

    expect(events.map(({ payload }) => payload)).toEqual(
      events.map((_, i) => valuesOf(pointAt(actionPath, 'size', [Math.floor(i / 3), i % 3]))),
    );
  });

  it('of a persona are the attributes of one actor', async () => {
    const buyer = definePersona({ id: 'buyer', attributes: FIELDS, groups: [size] });
    const tell = look('tell', (ctx) => ({ total: ctx.get('total'), days: ctx.get('days') }));

    const { events } = await simulate(flow('shop', [tell]), { users: 50, persona: buyer });

    expect(events.map(({ payload }) => payload)).toEqual(
      events.map((_, i) => valuesOf(pointAt(personaPath, 'size', [i]))),
    );
  });

  it('of a dataset are those of one row, whoever asks in which order', async () => {
    const orders = defineDataset({ id: 'orders', count: 40, fields: FIELDS, groups: [size], keep: 3 });
    const tell = look('tell', (ctx) => ({ rows: [39, 0, 17, 39].map((i) => ctx.dataset('orders').row(i)) }));

    const {
      events: [event],
    } = await simulate(flow('shop', [tell]), { datasets: [orders] });

    expect(event?.payload['rows']).toEqual([39, 0, 17, 39].map((i) => valuesOf(pointAt(datasetPath, 'size', [i]))));
  });

  it.each<[string, CopulaSpec, number]>([
    ['gaussian', { family: 'gaussian', tau: 0.6 }, 0.6],
    ['opposed', { family: 'gaussian', tau: -0.5 }, -0.5],
    ['student', { family: 'student', tau: 0.4, df: 3 }, 0.4],
    ['clayton', { family: 'clayton', theta: 2 }, 0.5],
    ['gumbel', { family: 'gumbel', tau: 0.7 }, 0.7],
    ['frank', { family: 'frank', tau: 0.3 }, 0.3],
  ])('depend on each other as stated, each with its own distribution: %s', async (_name, copula, tau) => {
    const groups = [correlate({ id: 'size', fields: ['total', 'days'], copula })];

    const drawn = await payloads(FIELDS, groups, { users: 4000 });

    const column = (name: string): Float64Array => Float64Array.from(drawn, (payload) => Number(payload[name]));
    // The standard error of τ at n = 4000 is below 0.011.
    expect(Math.abs(kendallTau(column('total'), column('days')) - tau)).toBeLessThan(0.044);
    const mean = (values: Float64Array): number => values.reduce((sum, x) => sum + x / values.length, 0);
    expect(Math.abs(mean(column('total')) - 15)).toBeLessThan(4 * (10 / Math.sqrt(12 * 4000)));
    expect(Math.abs(mean(column('days')) - 5)).toBeLessThan(4 * (5 / Math.sqrt(4000)));
  });

  it('may be money, amounts, counts, mixtures, and what is mapped of them', async () => {
    const fields = {
      total: money(uniform({ low: 10, high: 20 }), { currency: 'EUR' }),
      fee: amount({ model: uniform({ low: 1, high: 2 }), currency: 'EUR' }),
      items: int({ min: 1, max: 100 }),
      weight: mixture([
        [1, uniform({ low: 0, high: 1 })],
        [1, uniform({ low: 1, high: 2 })],
      ]),
      text: uniform({ low: 0, high: 100 }).map((x) => `${Math.floor(x)} %`),
    };
    const names = Object.keys(fields);
    const all = correlate({ id: 'all', fields: names, copula: { family: 'gaussian', rho: 0.999999 } });

    const drawn = await payloads(fields, [all], { users: 50 });

    // So close a dependence makes one number of all of them.
    for (const { total, fee, items, weight, text } of drawn) {
      const u = Number(weight) / 2;
      expect((total as Money).amount / 1000 - 1).toBeCloseTo(u, 1);
      expect((fee as Money).amount / 100 - 1).toBeCloseTo(u, 1);
      expect(Number(items) / 100).toBeCloseTo(u, 1);
      expect(Number.parseInt(String(text), 10) / 100).toBeCloseTo(u, 1);
    }
    expect(drawn.map((payload) => Object.keys(payload))).toEqual(drawn.map(() => names));
  });

  it('are the same in any lanes, and beside handlers that wait', async () => {
    const waiting = { ...FIELDS, late: async () => Promise.resolve(1) };
    const fields = { total: FIELDS.total, late: waiting.late, days: FIELDS.days };

    const [one, eight] = await Promise.all([
      payloads(fields, [size], { lanes: 1 }),
      payloads(fields, [size], { lanes: 8 }),
    ]);

    expect(eight).toEqual(one);
    expect(one.map(({ total, days }) => ({ total, days }))).toEqual(
      one.map((_, i) => valuesOf(pointAt(actionPath, 'size', [i]))),
    );
  });
});

const HIGH = uniform({ low: 1000, high: 2000 });
const isHigh = (payload: Payload | undefined): boolean => Number(payload?.['total']) >= 1000;

describe('a conditional field', () => {
  it('takes the law of its case at the same uniform, and stays as it is where the case says base', async () => {
    const fields = { tier: weighted({ gold: 1, plain: 1 }), total: uniform({ low: 10, high: 20 }) };
    const byTier = conditional({
      field: 'total',
      given: 'tier',
      cases: [{ when: ['gold'], then: HIGH }],
      otherwise: 'base',
    });
    const before = await payloads(fields, []);

    const after = await payloads(fields, [byTier]);

    const u = (i: number): number => uniformAt([...actionPath, 'field', 'total', 'value'], [i]);
    expect(after).toEqual(
      before.map(({ tier, total }, i) => ({
        tier,
        total: tier === 'gold' ? expect.closeTo(1000 + 1000 * u(i), 9) : total,
      })),
    );
  });

  it('leaves the two draws of a mixture as they are where the case says base', async () => {
    const fields = {
      tier: weighted({ gold: 1, plain: 1 }),
      total: mixture([
        [1, uniform({ low: 0, high: 1 })],
        [3, uniform({ low: 10, high: 20 })],
      ]),
    };
    const all = conditional({ field: 'total', given: 'tier', cases: [{ when: ['gold', 'plain'], then: 'base' }] });

    expect(await payloads(fields, [all])).toEqual(await payloads(fields, []));
  });

  it('keeps the dependence of its group inside each case', async () => {
    const fields = { tier: weighted({ gold: 1, plain: 1 }), ...FIELDS };
    const byTier = conditional({
      field: 'total',
      given: 'tier',
      cases: [{ when: ['gold'], then: HIGH }],
      otherwise: 'base',
    });

    const drawn = await payloads(fields, [size, byTier]);

    expect(drawn.map(({ total, days }) => ({ total, days }))).toEqual(
      drawn.map(({ tier }, i) => {
        const [u = 0, v = 0] = pointAt(actionPath, 'size', [i]);
        const { days } = valuesOf([u, v]);
        return { total: expect.closeTo(tier === 'gold' ? 1000 + 1000 * u : 10 + 10 * u, 9), days };
      }),
    );
  });

  it.each<[string, Fields, FieldGroup, (payload: Payload) => boolean]>([
    [
      'a number before it, half-open',
      { items: int({ min: 1, max: 6 }) },
      conditional({ field: 'total', given: 'items', cases: [{ when: [2, 4], then: HIGH }], otherwise: 'base' }),
      ({ items }) => Number(items) >= 2 && Number(items) < 4,
    ],
    [
      'a flag',
      { isTrade: chance(0.5) },
      conditional({
        field: 'total',
        given: 'isTrade',
        cases: [
          { when: [true], then: HIGH },
          { when: [false], then: 'base' },
        ],
      }),
      ({ isTrade }) => isTrade === true,
    ],
    [
      'money before it, in minor units',
      { fee: money(uniform({ low: 0, high: 2 }), { currency: 'EUR' }) },
      conditional({ field: 'total', given: 'fee', cases: [{ when: [100, 1000], then: HIGH }], otherwise: 'base' }),
      ({ fee }) => (fee as Money).amount >= 100,
    ],
    [
      'what a function computes',
      { level: (ctx) => (ctx.actor.index % 2 === 0 ? 'even' : 'odd') },
      conditional({ field: 'total', given: 'level', cases: [{ when: ['even'], then: HIGH }], otherwise: 'base' }),
      ({ level }) => level === 'even',
    ],
  ])('may be given %s', async (_what, before, group, expected) => {
    const drawn = await payloads({ ...before, total: uniform({ low: 10, high: 20 }) }, [group]);

    expect(drawn.map(isHigh)).toEqual(drawn.map(expected));
    expect(drawn.filter(isHigh).length).toBeGreaterThan(20);
    expect(drawn.filter(isHigh).length).toBeLessThan(180);
  });

  it.each<[string, FieldGroup, (date: string) => boolean]>([
    [
      'month',
      conditional({ field: 'total', given: 'month', cases: [{ when: [3, 5], then: HIGH }], otherwise: 'base' }),
      (date) => ['03', '04'].includes(date.slice(5, 7)),
    ],
    [
      'weekday',
      conditional({ field: 'total', given: 'weekday', cases: [{ when: [6, 8], then: HIGH }], otherwise: 'base' }),
      (date) => [0, 6].includes(new Date(date).getUTCDay()),
    ],
    [
      'periodEnd',
      conditional({ field: 'total', given: 'periodEnd', cases: [{ when: [0, 2], then: HIGH }], otherwise: 'base' }),
      // The last two business days of the first quarter's months, and the weekend in or behind them.
      (date) => /^2025-(01-(30|31)|02-(27|28)|03-(28|29|30|31))/.test(date) || date >= '2025-04',
    ],
  ])('may be given the calendar: %s', async (_given, group, expected) => {
    const pay = action('pay', { fields: { total: uniform({ low: 10, high: 20 }) }, groups: [group] });
    const daily = flow('shop', [pay], { arrivals: every('1d') });
    const end = _given === 'periodEnd' ? '2025-04-01' : '2025-07-01';

    const { events } = await simulate(daily, { users: 1, startDate: '2025-01-01', endDate: end, starts: 'together' });

    expect(events.map(({ payload }) => isHigh(payload))).toEqual(
      events.map(({ timestamp }) => expected(timestamp.toISOString())),
    );
  });

  it('may be given an attribute of the actor, in an action, and one before it, in a persona', async () => {
    const byTier = (field: string) =>
      conditional({ field, given: 'tier', cases: [{ when: ['gold'], then: HIGH }], otherwise: 'base' });
    const buyer = definePersona({
      id: 'buyer',
      attributes: { tier: weighted({ gold: 1, plain: 1 }), limit: uniform({ low: 10, high: 20 }) },
      groups: [byTier('limit')],
    });
    const plain = definePersona({ id: 'plain', attributes: { tier: oneOf(['none']) } });
    const fields = {
      tierOf: (ctx) => ctx.get('tier'),
      limit: (ctx) => ctx.get('limit'),
      total: uniform({ low: 10, high: 20 }),
    } satisfies Fields;

    const drawn = await payloads(fields, [byTier('total')], {
      persona: personaMix([
        [buyer, 4],
        [plain, 1],
      ]),
    });

    expect(drawn.map(isHigh)).toEqual(drawn.map(({ tierOf }) => tierOf === 'gold'));
    expect(drawn.map(({ limit }) => Number(limit) >= 1000)).toEqual(drawn.map(({ tierOf }) => tierOf === 'gold'));
    expect(new Set(drawn.map(({ tierOf }) => tierOf))).toEqual(new Set(['gold', 'plain', 'none']));
  });

  it('may be given a column before it, in a dataset', async () => {
    const byKind = conditional({
      field: 'price',
      given: 'kind',
      cases: [{ when: ['sofa'], then: HIGH }],
      otherwise: 'base',
    });
    const goods = defineDataset({
      id: 'goods',
      count: 60,
      fields: { kind: oneOf(['sofa', 'lamp']), price: uniform({ low: 10, high: 20 }) },
      groups: [byKind],
    });

    const drawn = await payloads({ goods: fromDataset(goods) }, [], { datasets: [goods] });

    const rows = drawn.map(({ goods: row }) => row as { readonly kind: string; readonly price: number });
    expect(rows.map(({ price }) => price >= 1000)).toEqual(rows.map(({ kind }) => kind === 'sofa'));
  });

  it('of money draws its cases as money, inside their own bounds', async () => {
    const fields = {
      isTrade: chance(0.5),
      total: amount({ model: lognormal({ median: 10, sigma: 0.1, max: 100 }), currency: 'EUR' }),
      fee: money(lognormal({ median: 10, sigma: 0.1, max: 100 }), { currency: 'EUR' }),
    };
    const cases = [{ when: [true], then: uniform({ low: 200, high: 300, max: 250 }) }];
    const of = (field: string) => conditional({ field, given: 'isTrade', cases, otherwise: 'base' });

    const drawn = await payloads(fields, [of('total'), of('fee')]);

    for (const { isTrade, total, fee } of drawn) {
      for (const { amount: minor } of [total as Money, fee as Money]) {
        expect(Number.isInteger(minor)).toBe(true);
        expect(minor).toBeGreaterThanOrEqual(isTrade === true ? 20_000 : 1);
        expect(minor).toBeLessThanOrEqual(isTrade === true ? 25_000 : 10_000);
      }
    }
    const trade = drawn.filter(({ isTrade }) => isTrade === true).map(({ total }) => (total as Money).amount);
    expect(trade.filter((minor) => minor === 25_000).length).toBeLessThan(3);
  });

  it('as wide as drift makes it: a spread widens its cases too', async () => {
    const cases = [{ when: ['gold', 'plain'], then: lognormal({ median: 50, sigma: 1 }) }];
    const fields = (options: object) => ({
      tier: weighted({ gold: 1, plain: 1 }),
      total: amount({ model: lognormal({ median: 10, sigma: 1 }), currency: 'EUR', ...options }),
    });
    const groups = [conditional({ field: 'total', given: 'tier', cases })];
    const scores = async (options: object) =>
      (await payloads(fields(options), groups)).map(({ total }) => Math.log((total as Money).amount / 5000));

    const plain = await scores({});
    const wide = await scores({ spread: { kind: 'step', at: '2024-01-01', factor: 1.5 } });

    expect(wide).toEqual(plain.map((score) => expect.closeTo(1.5 * score, 1)));
  });

  it('fails in the run for a value that no case covers', async () => {
    const fields = { items: int({ min: 1, max: 9 }), total: uniform({ low: 1, high: 2 }) };
    const cases = [{ when: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const, then: HIGH }];
    const group = conditional({ field: 'total', given: 'items', cases });
    const missing = { ...fields, items: (() => undefined) as never };

    const error = await failureOf(simulate(shop(missing, [group])));

    expect(error).toMatchObject({ code: 'INVALID_FIELD_VALUE' });
    expect(error.message).toContain("no case of field 'total' covers items = undefined");
    expect((await simulate(shop(fields, [group]))).events).toHaveLength(1);
  });
});

const two = { a: normal({ mean: 0, sd: 1 }), b: normal({ mean: 0, sd: 1 }), c: normal({ mean: 0, sd: 1 }) };
const cases = [{ when: [1, 10] as const, then: HIGH }];
const of = (fields: readonly string[], copula: CopulaSpec = GAUSSIAN, id = 'g') => correlate({ id, fields, copula });

describe('a fault of a group', () => {
  it.each<[string, Fields, readonly FieldGroup[], string, string]>([
    ['a field there is not', two, [of(['a', 'd'])], 'COPULA_FIELDS', "there is no field 'd'"],
    [
      'a field that is chosen',
      { ...two, d: oneOf([1, 2]) },
      [of(['a', 'd'])],
      'COPULA_FIELDS',
      "field 'd' is not drawn from a distribution",
    ],
    [
      'a field that is computed',
      { ...two, d: () => 1 },
      [of(['a', 'd'])],
      'COPULA_FIELDS',
      "field 'd' is not drawn from a distribution",
    ],
    [
      'a field in two groups',
      two,
      [of(['a', 'b']), of(['b', 'c'], GAUSSIAN, 'h')],
      'COPULA_FIELDS',
      "field 'b' stands in groups 'g' and 'h'",
    ],
    ['one field', two, [of(['a'])], 'COPULA_FIELDS', 'a group needs at least two different fields'],
    ['no fields at all', undefined as never, [of(['a', 'b'])], 'COPULA_FIELDS', "there is no field 'a'"],
    ['an id used twice', two, [of(['a', 'b']), of(['a', 'c'])], 'DUPLICATE_ID', "group id 'g' is used twice"],
    ['an id with a slash', two, [of(['a', 'b'], GAUSSIAN, 'a/b')], 'INVALID_ID', "id 'a/b' of the group contains '/'"],
    [
      'a family there is not',
      two,
      [of(['a', 'b'], { family: 'gauss' as never, tau: 0.1 })],
      'COPULA_RANGE',
      "'gauss' is not a family",
    ],
    [
      'a strength out of reach',
      two,
      [of(['a', 'b'], { family: 'gumbel', tau: -0.5 })],
      'COPULA_RANGE',
      'cannot reach tau -0.5',
    ],
    [
      'a matrix that contradicts itself',
      two,
      [
        of(['a', 'b', 'c'], {
          family: 'gaussian',
          rho: [
            [1, 0.9, -0.9],
            [0.9, 1, 0.9],
            [-0.9, 0.9, 1],
          ],
        }),
      ],
      'CORRELATION_NOT_POSITIVE_DEFINITE',
      'no 3 fields can be correlated like this',
    ],
    ['what is no group', two, [{ kind: 'corelate' } as never], 'INVALID_SHAPE', 'a group is of no known kind'],
    ['no list', two, of(['a', 'b']) as never, 'INVALID_SHAPE', 'groups are no list'],
    [
      'a condition on a field there is not',
      two,
      [conditional({ field: 'x', given: 'a', cases, otherwise: 'base' })],
      'COPULA_FIELDS',
      "there is no field 'x'",
    ],
    [
      'a condition on a later field',
      two,
      [conditional({ field: 'a', given: 'b', cases, otherwise: 'base' })],
      'CONDITIONAL_CASES',
      "'b' is not known when field 'a' is drawn",
    ],
    [
      'a condition on itself',
      two,
      [conditional({ field: 'b', given: 'b', cases, otherwise: 'base' })],
      'CONDITIONAL_CASES',
      "'b' is not known when field 'b' is drawn",
    ],
    [
      'a condition on an attribute that nobody has',
      two,
      [conditional({ field: 'b', given: 'tier', cases, otherwise: 'base' })],
      'CONDITIONAL_CASES',
      "'tier' is not known",
    ],
    [
      'two conditions on one field',
      two,
      ['a', 'month'].map((given) => conditional({ field: 'b', given, cases, otherwise: 'base' })),
      'CONDITIONAL_CASES',
      "field 'b' has two conditions",
    ],
    [
      'a gap',
      two,
      [conditional({ field: 'b', given: 'month', cases })],
      'CONDITIONAL_CASES',
      'no case covers month from 10 to 13',
    ],
    [
      'a category there is not',
      { tier: weighted({ gold: 1, plain: 1 }), ...two },
      [conditional({ field: 'b', given: 'tier', cases: [{ when: ['glod'], then: HIGH }], otherwise: 'base' })],
      'CONDITIONAL_CASES',
      "tier is never 'glod'",
    ],
    [
      'a case of money that is negative',
      { x: int({ min: 1, max: 9 }), m: money(HIGH, { currency: 'EUR' }) },
      [
        conditional({
          field: 'm',
          given: 'x',
          cases: [{ when: [1, 5], then: int({ min: -5, max: 5 }) }],
          otherwise: 'base',
        }),
      ],
      'DISTRIBUTION_PARAMETER',
      'an amount is never negative',
    ],
    [
      'a bad distribution in a case',
      { x: int({ min: 1, max: 9 }), ...two },
      [
        conditional({
          field: 'a',
          given: 'x',
          cases: [{ when: [1, 5], then: normal({ mean: 0, sd: -1 }) }],
          otherwise: 'base',
        }),
      ],
      'DISTRIBUTION_PARAMETER',
      'sd',
    ],
  ])('is told before anything runs, with its place: %s', async (_what, fields, groups, code, says) => {
    const error = (await failureOf(simulate(shop(fields, groups)))) as SynodeError;

    expect(error.issues.map((issue) => issue.code)).toContain(code);
    expect(error.issues.map(({ message }) => message).join('\n')).toContain(says);
    expect(error.issues[0]?.path.slice(0, 3)).toEqual(["journey 'shop'", "adventure 'main'", "action 'pay'"]);
  });

  it('comes with all others, of personas and datasets too', async () => {
    const persona = definePersona({ id: 'buyer', attributes: { a: 1 }, groups: [of(['a', 'b'])] });
    const orders = defineDataset({ id: 'orders', count: 1, fields: two, groups: [of(['a', 'z'])] });
    const groups = [of(['a', 'x']), conditional({ field: 'c', given: 'month', cases })];

    const error = (await failureOf(simulate(shop(two, groups), { persona, datasets: [orders] }))) as SynodeError;

    expect(error.issues.map(({ code, path }) => `${code} ${path.join(' > ')}`)).toEqual([
      "COPULA_FIELDS journey 'shop' > adventure 'main' > action 'pay' > group 'g' > 'x'",
      "CONDITIONAL_CASES journey 'shop' > adventure 'main' > action 'pay' > condition of 'c'",
      "COPULA_FIELDS persona 'buyer' > group 'g' > 'a'",
      "COPULA_FIELDS persona 'buyer' > group 'g' > 'b'",
      "COPULA_FIELDS dataset 'orders' > group 'g' > 'z'",
    ]);
  });

  it('is none where nobody says yet who will act', () => {
    const byTier = conditional({
      field: 'a',
      given: 'tier',
      cases: [{ when: ['gold'], then: HIGH }],
      otherwise: 'base',
    });

    expect(validateConfig(shop(two, [byTier]))).toBeUndefined();
  });
});

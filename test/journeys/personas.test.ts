import { describe, expect, it } from 'vitest';

import {
  fake,
  fakePool,
  int,
  normal,
  personaMix,
  sequence,
  uniform,
  weighted,
  type Context,
  type Persona,
} from '../../src/index.ts';
import { action, failureOf, flow, look, simulate, uniformAt } from './world.ts';

const tell = (...names: string[]) =>
  flow('shop', [look('tell', (ctx) => Object.fromEntries(names.map((name) => [name, ctx.get(name)])))]);

const told = async (persona: Persona, names: readonly string[], users = 1) => {
  const { events } = await simulate(tell(...names), { persona, users });
  return events.map(({ payload }) => payload);
};

const buyer = { id: 'buyer', name: 'Buyer' };

describe('the attributes of a persona', () => {
  it('are drawn once an actor, and are in its context under their names', async () => {
    const persona = { ...buyer, attributes: { plan: 'basic', age: int({ min: 18, max: 80 }), no: sequence() } };
    const shop = [tell('age'), flow('again', [look('tell', (ctx) => ({ age: ctx.get('age') }))])];

    const { events } = await simulate(shop, { persona, users: 20 });
    const payloads = await told(persona, ['plan', 'age', 'no'], 20);

    const ages = Array.from(
      { length: 20 },
      (_, i) => 18 + Math.floor(63 * uniformAt(['user', 'persona', 'buyer', 'attribute', 'age', 'value'], [i])),
    );
    expect(payloads).toEqual(ages.map((age, i) => ({ plan: 'basic', age, no: i + 1 })));
    expect(events.map(({ payload }) => payload['age'])).toEqual(ages.flatMap((age) => [age, age]));
  });

  it('see those before them, by the context and as an argument', async () => {
    const persona = {
      ...buyer,
      attributes: {
        income: 4000,
        budget: (ctx: Context) => Number(ctx.get('income')) / 10,
        label: async (_ctx: Context, sofar: Readonly<Record<string, unknown>>) => Object.keys(sofar).join(),
        last: (_ctx: Context, sofar: Readonly<Record<string, unknown>>) => Object.keys(sofar).length,
      },
    };

    expect(await told(persona, ['budget', 'label', 'last'])).toEqual([
      { budget: 400, label: 'income,budget', last: 3 },
    ]);
  });

  it('draw the same in any order', async () => {
    const one = { a: normal({ mean: 0, sd: 1 }), b: uniform({ low: 0, high: 1 }), c: weighted({ x: 1, y: 1 }) };
    const names = ['a', 'b', 'c'];

    const first = await told({ ...buyer, attributes: one }, names, 5);
    const second = await told(
      { ...buyer, attributes: { c: one.c, b: one.b, more: int({ min: 0, max: 9 }), a: one.a } },
      names,
      5,
    );

    expect(second).toEqual(first);
  });

  it('may be values that are set again by the journey', async () => {
    const persona = { ...buyer, attributes: { mood: 'calm' } };
    const shop = flow('shop', [look('tell', (ctx) => (ctx.set('mood', 'angry'), { mood: ctx.get('mood') }))]);

    const { events } = await simulate(shop, { persona, users: 2 });

    expect(events.map(({ payload }) => payload)).toEqual([{ mood: 'angry' }, { mood: 'angry' }]);
  });

  it('may be called what objects inherit', async () => {
    const persona = { ...buyer, attributes: { ['__proto__']: 'p', constructor: 'c' } };

    const [payload] = await told(persona, ['__proto__', 'constructor']);

    expect(Object.entries(payload ?? {})).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
  });
});

describe('the locale of a persona', () => {
  const name = fake((f) => f.person.firstName());
  const names = async (locale: string | undefined, order: 'first' | 'last') => {
    const attributes = locale === undefined ? { name } : order === 'first' ? { locale, name } : { name, locale };
    const shop = flow('shop', [
      look('tell', (ctx) => ({
        locale: ctx.locale,
        name: ctx.get('name'),
        drawn: ctx.draw('d', name),
        faker: ctx.faker.person.firstName(),
        pool: ctx.draw('p', fakePool('person.firstName')),
      })),
      action('field', { fields: { name } }),
    ]);
    const { events } = await simulate(shop, { persona: { ...buyer, attributes }, users: 30 });
    return events.map(({ payload }) => payload);
  };

  it('comes first wherever it is declared, and steers every text of the actor', async () => {
    const [english, german, late] = await Promise.all([
      names(undefined, 'first'),
      names('de', 'first'),
      names('de', 'last'),
    ]);

    expect(late).toEqual(german);
    expect(german.filter(({ locale }) => locale !== undefined).every(({ locale }) => locale === 'de')).toBe(true);
    for (const key of ['name', 'drawn', 'faker', 'pool']) {
      expect(german.map((payload) => payload[key])).not.toEqual(english.map((payload) => payload[key]));
    }
  });

  it.each(['de', 'de_DE', 'de-DE'])('is German as %s', async (locale) => {
    expect(await names(locale, 'first')).toEqual(await names('de', 'first'));
  });

  it('that is unknown is a fault where it is written, with what was meant', async () => {
    const error = await failureOf(told({ ...buyer, attributes: { locale: 'dd' } }, []));

    expect(error).toMatchObject({ code: 'LOCALE_UNKNOWN', path: ["persona 'buyer'", "attribute 'locale'"] });
  });

  it('that is unknown falls back to English where it is drawn, with one warning a locale', async () => {
    const persona = { ...buyer, attributes: { locale: weighted({ zz: 1, yy: 1 }), name } };
    const warnings: string[] = [];
    const logger = { ...console, warn: (text: string) => void warnings.push(text) };

    const { events, result } = await simulate(tell('name'), { persona, users: 20, logger });
    const english = await simulate(tell('name'), { persona: { ...buyer, attributes: { name } }, users: 20 });

    expect(events.map(({ payload }) => payload)).toEqual(english.events.map(({ payload }) => payload));
    expect(warnings).toHaveLength(2);
    expect(result.warnings.map(({ code }) => code)).toEqual(['LOCALE_FALLBACK', 'LOCALE_FALLBACK']);
    expect(result.warnings.reduce((sum, { count }) => sum + count, 0)).toBe(20);
  });

  it('that is drawn with an unknown region is that of its language', async () => {
    const persona = { ...buyer, attributes: { locale: weighted({ 'de-XX': 1 }), name } };

    const { events, result } = await simulate(tell('name'), { persona });
    const german = await simulate(tell('name'), { persona: { ...buyer, attributes: { locale: 'de', name } } });

    expect(events[0]?.payload).toEqual(german.events[0]?.payload);
    expect(result.warnings).toEqual([]);
  });
});

describe('a mix of personas', () => {
  const retail = { id: 'retail', name: 'Retail', attributes: { size: int({ min: 1, max: 9 }) } };
  const trade = { id: 'trade', name: 'Trade', attributes: { size: int({ min: 100, max: 999 }), vat: true } };

  it('draws one for each actor by its weight', async () => {
    const shop = flow('shop', [look('who', (ctx) => ({ persona: ctx.actor.persona, vat: ctx.get('vat') ?? false }))]);

    const { events } = await simulate(shop, {
      persona: personaMix([
        [retail, 3],
        [trade, 1],
      ]),
      users: 100,
    });

    const expected = Array.from({ length: 100 }, (_, i) =>
      4 * uniformAt(['user', '@persona'], [i]) < 3 ? 'retail' : 'trade',
    );
    expect(events.map(({ payload }) => payload)).toEqual(
      expected.map((persona) => ({ persona, vat: persona === 'trade' })),
    );
    expect(new Set(expected).size).toBe(2);
  });

  it('leaves the attributes of each persona as they are alone', async () => {
    const mixed = await told(
      personaMix([
        [retail, 1],
        [trade, 1],
      ]),
      ['size'],
      20,
    );
    const alone = await told(retail, ['size'], 20);
    const other = await told(trade, ['size'], 20);

    for (const [i, payload] of mixed.entries()) expect([alone[i], other[i]]).toContainEqual(payload);
  });

  it.each([
    ['no part', personaMix([]), 'INVALID_WEIGHTS'],
    ['weights of 0', personaMix([[retail, 0]]), 'INVALID_WEIGHTS'],
    ['a part that is none', personaMix([[null as never, 1]]), 'INVALID_SHAPE'],
    ['a part without weight', personaMix([[retail] as never]), 'INVALID_SHAPE'],
    [
      'two personas of one id',
      personaMix([
        [retail, 1],
        [{ ...trade, id: 'retail' }, 1],
      ]),
      'DUPLICATE_ID',
    ],
  ])('with %s is refused', async (_what, persona, code) => {
    const error = await failureOf(told(persona, []));

    expect((error as { issues?: { code: string }[] }).issues?.map((issue) => issue.code)).toContain(code);
  });
});

import { describe, expect, it } from 'vitest';

import {
  after,
  between,
  chance,
  defineAction,
  discrete,
  dryRun,
  fake,
  fakePool,
  id,
  int,
  list,
  maybe,
  normal,
  object,
  oneOf,
  repeat,
  sequence,
  SynodeError,
  uniform,
  wait,
  weighted,
  type Context,
  type Fields,
  type FieldValue,
} from '../../src/index.ts';
import {
  action,
  adventure,
  failureOf,
  flow,
  journey,
  look,
  silent,
  simulate,
  uniformAt,
  uniformsAt,
  type Options,
} from './world.ts';

const path = ['user', 'journey', 'shop', 'adventure', 'main', 'action', 'pay', 'field'];

/** The payloads of an action with these fields. */
const payloads = async (fields: Fields, options: Options = {}) => {
  const { events } = await simulate(flow('shop', [action('pay', { fields })]), options);
  return events.map(({ payload }) => payload);
};
const payload = async (fields: Fields, options: Options = {}) => (await payloads(fields, options))[0];
const many = { users: 200 };
const actors = Array.from({ length: 200 }, (_, i) => i);

describe('a field', () => {
  it('may be a value, a generator, or a function that sees the fields before it', async () => {
    const fields = {
      currency: 'EUR',
      net: int({ min: 1, max: 100 }),
      gross: (_ctx: Context, sofar: Readonly<Record<string, unknown>>) => Number(sofar['net']) * 2,
      user: async (ctx: Context, sofar: Readonly<Record<string, unknown>>) =>
        `${ctx.userId} ${Object.keys(sofar).join()}`,
      last: (_ctx: Context, sofar: Readonly<Record<string, unknown>>) => Object.keys(sofar).length,
    };

    const net = 1 + Math.floor(100 * uniformAt([...path, 'net', 'value']));
    expect(await payload(fields)).toEqual({
      currency: 'EUR',
      net,
      gross: net * 2,
      user: 'user-0 currency,net,gross',
      last: 4,
    });
  });

  it('keeps its place among the keys, whatever it is called', async () => {
    const fields = { b: 1, ['__proto__']: { x: 1 }, constructor: 2, toString: 3, a: oneOf(['x']) };

    const written = await payload(fields);

    expect(Object.keys(written ?? {})).toEqual(['b', '__proto__', 'constructor', 'toString', 'a']);
    expect(Object.getPrototypeOf(written)).toBe(Object.prototype);
    expect(JSON.stringify(written)).toBe('{"b":1,"__proto__":{"x":1},"constructor":2,"toString":3,"a":"x"}');
  });

  it('that is undefined is left out', async () => {
    expect(Object.keys((await payload({ a: undefined, b: () => undefined, c: 1 })) ?? {})).toEqual(['c']);
  });

  it('gives its functions a random stream and a faker of their own', async () => {
    const fields = (more: Fields): Fields => ({
      ...more,
      roll: (ctx: Context) => [ctx.random.float(), ctx.random.float()],
      name: (ctx: Context) => ctx.faker.person.fullName(),
    });

    const plain = await payload(fields({}));
    const busy = await payload(fields({ other: (ctx: Context) => [ctx.random.float(), ctx.faker.person.fullName()] }));

    const next = uniformsAt([...path, 'roll', '@handler'], []);
    expect(plain?.['roll']).toEqual([next(), next()]);
    expect(busy).toMatchObject(plain ?? {});
  });

  it('that is an object is frozen with all that is in it, and shared', async () => {
    const address = { city: 'Bonn', lines: ['a', { b: 1 }] };

    const [first, second] = await payloads({ address }, { users: 2 });

    expect(first?.['address']).toBe(second?.['address']);
    expect(Object.isFrozen(address)).toBe(true);
    expect(Object.isFrozen(address.lines)).toBe(true);
    expect(Object.isFrozen(address.lines[1])).toBe(true);
  });

  it.each<[string, FieldValue, string, string]>([
    ['NaN', () => Number.NaN, "field 'x'", 'NaN'],
    ['an infinite number', () => [1, -Infinity], "field 'x[1]'", '-Infinity'],
    ['a bigint', () => ({ a: { b: 10n } }), "field 'x.a.b'", '10n'],
    ['a function', () => ({ a: () => 1 }), "field 'x.a'", 'a function'],
    ['a symbol', () => Symbol('s'), "field 'x'", 'a symbol'],
    ['an invalid Date', () => new Date(Number.NaN), "field 'x'", 'an invalid Date'],
    ['a Map', () => new Map(), "field 'x'", 'a Map'],
    ['a list with a hole', () => [undefined], "field 'x[0]'", 'undefined'],
    ['what fake gives', fake(() => 1n), "field 'x'", '1n'],
    ['what map gives', chance(1).map(() => Number.NaN), "field 'x'", 'NaN'],
    ['what is drawn from a list', oneOf([{ n: Number.NaN }]), "field 'x.n'", 'NaN'],
    ['what is weighted', weighted([[10n, 1]]), "field 'x'", '10n'],
    ['what is discrete', discrete([[Symbol('s'), 1]]), "field 'x'", 'a symbol'],
    ['part of an object', object({ a: () => Number.NaN }), "field 'x.a'", 'NaN'],
    ['part of a list', list(2, () => Number.NaN), "field 'x[0]'", 'NaN'],
    ['what may be', maybe(1, () => Number.NaN), "field 'x'", 'NaN'],
  ])('cannot be %s', async (_what, value, where, received) => {
    const error = await failureOf(payload({ x: value }));

    expect(error).toMatchObject({
      code: 'INVALID_FIELD_VALUE',
      path: ["journey 'shop'", "adventure 'main'", "action 'pay'", "field 'x'"],
      received,
      suggestion: "Check what computes 'x'.",
    });
    expect(error.message).toContain(`${where} is ${received}`);
  });

  it('cannot hold itself', async () => {
    const loop: { self?: object } = {};
    loop.self = { loop };

    const [computed, fixed] = await Promise.all([
      failureOf(payload({ x: () => loop })),
      failureOf(payload({ x: loop })),
    ]);

    expect(computed.message).toContain("field 'x.self.loop' is an object that contains itself");
    expect(fixed).toMatchObject({ code: 'INVALID_FIELD_VALUE', received: 'an object that contains itself' });
  });

  it('cannot be a generator inside a plain object', async () => {
    const error = await failureOf(payload({ x: { deep: [chance(0.5)] } }));

    expect(error).toMatchObject({ code: 'INVALID_GENERATOR', suggestion: 'Wrap it in object({ … }).' });
  });

  it('cannot be called like an index, which JavaScript would move to the front', async () => {
    const error = await failureOf(payload({ a: 1, 17: 2 }));
    const nested = await failureOf(payload({ a: object({ b: 1, 0: 2 }) }));

    expect(error).toMatchObject({ code: 'INVALID_ID', suggestion: "Call it 'f17'." });
    expect(nested).toMatchObject({
      code: 'INVALID_ID',
      path: expect.arrayContaining(["field 'a'", "field '0'"]) as string[],
    });
    expect(await payload({ '-1': 1, '01': 2, '1.5': 3 })).toEqual({ '-1': 1, '01': 2, '1.5': 3 });
  });
});

describe('what an action emits', () => {
  it('is one event of its name with its fields; with an empty payload without any', async () => {
    const shop = flow('shop', [
      defineAction({ id: 'view', name: 'page.viewed', fields: { url: '/a' } }),
      defineAction({ id: 'leave' }),
    ]);

    const { events } = await simulate(shop);

    expect(events.map(({ name, payload: p }) => [name, p])).toEqual([
      ['page.viewed', { url: '/a' }],
      ['leave', {}],
    ]);
  });

  it('is what its handler returns, and with fields only that', async () => {
    const shop = flow('shop', [
      defineAction({ id: 'none', handler: () => [] }),
      defineAction({
        id: 'pay',
        fields: { amount: int({ min: 5, max: 5 }) },
        handler: (ctx, { amount }) => [ctx.event('paid', { cents: amount * 100 }), ctx.event('mailed')],
      }),
    ]);

    const { events } = await simulate(shop);

    expect(events.map(({ name, payload: p }) => [name, p])).toEqual([
      ['paid', { cents: 500 }],
      ['mailed', {}],
    ]);
  });

  it('can be had by calling the handler of one action inside another', async () => {
    const pay = defineAction({ id: 'pay', name: 'paid', fields: { amount: uniform({ low: 0, high: 1 }), ref: id() } });
    const both = look('both', (ctx) => {
      const before = ctx.random.float();
      const [paid] = pay.handler(ctx) as ReturnType<Context['event']>[];
      return { amount: (paid?.payload as { amount?: number } | undefined)?.amount, before, after: ctx.random.float() };
    });
    const plain = look('both', (ctx) => ({ before: ctx.random.float(), after: ctx.random.float() }));

    const [nested, alone] = await Promise.all([simulate(flow('shop', [both])), simulate(flow('shop', [plain]))]);

    expect(nested.events[0]?.payload['amount']).toBeTypeOf('number');
    expect(nested.events[0]?.payload).toMatchObject(alone.events[0]?.payload ?? {});
  });

  it.each<[string, unknown, string, string]>([
    ['nothing', undefined, 'INVALID_HANDLER_RETURN', 'handler returned undefined'],
    ['null', null, 'INVALID_HANDLER_RETURN', 'handler returned null'],
    ['one event instead of a list', {}, 'INVALID_HANDLER_RETURN', 'handler returned an empty object'],
    ['a promise of nothing', Promise.resolve(undefined), 'INVALID_HANDLER_RETURN', 'handler returned undefined'],
    ['a list of texts', ['paid'], 'INVALID_HANDLER_RETURN', "handler returned an array with 'paid'"],
    ['a list of nothing', [null], 'INVALID_HANDLER_RETURN', 'handler returned an array with null'],
  ])('cannot be %s', async (_what, returned, code, said) => {
    const error = await failureOf(
      simulate(flow('shop', [defineAction({ id: 'pay', handler: () => returned as never })])),
    );

    expect(error).toMatchObject({
      code,
      path: ["journey 'shop'", "adventure 'main'", "action 'pay'"],
      suggestion: 'Return [] or [ctx.event(…)].',
    });
    expect(error.message).toContain(said);
  });

  it.each<[string, object, string]>([
    ['without a name', { name: undefined }, 'its name is undefined'],
    ['of an empty name', { name: '' }, "its name is ''"],
    ['of a name too long', { name: 'x'.repeat(129) }, 'its name is '],
    ['of a name with a line break', { name: 'a\nb' }, 'its name is '],
    ['without an id', { id: undefined }, 'its id is undefined'],
    ['of an empty id', { id: '' }, "its id is ''"],
    ['of another user', { userId: 'user-7' }, "its userId is 'user-7'"],
    ['of another session', { sessionId: 'user-0:other:0' }, "its sessionId is 'user-0:other:0'"],
    ['of no time', { timestamp: undefined }, 'its timestamp is undefined'],
    ['of an invalid time', { timestamp: new Date(Number.NaN) }, 'its timestamp is an invalid Date'],
    ['of yesterday', { timestamp: new Date('2024-12-31') }, 'it is dated 1 d before now'],
    ['without a payload', { payload: undefined }, 'its payload is undefined'],
    ['of a payload that is a text', { payload: 'text' }, "its payload is 'text'"],
    ['of a payload that is a list', { payload: [1] }, 'its payload is an array of 1'],
  ])('cannot be an event %s', async (_what, change, said) => {
    const pay = defineAction({ id: 'pay', handler: (ctx) => [{ ...ctx.event('paid'), ...change } as never] });

    const error = await failureOf(simulate(flow('shop', [pay])));

    expect(error).toMatchObject({
      code: 'INVALID_EVENT',
      path: ["journey 'shop'", "adventure 'main'", "action 'pay'"],
    });
    expect(error.message).toContain(said);
  });

  it('has the name of 1 to 128 characters it is given', async () => {
    const { events } = await simulate(
      flow('shop', [look('x', () => ({})), defineAction({ id: 'y', name: 'n'.repeat(128) })]),
    );

    expect(events.map(({ name }) => name.length)).toEqual([1, 128]);
  });

  it('is what it says it emits', async () => {
    const pay = (name: string) =>
      defineAction({ id: 'pay', emits: ['order.paid', 'order.refused'], handler: (ctx) => [ctx.event(name)] });

    const { events } = await simulate(flow('shop', [pay('order.paid')]));
    const error = await failureOf(simulate(flow('shop', [pay('order.payd')])));

    expect(events).toHaveLength(1);
    expect(error).toMatchObject({ code: 'INVALID_EVENT', suggestion: "Did you mean 'order.paid'?" });
  });

  it('is looked at deeply under debug and in dryRun, elsewhere when it is written', async () => {
    const shop = flow('shop', [defineAction({ id: 'pay', handler: (ctx) => [ctx.event('paid', { a: [{ b: 1n }] })] })]);

    const errors = await Promise.all([
      failureOf(simulate(shop, { debug: true, telemetryPath: '/dev/null' })),
      failureOf(dryRun(shop, 1, { logger: false })),
    ]);
    const { events } = await simulate(shop);

    for (const error of errors) {
      expect(error).toMatchObject({ code: 'INVALID_FIELD_VALUE' });
      expect(error.message).toContain("payload.a[0].b of event 'paid' is 1n");
    }
    expect(events).toHaveLength(1);
  });

  it('is warned of under debug where an event was made and not returned', async () => {
    const shop = flow('shop', [silent('pay', (ctx) => void ctx.event('lost'))]);

    const [debug, plain] = await Promise.all([
      simulate(shop, { debug: true, telemetryPath: '/dev/null', users: 3 }),
      simulate(shop),
    ]);

    const empty = { code: 'PHASE_EMPTY', message: 'journeys ran and emitted nothing', count: 1 };
    expect(debug.result.warnings).toEqual([
      { code: 'EVENT_NOT_RETURNED', message: "action 'pay' made 1 events and returned 0", count: 3 },
      empty,
    ]);
    expect(plain.result.warnings).toEqual([empty]);
  });
});

describe('generators of choice', () => {
  it('weighted: the first key or value whose cumulative weight exceeds the draw', async () => {
    const drawn = await payloads(
      {
        a: weighted({ card: 3, iban: 1 }),
        b: weighted([
          [10, 1],
          [20, 0],
          [30, 1],
        ]),
      },
      many,
    );

    expect(drawn).toEqual(
      actors.map((i) => ({
        a: uniformAt([...path, 'a', 'value'], [i]) * 4 < 3 ? 'card' : 'iban',
        b: uniformAt([...path, 'b', 'value'], [i]) * 2 < 1 ? 10 : 30,
      })),
    );
  });

  it('oneOf: each as likely; chance: below its probability', async () => {
    const drawn = await payloads({ a: oneOf(['x', 'y', 'z']), b: chance(0.3) }, many);

    expect(drawn).toEqual(
      actors.map((i) => ({
        a: ['x', 'y', 'z'][Math.floor(3 * uniformAt([...path, 'a', 'value'], [i]))],
        b: uniformAt([...path, 'b', 'value'], [i]) < 0.3,
      })),
    );
  });

  it('map: the same draw, changed', async () => {
    const drawn = await payloads({ a: int({ min: 1, max: 9 }), b: int({ min: 1, max: 9 }).map((n) => `n${n}`) }, many);
    const renamed = await payloads({ b: int({ min: 1, max: 9 }) }, many);

    expect(drawn.map(({ b }) => b)).toEqual(renamed.map(({ b }) => `n${String(b)}`));
  });
});

describe('nested generators', () => {
  it('draw each part on its own path', async () => {
    const fields = {
      o: object({ a: int({ min: 0, max: 99 }), b: object({ c: chance(0.5) }), d: 'fixed' }),
      l: list(3, int({ min: 0, max: 99 })),
    };

    const at = (...parts: string[]) => uniformAt([...path, ...parts, 'value']);
    expect(await payload(fields)).toEqual({
      o: { a: Math.floor(100 * at('o', 'sub', 'a')), b: { c: at('o', 'sub', 'b', 'sub', 'c') < 0.5 }, d: 'fixed' },
      l: [0, 1, 2].map((i) => Math.floor(100 * at('l', 'sub', String(i)))),
    });
  });

  it('object: functions see the fields of the object before them; a key may be __proto__', async () => {
    const fields = {
      o: object({ a: 1, ['__proto__']: 2, b: (_: Context, sofar: object) => Object.keys(sofar).join() }),
    };

    expect(JSON.stringify(await payload(fields))).toBe('{"o":{"a":1,"__proto__":2,"b":"a,__proto__"}}');
  });

  it('list: as long as its count, which may be drawn or computed; longer ones begin alike', async () => {
    const items = async (count: Parameters<typeof list>[0]) =>
      (await payload({ l: list(count, uniform({ low: 0, high: 1 })) }))?.['l'] as number[];

    const [none, two, five, drawn, computed] = await Promise.all([
      items(0),
      items(2),
      items(5),
      items(int({ min: 1, max: 4 })),
      items((ctx) => ctx.userId.length),
    ]);

    expect([none?.length, two?.length, five?.length, computed?.length]).toEqual([0, 2, 5, 6]);
    expect(five.slice(0, 2)).toEqual(two);
    expect(drawn).toHaveLength(1 + Math.floor(4 * uniformAt([...path, 'l', 'count', 'value'])));
    for (const count of [-1, 1.5]) {
      expect(await failureOf(items(() => count))).toMatchObject({ code: 'INVALID_FIELD_VALUE' });
    }
  });

  it('maybe: there with its probability, and its value is the draw of its own path', async () => {
    const drawn = await payloads({ m: maybe(0.4, int({ min: 0, max: 99 })) }, many);

    expect(drawn).toEqual(
      actors.map((i) =>
        uniformAt([...path, 'm', 'value'], [i]) < 0.4
          ? { m: Math.floor(100 * uniformAt([...path, 'm', 'sub', 'value', 'value'], [i])) }
          : {},
      ),
    );
  });

  it('that wait cannot be drawn in a handler, which has no time to wait', async () => {
    const waiting = object({ a: () => Promise.resolve(1) });

    for (const draw of [(ctx: Context) => ctx.draw('w', waiting), (ctx: Context) => ctx.shared('w', 1, waiting)]) {
      const error = await failureOf(simulate(flow('shop', [silent('pay', draw)])));

      expect(error).toMatchObject({ code: 'INVALID_FIELD_VALUE', received: 'a promise' });
    }
  });

  it('may hold functions that wait', async () => {
    const slow = async (): Promise<number> => {
      await Promise.resolve();
      return 7;
    };

    expect(await payload({ o: object({ a: slow, b: 1 }), l: list(2, slow), m: maybe(1, slow), n: 8 })).toEqual({
      o: { a: 7, b: 1 },
      l: [7, 7],
      m: 7,
      n: 8,
    });
  });
});

describe('generators of instants', () => {
  const later = (fields: Fields) => flow('shop', [wait('36h'), action('pay', { fields })]);

  it('after: so much later than now, as an instant or as a date', async () => {
    const { events } = await simulate(
      later({
        at: after('2h'),
        due: after('1mo', { as: 'date' }),
        drawn: after({ min: '1h', max: '2h' }),
        bd: after('1bd', { as: 'date' }),
      }),
    );

    const u = uniformAt([...path, 'drawn', 'value']);
    expect(events[0]?.payload).toEqual({
      at: new Date('2025-01-02T14:00:00Z'),
      due: '2025-02-02',
      drawn: new Date(Date.UTC(2025, 0, 2, 12) + Math.floor(3_600_000 * (1 + u) + 0.5)),
      bd: '2025-01-03',
    });
  });

  it('between: uniform, from its first instant to before its last', async () => {
    const drawn = await payloads({ at: between('2025-01-01', new Date('2025-01-02')) }, many);

    expect(drawn).toEqual(
      actors.map((i) => ({
        at: new Date(Date.UTC(2025, 0, 1) + Math.floor(86_400_000 * uniformAt([...path, 'at', 'value'], [i]))),
      })),
    );
    expect(await payload({ at: between('2025-01-01', '2025-01-01') })).toEqual({ at: new Date('2025-01-01') });
  });
});

describe('sequence', () => {
  const numbers = async (options: Parameters<typeof sequence>[0], users = 2) => {
    const shop = journey('shop', [
      adventure('main', [repeat(2, [action('pay', { fields: { n: sequence(options) } })])]),
      adventure('other', [action('pay', { fields: { n: sequence(options) } })]),
    ]);
    const { events } = await simulate(shop, { users });
    return events.map(({ payload: p }) => p['n']);
  };

  it('counts the uses of each actor, at each place', async () => {
    expect(await numbers({})).toEqual([1, 2, 1, 1, 2, 1]);
    expect(await numbers({ start: 100, step: -10 })).toEqual([100, 90, 100, 100, 90, 100]);
  });

  it('goes on over all instances of the actor', async () => {
    const shop = (n: string) => flow(n, [look('go', (ctx) => (ctx.start('pay'), ctx.start('pay'), {}))]);
    const pay = flow('pay', [action('pay', { fields: { n: sequence() } })], { arrivals: { kind: 'never' } });

    const { events } = await simulate([shop('a'), shop('b'), pay], { users: 2 });

    expect(events.filter(({ name }) => name === 'pay').map(({ payload: p }) => p['n'])).toEqual([
      1, 2, 3, 4, 1, 2, 3, 4,
    ]);
  });

  it('with blocks keeps actors apart, until a block is used up', async () => {
    expect(await numbers({ block: 100 })).toEqual([1, 2, 1, 101, 102, 101]);
    const error = await failureOf(numbers({ block: 1 }));
    expect(error).toMatchObject({ code: 'SEQUENCE_EXHAUSTED', suggestion: 'Raise block.' });
  });

  it('is text with a prefix or digits', async () => {
    expect(await numbers({ prefix: 'A-' }, 1)).toEqual(['A-1', 'A-2', 'A-1']);
    expect(await numbers({ pad: 4 }, 1)).toEqual(['0001', '0002', '0001']);
    expect(await numbers({ prefix: 'R', pad: 2, start: 99 }, 1)).toEqual(['R99', 'R100', 'R99']);
  });

  it('is one for all items of a list', async () => {
    expect(await payload({ lines: list(3, object({ no: sequence() })) })).toEqual({
      lines: [{ no: 1 }, { no: 2 }, { no: 3 }],
    });
  });
});

describe('generators of text', () => {
  it('fake: what faker makes of the field’s own stream, at simulated now', async () => {
    const shop = flow('shop', [
      wait('10y'),
      action('pay', {
        fields: { name: fake((f) => f.person.fullName()), soon: fake((f) => f.date.soon({ days: 1 })) },
      }),
    ]);

    const { events } = await simulate(shop, { users: 20 });
    const again = await simulate(shop, { users: 20 });

    expect(new Set(events.map(({ payload: p }) => p['name'])).size).toBeGreaterThan(15);
    expect(again.events).toEqual(events);
    for (const { payload: p } of events) {
      const soon = (p['soon'] as Date).getTime() - Date.UTC(2035, 0, 1);
      expect(soon).toBeGreaterThanOrEqual(0);
      expect(soon).toBeLessThanOrEqual(86_400_000);
    }
  });

  it('fakePool: an entry of its pool, the same whoever asks first', async () => {
    const city = fakePool('location.city', { size: 16 });

    const drawn = await payloads({ a: city, b: city }, { users: 300 });
    const alone = await payloads({ b: city }, { users: 300 });

    expect(new Set(drawn.flatMap(({ a, b }) => [a, b])).size).toBeLessThanOrEqual(16);
    expect(new Set(drawn.map(({ a }) => a)).size).toBeGreaterThan(10);
    expect(drawn.map(({ b }) => b)).toEqual(alone.map(({ b }) => b));
  });

  it('fakePool: of the pool of the actor’s own locale, whoever else asks', async () => {
    const shop = flow('shop', [action('pay', { fields: { name: fakePool('person.lastName') } })]);
    const namesIn = async (locale: (actor: number) => string) => {
      const persona = { id: 'p', name: 'P', attributes: { locale: (ctx: Context) => locale(ctx.actor.index) } };
      return (await simulate(shop, { users: 6, persona })).events.map(({ payload: p }) => p['name']);
    };

    const [german, japanese] = [await namesIn(() => 'de'), await namesIn(() => 'ja')];
    const mixed = await namesIn((actor) => (actor % 2 === 0 ? 'de' : 'ja'));

    expect(new Set([...german, ...japanese]).size).toBeGreaterThan(6);
    expect(mixed).toEqual(german.map((name, actor) => (actor % 2 === 0 ? name : japanese[actor])));
  });
});

/** As a newer copy of the package would make it. */
const ofKind = (kind: string): FieldValue =>
  Object.assign(Object.create(Object.getPrototypeOf(chance(1)) as object) as object, { kind });

describe('wrong parameters', () => {
  it.each<[string, FieldValue, string, string]>([
    ['oneOf', oneOf([]), 'INVALID_GENERATOR', 'values must be a list of at least one value'],
    ['chance', chance(1.5), 'INVALID_GENERATOR', 'p must be a number from 0 to 1'],
    ['maybe', maybe(-1, 1), 'INVALID_GENERATOR', 'p must be a number from 0 to 1'],
    ['fake', fake('name' as never), 'INVALID_GENERATOR', 'fn must be a function'],
    ['fakePool', fakePool('name'), 'INVALID_GENERATOR', 'method must be a faker path'],
    [
      'fakePool of no such method',
      fakePool('person.fulName'),
      'INVALID_GENERATOR',
      "faker has no method 'person.fulName'",
    ],
    [
      'fakePool too small',
      fakePool('person.fullName', { size: 15 }),
      'INVALID_GENERATOR',
      'size must be a whole number from 16',
    ],
    ['sequence', sequence({ step: 0.5 }), 'INVALID_GENERATOR', 'step must be a whole number'],
    ['sequence', sequence({ perfix: 'A' } as never), 'UNKNOWN_KEY', "unknown key 'perfix'"],
    ['object', object([] as never), 'INVALID_GENERATOR', 'fields must be an object of fields'],
    ['list', list(-1, 1), 'INVALID_SHAPE', '-1 is not a whole number from 0 to 1,000,000'],
    ['after', after('P2D' as never), 'INVALID_DURATION', "'P2D' is not a duration"],
    ['after', after('1d', { as: 'text' } as never), 'INVALID_GENERATOR', "as must be 'instant' or 'date'"],
    ['between', between('2025-02-01', '2025-01-01'), 'INVALID_GENERATOR', 'to must be an instant not before `from`'],
    ['between', between('yesterday', '2025-01-01'), 'INVALID_GENERATOR', 'is not an ISO 8601 date'],
    ['id', id(5 as never), 'INVALID_GENERATOR', 'prefix must be a text'],
    ['weighted', weighted({}), 'INVALID_WEIGHTS', 'there are no weights'],
    ['weighted', weighted({ a: -1 }), 'INVALID_WEIGHTS', "the weight of 'a' is -1"],
    ['weighted', weighted({ a: 0 }), 'INVALID_WEIGHTS', 'all weights of weighted are 0'],
    ['weighted', weighted({ a: Number.NaN }), 'INVALID_WEIGHTS', "the weight of 'a' is NaN"],
    ['weighted', weighted({ 1: 1 }), 'INVALID_WEIGHTS', "key '1' looks like a number"],
    ['weighted', weighted(5 as never), 'INVALID_WEIGHTS', 'weights are neither a record nor pairs'],
    ['normal', normal({ mean: 0, sd: -1 }), 'DISTRIBUTION_PARAMETER', 'sd'],
    ['normal', normal({ mean: 0, sd: 1, min: 50, max: 60 }), 'DISTRIBUTION_EMPTY', ''],
    ['a kind there is not', ofKind('chanse'), 'INVALID_GENERATOR', "no generator is called 'chanse'"],
  ])('of %s are refused before anything runs', async (_what, value, code, said) => {
    const error = await failureOf(payload({ x: value }));

    expect(error).toBeInstanceOf(SynodeError);
    const { issues } = error as SynodeError;
    expect(issues.map((issue) => issue.code)).toContain(code);
    expect(issues.map(({ message }) => message).join('\n')).toContain(said);
    expect(issues[0]?.path.slice(0, 4)).toEqual(["journey 'shop'", "adventure 'main'", "action 'pay'", "field 'x'"]);
  });
});

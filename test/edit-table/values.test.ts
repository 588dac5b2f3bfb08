import { describe, expect, it } from 'vitest';

import { chance, defineAction, int, uniform, weighted, type Context } from '../../src/index.ts';
import { uniformAt } from '../journeys/world.ts';
import {
  changes,
  entries,
  except,
  expectChanges,
  keysOf,
  PAY,
  payHandler,
  run,
  VIEW,
  wordsOf,
  type Entry,
} from './shop.ts';

const payPath = ['user', 'journey', 'visit', 'adventure', 'checkout', 'action', 'pay'];
const u = (field: string, entry: Entry): number => uniformAt([...payPath, 'field', field, 'value'], wordsOf(entry));

const base = run();

describe('the shop itself', () => {
  it('is the same in every run, and has enough of everything to compare', async () => {
    const before = await base;

    expectChanges(changes(before, await run()), {});
    for (const action of ['register', 'view', 'basket', 'pay', 'ship', 'send-back', 'answer']) {
      expect(entries(before, action).length).toBeGreaterThan(20);
    }
  });
});

describe('adding a field to an action', () => {
  it.each([
    ['a value', 'fixed'],
    ['a generator', chance(0.5)],
    ['a function that draws', (ctx: Context) => [ctx.random.float(), ctx.faker.word.noun(), ctx.generateId()]],
  ])('changes that key in its payloads alone: %s', async (_what, coupon) => {
    const before = await base;

    const after = await run({ pay: { fields: { coupon, ...PAY } } });

    expectChanges(changes(before, after), { values: keysOf(entries(before, 'pay', 0)).map((key) => `${key} coupon`) });
  });

  it('and taking it away again leaves the shop as it was', async () => {
    const { method, ...rest } = PAY;
    const before = await base;

    const after = await run({ pay: { fields: rest } });

    expect(method).toBeDefined();
    expectChanges(changes(before, after), { values: keysOf(entries(before, 'pay', 0)).map((key) => `${key} method`) });
  });
});

describe('putting things into another order', () => {
  const turned = (fields: object) => Object.fromEntries(Object.entries(fields).reverse());

  it('changes the order of keys alone, for fields', async () => {
    const before = await base;

    const after = await run({ view: { fields: turned(VIEW) }, pay: { fields: turned(PAY) } });

    expectChanges(changes(before, after), {
      keyOrder: [...keysOf(entries(before, 'view')), ...keysOf(entries(before, 'pay', 0))],
    });
  });

  it('changes nothing, for attributes and fields of datasets', async () => {
    expectChanges(changes(await base, await run({ attributes: turned, productFields: turned })), {});
  });
});

describe('changing the parameters of a generator', () => {
  it('changes that field alone, and keeps the rank of its values', async () => {
    const before = await base;

    const after = await run({ pay: { fields: { ...PAY, amount: uniform({ low: 10, high: 600, decimals: 2 }) } } });

    const orders = entries(before, 'pay', 0);
    // Quantiles of two uniform laws, both rounded to cents, differ but near their common lower bound.
    const cents = (high: number, entry: Entry) => Math.round((10 + u('amount', entry) * (high - 10)) * 100);
    const moved = orders.filter((entry) => cents(500, entry) !== cents(600, entry));
    expectChanges(changes(before, after), { values: keysOf(moved).map((key) => `${key} amount`) });
    expect(moved.length).toBeGreaterThan(orders.length / 2);
    const amounts = (of: typeof before) => orders.map(({ key }) => Number(of.get(key)?.event.payload['amount']));
    const ranks = (values: readonly number[]) => values.map((value) => values.filter((other) => other < value).length);
    expect(ranks(amounts(after))).toEqual(ranks(amounts(before)));
  });

  it('of a choice changes the draws that fall into the moved interval', async () => {
    const before = await base;

    const after = await run({ pay: { fields: { ...PAY, method: weighted({ card: 7, iban: 2, cash: 1 }) } } });

    const moved = entries(before, 'pay', 0).filter((entry) => u('method', entry) >= 0.6 && u('method', entry) < 0.7);
    expectChanges(changes(before, after), { values: keysOf(moved).map((key) => `${key} method`) });
    expect(moved.length).toBeGreaterThan(0);
  });

  it('of an attribute changes it alone, and what reads it', async () => {
    const reading = (ctx: Context) => ctx.get('age');
    const before = await run({ pay: { fields: { ...PAY, age: reading } } });

    const after = await run({
      pay: { fields: { ...PAY, age: reading } },
      attributes: (attributes) => ({ ...attributes, age: int({ min: 18, max: 90 }) }),
    });

    const age = (max: number, { meta }: Entry) =>
      18 + Math.floor((max - 17) * uniformAt(['user', 'persona', 'buyer', 'attribute', 'age', 'value'], [meta.actor]));
    const moved = entries(before, 'pay', 0).filter((entry) => age(80, entry) !== age(90, entry));
    expectChanges(changes(before, after), { values: keysOf(moved).map((key) => `${key} age`) });
    expect(moved.length).toBeGreaterThan(0);
  });
});

describe('adding an attribute to a persona', () => {
  it('changes nothing else', async () => {
    const after = await run({
      attributes: (attributes) => ({ first: (ctx: Context) => ctx.random.float(), ...attributes, last: chance(0.5) }),
    });

    expectChanges(changes(await base, after), {});
  });
});

describe('raising the number of rows of a dataset', () => {
  it('changes which rows are picked, not the rows', async () => {
    const before = await base;

    const after = await run({ products: 12 });

    const orders = entries(before, 'pay', 0);
    const moved = orders.filter((entry) => Math.floor(10 * u('sku', entry)) !== Math.floor(12 * u('sku', entry)));
    expectChanges(changes(before, after), { values: keysOf(moved).map((key) => `${key} sku`) });
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.length).toBeLessThan(orders.length);
  });

  it('leaves the rows that were there', async () => {
    const rows = (count: number) =>
      run({
        products: count,
        pay: {
          fields: { rows: (ctx: Context) => ctx.dataset('products').getAllRows().slice(0, 10) },
          handler: payHandler,
        },
      });

    expectChanges(changes(await rows(10), await rows(12)), {});
  });

  it('is no matter to who reads them by number', async () => {
    const reading = {
      pay: { fields: { price: (ctx: Context) => ctx.dataset('products').row(3)['price'] }, handler: payHandler },
    };

    expectChanges(changes(await run(reading), await run({ ...reading, products: 99 })), {});
  });
});

describe('adding a field to a dataset', () => {
  it('changes no other field of its rows', async () => {
    const whole = (ctx: Context) => {
      const { sku, price, colour } = ctx.dataset('products').randomRow();
      return [sku, price, colour];
    };
    const reading = { pay: { fields: { product: whole }, handler: payHandler } };

    const after = await run({
      ...reading,
      productFields: (fields) => ({ extra: (ctx: Context) => ctx.random.float(), ...fields }),
    });

    expectChanges(changes(await run(reading), after), {});
  });
});

describe('adding an event in a handler', () => {
  const adding =
    (place: 'first' | 'last', options?: { readonly id: string }) =>
    (ctx: Context, fields: Readonly<Record<string, unknown>>) => {
      const extra = () => ctx.event('stock.reserved', {}, options);
      const [early, made, late] = [
        place === 'first' ? [extra()] : [],
        payHandler(ctx, fields),
        place === 'last' ? [extra()] : [],
      ];
      return [...made, ...early, ...late];
    };

  it('before others moves the ids of those alone', async () => {
    const before = await base;

    const after = await run({ pay: { handler: adding('first') } });

    const calls = entries(before, 'pay');
    const found = changes(before, after);
    expectChanges(except(found, 'added', 'sequences'), { ids: keysOf(calls) });
    expect(found.added).toHaveLength(calls.length / 2);
    // Counts run over the actor: all that is made after the first order of a user is one further on.
    expect(found.sequences.length).toBe(madeAfterFirstPay(before));
  });

  it('behind others, or with an id of its own, moves no id', async () => {
    const before = await base;

    for (const handler of [adding('last'), adding('first', { id: 'own' })]) {
      const found = changes(before, await run({ pay: { handler } }));

      expectChanges(except(found, 'added', 'sequences'), {});
      expect(found.added).toHaveLength(entries(before, 'pay', 0).length);
      expect(found.sequences.length).toBe(madeAfterFirstPay(before));
    }
  });
});

describe('changing what a handler draws from ctx.random', () => {
  it('moves what it draws behind, and nothing that has a name', async () => {
    const before = await base;

    const after = await run({
      pay: {
        handler: (ctx: Context, fields: Readonly<Record<string, unknown>>) => {
          ctx.random.float();
          return payHandler(ctx, fields);
        },
      },
    });

    expectChanges(changes(before, after), { values: keysOf(entries(before, 'pay', 1)).map((key) => `${key} at`) });
  });
});

describe('changing a name', () => {
  it('of an action changes the names of its events alone', async () => {
    const before = await base;

    const after = await run({ view: { name: 'page.viewed' } });

    expectChanges(changes(before, after), { names: keysOf(entries(before, 'view')) });
  });

  it('of anything else, or a description, changes nothing', async () => {
    const said = { description: 'Said in other words' };

    const after = await run({
      pay: said,
      checkout: { ...said, name: 'Check out' },
      visit: { ...said, name: 'A visit' },
    });

    expectChanges(changes(await base, after), {});
  });
});

describe('what an action says it emits', () => {
  it('changes nothing', async () => {
    const emits = ['order.placed', 'mail.sent'];

    expectChanges(changes(await base, await run({ pay: { emits } })), {});
    expect(defineAction({ id: 'pay', emits }).emits).toEqual(emits);
  });
});

/** Events made after the first order of their user: their place among the events of the user moves. */
function madeAfterFirstPay(before: Awaited<typeof base>): number {
  const first = new Map<number, number>();
  for (const { meta } of entries(before, 'pay', 1)) {
    first.set(meta.actor, Math.min(first.get(meta.actor) ?? Infinity, meta.sequence));
  }
  return [...before.values()].filter(({ meta }) => meta.sequence > (first.get(meta.actor) ?? Infinity)).length;
}

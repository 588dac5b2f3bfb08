import { describe, expect, it } from 'vitest';

import {
  chance,
  defineDataset,
  defineJourney,
  fake,
  fromDataset,
  generate,
  id,
  InMemoryAdapter,
  int,
  list,
  object,
  repeat,
  sequence,
  weighted,
  type Context,
  type Dataset,
  type DatasetHandle,
  type DatasetRow,
} from '../../src/index.ts';
import { action, failureOf, flow, look, silent, simulate, uniformAt, uniformsAt, type Options } from './world.ts';

const products = defineDataset({
  id: 'products',
  count: 10,
  fields: {
    sku: sequence({ prefix: 'P-', pad: 3 }),
    price: int({ min: 1, max: 100 }),
    weight: weighted([
      [1, 1],
      [5, 1],
    ]),
  },
});

/** What a handler finds in the datasets of a run. */
async function found<T>(find: (ctx: Context) => T, options: Options = {}): Promise<T> {
  const results: T[] = [];
  const shop = flow('shop', [silent('look', (ctx) => void results.push(find(ctx)))]);
  await simulate(shop, { datasets: [products], ...options });
  return results[0] as T;
}

const rowsOf = (ctx: Context): DatasetHandle => ctx.dataset('products');
const look0 = ['user', 'journey', 'shop', 'adventure', 'main', 'action', 'look'];

describe('a row', () => {
  it('is a function of seed, dataset, field and its index', async () => {
    const rows = await found((ctx) => rowsOf(ctx).getAllRows());

    expect(rows).toEqual(
      Array.from({ length: 10 }, (_, i) => ({
        sku: `P-${String(i + 1).padStart(3, '0')}`,
        price: 1 + Math.floor(100 * uniformAt(['dataset', 'products', 'field', 'price', 'value'], [i])),
        weight: uniformAt(['dataset', 'products', 'field', 'weight', 'value'], [i]) < 0.5 ? 1 : 5,
      })),
    );
  });

  it('does not depend on who asks, in which order, or how many are kept', async () => {
    const odd = defineDataset({
      id: 'odd',
      count: 50,
      keep: 3,
      fields: {
        n: sequence(),
        roll: (ctx: Context) => ctx.random.int(1, 1000),
        name: fake((f) => f.person.firstName()),
        tag: id('t'),
        double: (_ctx: Context, { index, data }: { index: number; data: DatasetRow }) => [
          index,
          Number(data['roll']) * 2,
        ],
      },
    });
    const read = (order: readonly number[]) =>
      found((ctx) => new Map(order.map((i) => [i, ctx.dataset('odd').row(i)])), { datasets: [odd] });
    const upwards = Array.from({ length: 50 }, (_, i) => i);

    const [first, second] = await Promise.all([read(upwards), read([...upwards, ...upwards].reverse())]);

    for (const i of upwards) expect(second.get(i)).toEqual(first.get(i));
    expect(first.get(7)?.['double']).toEqual([7, Number(first.get(7)?.['roll']) * 2]);
    expect(new Set([...first.values()].map((row) => row['roll'])).size).toBeGreaterThan(40);
  });

  it('is kept while there is room for it, and computed anew beyond that', async () => {
    const computed = async (keep?: number): Promise<readonly number[]> => {
      const rows: number[] = [];
      const counted = defineDataset({
        id: 'counted',
        count: 10,
        ...(keep === undefined ? {} : { keep }),
        fields: { n: (_ctx: Context, { index }: { index: number; data: DatasetRow }) => (rows.push(index), index) },
      });
      const read = (ctx: Context) => [3, 4, 5, 3, 4, 5].map((i) => ctx.dataset('counted').row(i));
      await found(read, { datasets: [counted] });
      // Row 0 is looked at once beforehand: whether it is async.
      return rows.filter((index) => index > 0);
    };

    expect(await computed()).toEqual([3, 4, 5]);
    expect(await computed(3)).toEqual([3, 4, 5, 5]);
  });

  it('is not computed ahead for a run that wants no event', async () => {
    const rows: number[] = [];
    const soon = defineDataset({
      id: 'soon',
      count: 10,
      fields: { n: async (_ctx: Context, { index }: { index: number; data: DatasetRow }) => rows.push(index) },
    });

    const { result } = await simulate(flow('shop', [action('view')]), { datasets: [soon], maxEvents: 0 });

    expect(result.status).toBe('limited');
    expect(rows).toEqual([]);
  });

  it('may hold what depends on rows of other datasets, and on earlier ones of its own', async () => {
    const orders = defineDataset({
      id: 'orders',
      count: 20,
      fields: {
        price: (ctx: Context, { index }: { index: number }) => ctx.dataset('products').row(index % 10)['price'],
        any: fromDataset(products, 'sku'),
        // Another row is computed in between, so the rest of this one must not be disturbed.
        total: (ctx: Context, { index, data }: { index: number; data: DatasetRow }): number =>
          Number(data['price']) + (index === 0 ? 0 : Number(ctx.dataset('orders').row(index - 1)['total'])),
        after: int({ min: 1, max: 1000 }),
        roll: (ctx: Context) => ctx.random.int(1, 1000),
      },
    });

    const [rows, prices] = await found((ctx) => [ctx.dataset('orders').getAllRows(), rowsOf(ctx).getAllRows()], {
      datasets: [orders, products],
    });
    const last = await found((ctx) => ctx.dataset('orders').row(19), { datasets: [orders, products] });

    let total = 0;
    rows.forEach((row, i) => {
      total += Number(prices[i % 10]?.['price']);
      const field = ['dataset', 'orders', 'field'];
      expect(row).toMatchObject({
        price: prices[i % 10]?.['price'],
        any: `P-${String(1 + Math.floor(10 * uniformAt([...field, 'any', 'value'], [i]))).padStart(3, '0')}`,
        total,
        after: 1 + Math.floor(1000 * uniformAt([...field, 'after', 'value'], [i])),
        roll: 1 + Math.floor(1000 * uniformAt([...field, 'roll', '@handler'], [i])),
      });
    });
    expect(last).toEqual(rows[19]);
  });

  it('that needs itself is a fault that shows the chain', async () => {
    const chicken = defineDataset({
      id: 'chicken',
      count: 3,
      fields: { egg: (ctx: Context, { index }: { index: number }): unknown => ctx.dataset('egg').row((index + 1) % 3) },
    });
    const egg = defineDataset({
      id: 'egg',
      count: 3,
      fields: { chicken: (ctx: Context, { index }: { index: number }): unknown => ctx.dataset('chicken').row(index) },
    });

    const error = await failureOf(found((ctx) => ctx.dataset('egg').row(0), { datasets: [egg, chicken] }));

    expect(error).toMatchObject({
      code: 'DATASET_CYCLE',
      received: 'egg[0] → chicken[0] → egg[1] → chicken[1] → egg[2] → chicken[2] → egg[0]',
    });
  });

  it.each([
    ['set', (ctx: Context) => ctx.set('k', 1)],
    ['markJourneyComplete', (ctx: Context) => ctx.markJourneyComplete('shop')],
  ])('cannot change an actor by ctx.%s', async (method, change) => {
    const odd = defineDataset({ id: 'odd', count: 1, fields: { a: (ctx: Context) => (change(ctx), 1) } });

    const error = await failureOf(found((ctx) => ctx.dataset('odd').row(0), { datasets: [odd] }));

    expect(error.message).toContain(`ctx.${method} was called where no actor is`);
  });

  it('knows no actor: it has the first locale and the start of the run', async () => {
    const odd = defineDataset({
      id: 'odd',
      count: 1,
      fields: {
        now: (ctx: Context) => ctx.now(),
        user: (ctx: Context) => ctx.userId,
        locale: (ctx: Context) => ctx.locale,
      },
    });
    const persona = { id: 'p', name: 'P', attributes: { locale: 'de' } };

    const row = await found((ctx) => ctx.dataset('odd').row(0), {
      datasets: [odd],
      persona,
      startDate: '2025-05-01',
      endDate: '2025-06-01',
    });

    expect(row).toEqual({ now: new Date('2025-05-01'), user: '', locale: 'en' });
  });

  it('is frozen, with all that is in it', async () => {
    const rich = defineDataset({
      id: 'rich',
      count: 1,
      fields: { a: object({ b: list(2, chance(1)) }), c: () => ({ d: [1] }) },
    });
    const given = { id: 'given', name: 'Given', rows: [{ a: { b: [1] } }] };

    const [made, read] = await found((ctx) => [ctx.dataset('rich').row(0), ctx.dataset('given').row(0)], {
      datasets: [rich],
      preloadedDatasets: [given],
    });

    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(made)).toBe(true);
    expect(frozen(read)).toBe(true);
  });

  it.each([
    ['NaN', () => Number.NaN, "field 'price' is NaN"],
    ['deep inside', () => ({ a: [1, 2n] }), "field 'price.a[1]' is 2n"],
    ['a function', () => () => 1, "field 'price' is a function"],
  ])('cannot hold %s', async (_what, price, said) => {
    const odd = defineDataset({ id: 'odd', count: 3, fields: { price } });

    const error = await failureOf(found((ctx) => ctx.dataset('odd').row(2), { datasets: [odd] }));

    expect(error).toMatchObject({ code: 'INVALID_FIELD_VALUE', path: ["dataset 'odd'", "field 'price'"] });
    expect(error.message).toContain(said);
  });
});

describe('a handle', () => {
  it('gives rows by number, all of them, and their count', async () => {
    const [size, all, third] = await found((ctx) => [rowsOf(ctx).size(), rowsOf(ctx).getAllRows(), rowsOf(ctx).row(3)]);

    expect(size).toBe(10);
    expect(all).toHaveLength(10);
    expect((all as DatasetRow[])[3]).toEqual(third);
  });

  it.each([-1, 10, 1.5, Number.NaN])('has no row %d', async (index) => {
    const error = await failureOf(found((ctx) => rowsOf(ctx).row(index)));

    expect(error).toMatchObject({ code: 'DATASET_ROW_OUT_OF_RANGE', expected: 'a row from 0 to 9' });
    expect(error.message).toContain(`row ${index} of 10 in 'products'`);
  });

  it('finds rows by a condition, and the first by a key', async () => {
    const [light, none, first, second] = await found((ctx) => [
      rowsOf(ctx).where((row) => row['weight'] === 1),
      rowsOf(ctx).byKey('sku', 'P-999'),
      rowsOf(ctx).byKey('weight', 5),
      rowsOf(ctx).byKey('sku', 'P-004'),
    ]);
    const all = await found((ctx) => rowsOf(ctx).getAllRows());

    expect(light).toEqual(all.filter((row) => row['weight'] === 1));
    expect(none).toBeUndefined();
    expect(first).toEqual(all.find((row) => row['weight'] === 5));
    expect(second).toEqual(all[3]);
  });

  it('is typed by its definition', async () => {
    const price = await found((ctx) => ctx.typedDataset(products).row(0).price + 1);

    expect(price).toBeTypeOf('number');
  });

  it('is typed by a table that was read or built, too', async () => {
    const desks: Dataset<{ readonly city: string; readonly desks: number }> = {
      id: 'branches',
      name: 'Branches',
      rows: [{ city: 'Köln', desks: 4 }],
    };
    const count = await found((ctx) => ctx.typedDataset(desks).row(0).desks + 1, { preloadedDatasets: [desks] });

    expect(count).toBe(5);
  });

  it('of an unknown dataset is a fault, with what was meant', async () => {
    const error = await failureOf(found((ctx) => ctx.dataset('product')));

    expect(error).toMatchObject({ code: 'DATASET_NOT_FOUND', suggestion: "Did you mean 'products'?" });
  });
});

describe('a random row', () => {
  const picks = async (pick: (rows: DatasetHandle) => DatasetRow, users = 4000) => {
    const shop = flow('shop', [look('look', (ctx) => ({ sku: pick(rowsOf(ctx))['sku'] }))]);
    const { events } = await simulate(shop, { datasets: [products], users });
    return events.map(({ payload }) => Number(String(payload['sku']).slice(2)) - 1);
  };
  const uniforms = (name: string, users = 4000) =>
    Array.from({ length: users }, (_, i) => uniformAt([...look0, 'draw', name, 'value'], [i]));

  it('is each as likely, on the stream of the dataset’s name or of its own', async () => {
    expect(await picks((rows) => rows.randomRow(), 50)).toEqual(
      uniforms('dataset:products', 50).map((u) => Math.floor(10 * u)),
    );
    expect(await picks((rows) => rows.randomRow({ as: 'gift' }), 50)).toEqual(
      uniforms('gift', 50).map((u) => Math.floor(10 * u)),
    );
  });

  it('goes on along its stream within a call', async () => {
    const rows = await found((ctx) => [rowsOf(ctx).randomRow(), rowsOf(ctx).randomRow()].map((row) => row['sku']));

    const next = uniformsAt([...look0, 'draw', 'dataset:products', 'value'], []);
    expect(rows).toEqual([next(), next()].map((u) => `P-${String(1 + Math.floor(10 * u)).padStart(3, '0')}`));
  });

  it('may be weighted by a field, or by a function of the row', async () => {
    const all = await found((ctx) => rowsOf(ctx).getAllRows());
    const expected = (of: (row: DatasetRow) => number) => {
      const sums = all.map((_, i) => all.slice(0, i + 1).reduce((sum, row) => sum + of(row), 0));
      const total = Number(sums.at(-1));
      return uniforms('dataset:products').map((u) => sums.findIndex((sum) => sum > u * total));
    };

    expect(await picks((rows) => rows.randomRow({ weight: 'weight' }))).toEqual(
      expected((row) => Number(row['weight'])),
    );
    expect(await picks((rows) => rows.randomRow({ weight: (row) => 100 - Number(row['price']) }))).toEqual(
      expected((row) => 100 - Number(row['price'])),
    );
  });

  it('may follow a Zipf law over the index', async () => {
    const chosen = await picks((rows) => rows.randomRow({ zipf: 1.2 }));

    const weights = Array.from({ length: 10 }, (_, i) => 1 / Math.exp(1.2 * Math.log(i + 1)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, i) => {
      const p = weight / total;
      const count = chosen.filter((index) => index === i).length;
      // Four standard deviations of a binomial count.
      expect(Math.abs(count - 4000 * p)).toBeLessThan(4 * Math.sqrt(4000 * p * (1 - p)));
    });
  });

  it('serves fields as a row or one of its fields', async () => {
    const shop = flow('shop', [
      action('buy', { fields: { row: fromDataset(products), sku: fromDataset('products', 'sku', { zipf: 2 }) } }),
    ]);

    const { events } = await simulate(shop, { datasets: [products], users: 20 });

    const rows = await found((ctx) => rowsOf(ctx).getAllRows());
    const field = [...look0.slice(0, 6), 'buy', 'field'];
    expect(events.map(({ payload }) => payload['row'])).toEqual(
      events.map((_, i) => rows[Math.floor(10 * uniformAt([...field, 'row', 'value'], [i]))]),
    );
    expect(new Set(events.map(({ payload }) => payload['sku'])).size).toBeLessThan(10);
  });

  it.each([
    ['a weight of a field there is not', { weight: 'weigth' }, 'INVALID_WEIGHTS'],
    ['weights of 0', { weight: () => 0 }, 'INVALID_WEIGHTS'],
    ['a negative weight', { weight: () => -1 }, 'INVALID_WEIGHTS'],
    ['an exponent of 0', { zipf: 0 }, 'INVALID_OPTION'],
    ['an exponent that is no number', { zipf: Number.NaN }, 'INVALID_OPTION'],
    ['both', { weight: 'weight', zipf: 1 }, 'INVALID_OPTION'],
    ['an option nobody knows', { wieght: 'price' }, 'UNKNOWN_KEY'],
  ])('cannot have %s', async (_what, options, code) => {
    const error = await failureOf(found((ctx) => rowsOf(ctx).randomRow(options as never)));

    expect(error).toMatchObject({ code });
  });

  it('of an empty dataset is a fault', async () => {
    const empty = defineDataset({ id: 'empty', count: 0, fields: { a: 1 } });

    const error = await failureOf(found((ctx) => ctx.dataset('empty').randomRow(), { datasets: [empty] }));
    const rest = await found((ctx) => [ctx.dataset('empty').size(), ctx.dataset('empty').getAllRows()], {
      datasets: [empty],
    });

    expect(error).toMatchObject({ code: 'DATASET_EMPTY' });
    expect(rest).toEqual([0, []]);
  });
});

describe('a sample', () => {
  it('has distinct rows, each as likely', async () => {
    const samples = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        found(
          (ctx) =>
            rowsOf(ctx)
              .sample(4)
              .map((row) => row['sku']),
          { seed: i },
        ),
      ),
    );

    const counts = new Map<unknown, number>();
    for (const sample of samples) {
      expect(new Set(sample).size).toBe(4);
      for (const sku of sample) counts.set(sku, (counts.get(sku) ?? 0) + 1);
    }
    // 200 samples hold each row with probability 0.4: four standard deviations of a binomial count.
    for (const count of counts.values()) expect(Math.abs(count - 80)).toBeLessThan(4 * Math.sqrt(200 * 0.4 * 0.6));
    expect(counts.size).toBe(10);
  });

  it('may be of all rows, or of none, but of no more', async () => {
    expect(await found((ctx) => [rowsOf(ctx).sample(10).length, rowsOf(ctx).sample(0)])).toEqual([10, []]);
    const error = await failureOf(found((ctx) => rowsOf(ctx).sample(11)));
    expect(error).toMatchObject({ code: 'DATASET_ROW_OUT_OF_RANGE' });
    expect(error.message).toContain("a sample of 11 rows of 10 in 'products'");
  });
});

describe('a dataset with async fields', () => {
  const slow = <T>(value: T): Promise<T> => Promise.resolve(value);

  it('is ready before the first actor, its rows equal to those of a sync one', async () => {
    const fields = (async: boolean) => ({
      n: sequence(),
      roll: (ctx: Context) => (async ? slow(ctx.random.int(1, 1000)) : ctx.random.int(1, 1000)),
      other: (ctx: Context) => ctx.dataset('products').row(ctx.random.int(0, 9))['sku'],
      after: int({ min: 1, max: 1000 }),
      last: (ctx: Context, { index, data }: { index: number; data: DatasetRow }) => [
        index,
        data['n'],
        ctx.random.int(1, 9),
      ],
    });
    const read = (async: boolean) =>
      found((ctx) => ctx.dataset('slow').getAllRows(), {
        datasets: [products, defineDataset({ id: 'slow', count: 8, fields: fields(async) })],
      });

    expect(await read(true)).toEqual(await read(false));
  });

  it('may read another one that stands before it', async () => {
    const first = defineDataset({ id: 'first', count: 2, fields: { a: () => slow(1) } });
    const second = defineDataset({
      id: 'second',
      count: 2,
      fields: { b: (ctx: Context) => slow(ctx.dataset('first').row(1)['a']) },
    });

    const row = await found((ctx) => ctx.dataset('second').row(0), { datasets: [first, second] });
    const error = await failureOf(found((ctx) => ctx.dataset('second').row(0), { datasets: [second, first] }));

    expect(row).toEqual({ b: 1 });
    expect(error).toMatchObject({ suggestion: "Put 'first' before the datasets that read it." });
  });

  it('that fails ends the run before anything is simulated', async () => {
    const bad = defineDataset({ id: 'bad', count: 2, fields: { a: () => Promise.reject(new Error('no network')) } });
    const sink = new InMemoryAdapter();

    const error = await failureOf(
      generate(flow('shop', [action('view')]), { users: 1, datasets: [bad], adapter: sink, logger: false }),
    );

    expect(sink.events).toEqual([]);
    expect(error).toMatchObject({ code: 'HANDLER_ERROR', result: { status: 'failed' } });
    expect(error.message).toContain("row 0 of dataset 'bad': no network");
  });

  it('must be async for every row', async () => {
    const odd = defineDataset({
      id: 'odd',
      count: 3,
      fields: { a: (_ctx: Context, { index }: { index: number }) => (index === 2 ? slow(1) : 1) },
    });

    const error = await failureOf(found((ctx) => ctx.dataset('odd').row(2), { datasets: [odd] }));

    expect(error.message).toContain("row 2 of dataset 'odd' is computed asynchronously, row 0 is not");
  });
});

describe('datasets of a run', () => {
  it('may be given with their rows', async () => {
    const given = { id: 'given', name: 'Given', rows: [{ a: 1 }, { a: 2 }] };

    const rows = await found((ctx) => ctx.dataset('given').getAllRows(), { preloadedDatasets: [given] });

    expect(rows).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('have ids of their own, defined or given', async () => {
    const given = { id: 'products', name: 'Other', rows: [] };

    const error = await failureOf(found(() => undefined, { preloadedDatasets: [given] }));

    expect(error).toMatchObject({ code: 'DUPLICATE_ID' });
  });

  it.each([-1, 1.5, 100_000_001, '10'])('cannot have %o rows', async (count) => {
    const error = await failureOf(found(() => 1, { datasets: [{ ...products, count: count as number }] }));

    expect(error).toMatchObject({ code: 'INVALID_SHAPE', path: ["dataset 'products'", "'count'"] });
  });

  it('may be as large as 100,000,000 rows: what is not asked for costs nothing', async () => {
    const large = defineDataset({
      id: 'large',
      count: 100_000_000,
      fields: { n: sequence(), u: int({ min: 1, max: 9 }) },
    });

    const row = await found((ctx) => ctx.dataset('large').row(99_999_999), { datasets: [large] });

    expect(row).toEqual({
      n: 100_000_000,
      u: 1 + Math.floor(9 * uniformAt(['dataset', 'large', 'field', 'u', 'value'], [99_999_999])),
    });
  });

  it('must be known where a field draws from them', async () => {
    const shop = defineJourney({
      ...flow('shop', [action('buy', { fields: { sku: fromDataset('product', 'sku') } })]),
    });

    const error = await failureOf(simulate(shop, { datasets: [products] }));

    expect(error).toMatchObject({ code: 'DATASET_NOT_FOUND', suggestion: "Did you mean 'products'?" });
  });

  it('must have the field that is drawn', async () => {
    const shop = flow('shop', [action('buy', { fields: { sku: fromDataset('products', 'skuu') } })]);

    const error = await failureOf(simulate(shop, { datasets: [products] }));

    expect(error).toMatchObject({ code: 'INVALID_GENERATOR', suggestion: "Did you mean 'sku'?" });
  });

  it('are the same for all actors', async () => {
    const shop = flow('shop', [repeat(3, [look('look', (ctx) => ({ row: rowsOf(ctx).row(2) }))])]);

    const { events } = await simulate(shop, { datasets: [products], users: 3 });

    expect(new Set(events.map(({ payload }) => JSON.stringify(payload))).size).toBe(1);
  });
});

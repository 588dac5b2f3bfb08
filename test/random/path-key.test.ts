import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  InMemoryAdapter,
  defineProcess,
  fakePool,
  generate,
  int,
  normal,
  poisson,
  repeat,
  scenario,
  weighted,
  type Context,
  type Event,
  type Generator,
  type Journey,
} from '../../src/index.ts';
import { keyOf, RandomStream } from '../../src/random/keyed.ts';
import { z } from 'zod';
import { action, adventure, flow, journey, look, simulate } from '../journeys/world.ts';

const uniform = int({ min: 0, max: 4_294_967_295 });

/** The key as its definition reads: 32 bits of byte length and the bytes of each part, hashed, the first 16 bytes. */
function byDefinition(path: readonly string[]): readonly number[] {
  const hash = createHash('sha256');
  for (const part of path) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    hash.update(length).update(bytes);
  }
  const digest = hash.digest();
  return [0, 4, 8, 12].map((at) => digest.readInt32LE(at) | 0);
}

const paths = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 1, maxLength: 8 });
const word = fc.integer({ min: 0, max: 0xffffffff });
const words = fc.tuple(word, word, word, word);

describe('the key of a path', () => {
  it('is the first 16 bytes of a SHA-256 over its parts, each behind its length in UTF-8 bytes', () => {
    fc.assert(
      fc.property(paths, (path) => {
        const { k0, k1, k2, k3 } = keyOf(path);
        expect([k0, k1, k2, k3].map((word) => word | 0)).toEqual(byDefinition(path));
      }),
    );
    const { k0 } = keyOf(['grüß', '東京', '😀']);
    expect(k0 | 0).toBe(byDefinition(['grüß', '東京', '😀'])[0]);
  });

  it('begins with the data version and the seed, as a run shows', async () => {
    const shop = flow('shop', [action('pay', { fields: { amount: uniform } })]);
    const { events, result } = await simulate(shop, { seed: 'grüß' });

    const path = [
      'synode/1',
      'grüß',
      '',
      '',
      'user',
      'journey',
      'shop',
      'adventure',
      'main',
      'action',
      'pay',
      'field',
      'amount',
      'value',
    ];
    expect(events[0]?.payload['amount']).toBe(
      Math.floor(new RandomStream().openAt(keyOf(path), 0, 0, 0, 0).uniform() * 2 ** 32),
    );
    expect(result.versions.dataVersion).toBe(1);
  });
});

describe('the streams of one path', () => {
  it('never share a start: whatever the words, the state they lead to can be undone', () => {
    fc.assert(
      fc.property(paths, words, (path, [a, b, c, d]) => {
        const key = keyOf(path);
        const state = new RandomStream().openAt(key, a, b, c, d);
        const [w0, w1, w2, w3] = undone(state);
        const found = [w0 ^ key.k0, w1 ^ key.k1, w2 ^ key.k2, w3 ^ key.k3].map((word) => word >>> 0);
        expect(found).toEqual([a, b, c, d]);
      }),
    );
  });

  it('give uniforms that are never 0 and never 1, at both ends of what a state can give', () => {
    const least = Object.assign(new RandomStream(), { a: 0, b: 0, c: 0, d: 0 });
    const most = Object.assign(new RandomStream(), { a: 1, b: 0, c: 0, d: -2 });

    expect(least.uniform()).toBe(0.5 * 2 ** -52);
    expect(most.uniform()).toBe(1 - 0.5 * 2 ** -52);
    expect(most.uniform()).toBeLessThan(1);
  });
});

const rotr = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

/** The rounds of the permutation, backwards. */
function undone({ a, b, c, d }: RandomStream): readonly [number, number, number, number] {
  let [v0, v1, v2, v3] = [a, b, c, d];
  for (let round = 0; round < 8; round++) {
    v2 = rotr(v2, 16);
    v1 = rotr(v1 ^ v2, 7);
    v2 = (v2 - v1) | 0;
    v3 = rotr(v3 ^ v0, 13);
    v0 = (v0 - v3) | 0;
    v3 = rotr(v3 ^ v2, 8);
    v2 = (v2 - v3) | 0;
    v0 = rotr(v0, 16);
    v1 = rotr(v1 ^ v0, 5);
    v0 = (v0 - v1) | 0;
  }
  return [v0, v1, v2, v3];
}

describe('what is common to all actors has streams of its own', () => {
  it('a shared fact is a function of its name and key alone', async () => {
    const ask = look('ask', (ctx) => ({
      rate: ctx.shared('rate', '2025-01', uniform),
      other: ctx.shared('rate', '2025-02', uniform),
    }));
    const { events } = await simulate(flow('shop', [ask]), { seed: 42, users: 3 });

    const fact = (key: string): number =>
      Math.floor(
        new RandomStream()
          .openAt(keyOf(['synode/1', '42', '', '', 'shared', 'rate', key, 'value']), 0, 0, 0, 0)
          .uniform() *
          2 ** 32,
      );
    for (const { payload } of events) expect(payload).toEqual({ rate: fact('2025-01'), other: fact('2025-02') });
  });

  it('a shared fact and a pool each have a path that names no actor and no journey', async () => {
    const texts = {
      rate: (ctx: Context) => ctx.shared('rate', 'k', uniform),
      city: fakePool('location.city', { size: 16 }),
    };
    const of = async (id: string, users: number) => {
      const { events } = await simulate(flow(id, [action(`do-${id}`, { fields: texts })]), { users });
      return {
        rates: new Set(events.map(({ payload }) => payload['rate'])),
        cities: new Set(events.map(({ payload }) => payload['city'])),
      };
    };

    const [shop, office] = [await of('shop', 400), await of('office', 500)];

    expect(shop.rates.size).toBe(1);
    expect(office).toEqual(shop);
  });

  it('a pool of texts is the same for every journey that takes from it', async () => {
    const texts = async (journeys: readonly Journey[]): Promise<ReadonlySet<unknown>> => {
      const { events } = await simulate(journeys, { users: 400 });
      return new Set(events.map(({ payload }) => payload['city']));
    };
    const taking = (id: string) =>
      flow(id, [action('take', { fields: { city: fakePool('location.city', { size: 16 }) } })]);

    const pool = await texts([taking('a')]);

    expect(pool.size).toBeLessThanOrEqual(16);
    expect(await texts([taking('b')])).toEqual(pool);
  });
});

const processOf = (id: string, journey: Journey) =>
  defineProcess({
    id,
    options: z.strictObject({}),
    emits: ['paid'],
    reads: [],
    populations: () => [{ id: 'clerk', size: 5, journeys: [journey] }] as never,
  })({});

async function eventsOf(processes: readonly ReturnType<typeof processOf>[], id?: string): Promise<readonly Event[]> {
  const sink = new InMemoryAdapter();
  const period = { start: '2025-01-01', end: '2025-02-01' };
  await generate(scenario({ ...(id === undefined ? {} : { id }), period, processes }), {
    adapter: sink as never,
    logger: false,
    seed: 42,
  });
  return sink.events;
}

describe('the published draws of a run', () => {
  it('are those of the frozen vectors: Poisson, whole numbers and weights', async () => {
    const drawn = async (amount: Generator<unknown>): Promise<unknown> => {
      const pay = action('pay', { fields: { amount } });
      const { events } = await simulate(journey('shop', [adventure('checkout', [pay])]), { seed: 42 });
      return events[0]?.payload['amount'];
    };

    expect(await drawn(poisson({ mean: 3 }))).toBe(3);
    expect(await drawn(int({ min: 1, max: 6 }))).toBe(4);
    expect(await drawn(weighted({ card: 3, iban: 1 }))).toBe('card');
    expect(await drawn(normal({ mean: 0, sd: 1 }))).toBe(0.10589316048279382);
  });
});

describe('a process in a scenario', () => {
  const pay = flow('pay', [
    repeat(3, [action('pay', { name: 'paid', fields: { amount: uniform }, timeSpan: { min: '1h', max: '1d' } })]),
  ]);
  const [purchase, sale] = [processOf('purchase', pay), processOf('sale', pay)];
  const own = (events: readonly Event[]) => events.filter(({ userId }) => userId.startsWith('purchase/'));

  it('keeps its draws, times and ids in any scenario without a name', async () => {
    const alone = await eventsOf([purchase]);

    expect(alone).toHaveLength(15);
    expect(own(await eventsOf([sale, purchase], ''))).toEqual(alone);
    expect(own(await eventsOf([purchase], 'named')).map(({ payload }) => payload)).not.toEqual(
      alone.map(({ payload }) => payload),
    );
  });

  it('that comes to others adds its events and changes none of theirs', async () => {
    const before = await eventsOf([purchase]);
    const after = await eventsOf([purchase, sale]);

    expect(own(after)).toEqual(before);
    expect(after).toHaveLength(30);
  });
});

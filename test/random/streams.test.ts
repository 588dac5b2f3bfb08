/** Which stream decides what, worked out by a second implementation of keyed randomness. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  definePersona,
  fakePool,
  list,
  mixture,
  uniform,
  zeroInflated,
  type Context,
  type Generator,
} from '../../src/index.ts';
import { keyOf, RandomStream } from '../../src/random/keyed.ts';
import { loadLocale } from '../../src/random/faker.ts';
import { action, flow, simulate } from '../journeys/world.ts';
import { keyOf as secondKeyOf, Stream, type Words } from '../twin/draws.ts';

const ROOT = ['synode/1', 'synode', '', ''];
const FIRST: Words = [0, 0, 0, 0];
const PAY = [...ROOT, 'user', 'journey', 'shop', 'adventure', 'main', 'action', 'pay'];

/** The payload of one action with this field, or handler. */
async function drawn(value: Generator<unknown> | ((ctx: Context) => unknown)): Promise<unknown> {
  const { events } = await simulate(flow('shop', [action('pay', { fields: { value } })]));
  return events[0]?.payload['value'];
}

describe('a path', () => {
  it('is keyed by its parts in UTF-8, each behind its length in bytes', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('ü', '漢字', '💶', '', 'a'.repeat(300)),
    );

    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (path) => {
        const { k0, k1, k2, k3 } = keyOf(path);

        expect([k0, k1, k2, k3].map((word) => word >>> 0)).toEqual(secondKeyOf(path));
      }),
    );
    // Lengths are of bytes: a text of another number of characters, or a border elsewhere, is another path.
    expect(secondKeyOf(['ü', 'x'])).not.toEqual(secondKeyOf(['u', '̈x']));
  });

  it('begins with the version of the data and the seed', async () => {
    const { events } = await simulate(
      flow('shop', [action('pay', { fields: { value: uniform({ low: 0, high: 1 }) } })]),
      {
        seed: 'another',
      },
    );

    const path = ['synode/1', 'another', ...PAY.slice(2), 'field', 'value', 'value'];
    expect(events[0]?.payload['value']).toBe(new Stream(path, FIRST).uniform());
  });
});

describe('a second kind of draw', () => {
  it('picks the part of a mixture on its own stream, and leaves the value where it was', async () => {
    const low = uniform({ low: 0, high: 1 });
    const high = uniform({ low: 10, high: 11 });
    const { events } = await simulate(
      flow('shop', [
        action('pay', {
          fields: {
            value: mixture([
              [1, low],
              [1, high],
            ]),
          },
        }),
      ]),
      { users: 40 },
    );

    const field = [...PAY, 'field', 'value'];
    const expected = events.map((_, actor) => {
      const part = new Stream([...field, 'component'], [actor, 0, 0, 0]).uniform() < 0.5 ? 0 : 10;
      return part + new Stream([...field, 'value'], [actor, 0, 0, 0]).uniform();
    });
    expect(events.map(({ payload }) => payload['value'])).toEqual(expected);
    expect(new Set(expected.map((value) => Math.floor(value)))).toEqual(new Set([0, 10]));
  });

  it('decides on zero on its own stream', async () => {
    const { events } = await simulate(
      flow('shop', [action('pay', { fields: { value: zeroInflated(0.5, uniform({ low: 1, high: 2 })) } })]),
      { users: 40 },
    );

    const field = [...PAY, 'field', 'value'];
    const expected = events.map((_, actor) =>
      new Stream([...field, 'zero'], [actor, 0, 0, 0]).uniform() < 0.5
        ? 0
        : 1 + new Stream([...field, 'value'], [actor, 0, 0, 0]).uniform(),
    );
    expect(events.map(({ payload }) => payload['value'])).toEqual(expected);
    expect(expected).toContain(0);
  });
});

describe('what no actor owns', () => {
  it('is drawn on streams of its own: a shared fact on that of its name and key', async () => {
    const rate = await drawn((ctx) => ctx.shared('rate', 'EUR', uniform({ low: 0, high: 1 })));
    const numbered = await drawn((ctx) => ctx.shared('rate', 7, uniform({ low: 0, high: 1 })));

    expect(rate).toBe(new Stream([...ROOT, 'shared', 'rate', 'EUR', 'value'], FIRST).uniform());
    expect(numbered).toBe(new Stream([...ROOT, 'shared', 'rate', '7', 'value'], FIRST).uniform());
  });

  it('is drawn on streams of its own: entry i of a pool on that of its locale and method', async () => {
    const size = 64;
    const persona = definePersona({ id: 'p', attributes: { locale: 'de' } });
    const { events } = await simulate(
      flow('shop', [action('pay', { fields: { value: list(20, fakePool('person.lastName', { size })) } })]),
      { persona },
    );

    const { constructor: Class, rawDefinitions } = loadLocale('de');
    const entry = (index: number): string => {
      const stream = new Stream([...ROOT, 'pool', 'de', 'person.lastName'], [index, 0, 0, 0]);
      const randomizer = { next: () => stream.uniform(), seed: () => undefined };
      const make = Class as new (options: object) => { readonly person: { lastName(): string } };
      return new make({ locale: [rawDefinitions], randomizer }).person.lastName();
    };
    const picked = Array.from({ length: 20 }, (_, i) => {
      const u = new Stream([...PAY, 'field', 'value', 'sub', String(i), 'value'], FIRST).uniform();
      return entry(Math.floor(u * size));
    });
    expect(events[0]?.payload['value']).toEqual(picked);
    expect(new Set(picked).size).toBeGreaterThan(5);
  });
});

describe('streams of one definition', () => {
  it('never share a start: the words can be told from where a stream begins', () => {
    const key = keyOf(PAY);
    const word = fc.integer({ min: 0, max: 0xffff_ffff });

    fc.assert(
      fc.property(word, word, word, word, (actor, instance, occurrence, origin) => {
        const { a, b, c, d } = new RandomStream().openAt(key, actor, instance, occurrence, origin);

        const [v0, v1, v2, v3] = undone(a, b, c, d);
        expect([v0 ^ key.k0, v1 ^ key.k1, v2 ^ key.k2, v3 ^ key.k3].map((each) => each >>> 0)).toEqual([
          actor,
          instance,
          occurrence,
          origin,
        ]);
      }),
    );
  });
});

describe('a uniform', () => {
  it('is above 0 and below 1 even at the ends of what two outputs can be', () => {
    const stream = new RandomStream();
    // Outputs a + b + d, then 9c + 1 + (the shifts of b, which is 0).
    const with9c = (second: number): number => Math.imul((second - 1) | 0, 954_437_177);

    Object.assign(stream, { a: 0, b: 0, c: 0, d: 0 });
    expect(stream.uniform()).toBe(0.5 / 2 ** 52);

    Object.assign(stream, { a: -1, b: 0, c: with9c(-1), d: 0 });
    expect(stream.uniform()).toBe(1 - 0.5 / 2 ** 52);
    expect(1 - 0.5 / 2 ** 52).toBeLessThan(1);
  });
});

/** Eight rounds of the permutation, backwards. */
function undone(a: number, b: number, c: number, d: number): readonly [number, number, number, number] {
  let [v0, v1, v2, v3] = [a, b, c, d];
  const right = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
  for (let round = 0; round < 8; round++) {
    v2 = right(v2, 16);
    v1 = right(v1 ^ v2, 7);
    v2 = (v2 - v1) | 0;
    v3 = right(v3 ^ v0, 13);
    v0 = (v0 - v3) | 0;
    v3 = right(v3 ^ v2, 8);
    v2 = (v2 - v3) | 0;
    v0 = right(v0, 16);
    v1 = right(v1 ^ v0, 5);
    v0 = (v0 - v1) | 0;
  }
  return [v0, v1, v2, v3];
}

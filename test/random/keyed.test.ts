import { describe, expect, it } from 'vitest';

import { keyOf, RandomStream, startedInstance, type Key } from '../../src/random/keyed.ts';

const AMOUNT = ['journey', 'shop', 'adventure', 'checkout', 'action', 'pay', 'field', 'amount', 'value'];
const PAY = keyOf(['synode/1', '42', '', '', 'user', ...AMOUNT]);

const hex = (...words: number[]): string => words.map((w) => (w >>> 0).toString(16).padStart(8, '0')).join(' ');
const keyText = (key: Key): string => hex(key.k0, key.k1, key.k2, key.k3);
const firstUniform = (key: Key, ...words: [number, number, number, number]): number =>
  new RandomStream().openAt(key, ...words).uniform();

describe('golden vectors of keyed randomness (data version 1)', () => {
  it('gives each path its key', () => {
    expect(keyText(PAY)).toBe('91d536e2 c77aa462 72ddf253 8cd2ebf3');
  });

  it('permutes the words (1, 2, 3, 4)', () => {
    const none: Key = { k0: 0, k1: 0, k2: 0, k3: 0, path: [] };
    const { a, b, c, d } = new RandomStream().openAt(none, 1, 2, 3, 4);

    expect(hex(a, b, c, d)).toBe('51a6822d bb767e25 f6c7afa3 f8f87e19');
  });

  it('opens the stream of a path and takes outputs and uniforms', () => {
    const stream = new RandomStream().openAt(PAY, 0, 0, 0, 0);
    expect(hex(stream.int32(), stream.int32(), stream.int32(), stream.int32())).toBe(
      '8acb6b69 dd219b0a 1ffe8d97 4a22b915',
    );

    stream.openAt(PAY, 0, 0, 0, 0);
    expect([stream.uniform(), stream.uniform()]).toEqual([0.5421664396493738, 0.12497792079437275]);
  });

  it('tells actor, instance and occurrence apart', () => {
    expect(firstUniform(PAY, 1, 0, 0, 0)).toBe(0.5436144389363832);
    expect(firstUniform(PAY, 0, 1, 0, 0)).toBe(0.4799846317671673);
    expect(firstUniform(PAY, 0, 0, 1, 0)).toBe(0.536691881361789);
  });

  it('makes ids of 20 characters', () => {
    const ids = keyOf([...PAY.path.slice(0, -3), '@id']);
    const stream = new RandomStream();

    expect(stream.openAt(ids, 0, 0, 0, 0).id()).toBe('kenw49b7zptt2c53gsjh');
    expect(stream.openAt(ids, 1, 0, 0, 0).id()).toBe('fyf8sby4dtet9mxmayak');
  });

  it('keys dataset rows and persona attributes by index', () => {
    const price = keyOf(['synode/1', '42', '', '', 'dataset', 'products', 'field', 'price', 'value']);
    const age = keyOf(['synode/1', '42', '', '', 'user', 'persona', 'shopper', 'attribute', 'age', 'value']);

    expect(firstUniform(price, 7, 0, 0, 0)).toBe(0.4382624164311394);
    expect(firstUniform(age, 17, 0, 0, 0)).toBe(0.7528758323874599);
  });

  it('names a started instance after its starter', () => {
    const ship = ['journey', 'checkout', 'adventure', 'deliver', 'action', 'ship', '@start', 'return'];
    const key = keyOf(['synode/1', '42', '', '', 'user', ...ship]);

    expect(keyText(key)).toBe('cd7a11b8 87f25183 26caac90 d05bfbe2');
    expect(startedAs(key, 0, 0, 0, 0)).toBe('6f2531af c333ba8d dwjk3brcsvn3');
    expect(startedAs(key, 0, 3, 1, 0)).toBe('722ad587 37cdf318 e8ndb16z6z66');
  });

  it('keeps component borders: two splits of one text are two paths', () => {
    expect(keyText(keyOf(['ab', 'c']))).not.toBe(keyText(keyOf(['a', 'bc'])));
  });
});

function startedAs(key: Key, ...words: [number, number, number, number]): string {
  const { instance, origin, label } = startedInstance(key, ...words);
  return `${hex(instance, origin)} ${label}`;
}

import { describe, expect, it } from 'vitest';
import fc from 'fast-check';

import { SynodeError } from '../../src/errors.ts';
import { canonicalLine } from '../../src/encode/canonical.ts';
import { LineEncoder } from '../../src/encode/line-encoder.ts';
import type { AnyEvent } from '../../src/model/event.ts';

/** What the encoder writes of these events, batch by batch. */
function written(events: readonly AnyEvent[], encoder = new LineEncoder(100)): string {
  let text = '';
  const take = (): void => void (text += Buffer.from(encoder.take().bytes).toString('utf8'));
  for (const event of events) {
    encoder.encode(event);
    if (encoder.isFull) take();
  }
  take();
  return text;
}

/** The same by the specification: one canonical line after another. */
function expected(events: readonly AnyEvent[]): string {
  return events.map((event) => `${canonicalLine(event)}\n`).join('');
}

function eventOf(payload: object, rest: Partial<AnyEvent> = {}): AnyEvent {
  const timestamp = new Date('2025-03-01T08:30:00.250Z');
  return { id: 'a1', userId: 'user-0', sessionId: 'user-0:shop:0', name: 'viewed', timestamp, payload, ...rest };
}

class Money {
  readonly minor: number;

  constructor(minor: number) {
    this.minor = minor;
  }

  toJSON(): string {
    return `€ ${this.minor / 100}`;
  }
}

class Shelf {
  readonly rows = [1, 2];
}

class Noon extends Date {
  override toJSON(): string {
    return 'noon';
  }
}

const odd = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    // Any code units, so lone surrogates too.
    fc.array(fc.nat(0xffff), { maxLength: 12 }).map((codes) => String.fromCharCode(...codes)),
    fc.constantFrom('', '"', '\\', '\u0000', '\u001f', '\u007f', '\u0080', '\ud800', '\udc00', '\u2028', '€', '😀'),
    fc.string({ maxLength: 200 }),
  );

const key = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('amount', 'text', 'lines', 'id', 'side', 'a', 'a long name, for once') },
    { weight: 1, arbitrary: odd() },
    {
      weight: 1,
      arbitrary: fc.constantFrom('0', '10', '-1', 'constructor', '__proto__', 'toString', 'hasOwnProperty'),
    },
  );

const number = (): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: -200, max: 20_000 }),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(
      -0,
      9999,
      10_000,
      99_999_999,
      100_000_000,
      1e15,
      2 ** 53,
      2 ** 64,
      1e21,
      5e-324,
      0.1,
      -1e-7,
      1.5e300,
    ),
  );

const instant = (): fc.Arbitrary<Date> =>
  fc.oneof(
    fc.date({ noInvalidDate: true }),
    fc.integer({ min: -70_000_000_000_000, max: 260_000_000_000_000 }).map((ms) => new Date(ms)),
    fc
      .constantFrom(-62_167_219_200_001, -62_167_219_200_000, 253_402_300_799_999, 253_402_300_800_000, -1, 0)
      .map((ms) => new Date(ms)),
  );

const special = (): fc.Arbitrary<object> =>
  fc.oneof(
    fc.integer().map((minor) => new Money(minor)),
    fc
      .constantFrom<() => object>(
        () => new Shelf(),
        () => new Noon(0),
        () => Object(5) as object,
        () => new Uint8Array([1, 2]),
        () => Object.create({ inherited: 1, toJSON: () => 'inherited' }) as object,
        () => Object.assign(Object.create({ inherited: 1 }) as object, { own: 2 }),
        () => Object.assign(Object.create(null) as object, { own: 2 }),
      )
      .map((make) => make()),
  );

interface Parts {
  readonly value: unknown;
  readonly object: object;
  readonly list: readonly unknown[];
}

/** Objects of a few keys again and again, in any order, some without a value: what shapes are learned from. */
const { object: payload } = fc.letrec<Parts>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(odd(), number(), fc.boolean(), fc.constant(null), instant(), special()),
    tie('object'),
    tie('list'),
  ),
  object: fc
    .array(fc.tuple(key(), fc.option(tie('value'), { nil: undefined, freq: 8 })), { maxLength: 8 })
    .map((entries) => Object.fromEntries(entries)),
  list: fc.array(tie('value'), { maxLength: 5 }),
}));

const meta = {
  process: '',
  population: 'user',
  actor: 3,
  journey: 'shop',
  instance: '0',
  adventure: 'visit',
  action: 'view',
  occurrence: 0,
  sequence: 17,
};

const anyEvent = (): fc.Arbitrary<AnyEvent> =>
  fc.record(
    {
      id: odd(),
      userId: fc.oneof(fc.constant('user-1'), odd()),
      sessionId: fc.oneof(fc.constant('user-1:shop:0'), odd()),
      name: fc.oneof(fc.constantFrom('viewed', 'ordered'), odd()),
      timestamp: instant(),
      payload,
      meta: fc.constant(meta),
    },
    { requiredKeys: ['id', 'userId', 'sessionId', 'name', 'timestamp', 'payload'] },
  );

describe('LineEncoder', () => {
  it('writes any events as their canonical lines, whatever it learned from those before', () => {
    fc.assert(
      fc.property(fc.array(anyEvent(), { minLength: 1, maxLength: 40 }), (events) => {
        expect(written(events)).toBe(expected(events));
      }),
      { numRuns: 400 },
    );
  });

  it('writes what has a key more, a key less or another order than the events before', () => {
    const events = [
      eventOf({ a: 1, b: 'x', lines: [{ c: 1, d: null }] }),
      eventOf({ b: 'x', a: 1, lines: [{ d: null, c: 1 }] }),
      eventOf({ a: 1, z: true, b: 'x', lines: [] }),
      eventOf({ b: { a: [[], [{}], [[1]]] }, lines: [{ c: { e: 1 } }, 5, 'x', null, [true]] }),
      eventOf({}),
      eventOf({ a: undefined, lines: [{ c: undefined }] }),
      eventOf([1, { a: 2 }]),
      eventOf({ a: 1, b: 'x', lines: [{ c: 1, d: null }] }, { meta }),
    ];
    expect(written(events)).toBe(expected(events));
  });

  it('writes dictionaries of many keys, and does not mistake one for another', () => {
    const dictionary = (from: number, count: number): object =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`key ${from + i}`, i]));
    const events = [0, 50, 100, 20_000].map((from) => eventOf(dictionary(from, from === 100 ? 12_000 : 200)));
    expect(written(events)).toBe(expected(events));
  });

  it('writes texts longer than its buffer, and lines behind them', () => {
    const long = 'a "long" text, ä, '.repeat(60_000);
    const events = [eventOf({ text: long, n: 1 }), eventOf({ n: -1, text: 'short' }), eventOf({ [long]: long })];
    expect(long.length).toBeGreaterThan(1_000_000);
    expect(written(events)).toBe(expected(events));
  });

  it('writes lines at every distance from the end of its buffer', () => {
    // 16 bytes more a line than the one before: each piece of a line comes to stand at the border once.
    const events = Array.from({ length: 400 }, (_, i) =>
      eventOf({ text: 'x'.repeat(i % 90), n: i, at: new Date(i), list: [i, { deep: -i }], more: 'y'.repeat(16) }),
    );
    for (const size of [1, 64, 200, 1024]) {
      const encoder = new LineEncoder(7, () => new Uint8Array(size));
      expect(written(events, encoder)).toBe(expected(events));
    }
  });

  it('says of each batch where its lines end, when they are dated and what they are called', () => {
    const encoder = new LineEncoder(10);
    const events = [eventOf({ a: 1 }, { name: 'one' }), eventOf({}, { name: 'two', timestamp: new Date(5) })];
    for (const event of events) encoder.encode(event);
    const { bytes, ends, timestamps, names, ids, userIds, count } = encoder.take();
    const lines = events.map((event) => `${canonicalLine(event)}\n`);
    expect(Array.from(ends, (end, i) => Buffer.from(bytes.subarray(ends[i - 1] ?? 0, end)).toString())).toEqual(lines);
    expect([...timestamps]).toEqual(events.map(({ timestamp }) => timestamp.getTime()));
    expect({ names, ids, userIds, count }).toEqual({
      names: ['one', 'two'],
      ids: ['a1', 'a1'],
      userIds: ['user-0', 'user-0'],
      count: 2,
    });
    expect(encoder.take().count).toBe(0);
  });
});

describe('LineEncoder, given what JSON cannot hold', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = { cycle };

  const refused = [
    ['NaN', NaN, 'NaN'],
    ['Infinity', -Infinity, '-Infinity'],
    ['a bigint', 12n, '12n'],
    ['a function', () => 1, 'a function'],
    ['a symbol', Symbol('x'), 'a symbol'],
    ['an invalid Date', new Date(NaN), 'an invalid Date'],
    ['a Map', new Map(), 'a Map'],
    ['a hole in a list', [1, undefined], 'undefined'],
    ['an object that contains itself', cycle, 'an object that contains itself'],
  ] as const;

  it.each(refused)('refuses %s with its path, and leaves nothing of the line', (_what, value, received) => {
    const encoder = new LineEncoder(10);
    const before = eventOf({ a: 1, deep: [{ b: 'x' }] });
    const behind = eventOf({ a: 2, deep: [{ b: 'y' }] });
    encoder.encode(before);
    const faulty = eventOf({ a: 1, deep: [{ b: 'x' }, { b: value }] });
    const thrown = failureOf(() => encoder.encode(faulty));
    expect(thrown.code).toBe('ENCODING_FAILED');
    expect(thrown.message).toBe(failureOf(() => canonicalLine(faulty)).message);
    expect(thrown.message).toContain('payload.deep[1].b');
    expect(thrown.message).toContain(received);
    encoder.encode(behind);
    const batch = encoder.take();
    expect(Buffer.from(batch.bytes).toString('utf8')).toBe(expected([before, behind]));
    expect(batch.count).toBe(2);
  });

  it('refuses an event whose timestamp is no instant', () => {
    const faulty = eventOf({ a: 1 }, { timestamp: new Date(NaN) });
    const thrown = failureOf(() => new LineEncoder(10).encode(faulty));
    expect(thrown.message).toBe(failureOf(() => canonicalLine(faulty)).message);
    expect(thrown.message).toContain('timestamp');
  });

  it('refuses it wherever it stands, with the words of the specification', () => {
    const faults = refused.map(([, value]) => value);
    fc.assert(
      fc.property(
        payload,
        fc.constantFrom(...faults),
        fc.array(fc.boolean(), { maxLength: 70 }),
        (rest, value, way) => {
          const buried = way.reduce<unknown>((inner, isList) => (isList ? [inner] : { inner }), value);
          const faulty = eventOf({ rest, buried });
          const encoder = new LineEncoder(10);
          expect(failureOf(() => encoder.encode(faulty)).message).toBe(failureOf(() => canonicalLine(faulty)).message);
          encoder.encode(eventOf({ rest }));
          expect(Buffer.from(encoder.take().bytes).toString('utf8')).toBe(expected([eventOf({ rest })]));
        },
      ),
    );
  });

  it('lets what a toJSON throws through, and leaves nothing of the line', () => {
    const encoder = new LineEncoder(10);
    const failing = Object.assign(new Shelf(), {});
    Object.defineProperty(failing, 'toJSON', {
      value: () => {
        throw new RangeError('no price');
      },
    });
    expect(() => encoder.encode(eventOf({ a: 1, failing }))).toThrow('no price');
    encoder.encode(eventOf({ a: 1 }));
    expect(Buffer.from(encoder.take().bytes).toString('utf8')).toBe(expected([eventOf({ a: 1 })]));
  });
});

function failureOf(act: () => unknown): SynodeError {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof SynodeError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
}

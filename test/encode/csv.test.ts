import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { csvRow, csvRowOf } from '../../src/encode/csv.ts';
import { CsvBatch, rowsOfLines } from '../../src/encode/csv-batch.ts';
import { createEncoder } from '../../src/encode/encoder.ts';
import { isEncoding, isSameEncoding } from '../../src/encode/encodings.ts';
import { LineEncoder } from '../../src/encode/line-encoder.ts';
import type { CsvEncoding } from '../../src/model/adapter.ts';
import type { AnyEvent } from '../../src/model/event.ts';

const csv: CsvEncoding = { format: 'csv', columns: ['a', 'b.c'], rest: 'json', eol: '\n' };

function eventOf(rest: Partial<AnyEvent> = {}): AnyEvent {
  return {
    id: 'a1',
    userId: 'user-0',
    sessionId: 's',
    name: 'order.placed',
    timestamp: new Date('2025-03-01T08:30:00.250Z'),
    payload: { a: 1, b: { c: 'x', d: true } },
    ...rest,
  };
}

/** Texts with what has to be quoted in them. */
const text = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc
      .array(fc.constantFrom('"', ',', '\n', '\r', ' ', '\uFEFF', '\t', 'a', '€', '😀'), { maxLength: 6 })
      .map((all) => all.join('')),
  );

const cell = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    text(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.date({ noInvalidDate: true }),
    fc.jsonValue(),
  );

const payload = (): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc.dictionary(
    fc.constantFrom('a', 'b', 'x,y', '__proto__', '1'),
    fc.oneof(cell(), fc.dictionary(fc.constantFrom('c', 'd'), cell())),
  );

const someEvents = (): fc.Arbitrary<AnyEvent[]> =>
  fc.array(
    fc
      .record({ id: text(), userId: text(), sessionId: text(), name: fc.constantFrom('a', 'b"c'), payload: payload() })
      .map(eventOf),
    { minLength: 1, maxLength: 8 },
  );

/** The events as canonical lines, in one batch. */
function linesOf(events: readonly AnyEvent[]): ReturnType<LineEncoder['take']> {
  const encoder = new LineEncoder(events.length);
  for (const event of events) encoder.encode(event);
  return encoder.take();
}

/** UTF-8 has no half of a surrogate pair. */
const asWritten = (each: string): string => Buffer.from(each).toString();

describe('a row of CSV', () => {
  it('is that of an independent writer that loses nothing', () => {
    fc.assert(
      fc.property(fc.array(cell(), { minLength: 1 }), fc.constantFrom('\n' as const, '\r\n' as const), (cells, eol) => {
        const expected = stringify([cells], {
          record_delimiter: eol,
          quote_record_delimiter: true,
          quoted_match: /^\s|\s$/,
          cast: {
            string: (value) => (value === '' ? { value: '', quoted_empty: true } : value),
            boolean: String,
            number: String,
            date: (date) => date.toISOString(),
            object: (value) => JSON.stringify(value),
          },
        });

        expect(csvRow(cells, eol)).toBe(expected);
      }),
      { numRuns: 500, seed: 20250301 },
    );
  });
});

describe('events as rows', () => {
  const encoderOf = (encoding: CsvEncoding) => createEncoder(encoding, { batchSize: 3, scenario: '', meta: false });

  it('are the same made of events or of their lines, and say whose they are', () => {
    fc.assert(
      fc.property(someEvents(), (events) => {
        const rowOf = csvRowOf({ ...csv, meta: false });
        const expected = asWritten(events.map(rowOf).join(''));
        const lines = linesOf(events);
        const [ofEvents, ofLines] = [encoderOf(csv), encoderOf(csv)];
        for (const event of events) ofEvents.encode(event);
        for (let i = 0; i < events.length; i++) ofLines.append(lines, i);
        const batch = new CsvBatch(ofEvents.take());

        expect(Buffer.from(batch.bytes).toString()).toBe(expected);
        expect(Buffer.from(ofLines.take().bytes).toString()).toBe(expected);
        expect(Buffer.from(rowsOfLines(lines, { ...csv, meta: false }).bytes).toString()).toBe(expected);
        expect(batch.ids).toEqual(events.map(({ id }) => asWritten(id)));
        expect(batch.userIds).toEqual(events.map(({ userId }) => asWritten(userId)));
        expect(batch.names).toEqual(events.map(({ name }) => name));
        expect([...batch.timestamps]).toEqual(events.map(({ timestamp }) => timestamp.getTime()));
      }),
      { numRuns: 300, seed: 20250301 },
    );
  });

  it('leave out an event that cannot be written, and go on', () => {
    const encoder = encoderOf(csv);
    encoder.encode(eventOf());

    expect(() => encoder.encode(eventOf({ payload: { n: Number.NaN } }))).toThrow('ENCODING_FAILED');
    encoder.encode(eventOf({ id: 'a2' }));

    expect(new CsvBatch(encoder.take()).ids).toEqual(['a1', 'a2']);
  });
});

describe('an encoding', () => {
  it.each([
    ['csv'],
    [{ ...csv, format: 'tsv' }],
    [{ ...csv, columns: 'a' }],
    [{ ...csv, columns: [1] }],
    [{ ...csv, rest: 'keep' }],
    [{ ...csv, eol: '\r' }],
    [null],
  ])('is none that somebody makes: %j', (value) => {
    expect(isEncoding(value)).toBe(false);
  });

  it('is known by what it says', () => {
    expect([csv, 'ndjson', 'cloudevents'].every(isEncoding)).toBe(true);
  });

  it('is the same as one that gives the same bytes', () => {
    expect(isSameEncoding(csv, { ...csv, columns: ['a', 'b.c'] })).toBe(true);
    expect(isSameEncoding(csv, { ...csv, columns: ['b.c', 'a'] })).toBe(false);
    expect(isSameEncoding(csv, { ...csv, columns: ['a'] })).toBe(false);
    expect(isSameEncoding(csv, { ...csv, eol: '\r\n' })).toBe(false);
    expect(isSameEncoding(csv, { ...csv, rest: 'drop' })).toBe(false);
    expect(isSameEncoding(csv, 'ndjson')).toBe(false);
    expect(isSameEncoding('ndjson', 'ndjson')).toBe(true);
  });
});

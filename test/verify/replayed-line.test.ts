import { describe, expect, it } from 'vitest';

import { readReplayed } from '../../src/verify/replayed-line.ts';

const wanted = { entryId: 'a-1', lines: [{ line: 1, amount: 5 }] };
const bytes = JSON.stringify(wanted);

describe('a line read beside what its rule gives', () => {
  it('is not parsed a second time where its bytes are those of the rule', () => {
    const line = `{"id":"a-1","payload":${bytes},"meta":{"sequence":1}}`;
    const read = readReplayed(line, wanted) as { readonly payload: unknown };
    expect(read.payload).toBe(wanted);
    expect(read).toEqual(JSON.parse(line));
  });

  it.each([
    ['of another amount', `{"id":"a-1","payload":${bytes.replace('5', '6')}}`],
    ['with its fields in another order', `{"id":"a-1","payload":{"lines":[{"line":1,"amount":5}],"entryId":"a-1"}}`],
    ['without a payload', '{"id":"a-1","name":"x"}'],
    ['whose payload stands deeper', `{"meta":{"payload":${bytes}},"payload":{"entryId":"b"}}`],
    ['whose payload is empty, and another stands deeper', `{"meta":{"payload":${bytes}},"payload":""}`],
    ['whose payload is given twice', `{"payload":${bytes},"payload":{"entryId":"b"}}`],
    ['whose payload is given twice, last as nothing', `{"payload":${bytes},"payload":""}`],
    ['with a key that ends like the payload', `{"a\\"payload":${bytes},"payload":""}`],
  ])('is parsed as it stands: one %s', (_, line) => {
    const read = readReplayed(line, wanted) as { readonly payload?: unknown };
    expect(read).toEqual(JSON.parse(line));
    expect(read.payload).not.toBe(wanted);
  });

  it.each([`{"id":"a-1","payload":${bytes}`, `{"id":,"payload":${bytes}}`, `{"id":"a-1","payload":${bytes},}`])(
    'is no JSON where what surrounds the payload is none: %s',
    (line) => {
      expect(readReplayed(line, wanted)).toBeUndefined();
    },
  );
});

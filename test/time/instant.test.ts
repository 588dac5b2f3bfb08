import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatDate, formatInstant, readInstant } from '../../src/time/instant.ts';

describe('an authored instant', () => {
  it.each([
    ['2025-01-31', '2025-01-31T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2025-01-31T09:00Z', '2025-01-31T09:00:00.000Z'],
    ['2025-01-31T09:00:05Z', '2025-01-31T09:00:05.000Z'],
    ['2025-01-31T09:00:05.5Z', '2025-01-31T09:00:05.500Z'],
    ['2025-01-31T00:30:00+01:00', '2025-01-30T23:30:00.000Z'],
    ['2025-01-31T23:30:00-05:30', '2025-02-01T05:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    const reading = readInstant(text);

    expect(reading).toEqual({ ok: true, ms: Date.parse(expected) });
  });

  it('may be a Date', () => {
    expect(readInstant(new Date(1234))).toEqual({ ok: true, ms: 1234 });
  });

  it.each([
    ['2025-01-31T09:00:00', "'2025-01-31T09:00:00' does not say its zone", "Write '2025-01-31T09:00:00Z' for UTC"],
    ['2025-02-29', "there is no day '2025-02-29'", "'2025-01-31'"],
    ['2025-13-01T00:00Z', "there is no day '2025-13-01'", "'2025-01-31'"],
    ['2025-01-31T24:00Z', "there is no time '24:00Z'", "'2025-01-31T09:00:00Z'"],
    ['2025-01-31T09:00:00.123456Z', 'finer than a millisecond', 'three digits'],
    ['2025-01-31T09:00:00 CET', "' CET' is no zone", '+01:00'],
    ['31.01.2025', 'is not an ISO 8601 date or time', "'2025-01-31'"],
  ])('%s is refused', (text, message, suggestion) => {
    const reading = readInstant(text);

    expect(reading.ok).toBe(false);
    if (reading.ok) return;
    expect(reading.fault.message).toContain(message);
    expect(reading.fault.suggestion).toContain(suggestion);
    expect(reading.fault.received).toBe(`'${text}'`);
  });

  it('is refused as a number, which could be seconds or milliseconds, and as an invalid Date', () => {
    expect(readInstant(1_735_689_600)).toMatchObject({ ok: false, fault: { message: '1735689600 is not an instant' } });
    expect(readInstant(new Date(Number.NaN))).toMatchObject({ ok: false, fault: { received: 'an invalid Date' } });
  });
});

describe('the text of an instant', () => {
  it('is that of Date.toISOString, over the whole range of Date', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (ms) => {
        expect(formatInstant(ms)).toBe(new Date(ms).toISOString());
      }),
    );
  });

  it('reads back as the same instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) }), (ms) => {
        expect(readInstant(formatInstant(ms))).toEqual({ ok: true, ms });
      }),
    );
  });

  it('has the UTC date in front', () => {
    expect(formatDate(Date.parse('2025-12-31T23:59:59.999Z'))).toBe('2025-12-31');
  });
});

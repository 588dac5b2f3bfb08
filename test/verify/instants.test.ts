import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { dateOfDay, dayOfDate, InstantReader, localDay } from '../../src/verify/instants.ts';

describe('instants of a file', () => {
  it('are read as Date.parse reads them, day after day, and so is what is none', () => {
    const near = fc.integer({ min: Date.UTC(2024, 1, 28), max: Date.UTC(2024, 2, 2) }).map((ms) => new Date(ms));
    const spoiled = fc
      .tuple(near, fc.integer({ min: 0, max: 23 }), fc.constantFrom('9', '7', ':', '.', 'Z', '-', ' ', 'x'))
      .map(([date, at, sign]) => {
        const text = date.toISOString();
        return text.slice(0, at) + sign + text.slice(at + 1);
      });
    const odd = fc.constantFrom('', '2024-02-29', '2024-02-29T10:00Z', '+002024-02-29T10:00:00.000Z', 'yesterday');
    const texts = fc.array(
      fc.oneof(
        near.map((date) => date.toISOString()),
        spoiled,
        odd,
      ),
      { minLength: 2 },
    );
    fc.assert(
      fc.property(texts, (all) => {
        const reader = new InstantReader();
        expect(all.map((text) => reader.read(text))).toEqual(all.map((text) => Date.parse(text)));
      }),
    );
  });

  it('lie on the day that clocks of the company show', () => {
    const newYear = Date.parse('2026-01-01T03:30:00.000Z');
    expect([0, -300, 540].map((offset) => dateOfDay(localDay(newYear, offset)))).toEqual([
      '2026-01-01',
      '2025-12-31',
      '2026-01-01',
    ]);
  });

  it('are days only where the text is written as files write days', () => {
    expect(dayOfDate('1970-01-02')).toBe(1);
    for (const text of ['1970-1-2', '1970-02-30', '+001970-01-02', '']) expect(dayOfDate(text)).toBeNaN();
  });
});

import { utc } from '@date-fns/utc';
import { add as addOfLibrary } from 'date-fns/add';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SynodeError } from '../../src/errors.ts';
import type { Duration } from '../../src/model/duration.ts';
import { compileCalendar, WEEKDAYS_CALENDAR } from '../../src/time/calendar.ts';
import { compileDuration, duration, formatElapsed } from '../../src/time/duration.ts';
import { parseDuration, parseFixedDuration } from '../../src/time/duration-text.ts';
import { formatInstant } from '../../src/time/instant.ts';

const weekdays = compileCalendar(WEEKDAYS_CALENDAR);

function compiled(value: Duration) {
  const reading = parseDuration(value);
  if (!reading.ok) throw new Error(reading.fault.message);
  return compileDuration(reading.terms, weekdays);
}

function later(from: string, value: Duration): string {
  return formatInstant(compiled(value).add(Date.parse(from)));
}

function faultOf(value: unknown) {
  const reading = parseDuration(value as Duration);
  if (reading.ok) throw new Error('no fault');
  return reading.fault;
}

describe('a duration', () => {
  it.each<[Duration, number]>([
    [1500, 1500],
    ['250ms', 250],
    ['90s', 90_000],
    ['1 second', 1000],
    ['5m', 300_000],
    ['30 minutes', 1_800_000],
    ['1.5h', 5_400_000],
    ['2 hours', 7_200_000],
    ['2d', 172_800_000],
    ['1 day', 86_400_000],
    ['1w', 604_800_000],
    ['2 weeks', 1_209_600_000],
    ['0ms', 0],
    ['0.0004s', 0],
    ['0.0005s', 1],
    ['1.2345s', 1235],
    [2.5, 3],
  ])('%s is %i ms', (value, ms) => {
    expect(compiled(value).fixedMs).toBe(ms);
    expect(compiled(value).add(1000)).toBe(1000 + ms);
  });

  it.each<[string, Duration, string]>([
    ['2025-01-31T10:30:00Z', '1mo', '2025-02-28T10:30:00.000Z'],
    ['2024-01-31T10:30:00Z', '1 month', '2024-02-29T10:30:00.000Z'],
    ['2025-11-30T00:00:00Z', '1q', '2026-02-28T00:00:00.000Z'],
    ['2025-05-31T00:00:00Z', '2 quarters', '2025-11-30T00:00:00.000Z'],
    ['2024-02-29T12:00:00Z', '1y', '2025-02-28T12:00:00.000Z'],
    ['2024-02-29T12:00:00Z', '4 years', '2028-02-29T12:00:00.000Z'],
    ['2025-01-03T17:00:00Z', '1bd', '2025-01-06T17:00:00.000Z'],
    ['2025-01-04T17:00:00Z', '1bd', '2025-01-06T17:00:00.000Z'],
    ['2025-01-03T17:00:00Z', '10 business days', '2025-01-17T17:00:00.000Z'],
    ['2025-01-04T17:00:00Z', '0bd', '2025-01-06T17:00:00.000Z'],
    ['2025-01-03T17:00:00Z', '0bd', '2025-01-03T17:00:00.000Z'],
    ['2025-01-03T16:00:00Z', '2bh', '2025-01-06T10:00:00.000Z'],
    ['2025-01-03T16:00:00Z', '1 business hour', '2025-01-03T17:00:00.000Z'],
  ])('from %s, %s later is %s', (from, value, expected) => {
    expect(compiled(value).fixedMs).toBeUndefined();
    expect(later(from, value)).toBe(expected);
  });

  it('in fixed units and months agrees with date-fns in UTC', () => {
    const parts = fc.record({
      years: fc.nat(10),
      months: fc.nat(24),
      weeks: fc.nat(10),
      days: fc.nat(60),
      hours: fc.nat(100),
      minutes: fc.nat(200),
      seconds: fc.nat(200),
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) }), parts, (ms, p) => {
        // date-fns adds years and months as one step, so the sum is written as months
        const sum = duration(
          `${p.years * 12 + p.months}mo`,
          `${p.weeks}w`,
          `${p.days}d`,
          `${p.hours}h`,
          `${p.minutes}m`,
          `${p.seconds}s`,
        );
        expect(compiled(sum).add(ms)).toBe(addOfLibrary(ms, p, { in: utc }).getTime());
      }),
    );
  });
});

describe('a sum of durations', () => {
  it('is applied from left to right', () => {
    expect(later('2025-01-30T00:00:00Z', duration('1mo', '2d'))).toBe('2025-03-02T00:00:00.000Z');
    expect(later('2025-01-30T00:00:00Z', duration('2d', '1mo'))).toBe('2025-03-01T00:00:00.000Z');
    expect(later('2025-01-31T00:00:00Z', duration('1mo', '1mo'))).toBe('2025-03-28T00:00:00.000Z');
  });

  it('of fixed parts is fixed, and may hold other sums and milliseconds', () => {
    expect(compiled(duration('1h', 500, duration('1m', '1s'))).fixedMs).toBe(3_661_500);
  });

  it('refuses a part that is no duration, and a sum over 100 years', () => {
    const codeOf = (make: () => unknown) => {
      try {
        return make();
      } catch (error) {
        return error instanceof SynodeError ? error.code : error;
      }
    };

    expect(codeOf(() => duration('1mo', 'P2D' as '2d'))).toBe('INVALID_DURATION');
    expect(codeOf(() => duration('60y', '60y'))).toBe('INVALID_DURATION');
    expect(codeOf(() => duration('50y', '50y'))).toMatchObject({ kind: 'duration' });
  });
});

describe('what is no duration is refused with a way out', () => {
  it.each<[unknown, string, string]>([
    ['P2D', "'P2D' is not a duration", "Write '2d'."],
    ['P1M', "'P1M' is not a duration", "Write '1mo'."],
    ['PT30M', "'PT30M' is not a duration", "Write '30m'."],
    ['P1Y2M', "'P1Y2M' is not a duration", "Write duration('1y', '2mo')."],
    ['4 houres', "'4 houres' is not a duration", "Did you mean 'hours'?"],
    ['2 d', "'2 d' is not a duration", "Write '2d'."],
    ['2days', "'2days' is not a duration", "Write '2 days'."],
    ['3D', "'3D' is not a duration", "Write '3d'."],
    ['2 Business Days', "'2 Business Days' is not a duration", "Write '2 business days'."],
    ['2  days', "'2  days' is not a duration", "Write '2 days'."],
    ['-2d', "duration '-2d' is negative", "Write '2d', or '0ms' for none."],
    [-5, 'duration -5 is negative', 'Use 0 or more milliseconds.'],
    ['1.5mo', "duration '1.5mo' has a decimal", 'Decimals need a unit of fixed length (ms, s, m, h, d, w).'],
    ['0.5bd', "duration '0.5bd' has a decimal", 'Decimals need a unit of fixed length (ms, s, m, h, d, w).'],
    ['101y', "duration '101y' is longer than 100 years", "Check the unit; '100y' is the longest duration."],
    ['36526d', "duration '36526d' is longer than 100 years", "Check the unit; '100y' is the longest duration."],
    [Number.NaN, 'NaN is not a duration', 'Write a number and a unit'],
    [Number.POSITIVE_INFINITY, 'Infinity is not a duration', 'Write a number and a unit'],
    ['', "'' is not a duration", 'Write a number and a unit'],
    ['1e3s', "'1e3s' is not a duration", 'Write a number and a unit'],
    [null, 'null is not a duration', 'Write a number and a unit'],
    [{ kind: 'duration', terms: [{ count: -1, unit: 'mo' }] }, 'an object with kind, terms is not', 'Write a number'],
  ])('%o', (value, message, suggestion) => {
    const fault = faultOf(value);

    expect(fault.message).toContain(message);
    expect(fault.suggestion).toContain(suggestion);
    expect(fault.expected).not.toBe('');
  });

  it('and exactly 100 years are still one', () => {
    expect(parseDuration('100y').ok).toBe(true);
    expect(parseDuration('36525d').ok).toBe(true);
  });

  it('where a fixed length is needed, a month is refused', () => {
    expect(parseFixedDuration('1.5d')).toEqual({ ok: true, ms: 129_600_000 });
    expect(parseFixedDuration('1mo')).toMatchObject({ ok: false, fault: { message: "'1mo' has no fixed length" } });
  });
});

describe('elapsed time', () => {
  it.each([
    [183_600_000, '+2d 3h'],
    [172_805_000, '+2d'],
    [3_661_000, '+1h 1m'],
    [45_250, '+45s 250ms'],
    [999, '+999ms'],
    [0, '+0ms'],
    [-7_200_000, '-2h'],
  ])('of %i ms reads %s', (ms, text) => {
    expect(formatElapsed(ms)).toBe(text);
  });
});

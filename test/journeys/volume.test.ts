import { describe, expect, it } from 'vitest';

import {
  defineCalendar,
  never,
  uniform,
  volume,
  wait,
  type Event,
  type Journey,
  type SynodeError,
  type VolumeOptions,
} from '../../src/index.ts';
import { poissonQuantile } from '../../src/random/kernel/counts.ts';
import { action, expectEvents, failureOf, flow, look, namesOf, simulate, uniformAt, type Options } from './world.ts';

const DAY = 86_400_000;
const year: Options = { startDate: '2025-01-01', endDate: '2026-01-01', starts: 'together' };
const years: Options = { ...year, endDate: '2028-01-01' };
const path = ['user', 'journey', 'visit', '@arrivals'];
/** Every day, at any time, weighs the same. */
const FLAT = { weekdays: [1, 1, 1, 1, 1, 1, 1], holidays: 1, periodEnd: false, intraday: 'flat' } as const;

const visit = (options: VolumeOptions): Journey => flow('visit', [action('visit')], { arrivals: volume(options) });
const visits = async (options: VolumeOptions, run: Options = year): Promise<readonly Event[]> =>
  (await simulate(visit(options), run)).events;

const numberOf = ({ sessionId }: Event): number => Number(sessionId.split(':').at(-1));
const share = (events: readonly Event[], holds: (date: Date) => boolean): number =>
  events.filter(({ timestamp }) => holds(timestamp)).length / events.length;
const inMonth = (month: number) => (date: Date) => date.getUTCMonth() + 1 === month;
const inYear = (wanted: number) => (date: Date) => date.getUTCFullYear() === wanted;

describe('a volume by rate', () => {
  it('has a Poisson count a fiscal year from one uniform, and a day and a time for each instance', async () => {
    const events = await visits({ rate: 6, ...FLAT }, { ...year, users: 40 });

    for (let i = 0; i < 40; i++) {
      const own = events.filter(({ userId }) => userId === `user-${i}`);
      const count = poissonQuantile(uniformAt([...path, 'value'], [i, 2025]), 6);
      const due = Array.from({ length: count }, (_, n) => {
        const [day, time] = ['day', 'time'].map((word) => uniformAt([...path, word], [i, 2025, n]));
        return Date.UTC(2025, 0, 1) + (Math.ceil((day ?? 0) * 365) - 1) * DAY + Math.floor((time ?? 0) * DAY);
      });
      expect(own.map((event) => [numberOf(event), event.timestamp.getTime()])).toEqual(
        due.map((ms, n) => [n, ms]).sort(([, a = 0], [, b = 0]) => a - b),
      );
    }
  });

  it('numbers instances by their draw, not by time: one more renames none', async () => {
    const [before, after] = await Promise.all([visits({ rate: 20 }, years), visits({ rate: 21 }, years)]);

    const times = (events: readonly Event[]) =>
      new Map(events.map((event) => [numberOf(event), event.timestamp.getTime()]));
    const [few, more] = [times(before), times(after)];
    expect([...few].filter(([number, ms]) => more.get(number) !== ms)).toEqual([]);
    expect(more.size).toBeGreaterThan(few.size);
    const numbers = before.filter(({ timestamp }) => inYear(2025)(timestamp)).map(numberOf);
    expect(numbers).not.toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, n) => n));
  });

  it('keeps what it had when the window grows, and from where an actor starts', async () => {
    const long = await visits({ rate: 30 }, years);
    const short = await visits({ rate: 30 }, { ...years, endDate: '2026-03-10' });
    const late = (await simulate(visit({ rate: 30 }), { ...years, starts: 'uniform' })).events;

    expect(long.slice(0, short.length)).toEqual(short);
    expect(long.length).toBeGreaterThan(short.length);
    expect(late.length).toBeGreaterThan(0);
    expect(late.map(({ timestamp }) => timestamp)).toEqual(
      long.slice(long.length - late.length).map(({ timestamp }) => timestamp),
    );
  });

  it('may be drawn or computed for each actor, and is 0 for some', async () => {
    const [fixed, drawn, computed] = await Promise.all([
      visits({ rate: 50 }, { ...year, users: 20 }),
      visits({ rate: uniform({ low: 50, high: 50.000001 }) }, { ...year, users: 20 }),
      visits({ rate: (ctx) => (ctx.actor.index === 3 ? 50 : 0) }, { ...year, users: 20 }),
    ]);

    expect(drawn).toEqual(fixed);
    expect(computed).toEqual(fixed.filter(({ userId }) => userId === 'user-3'));
    expect(await visits({ rate: 0 })).toEqual([]);
  });

  it('has its rate in the long run, shape or no shape', async () => {
    const [flat, shaped] = await Promise.all([
      visits({ rate: 10, ...FLAT }, { ...year, users: 400 }),
      visits({ rate: 10, months: true, businessDaysOnly: true }, { ...year, users: 400 }),
    ]);

    // The shape moves work inside the year and leaves its total: to the instance.
    expect(shaped).toHaveLength(flat.length);
    expect(Math.abs(flat.length - 4000)).toBeLessThan(4 * Math.sqrt(4000));
  });

  it('goes on without an end until something else ends it', async () => {
    const error = await failureOf(visits({ rate: 5 }, {}));

    expect(error).toMatchObject({ code: 'UNBOUNDED_ARRIVALS', path: ["journey 'visit'", "'arrivals'"] });
    expect(await visits({ rate: 5 }, { maxEvents: 30 })).toHaveLength(30);
    expect(await visits({ rate: 5, drift: { kind: 'step', at: '2025-01-01', factor: 0 } }, { maxEvents: 1 })).toEqual(
      [],
    );
  });
});

describe('a volume by total', () => {
  it.each([
    [1000, 7, 'together'],
    [1000, 7, 'uniform'],
    [3, 50, 'uniform'],
    [0, 4, 'together'],
    [500, 1, 'together'],
  ] as const)('of %d for %d actors starting %s is met exactly', async (total, users, starts) => {
    const { events, result } = await simulate(visit({ total }), { ...year, users, starts });

    expect(events).toHaveLength(total);
    expect(result.counts.journeys.scheduled).toBe(total);
    for (const { timestamp } of events) expect(inYear(2025)(timestamp)).toBe(true);
  });

  it('is split evenly by chance, each actor numbering its own from 0', async () => {
    const events = await visits({ total: 8000 }, { ...year, users: 8 });

    for (let i = 0; i < 8; i++) {
      const own = events.filter(({ userId }) => userId === `user-${i}`).map(numberOf);
      expect(own.toSorted((a, b) => a - b)).toEqual(own.map((_, n) => n));
      expect(own).not.toEqual(own.toSorted((a, b) => a - b));
      // Binomial: four standard deviations of 8000 · 1/8.
      expect(Math.abs(own.length - 1000)).toBeLessThan(4 * Math.sqrt(8000 * (1 / 8) * (7 / 8)));
    }
  });

  it('is the same however the actors are divided among shards and lanes', async () => {
    const options = { ...year, users: 30 };
    const whole = await visits({ total: 200 }, options);

    const parts = await Promise.all(
      [1, 2, 3].map((index) => visits({ total: 200 }, { ...options, shard: { index, count: 3 } })),
    );

    expect(parts.flat()).toEqual(whole);
    expect(await visits({ total: 200 }, { ...options, lanes: 4 })).toEqual(whole);
  });

  it('needs a run with an end', async () => {
    expect(await failureOf(visits({ total: 5 }, { maxEvents: 3 }))).toMatchObject({
      code: 'UNBOUNDED_ARRIVALS',
      path: ["journey 'visit'", "'arrivals'", "'total'"],
    });
  });
});

const many: Options = { ...year, users: 300 };
const count = async (options: Partial<VolumeOptions>, run: Options = many): Promise<readonly Event[]> =>
  visits({ rate: 40, ...FLAT, ...options } as VolumeOptions, run);
/** Within four standard errors of a share of n. */
const near = (found: number, expected: number, n: number): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(4 * Math.sqrt((expected * (1 - expected)) / n));
const thursdays = (date: Date): boolean => date.getUTCDay() === 4;
const germany: Options = { ...many, calendar: 'DE' };

describe('each option moves its figure', () => {
  it.each<[string, Partial<VolumeOptions>, number]>([
    ['a drift that steps', { drift: { kind: 'step', at: '2025-01-01', factor: 1.5 } }, 1.5],
    ['two drifts', { drift: [0.5, 3].map((factor) => ({ kind: 'step', at: '2025-01-01', factor }) as const) }, 1.5],
    ['a regime', { regimes: [{ kind: 'divestiture', from: '2025-01-01' }] }, 0.7],
    ['a recession', { recessions: [{ from: '2024-01', until: '2026-12', severity: 0.4 }] }, 0.6],
    ['a cycle at its top', { cycle: { amplitude: 0.5, months: 4800, phase: 1200 - 306 } }, 1.5],
  ])('the level changes the total: %s', async (_what, options, factor) => {
    const events = await count(options);

    // Poisson: four standard deviations of the mean 40 · 300 · factor.
    const mean = 12_000 * factor;
    expect(Math.abs(events.length - mean)).toBeLessThan(4 * Math.sqrt(mean));
  });

  it.each<[string, Partial<VolumeOptions>, (date: Date) => boolean, number]>([
    ['weekdays', { weekdays: [1, 1, 1, 8, 1, 1, 1] }, thursdays, (52 * 8) / (52 * 14 + 1)],
    ['businessDaysOnly', { businessDaysOnly: true }, (date) => [0, 6].includes(date.getUTCDay()), 0],
    ['months', { months: [5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] }, inMonth(1), (31 * 5) / (365 + 31 * 4)],
    ['months: true', { months: true }, inMonth(12), (31 * 1.3) / 365.55],
    [
      'events',
      { events: [{ name: 'sale', on: '03-10', days: 3, factor: 20 }] },
      (date) => inMonth(3)(date) && date.getUTCDate() >= 10 && date.getUTCDate() <= 12,
      60 / (362 + 60),
    ],
    [
      'periodEnd',
      { periodEnd: { days: 1, month: 11, quarter: 11, year: 11 } },
      (date) => date.toISOString().startsWith('2025-04-30'),
      // The last business day of each month, and the weekend behind it: 18 days of the year.
      11 / (365 + 10 * 18),
    ],
    [
      'intraday',
      {
        intraday: [
          ['00:00', 0],
          ['12:00', 3],
          ['18:00', 1],
        ],
      },
      (date) => date.getUTCHours() < 18,
      18 / 24,
    ],
    ['intraday: batch', { intraday: 'batch' }, (date) => date.getUTCHours() >= 20 || date.getUTCHours() < 6, 0.7],
  ])('the shape moves instances inside the year: %s', async (_option, options, holds, expected) => {
    const events = await count(options);

    near(share(events, holds), expected, events.length);
  });

  it('holidays are those of the calendar, of the run or its own', async () => {
    const christmas = (date: Date): boolean => date.toISOString().slice(5, 10) === '12-25';
    const [ofRun, own, none] = await Promise.all([
      count({ holidays: 50 }, germany),
      count({ holidays: 50, calendar: 'DE' }),
      count({ holidays: 50 }),
    ]);

    // Nine public holidays all over Germany in 2025.
    near(share(ofRun, christmas), 50 / (365 + 9 * 49), ofRun.length);
    expect(own).toEqual(ofRun);
    near(share(none, christmas), 1 / 365, none.length);
  });

  it('the fiscal calendar says which days share a year’s total', async () => {
    const half = { ...years, users: 300, startDate: '2025-07-01', endDate: '2026-07-01' };
    const months = [...Array.from({ length: 6 }, () => 0), ...Array.from({ length: 6 }, () => 1)];
    const [calendar, fiscal] = await Promise.all([
      count({ months }, half),
      count({ months, fiscalCalendar: { type: 'months', startMonth: 7 } }, half),
    ]);

    // July to December of 2025 hold all of that year's work, in either count of years; a later start sees the same.
    for (const events of [calendar, fiscal]) {
      expect(Math.abs(events.length - 12_000)).toBeLessThan(4 * Math.sqrt(12_000));
      expect(share(events, inYear(2025))).toBe(1);
    }
    const quarters = async (options: object): Promise<number> =>
      share(await count({ ...options, periodEnd: { days: 1, month: 1, quarter: 1, year: 40 } }), (date) =>
        date.toISOString().startsWith('2025-06-30'),
      );
    // The year's peak stands at its own end.
    near(await quarters({ fiscalCalendar: { type: 'months', startMonth: 7 } }), 40 / (365 + 39), 12_000);
    near(await quarters({}), 1 / (365 + 39), 12_000);
  });

  it('days are those of the calendar’s own clock', async () => {
    const calendar = defineCalendar({ id: 'east', utcOffsetMinutes: 600 });
    const monday = [1, 0, 0, 0, 0, 0, 0];

    const events = await count({ weekdays: monday, calendar });

    expect(share(events, (date) => new Date(date.getTime() + 10 * 3_600_000).getUTCDay() === 1)).toBe(1);
    near(
      share(events, (date) => date.getUTCDay() === 0),
      10 / 24,
      events.length,
    );
  });
});

describe('instances of a volume', () => {
  it('run beside the chain and each other, in time order, and obey suppression', async () => {
    const stay = flow('visit', [action('come'), wait('300d'), action('go')], {
      arrivals: volume({ total: 2, ...FLAT }),
    });
    const once = flow('visit', [action('come')], {
      arrivals: volume({ total: 40, ...FLAT }),
      suppressionPeriod: '2y',
    });

    const { events } = await simulate([stay, flow('chain', [wait('1d'), action('link')])], {
      ...year,
      afterEnd: 'keep',
    });
    const { result } = await simulate(once, year);

    expect(namesOf(events).slice(0, 2)).toContain('link');
    expect(namesOf(events).toSorted()).toEqual(['come', 'come', 'go', 'go', 'link']);
    expect(result.counts.journeys).toMatchObject({ scheduled: 40, started: 1, suppressed: 39 });
  });

  it('have their number as label and in their draws', async () => {
    const tell = look('tell', (ctx) => ({ n: Number(ctx.instance), u: ctx.random.float() }));
    const told = flow('visit', [tell], { arrivals: volume({ total: 5, ...FLAT }) });

    const { events } = await simulate([told, flow('other', [], { arrivals: never() })], year);

    const handler = ['user', 'journey', 'visit', 'adventure', 'main', 'action', 'tell', '@handler'];
    expect(events.map(({ payload }) => payload['u'])).toEqual(
      events.map(({ payload }) => uniformAt(handler, [0, Number(payload['n'])])),
    );
    expectEvents(
      events.map((event) => ({ ...event, name: event.sessionId })).toSorted((a, b) => numberOf(a) - numberOf(b)),
      `
      name            n
      user-0:visit:0  0
      user-0:visit:1  1
      user-0:visit:2  2
      user-0:visit:3  3
      user-0:visit:4  4
      `,
    );
  });
});

describe('a faulty volume', () => {
  it.each<[string, unknown, string]>([
    ["'arrivals'", {}, 'INVALID_ARRIVALS volume has neither rate nor total'],
    ["'arrivals'", { rate: 1, total: 1 }, 'INVALID_ARRIVALS volume has rate and total'],
    ["'rate'", { rate: -1 }, 'INVALID_ARRIVALS rate is -1'],
    ["'rate'", { rate: 1_000_001 }, 'INVALID_ARRIVALS rate is 1000001'],
    ["'rate'", { rate: '5' }, "INVALID_ARRIVALS rate is '5'"],
    ["'total'", { total: 1.5 }, 'INVALID_ARRIVALS total is 1.5'],
    ["'weekdays'", { rate: 1, weekdays: [1] }, 'INVALID_ARRIVALS volume.weekdays has 1 numbers'],
    ["'weekdays'", { rate: 1, weekdays: [0, 0, 0, 0, 0, 0, 0] }, 'INVALID_ARRIVALS volume.weekdays is 0 throughout'],
    ["'cycle.amplitude'", { rate: 1, cycle: { amplitude: 2 } }, 'INVALID_ARRIVALS volume.cycle.amplitude is 2'],
    ["'week'", { rate: 1, week: [1] }, "UNKNOWN_KEY unknown key 'week' of a volume"],
    ["'calendar'", { rate: 1, calendar: 'DD' }, "UNKNOWN_CALENDAR no calendar is called 'DD'"],
  ])('is told with its place %s: %j', async (place, options, says) => {
    const error = (await failureOf(visits(options as VolumeOptions))) as SynodeError;

    expect(`${error.code} ${error.rawMessage}`).toContain(says);
    expect(error.path).toEqual(
      place === "'arrivals'" ? ["journey 'visit'", place] : ["journey 'visit'", "'arrivals'", place],
    );
  });

  it('is told when the run computes a rate that is none, and all at once before', async () => {
    const late = await failureOf(visits({ rate: () => -3 }));
    const early = (await failureOf(visits({ total: -1, months: [1], intraday: 'night' as never }))) as SynodeError;

    expect(late).toMatchObject({ code: 'INVALID_FIELD_VALUE' });
    expect(early.issues.map(({ path: where }) => where.at(-1))).toEqual(["'months'", "'intraday'", "'total'"]);
  });
});

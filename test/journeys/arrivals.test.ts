import { describe, expect, it } from 'vitest';

import {
  defineCalendar,
  every,
  never,
  normal,
  once,
  poissonProcess,
  profile,
  recurring,
  uniform,
  wait,
  type Arrivals,
  type Context,
  type Event,
} from '../../src/index.ts';
import {
  action,
  expectEvents,
  failureOf,
  flow,
  look,
  namesOf,
  silent,
  simulate,
  timesOf,
  uniformAt,
  type Options,
} from './world.ts';

const january: Options = { startDate: '2025-01-01', endDate: '2025-02-01', starts: 'together' };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const arrivalsPath = ['user', 'journey', 'visit', '@arrivals'];

const visit = (arrivals: Arrivals) =>
  flow('visit', [look('visit', (ctx) => ({ n: Number(ctx.instance) }))], { arrivals });

const visits = async (arrivals: Arrivals, options: Options = january): Promise<readonly Event[]> =>
  (await simulate(visit(arrivals), options)).events;

const msOf = (events: readonly Event[]): readonly number[] => events.map(({ timestamp }) => timestamp.getTime());

describe('journeys without a schedule', () => {
  it('form a chain: one after another, in the order of the list', async () => {
    const chain = ['first', 'second', 'third'].map((id) => flow(id, [action(id), wait('1d')]));

    const { events } = await simulate(chain);

    expectEvents(
      events,
      `
      time            session          name
      01-01 00:00:00  user-0:first:0   first
      01-02 00:00:00  user-0:second:0  second
      01-03 00:00:00  user-0:third:0   third
      `,
    );
  });

  it('do not wait for journeys with one', async () => {
    const slow = flow('slow', [action('enter'), wait('10d'), action('leave')], { arrivals: once() });
    const chain = flow('chain', [wait('1d'), action('link')]);

    const { events } = await simulate([slow, chain]);

    expect(namesOf(events)).toEqual(['enter', 'link', 'leave']);
  });
});

describe('once', () => {
  it.each([
    ['at the start of the actor by default', once(), '01-01 00:00:00'],
    ['so long after it', once({ at: '3bd' }), '01-06 00:00:00'],
    ['at an instant', once({ at: new Date('2025-01-20T12:00:00Z') }), '01-20 12:00:00'],
  ])('starts one instance %s', async (_when, arrivals, time) => {
    expect(timesOf(await visits(arrivals))).toEqual([time]);
  });

  it('at the start stands ahead of all else that is due then', async () => {
    const chain = flow('chain', [action('first')]);
    const scheduled = flow('scheduled', [action('second')], { arrivals: once() });
    const opening = flow('opening', [action('balance')], { arrivals: once({ at: 'start' }) });

    const { events } = await simulate([chain, scheduled, opening]);

    expect(namesOf(events)).toEqual(['balance', 'first', 'second']);
  });

  it('at the start has the place of its journey once it has waited', async () => {
    const chain = flow('chain', [wait('1d'), action('first')]);
    const opening = flow('opening', [action('balance'), wait('1d'), action('second')], {
      arrivals: once({ at: 'start' }),
    });

    const { events } = await simulate([chain, opening]);

    expect(namesOf(events)).toEqual(['balance', 'first', 'second']);
  });

  it('at an instant before the actor or behind the window starts nothing', async () => {
    const before = await visits(once({ at: new Date('2024-12-24') }));
    const behind = await visits(once({ at: new Date('2025-02-01') }));

    expect([before, behind]).toEqual([[], []]);
  });
});

describe('every', () => {
  it('starts at multiples of its interval, from the offset on', async () => {
    expectEvents(
      await visits(every('10d', { offset: '36h' })),
      `
      time            n
      01-02 12:00:00  0
      01-12 12:00:00  1
      01-22 12:00:00  2
      `,
    );
  });

  it('takes months and business days, which do not drift', async () => {
    const months = await visits(every('1mo', { offset: '30d' }), { ...january, endDate: '2025-06-30' });
    const days = await visits(every('1bd', { offset: '2d' }), { ...january, endDate: '2025-01-09' });

    expect(timesOf(months)).toEqual(['31', '28', '31', '30', '31'].map((day, i) => `0${i + 1}-${day} 00:00:00`));
    expect(timesOf(days)).toEqual(['03', '06', '07', '08'].map((day) => `01-${day} 00:00:00`));
  });

  it('spreads by its jitter on both sides, in order, one draw an arrival', async () => {
    const events = await visits(every('1d', { offset: '1d', jitter: 0.49 }));

    expect(msOf(events)).toEqual(
      Array.from({ length: 30 }, (_, k) => {
        const shift = Math.round(DAY * 0.49 * (2 * uniformAt(arrivalsPath, [0, 0, k]) - 1));
        return Date.UTC(2025, 0, 2 + k) + shift;
      }),
    );
    expect(msOf(events)).toEqual(msOf(events).toSorted((a, b) => a - b));
  });

  it('starts nobody before the actor begins: an arrival that falls there is none', async () => {
    const { events, result } = await simulate(visit(every('1d', { jitter: 0.4 })), { ...january, users: 20 });

    const own = Array.from({ length: 20 }, (_, i) => uniformAt(arrivalsPath, [i, 0, 0]));
    const first = events.filter(({ payload }) => payload['n'] === 0).map(({ userId }) => userId);
    expect(first).toEqual(own.flatMap((u, i) => (u < 0.5 ? [] : [`user-${i}`])));
    expect(Math.min(...msOf(events))).toBeGreaterThanOrEqual(Date.UTC(2025, 0, 1));
    expect(result.counts.journeys.scheduled).toBe(events.length);
  });

  it('with a calendar unit spreads later by a duration', async () => {
    const events = await visits(every('1w', { jitter: 0 }), january);
    const jittered = await visits(every('1mo', { jitter: '12h' }), { ...january, endDate: '2025-05-01' });

    expect(timesOf(events)).toHaveLength(5);
    expect(msOf(jittered)).toEqual(
      [0, 1, 2, 3].map((k) => Date.UTC(2025, k, 1) + Math.floor(12 * HOUR * uniformAt(arrivalsPath, [0, 0, k]))),
    );
  });

  it.each([0.5, 0.7, -0.1, Number.NaN])('refuses a jitter of %d, which could change their order', async (jitter) => {
    expect(await failureOf(visits(every('1d', { jitter })))).toMatchObject({
      code: 'INVALID_ARRIVALS',
      path: ["journey 'visit'", "'arrivals'", "'jitter'"],
    });
  });

  it('ends after its count', async () => {
    expect(await visits(every('1d', { count: 3 }))).toHaveLength(3);
    expect(await visits(every('1d', { count: 0 }))).toEqual([]);
  });
});

describe('recurring', () => {
  const on = async (rule: Parameters<typeof recurring>[0], options: Options = january): Promise<readonly string[]> =>
    timesOf(await visits(recurring(rule), options));

  it('comes on its dates at midnight, or at a time of day', async () => {
    expect(await on({ every: 'week', weekday: 'friday' })).toEqual(
      ['03', '10', '17', '24', '31'].map((day) => `01-${day} 00:00:00`),
    );
    expect(await on({ every: 'month', day: -1, at: '17:30' })).toEqual(['01-31 17:30:00']);
  });

  it.each<[string, Parameters<typeof recurring>[0], string]>([
    ['by day', { every: 'day', count: 3 }, '01-01 01-02 01-03'],
    ['by day of the month, at most its last', { every: 'month', day: 31, count: 3 }, '01-31 02-28 03-31'],
    ['by quarter', { every: 'quarter', month: 2, day: 10 }, '02-10 05-10 08-10 11-10'],
    ['by month of the year', { every: 'year', month: 3, day: 15 }, '03-15'],
    ['on the third business day', { every: 'month', day: { businessDay: 3 }, count: 2 }, '01-03 02-05'],
    ['on the last but one business day', { every: 'month', day: { businessDay: -2 }, count: 2 }, '01-30 02-27'],
    // 31 May 2025 is a Saturday: the day after would lie in June. 28 June is one too, and Monday is still in June.
    [
      'after, but in the month',
      { every: 'month', day: -1, roll: 'modified-following' },
      '01-31 02-28 03-31 04-30 05-30 06-30',
    ],
    [
      'after, in the same month',
      { every: 'month', day: 28, roll: 'modified-following' },
      '01-28 02-28 03-28 04-28 05-28 06-30',
    ],
  ])('comes %s', async (_how, rule, dates) => {
    const found = await on(rule, { ...january, endDate: '2026-01-01' });

    expect(found.slice(0, dates.split(' ').length)).toEqual(dates.split(' ').map((date) => `${date} 00:00:00`));
    if (rule.count === undefined && rule.every !== 'month') expect(found).toHaveLength(dates.split(' ').length);
  });

  it('counts an occurrence at the very start of the actor', async () => {
    expect(await on({ every: 'month' })).toEqual(['01-01 00:00:00']);
  });

  it('rolls to a business day', async () => {
    // The fourth of January 2025 is a Saturday.
    expect(await on({ every: 'month', day: 4, roll: 'following' })).toEqual(['01-06 00:00:00']);
    expect(await on({ every: 'month', day: 4, roll: 'preceding' })).toEqual(['01-03 00:00:00']);
  });

  it('follows the calendar of the run', async () => {
    const calendar = defineCalendar({ id: 'bank', holidays: ['2025-01-30', '2025-01-31'] });

    expect(await on({ every: 'month', day: 'last business day' }, { ...january, calendar })).toEqual([
      '01-29 00:00:00',
    ]);
  });

  it('adds its jitter, one draw an arrival', async () => {
    const events = await visits(recurring({ every: 'day', at: '08:00', jitter: '2h', count: 5 }));

    expect(msOf(events)).toEqual(
      Array.from({ length: 5 }, (_, k) => {
        const shift = Math.floor(2 * HOUR * uniformAt(arrivalsPath, [0, 0, k]));
        return Date.UTC(2025, 0, 1 + k, 8) + shift;
      }),
    );
  });

  it.each([
    ['recurring', recurring({ every: 'day', jitter: '5d' }), 5 * DAY, (k: number) => Date.UTC(2025, 0, 1 + k)],
    ['every with a calendar unit', every('1mo', { jitter: '99d' }), 99 * DAY, (k: number) => Date.UTC(2025, k, 1)],
  ])(
    'with a jitter longer than the gap still comes in order of time (%s)',
    async (_what, arrivals, jitter, nominal) => {
      const options = { ...january, endDate: '2025-12-24' };

      const { events, result } = await simulate(visit(arrivals), options);

      const end = Date.UTC(2025, 11, 24);
      const expected = Array.from({ length: 400 }, (_, k) => k)
        .filter((k) => nominal(k) < end)
        .map((k) => ({ k, ms: nominal(k) + Math.floor(jitter * uniformAt(arrivalsPath, [0, 0, k])) }))
        .filter(({ ms }) => ms < end)
        .toSorted((a, b) => a.ms - b.ms);
      expect(events.map(({ payload, timestamp }) => ({ k: payload['n'], ms: timestamp.getTime() }))).toEqual(expected);
      expect(result.counts.journeys.scheduled).toBe(expected.length);
    },
  );
});

describe('a Poisson process', () => {
  it('has exponential gaps of its rate, one draw an arrival', async () => {
    const events = await visits(poissonProcess({ rate: 3, per: '1d', count: 40 }));

    let at = Date.UTC(2025, 0, 1);
    const expected = Array.from({ length: 40 }, (_, k) => {
      at += (-Math.log1p(-uniformAt(arrivalsPath, [0, 0, k])) * DAY) / 3;
      return Math.floor(at);
    });
    expect(msOf(events)).toEqual(expected);
  });

  it('has its rate in the long run, for each actor on its own', async () => {
    const n = 400;
    const { events } = await simulate(visit(poissonProcess({ rate: 2, per: '1w' })), { ...january, users: n });

    const mean = (n * 2 * 31) / 7;
    // Four standard deviations of a Poisson count.
    expect(Math.abs(events.length - mean)).toBeLessThan(4 * Math.sqrt(mean));
  });

  it('may have a rate of each actor: computed once, or drawn', async () => {
    let asked = 0;
    const computed = poissonProcess({ rate: (ctx) => (asked++, ctx.actor.index === 0 ? 0 : 20), per: '1d' });
    const drawn = poissonProcess({ rate: uniform({ low: 1, high: 9 }), per: '1d', count: 1 });

    const { events } = await simulate(visit(computed), { ...january, users: 2 });
    const first = await visits(drawn);

    expect(asked).toBe(2);
    expect(new Set(events.map(({ userId }) => userId))).toEqual(new Set(['user-1']));
    const rate = 1 + 8 * uniformAt([...arrivalsPath, 'rate', 'value']);
    const gap = (-Math.log1p(-uniformAt(arrivalsPath)) * DAY) / rate;
    expect(msOf(first)).toEqual([Math.floor(Date.UTC(2025, 0, 1) + gap)]);
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('refuses a computed rate of %d', async (rate) => {
    const error = await failureOf(visits(poissonProcess({ rate: () => rate, per: '1d' })));

    expect(error).toMatchObject({ code: 'INVALID_FIELD_VALUE', path: ["journey 'visit'", "'arrivals'", "'rate'"] });
  });

  it('follows its profile', async () => {
    const office = profile({
      weekdays: [1, 1, 1, 1, 1, 0, 0],
      hours: Array.from({ length: 24 }, (_, h) => (h >= 9 && h < 17 ? 1 : 0)),
    });
    const { events } = await simulate(visit(poissonProcess({ rate: 5, per: '1d', profile: office })), {
      ...january,
      users: 20,
    });

    expect(events.length).toBeGreaterThan(1000);
    for (const { timestamp } of events) {
      expect([1, 2, 3, 4, 5]).toContain(timestamp.getUTCDay());
      expect(timestamp.getUTCHours()).toBeGreaterThanOrEqual(9);
      expect(timestamp.getUTCHours()).toBeLessThan(17);
    }
  });
});

describe('a profile', () => {
  /** Arrivals of 50 actors in a year, by what is asked of their instant. */
  const busy = async (options: Parameters<typeof profile>[0], run: Options = {}): Promise<readonly Date[]> => {
    const calls = poissonProcess({ rate: 200, per: '365d', profile: profile(options) });
    const year: Options = { ...january, endDate: '2026-01-01', users: 50, ...run };
    return (await simulate(visit(calls), year)).events.map(({ timestamp }) => timestamp);
  };
  const share = (dates: readonly Date[], holds: (date: Date) => boolean): number =>
    dates.filter(holds).length / dates.length;
  const near = (found: number, expected: number, n: number): void =>
    // Four standard errors.
    expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / n));
  const twice = (length: number): number[] => Array.from({ length }, (_, i) => (i < length / 2 ? 2 : 6));

  it('leaves the rate as it is: lists count by their mean, so 2 and 6 are 1 and 3', async () => {
    const dates = await busy({ hours: twice(24) });

    expect(Math.abs(dates.length - 10_000)).toBeLessThan(4 * Math.sqrt(10_000));
    near(
      share(dates, (date) => date.getUTCHours() < 12),
      1 / 4,
      dates.length,
    );
  });

  it('multiplies its factors', async () => {
    const dates = await busy({ hours: twice(24), weekdays: [0, 0, 0, 1, 0, 0, 3] });
    const sunday = (date: Date): boolean => date.getUTCDay() === 0;

    near(share(dates, sunday), 3 / 4, dates.length);
    near(
      share(dates, (date) => sunday(date) && date.getUTCHours() < 12),
      3 / 16,
      dates.length,
    );
  });

  it('knows the holidays of the calendar: of the run, or its own', async () => {
    const christmas = (date: Date): boolean => date.toISOString().slice(5, 10) === '12-25';
    // A hundred on each of nine public holidays, one on the other days.
    const expected = 100 / (356 + 9 * 100);

    const [ofRun, own, none] = [
      await busy({ holidays: 100 }, { calendar: 'DE' }),
      await busy({ holidays: 100, calendar: 'DE' }),
      await busy({ holidays: 100 }),
    ];

    near(share(ofRun, christmas), expected, ofRun.length);
    expect(own).toEqual(ofRun);
    near(share(none, christmas), 1 / 365, none.length);
  });

  it.each<[string, Parameters<typeof profile>[0], string]>([
    ['a negative factor', { weekdays: [1, 1, 1, 1, 1, -1, 0] }, 'profile.weekdays has a bad factor at 5'],
    ['a negative holiday', { holidays: -1 }, 'profile.holidays'],
    ['nothing but zeros', { months: Array.from({ length: 12 }, () => 0) }, 'profile.months is 0 throughout'],
    ['too few of them', { hours: [1] }, 'profile.hours has 1 numbers'],
  ])('may not have %s', async (_what, options, says) => {
    const error = await failureOf(busy(options));

    expect(error).toMatchObject({ code: 'INVALID_ARRIVALS' });
    expect(error.message).toContain(says);
  });
});

describe('never', () => {
  it('starts nothing by itself', async () => {
    const { events, result } = await simulate([visit(never()), flow('chain', [action('link')])]);

    expect(namesOf(events)).toEqual(['link']);
    expect(result.counts.journeys.byId['visit']).toBeUndefined();
  });
});

describe('instances of a schedule', () => {
  it('are numbered, and alive at the same time', async () => {
    const stay = flow('stay', [action('arrive'), wait('36h'), action('leave')], {
      arrivals: every('1d', { count: 2 }),
    });

    const { events } = await simulate(stay, january);

    expectEvents(
      events,
      `
      time            session        name
      01-01 00:00:00  user-0:stay:0  arrive
      01-02 00:00:00  user-0:stay:1  arrive
      01-02 12:00:00  user-0:stay:0  leave
      01-03 12:00:00  user-0:stay:1  leave
      `,
    );
  });

  it('begin at the actor’s own start where starts are spread', async () => {
    const { events } = await simulate(visit(every('1d', { count: 1 })), { ...january, starts: 'uniform', users: 5 });

    expect(msOf(events)).toEqual(
      Array.from(
        { length: 5 },
        (_, i) => Date.UTC(2025, 0, 1) + Math.floor(uniformAt(['user', '@start'], [i]) * 31 * DAY),
      ),
    );
  });

  it('keep the arrivals they had when the window grows', async () => {
    const schedule = poissonProcess({ rate: 1, per: '1d' });
    const short = await visits(schedule, { ...january, endDate: '2025-01-15' });
    const long = await visits(schedule);

    expect(long.slice(0, short.length)).toEqual(short);
    expect(long.length).toBeGreaterThan(short.length);
  });
});

describe('a schedule without end', () => {
  it.each([
    ['every', every('1d')],
    ['recurring', recurring({ every: 'month' })],
    ['poissonProcess', poissonProcess({ rate: 1, per: '1d' })],
  ])('needs a run that has one (%s)', async (_kind, arrivals) => {
    const error = await failureOf(visits(arrivals, {}));

    expect(error).toMatchObject({
      code: 'UNBOUNDED_ARRIVALS',
      path: ["journey 'visit'", "'arrivals'"],
      suggestion: 'Set endDate, count or maxEvents.',
    });
    expect(error.message).toContain("'visit' arrives without end");
  });

  it('is none where nothing ever arrives', async () => {
    expect(await visits(poissonProcess({ rate: 0, per: '1d' }), {})).toEqual([]);
  });

  it.each([
    ['a window', january],
    ['a limit of events', { maxEvents: 5 }],
  ])('is ended by %s', async (_what, options) => {
    expect((await visits(every('7d'), options)).length).toBe(5);
  });

  it.each([
    ['every', every('1d', { count: 2 })],
    ['recurring', recurring({ every: 'month', count: 2 })],
    ['poissonProcess', poissonProcess({ rate: 1, per: '1d', count: 2 })],
  ])('may end itself by its count (%s)', async (_kind, arrivals) => {
    expect(await visits(arrivals, {})).toHaveLength(2);
  });
});

describe('the rate of arrivals', () => {
  it('sees the actor’s persona', async () => {
    const persona = { id: 'p', name: 'P', attributes: { calls: normal({ mean: 3, sd: 0.1, min: 1 }) } };
    const seen: unknown[] = [];
    const calls = poissonProcess({ rate: (ctx: Context) => (seen.push(ctx.get('calls')), 1), per: '1d', count: 1 });

    await simulate([visit(calls), flow('chain', [silent('ask', (ctx) => seen.push(ctx.get('calls')))])], { persona });

    expect(seen[0]).toBeTypeOf('number');
    expect(seen[0]).toBe(seen[1]);
  });
});

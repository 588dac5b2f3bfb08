import { describe, expect, it } from 'vitest';

import { DEFAULT_START, every, profile, repeat, wait, type Context } from '../../src/index.ts';
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

const DAY = 86_400_000;
const days = (start: string, end: string, options: Options = {}): Options => ({
  startDate: start,
  endDate: end,
  starts: 'together',
  ...options,
});
const visit = flow('visit', [action('enter'), wait('36h'), action('leave'), wait('36h'), action('rate')], {
  arrivals: every('1d'),
});

describe('the start of an actor', () => {
  it('is the default one without a window: the same on any day', async () => {
    const { events, result } = await simulate(flow('shop', [action('view')]), { users: 2 });

    expect(DEFAULT_START.toISOString()).toBe('2025-01-01T00:00:00.000Z');
    expect(events.map(({ timestamp }) => timestamp)).toEqual([DEFAULT_START, DEFAULT_START]);
    expect(result.window).toEqual({ start: '2025-01-01T00:00:00.000Z', end: null, order: 'user' });
  });

  it('is spread evenly over a window by default', async () => {
    const { events } = await simulate(flow('shop', [action('view')]), {
      users: 40,
      startDate: '2025-03-01',
      endDate: '2025-03-11',
    });

    expect(events.map(({ timestamp }) => timestamp.getTime())).toEqual(
      Array.from(
        { length: 40 },
        (_, i) => Date.UTC(2025, 2, 1) + Math.floor(uniformAt(['user', '@start'], [i]) * 10 * DAY),
      ),
    );
  });

  it('may be that of the window for all together', async () => {
    const { events } = await simulate(flow('shop', [action('view')]), days('2025-03-01', '2025-03-11', { users: 2 }));

    expect(timesOf(events)).toEqual(['03-01 00:00:00', '03-01 00:00:00']);
  });

  it('may follow a profile', async () => {
    const starts = profile({ weekdays: [0, 0, 0, 0, 0, 1, 1] });

    const { events } = await simulate(flow('shop', [action('view')]), {
      users: 200,
      startDate: '2025-03-01',
      endDate: '2025-04-01',
      starts,
    });

    const weekdays = events.map(({ timestamp }) => timestamp.getUTCDay());
    expect(new Set(weekdays)).toEqual(new Set([0, 6]));
    // Saturdays and Sundays are alike: four standard deviations of a binomial count.
    expect(Math.abs(weekdays.filter((day) => day === 0).length - 100)).toBeLessThan(4 * Math.sqrt(50));
  });
});

describe('the window', () => {
  it.each([
    ['two dates', { startDate: '2025-02-01', endDate: '2025-02-03' }],
    ['Dates', { startDate: new Date('2025-02-01'), endDate: new Date('2025-02-03') }],
    ['times with an offset', { startDate: '2025-02-01T01:00:00+01:00', endDate: '2025-02-03T00:00:00Z' }],
    ['a start and a length', { startDate: '2025-02-01', duration: '2d' }],
    ['an end and a length', { endDate: '2025-02-03', duration: '2d' }],
  ] as const)('is given by %s', async (_how, options) => {
    const { result } = await simulate(flow('shop', []), options);

    expect(result.window).toEqual({
      start: '2025-02-01T00:00:00.000Z',
      end: '2025-02-03T00:00:00.000Z',
      order: 'user',
    });
  });

  it('begins at the default start where there is but a length', async () => {
    const { result } = await simulate(flow('shop', []), { duration: '1mo' });

    expect(result.window.end).toBe('2025-02-01T00:00:00.000Z');
  });

  it.each([
    ['one end', { startDate: '2025-02-01' }, 'startDate is given without endDate'],
    ['the other end', { endDate: '2025-02-01' }, 'endDate is given without startDate'],
    ['an end that is no later', { startDate: '2025-02-01', endDate: '2025-02-01' }, 'startDate is not before endDate'],
    ['both ends and a length', { startDate: '2025-01-01', endDate: '2025-02-01', duration: '1d' }, 'are all given'],
    ['a local time', { startDate: '2025-02-01T08:00:00', endDate: '2025-03-01' }, 'does not say its zone'],
    ['no date', { startDate: '2025-02-30', endDate: '2025-03-01' }, 'there is no day'],
    ['an invalid Date', { startDate: new Date(Number.NaN), endDate: '2025-03-01' }, 'the Date is invalid'],
    ['a length of nothing', { duration: 0 }, 'duration is 0'],
  ] as const)('cannot have %s', async (_what, options, said) => {
    const error = await failureOf(simulate(flow('shop', []), options));

    expect(error).toMatchObject({ code: 'INVALID_DATE_RANGE' });
    expect(error.message).toContain(said);
  });

  it('excludes its end: a step due then is not run, and its instance is censored', async () => {
    const { events, result } = await simulate(visit, days('2025-01-01', '2025-01-04'));

    expectEvents(
      events,
      `
      time            session         name
      01-01 00:00:00  user-0:visit:0  enter
      01-02 00:00:00  user-0:visit:1  enter
      01-02 12:00:00  user-0:visit:0  leave
      01-03 00:00:00  user-0:visit:2  enter
      01-03 12:00:00  user-0:visit:1  leave
      `,
    );
    expect(result.counts.journeys).toMatchObject({ scheduled: 3, started: 3, completed: 0, censored: 3 });
  });

  it('cut short is a prefix of a longer one, actor by actor', async () => {
    const busy = flow(
      'busy',
      [repeat(9, [action('tick', { timeSpan: { min: '1h', max: '1d' }, bounceChance: 0.05 })])],
      {
        arrivals: every('1d', { jitter: 0.3 }),
      },
    );

    const short = await simulate(busy, days('2025-01-01', '2025-01-05', { users: 3 }));
    const long = await simulate(busy, days('2025-01-01', '2025-01-15', { users: 3 }));

    for (const user of ['user-0', 'user-1', 'user-2']) {
      const own = (events: typeof long.events) => events.filter(({ userId }) => userId === user);
      expect(own(long.events).slice(0, own(short.events).length)).toEqual(own(short.events));
    }
  });

  it('drops events dated behind its end, and counts them', async () => {
    const shop = flow('shop', [
      action('order', {
        handler: (ctx: Context) => [
          ctx.event('ordered'),
          ctx.event('just', {}, { after: 2 * DAY - 1 }),
          ctx.event('behind', {}, { after: '2d' }),
        ],
      }),
    ]);

    const { events, result } = await simulate(shop, days('2025-01-01', '2025-01-03'));

    expect(namesOf(events)).toEqual(['ordered', 'just']);
    expect(result.counts.events).toMatchObject({ emitted: 2, written: 2, droppedAfterEnd: 1 });
  });

  it('starts no further journey of a chain that it has cut', async () => {
    const first = flow('first', [wait('3d'), action('a')]);
    const second = flow('second', [action('b')]);

    const { result } = await simulate([first, second], days('2025-01-01', '2025-01-03'));

    expect(result.counts.journeys.byId).toMatchObject({ first: { scheduled: 1, censored: 1 } });
    expect(result.counts.journeys.byId['second']).toBeUndefined();
  });

  it('leaves state as it was where it cuts', async () => {
    const states: unknown[] = [];
    const shop = flow('shop', [
      silent('before', (ctx) => ctx.set('at', 'before')),
      wait('3d'),
      silent('after', (ctx) => ctx.set('at', 'after')),
    ]);
    const witness = flow('witness', [wait('47h'), silent('look', (ctx) => states.push(ctx.get('at')))], {
      arrivals: { kind: 'once' },
    });

    await simulate([shop, witness], days('2025-01-01', '2025-01-03'));

    expect(states).toEqual(['before']);
  });
});

describe("afterEnd 'keep'", () => {
  it('lets running instances finish, with their later events, and nothing new arrive', async () => {
    const order = flow('order', [
      wait('36h'),
      action('order', { handler: (ctx: Context) => [ctx.event('ordered'), ctx.event('due', {}, { after: '30d' })] }),
    ]);
    const next = flow('next', [action('next')]);

    const { events, result } = await simulate(
      [visit, order, next],
      days('2025-01-01', '2025-01-02', { afterEnd: 'keep' }),
    );

    expectEvents(
      events,
      `
      time            session         name
      01-01 00:00:00  user-0:visit:0  enter
      01-02 12:00:00  user-0:visit:0  leave
      01-02 12:00:00  user-0:order:0  ordered
      01-04 00:00:00  user-0:visit:0  rate
      02-01 12:00:00  user-0:order:0  due
      `,
    );
    expect(result.counts.journeys).toMatchObject({ scheduled: 2, completed: 2, censored: 0 });
    expect(result.counts.events.droppedAfterEnd).toBe(0);
  });

  it('starts nothing at the end itself', async () => {
    const first = flow('first', [wait('1d'), action('a')]);
    const daily = flow('daily', [action('b')], { arrivals: every('1d', { count: 2 }) });

    const { events } = await simulate(
      [first, flow('second', [action('c')]), daily],
      days('2025-01-01', '2025-01-02', { afterEnd: 'keep' }),
    );

    expect(namesOf(events)).toEqual(['b', 'a']);
  });

  it('differs from the default behind the end alone', async () => {
    const drop = await simulate(visit, days('2025-01-01', '2025-01-04'));
    const keep = await simulate(visit, days('2025-01-01', '2025-01-04', { afterEnd: 'keep' }));

    expect(keep.events.filter(({ timestamp }) => timestamp < new Date('2025-01-04'))).toEqual(drop.events);
    expect(keep.result.counts.journeys.scheduled).toBe(drop.result.counts.journeys.scheduled);
  });
});

describe('nobody', () => {
  it('does nothing', async () => {
    const { events, result } = await simulate(flow('shop', [look('view', () => ({}))]), { users: 0 });

    expect(events).toEqual([]);
    expect(result.counts.users).toEqual({ planned: 0, simulated: 0, failed: 0 });
  });
});

import { describe, expect, it } from 'vitest';

import {
  defineCalendar,
  duration,
  exponential,
  repeat,
  uniform,
  validateConfig,
  wait,
  type Context,
} from '../../src/index.ts';
import {
  action,
  adventure,
  expectEvents,
  failureOf,
  flow,
  journey,
  look,
  silent,
  simulate,
  timesOf,
  uniformAt,
} from './world.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2025, 0, 1);
const actors = Array.from({ length: 50 }, (_, i) => i);
const main = ['user', 'journey', 'shop', 'adventure', 'main'];

describe('a time span', () => {
  it('of an action is the delay before it', async () => {
    const shop = flow('shop', [
      action('view'),
      action('pay', { timeSpan: '90s' }),
      action('thank', { timeSpan: { min: '1h', max: '1h' } }),
    ]);

    const { events } = await simulate(shop);

    expectEvents(
      events,
      `
      time            name
      01-01 00:00:00  view
      01-01 00:01:30  pay
      01-01 01:01:30  thank
      `,
    );
  });

  it('of an adventure is the delay before each of its actions without an own one, the first included', async () => {
    const shop = journey('shop', [
      adventure('buy', [action('view'), action('pay', { timeSpan: '5m' }), action('thank')], { timeSpan: '1h' }),
      adventure('rate', [action('review')]),
    ]);

    const { events } = await simulate(shop);

    expectEvents(
      events,
      `
      time            name
      01-01 01:00:00  view
      01-01 01:05:00  pay
      01-01 02:05:00  thank
      01-01 02:05:00  review
      `,
    );
  });

  it('may be 0, which overrules that of the adventure', async () => {
    const shop = journey('shop', [adventure('buy', [action('view', { timeSpan: 0 })], { timeSpan: '1h' })]);

    expect(timesOf((await simulate(shop)).events)).toEqual(['01-01 00:00:00']);
  });

  it('is uniform by default, drawn on the stream of its action for each occurrence', async () => {
    const shop = flow('shop', [repeat(2, [action('view', { timeSpan: { min: '1h', max: '5h' } })])]);

    const { events } = await simulate(shop, { users: actors.length });

    const expected = actors.flatMap((i) => {
      const [first, second] = [0, 1].map((occurrence) => {
        const u = uniformAt([...main, 'action', 'view', '@delay'], [i, 0, occurrence]);
        return Math.floor(HOUR + u * 4 * HOUR + 0.5);
      });
      return [START + Number(first), START + Number(first) + Number(second)];
    });
    expect(events.map(({ timestamp }) => timestamp.getTime())).toEqual(expected);
  });

  it('keeps its draw when it moves from the adventure to the action', async () => {
    const timeSpan = { min: '1h', max: '5h' } as const;
    const outer = journey('shop', [adventure('main', [action('view'), action('pay')], { timeSpan })]);
    const inner = flow('shop', [action('view', { timeSpan }), action('pay', { timeSpan })]);

    expect((await simulate(inner)).events).toEqual((await simulate(outer)).events);
  });

  it('may be drawn in milliseconds, or computed from the context', async () => {
    const drawn = flow('shop', [action('view', { timeSpan: uniform({ low: 0, high: 1000 }) })]);
    const computed = flow('shop', [
      silent('set', (ctx) => ctx.set('pace', '3d')),
      action('view', { timeSpan: (ctx) => ctx.get('pace') ?? 0 }),
      action('pay', { timeSpan: (ctx) => ctx.random.int(1, 1000) }),
    ]);

    const [first, second] = await Promise.all([simulate(drawn), simulate(computed)]);

    const u = uniformAt([...main, 'action', 'view', '@delay', 'value']);
    expect(first.events[0]?.timestamp.getTime()).toBe(START + Math.floor(1000 * u + 0.5));
    const chosen = uniformAt([...main, 'action', 'pay', '@delay', '@handler']);
    expect(second.events.map(({ timestamp }) => timestamp.getTime() - START - 72 * HOUR)).toEqual([
      0,
      1 + Math.floor(1000 * chosen),
    ]);
  });

  it.each([
    ['a drawn one', uniform({ low: -5, high: -1 }), 'a drawn delay is -'],
    ['a computed one', () => 'P2D' as never, "'P2D'"],
    ['a computed number', () => Number.NaN, 'NaN'],
  ])('that is no length of time is a fault: %s', async (_what, timeSpan, said) => {
    const error = await failureOf(simulate(flow('shop', [action('view', { timeSpan })])));

    expect(error).toMatchObject({
      code: 'INVALID_DURATION',
      path: expect.arrayContaining(["action 'view'"]) as string[],
    });
    expect(error.message).toContain(said);
  });
});

describe('draws of an action', () => {
  it('do not depend on each other: bounce, delay and fields each have a stream', async () => {
    const with0 = flow('shop', [
      action('view', { timeSpan: { min: 0, max: '9h' }, fields: { n: uniform({ low: 0, high: 1 }) } }),
    ]);
    const with1 = flow('shop', [
      action('view', {
        timeSpan: exponential({ mean: 5 }),
        bounceChance: 0.3,
        fields: { m: (ctx: Context) => ctx.random.float(), n: uniform({ low: 0, high: 1 }) },
      }),
    ]);

    const [before, after] = await Promise.all([simulate(with0, { users: 20 }), simulate(with1, { users: 20 })]);

    const n = new Map(before.events.map((event) => [event.id, event.payload['n']]));
    expect(after.events.length).toBeGreaterThan(5);
    for (const event of after.events) expect(event.payload['n']).toBe(n.get(event.id));
  });
});

describe('wait', () => {
  it('moves the clock of its instance', async () => {
    const shop = flow('shop', [action('view'), wait('1m'), action('pay'), wait(duration('1mo', '2d')), action('ship')]);

    const { events } = await simulate(shop);

    expectEvents(
      events,
      `
      time            name
      01-01 00:00:00  view
      01-01 00:01:00  pay
      02-03 00:01:00  ship
      `,
    );
  });

  it('draws on its own stream, named by position or by id', async () => {
    const shop = flow('shop', [
      wait({ min: '1h', max: '5h' }),
      wait({ min: '1h', max: '5h' }, { id: 'think' }),
      action('view'),
    ]);

    const { events } = await simulate(shop);

    const spans = ['wait#0', 'think'].map((id) => Math.floor(HOUR + uniformAt([...main, 'step', id]) * 4 * HOUR + 0.5));
    expect(events[0]?.timestamp.getTime()).toBe(START + Number(spans[0]) + Number(spans[1]));
  });

  it('may last until an instant, or until what a function says; an instant past waits nothing', async () => {
    const shop = flow('shop', [
      wait({ until: new Date('2025-01-10T08:00:00Z') }),
      action('first'),
      wait({ until: new Date('2025-01-05') }),
      action('second'),
      wait({ until: (ctx) => new Date(ctx.nowMs + 60_000) }),
      action('third'),
      wait({ until: () => new Date(0) }),
      action('fourth'),
    ]);

    const { events } = await simulate(shop);

    expectEvents(
      events,
      `
      time            name
      01-10 08:00:00  first
      01-10 08:00:00  second
      01-10 08:01:00  third
      01-10 08:01:00  fourth
      `,
    );
  });

  it('may last until the next date of a rule, strictly later than now', async () => {
    const shop = flow('shop', [
      repeat(2, [wait({ until: { every: 'month', day: 'last business day', at: '17:00' } }), action('close')]),
      wait({ until: { every: 'day' } }),
      action('morning'),
      wait({ until: { every: 'day' } }),
      action('next'),
    ]);

    const { events } = await simulate(shop);

    expectEvents(
      events,
      `
      time            name
      01-31 17:00:00  close
      02-28 17:00:00  close
      03-01 00:00:00  morning
      03-02 00:00:00  next
      `,
    );
  });

  it('counts business time by the calendar of the run', async () => {
    const calendar = defineCalendar({ id: 'shop', holidays: ['2025-01-02'], openingHours: '10:00-12:00' });
    const shop = flow('shop', [wait('1bd'), action('day'), wait('3bh'), action('hours')]);

    const { events } = await simulate(shop, { calendar });

    // The third is a Friday: two hours there, one on Monday.
    expectEvents(
      events,
      `
      time            name
      01-03 00:00:00  day
      01-06 11:00:00  hours
      `,
    );
  });

  it.each([['text'], [Number.NaN], [new Date(Number.NaN)]])('until %o is a fault', async (until) => {
    const error = await failureOf(simulate(flow('shop', [wait({ until: () => until as Date })])));

    expect(error).toMatchObject({ code: 'INVALID_FIELD_VALUE', expected: 'a Date' });
  });

  it.each<[unknown, string]>([
    [-1, 'Use 0 or more milliseconds.'],
    ['-2d', "Write '2d', or '0ms' for none."],
    ['101y', "Check the unit; '100y' is the longest duration."],
    ['1.5mo', 'Decimals need a unit of fixed length (ms, s, m, h, d, w).'],
    ['0.5bh', 'Decimals need a unit of fixed length (ms, s, m, h, d, w).'],
    ['P2D', "Write '2d'."],
    [Number.POSITIVE_INFINITY, "Write a number and a unit, such as '30m', or milliseconds."],
  ])('cannot last %o', (delay, suggestion) => {
    const shop = flow('shop', [wait(delay as never)]);

    expect(() => validateConfig(shop)).toThrow(
      expect.objectContaining({
        code: 'INVALID_DURATION',
        suggestion: expect.stringContaining(suggestion.slice(0, 25)),
      }),
    );
  });

  it('counts business hours over closed days, into any of them', async () => {
    // Friday the 3rd, 16:30: half an hour that day, eight on Monday, half an hour on Tuesday.
    const shop = flow('shop', [wait({ until: new Date('2025-01-03T16:30:00Z') }), wait('9bh'), action('done')]);

    expect(timesOf((await simulate(shop)).events)).toEqual(['01-07 09:30:00']);
  });

  it('of nothing does not give up the turn', async () => {
    const first = flow('first', [
      wait('1h'),
      action('a'),
      wait(0),
      action('b'),
      wait({ until: new Date(0) }),
      action('c'),
    ]);
    const second = flow('second', [wait('1h'), look('x', () => ({}))], { arrivals: { kind: 'once' } });

    const { events } = await simulate([first, second]);

    expect(events.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'x']);
  });
});

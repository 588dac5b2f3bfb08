import { describe, expect, it } from 'vitest';

import { every, never, uniform, validateConfig, wait, type SynodeError } from '../../src/index.ts';
import {
  action,
  adventure,
  expectEvents,
  failureOf,
  flow,
  journey,
  look,
  namesOf,
  silent,
  simulate,
  uniformAt,
} from './world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const january = { startDate: '2025-01-01', endDate: '2025-02-01', starts: 'together' } as const;

describe('requires', () => {
  it('lets an instance run once all are complete for this actor, else skips and counts it', async () => {
    const signup = flow('signup', [action('sign', { bounceChance: (ctx) => ctx.actor.index % 2 })]);
    const browse = flow('browse', [action('view')]);
    const buy = flow('buy', [action('pay')], { requires: ['signup', 'browse'] });

    const { events, result } = await simulate([signup, browse, buy], { users: 4 });

    expect(events.filter(({ name }) => name === 'pay').map(({ userId }) => userId)).toEqual(['user-0', 'user-2']);
    expect(result.counts.journeys.byId['buy']).toMatchObject({ scheduled: 4, started: 2, skipped: 2 });
    expect(result.counts.journeys.skipped).toBe(2);
  });

  it('is asked when the instance starts', async () => {
    const visit = flow('visit', [action('visit')], { arrivals: every('1d', { count: 4 }), requires: ['signup'] });
    const signup = flow('signup', [wait('36h'), action('sign')]);

    const { events, result } = await simulate([visit, signup], january);

    expectEvents(
      events,
      `
      time            name
      01-02 12:00:00  sign
      01-03 00:00:00  visit
      01-04 00:00:00  visit
      `,
    );
    expect(result.counts.journeys.byId['visit']).toMatchObject({ scheduled: 4, started: 2, skipped: 2 });
  });

  it('takes no time where it skips: the chain goes on at once', async () => {
    const buy = flow('buy', [action('pay')], { requires: ['signup'], suppressionPeriod: '9d' });
    const signup = flow('signup', [action('sign')]);

    const { events } = await simulate([buy, signup]);

    expectEvents(
      events,
      `
      time            name
      01-01 00:00:00  sign
      `,
    );
  });

  it('of an unknown journey is a fault, with what was meant', async () => {
    const shop = flow('shop', [], { requires: ['signpu'] });
    const signup = flow('signup', []);

    const error = await failureOf(simulate([shop, signup]));

    expect(error).toMatchObject({
      code: 'UNKNOWN_JOURNEY',
      path: ["journey 'shop'", "'requires'"],
      suggestion: "Did you mean 'signup'?",
    });
    expect(() => validateConfig(shop)).not.toThrow();
    expect(() => validateConfig(shop, [shop, signup])).toThrow(/UNKNOWN_JOURNEY/);
  });

  it('in a circle is a fault that shows the circle', async () => {
    const a = flow('a', [], { requires: ['c'] });
    const b = flow('b', [], { requires: ['a'] });
    const c = flow('c', [], { requires: ['b'] });

    const error = await failureOf(simulate([flow('start', []), a, b, c]));

    expect(error).toMatchObject({ code: 'CIRCULAR_DEPENDENCY', received: 'a → c → b → a' });
  });

  it('of a later journey of the chain is warned of, and not re-sorted', async () => {
    const warnings: string[] = [];
    const logger = { ...console, warn: (text: string) => void warnings.push(text) };
    const buy = flow('buy', [action('pay')], { requires: ['signup'] });
    const signup = flow('signup', [action('sign')]);

    const { events, result } = await simulate([buy, signup], { logger });

    expect(namesOf(events)).toEqual(['sign']);
    expect(result.warnings).toEqual([
      { code: 'JOURNEY_ORDER', message: expect.stringContaining("'buy' stands before 'signup'") as string, count: 1 },
    ]);
    expect(warnings).toHaveLength(1);
  });

  it('of a scheduled journey warns of nothing', async () => {
    const buy = flow('buy', [action('pay')], { requires: ['signup'] });
    const signup = flow('signup', [action('sign')], { arrivals: never() });

    const { result } = await simulate([buy, signup]);

    // Of an order that cannot come true; that nothing happened is said.
    expect(result.warnings.map(({ code }) => code)).toEqual(['PHASE_EMPTY']);
  });
});

describe('a journey without adventures', () => {
  it('is complete at once', async () => {
    const empty = journey('empty', []);
    const hollow = journey('hollow', [adventure('nothing', [])]);
    const shop = flow('shop', [action('view')], { requires: ['empty', 'hollow'] });

    const { events } = await simulate([empty, hollow, shop]);

    expectEvents(
      events,
      `
      time            name
      01-01 00:00:00  view
      `,
    );
  });
});

describe('a suppression period', () => {
  it('delays the next journey of the chain, after completion and after a bounce', async () => {
    const first = flow('first', [action('one')], { suppressionPeriod: '2d' });
    const second = flow('second', [action('two')], { bounceChance: 1, suppressionPeriod: '1bd' });
    const third = flow('third', [action('three')]);

    const { events } = await simulate([first, second, third]);

    // The third of January 2025 is a Friday.
    expectEvents(
      events,
      `
      time            name
      01-01 00:00:00  one
      01-06 00:00:00  three
      `,
    );
  });

  it('suppresses arrivals of its journey alone; they are counted, and their numbers are not reused', async () => {
    const visit = flow('visit', [action('enter'), wait('6h')], { arrivals: every('1d'), suppressionPeriod: '36h' });
    const other = flow('other', [action('other')], { arrivals: every('1d', { offset: '1d', count: 2 }) });

    const { events, result } = await simulate([visit, other], { ...january, endDate: '2025-01-06' });

    expectEvents(
      events,
      `
      time            session         name
      01-01 00:00:00  user-0:visit:0  enter
      01-02 00:00:00  user-0:other:0  other
      01-03 00:00:00  user-0:visit:2  enter
      01-03 00:00:00  user-0:other:1  other
      01-05 00:00:00  user-0:visit:4  enter
      `,
    );
    expect(result.counts.journeys.byId['visit']).toMatchObject({ scheduled: 5, started: 3, suppressed: 2 });
  });

  it('lets through what arrives at its very end', async () => {
    const visit = flow('visit', [action('enter')], { arrivals: every('1d', { count: 3 }), suppressionPeriod: '1d' });

    const { result } = await simulate(visit, january);

    expect(result.counts.journeys.byId['visit']).toMatchObject({ started: 3, suppressed: 0 });
  });

  it('is not cut short by an overlapping instance that ends later with a shorter one', async () => {
    // The first visit ends on day 3 and keeps others away for 9 days; the second ends on day 4 and asks for a minute.
    const visit = flow('visit', [look('enter', ({ instance }) => ({ visit: instance })), wait('3d')], {
      arrivals: every('1d'),
      suppressionPeriod: (ctx) => (ctx.instance === '0' ? '9d' : '1m'),
    });

    const { events } = await simulate(visit, { ...january, endDate: '2025-01-15' });

    expectEvents(
      events,
      `
      time            visit
      01-01 00:00:00  0
      01-02 00:00:00  1
      01-03 00:00:00  2
      01-13 00:00:00  12
      01-14 00:00:00  13
      `,
    );
  });

  it.each([
    ['a length below 0', -1],
    ['a span whose bounds are swapped', { min: '2d', max: '1d' }],
    ['a drawn length below 0', uniform({ low: -9, high: -1 })],
    ['a computed length below 0', () => -1],
  ] as const)('cannot be %s', async (_what, suppressionPeriod) => {
    const error = await failureOf(simulate(flow('visit', [action('enter')], { suppressionPeriod })));

    expect(error).toMatchObject({ code: 'INVALID_SUPPRESSION_PERIOD' });
    expect((error as SynodeError).path.slice(0, 2)).toEqual(["journey 'visit'", "'suppressionPeriod'"]);
  });

  it('follows no skip', async () => {
    const visit = flow('visit', [action('enter')], {
      arrivals: every('1d', { count: 4 }),
      suppressionPeriod: '10d',
      requires: ['signup'],
    });
    const signup = flow('signup', [wait('36h'), silent('sign')]);

    const { result } = await simulate([visit, signup], january);

    expect(result.counts.journeys.byId['visit']).toMatchObject({ skipped: 2, started: 1, suppressed: 1 });
  });

  it('is drawn for each instance on its own', async () => {
    const visit = flow('visit', [action('enter')], {
      arrivals: every('1h'),
      suppressionPeriod: { min: '2h', max: '12h' },
    });

    const { events } = await simulate(visit, { ...january, endDate: '2025-01-08' });

    const start = Date.UTC(2025, 0, 1);
    const expected: number[] = [];
    let free = start;
    for (let k = 0; k < 7 * 24; k++) {
      const due = start + k * HOUR;
      if (due < free) continue;
      expected.push(due);
      const u = uniformAt(['user', 'journey', 'visit', '@suppression'], [0, k]);
      free = due + Math.floor(2 * HOUR + u * 10 * HOUR + 0.5);
    }
    expect(events.map(({ timestamp }) => timestamp.getTime())).toEqual(expected);
    expect(expected.length).toBeGreaterThan(10);
    expect(expected.at(-1)).toBeLessThan(start + 7 * DAY);
  });
});

import { describe, expect, it } from 'vitest';

import { every, never, once, repeat, wait, type Context } from '../../src/index.ts';
import type { SynodeContext } from '../../src/index.ts';
import { action, expectEvents, failureOf, flow, look, namesOf, silent, simulate } from './world.ts';

const count = (ctx: Context): number => {
  ctx.set('count', (ctx.get<number>('count') ?? 0) + 1);
  return ctx.get<number>('count') ?? 0;
};

describe('instances of one actor', () => {
  it('interleave: each sees what the others did before, and nothing later', async () => {
    const slow = flow(
      'slow',
      [look('s1', (ctx) => ({ n: count(ctx) })), wait('10h'), look('s2', (ctx) => ({ n: count(ctx) }))],
      {
        arrivals: every('8h', { count: 2 }),
      },
    );
    const quick = flow('quick', [
      wait('3h'),
      look('q1', (ctx) => ({ n: count(ctx) })),
      wait('6h'),
      look('q2', (ctx) => ({ n: count(ctx) })),
    ]);

    const { events } = await simulate([slow, quick]);

    expectEvents(
      events,
      `
      time            session         name  n
      01-01 00:00:00  user-0:slow:0   s1    1
      01-01 03:00:00  user-0:quick:0  q1    2
      01-01 08:00:00  user-0:slow:1   s1    3
      01-01 09:00:00  user-0:quick:0  q2    4
      01-01 10:00:00  user-0:slow:0   s2    5
      01-01 18:00:00  user-0:slow:1   s2    6
      `,
    );
  });

  it('that are due at one instant go by the place of their journey, then by their number', async () => {
    const third = flow('third', [action('c')], { arrivals: every('1d', { count: 2 }) });
    const first = flow('first', [wait('1d'), action('a')]);
    const second = flow('second', [wait('12h'), wait('12h'), action('b')], { arrivals: once() });

    const { events } = await simulate([first, second, third]);

    expectEvents(
      events,
      `
      time            session          name
      01-01 00:00:00  user-0:third:0   c
      01-02 00:00:00  user-0:first:0   a
      01-02 00:00:00  user-0:second:0  b
      01-02 00:00:00  user-0:third:1   c
      `,
    );
  });

  it('run on until they wait: another one due now has its turn then', async () => {
    const first = flow('first', [action('a1'), action('a2'), wait('1ms'), action('a3')]);
    const second = flow('second', [action('b1'), action('b2')], { arrivals: once() });

    const { events } = await simulate([first, second]);

    expect(namesOf(events)).toEqual(['a1', 'a2', 'b1', 'b2', 'a3']);
  });

  it('run on over a wait of no time, whoever would come first at that instant', async () => {
    const early = flow('early', [action('b')], { arrivals: never() });
    const late = flow('late', [silent('a1', (ctx) => ctx.start('early')), wait(0), action('a2')]);

    const { events } = await simulate([early, late]);

    expect(namesOf(events)).toEqual(['a2', 'b']);
  });

  it('never overlap, also where handlers wait for something outside', async () => {
    let running = 0;
    const slow = (id: string) =>
      action(id, {
        handler: async (ctx: Context) => {
          running++;
          await Promise.resolve();
          await Promise.resolve();
          const alone = running === 1;
          running--;
          return [ctx.event(id, { alone, n: count(ctx) })];
        },
      });
    const visits = flow('visit', [slow('enter'), wait('30h'), slow('leave')], { arrivals: every('1d', { count: 3 }) });

    const { events } = await simulate(visits);

    expectEvents(
      events,
      `
      time            name   alone  n
      01-01 00:00:00  enter  true   1
      01-02 00:00:00  enter  true   2
      01-02 06:00:00  leave  true   3
      01-03 00:00:00  enter  true   4
      01-03 06:00:00  leave  true   5
      01-04 06:00:00  leave  true   6
      `,
    );
  });
});

describe('events dated later', () => {
  it('hold nothing up, and leave in the order of time, then of emission', async () => {
    const order = flow('order', [
      action('order', {
        handler: (ctx: Context) => [
          ctx.event('due', {}, { after: '2h' }),
          ctx.event('mailed', {}, { after: '1h' }),
          ctx.event('ordered'),
        ],
      }),
      wait('1h'),
      action('paid'),
      action('shipped', {
        handler: (ctx: Context) => [ctx.event('tracked', {}, { after: '1h' }), ctx.event('shipped')],
      }),
    ]);
    const visit = flow('visit', [action('visit')], { arrivals: once({ at: '90m' }) });

    const { events } = await simulate([order, visit], { meta: true });

    expectEvents(
      events,
      `
      time            name
      01-01 00:00:00  ordered
      01-01 01:00:00  mailed
      01-01 01:00:00  paid
      01-01 01:00:00  shipped
      01-01 01:30:00  visit
      01-01 02:00:00  due
      01-01 02:00:00  tracked
      `,
    );
    expect(events.map(({ meta }) => meta?.sequence)).toEqual([2, 1, 3, 5, 6, 0, 4]);
  });

  it('leave their state behind at once: only the event waits', async () => {
    const order = flow('order', [
      action('order', { handler: (ctx: Context) => (ctx.set('paid', true), [ctx.event('paid', {}, { after: '1d' })]) }),
      look('look', (ctx) => ({ paid: ctx.get('paid') })),
    ]);

    const { events } = await simulate(order);

    expectEvents(
      events,
      `
      time            name  paid
      01-01 00:00:00  look  true
      01-02 00:00:00  paid  -
      `,
    );
  });

  it('cannot be dated before now', async () => {
    const kept: ReturnType<Context['event']>[] = [];
    const shop = flow('shop', [
      silent('make', (ctx) => void kept.push(ctx.event('early'))),
      wait('2h'),
      action('late', { handler: () => kept }),
    ]);

    const error = await failureOf(simulate(shop));

    expect(error).toMatchObject({ code: 'INVALID_EVENT', suggestion: 'Use payload fields for backdated documents.' });
    expect(error.message).toContain('it is dated 2 h before now');
  });
});

describe('sessions', () => {
  it('are one an instance, and numbered per journey', async () => {
    const visit = flow('visit', [action('visit')], { arrivals: every('1d', { count: 2 }) });
    const shop = flow('shop', [action('view'), action('pay')]);

    const { events } = await simulate([visit, shop]);

    expectEvents(
      events,
      `
      session         name
      user-0:visit:0  visit
      user-0:shop:0   view
      user-0:shop:0   pay
      user-0:visit:1  visit
      `,
    );
  });

  it('can be begun anew: what follows has the next suffix, also in the same call', async () => {
    const rotate = (ctx: Context) => (ctx as SynodeContext).rotateSession();
    const shop = flow('shop', [
      action('view'),
      repeat(2, [
        action('login', {
          handler: (ctx: Context) => {
            const before = ctx.event('leaving');
            rotate(ctx);
            return [before, ctx.event('entered', { is: ctx.sessionId })];
          },
        }),
      ]),
      wait('1d'),
      action('pay'),
    ]);

    const { events } = await simulate(shop);

    expectEvents(
      events,
      `
      session          name     is
      user-0:shop:0    view     -
      user-0:shop:0    leaving  -
      user-0:shop:0~1  entered  user-0:shop:0~1
      user-0:shop:0~1  leaving  -
      user-0:shop:0~2  entered  user-0:shop:0~2
      user-0:shop:0~2  pay      -
      `,
    );
  });
});

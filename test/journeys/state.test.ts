import { describe, expect, it } from 'vitest';

import { every, repeat, wait, when, type Context, type Scope } from '../../src/index.ts';
import { action, adventure, expectEvents, failureOf, flow, journey, look, silent, simulate } from './world.ts';

const set = (id: string, value: unknown, scope?: Scope) =>
  silent(id, (ctx) => ctx.set('k', value, scope === undefined ? {} : { scope }));
const get = (id: string) => look(id, (ctx) => ({ k: ctx.get('k') ?? '-' }));

describe('a value set without a scope', () => {
  it('is the actor’s for the whole run, in all its instances, and nobody else’s', async () => {
    const first = flow('first', [set('set', 1), get('same')]);
    const second = flow('second', [when((ctx) => ctx.actor.index === 0, [get('next')], [get('other')])]);
    const visits = flow('visit', [wait('1h'), get('visit')], { arrivals: every('1d', { count: 1 }) });

    const { events } = await simulate([first, second, visits], { users: 1 });

    expectEvents(
      events,
      `
      name   k
      same   1
      next   1
      visit  1
      `,
    );
    const two = await simulate(
      [flow('first', [when((ctx) => ctx.actor.index === 0, [set('set', 1)])]), flow('second', [get('see')])],
      { users: 2 },
    );
    expect(two.events.map(({ payload }) => payload['k'])).toEqual([1, '-']);
  });

  it('may be set again, or taken away', async () => {
    const shop = flow('shop', [set('a', 1), set('b', 2), get('two'), set('c', undefined), get('none')]);

    const { events } = await simulate(shop);

    expect(events.map(({ payload }) => payload['k'])).toEqual([2, '-']);
  });

  it('is kept under any number of names', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `key${i}`);
    const shop = flow('shop', [
      silent('set', (ctx) => names.forEach((name, i) => ctx.set(name, i))),
      look('get', (ctx) => ({ all: names.map((name) => ctx.get(name)) })),
    ]);

    const { events } = await simulate(shop, { users: 2 });

    for (const { payload } of events) expect(payload['all']).toEqual(names.map((_, i) => i));
  });
});

describe('a scoped value', () => {
  it('of the action ends with it', async () => {
    const shop = flow('shop', [
      look('in', (ctx) => (ctx.set('k', 'a', { scope: 'action' }), { k: ctx.get('k') })),
      get('after'),
    ]);

    expectEvents(
      (await simulate(shop)).events,
      `
      name   k
      in     a
      after  -
      `,
    );
  });

  it('of the adventure ends with it, and with each round of a repeat', async () => {
    const shop = journey('shop', [
      repeat(2, [adventure('buy', [get('before'), set('set', 'v', 'adventure'), get('in')])]),
      adventure('rate', [get('after')]),
    ]);

    expectEvents(
      (await simulate(shop)).events,
      `
      name    k
      before  -
      in      v
      before  -
      in      v
      after   -
      `,
    );
  });

  it('of the journey ends with it', async () => {
    const first = journey('first', [adventure('one', [set('set', 'j', 'journey')]), adventure('two', [get('in')])]);
    const second = flow('second', [get('after')]);

    expectEvents(
      (await simulate([first, second])).events,
      `
      name   k
      in     j
      after  -
      `,
    );
  });

  it('belongs to its instance alone', async () => {
    const visit = flow(
      'visit',
      [look('enter', (ctx) => (ctx.set('k', ctx.instance, { scope: 'journey' }), {})), wait('36h'), get('leave')],
      { arrivals: every('1d', { count: 2 }) },
    );
    const other = flow('other', [wait('25h'), get('look')]);

    const { events } = await simulate([visit, other]);

    expectEvents(
      events.filter(({ name }) => name !== 'enter'),
      `
      time            session         k
      01-02 01:00:00  user-0:other:0  -
      01-02 12:00:00  user-0:visit:0  0
      01-03 12:00:00  user-0:visit:1  1
      `,
    );
  });

  it('hides wider ones, which are there again when it ends', async () => {
    const shop = journey('shop', [
      adventure('buy', [
        set('user', 'actor'),
        set('journey', 'journey', 'journey'),
        set('adventure', 'adventure', 'adventure'),
        look('inner', (ctx) => (ctx.set('k', 'action', { scope: 'action' }), { k: ctx.get('k') })),
        get('outer'),
      ]),
      adventure('rate', [get('journey-again')]),
    ]);
    const next = flow('next', [get('actor-again')]);

    expectEvents(
      (await simulate([shop, next])).events,
      `
      name           k
      inner          action
      outer          adventure
      journey-again  journey
      actor-again    actor
      `,
    );
  });

  it('also hides with nothing', async () => {
    const shop = flow('shop', [set('user', 1), set('hide', undefined, 'journey'), get('hidden')]);

    expect((await simulate(shop)).events[0]?.payload['k']).toBe('-');
  });

  it('is removed when its key is set without a scope', async () => {
    const shop = flow('shop', [
      set('journey', 'j', 'journey'),
      set('adventure', 'a', 'adventure'),
      set('user', 'u'),
      get('now'),
    ]);

    expect((await simulate(shop)).events[0]?.payload['k']).toBe('u');
  });

  it('ends with a bounce too, at each level', async () => {
    const shop = journey('shop', [
      adventure(
        'buy',
        [
          set('adventure', 'adventure', 'adventure'),
          action('pay', { bounceChance: (ctx) => (ctx.set('k', 'action', { scope: 'action' }), 1) }),
        ],
        { onBounce: 'skip' },
      ),
      adventure('rate', [get('after'), set('journey', 'journey', 'journey'), action('stop', { bounceChance: 1 })]),
    ]);
    const next = flow('next', [get('next')]);

    expectEvents(
      (await simulate([shop, next])).events,
      `
      name   k
      after  -
      next   -
      `,
    );
  });

  it('needs a scope that there is, and a journey', async () => {
    const odd = (ctx: Context) => ctx.set('k', 1, { scope: 'session' as Scope });
    const persona = {
      id: 'p',
      name: 'P',
      attributes: { a: (ctx: Context) => (ctx.set('k', 1, { scope: 'journey' }), 1) },
    };

    const errors = await Promise.all([
      failureOf(simulate(flow('shop', [silent('set', odd)]))),
      failureOf(simulate(flow('shop', []), { persona })),
    ]);

    expect(errors).toMatchObject([
      { code: 'INVALID_OPTION', received: "'session'" },
      { code: 'INVALID_OPTION', rawMessage: expect.stringContaining('no instance runs here') as string },
    ]);
  });
});

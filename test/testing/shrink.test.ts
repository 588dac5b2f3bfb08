import { describe, expect, it } from 'vitest';

import { defineAction, defineAdventure, defineJourney, int, repeat, uniform, type Event } from '../../src/index.ts';
import { fixture, shrink, toTable } from '../../src/testing/index.ts';
import { buyer, newsletter, shop, signUp } from './shop.ts';

const world = fixture([signUp, shop, newsletter]).users(60).persona(buyer);

/** Fails where two actors order a pot by express. */
function oneExpressPot(events: readonly Event[]): boolean {
  return (
    events.filter(({ name, payload }) => name === 'order.placed' && payload['sku'] === 'pot' && payload['express'])
      .length < 2
  );
}

/** Fails where somebody is reminded three times in one session. */
function remindedAtMostTwice(events: readonly Event[]): void {
  const reminders = new Map<string, number>();
  for (const { name, sessionId } of events) {
    if (name === 'payment.reminded') reminders.set(sessionId, (reminders.get(sessionId) ?? 0) + 1);
  }
  for (const [session, count] of reminders) if (count > 2) throw new Error(`${session} was reminded ${count} times`);
}

/** Fails where an order is above 300. */
function totalUpTo300(events: readonly Event[]): boolean {
  return !events.some(({ name, payload }) => name === 'order.placed' && Number(payload['total']) > 300);
}

describe('shrinking', () => {
  it('finds the two actors a failure needs', async () => {
    const { fixture: smallest, events, code, stopped } = await shrink(world, oneExpressPot);

    expect(stopped).toBe('minimum');
    expect(toTable(events, ['total', 'sku', 'express'])).toBe(
      `
time                      actor    name          total  sku  express
2025-01-02T02:34:47.098Z  user-23  order.placed     11  pot  true
2025-01-01T11:54:42.816Z  user-46  order.placed     11  pot  true
`.trim(),
    );
    expect(code).toBe(
      "fixture([signUp, shop, newsletter]).seed('test').persona(buyer).only({ actors: [23, 46], journeys: ['shop'] })" +
        ".pin('shop/buy/pay/@bounce', true).pin('shop/buy/place/@delay', 60000).pin('shop/buy/place/amount', 1)",
    );
    expect((await smallest.collect()).events).toEqual(events);
  });

  it('finds the arm and the number of rounds a failure needs', async () => {
    const { events, code, stopped } = await shrink(world, remindedAtMostTwice);

    expect(stopped).toBe('minimum');
    expect(events.map(({ name }) => name)).toEqual(['order.placed', ...Array(3).fill('payment.reminded')]);
    expect(code).toBe(
      "fixture([signUp, shop, newsletter]).seed('test').persona(buyer).only({ actors: [39], journeys: ['shop'] })" +
        ".pin('shop/buy/branch#0/slow/repeat#0', 3).pin('shop/buy/place/@delay', 60000)" +
        ".pin('shop/buy/place/amount', 1).pin('shop/buy/place/sku', 'tea').pin('shop/buy/place/express', false)",
    );
  });

  it('finds the bound of a value', async () => {
    const { events, fixture: smallest } = await shrink(world, totalUpTo300);

    expect(events).toHaveLength(1);
    expect(events[0]?.payload).toEqual({ amount: 291, sku: 'tea', express: true, total: 301 });
    expect(totalUpTo300(smallest.pin('shop/buy/place/amount', 290).buildList().flat())).toBe(true);
  });

  it('finds the instances a failure needs, across journeys', async () => {
    const { events, code } = await shrink(world, (all) => {
      const opened = new Set(all.filter(({ name }) => name === 'mail.opened').map(({ userId }) => userId));
      return !all.some(({ name, userId }) => name === 'order.paid' && opened.has(userId));
    });

    expect(events.map(({ name }) => name)).toEqual(['order.placed', 'order.paid', 'mail.opened']);
    expect(code).toMatch(/\.only\(\{ actors: \[\d+\], instances: \['shop:0', 'newsletter:\d'\] \}\)/);
  });

  it('takes another arm where that is shorter, also than the one pinned', async () => {
    const { events, code } = await shrink(fixture(shop).pin('shop/buy/branch#0', 'slow'), (all) => all.length === 0);

    expect(events.map(({ name }) => name)).toEqual(['order.placed']);
    expect(code).toContain(".pin('shop/buy/branch#0', 'smooth')");
  });
});

describe('every candidate of shrinking', () => {
  it('is a history that can happen: sessions are whole, values are ones that can be drawn', async () => {
    const roll = defineAction({
      id: 'roll',
      fields: { eyes: int({ min: 3, max: 6 }), share: uniform({ low: 0.2, high: 0.4 }) },
    });
    const close = defineAction({ id: 'close' });
    const game = defineJourney({
      id: 'game',
      adventures: [
        defineAdventure({
          id: 'play',
          timeSpan: { min: '2s', max: '9s' },
          actions: [repeat(int({ min: 2, max: 5 }), [roll]), close],
        }),
      ],
    });
    const seen: (readonly Event[])[] = [];
    const eyesUpTo4 = (all: readonly Event[]): boolean => {
      seen.push(all);
      return !all.some(({ payload }) => Number(payload['eyes']) > 4);
    };

    const { events } = await shrink(fixture(game).users(8), eyesUpTo4);

    const sessions = seen.flatMap((all) =>
      [...new Set(all.map(({ sessionId }) => sessionId))].map((id) => all.filter(({ sessionId }) => sessionId === id)),
    );
    expect(sessions.length).toBeGreaterThan(20);
    for (const session of sessions) {
      const rolls = session.filter(({ name }) => name === 'roll');
      expect(session.map(({ name }) => name)).toEqual([...rolls.map(() => 'roll'), 'close']);
      expect(rolls.length).toBeGreaterThanOrEqual(2);
      for (const { payload } of rolls) {
        expect([3, 4, 5, 6]).toContain(payload['eyes']);
        expect(payload['share']).toSatisfy((share) => Number(share) >= 0.2 && Number(share) <= 0.4);
      }
    }
    expect(toTable(events, ['eyes', 'share'])).toBe(
      `
time                      actor   name   eyes  share
2025-01-01T00:00:02.000Z  user-7  roll      5   0.21
2025-01-01T00:00:04.000Z  user-7  roll      5   0.21
2025-01-01T00:00:06.000Z  user-7  close     -      -
`.trim(),
    );
  });

  it('whose own handlers fail is passed over', async () => {
    const fragile = defineAction({
      id: 'fragile',
      fields: { n: int({ min: 0, max: 50 }) },
      handler: (ctx, { n }) => {
        if (n < 10) throw new Error('too small');
        return [ctx.event('done', { n })];
      },
    });
    const job = defineJourney({ id: 'job', adventures: [defineAdventure({ id: 'a', actions: [fragile] })] });
    const { events } = await shrink(fixture(job).pin('job/a/fragile/n', 47), (all) => all.length === 0);

    expect(events.map(({ payload }) => payload)).toEqual([{ n: 10 }]);
  });
});

describe('a shrink', () => {
  it('is the same every time', async () => {
    const once = await shrink(world, remindedAtMostTwice);
    const again = await shrink(world, remindedAtMostTwice);

    expect(again.code).toBe(once.code);
    expect(again.runs).toBe(once.runs);
  });

  it('stops at maxRuns, says so, and still gives a world that fails', async () => {
    const { runs, stopped, events } = await shrink(world, totalUpTo300, { maxRuns: 5 });

    expect({ runs, stopped }).toEqual({ runs: 5, stopped: 'maxRuns' });
    expect(totalUpTo300(events)).toBe(false);
    expect((await shrink(world, totalUpTo300)).runs).toBeGreaterThan(5);
  });

  it('ends where no single actor, instance or decision can go any more', async () => {
    const { fixture: smallest } = await shrink(world, oneExpressPot);

    for (const actor of [23, 46]) {
      expect(
        oneExpressPot(
          smallest
            .only({ actors: [actor] })
            .buildList()
            .flat(),
        ),
      ).toBe(true);
    }
  });

  it('waits for predicates and handlers that await', async () => {
    const slow = defineAction({
      id: 'slow',
      handler: async (ctx) => [ctx.event('slow.done', { n: ctx.random.int(0, 9) })],
    });
    const job = defineJourney({ id: 'job', adventures: [defineAdventure({ id: 'a', actions: [slow] })] });

    const { events } = await shrink(fixture(job).users(20), async (all) => all.length < 3);

    expect(events).toHaveLength(3);
  });

  it('refuses a predicate that holds, and a number of runs that is none', async () => {
    await expect(shrink(world, () => true)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(shrink(world, () => false, { maxRuns: 0 })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      received: '0',
    });
  });
});

import { describe, expect, it } from 'vitest';

import { defineAction, defineAdventure, defineJourney, never, wait } from '../../src/index.ts';
import { fixture } from '../../src/testing/index.ts';
import { errorOf } from './errors.ts';
import { newsletter, shop, signUp } from './shop.ts';

const world = fixture([signUp, shop, newsletter]).users(6);
const whole = world.buildList().flat();

function inSessions(...ids: readonly string[]) {
  return whole.filter(({ sessionId }) => ids.includes(sessionId));
}

describe('only', () => {
  it('of some actors gives their events, unchanged', async () => {
    const part = world.only({ actors: [4, 1] });
    const theirs = whole.filter(({ userId }) => userId === 'user-1' || userId === 'user-4');

    expect(part.buildList().flat()).toEqual(theirs);
    expect((await part.collect()).events).toEqual(theirs);
    expect((await part.collect()).result.counts.users.simulated).toBe(2);
    expect(part.build()).toEqual(world.build({ actor: 1 }));
    expect(part.build({ actor: 2 })).toEqual([]);
  });

  it('of an actor beyond the others gives that actor', () => {
    expect(
      fixture(shop)
        .only({ actors: [700] })
        .build(),
    ).toEqual(fixture(shop).build({ actor: 700 }));
  });

  it('of some journeys leaves the rest of the world unchanged, starts in the chain included', () => {
    expect(
      world
        .only({ journeys: ['newsletter'] })
        .buildList()
        .flat(),
    ).toEqual(whole.filter(({ sessionId }) => sessionId.includes(':newsletter:')));
    expect(
      world
        .only({ journeys: ['shop'] })
        .buildList()
        .flat(),
    ).toEqual(whole.filter(({ sessionId }) => sessionId.includes(':shop:')));
  });

  it('of journeys of a chain keeps their starts in a collected run too', async () => {
    const { events, result } = await world.only({ journeys: ['shop'] }).collect();

    expect(events).toEqual(whole.filter(({ sessionId }) => sessionId.includes(':shop:')));
    expect(result.counts.journeys.byId).toHaveProperty('shop');
    expect(Object.keys(result.counts.journeys.byId)).toEqual(['shop']);
  });

  it('of some instances takes them by name, or by name and actor', () => {
    expect(
      world
        .only({ instances: ['newsletter:2'] })
        .buildList()
        .flat(),
    ).toEqual(whole.filter(({ sessionId }) => sessionId.endsWith(':newsletter:2')));
    expect(
      world
        .only({ instances: ['user-3:newsletter:1', 'user-5:shop:0'] })
        .buildList()
        .flat(),
    ).toEqual(inSessions('user-3:newsletter:1', 'user-5:shop:0'));
  });

  it('combines its parts', () => {
    const part = world.only({ actors: [2, 3] }).only({ journeys: ['newsletter'], instances: ['newsletter:0'] });

    expect(part.buildList().flat()).toEqual(inSessions('user-2:newsletter:0', 'user-3:newsletter:0'));
  });

  it('brings what a journey requires', () => {
    const member = defineJourney({ ...shop, id: 'member-shop', requires: ['sign-up'] });
    const members = fixture([signUp, member, newsletter]);

    const part = members.only({ journeys: ['member-shop'] }).build();

    expect(new Set(part.map(({ sessionId }) => sessionId.split(':')[1]))).toEqual(new Set(['sign-up', 'member-shop']));
    expect(members.only({ instances: ['member-shop:0'] }).build()).toEqual([]);
  });

  it('is a world of its own: what depends on the rest does not find it', () => {
    const ship = defineJourney({
      id: 'ship',
      arrivals: never(),
      adventures: [defineAdventure({ id: 'send', actions: [wait('1d'), defineAction({ id: 'shipped' })] })],
    });
    const order = defineJourney({
      id: 'order',
      adventures: [
        defineAdventure({
          id: 'place',
          actions: [
            defineAction({
              id: 'ordered',
              handler: (ctx) => {
                ctx.start('ship');
                return [ctx.event('ordered')];
              },
            }),
          ],
        }),
      ],
    });
    const started = fixture([order, ship]);
    const session = started.build().find(({ name }) => (name as string) === 'shipped')?.sessionId ?? '';

    expect(session).toMatch(/^user-0:ship:ordered#/);
    expect(started.only({ instances: ['order:0', session] }).build()).toEqual(started.build());
    expect(started.only({ instances: [session] }).build()).toEqual([]);
  });

  it('keeps starts with handlers that await', async () => {
    const slow = defineJourney({
      id: 'slow',
      adventures: [
        defineAdventure({
          id: 'a',
          actions: [wait('5h'), defineAction({ id: 'b', handler: async (ctx) => [ctx.event('slow.done')] })],
        }),
      ],
    });
    const both = fixture([slow, signUp]);

    const part = both.only({ journeys: ['sign-up'] });

    expect(await part.buildAsync()).toEqual((await both.buildAsync()).slice(1));
    expect(errorOf(() => both.only({ journeys: ['sign-up'] }).build()).code).toBe('ASYNC_FIXTURE');
  });

  it.each([
    [{ actors: [1.5] }, 'INVALID_SHAPE', undefined],
    [{ journeys: ['shp'] }, 'UNKNOWN_JOURNEY', "Did you mean 'shop'?"],
    [{ instances: ['user-1:newletter:0'] }, 'UNKNOWN_JOURNEY', "Did you mean 'newsletter'?"],
  ])('of what is not there (%o) is refused', (part, code, suggestion) => {
    const error = errorOf(() => world.only(part).build());

    expect(error.code).toBe(code);
    if (suggestion !== undefined) expect(error.suggestion).toBe(suggestion);
  });
});

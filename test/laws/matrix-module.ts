/** Journeys whose handlers wait for the outside for unequal times, so that lanes change who is ready first. */
import { setImmediate } from 'node:timers/promises';

import * as shop from '../workers/shop-module.ts';
import { defineAction, defineAdventure, defineJourney, every } from 'synode';

const ask = defineAction({
  id: 'ask',
  handler: async (ctx) => {
    for (let turns = ctx.random.int(0, 5); turns > 0; turns--) await setImmediate();
    return [ctx.event('answer.given', { at: ctx.now(), luck: ctx.random.float() })];
  },
});

const support = defineJourney({
  id: 'support',
  arrivals: every('9d', { jitter: 0.3 }),
  adventures: [defineAdventure({ id: 'call', timeSpan: { min: '1m', max: '2h' }, actions: [ask] })],
});

export const { persona, datasets } = shop;
export const journeys = [...shop.journeys, support];

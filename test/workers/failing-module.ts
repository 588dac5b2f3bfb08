/** A worker module some of whose actors fail: at once, or after they have waited. */
import { setImmediate } from 'node:timers/promises';

import { defineAction, defineAdventure, defineJourney, wait } from 'synode';

const view = defineAction({ id: 'view' });

const pay = defineAction({
  id: 'pay',
  handler: async (ctx) => {
    // Some take longer than those behind them.
    for (let turn = 0; turn < 3 - (ctx.actor.index % 3); turn++) await setImmediate();
    if (ctx.actor.index % 17 === 9) throw new Error(`no card ${ctx.random.int(1, 1000)}`);
    return [ctx.event('pay', { amount: ctx.random.int(1, 100) })];
  },
});

export const journeys = [
  defineJourney({
    id: 'shop',
    adventures: [defineAdventure({ id: 'main', actions: [view, wait('1h'), pay, defineAction({ id: 'thank' })] })],
  }),
];

import { defineAction, defineAdventure, defineJourney } from '../../dist/src/index.js';

const pay = defineAction({
  id: 'pay',
  handler: (ctx) => {
    if (ctx.actor.index === 1) throw new TypeError('no card');
    return [ctx.event('paid')];
  },
});

export const journeys = [defineJourney({ id: 'shop', adventures: [defineAdventure({ id: 'buy', actions: [pay] })] })];

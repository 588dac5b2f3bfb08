/** Late in the period some events hold what no encoding can write. */
import { defineAction, defineAdventure, defineJourney, every } from 'synode';

const say = defineAction({
  id: 'say',
  handler: (ctx) => {
    const day = ctx.now().getUTCDate();
    return [ctx.event('said', { n: ctx.actor.index % 50 === 49 && day === 20 ? Number.NaN : day })];
  },
});

export const journeys = [
  defineJourney({
    id: 'talk',
    arrivals: every('1d'),
    adventures: [defineAdventure({ id: 'all', actions: [say] })],
  }),
];

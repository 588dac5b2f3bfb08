/** What no journey may do: its event says what the clock on the wall of this machine would show. */
import { defineAction, defineAdventure, defineJourney } from 'synode';

const show = defineAction({
  id: 'show',
  handler: (ctx) => [ctx.event('clock.shown', { hour: ctx.now().getHours() })],
});

export const journeys = [defineJourney({ id: 'look', adventures: [defineAdventure({ id: 'up', actions: [show] })] })];

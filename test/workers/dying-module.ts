/** A worker module whose handler ends the thread it runs in. */
import { isMainThread } from 'node:worker_threads';

import { defineAction, defineAdventure, defineJourney } from 'synode';

const leave = defineAction({
  id: 'leave',
  handler: (ctx) => {
    if (!isMainThread && ctx.actor.index === 40) process.exit(7);
    return [ctx.event('stayed')];
  },
});

export const journeys = [defineJourney({ id: 'j', adventures: [defineAdventure({ id: 'a', actions: [leave] })] })];

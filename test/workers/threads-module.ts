/** A worker module whose events say which thread made them. */
import { threadId } from 'node:worker_threads';

import { defineAction, defineAdventure, defineJourney } from 'synode';

const tell = defineAction({ id: 'tell', handler: (ctx) => [ctx.event('told', { threadId })] });

export const journeys = [defineJourney({ id: 'j', adventures: [defineAdventure({ id: 'a', actions: [tell] })] })];

/** A worker module whose handler waits until it is told to stop. */
import { writeFileSync } from 'node:fs';

import { defineAction, defineAdventure, defineJourney } from 'synode';

import { BEGUN } from './silent-module.ts';

const ask = defineAction({
  id: 'ask',
  handler: async (ctx) => {
    const { signal } = ctx;
    if (signal.aborted) return [];
    const isTold = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    writeFileSync(BEGUN, '');
    await isTold;
    return [];
  },
});

export const journeys = [defineJourney({ id: 'j', adventures: [defineAdventure({ id: 'a', actions: [ask] })] })];

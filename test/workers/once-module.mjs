/** An actor fails the first time it runs, and ends its thread the second time: its file tells that it has run. */
import { existsSync, writeFileSync } from 'node:fs';
import { defineAction, defineAdventure, defineJourney } from 'synode';

const file = new URL(import.meta.url).searchParams.get('file') ?? '';

const work = defineAction({
  id: 'work',
  handler: (ctx) => {
    if (ctx.actor.index !== 5) return [ctx.event('worked')];
    if (existsSync(file)) process.exit(7);
    writeFileSync(file, '');
    throw new Error('once');
  },
});

export const journeys = [defineJourney({ id: 'j', adventures: [defineAdventure({ id: 'a', actions: [work] })] })];

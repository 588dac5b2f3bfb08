/** A worker module whose very first handler never comes to an end: nothing stands before what is waited for. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { defineAction, defineAdventure, defineJourney } from 'synode';

/** Is there from when the handler has begun. */
export const BEGUN = join(tmpdir(), `synode-silent-${process.pid}`);

const ask = defineAction({
  id: 'ask',
  handler: async (ctx) => {
    if (ctx.actor.index === 0) {
      writeFileSync(BEGUN, '');
      await new Promise(() => undefined);
    }
    return [ctx.event('answered')];
  },
});

export const journeys = [defineJourney({ id: 'j', adventures: [defineAdventure({ id: 'a', actions: [ask] })] })];

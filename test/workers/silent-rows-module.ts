/** A worker module with a dataset whose rows never come. */
import { writeFileSync } from 'node:fs';

import { defineAction, defineAdventure, defineDataset, defineJourney } from 'synode';

import { BEGUN } from './silent-module.ts';

export const datasets = [
  defineDataset({
    id: 'rates',
    count: 3,
    fields: {
      rate: async () => {
        writeFileSync(BEGUN, '');
        return new Promise<never>(() => undefined);
      },
    },
  }),
];

export const journeys = [
  defineJourney({
    id: 'j',
    adventures: [defineAdventure({ id: 'a', actions: [defineAction({ id: 'ask' })] })],
  }),
];

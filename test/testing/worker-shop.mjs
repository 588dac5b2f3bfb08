import { defineAction, defineAdventure, defineJourney, int, wait } from '../../dist/src/index.js';

const order = defineAction({
  id: 'order',
  fields: { total: int({ min: 1, max: 99 }) },
  timeSpan: { min: '1m', max: '2d' },
});

export const journeys = [
  defineJourney({
    id: 'shop',
    adventures: [defineAdventure({ id: 'buy', actions: [order, wait('1d'), defineAction({ id: 'pay' })] })],
  }),
];

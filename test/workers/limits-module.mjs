/** Plain JavaScript, which a thread loads in no time: visits whose orders are judged by a schema, and some left out. */
import { branch, defineAction, defineAdventure, defineJourney, int, poissonProcess, wait } from 'synode';
import * as z from 'zod';

const view = defineAction({ id: 'view', bounceChance: 0.1 });
const order = defineAction({
  id: 'order',
  fields: { line: int({ min: 1, max: 9 }) },
  handler: (ctx, fields) => {
    if (ctx.random.chance(0.01)) throw new Error('sold out');
    return [ctx.event('order.placed', fields), ctx.event('mail.sent', {}, { after: '10m' })];
  },
});

export const journeys = [
  defineJourney({
    id: 'visit',
    arrivals: poissonProcess({ rate: 2, per: '7d' }),
    adventures: [
      defineAdventure({
        id: 'browse',
        timeSpan: { min: '2h', max: '3d' },
        actions: [view, wait('1d'), branch({ buy: { weight: 1, steps: [order] }, leave: { weight: 2, steps: [] } })],
      }),
    ],
  }),
];
export const eventSchema = { mode: 'skip', schema: { 'order.placed': z.object({ line: z.number().max(6) }) } };

/** The journeys of the contract's real runs; a worker module too. What they emit is as hard to carry as the sample. */
import { defineAction, defineAdventure, defineJourney } from '../dsl/define.ts';
import { repeat } from '../dsl/verbs.ts';
import type { Context } from '../model/context.ts';
import { EVENTS_PER_USER, heavyPayload, payloadOf } from './adapter-sample.ts';

const emit = (ctx: Context, name: string) => {
  const turn = ctx.get<number>('turn') ?? 0;
  ctx.set('turn', turn + 1);
  const isHeavy = ctx.actor.index === 3 && turn === 5;
  return [ctx.event(name, isHeavy ? heavyPayload : payloadOf(ctx.actor.index * 7 + turn))];
};

export const journeys = [
  defineJourney({
    id: 'contract',
    adventures: [
      defineAdventure({
        id: 'shop',
        actions: [
          repeat(EVENTS_PER_USER / 2, [
            defineAction({
              id: 'look',
              timeSpan: { min: 0, max: 60_000 },
              handler: (ctx) => emit(ctx, 'page_view'),
            }),
            defineAction({ id: 'buy', handler: (ctx) => emit(ctx, 'order.placed') }),
          ]),
        ],
      }),
    ],
  }),
];

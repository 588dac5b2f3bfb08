/** What comes back: started by a delivery, days later. */
import { branch, defineAction, defineAdventure, defineJourney, never, wait, weighted, type Context } from 'synode';

import { goodsTotal } from '../basket.ts';
import type { ReturnInput } from './order.ts';

const returned = (ctx: Context): ReturnInput => ctx.input<ReturnInput>() ?? { orderId: '', lines: [] };

const REASONS = { not_as_expected: 38, changed_mind: 27, damaged: 20, wrong_item: 15 } as const;
const CLOTHES = { ...REASONS, does_not_fit: 150 } as const;

const announce = defineAction({
  id: 'announce',
  name: 'return_requested',
  handler: (ctx) => {
    const { orderId, lines } = returned(ctx);
    const isClothing = lines.some(({ category }) => category === 'Arbeitsschutz');
    const reason: string = isClothing ? ctx.random.weighted(CLOTHES) : ctx.random.weighted(REASONS);
    return [
      ctx.event('return_requested', { orderId, reason, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) }),
    ];
  },
});

const receive = defineAction({
  id: 'receive',
  name: 'return_received',
  fields: { orderId: (ctx) => returned(ctx).orderId, condition: weighted({ as_new: 71, opened: 21, damaged: 8 }) },
});

const refund = (share: number, id: string) =>
  defineAction({
    id,
    name: 'refund_issued',
    fields: {
      orderId: (ctx) => returned(ctx).orderId,
      amount: (ctx) => Math.round(goodsTotal(returned(ctx).lines) * share),
      currency: 'EUR',
    },
  });

export const returnParcel = defineJourney({
  id: 'return-parcel',
  name: 'A parcel comes back',
  arrivals: never(),
  adventures: [
    defineAdventure({ id: 'ask', actions: [announce] }),
    defineAdventure({
      id: 'send-back',
      // One in twelve never finds the way to the parcel shop.
      bounceChance: 0.08,
      actions: [
        wait({ min: '1d', max: '9d', distribution: 'lognormal' }),
        wait('6bh'),
        receive,
        wait('2bh'),
        branch({
          full: { weight: 0.93, steps: [refund(1, 'refund')] },
          part: { weight: 0.07, steps: [refund(0.7, 'refund-part')] },
        }),
      ],
    }),
  ],
});

/** A visit: looking around, filling a basket, sometimes an order. */
import {
  branch,
  defineAction,
  defineAdventure,
  defineJourney,
  lognormal,
  poissonProcess,
  repeat,
  wait,
  when,
  type Context,
} from 'synode';

import { addToBasket, basketOf, goodsTotal } from '../basket.ts';
import { leisure, workday } from '../calendar.ts';
import { pickProduct, quantityOf } from '../catalogue.ts';
import { checkout, delivery, payment } from './order.ts';

const hasBasket = (ctx: Context): boolean => basketOf(ctx).length > 0;

const STRANGER = { search: 52, direct: 24, newsletter: 0, advertisement: 15, social: 9 } as const;
const SUBSCRIBER = { search: 27, direct: 33, newsletter: 31, advertisement: 6, social: 3 } as const;

const arrive = defineAction({
  id: 'arrive',
  name: 'session_started',
  fields: {
    device: (ctx) => ctx.get<string>('device'),
    source: (ctx) => ctx.random.weighted(ctx.get<boolean>('newsletter') === true ? SUBSCRIBER : STRANGER),
    signedIn: (ctx) => ctx.get('customerId') !== undefined,
  },
});

const search = defineAction({
  id: 'search',
  name: 'search_performed',
  timeSpan: { min: '4s', max: '45s' },
  fields: {
    term: (ctx) => pickProduct(ctx).name.split(/[ ,"]/)[0],
    results: lognormal({ median: 9, sigma: 0.7, max: 60, integer: true }),
  },
});

const look = defineAction({
  id: 'look',
  name: 'product_viewed',
  timeSpan: { min: '6s', max: '4m', distribution: 'lognormal' },
  handler: (ctx) => {
    const product = pickProduct(ctx);
    ctx.set('product', product, { scope: 'journey' });
    const { sku, name, category, priceMinor } = product;
    return [ctx.event('product_viewed', { sku, name, category, price: priceMinor })];
  },
});

const add = defineAction({
  id: 'add',
  name: 'basket_item_added',
  timeSpan: { min: '3s', max: '40s' },
  handler: (ctx) => {
    const product = ctx.get<ReturnType<typeof pickProduct>>('product') ?? pickProduct(ctx);
    const quantity = quantityOf(ctx, product);
    addToBasket(ctx, product, quantity);
    const basket = basketOf(ctx);
    return [
      ctx.event('basket_item_added', {
        sku: product.sku,
        quantity,
        unitPrice: product.priceMinor,
        basketLines: basket.length,
        basketTotal: goodsTotal(basket),
      }),
    ];
  },
});

const lookOrSearch = branch({
  browse: { weight: 0.72, steps: [look] },
  search: { weight: 0.28, steps: [search, look] },
});

/** Compares a lot, takes little. */
const lookAround = defineAdventure({
  id: 'look-around',
  actions: [
    arrive,
    repeat(
      (ctx) => Math.max(1, Math.round(ctx.get<number>('looksAt') ?? 3)),
      [
        lookOrSearch,
        branch({ leave: { weight: 0.9, steps: [] }, take: { weight: 0.1, steps: [add] } }, { id: 'take' }),
      ],
    ),
  ],
});

/** Knows the list: every second thing looked up is taken. */
const workThroughList = defineAdventure({
  id: 'work-through-list',
  actions: [
    arrive,
    repeat(
      (ctx) => Math.max(1, Math.round(ctx.get<number>('looksAt') ?? 2)),
      [
        search,
        look,
        branch({ take: { weight: 0.5, steps: [add] }, leave: { weight: 0.5, steps: [] } }, { id: 'take' }),
      ],
    ),
  ],
});

/** Hardly anybody has a bag of screws sent for twice its price. */
const isWorthIt = (ctx: Context): number => Math.min(1.2, goodsTotal(basketOf(ctx)) / 3000);

/** What becomes of a basket: some buy, some put it off and come back to it, most leave it standing. */
const buying = ({ now, later }: { readonly now: number; readonly later: number }) =>
  when(hasBasket, [
    branch(
      {
        now: { weight: (ctx) => now * isWorthIt(ctx), steps: [checkout, payment, delivery] },
        later: {
          weight: (ctx) => later * isWorthIt(ctx),
          steps: [wait({ min: '4h', max: '3d' }), checkout, payment, delivery],
        },
        never: { weight: 1 - now - later, steps: [] },
      },
      { id: 'decide' },
    ),
  ]);

const rateOf =
  (persona: string) =>
  (ctx: Context): number =>
    ctx.actor.persona === persona ? (ctx.get<number>('visitsPerMonth') ?? 0) : 0;

export const browse = defineJourney({
  id: 'browse',
  name: 'An evening in the shop',
  arrivals: poissonProcess({ rate: rateOf('retail'), per: '30d', profile: leisure }),
  adventures: [lookAround, buying({ now: 0.3, later: 0.07 })],
});

export const restock = defineJourney({
  id: 'restock',
  name: 'What the workshop needs',
  arrivals: poissonProcess({ rate: rateOf('trade'), per: '30d', profile: workday }),
  adventures: [workThroughList, buying({ now: 0.42, later: 0.1 })],
});

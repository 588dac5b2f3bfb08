/** A small shop for the tests of fixtures: every kind of decision once, every way instances come to be. */
import {
  branch,
  chance,
  defineAction,
  defineAdventure,
  defineJourney,
  definePersona,
  every,
  int,
  lognormal,
  oneOf,
  repeat,
  wait,
  weighted,
} from '../../src/index.ts';

export const place = defineAction({
  id: 'place',
  name: 'order.placed',
  fields: {
    amount: lognormal({ median: 120, sigma: 0.6, decimals: 2 }),
    sku: oneOf(['tea', 'mug', 'pot']),
    express: chance(0.2),
    total: (_ctx, { amount, express }) => Number(amount) + (express === true ? 10 : 0),
  },
  timeSpan: { min: '1m', max: '1h' },
});
export const pay = defineAction({ id: 'pay', name: 'order.paid', bounceChance: 0.3 });
export const remind = defineAction({
  id: 'remind',
  name: 'payment.reminded',
  fields: { by: weighted({ mail: 3, post: 1 }) },
});

export const shop = defineJourney({
  id: 'shop',
  adventures: [
    defineAdventure({
      id: 'buy',
      actions: [
        place,
        branch({
          smooth: { weight: 0.8, steps: [wait('2d'), pay] },
          slow: { weight: 0.2, steps: [repeat(int({ min: 1, max: 5 }), [wait('7d'), remind]), pay] },
        }),
      ],
    }),
  ],
});

export const signUp = defineJourney({
  id: 'sign-up',
  adventures: [
    defineAdventure({
      id: 'join',
      timeSpan: { min: '1h', max: '2d' },
      actions: [defineAction({ id: 'register', name: 'account.opened', fields: { plan: oneOf(['free', 'pro']) } })],
    }),
  ],
});

export const newsletter = defineJourney({
  id: 'newsletter',
  arrivals: every('30d', { jitter: 0.2, count: 4 }),
  adventures: [
    defineAdventure({
      id: 'read',
      actions: [defineAction({ id: 'open', name: 'mail.opened', fields: { ms: int({ min: 1, max: 9 }) } })],
    }),
  ],
});

export const buyer = definePersona({
  id: 'buyer',
  attributes: { income: lognormal({ median: 30_000, sigma: 0.5 }), tier: weighted({ basic: 4, gold: 1 }) },
});

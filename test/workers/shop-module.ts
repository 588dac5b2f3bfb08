/** A worker module as an author would write it. */
import {
  branch,
  chance,
  defineAction,
  defineAdventure,
  defineDataset,
  defineJourney,
  definePersona,
  fake,
  fakePool,
  fromDataset,
  lognormal,
  oneOf,
  poissonProcess,
  sequence,
  wait,
} from 'synode';

const products = defineDataset({
  id: 'products',
  count: 200,
  fields: { sku: sequence({ prefix: 'P-', pad: 4 }), price: lognormal({ median: 20, sigma: 0.8, decimals: 2 }) },
});

const view = defineAction({
  id: 'view',
  name: 'page.viewed',
  fields: {
    product: fromDataset(products, 'sku'),
    mobile: chance(0.6),
    referrer: fakePool('internet.domainName', { size: 64 }),
  },
});

const order = defineAction({
  id: 'order',
  fields: { total: lognormal({ median: 80, sigma: 0.7, decimals: 2 }), method: oneOf(['card', 'iban']) },
  handler: (ctx, fields) => {
    if (ctx.get('name') === undefined) throw new Error('nobody');
    ctx.start('ship', { after: '6h', input: { total: fields.total } });
    return [
      ctx.event('order.placed', { ...fields, name: ctx.get<string>('name') ?? '', line: ctx.random.int(1, 9) }),
      ctx.event('mail.sent', { to: ctx.userId }, { after: '10m' }),
    ];
  },
});

const ship = defineAction({
  id: 'ship',
  handler: (ctx) => [ctx.event('parcel.shipped', { total: ctx.input<{ readonly total: number }>()?.total ?? 0 })],
});

export const persona = definePersona({
  id: 'shopper',
  attributes: { locale: oneOf(['de', 'en', 'fr']), name: fake((f) => f.person.fullName()) },
});

export const datasets = [products];

export const journeys = [
  defineJourney({
    id: 'visit',
    arrivals: poissonProcess({ rate: 2, per: '7d' }),
    adventures: [
      defineAdventure({
        id: 'browse',
        timeSpan: { min: '2s', max: '3h', distribution: 'lognormal' },
        actions: [
          view,
          wait('1m'),
          branch({ buy: { weight: 0.3, steps: [order] }, leave: { weight: 0.7, steps: [] } }),
        ],
      }),
    ],
  }),
  defineJourney({
    id: 'ship',
    arrivals: { kind: 'never' },
    adventures: [defineAdventure({ id: 'out', actions: [ship] })],
  }),
];

/** From the basket to the doorstep: checkout, payment, parcel. */
import {
  branch,
  defineAction,
  defineAdventure,
  fake,
  int,
  repeat,
  wait,
  weighted,
  when,
  type Context,
  type Duration,
} from 'synode';

import { basketOf, goodsTotal, shippingFor, taxTotal, weightOf, type Line } from '../basket.ts';
import { returnShare, segmentOf } from '../catalogue.ts';

/** What `return-parcel` is started with. */
export interface ReturnInput {
  readonly orderId: string;
  readonly lines: readonly Line[];
}

const country = (ctx: Context): string => ctx.get<string>('country') ?? 'DE';
const isRegistered = (ctx: Context): boolean => ctx.get('customerId') !== undefined;
const isPaid = (ctx: Context): boolean => ctx.get<boolean>('paid') === true;

const begin = defineAction({
  id: 'begin',
  name: 'checkout_started',
  handler: (ctx) => {
    const lines = basketOf(ctx);
    ctx.set('paid', false, { scope: 'journey' });
    ctx.set('attempts', 0, { scope: 'journey' });
    return [
      ctx.event('checkout_started', {
        lines: lines.length,
        total: goodsTotal(lines) + shippingFor(lines, country(ctx)),
      }),
    ];
  },
});

const register = defineAction({
  id: 'register',
  timeSpan: { min: '40s', max: '5m', distribution: 'lognormal' },
  bounceChance: 0.14,
  fields: {
    person: fake((f) => f.person.fullName()),
    company: fake((f) => f.company.name()),
    street: fake((f) => f.location.streetAddress()),
    postcode: fake((f) => f.location.zipCode()),
    city: fake((f) => f.location.city()),
  },
  handler: (ctx, { person, company, street, postcode, city }) => {
    const customerId = String(20_000 + ctx.actor.index);
    const newsletter = ctx.random.chance(0.34);
    ctx.set('customerId', customerId);
    ctx.set('newsletter', newsletter);
    const segment = segmentOf(ctx);
    const name = segment === 'trade' ? company : person;
    return [
      ctx.event('customer_registered', {
        customerId,
        name,
        street,
        postcode,
        city,
        country: country(ctx),
        segment,
        newsletter,
      }),
    ];
  },
});

/** A third of the baskets end here: shipping costs, second thoughts, a ringing phone. */
export const checkout = defineAdventure({
  id: 'checkout',
  bounceChance: (ctx) => (isRegistered(ctx) ? 0.24 : 0.41),
  actions: [begin, when((ctx) => !isRegistered(ctx), [register])],
});

const METHODS = {
  retail: { wallet: 44, invoice: 24, card: 18, direct_debit: 11, prepayment: 3 },
  trade: { invoice: 67, direct_debit: 15, card: 10, wallet: 6, prepayment: 2 },
} as const;

/** Share of attempts that fail, by method. */
const REFUSED: Readonly<Record<string, number>> = {
  card: 0.07,
  wallet: 0.02,
  invoice: 0.05,
  direct_debit: 0.03,
  prepayment: 0,
};

const pay = defineAction({
  id: 'pay',
  timeSpan: { min: '15s', max: '3m' },
  emits: ['payment_authorised', 'payment_failed'],
  fields: { reason: weighted({ refused: 6, cancelled: 3, timed_out: 1 }) },
  handler: (ctx, { reason }) => {
    const lines = basketOf(ctx);
    const method = ctx.random.weighted(METHODS[segmentOf(ctx)]);
    const amount = goodsTotal(lines) + shippingFor(lines, country(ctx));
    const attempt = (ctx.get<number>('attempts') ?? 0) + 1;
    ctx.set('attempts', attempt, { scope: 'journey' });
    const isPaid = !ctx.random.chance(REFUSED[method] ?? 0.05);
    ctx.set('paid', isPaid, { scope: 'journey' });
    ctx.set('method', method, { scope: 'journey' });
    return [
      isPaid
        ? ctx.event('payment_authorised', { method, amount, attempt })
        : ctx.event('payment_failed', { method, amount, attempt, reason }),
    ];
  },
});

const place = defineAction({
  id: 'place',
  handler: (ctx) => {
    const lines = basketOf(ctx);
    const customerId = ctx.get<string>('customerId') ?? '';
    const count = (ctx.get<number>('orders') ?? 0) + 1;
    ctx.set('orders', count);
    // The customer's number and a running one: no two customers share an order number, whoever comes first.
    const orderId = `${customerId}-${String(count).padStart(3, '0')}`;
    ctx.set('orderId', orderId, { scope: 'journey' });
    const shipping = shippingFor(lines, country(ctx));
    return [
      ctx.event('order_placed', {
        orderId,
        customerId,
        country: country(ctx),
        lines: lines.map(({ sku, quantity, unitPrice, taxBp }) => ({ sku, quantity, unitPrice, taxBp })),
        goods: goodsTotal(lines),
        shipping,
        total: goodsTotal(lines) + shipping,
        taxIncluded: taxTotal(lines) + Math.round((shipping * 1900) / 11_900),
        currency: 'EUR',
        paymentMethod: ctx.get<string>('method') ?? '',
      }),
    ];
  },
});

/** Up to three attempts; then the customer has had enough. */
export const payment = defineAdventure({
  id: 'payment',
  actions: [
    repeat(
      { while: (ctx) => !isPaid(ctx) && (ctx.get<number>('attempts') ?? 0) < 3, every: { min: '20s', max: '4m' } },
      [pay],
    ),
    when(isPaid, [place]),
  ],
});

const ship = defineAction({
  id: 'ship',
  name: 'order_shipped',
  fields: {
    orderId: (ctx) => ctx.get<string>('orderId') ?? '',
    carrier: (ctx) => (weightOf(basketOf(ctx)) > 31_500 ? 'forwarder' : 'parcel'),
    weightGrams: (ctx) => weightOf(basketOf(ctx)),
  },
});

const transit: (ctx: Context) => Duration = (ctx) =>
  country(ctx) === 'DE'
    ? `${ctx.random.weighted({ a: 70, b: 24, c: 6 }).charCodeAt(0) - 96}bd`
    : `${ctx.random.int(2, 5)}bd`;

const deliver = defineAction({
  id: 'deliver',
  name: 'order_delivered',
  timeSpan: transit,
  fields: { days: int({ min: 2, max: 12 }) },
  handler: (ctx, { days }) => {
    const orderId = ctx.get<string>('orderId') ?? '';
    const unwanted = basketOf(ctx).filter((line) => ctx.random.chance(returnShare(line)));
    if (unwanted.length > 0) {
      const input: ReturnInput = { orderId, lines: unwanted };
      ctx.start('return-parcel', { after: `${days}d`, input });
    }
    return [ctx.event('order_delivered', { orderId })];
  },
});

const review = defineAction({
  id: 'review',
  name: 'review_submitted',
  timeSpan: { min: '1d', max: '25d', distribution: 'exponential' },
  fields: {
    orderId: (ctx) => ctx.get<string>('orderId') ?? '',
    stars: weighted([
      [5, 61],
      [4, 21],
      [3, 8],
      [2, 4],
      [1, 6],
    ]),
  },
});

const parcel = defineAdventure({
  id: 'parcel',
  actions: [
    // Packed in working hours, in the order of the day.
    wait('3bh'),
    wait({ min: '1m', max: '50m' }),
    ship,
    deliver,
    branch({ silent: { weight: 0.91, steps: [] }, review: { weight: 0.09, steps: [review] } }, { id: 'opinion' }),
  ],
});

export const delivery = when(isPaid, [parcel]);

/** From the basket to the doorstep: checkout, payment, parcel. */
import {
  branch,
  chance,
  defineAction,
  defineAdventure,
  fake,
  int,
  oneOf,
  repeat,
  wait,
  weighted,
  when,
  type Context,
  type Duration,
} from 'synode';

import { basketOf, goodsTotal, shippingFor, taxTotal, weightOf, type Line } from '../basket.ts';
import { returnShare, segmentOf } from '../catalogue.ts';
import type { Customer } from '../rows.ts';

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

const CRAFTS = ['Malerbetrieb', 'Elektro', 'Gartenbau', 'Schreinerei', 'Dachdeckerei', 'Hausmeisterdienst'];

const register = defineAction({
  id: 'register',
  name: 'customer_registered',
  timeSpan: { min: '40s', max: '5m', distribution: 'lognormal' },
  bounceChance: 0.14,
  fields: {
    person: fake((f) => f.person.fullName()),
    lastName: fake((f) => f.person.lastName()),
    craft: oneOf(CRAFTS),
    street: fake((f) => f.location.street()),
    number: int({ min: 1, max: 118 }),
    newsletter: chance(0.34),
  },
  handler: (ctx, { person, lastName, craft, street, number, newsletter }) => {
    const customerId = String(20_000 + ctx.actor.index);
    ctx.set('customerId', customerId);
    ctx.set('newsletter', newsletter);
    // New customers live where the old ones do, so that postcode and city belong together.
    const neighbours = ctx.typedDataset<Customer>('customers').where((old) => old.country === country(ctx));
    const { postcode, city } = ctx.random.pick(neighbours);
    return [
      ctx.event('customer_registered', {
        customerId,
        name: segmentOf(ctx) === 'trade' ? `${craft} ${lastName}` : person,
        street: `${street} ${number}`,
        postcode,
        city,
        country: country(ctx),
        segment: segmentOf(ctx),
        newsletter,
      }),
    ];
  },
});

export const checkout = defineAdventure({
  id: 'checkout',
  actions: [begin, when((ctx) => !isRegistered(ctx), [register])],
});

const METHODS = {
  retail: { wallet: 44, invoice: 24, card: 18, direct_debit: 11, prepayment: 3 },
  trade: { invoice: 67, direct_debit: 15, card: 10, wallet: 6, prepayment: 2 },
} as const;

/** Share of attempts that fail, and what the payment service says then. */
const FAILURES: Readonly<Record<string, readonly [share: number, reason: string]>> = {
  card: [0.07, 'card_declined'],
  wallet: [0.03, 'cancelled_by_customer'],
  invoice: [0.05, 'credit_check_failed'],
  direct_debit: [0.03, 'account_invalid'],
  prepayment: [0, ''],
};

const pay = defineAction({
  id: 'pay',
  timeSpan: { min: '15s', max: '3m' },
  emits: ['payment_authorised', 'payment_failed'],
  handler: (ctx) => {
    const lines = basketOf(ctx);
    // What was refused once is not tried again.
    const refused = ctx.get<string>('method') ?? '';
    const method = ctx.random.weighted({ ...METHODS[segmentOf(ctx)], [refused]: 0 });
    const amount = goodsTotal(lines) + shippingFor(lines, country(ctx));
    const attempt = (ctx.get<number>('attempts') ?? 0) + 1;
    ctx.set('attempts', attempt, { scope: 'journey' });
    const [share, reason] = FAILURES[method] ?? [0, ''];
    const isPaid = !ctx.random.chance(share);
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
  name: 'order_placed',
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

/** A third ends here: shipping costs, second thoughts, a ringing phone. Who pays has up to three attempts. */
export const payment = defineAdventure({
  id: 'payment',
  bounceChance: (ctx) => (segmentOf(ctx) === 'trade' ? 0.14 : 0.36),
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

/** Mostly the next working day; abroad two to five. */
const transit = (ctx: Context): Duration =>
  country(ctx) === 'DE' ? ctx.random.weighted({ '1bd': 70, '2bd': 24, '3bd': 6 }) : `${ctx.random.int(2, 5)}bd`;

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
    // Packed in working hours, one to eight of them later.
    wait((ctx) => `${ctx.random.int(1, 8)}bh`, { id: 'pack' }),
    wait({ min: '1m', max: '50m' }),
    ship,
    wait({ min: '10m', max: '4h' }),
    deliver,
    branch({ silent: { weight: 0.91, steps: [] }, review: { weight: 0.09, steps: [review] } }, { id: 'opinion' }),
  ],
});

export const delivery = when(isPaid, [parcel]);

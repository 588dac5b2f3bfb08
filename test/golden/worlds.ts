/** Three small worlds whose output is frozen. Between them they use every kind of step, draw and schedule. */
import {
  after,
  branch,
  defineAction,
  defineAdventure,
  defineDataset,
  defineJourney,
  definePersona,
  discrete,
  every,
  fake,
  fakePool,
  fromDataset,
  id,
  int,
  list,
  lognormal,
  maybe,
  never,
  normal,
  object,
  once,
  oneOf,
  personaMix,
  poissonProcess,
  profile,
  recurring,
  repeat,
  sequence,
  uniform,
  wait,
  weighted,
  when,
  type Event,
  type Journey,
  type RunOptions,
} from '../../src/index.ts';

interface GoldenWorld {
  readonly journeys: readonly Journey[];
  readonly options: RunOptions<Event>;
}

/** Visits, baskets, orders and returns; the buyer's language decides the names. */
function shop(): GoldenWorld {
  const products = defineDataset({
    id: 'products',
    count: 8,
    fields: { sku: sequence({ prefix: 'P-', pad: 3 }), price: lognormal({ median: 40, sigma: 0.6, decimals: 2 }) },
  });
  const german = definePersona({
    id: 'german',
    attributes: {
      locale: 'de',
      name: fake((f) => f.person.fullName()),
      budget: normal({ mean: 120, sd: 30, min: 20, decimals: 0 }),
    },
  });
  const english = definePersona({
    id: 'english',
    attributes: { name: fake((f) => f.person.fullName()), budget: int({ min: 50, max: 90 }) },
  });
  const register = defineAction({
    id: 'register',
    name: 'customer.registered',
    fields: {
      name: (ctx) => ctx.get('name'),
      channel: weighted({ web: 3, app: 1 }),
      referral: maybe(0.4, oneOf(['friend', 'ad'])),
    },
  });
  const view = defineAction({
    id: 'view',
    name: 'product.viewed',
    timeSpan: { min: '5s', max: '3m', distribution: 'lognormal' },
    fields: { product: fromDataset(products, { zipf: 1 }), seconds: int({ min: 3, max: 90 }) },
  });
  const pay = defineAction({
    id: 'pay',
    timeSpan: { min: '1m', max: '9m' },
    bounceChance: 0.15,
    fields: {
      orderId: id('order'),
      lines: list(
        int({ min: 1, max: 2 }),
        object({
          sku: fromDataset(products, 'sku'),
          quantity: discrete([
            [1, 7],
            [2, 2],
            [3, 1],
          ]),
        }),
      ),
      due: after('14d', { as: 'date' }),
    },
    handler: (ctx, fields) => {
      if (ctx.random.chance(0.5)) ctx.start('return', { after: '3bd', input: { orderId: fields.orderId } });
      return [ctx.event('order.placed', fields), ctx.event('mail.sent', { to: ctx.get('name') }, { after: '5m' })];
    },
  });
  const ship = defineAction({ id: 'ship', name: 'parcel.shipped', timeSpan: { min: '1bd', max: '3bd' } });
  const sendBack = defineAction({
    id: 'send-back',
    name: 'parcel.returned',
    fields: { of: (ctx) => ctx.input<{ orderId: string }>()?.orderId, reason: weighted({ size: 2, damage: 1 }) },
  });
  return {
    journeys: [
      defineJourney({
        id: 'signup',
        adventures: [defineAdventure({ id: 'join', actions: [register] })],
        suppressionPeriod: '1h',
      }),
      defineJourney({
        id: 'visit',
        requires: ['signup'],
        adventures: [
          defineAdventure({ id: 'browse', actions: [repeat(int({ min: 1, max: 3 }), [view])] }),
          defineAdventure({
            id: 'checkout',
            onBounce: 'skip',
            actions: [branch({ buy: { weight: 7, steps: [pay, ship] }, leave: { weight: 3, steps: [] } })],
          }),
        ],
        arrivals: poissonProcess({ rate: 2, per: '7d' }),
      }),
      defineJourney({
        id: 'return',
        adventures: [defineAdventure({ id: 'parcel', actions: [sendBack] })],
        arrivals: never(),
      }),
    ],
    options: {
      users: 4,
      seed: 42,
      startDate: '2025-03-03',
      endDate: '2025-03-17',
      datasets: [products],
      persona: personaMix([
        [german, 1],
        [english, 1],
      ]),
    },
  };
}

/** A subscription: billed on the last business day of the month, reminded while it is not paid, cancelled by some. */
function subscription(): GoldenWorld {
  const bill = defineAction({
    id: 'bill',
    name: 'invoice.issued',
    fields: { number: sequence({ prefix: 'I-', block: 100, pad: 4 }), amount: 19.9, due: after('10d', { as: 'date' }) },
  });
  const collect = defineAction({
    id: 'collect',
    handler: (ctx) => {
      const paid = ctx.draw('paid', weighted({ yes: 6, no: 4 })) === 'yes';
      ctx.set('paid', paid, { scope: 'journey' });
      return [
        paid
          ? ctx.event('payment.received', {})
          : ctx.event('payment.failed', { code: ctx.random.pick(['R01', 'R09']) }),
      ];
    },
    timeSpan: '2bd',
  });
  const remind = defineAction({
    id: 'remind',
    name: 'reminder.sent',
    fields: { text: fakePool('lorem.sentence', { size: 32 }) },
  });
  const cancel = defineAction({
    id: 'cancel',
    fields: { reason: oneOf(['price', 'unused']) },
    handler: (ctx, { reason }) => {
      ctx.set('cancelled', true);
      return [ctx.event('contract.cancelled', { reason })];
    },
  });
  const open = defineAction({
    id: 'open',
    name: 'contract.opened',
    fields: {
      plan: weighted([
        ['basic', 3],
        ['plus', 1],
      ]),
    },
  });
  return {
    journeys: [
      defineJourney({
        id: 'contract',
        arrivals: once({ at: 'start' }),
        adventures: [defineAdventure({ id: 'sign', actions: [open] })],
      }),
      defineJourney({
        id: 'billing',
        requires: ['contract'],
        bounceChance: (ctx) => (ctx.get('cancelled') === true ? 1 : 0),
        arrivals: recurring({ every: 'month', day: 'last business day', at: '17:00', jitter: '90m' }),
        adventures: [
          defineAdventure({
            id: 'invoice',
            actions: [
              bill,
              collect,
              repeat({ while: (ctx) => ctx.get('paid') !== true && ctx.random.chance(0.8), every: '7d', max: 20 }, [
                remind,
                collect,
              ]),
            ],
          }),
          defineAdventure({ id: 'end', actions: [when((ctx) => ctx.get('paid') !== true, [cancel])] }),
        ],
      }),
      defineJourney({
        id: 'newsletter',
        arrivals: every('1mo', { offset: '5d', jitter: '2d', count: 2 }),
        bounceChance: 0.3,
        adventures: [defineAdventure({ id: 'read', actions: [defineAction({ id: 'read', name: 'newsletter.read' })] })],
      }),
    ],
    options: { users: 3, seed: 'golden', startDate: '2025-01-01', endDate: '2025-05-01', starts: 'together' },
  };
}

/** A help desk in office hours: tickets by the hour of the day, answered, escalated, closed. */
function helpDesk(): GoldenWorld {
  const office = profile({
    hours: Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 18 ? 1 : 0.05)),
    weekdays: [1.2, 1, 1, 1, 0.8, 0.1, 0],
  });
  const raise = defineAction({
    id: 'raise',
    name: 'ticket.raised',
    fields: { ticket: id('t'), priority: weighted({ low: 5, high: 2 }), summary: fake((f) => f.hacker.phrase()) },
    handler: (ctx, fields) => {
      ctx.set('priority', fields.priority, { scope: 'journey' });
      return [ctx.event('ticket.raised', fields)];
    },
  });
  const answer = defineAction({
    id: 'answer',
    name: 'ticket.answered',
    timeSpan: { min: '1bh', max: '9bh' },
    fields: {
      minutes: uniform({ low: 2, high: 45, decimals: 1 }),
      by: (ctx) => ctx.shared('agent', ctx.now().getUTCDay(), oneOf(['kim', 'lee', 'pat'])),
    },
  });
  const escalate = defineAction({ id: 'escalate', name: 'ticket.escalated', emits: ['ticket.escalated'] });
  const close = defineAction({ id: 'close', name: 'ticket.closed' });
  return {
    journeys: [
      defineJourney({
        id: 'ticket',
        arrivals: poissonProcess({ rate: 5, per: '7d', profile: office }),
        suppressionPeriod: { min: '1h', max: '6h' },
        adventures: [
          defineAdventure({ id: 'intake', actions: [raise, answer] }),
          defineAdventure({
            id: 'solve',
            timeSpan: { min: '30m', max: '4h', distribution: 'exponential' },
            actions: [
              when(
                (ctx) => ctx.get('priority') === 'high',
                [escalate, wait({ until: { every: 'day', at: '09:00', roll: 'following' } })],
              ),
              close,
            ],
          }),
        ],
      }),
    ],
    options: {
      users: 2,
      seed: 7,
      startDate: '2025-06-02',
      endDate: '2025-06-16',
      starts: 'together',
      meta: true,
      order: 'time',
    },
  };
}

export const worlds = { shop, subscription, 'help-desk': helpDesk } as const;

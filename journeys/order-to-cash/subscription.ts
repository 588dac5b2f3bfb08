/** Subscriptions: a service for a year, billed in advance, earned month by month. */
import {
  chance,
  defineAction,
  defineAdventure,
  defineJourney,
  int,
  never,
  once,
  partOf,
  repeat,
  share,
  when,
  type Context,
} from '../../src/index.ts';
import { dayOfDate } from '../world/dates.ts';
import type { Service } from '../world/masters/services.ts';
import { postInvoice, sent } from './bill.ts';
import { until } from './days.ts';
import { tell, type InvoiceLine, type Told } from './documents.ts';
import { place, servicePrice, SERVICE_SEGMENT, taxOn } from './lines.ts';
import { planPayment } from './pay.ts';
import { newDocument, relationOf, step, today, who, type Relation, type Seat } from './relation.ts';
import { ONE } from './tables.ts';

const SUBSCRIBES = chance(0.2);
const RENEWS_CHANCE = 0.85;
const YEAR_DAYS = 365;
const DAY_OF_YEAR = int({ min: 0, max: YEAR_DAYS - 1 });
const CONCLUDE_HOUR = 9;
const SIGN_HOUR = 10;
/** Months end with a batch job in the afternoon: west of Greenwich the evening is the next month, and year, of a period. */
const RELEASE_HOUR = 16;

/** A month of a contract. */
interface Month {
  readonly month: string;
  readonly lastDay: number;
  readonly days: number;
  readonly amount: number;
}

interface Contract {
  readonly relation: Relation;
  readonly service: Service;
  subscriptionId: string;
  startDay: number;
  endDay: number;
  isNew: boolean;
  isRunning: boolean;
}

const KEY = 'contract';

const contractIn = (ctx: Context): Contract | undefined => ctx.get<Contract>(KEY);

function theContract(ctx: Context): Contract {
  const contract = contractIn(ctx);
  if (contract === undefined) throw new TypeError('there is no subscription');
  return contract;
}

function choose(seat: Seat) {
  return defineAction({
    id: 'choose',
    emits: [],
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      const { subscriptions, days } = relation.trade;
      if (subscriptions.length === 0 || !ctx.draw('subscribes', SUBSCRIBES)) return [];
      let startDay = today(ctx, relation) + ctx.draw('day', DAY_OF_YEAR);
      // Who is no customer yet signs on that day of a later year.
      while (days.date(startDay) < relation.customer.since) startDay = yearLater(startDay, days.date);
      const contract: Contract = {
        relation,
        service: ctx.random.pick(subscriptions),
        subscriptionId: newDocument(ctx, relation, 'SU'),
        startDay,
        endDay: startDay,
        isNew: true,
        isRunning: true,
      };
      ctx.set(KEY, contract, { scope: 'journey' });
      return [];
    },
  });
}

/** The same day a year later; a day that does not exist is the one after it. */
function yearLater(day: number, date: (day: number) => string): number {
  const text = date(day);
  const next = dayOfDate(`${Number(text.slice(0, 4)) + 1}${text.slice(4)}`);
  return Number.isNaN(next) || date(next).slice(5) !== text.slice(5) ? day + YEAR_DAYS + 1 : next;
}

/** Signed or renewed, and billed for the year. */
const begin = (seat: Seat) =>
  defineAction({
    id: 'sign',
    emits: ['subscription.signed', 'subscription.renewed', 'customer_invoice.posted', 'customer_invoice.sent'],
    timeSpan: (ctx) => {
      const { relation, endDay } = theContract(ctx);
      return until(ctx, relation.trade.days.at(relation.trade.days.business(endDay, 0), SIGN_HOUR));
    },
    handler: (ctx): readonly Told[] => {
      const contract = theContract(ctx);
      const { relation, service } = contract;
      const { date } = relation.trade.days;
      const { isNew } = contract;
      contract.isNew = false;
      if (relation.isInsolvent) {
        contract.isRunning = false;
        return [];
      }
      contract.startDay = contract.endDay;
      contract.endDay = yearLater(contract.startDay, date);
      const { lines, billed } = yearInvoice(ctx, contract, seat);
      const amount = lines.reduce((sum, { net }) => sum + net, 0);
      const payload = Object.assign(subscriptionStep(ctx, contract), {
        serviceId: service.serviceId,
        amount,
        currency: relation.customer.currency,
        start: date(contract.startDay),
        end: date(contract.endDay - 1),
      });
      const signed = isNew ? tell(ctx, 'subscription.signed', payload) : tell(ctx, 'subscription.renewed', payload);
      return [signed, billed.posted, sent(ctx, relation, billed.receivable.invoice)];
    },
  });

function subscriptionStep(ctx: Context, { relation, subscriptionId }: Contract, performedBy?: string) {
  return step(relation, {
    documentId: subscriptionId,
    documentType: 'SU',
    performedBy: performedBy ?? who(ctx, relation, 'sales', subscriptionId),
  });
}

function yearInvoice(ctx: Context, contract: Contract, { options }: Seat) {
  const { relation, service, subscriptionId } = contract;
  const net = servicePrice(ctx, relation, service);
  const { code, chargedBp } = taxOn(relation, service.taxClass, relation.trade.days.date(today(ctx, relation)));
  const line: InvoiceLine = Object.assign(place(relation, 1), {
    segment: SERVICE_SEGMENT,
    serviceId: service.serviceId,
    plant: relation.trade.company.plants[0] ?? '',
    uom: 'YR',
    uomScale: 0,
    quantity: 1,
    unitPrice: net,
    pricePer: 1,
    net,
    taxCode: code,
    taxBp: chargedBp,
    tax: partOf(net, chargedBp),
    reference: { documentId: subscriptionId, line: 1 },
  });
  const billed = postInvoice(ctx, relation, {
    documentId: newDocument(ctx, relation, 'CI'),
    kind: 'subscription',
    salesOrder: '',
    lines: [line],
    references: [{ documentId: subscriptionId, documentType: 'SU', relation: 'invoices' }],
  });
  planPayment(ctx, relation, billed.receivable, options);
  // What the liability is worth in the books: its part of what the entry converts.
  const total = share(billed.receivable.localAmount, [line.net, line.tax])[0] ?? 0;
  const { invoice } = billed.receivable;
  const months = monthsOf(contract, total);
  const earning: Earning = { relation, subscriptionId, serviceId: service.serviceId, invoice, total, months };
  ctx.start('revenue-release', { input: earning });
  return { lines: [line], billed };
}

/** The months of a contract: each earns by its days. */
function monthsOf({ startDay, endDay, relation }: Contract, total: number): readonly Month[] {
  const { date } = relation.trade.days;
  const found: { month: string; lastDay: number; days: number }[] = [];
  for (let day = startDay; day < endDay; day++) {
    const month = date(day).slice(0, 7);
    const last = found.at(-1);
    if (last?.month === month) {
      last.days++;
      last.lastDay = day;
    } else found.push({ month, lastDay: day, days: 1 });
  }
  const amounts = share(
    total,
    found.map(({ days }) => days),
  );
  return found.map((one, i) => Object.assign({}, one, { amount: amounts[i] ?? 0 }));
}

/** What is told to the journey that earns a year. */
interface Earning {
  readonly relation: Relation;
  readonly subscriptionId: string;
  readonly serviceId: string;
  readonly invoice: string;
  readonly total: number;
  readonly months: readonly Month[];
}

const RELEASED = 'released';

function monthOf(ctx: Context): Month | undefined {
  return ctx.input<Earning>()?.months[ctx.get<number>(RELEASED) ?? 0];
}

const release = defineAction({
  id: 'release',
  emits: ['deferred_revenue.released'],
  timeSpan: (ctx) => {
    const { days } = ctx.input<Earning>()?.relation.trade ?? {};
    const month = monthOf(ctx);
    if (days === undefined || month === undefined) return 0;
    return until(ctx, days.at(lastDayOfMonth(month.lastDay, days.date), RELEASE_HOUR));
  },
  handler: (ctx): readonly Told[] => {
    const earning = ctx.input<Earning>();
    const month = monthOf(ctx);
    ctx.set(RELEASED, (ctx.get<number>(RELEASED) ?? 0) + 1, { scope: 'journey' });
    if (earning === undefined || month === undefined || month.amount === 0) return [];
    const { relation, serviceId, subscriptionId, invoice, total, months } = earning;
    const { market, salesRegion, costCenter } = place(relation, 1);
    const touch = { documentId: subscriptionId, documentType: 'SU', performedBy: 'system:revenue' };
    return [
      tell(
        ctx,
        'deferred_revenue.released',
        Object.assign(step(relation, touch), {
          serviceId,
          amount: month.amount,
          currency: relation.trade.company.currency,
          rate9: ONE,
          segment: SERVICE_SEGMENT,
          market,
          salesRegion,
          costCenter,
          invoice,
          month: month.month,
          days: month.days,
          total,
          totalDays: months.reduce((sum, { days }) => sum + days, 0),
        }),
      ),
    ];
  },
});

function lastDayOfMonth(day: number, date: (day: number) => string): number {
  const month = date(day).slice(0, 7);
  let last = day;
  while (date(last + 1).startsWith(month)) last++;
  return last;
}

/** The year is over: it goes on, or ends. */
const conclude = defineAction({
  id: 'conclude',
  emits: ['subscription.ended'],
  timeSpan: (ctx) => {
    const { relation, endDay } = theContract(ctx);
    return until(ctx, relation.trade.days.at(relation.trade.days.business(endDay, 0), CONCLUDE_HOUR));
  },
  handler: (ctx): readonly Told[] => {
    const contract = theContract(ctx);
    const { relation, service, endDay } = contract;
    if (!contract.isRunning || (ctx.random.chance(RENEWS_CHANCE) && !relation.isInsolvent)) return [];
    contract.isRunning = false;
    const end = relation.trade.days.date(endDay - 1);
    return [
      tell(
        ctx,
        'subscription.ended',
        Object.assign(subscriptionStep(ctx, contract), { serviceId: service.serviceId, end }),
      ),
    ];
  },
});

const isRunning = (ctx: Context): boolean => contractIn(ctx)?.isRunning === true;
/** A subscription from its first day to its end; only some customers have one. */
export function subscriptionJourney(seat: Seat) {
  return defineJourney({
    id: 'subscription',
    arrivals: seat.runsIn ? once() : once({ at: 'start' }),
    adventures: [
      defineAdventure({
        id: 'subscribe',
        actions: [
          choose(seat),
          when(isRunning, [repeat({ while: isRunning, max: 100 }, [begin(seat), when(isRunning, [conclude])])]),
        ],
      }),
    ],
  });
}

/** What a year of a subscription earns, month by month. */
export function releaseJourney() {
  return defineJourney({
    id: 'revenue-release',
    arrivals: never(),
    adventures: [
      defineAdventure({
        id: 'earn',
        actions: [repeat({ while: (ctx) => monthOf(ctx) !== undefined, max: 14 }, [release])],
      }),
    ],
  });
}

/** What a vendor relation does: plans, buys, receives, is billed, pays. Each document lives its own life in its own journey. */
import {
  defineAdventure,
  defineJourney,
  definePopulation,
  never,
  once,
  recurring,
  wait,
  when,
  type Surroundings,
} from '../../src/index.ts';
import { postInvoiceAction, receiveInvoiceAction } from './bill.ts';
import { carrierInvoiceAction, hasFreight, postCarrierInvoiceAction } from './carrier.ts';
import { writeOffAction } from './close.ts';
import { isBlocked, nextBillStep } from './open-bill.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { followUpAction } from './change.ts';
import { hasPurchase, nextStep, planAction, requestAction } from './request.ts';
import { planCapexAction, requestCapexAction } from './capex.ts';
import { releaseAdvanceAction } from './down-payment.ts';
import { requestFrameworkAction } from './framework.ts';
import { beginSpendingAction, requestIndirectAction } from './indirect.ts';
import { orderAction } from './order.ts';
import { acceptEntryAction, acceptedAt, hasEntry, receiveOutlayAction, submitEntryAction } from './outlay-delivery.ts';
import { followUpOutlayAction, hasOutlay, nextOutlayStep, orderOutlayAction } from './outlay-purchase.ts';
import { clearAction, giveBackAction, voidAction } from './bank.ts';
import { proposeAction, releaseAction } from './pay.ts';
import { isPaying, isReturned, isVoided, nextPayStep } from './paying.ts';
import { planRecurringAction, postRecurringAction, receiveRecurringAction } from './recurring.ts';
import { hasRejected, receiveAction, rejectedAt, returnAction } from './receive.ts';
import { countsIn, type CountPlan } from '../world/counts.ts';
import { openingJourney, tellsOpening } from '../world/opening/open-items.ts';
import { vendorTeller } from './standing.ts';
import { countRelations } from './relation.ts';
import { payAction, resolveAction } from './resolve.ts';

/** Every Monday, each relation looks at the week whose needs can still be ordered in time. */
function planning(options: ResolvedP2pOptions) {
  return defineJourney({
    id: 'planning',
    arrivals: recurring({ every: 'week', weekday: 'monday', at: '12:00' }),
    adventures: [defineAdventure({ id: 'plan', actions: [planAction(options)] })],
  });
}

function directPurchase(options: ResolvedP2pOptions, counts: CountPlan | undefined) {
  const request = defineAdventure({ id: 'request', actions: [requestAction(options, counts)] });
  const order = defineAdventure({
    id: 'order',
    actions: [wait({ until: nextStep }), orderAction(options), wait({ until: nextStep }), followUpAction(options)],
  });
  return defineJourney({ id: 'direct-purchase', arrivals: never(), adventures: [request, when(hasPurchase, [order])] });
}

function delivery(options: ResolvedP2pOptions) {
  const sendBack = when(hasRejected, [wait({ until: rejectedAt }), returnAction(options)]);
  const receive = defineAdventure({ id: 'receive', actions: [receiveAction(options), sendBack] });
  const left = defineAdventure({ id: 'write-off', actions: [writeOffAction(options)] });
  return [
    defineJourney({ id: 'delivery', arrivals: never(), adventures: [receive] }),
    defineJourney({ id: 'write-off', arrivals: never(), adventures: [left] }),
  ] as const;
}

function billing(options: ResolvedP2pOptions) {
  const invoice = defineAdventure({
    id: 'invoice',
    actions: [receiveInvoiceAction(options), wait({ until: nextBillStep }), postInvoiceAction(options)],
  });
  const match = defineAdventure({
    id: 'match',
    actions: [when(isBlocked, [wait({ until: nextBillStep }), resolveAction(options)], [payAction(options)])],
  });
  return defineJourney({ id: 'billing', arrivals: never(), adventures: [invoice, match] });
}

/** What is used up at once: asked for now and then, work also by the year. */
function spending(options: ResolvedP2pOptions, runInDays: number) {
  const begin = defineAdventure({ id: 'begin', actions: [beginSpendingAction(options)] });
  const order = defineAdventure({
    id: 'order',
    actions: [
      wait({ until: nextOutlayStep }),
      orderOutlayAction(options),
      wait({ until: nextOutlayStep }),
      followUpOutlayAction(options),
    ],
  });
  const purchase = [when(hasOutlay, [order])] as const;
  const indirect = defineAdventure({ id: 'request', actions: [requestIndirectAction(options)] });
  const framework = defineAdventure({ id: 'request', actions: [requestFrameworkAction(options)] });
  const plan = defineAdventure({ id: 'plan', actions: [planCapexAction(options, runInDays)] });
  const capex = defineAdventure({ id: 'request', actions: [requestCapexAction(options)] });
  const advance = defineAdventure({
    id: 'advance',
    actions: [releaseAdvanceAction(options), when(isPaying, [wait({ until: nextPayStep }), clearAction(options)])],
  });
  const receive = defineAdventure({ id: 'receive', actions: [receiveOutlayAction(options)] });
  const accept = defineAdventure({
    id: 'accept',
    actions: [submitEntryAction(options), when(hasEntry, [wait({ until: acceptedAt }), acceptEntryAction(options)])],
  });
  return [
    defineJourney({ id: 'spending', arrivals: once({ at: 'start' }), adventures: [begin] }),
    defineJourney({ id: 'indirect-purchase', arrivals: never(), adventures: [indirect, ...purchase] }),
    defineJourney({ id: 'service-order', arrivals: never(), adventures: [framework, ...purchase] }),
    defineJourney({ id: 'capex', arrivals: once({ at: 'start' }), adventures: [plan] }),
    defineJourney({ id: 'capex-purchase', arrivals: never(), adventures: [capex, ...purchase] }),
    defineJourney({ id: 'down-payment', arrivals: never(), adventures: [advance] }),
    defineJourney({ id: 'outlay-delivery', arrivals: never(), adventures: [receive] }),
    defineJourney({ id: 'service-entry', arrivals: never(), adventures: [accept] }),
  ] as const;
}

/** Freight is billed by the month, three business days after it. */
function carrierInvoice(options: ResolvedP2pOptions) {
  const bill = defineAdventure({
    id: 'invoice',
    actions: [
      carrierInvoiceAction(options),
      when(hasFreight, [wait({ until: nextBillStep }), postCarrierInvoiceAction(options)]),
    ],
  });
  const arrivals = recurring({ every: 'month', day: { businessDay: 3 }, at: '15:00' });
  return defineJourney({ id: 'carrier-invoice', arrivals, adventures: [bill] });
}

/** Bills of contracts, planned at the beginning of each month. */
function recurringInvoices(options: ResolvedP2pOptions) {
  const arrivals = recurring({ every: 'month', day: { businessDay: 2 }, at: '15:00' });
  const invoice = defineAdventure({
    id: 'invoice',
    actions: [receiveRecurringAction(options), wait({ until: nextBillStep }), postRecurringAction(options)],
  });
  return [
    defineJourney({
      id: 'recurring-invoice',
      arrivals,
      adventures: [defineAdventure({ id: 'plan', actions: [planRecurringAction(options)] })],
    }),
    defineJourney({ id: 'recurring-bill', arrivals: never(), adventures: [invoice] }),
  ] as const;
}

function payment(options: ResolvedP2pOptions) {
  const clear = clearAction(options);
  const resent = when(isReturned, [
    wait({ until: nextPayStep }),
    giveBackAction(options),
    wait({ until: nextPayStep }),
    clear,
  ]);
  const execute = when(isVoided, [voidAction(options)], [clear, resent]);
  const release = [
    wait({ until: nextPayStep }),
    releaseAction(options),
    wait({ until: nextPayStep }),
    execute,
  ] as const;
  const pay = defineAdventure({ id: 'pay', actions: [proposeAction(options), when(isPaying, release)] });
  return defineJourney({ id: 'payment', arrivals: never(), adventures: [pay] });
}

/** The vendor relations of all companies of a world. */
export function relations(options: ResolvedP2pOptions, surroundings: Surroundings) {
  return definePopulation({
    id: 'vendor',
    size: countRelations(surroundings),
    starts: 'together',
    journeys: [
      ...(tellsOpening(surroundings) ? [openingJourney(vendorTeller(options))] : []),
      planning(options),
      directPurchase(options, countsIn(surroundings)),
      ...delivery(options),
      billing(options),
      carrierInvoice(options),
      payment(options),
      ...spending(options, surroundings.runInDays),
      ...recurringInvoices(options),
    ],
  });
}

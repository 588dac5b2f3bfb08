/** The journeys of one customer: its orders, and what else goes on between it and the company. */
import {
  calendarById,
  defineCalendar,
  defineJourney,
  poissonProcess,
  profile,
  repeat,
  when,
  defineAdventure,
  type Arrivals,
} from '../../src/index.ts';
import { bill } from './bill.ts';
import { at } from './case.ts';
import { paymentJourney } from './collect.ts';
import { relationJourney } from './credit.ts';
import { billingErrorJourney, shortPaymentJourney } from './dispute.ts';
import { dunningJourney } from './dun.ts';
import { createDelivery, isDelivering, isGoing, issueGoods } from './fulfil.ts';
import { orderAdventure } from './order.ts';
import { enter, isQuoting, quoteAdventure, quotesPerOrder } from './quote.ts';
import type { Seat } from './relation.ts';
import { returnJourney } from './returns.ts';
import { releaseJourney, subscriptionJourney } from './subscription.ts';
import { unappliedJourney } from './unapplied.ts';
import { recoveryJourney, writeOffJourney } from './write-off.ts';

/** Factors from Monday; nobody orders on a weekend. */
const WEEKDAYS = [1.15, 1.1, 1, 0.95, 0.8, 0, 0];
/** Orders come in during the day, some in the evening. */
const HOURS = [0, 0, 0, 0, 0, 0.4, 0.5, 1, 3, 4, 4, 4, 3, 3.5, 4, 4, 3, 2, 1, 0.5, 0.5, 0.4, 0.2, 0];
const MONTHS_OF_YEAR = 12;
const YEAR = '365d';
/** Weekdays of a year, and those of them that are no holiday: what holidays take, other days get. */
const PROBE_YEAR = 2025;

/** When a customer of a segment orders or asks for a quote. */
function arrivalsOf({ options, company, segment }: Seat): Arrivals {
  const { region, utcOffsetMinutes } = company;
  const calendar = defineCalendar({ ...calendarById(region), utcOffsetMinutes });
  const holidays = calendar.holidays ?? [];
  const free = holidays.filter(
    (date) => date.startsWith(String(PROBE_YEAR)) && new Date(`${date}T00:00:00Z`).getUTCDay() % 6 !== 0,
  ).length;
  const orders = options.ordersPerMonth[segment] * MONTHS_OF_YEAR * (WEEKDAYS_A_YEAR / (WEEKDAYS_A_YEAR - free));
  const { quoteShare } = options;
  return poissonProcess({
    rate: orders * (1 - quoteShare + quotesPerOrder(options)),
    per: YEAR,
    profile: profile({ weekdays: WEEKDAYS, hours: HOURS, months: options.seasonality, holidays: 0, calendar }),
  });
}

const WEEKDAYS_A_YEAR = 261;

function orderJourney(seat: Seat) {
  return defineJourney({
    id: 'order-to-cash',
    arrivals: arrivalsOf(seat),
    adventures: [
      defineAdventure({ id: 'enter', actions: [enter(seat)] }),
      when(isQuoting, [quoteAdventure(seat)]),
      when(at('ordering'), [orderAdventure(seat)]),
      when(at('confirmed'), [
        defineAdventure({
          id: 'fulfil',
          actions: [
            repeat({ while: isDelivering, max: 3 }, [
              createDelivery(seat),
              when(isGoing, [issueGoods(seat), bill(seat)]),
            ]),
          ],
        }),
      ]),
    ],
  });
}

/** Everything that goes on between a company and the customers of a segment. */
export function journeysOf(seat: Seat) {
  return [
    relationJourney(seat),
    orderJourney(seat),
    paymentJourney(seat),
    dunningJourney(seat),
    shortPaymentJourney(seat),
    billingErrorJourney(seat),
    unappliedJourney(seat),
    returnJourney(seat),
    writeOffJourney(seat),
    recoveryJourney(seat),
    subscriptionJourney(seat),
    releaseJourney(),
  ] as const;
}

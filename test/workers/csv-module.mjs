/** Events whose shape changes on the way: keys that come late, come and go, or hold what has to be quoted. */
import { defineAction, defineAdventure, defineJourney, poissonProcess } from 'synode';

const NOTES = ['', ' edge', 'a,b', 'say "x"', 'two\nlines', 'two\r\nlines', 'Ödön 😀', '\uFEFFmark', '{"id":"x"}'];

const buy = defineAction({
  id: 'buy',
  handler: (ctx) => {
    const day = ctx.now().getUTCDate();
    const payload = { total: ctx.random.int(1, 999) / 100, note: ctx.random.pick(NOTES), gift: day % 3 === 0 };
    if (day > 10) Object.assign(payload, { customer: { country: 'DE', since: ctx.now() } });
    if (day > 20) Object.assign(payload, { coupon: day % 2 === 0 ? null : [`C-${day}`, { 'x,y': 1 }] });
    return [
      ctx.event('order.placed', payload),
      ctx.event('label.seen', { of: ctx.userId }),
      ctx.event('mail.sent', { note: payload.note }, { after: '90m' }),
    ];
  },
});

export const journeys = [
  defineJourney({
    id: 'shop',
    arrivals: poissonProcess({ rate: 2, per: '3d' }),
    adventures: [defineAdventure({ id: 'visit', actions: [buy] })],
  }),
];

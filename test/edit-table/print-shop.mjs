/**
 * A program on the built package: prints a world whose values would follow the machine's zone or language if anything
 * asked for them.
 */
import {
  after,
  defineAction,
  defineAdventure,
  defineJourney,
  fake,
  fakePool,
  generate,
  InMemoryAdapter,
  lognormal,
  poissonProcess,
  profile,
  recurring,
  wait,
} from 'synode';

const look = defineAction({
  id: 'look',
  fields: {
    amount: lognormal({ median: 1234.5, sigma: 1 }),
    due: after('1mo', { as: 'date' }),
    at: after('3bh'),
    name: fake((f) => f.person.fullName()),
    soon: fake((f) => f.date.soon()),
    city: fakePool('location.city'),
  },
  timeSpan: { min: '1m', max: '3d', distribution: 'lognormal' },
});
const close = [wait({ until: { every: 'month', day: 'last business day', at: '17:00' } }), look];
const hours = Array.from({ length: 24 }, (_, hour) => (hour > 7 && hour < 20 ? 2 : 0.1));
const journeys = [
  defineJourney({
    id: 'close',
    adventures: [defineAdventure({ id: 'books', actions: close })],
    arrivals: recurring({ every: 'week', weekday: 'sunday' }),
  }),
  defineJourney({
    id: 'visit',
    adventures: [defineAdventure({ id: 'shop', actions: [look] })],
    arrivals: poissonProcess({ rate: 1, per: '1d', profile: profile({ hours, weekdays: [1, 1, 1, 1, 2, 3, 0] }) }),
  }),
];
const adapter = new InMemoryAdapter();
const persona = { id: 'p', name: 'P', attributes: { locale: 'tr' } };
const window = { startDate: '2025-03-01', endDate: '2025-04-15' };
await generate(journeys, { users: 3, persona, ...window, adapter, logger: false });

console.log(JSON.stringify(adapter.events, null, 1));

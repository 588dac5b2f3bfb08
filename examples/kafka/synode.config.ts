/** Half a million events of a web shop, for a topic: who comes, looks at some things, and now and then orders. */
import { defineAction, defineAdventure, defineConfig, defineJourney, int, lognormal, oneOf, repeat } from 'synode';

const view = defineAction({
  id: 'view',
  name: 'page.viewed',
  fields: { product: int({ min: 1, max: 5000 }), device: oneOf(['phone', 'tablet', 'desktop']) },
  timeSpan: { min: '5s', max: '3m' },
});
const order = defineAction({
  id: 'order',
  name: 'order.placed',
  fields: { cents: lognormal({ median: 4500, sigma: 0.7, decimals: 0 }), country: oneOf(['DE', 'AT', 'CH']) },
  timeSpan: { min: '1m', max: '10m' },
});

const visit = defineJourney({
  id: 'visit',
  adventures: [
    defineAdventure({ id: 'browse', actions: [repeat(4, [view])] }),
    defineAdventure({ id: 'checkout', actions: [order], bounceChance: 0.6 }),
  ],
});

export default defineConfig({
  journeys: [visit],
  users: 120_000,
  seed: 'kafka',
  startDate: '2025-03-01',
  duration: '31d',
});

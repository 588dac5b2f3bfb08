/** What a process brings for a scenario that says nothing of it. */
import { describe, expect, it } from 'vitest';

import { o2c, p2p, world } from '../../journeys/index.ts';
import {
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  generate,
  InMemoryAdapter,
  scenario,
  type Dataset,
  type Projection,
} from '../../src/index.ts';

const prices = (price: number): Dataset<{ readonly price: number }> => ({
  id: 'prices',
  name: 'prices',
  rows: [{ price }],
});

const sold: Projection<{ count: number }, number> = {
  id: 'sold',
  init: () => ({ count: 0 }),
  apply: (state, { name }) => void (state.count += name.endsWith('.sold') ? 1 : 0),
  merge: (a, b) => ({ count: a.count + b.count }),
  finish: ({ count }) => count,
};

/** Sells one piece at the price of the table, and brings a table and a fold. */
const seller = (id: string, price: number) =>
  defineProcess({
    id,
    emits: [`${id}.sold`],
    defaults: { datasets: [prices(price)], projections: [sold] },
    populations: [
      definePopulation({
        id: 'clerk',
        size: 1,
        journeys: [
          defineJourney({
            id: 'sell',
            adventures: [
              defineAdventure({
                id: 'counter',
                actions: [
                  defineAction({
                    id: 'sell',
                    handler: (ctx) => [ctx.event(`${id}.sold`, { ...ctx.dataset('prices').row(0) })],
                  }),
                ],
              }),
            ],
          }),
        ],
      }),
    ],
  })();

async function run(...args: Parameters<typeof scenario>) {
  const adapter = new InMemoryAdapter();
  const { projections } = await generate(scenario(...args), { adapter });
  return { said: adapter.events.map(({ name, payload }) => [name, payload['price']]), sold: projections['sold'] };
}

describe('defaults of processes', () => {
  it('fill in what a scenario leaves open, whatever the order in which they are listed', async () => {
    const [a, b] = [seller('bakery', 3), seller('dairy', 5)];

    const together = {
      said: [
        ['bakery.sold', 3],
        ['dairy.sold', 3],
      ],
      sold: 2,
    };
    expect(await run({ processes: [a, b] })).toEqual(together);
    expect(await run({ processes: [b, a] })).toEqual(together);
    expect(await run({ processes: [b] })).toEqual({ said: [['dairy.sold', 5]], sold: 1 });
  });

  it('give way to what the scenario says itself', async () => {
    const bakery = seller('bakery', 3);

    expect(await run({ datasets: [prices(7)], processes: [bakery] })).toEqual({ said: [['bakery.sold', 7]], sold: 1 });
    expect((await run({ projections: [], processes: [bakery] })).sold).toBeUndefined();
  });

  it('imply no order: two processes that bring one fold run by their ids', () => {
    const plan = scenario({ processes: [seller('dairy', 5), seller('bakery', 3)] });

    expect(plan.projections.map(({ id }) => id)).toEqual(['sold']);
  });

  it('are not asked for where nothing is lacking', () => {
    let asked = 0;
    const shy = defineProcess({ id: 'shy', populations: [], defaults: () => (asked++, {}) })();
    scenario({ ...world(), projections: [], processes: [shy] });

    expect(asked).toBe(0);
  });

  it('are a world for order to cash and procure to pay, the one of world()', async () => {
    const period = { start: '2025-01-01', end: '2025-01-15' };
    const stream = async (given: object) =>
      (
        await generate(scenario({ ...given, period, processes: [o2c(), p2p()] }), {
          adapter: new InMemoryAdapter(),
          digest: 'stream',
        })
      ).stream;

    const given = await stream(world());

    expect(given.events).toBeGreaterThan(500);
    expect(await stream({})).toEqual(given);
  });
});

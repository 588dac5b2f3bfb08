import { describe, expect, it } from 'vitest';

import { definePopulation, defineProcess, dryRun, type Transform } from '../../src/index.ts';
import { fixture } from '../../src/testing/index.ts';
import { action, flow } from '../journeys/world.ts';

const shop = flow('shop', [action('order', { fields: { total: 100 } })]);

const twice: Transform = {
  id: 'twice',
  stage: 'anomaly',
  apply: (batch, t) => [...batch, ...batch.map(({ name, payload }) => t.event(name, payload, { after: '1h' }))],
  end: (t) => [t.event('left')],
};

const echo: Transform = { id: 'echo', stage: 'noise', apply: (batch) => [...batch, ...batch] };

it('dryRun and fixtures look at every event, and let noise hand one on twice', async () => {
  const names = ['order', 'order'];

  expect((await dryRun(shop, 1, { transforms: [echo] })).map(({ name }) => name)).toEqual(names);
  expect(
    fixture(shop, { transforms: [echo] })
      .build()
      .map(({ name }) => name),
  ).toEqual(names);
});

describe('a fixture', () => {
  it('shows what transforms make of an actor, alone and in a run', async () => {
    const alone = fixture(shop, { transforms: [twice] }).build();
    const { events } = await fixture(shop, { transforms: [twice] }).collect();

    expect(alone.map(({ name }) => name)).toEqual(['order', 'left', 'order']);
    expect(events.map(({ id }) => id)).toEqual(alone.map(({ id }) => id));
  });

  it('of a process has those of the process', () => {
    const sales = defineProcess({
      id: 'sales',
      transforms: [twice],
      populations: [definePopulation({ id: 'customer', size: 1, journeys: [shop] })],
    });

    expect(
      fixture(sales())
        .build()
        .map(({ name }) => name),
    ).toEqual(['order', 'left', 'order']);
  });

  it('without transforms of an actor it leaves out says nothing of him', async () => {
    const { events } = await fixture(shop, { users: 3, transforms: [twice] })
      .only({ actors: [1] })
      .collect();

    expect(new Set(events.map(({ userId }) => userId))).toEqual(new Set(['user-1']));
  });
});

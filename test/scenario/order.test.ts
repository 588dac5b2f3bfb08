import { describe, expect, it } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  every,
  generate,
  poissonProcess,
  type Event,
} from '../../src/index.ts';
import { action, flow, simulate } from '../journeys/world.ts';
import { run } from './company.ts';

describe('what happens at one instant', () => {
  it('stands in the order of process, population, actor and emission', async () => {
    const pair = defineAction({ id: 'pair', handler: (ctx) => [ctx.event('second'), ctx.event('first')] });
    const journeys = [defineJourney({ id: 'j', adventures: [defineAdventure({ id: 'a', actions: [pair] })] })];
    const crowd = (id: string) => definePopulation({ id, size: 11, starts: 'together', journeys });
    // 'a' reads 'z', so it stands behind it; populations are given against the order of their ids.
    const cause = defineProcess({ id: 'z', emits: ['first'], populations: [crowd('b'), crowd('a')] });
    const effect = defineProcess({ id: 'a', reads: ['first'], populations: [crowd('b'), crowd('B')] });

    const { events } = await run([effect(), cause()]);

    const actors = Array.from({ length: 11 }, (_, i) => i);
    expect(events.map(({ userId, name }) => `${userId} ${name}`)).toEqual(
      ['z/a', 'z/b', 'a/B', 'a/b'].flatMap((crowdId) =>
        actors.flatMap((actor) => [`${crowdId}-${actor} second`, `${crowdId}-${actor} first`]),
      ),
    );
  });
});

describe('shards', () => {
  const busy = flow('busy', [action('visit'), action('order', { timeSpan: { min: '1m', max: '9d' } })], {
    arrivals: poissonProcess({ rate: 1, per: '2d' }),
  });
  const window = { users: 90, startDate: '2025-03-01', endDate: '2025-04-01' } as const;

  it.each(['user', 'time'] as const)('have their events in the order of the whole, in %s order', async (order) => {
    const whole = (await simulate(busy, { ...window, order })).events;
    const place = new Map(whole.map(({ id }, i) => [id, i]));
    const placesOf = (events: readonly Event[]) => events.map(({ id }) => place.get(id) ?? -1);

    const parts = await Promise.all(
      [1, 2, 3].map(async (index) => (await simulate(busy, { ...window, order, shard: { index, count: 3 } })).events),
    );

    for (const part of parts) expect(placesOf(part)).toEqual(placesOf(part).toSorted((a, b) => a - b));
    expect(parts.flat()).toHaveLength(whole.length);
    expect(new Set(placesOf(parts.flat())).size).toBe(whole.length);
  });
});

describe('time order', () => {
  it('simulates a bounded number of events ahead of what it hands on, however long it runs', async () => {
    const mostAhead = async (days: number) => {
      let [made, seen, most] = [0, 0, 0];
      const tick = action('tick', { handler: (ctx) => (made++, [ctx.event('ticked')]) });
      const busy = flow('busy', [tick], { arrivals: every('1h', { jitter: 0.4 }) });
      const take = (batch: readonly Event[]): void => {
        most = Math.max(most, made - seen);
        seen += batch.length;
      };
      const { counts } = await generate(busy, {
        users: 100,
        order: 'time',
        startDate: '2025-01-01',
        duration: days * 86_400_000,
        adapter: { write: () => undefined, writeBatch: take },
      });
      return { most, written: counts.events.written };
    };

    const [month, quarter] = [await mostAhead(30), await mostAhead(90)];

    expect(quarter.written).toBeGreaterThan(100_000);
    // Windows aim at 4,096 events; a window may hold more when the one before held few, and the batch being filled.
    for (const { most } of [month, quarter]) expect(most).toBeLessThan(20_000);
    expect(quarter.most).toBeLessThan(2 * month.most);
  });
});

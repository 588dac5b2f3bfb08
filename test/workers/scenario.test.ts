import { describe, expect, it } from 'vitest';

import { InMemoryAdapter, type RunOptions } from '../../dist/src/index.js';

/** The run with what no option offers; its types are not public, so they come from the sources. */
const BUILT = new URL('../../dist/src/run-call.js', import.meta.url).href;
const { runCall } = (await import(BUILT)) as typeof import('../../src/run-call.ts');

const workerModule = new URL('./chain-module.ts', import.meta.url);
const HOUR = 3_600_000;

async function run(options: RunOptions, windowMs?: number) {
  const sink = new InMemoryAdapter();
  const result = await runCall([], { workerModule, logger: false, ...options, adapter: sink } as RunOptions<never>, {
    windowMs,
  });
  return { events: sink.events, result };
}

describe('a scenario whose processes read each other', () => {
  it.each(['time', 'user'] as const)('is the same on 0, 1, 2, 3 and 7 workers in %s order', async (order) => {
    const alone = await run({ order, workers: 0 });
    const seen = alone.events.filter(({ payload }) => typeof payload['seen'] === 'number' && payload['seen'] > 0);
    expect(seen.length).toBeGreaterThan(100);

    for (const workers of [1, 2, 3, 7]) {
      const threaded = await run({ order, workers });
      expect(threaded.events).toEqual(alone.events);
      expect(threaded.result.counts).toEqual(alone.result.counts);
    }
  });

  it.each([5 * HOUR, 24 * HOUR, 7 * 24 * HOUR, 1000 * 24 * HOUR])(
    'is the same on 2 workers in windows of %d ms',
    async (windowMs) => {
      const alone = await run({ workers: 0 });

      expect((await run({ workers: 2 }, windowMs)).events).toEqual(alone.events);
    },
  );

  it('is cut by a limit at the same event', async () => {
    const alone = await run({ workers: 0, maxEvents: 321 });

    expect((await run({ workers: 3, maxEvents: 321 })).events).toEqual(alone.events);
  });
});

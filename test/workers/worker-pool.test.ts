import { describe, expect, it } from 'vitest';

import { generate, InMemoryAdapter, WorkerPool, type WorkerPoolOptions } from '../../dist/src/index.js';

const module = new URL('./shop-module.ts', import.meta.url);
const period = { startDate: '2025-03-01', endDate: '2025-04-01', logger: false } as const;

async function pooled(options: Partial<WorkerPoolOptions> & Pick<WorkerPoolOptions, 'range'>) {
  const sink = new InMemoryAdapter();
  const result = await new WorkerPool({ ...period, module, workers: 2, ...options, adapter: sink }).run();
  return { events: sink.events, result };
}

const indexOf = (userId: string): number => Number(userId.slice(userId.lastIndexOf('-') + 1));

describe('a worker pool', () => {
  it.each(['user', 'time'] as const)('runs a range of actors as generate does, in %s order', async (order) => {
    const whole = new InMemoryAdapter();
    await generate([], { ...period, order, users: 300, workerModule: module, workers: 0, adapter: whole });

    const { events, result } = await pooled({ range: [70, 200], order });

    expect(events).toEqual(whole.events.filter(({ userId }) => indexOf(userId) >= 70 && indexOf(userId) < 200));
    expect(events.length).toBeGreaterThan(500);
    expect(result.counts.users).toEqual({ planned: 130, simulated: 130, failed: 0 });
  });

  it('is one part of a run that others have the rest of', async () => {
    const [first, second] = [await pooled({ range: [0, 40] }), await pooled({ range: [40, 100], workers: 0 })];
    const whole = await pooled({ range: [0, 100], workers: 1 });

    expect([...first.events, ...second.events]).toEqual(whole.events);
  });

  it('refuses an adapter that tells of all actors', async () => {
    const adapter = { needsWholeRun: true, write: () => undefined };
    const pool = new WorkerPool({ ...period, module, workers: 0, range: [5, 8], adapter });

    await expect(pool.run()).rejects.toMatchObject({ code: 'EXPORT_NOT_AVAILABLE', received: 'some of the actors' });
  });

  it('takes the options of a run', async () => {
    const { events, result } = await pooled({ range: [0, 50], seed: 7, maxEvents: 20, meta: true });

    expect(events).toHaveLength(20);
    expect(events[0]?.meta).toMatchObject({ population: 'user', sequence: 0 });
    expect(result).toMatchObject({ seed: '7', status: 'limited' });
  });

  it('runs an empty range, and the same range again', async () => {
    const events: string[] = [];
    const adapter = { write: ({ id }: { readonly id: string }) => void events.push(id) };
    const pool = new WorkerPool({ ...period, module, workers: 1, range: [5, 8], adapter });

    await pool.run();
    const once = events.length;
    await pool.run();

    expect(once).toBeGreaterThan(0);
    expect(events.slice(once)).toEqual(events.slice(0, once));
    expect((await pooled({ range: [5, 5] })).events).toEqual([]);
  });

  it.each<readonly [string, unknown, readonly string[]]>([
    ['nothing', undefined, ['options']],
    ['no range', { module }, ['range']],
    ['a range that goes back', { module, range: [9, 3] }, ['range']],
    ['a range of halves', { module, range: [0, 1.5] }, ['range']],
    ['no module and a range of one', { range: [3] }, ['module', 'range']],
    [
      'users and shards beside the range',
      { module, range: [0, 3], users: 3, shard: { index: 1, count: 2 } },
      ['users', 'shard'],
    ],
    ['a workerModule', { module, range: [0, 3], workerModule: module }, ['workerModule']],
  ])('refuses %s when it is made', (_case, options, keys) => {
    expect(() => new WorkerPool(options as WorkerPoolOptions)).toThrow(
      expect.objectContaining({
        issues: keys.map((key) =>
          expect.objectContaining({ code: 'INVALID_RUN_OPTIONS', path: [`option '${key}'`] }),
        ) as unknown[],
      }),
    );
  });

  it('rejects where generate does', async () => {
    await expect(pooled({ range: [0, 5], lane: 2 } as never)).rejects.toMatchObject({
      code: 'UNKNOWN_KEY',
      suggestion: "Did you mean 'lanes'?",
    });
    await expect(pooled({ range: [0, 5], module: './nowhere.ts' })).rejects.toMatchObject({
      code: 'WORKER_MODULE_NOT_FOUND',
    });
  });
});
